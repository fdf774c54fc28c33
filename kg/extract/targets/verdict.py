"""Is a number a goal? Grants, thresholds, legal limits, past facts and mere counts are not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from kg.extract.targets.indicator import Fragment, verb_in_front
from kg.quantities import Measure


class Verdict(Enum):
    GOAL = auto()
    REFUSED = auto()  # looked like one; reported with the reason
    NONE = auto()  # no goal at all: part of a name, a slogan, a count


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A number with all that decides about it. Texts are folded but for the fragment's."""

    fragment: Fragment
    start: int
    end: int
    text: str
    sentence: str
    ahead: str  # sentence text in front of the number, from the last year on
    following: str  # the next clauses
    year: str | None
    year_said: bool  # the year stands in the sentence
    aims: bool  # in a section of goals
    review: bool  # in a section that looks back
    written: str | None
    quoted: bool
    broken: bool
    attribute: bool  # a length or an age inside the name of what another number measures


_GRANT = re.compile(r"补助|补贴|奖励|奖补|资助|贴息|罚款|处罚|税率|减按|保费|利率|授信|注册资本|资本金|首付|收费标准|限额|罚金")
_PAST = re.compile(r"已[^经有]{0,6}|已经|目前|现有|截至|截止|去年|上年|近年来|年以来|过去|(?:超额|全部|如期|提前)完成[、，]")
_LEGAL = re.compile(
    r"应当|不得|年满|有效期|股东|持股|法定|罚|之日起|合同期|申请人|逾期|从业|工作日内(?:作出|答复|反馈|报送|提出)|出资比例|年薪|工龄|违法"
)
_OWNER = "企业|单位|项目|机构|人员|团队|个人|主体|产品|贷款|地区|城市|市县|用户|设备|车辆|部分"
_CONDITION = re.compile(rf"(?:且|并且|或者|的(?:[,，、]|可|视为|应|{_OWNER}))")
_CASE = re.compile(r"对于?.*的[^，。]*(?:企业|单位|机构|项目|团队|个人|人才|主体|园区|平台|合作社|农户)$|凡|符合|被认定")
_ATTRIBUTE = re.compile(r"(?:级|半径|范围|直径|高度|深度|同城|跨城|制造|制|生活圈|服务圈|交通圈|出行圈|不打烊)")
_COUNTED = re.compile(r"(?:[等该这上前第]|下述|上述|以下|如下|其余|另外|每)$")
_BUILDS = re.compile(
    "建设|建成|新建|扩建|改建|新增|打造|培育|引进|培养|引育|开展|实施|组织|开放|实现|形成|制定|研制|突破|攻克|攻关|选择|遴选|认定|创建|创办|组建|设立|建立|布局|推出|完成|开通|支撑|"
    "服务|吸引|招引|举办|具备|选派|改造|争创|集聚|孵化|壮大|推动|投放|配备|覆盖|带动|每年支持|力争|累计|年均|放行|办结|压缩|压减|缩短|减少|降低|提高|扩大|增长|不低于|达"
)
_WITHIN = re.compile("放行|办结|压缩|压减|缩短|控制|缩减|响应|办理|到达|送达|通达")


def judge(clause: Clause) -> tuple[Verdict, str]:
    """The verdict, and the reason in Chinese for a number that was refused."""
    if not candidate(clause):
        return Verdict.NONE, ""
    money = clause.fragment.quantity.measure in (Measure.MONEY, Measure.SHARE)
    reason = _reason(clause) if money or _strong(clause) else ""
    if reason:
        return Verdict.REFUSED, reason
    return (Verdict.GOAL if _wanted(clause) else Verdict.NONE), ""


def candidate(clause: Clause) -> bool:
    """Not a part of a name, a slogan, an attribute or a count of what is there."""
    quantity, before, after = clause.fragment.quantity, clause.fragment.before, clause.fragment.after
    if clause.quoted or clause.attribute or _ATTRIBUTE.match(after):
        return False
    if quantity.chinese and not ((clause.aims or clause.year_said) and verb_in_front(before)):
        return False
    if quantity.measure is Measure.TIME:
        due = _WITHIN.search(clause.text) is not None or ((clause.aims or clause.year_said) and bool(clause.fragment.lead))
        return due and (quantity.comparator != "=" or bool(clause.fragment.lead))
    return quantity.measure is not Measure.COUNT or _COUNTED.search(before) is None or clause.year_said or _builds(before)


def _builds(before: str) -> bool:
    """培育A、B等5个产业集群: the count closes a list that is to be built."""
    return before.endswith("等") and re.match("培育|建设|打造|建成|形成|发展|创建", before) is not None


def _wanted(clause: Clause) -> bool:
    """Something says that it is to be reached: a year, a section of goals, or a verb that builds or changes."""
    builds = _BUILDS.search(clause.text) is not None
    return (_strong(clause) or builds) if clause.aims or clause.year else (_strong(clause) and builds)


def _strong(clause: Clause) -> bool:
    """The number is an object, is compared or reached, or ends its clause."""
    fragment = clause.fragment
    compared = fragment.quantity.comparator != "=" or bool(fragment.lead)
    return compared or verb_in_front(fragment.before) or _builds(fragment.before) or not fragment.after


def _reason(clause: Clause) -> str:
    quantity, fragment = clause.fragment.quantity, clause.fragment
    if clause.broken:
        return "数字中间有空白或无法识别的字符，疑有缺字，不采用"
    if clause.review or _PAST.search(clause.ahead) or (clause.year and clause.written and clause.year < clause.written):
        return "既往情况或现状，不是目标"
    if _LEGAL.search(clause.text):
        return "法定限制或办理条件，不是目标"
    money = quantity.measure in (Measure.MONEY, Measure.SHARE)
    nearby = clause.text + (clause.following if money else "")
    if _GRANT.search(nearby) or (quantity.comparator == "≤" and _GRANT.search(clause.sentence)):
        return "补助、奖励、税费的标准或上限，不是目标"
    if _CASE.match(clause.text):
        return "适用条件或门槛，不是目标"
    if _CONDITION.match(fragment.after) and fragment.before and not verb_in_front(fragment.before):
        return "适用条件或门槛，不是目标"
    return ""
