"""Things named by the ending of their name: 青岛虚拟现实产业园, 手势识别技术, 国家…创新中心（青岛）."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kg.extract.terms.found import Found
from kg.extract.terms.nouns import agent, specific, wellformed
from kg.extract.terms.vocabulary import Words
from kg.phrases import clauses, is_act, left_edge, pieces, split_joint, word_ends

_PROPER = re.compile(r"国家(?!级)|中国|中央|全国|教育部|科技部|[\u4e00-\u9fff]{2,6}?(?:大学|学院|科学院)(?!生)")
_PROPER_ONLY = frozenset(("Enterprise",))  # 农机作业公司 is a kind, not a company
_PHRASE_MAX = 18
_APPLIED = re.compile(r"(?:应用|体验|消费|服务|业务|生产|治理|生活|训练|[”’+])场景$")  # 自然声学场景 is no field of application
_ADDED = frozenset(("平台",))
_AFTER_NAME = re.compile(
    r"$|[，。；：、,;:（(）)“”\"*\s]|的|等|和|与|及|或|为|在|是|以|对|将|作用|优势|集聚|功能|建设|发展|研发|研究|攻关|应用|推广|创新|突破|集成|转化|开发|生产|制造|供给|相关|体系|标准|能力|水平|"
    r"性能|领域|方向|方面|进行|开展|提供|支持|牵头|联合|参与|围绕|依托|实现|构建|打造|提升|加快|推动|共建|运营|服务|产业化|工程化|规模|市场|企业|项目|之间|间|上|中|内|向|由|"
    r"需求|趋势|成果|产品|产业|赋能|融合|改造|升级|示范|试点|评价|认定|管理|落地|入驻|布局|申报|争创|创建|揭牌|投入|试验|推动|迭代|普及|使用|采用"
)
_COMPOUND = {  # behind these endings a longer word has another head: 技术人员, 平台经济, 大学生
    "技术": re.compile(r"人才|人员|工人|中心|平台|服务|企业|公司|标准|体系|改造|交易|市场|领域|装备|设备|产品|性|含量|门槛|壁垒|路线|储备|专家|团队|联盟|成熟度|合同|要素|培训|委员会|转移"),
    "平台": re.compile(r"经济|企业|型|公司|化|期|运营商|载体"),
    "大学": re.compile(r"生|城|科技园"),
    "学院": re.compile(r"路"),
    "公司": re.compile(r"治理|法|制|章程|债"),
    "集团": re.compile(r"化|军"),
    "软件": re.compile(r"企业|产业|园|工程|开发|业|定义|技术|和信息"),
    "示范区": re.compile(r"域"),
    "算法": re.compile(r"模型|备案|推荐"),
    "终端": re.compile(r"产品|设备|用户|消费|能源"),
    "芯片": re.compile(r"产业|企业|设计|级"),
    "场景": re.compile(r"化|清单|需求|建设指南"),
    "园区": re.compile(r"化"),
}


Places = Callable[[str], bool]  # does the text begin with a place?


def named(text: str, words: Words, is_place: Places) -> Iterator[Found]:
    """Names by ending, the longest ending at each place, no overlap inside a clause."""
    for start, end in clauses(text, 0, len(text)):
        for a, b in pieces(text, start, end, "、"):
            for lo, hi in _flat(text, a, b):
                yield from _segment(text, lo, hi, words, is_place)


def _flat(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch itself, and what stands inside its quotes and long brackets."""
    yield start, end
    for match in re.finditer(r"[（(]([^（()）]{4,})[)）]", text[start:end]):
        for a, b in clauses(text, start + match.start(1), start + match.end(1)):
            yield from pieces(text, a, b, "、")


def _segment(text: str, start: int, end: int, words: Words, is_place: Places) -> Iterator[Found]:
    """From the right, so that the last class word of a noun phrase names it: 技术创新平台 is a platform."""
    ceiling = end
    for at in reversed([start + at for at in word_ends(text[start:end])]):
        suffix = _suffix(text, start, at, words) if at <= ceiling else None
        if suffix is not None and _closes(text, at, end, suffix):
            found = _name(text, start, at, suffix, words, is_place)
            if found is not None:
                ceiling = found.start
                yield found


def _suffix(text: str, start: int, end: int, words: Words) -> str | None:
    return next((text[end - n : end] for n in range(words.longest_suffix, 0, -1) if end - n >= start and text[end - n : end] in words.suffixes), None)


def _closes(text: str, at: int, end: int, suffix: str) -> bool:
    """The name ends at ``at``: what follows is no part of a longer noun with another head."""
    compound = next((pattern for word, pattern in _COMPOUND.items() if suffix.endswith(word)), None)
    if compound is not None and compound.match(text, at, end):
        return False
    return at == end or _AFTER_NAME.match(text, at, end) is not None


def _name(text: str, start: int, end: int, suffix: str, words: Words, is_place: Places) -> Found | None:
    begin = left_edge(text, start, end)
    if text[begin:end][:1] in ("省", "市", "县", "区") and text[begin - 1 : begin] in ("、", "各", "级"):
        begin += 1  # 省、市信用平台
    proper = is_proper(text[begin:end], is_place)
    begin = _behind_joint(text, begin, end, suffix, proper, words)
    shorter = _without_empty_head(text, begin, end, suffix, words)
    if shorter is not None:
        end, suffix = end - len(suffix), shorter
    label = text[begin:end]
    if not specific(label, suffix) or not wellformed(label, least=len(suffix) + 2):
        return None
    proper = is_proper(label, is_place)
    cls = words.suffixes[suffix]
    if suffix == "场景" and not _APPLIED.search(label):
        return None
    if (cls in _PROPER_ONLY and not proper and "有限" not in suffix) or (not proper and len(label) > _PHRASE_MAX):
        return None
    return Found(
        start=begin,
        end=end,
        label=label,
        cls=cls,
        rule="terms.name" if proper else "terms.phrase",
        confidence=0.9 if proper else 0.7,
    )


def is_proper(label: str, is_place: Places) -> bool:
    """Does the name begin like a proper name: with a place, a state organ or a school?"""
    return _PROPER.match(label) is not None or is_place(label)


def _behind_joint(text: str, begin: int, end: int, suffix: str, proper: bool, words: Words) -> int:
    """A和B平台: only the last part carries the ending, unless it would say too little or the name is proper as a whole."""
    parts = list(split_joint(text, begin, end))
    if len(parts) < 2:
        return begin
    last = parts[-1][0]
    complete = any(_suffix(text, a, b, words) or agent(text[a:b]) for a, b in parts[:-1])
    left = text[parts[-2][0] : parts[-2][1]]
    paired = end - last - len(suffix) == 2 and (is_act(left) or text[last - 1] == "与")  # 标准制定与验证平台, 协同决策与控制技术
    if not complete and (proper or paired):
        return begin
    return left_edge(text, last, end)


def _without_empty_head(text: str, begin: int, end: int, suffix: str, words: Words) -> str | None:
    """X试验区平台 is X试验区: the ending in front of an added 平台."""
    return _suffix(text, begin, end - len(suffix), words) if suffix in _ADDED else None
