"""What may be the name of a thing: not a bare class word, not a clause, not a metaphor."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.phrases import balanced, word_spans
from kg.text import fold
from kg.wording import AGENTS, DIRECTING, EMPTY, VAGUE, words

LABEL_MAX = 24  # code points; longer phrases are clauses
_HEAP = re.compile(
    r"相关|有关|其他|各类|各种|各级|上述|以下|^[12]\d{3}年|^(?:世界|全球)|(?:新|领域)(?:技术|产品)$|(?:行业协会|商会)$"
    r"|^(?:省级|国家级|市级|县级).*(?:技术|算法)$"
)
# “发展引擎”, “大平台” speak in pictures.
_METAPHOR = re.compile(
    r"(?:产业|发展|增长|创新|驱动|动力|经济|新|双|核心)引擎$|(?:主|大|小|(?<!创)新)平台$|舞台$|桥梁$|[全多]场景$"
)
_ORGAN = re.compile(r"(?<!内)(?:部|委|局|厅|署|政府|委员会|办公室)$")
_MARKS = re.compile(r"[，。；：！？,;:!?《》*|=]|[”’].*[“‘]|[（(](?!.*[)）])")
_EDGES = re.compile(r"(?:的|了|着|得)$|^(?:的|等|了|化|性|年|月)|如何|以及|等(?!离子|级|效|电位|轴|压)")
_NUMBERED = re.compile(r"[\u4e00-\u9fff]\d{1,2}(?![号代期个项家级维年])[\u4e00-\u9fff]|\d[个家项名条处种]")
# A number with its measure word inside a phrase: 冷链园三个园区 is a list's end, 第三类 and a leading 四大 are not.
COUNTED = re.compile(
    r"(?<![第\d一二两三四五六七八九十百千万.０-９])(?P<count>[2-9２-９]|[1-9]\d|[二两三四五六七八九]|十[一二三四五六七八九]?)(?P<measure>个|项|类|种|家|条|座|处|款|大|所|套)"
)
_FUNCTION = words(
    "在 将 把 被 对 以 向 为 由 让 使 是 有 并 而 能够 可以 应当 不得 不断 进一步 有效 相结合 与其 及其 "
    "通过 根据 按照 围绕 聚焦 依托 同时 逐步 加快 推动 推进 加强 提升 提高 促进 鼓励 支持 打造 实现 确保 开展 完善 强化 健全"
)
_QUOTED = re.compile(r"[“‘(（].*?[”’)）]")


def specific(label: str, suffix: str) -> bool:
    """Does ``label`` say more than its class word ``suffix`` and modifiers that pick out nothing?"""
    head = label.removesuffix(suffix)
    heap = head != label and head.endswith(VAGUE)
    return not (heap or _empty(head) or _empty(label) or _HEAP.search(label))


def wellformed(label: str, *, least: int = 2, most: int = LABEL_MAX) -> bool:
    """A clean noun phrase by form: length, closed brackets, no marks or function words of a clause."""
    folded = fold(label)
    if not least <= len(label) <= most or not balanced(label) or folded.isdigit():
        return False
    if any(pattern.search(folded) for pattern in (_METAPHOR, _ORGAN, _MARKS, _EDGES, _NUMBERED)):
        return False
    plain = _QUOTED.sub("", folded)
    return "、" not in plain and not COUNTED.search(plain, 2) and folded[-1] not in DIRECTING and not _clausal(plain)


def agent(label: str) -> bool:
    """龙头企业, 科研院所: who acts, not what is named."""
    return any(label.endswith(word) for word in AGENTS if len(word) > 1)


@lru_cache(maxsize=8192)
def _empty(text: str) -> bool:
    """Can ``text`` be cut into words that pick out nothing?"""
    return not text or any(text.startswith(word) and _empty(text[len(word) :]) for word in EMPTY)


@lru_cache(maxsize=4096)
def _clausal(text: str) -> bool:
    return any(text[a:b] in _FUNCTION for a, b in word_spans(text, 0, len(text)))
