"""What a number measures: the noun phrase in front of it or behind it, and who shares one name among several numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from kg.phrases import pieces, split_joint, word_ends
from kg.quantities import Measure, Quantity
from kg.wording import DIRECTING, by_length, words

_NAME_MAX = 60
_GROWTH = by_length("年均增长 年均提高 年均下降 同比增长 增长 提高 提升 下降 降低 压减 压缩 缩短 减少 增加 扩大")
# Names that only mean something together with what was measured just before.
_RELATIONAL = words(
    """
    营业收入 销售收入 利用率 增加值 年产量 总产值 总规模 普及率 渗透率 覆盖率 产值 产量 占比
    增速 总数 总量 总额 数量 比例 比重 营收 规模
    """
)
_ADVERB = (
    r"(?:力争|争取|努力|预计|同时|其中|并|以及|和|及|与|将|使|确保|实现|推动|推进|全面|基本|共|总体|初步|逐步|还|要|对于|对|、)"
)
_LEADING = re.compile(rf"^(?:{_ADVERB})+")
_DAY = r"20\d\d年?(?:\d{1,2}月(?:\d{1,2}日)?)?"
_DATE = re.compile(rf"^[^，。；]{{0,4}}?(?:到|至|力争)?{_DAY}(?:[-—~至]{_DAY})?(?:年?[底末]|\d{{1,2}}月底?|底)?前?[，,]?")
_ATTRIBUTION = re.compile(r"^[（(][^（()）]+[)）]")  # the clause before was closed by who is responsible, without a stop
_ITEM = re.compile(r"^[（(]?\d{1,2}[.、．)）](?=\D)")  # its number in a list
_PLAN = re.compile(r"^到?[“\"]?十.五[”\"]?(?:期?末|时期|期间|期内)")
_TAIL = re.compile(r"(?:(?:至少|最少)?(?:需|应|须|要)|各|均)$")  # …床位至少需1000张, A、B各10个
_TELLING = by_length("新建 新增 扩建 改建 累计 每年 年均 带动 拉动 减少 压减")  # without them the name would say something else
_VERBS = by_length(
    """
    培育壮大 培育引进 引进培育 择优支持 支持建设 滚动开放 组织实施 举办 争创 具备 创办 创建
    制定 发布 取得 吸引 培养 培育 培训 壮大 孵化 完成 实施 实现 实行 布局 建成 建有 建立
    建设 开发 开展 开放 开通 引育 引进 形成 征集 打造 扩建 扶持 投放 招引 择优 授权 推出
    推动 推广 支持 支撑 改建 改造 攻克 攻关 新增 新建 服务 申请 研制 研发 突破 组建 组织
    获得 落地 覆盖 认定 开工 竣工 启动 完工 整治 修复 维修 优化提升 安排 发放 设立 评选 转化 达到 运行 选择 选派 遴选 配备 集聚 建
    """
)
_DIRECTING = DIRECTING | words("优化 安排 开工 整治 提升 规范 适时 尽快 及时 全面 积极 逐步 持续 同步 力争 再 累计")
_VERB_END = re.compile(rf"(?:{'|'.join(_VERBS)})了?$")
_TOWARDS = re.compile(rf"^(?P<verb>{'|'.join(_VERBS)})(?:至|到|往|通往|面向|在)[^，。；]{{2,12}}$")
_NOUNLIKE = words("服务 覆盖 支撑 研发 开发 转化 申请 培训 组织")  # verbs that also begin a noun: 研发机构, 培训人次
_VERB_ANY = re.compile("|".join(verb for verb in _VERBS if len(verb) > 1 and verb not in _NOUNLIKE))
_IN_FIELD = re.compile(r"^在(?P<field>[^，。；]{2,16}?领域)(?P<rest>.+)$")
_HEAD = re.compile(
    r"(?<=..)(?:生产总值|总产值|产值|总?规模|营业收入|主营业务收入|收入|增加值|数量|总量|总额|总数)$"
)  # what a measure adds to a thing
_SHARING = re.compile(r"分别|(?<![平年人户地日月])均(?![增衡等匀])|各(?=达|占)")
_DONE = re.compile("放行|办结|送达|到达|响应|办理完毕|审结|通达")
_PARTY = ("企业", "单位", "机构", "用户", "人才", "高校", "医院")  # behind 家 户 名: the thing counted ends here


@dataclass(frozen=True, slots=True)
class Fragment:
    """A quantity with the texts between it and the borders of its clause (folded punctuation, original letters)."""

    quantity: Quantity
    earlier: str  # the clause in front of this one
    before: str  # clause start → the comparing words
    lead: str  # the comparing words
    after: str  # behind the number → clause end


@dataclass(frozen=True, slots=True)
class Name:
    indicator: str
    subject: str  # what the next clause may go on about
    inherited: bool  # the clause itself does not say it
    counted: bool  # the thing stands behind the number


def verb_in_front(before: str) -> bool:
    """The number is the object of a verb: 建成10个…, 引进培育100家…"""
    return _VERB_END.search(before) is not None


def name(fragment: Fragment, previous: Name | None) -> Name:
    """The indicator of one number; ``previous`` is that of the number before it in the sentence."""
    quantity, after = fragment.quantity, _thing(fragment.after)
    before = _opened(fragment.before)
    growth = next((word for word in _GROWTH if before.endswith(word)), "")
    if growth:
        return _grown(before.removesuffix(growth), growth, previous)
    if quantity.measure is Measure.TIME and (done := _DONE.match(after)):
        what = "" if not before or verb_in_front(before) else before
        return Name(_short(_object(what or fragment.earlier) + done.group() + "时间"), what, not what, False)
    if after and before.endswith("等"):
        return Name(_short(_object(before) + after), after, False, True)
    led = _TOWARDS.match(before) if after else None
    if led:
        before = led["verb"]  # 开通至某地2条航线
    if after and (not before or verb_in_front(before)):
        return _counted(before, after, quantity)
    if before and verb_in_front(before) and previous:
        return Name(previous.subject, previous.subject, True, False)
    if before and after and quantity.measure is Measure.SHARE and not fragment.lead:  # 调整高校20%左右学科专业布点
        return _counted("", _object(before) + after, quantity)
    if before:
        return _measured(before, previous)
    subject = previous.subject if previous else ""
    return Name(subject, subject, True, False)


def _opened(before: str) -> str:
    """Without the year and the adverbs that open the clause."""
    before = _ITEM.sub("", _ATTRIBUTION.sub("", before))
    before = _DATE.sub("", before) if re.search(r"20\d\d", before[:10]) else _PLAN.sub("", before)
    return _LEADING.sub("", before)


def _grown(core: str, growth: str, previous: Name | None) -> Name:
    core = core.removesuffix("年均").removesuffix("同比")
    if core:
        return Name(_short(_object(core) + growth), _object(core), False, False)
    subject = previous.subject if previous else ""
    return Name(subject + growth, subject, True, False)


def _counted(before: str, after: str, quantity: Quantity) -> Name:
    """The thing stands behind its number."""
    said = next((before if len(before) <= 6 else verb for verb in _TELLING if verb in before), "")
    tail = {Measure.MONEY: "规模", Measure.SHARE: "比例"}.get(quantity.measure, "")
    tail = "" if after.endswith(tail) else tail
    return Name(_short(said + after + tail), after, False, True)


def _measured(before: str, previous: Name | None) -> Name:
    """The thing stands in front of its number."""
    core = _object(before)
    if "占" in core and not core.endswith(("比", "比重", "比例", "率", "份额")):
        core = re.sub("将?占", "占", core).rstrip("的") + "比重"
    if previous and (core in _RELATIONAL or core.startswith("占")):
        owner = previous.subject if core.startswith("占") else _HEAD.sub("", previous.subject)
        return Name(_short(owner + core), previous.subject, True, False)
    if core.endswith("级") and previous and "级" in previous.indicator[:8]:  # 省级事项网上可办率…，市县级…
        return Name(_short(core + previous.indicator.split("级", 1)[1]), previous.subject, True, False)
    telling = next((verb for verb in _TELLING if core.startswith(verb)), "")
    return Name(_short(core), core.removeprefix(telling), False, False)


def _object(core: str) -> str:
    """Cut what leads to the noun phrase: 在…领域培育X → …领域X, 建成X → X, 支持A围绕B研制X → X."""
    field = _IN_FIELD.match(core)
    if field:
        return field["field"] + _object(field["rest"])
    while (verb := _opening_verb(core)) is not None:
        core = re.sub("^(?:和|并|、|及|与)", "", core[len(verb) :])
    if len(core) > _NAME_MAX or re.match("支持|鼓励|引导|推动|在", core) or re.search("围绕|通过|依托|按照|结合", core):
        last = [match.end() for match in _VERB_ANY.finditer(core) if match.end() < len(core) - 1]
        core = core[last[-1] :] if last else core
    return core


def _opening_verb(core: str) -> str | None:
    """The verb that ``core`` begins with, when what is left can still be a name."""
    verb = next((verb for verb in _VERBS if core.startswith(verb) and verb not in _TELLING), None)
    if verb == "建" and word_ends(core)[1] > 1:
        return None  # 建筑垃圾
    least = 4 if verb in _NOUNLIKE else 2
    return verb if verb is not None and len(core) - len(verb) >= least else None


def _thing(after: str) -> str:
    """The noun phrase behind a number."""
    text = re.split("[和及与](?:一批|若干|一系列)", after.strip("、和及与，, 的以上左右"))[0]
    party, _, rest = text.partition("的")
    if rest and party.endswith(_PARTY):
        return party
    return "" if re.match(r"[)）”\]、和及与]|$", text) else text


def _short(text: str) -> str:
    text = _TAIL.sub("", text.strip("、，,的 *—-–·"))
    return text if len(text) <= _NAME_MAX else text[-_NAME_MAX:]


def is_only_verbs(indicator: str) -> bool:
    """Nothing that could be measured is said: 优化提升, 安排."""
    ends = word_ends(indicator)
    return all(indicator[a:b] in _VERBS or indicator[a:b] in _DIRECTING for a, b in pairwise(ends))


# --- one clause, several numbers


def shares(fragment: Fragment) -> bool:
    """分别 or 均: the names in front belong one by one to the numbers."""
    return _SHARING.search(fragment.lead) is not None or _SHARING.search(fragment.before) is not None


def shared_names(fragment: Fragment) -> tuple[str, ...]:
    """``油菜种植、收获机械化率`` → 油菜种植机械化率, 油菜收获机械化率; one name when nothing is listed."""
    head, _, tail = _split(_opened(fragment.before))
    items = [head[a:b] for start, end in pieces(head, 0, len(head), "、") for a, b in split_joint(head, start, end, whole="与")]
    return tuple(_short(item) for item in _complete(items, tail)) if len(items) > 1 else (_short(head + tail),)


def _split(before: str) -> tuple[str, str, str]:
    match = _SHARING.search(before)
    return (before[: match.start()], match.group(), before[match.end() :]) if match else (before, "", "")


def _complete(items: list[str], tail: str) -> list[str]:
    """Give every item the words that only the first (a qualifier) or only the last (a head) of the list carries."""
    first, last = items[0], items[-1]
    model = len(items[1]) if len(items) > 2 or tail else len(_last_word(first))
    prefix = first[: _nearest(first, len(first) - model)]
    if tail:
        return [first + tail, *(prefix + item + tail for item in items[1:])]
    head = last[_nearest(last, model) :]
    if not head or first.endswith(last[-1:]):
        return items
    return [first + head, *(prefix + item + head for item in items[1:-1]), prefix + last]


def _last_word(text: str) -> str:
    ends = word_ends(text)
    return text[ends[-2] :]


def _nearest(text: str, wanted: int) -> int:
    """The word border of ``text`` nearest to ``wanted``."""
    return min(word_ends(text), key=lambda end: (abs(end - wanted), end))
