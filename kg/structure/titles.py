"""Titles: of a numbered paragraph (run-in or standing alone), of a column's item, of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Span
from kg.text import View, fold, heal
from kg.wording import LEADS_UP

RUN_IN_MAX = 40  # longest first sentence that reads as a title although it has a comma
CLAUSE_MAX = 60
_PURPOSE = re.compile(r"制定本|现(?:就|将|提出|制定)")  # the first article says why there is a document
_LEAST_SAID = 6  # characters behind a clause that leads up to them
_STOP = "。！？"
# Headings that every document uses, and words that begin a text: “一、指导思想以习近平…” lost the line end between them.
_STOCK = re.compile(
    r"(?:指导思想|总体要求|总体思路|基本原则|工作原则|主要目标|工作目标|发展目标|总体目标|创建目标|目标任务|重点任务|主要任务|工作任务|工作内容"
    r"|工作措施|主要措施|保障措施|工作要求|有关要求|实施步骤|工作步骤|时间安排|组织领导|职责分工|责任分工|适用范围|编制依据)"
    r"(?=(?:19|20)\d\d年|以|到(?:19|20)\d\d|坚持|为|全面|按照|围绕|通过|深入|根据|力争|认真|牢固|贯彻|紧紧|本)"
)
_LEAST_BEHIND = 8  # characters of the text behind such a heading
_OPEN, _CLOSE = "（(〔[【《“‘", "）)〕]】》”’"
_ATTRIBUTION = re.compile(r"[（(〔\[][^（(〔\[]*(?:牵头|责任|负责|配合|参与|[厅局委部办]|政府)[^。]*[）)〕\]]$")
_LABEL = re.compile(r"(?:责任|牵头|参与|配合|负责|完成|落实)(?:单位|部门|时限|时间|分工)[:：]")


@dataclass(frozen=True, slots=True)
class Title:
    text: str
    end: int  # offset in the stored text behind the title and the punctuation that closes it
    alone: bool  # nothing but the title stands in the paragraph


def _find(view: str, stops: str) -> int:
    """First of ``stops`` outside brackets and quotes; -1 when there is none."""
    depth = 0
    for index, char in enumerate(view):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(depth - 1, 0)
        elif char in stops and depth == 0:
            return index
    return -1


def tidy(title: str) -> str:
    return title.strip(" \u3000。；;：:，,、.．—-").strip()


def numbered_title(text: str, start: int, end: int, bold_end: int) -> Title:
    """The title of a paragraph whose number ends at ``start``."""
    view = heal(text, Span(start, end))
    if not view.text:
        return Title("", end, True)
    if view.text[-1] in "：:" and _find(view.text, _STOP) < 0:
        return Title(_first_clause(view).text, end, False)  # it opens an enumeration: a sentence, no heading
    if start < bold_end < end and (marked := _bold_title(view, bold_end)):
        return marked
    if (stock := _STOCK.match(view.text)) and len(view.text) - stock.end() >= _LEAST_BEHIND:
        return Title(stock[0], view.span(0, stock.end()).end, False)
    sentence = _find(view.text, _STOP)
    colon = _find(view.text[: RUN_IN_MAX + 1], "：:")
    if (
        0 < colon <= 24
        and (sentence < 0 or colon < sentence)
        and colon < len(view.text) - 1
        and not _LABEL.search(view.text[: colon + 1])
    ):
        return _cut(view, colon)
    if sentence < 0:
        return _without_attribution(view, end)
    head = view.text[:sentence]
    if sentence == len(view.text) - 1 and len(head) <= CLAUSE_MAX and not _find(head, "，") >= 0:
        return Title(tidy(head), end, True)
    if (
        len(head) <= 20
        or (len(head) <= CLAUSE_MAX and _find(head, "，,；;") < 0)
        or (len(head) <= RUN_IN_MAX and _balanced_title(head, view.text))
    ):
        return _cut(view, sentence)
    return _first_clause(view)


def _balanced_title(head: str, whole: str) -> bool:
    """“以A为引领，推动B” is a title; “借鉴A经验，放宽B” followed by nothing but its bracket is the text itself."""
    rest = whole[len(head) + 1 :]
    return len(rest) > len(head) and not rest.startswith(("（", "(", "〔")) and head.count("，") == 1


def _bold_title(view: View, bold_end: int) -> Title | None:
    cut = next((i for i, offset in enumerate(view.starts) if offset >= bold_end), len(view.text))
    head = view.text[:cut]
    if not head or len(head) > 80 or cut >= len(view.text):
        return None
    if view.text[cut] in "。：:" and not head.endswith(("。", "：", ":")):
        cut += 1
    elif not head.endswith(("。", "：", ":", "！", "？", "”", "）", ")")) and len(head) < 3:
        return None
    return Title(tidy(head), view.span(0, cut).end, cut >= len(view.text))


def _cut(view: View, stop: int) -> Title:
    if found := _ATTRIBUTION.search(view.text, 0, stop):
        return Title(tidy(view.text[: found.start()]), view.span(0, found.start()).end, False)
    return Title(tidy(view.text[:stop]), view.span(0, stop + 1).end, stop >= len(view.text) - 1)


def _without_attribution(view: View, end: int) -> Title:
    """A heading without a sentence: 加强组织领导（省经信厅牵头）."""
    found = _ATTRIBUTION.search(view.text)
    if found and found.start() >= 4:
        return Title(tidy(view.text[: found.start()]), view.span(0, found.start()).end, False)
    if len(view.text) > CLAUSE_MAX + 20:
        return _first_clause(view)
    return Title(tidy(view.text), end, True)


def _first_clause(view: View) -> Title:
    begin = _led_up(view.text)
    if begin:
        rest = View(view.text[begin:], view.starts[begin:])
        return Title(_first_clause(rest).text, _first_clause(rest).end, False)
    stop = _find(view.text, "，,；;。：:")
    if stop < 0 or stop > 2 * CLAUSE_MAX:
        stop = min(len(view.text), CLAUSE_MAX)
    return Title(tidy(view.text[:stop]), view.span(0, stop).end, False)


def _led_up(text: str) -> int:
    """Where the text goes on behind a clause that only leads up to it (按照国家统一部署，); 0 when it has none."""
    stop = _find(text, "，,；;。：:")
    if stop < 0 or text[stop] not in "，," or len(text) - stop < _LEAST_SAID or _PURPOSE.search(text):
        return 0
    return stop + 1 if LEADS_UP.fullmatch(fold(text[:stop])) else 0


def cell_title(view: View) -> str:
    """The title of a table row from the cell that names it: the whole cell when short, else its first clause."""
    sentence = _find(view.text, _STOP)
    head = view.text if sentence < 0 else view.text[:sentence]
    head = head[_led_up(head) :]
    if len(head) > 20 and (stop := _find(head, "，,；;：:")) > 0:
        head = head[:stop]
    return tidy(head[: 2 * CLAUSE_MAX])


def run_in_title(text: str, start: int, end: int, bold_end: int, *, longest: int = 26) -> Title | None:
    """The title that runs into an unnumbered paragraph: bold, or a short first sentence. None when there is none."""
    view = heal(text, Span(start, end))
    if start < bold_end < end:
        return _bold_title(view, bold_end)
    stop = _find(view.text[: longest + 1], "。：:")
    if stop < 3 or len(view.text) - stop < 12 or re.search(r"[，,；;]", view.text[:stop]) or _LABEL.match(view.text):
        return None
    return _cut(view, stop)


# --- documents ---------------------------------------------------------------------------------------

_GENRE = re.compile(
    r"(?:方案|意见|措施|规划|纲要|计划|办法|规定|细则|条例|规则|要点|清单|指南|行动|通知|决定|政策|分工|标准|制度|导则|规程|目录|预案)"
    r"[》”]?(?:[（(〔][^（()）]{1,30}[)）〕])*$"
)


def document_title(title: str) -> bool:
    return (
        5 <= len(title) <= 110
        and bool(_GENRE.search(title))
        and not re.search(r"[。；：:！？]", fold(title).replace(":", "：") if "：" in title else title)
    )
