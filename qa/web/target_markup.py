"""The rows of the table of goals, as markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.rows import TargetRow
from qa.tables import quantity
from qa.web.markup import Markup, joined, tag
from qa.web.table_markup import cell, document, where
from qa.wire.links import passage_link

PATH = "/targets"
COLUMNS = (  # what it is sorted by (empty: nothing), its head
    ("indicator", "指标"),
    ("value", "目标值"),
    ("year", "年份"),
    ("", "原文"),
    ("document", "文件"),
)
_HEADS: Mapping[str, str] = {name or "quotation": head for name, head in COLUMNS}


def rows(shown: Sequence[TargetRow]) -> Markup:
    return joined(map(_row, shown))


def _row(target: TargetRow) -> Markup:
    quotations = (
        tag("a", tag("q", one.text), href=passage_link(one, ""), class_="quoted", title="在原文中查看") for one in target.evidence
    )
    cells = (
        ("indicator", tag("span", target.indicator, class_="indicator")),
        ("value", tag("span", quantity(target), class_="quantity")),
        ("year", f"{target.year}年" if target.year else ""),
        ("quotation", joined(quotations)),
        ("document", joined((document(target.document, target.document_title), where(target.path, target.document_title)))),
    )
    return tag("tr", *(cell(name, _HEADS[name], inside) for name, inside in cells), class_="seen", role="row")
