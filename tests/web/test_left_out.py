"""What did not get into the graph, in words."""

from __future__ import annotations

from kg.model import DocumentReport, Provenance, Rejected, Span, Violation
from qa.web.left_out import LeftOut, left_out

FOCUS = "http://kgqa.local/id/d/target/%E4%BA%A7%E5%80%BC"


def rejected(text: str, start: int, end: int) -> Rejected:
    return Rejected(where=Provenance(span=Span(start, end), rule="r"), text=text, reason="不采用")


def test_each_thing_is_told_once_in_the_order_of_the_text():
    report = DocumentReport(
        id="d", title="", source="", tasks=0, measures=0, targets=0, terms=0, facts=0,
        rejected=(rejected("乙", 9, 12), rejected("甲", 3, 5), rejected(FOCUS, 7, 7)),
        violations=(
            Violation(focus=FOCUS, path=None, value="-3", message="不采用", severe=True),
            Violation(focus="http://kgqa.local/id/org/省厅", path=None, value=None, message="没有管辖地", severe=False),
        ),
    )  # fmt: skip
    assert left_out(report) == (
        LeftOut(what="甲", why="不采用", refused=True, where=Span(3, 5)),
        LeftOut(what="乙", why="不采用", refused=True, where=Span(9, 12)),
        LeftOut(what="产值：-3", why="不采用", refused=True),
        LeftOut(what="省厅", why="没有管辖地", refused=False),
    )
