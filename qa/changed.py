"""What a question says was changed, “取消了哪些手续”: a sentence answers it only where that very verb governs that thing.

Verbs of change decide what is said: a sentence on the same matter that cancels nothing does not tell what was cancelled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# verbs of change; those of one line say the same
_SAME = tuple(
    tuple(line.split())
    for line in """
取消 撤销 废止 废除 取缔 停止 停征 不再
新增 增设 增加 新设 新建 增列
禁止 严禁 不得 不准 不允许
下放 委托 赋予
放宽 放开
关闭 关停 停用 停运
降低 下调 调低 减少 压减 缩短 压缩
提高 上调 调高 提升
合并 整合 归并
淘汰 退出
免除 免征 免收 免予 减免 停征 停收
延长 顺延 延期
""".strip().splitlines()
)
_VERB = "|".join(sorted({verb for line in _SAME for verb in line} - {"不再", "不得"}, key=lambda verb: (-len(verb), verb)))
_WHAT = r"(?:哪些|哪几[个项类种条家]|哪[个项类种条家]|什么|啥)"
_OBJECT = re.compile(rf"(?P<verb>{_VERB})(?:了|过|掉)?{_WHAT}(?P<thing>[\u4e00-\u9fff]{{0,10}}?)(?:呢|啊|呀|吗)?[?？。]*$")
_PASSIVE = re.compile(rf"{_WHAT}(?P<thing>[\u4e00-\u9fff]{{2,8}}?)(?:已经|已|都|要|会)?被?(?P<verb>{_VERB})了?[?？。]*$")
# nouns that stand for anything
_ANYTHING = re.compile("^(?:新的?|具体的?|主要的?)?(?:东西|内容|方面|规定|情况|措施|政策|事项|事|要求|举措)?$")
_REST = "(?:项目|标准|事项|环节|目录|清单|要求|条件|范围|比例|水平)?"
_FORBIDDEN = re.compile(
    "(?:不得|不再|严禁|禁止|不准|避免|防止|杜绝|严控|严格控制|停止)(?:随意|擅自|违规|违法|变相|自行|再|盲目|以任何形式)*$"
)
_ATTRIBUTE = re.compile("^(?:[、或和及][\u4e00-\u9fff]{2,4})*的")
_TURNED = re.compile("^[,，。；;、]|^$|^或|^和")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    verbs: tuple[str, ...]
    thing: str  # the end of what was changed, "" for anything


@lru_cache(maxsize=64)
def change(folded: str) -> Change | None:
    """None when the question asks for no change."""
    found = _OBJECT.search(folded) or _PASSIVE.search(folded)
    if found is None:
        return None
    verbs = tuple(dict.fromkeys(verb for line in _SAME if found["verb"] in line for verb in line))
    thing = found["thing"]
    return Change(verbs=verbs, thing="" if _ANYTHING.match(thing) else thing[-2:])


def tells(asked: Change, folded: str) -> bool:
    """Does the (folded) sentence say that such a thing was changed so?"""
    return any(_governs(asked.thing, match, folded) for match in re.finditer("|".join(asked.verbs), folded))


def _governs(thing: str, verb: re.Match[str], said: str) -> bool:
    """取消【…手续】, 对【…手续】予以取消; neither 已取消的手续 nor 不得新增手续."""
    before = re.split("[,，。；;：:]", said[: verb.start()])[-1]
    behind = re.split("[,，。；;：:]", said[verb.end() :])[0]
    if _ATTRIBUTE.match(behind) or _FORBIDDEN.search(before):
        return False
    if _TURNED.match(behind) and re.search("[将对把]|一律|全部|予以|全面", before):
        return thing in before
    if not thing:
        return len(behind) > 1
    return re.search(rf"{re.escape(thing)}{_REST}(?=$|[^\u4e00-\u9fff]|[和与及或等的以])", behind) is not None
