"""Whether somebody may do or get something: the sentence that settles it must speak of that very party and of that very thing.

“毕业生能不能做灵活就业登记” is not answered by what graduates get, nor by what others may register.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_MAY = (
    r"(?:能不能够?|可不可以|可否|能否|是否可以|是否能够?|是不是可以|是不是能够?|可以|能够"
    r"|(?<![智功性节氢核太阳储产职效可技势动电热光风势赋])能(?![源力量耗效级够]))"
)
_ASKED = re.compile(rf"(?P<who>[^,，。;；?？]*?){_MAY}(?P<what>[^,，。;；?？]+?)(?:吗|么|呢|吧|不)?[?？。]*$")
_LIGHT = re.compile(
    "^(?:去|来|再|也|都|直接|自己|申请|申领|申报|领取|领|拿到?|享受到?|获得|得到|办理|办|做|进行|参加|参与|使用|用|有)+"
)
_PARTS = re.compile('[的凭持在按向对给到从与和及、因为以把将被由“”"]|通过|根据|还|也|都|是不是|是否')
_OPENING = re.compile("^(?:请问|那么?|我们?|本人|如果|一个|所有|全部|这个|这些|该|本)+")
# parties under the names that people and documents give them, those of one line alike
_CALLED = tuple(
    tuple(line.split())
    for line in """
医院 医疗机构 医疗卫生机构
学校 院校 高校
公司 企业
个体户 个体工商户
老百姓 群众 居民 公民
农户 农民
外企 外资企业 外商投资企业
民企 民营企业 民营资本
老师 教师
""".strip().splitlines()
)
LOOSE = 6  # characters that may stand inside what the question writes without them: 应届【高校】毕业生
_MOST = 0.6  # share of the pairs of one part that the sentence must hold
_SHORT = 3  # characters of a part that is no more than a verb and its thing: 评【职称】


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    who: tuple[str, ...]  # the parts of the party's name, of two characters at least
    what: tuple[str, ...]  # the parts of what it may do; the last one names it


@lru_cache(maxsize=64)
def permission(folded: str) -> Permission | None:
    """None when the question asks for no permission, or of nobody."""
    found = _ASKED.search(folded)
    if found is None:
        return None
    who = tuple(p for p in _PARTS.split(_OPENING.sub("", found["who"])) if len(p) > 1)
    what = tuple(p for p in (_LIGHT.sub("", part) for part in _PARTS.split(found["what"])) if len(p) > 1)
    return Permission(who=who, what=what) if what else None


def is_of(asked: Permission, folded: str) -> bool:
    """Does the (folded) sentence speak of that party and of that thing?"""
    who = all(any(_holds(name, folded) for name in _names(part)) for part in asked.who)
    return who and all(_holds(part, folded) for part in asked.what) and asked.what[-1][-2:] in folded


def _names(part: str) -> tuple[str, ...]:
    called = next((line for line in _CALLED if any(part.endswith(name) for name in line)), ())
    end = max((name for name in called if part.endswith(name)), key=len, default="")
    return (part, *(part.removesuffix(end) + name for name in called if name != end))


def _holds(part: str, said: str) -> bool:
    if part in said or _loosely(part, said) or (len(part) == _SHORT and part[1:] in said):
        return True
    pairs = [part[i : i + 2] for i in range(len(part) - 1)]
    return sum(pair in said for pair in pairs) >= _MOST * len(pairs)


def _loosely(part: str, said: str) -> bool:
    """All its characters in order, in one stretch without a stop."""
    inner = "[^,，。;；、]{0,LOOSE}?".replace("LOOSE", str(LOOSE))
    return any(len(m.group()) <= len(part) + LOOSE for m in re.finditer(inner.join(map(re.escape, part)), said))
