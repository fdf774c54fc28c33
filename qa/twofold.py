"""“X由谁负责，什么时候完成”: two questions about one thing, asked apart and answered together."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.compose import LIMIT
from qa.model import Answer, Method, Outcome

_WHO = (
    r"(?:分别|具体)?(?:由|归|是)?(?:谁|边个|哪些?(?:个|家|几个|几家)?(?:部门|单位|局|委))(?:来)?"
    r"(?:牵头|负责|承担|管|弄|做|干|落实|配合|实施|抓|出台|制定|发布)?(?:的|呢|啊|呀)?"
)
_WHEN = (
    r"(?:要|应|需|得)?(?:在)?(?:什么时候|啥时候|何时|哪一?年|几月|什么时间|多久)(?:之?前|以前|底)?(?:要|能|得)?"
    r"(?:完成|发布|出台|制定|办结|做完|弄完|弄好|建成|印发|实现|结束|启动|开始)?(?:的|呢|啊|呀)?"
)
_MUCH = r"(?:目标|数量|要求)?(?:是|要|达到|建|有)?(?:多少|几)[\u4e00-\u9fff%]{0,6}?"
_ASKS = f"(?:{_WHO}|{_WHEN}|{_MUCH})"
_BOTH = re.compile(
    rf"^(?P<head>.{{4,}}?)[,，\s]*(?P<first>{_ASKS})(?:[,，;；、\s]|和|以及|并且?|还有)+(?P<second>{_ASKS})[?？。!！\s]*$"
)
_KIND = re.compile("谁|边个|哪|时|年|月|多少|几")
_OF = {
    "谁": "由谁负责",
    "边个": "由谁负责",
    "哪": "由哪些单位负责",
    "多少": "数量",
    "几": "数量",
    "时": "时间",
    "年": "时间",
    "月": "时间",
}
_CITED = re.compile(r"\[(\d+)\]")


def split(question: str) -> tuple[str, str] | None:
    """The two questions, each with the thing that both are about; None when there is but one.

    ``question``: folded.
    """
    found = _BOTH.match(question)
    if found is None:
        return None
    kinds = [next(p for p in (_WHO, _WHEN, _MUCH) if re.fullmatch(p, found[part])) for part in ("first", "second")]
    if kinds[0] == kinds[1]:
        return None
    head = found["head"].rstrip(",， ")
    return f"{head}{found['first']}？", f"{head}{found['second']}？"


def together(asked: str, first: Answer, second: Answer) -> Answer | None:
    """Both in one. Of two of which the graph answers one, that one, and that the other is not stated; None otherwise."""
    answers = [a for a in (first, second) if a.outcome is Outcome.ANSWERED and a.evidence]
    if len(answers) == 1 and answers[0].method is Method.GRAPH:
        asked_for = _KIND.search(first.question if answers[0] is second else second.question)
        return replace(
            answers[0], question=asked, text=f"{answers[0].text}文件没有写明{_OF[asked_for.group()] if asked_for else '另一问'}。"
        )
    if len(answers) < 2 or {e.document for e in first.evidence} != {e.document for e in second.evidence}:
        return None
    shift = len(first.evidence)
    more = _CITED.sub(lambda m: f"[{int(m[1]) + shift}]", second.text)
    text = f"{first.text}{more}"
    if len(text) > LIMIT:
        return None
    return replace(first, question=asked, text=text, evidence=(*first.evidence, *second.evidence))
