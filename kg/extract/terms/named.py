"""Things named by the ending of their name: 青岛虚拟现实产业园, 手势识别技术, 国家…创新中心（青岛）."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kg.extract.terms.found import Found
from kg.extract.terms.nouns import agent, specific, wellformed
from kg.extract.terms.vocabulary import Words
from kg.phrases import clauses, is_act, left_edge, opens_clause, pieces, split_joint, word_ends
from kg.wording import THING_ENDS

StartsWithPlace = Callable[[str], bool]

_PROPER = re.compile(r"国家(?!级)|中国|中央|全国|教育部|科技部|[\u4e00-\u9fff]{2,6}?(?:大学|学院|科学院)(?!生)")
_PROPER_ONLY = frozenset(("Enterprise",))  # 农机作业公司 is a kind, not a company
_PHRASE_MAX = 18  # code points of a name that does not begin like a proper one
_APPLIED = re.compile(r"(?:应用|体验|消费|服务|业务|生产|治理|生活|训练|[”’+])场景$")  # 自然声学场景 applies nothing
_ADDED = "平台"  # X试验区平台 is X试验区
_BRACKETED = re.compile(r"[（(]([^（()）]{4,})[)）]")
_AFTER_NAME = re.compile(
    r"$|[，。；：、,;:（(）)“”\"*\s]|的|等|和|与|及|或|为|在|是|以|对|将|向|由|作用|优势|集聚|功能|攻关|创新|突破|集成|供给|相关|体系|标准|能力|水平|"
    r"性能|领域|方向|方面|进行|提供|支持|联合|实现|共建|运营|服务|产业化|工程化|规模|市场|企业|项目|之间|间|上|中|内|需求|趋势|成果|产品|产业|赋能|"
    r"融合|改造|升级|示范|试点|评价|认定|管理|落地|入驻|布局|揭牌|投入|试验|迭代|普及|生产|制造"
)
# Behind these endings a longer word has another head: 技术人员, 平台经济, 大学生.
_OTHER_HEAD = {
    "技术": re.compile(
        r"研究(?:中心|院|所)|创新中心|人才|人员|工人|中心|平台|服务|企业|公司|标准|体系|改造|交易|市场|领域|装备|设备|产品|性|含量|门槛|壁垒|路线|"
        r"储备|专家|团队|联盟|成熟度|合同|要素|培训|委员会|转移"
    ),
    "平台": re.compile("经济|企业|型|公司|化|期|运营商|载体"),
    "大学": re.compile("生|城|科技园"),
    "公司": re.compile("治理|法|制|章程|债"),
    "集团": re.compile("化|军"),
    "软件": re.compile("企业|产业|园|工程|开发|业|定义|技术|和信息"),
    "示范区": re.compile("域"),
    "算法": re.compile("模型|备案|推荐"),
    "终端": re.compile("产品|设备|用户|消费|能源"),
    "芯片": re.compile("产业|企业|设计|级"),
    "场景": re.compile("化|清单|需求|建设指南"),
    "园区": re.compile("化"),
}


def named(text: str, words: Words, starts_with_place: StartsWithPlace) -> Iterator[Found]:
    """Names by ending, the longest ending at each place, no overlap inside a stretch between commas and 、."""
    finder = _Finder(text, words, starts_with_place)
    for start, end in clauses(text, 0, len(text)):
        for a, b in pieces(text, start, end, "、"):
            yield from finder.stretch(a, b)
            for match in _BRACKETED.finditer(text, a, b):
                for inner in clauses(text, match.start(1), match.end(1)):
                    for part in pieces(text, *inner, "、"):
                        yield from finder.stretch(*part)


class _Finder:
    """Names in one healed text."""

    def __init__(self, text: str, words: Words, starts_with_place: StartsWithPlace) -> None:
        self.text, self.words, self.starts_with_place = text, words, starts_with_place

    def stretch(self, start: int, end: int) -> Iterator[Found]:
        """From the right, so that the last class word of a noun phrase names it: 技术创新平台 is a platform."""
        ceiling = end
        ends = [start + at for at in word_ends(self.text[start:end])]
        for at, following in reversed(list(zip(ends, [*ends[1:], end], strict=True))):
            suffix = self.words.suffix(self.text, start, at) if at <= ceiling else None
            if suffix is not None and self._closes(at, end, suffix, self.text[at:following]):
                found = self._name(start, at, suffix)
                if found is not None:
                    ceiling = found.start
                    yield found

    def _closes(self, at: int, end: int, suffix: str, following: str) -> bool:
        """The name ends at ``at``: the word that follows is no part of a longer noun with another head."""
        other = next((pattern for word, pattern in _OTHER_HEAD.items() if suffix.endswith(word)), None)
        if other is not None and other.match(self.text, at, end):
            return False
        return at == end or opens_clause(following) or _AFTER_NAME.match(self.text, at, end) is not None

    def _name(self, start: int, end: int, suffix: str) -> Found | None:
        begin = left_edge(self.text, start, end)
        if self.text[begin:end][:1] in ("省", "市", "县", "区") and self.text[begin - 1 : begin] in ("、", "各", "级"):
            begin += 1  # 省、市信用平台
        begin = self._behind_joint(begin, end, suffix)
        shorter = self.words.suffix(self.text, begin, end - len(suffix)) if suffix == _ADDED else None
        if shorter is not None:
            end, suffix = end - len(suffix), shorter
        label, cls = self.text[begin:end], self.words.suffixes[suffix]
        proper = self._proper(label)
        if not specific(label, suffix) or not wellformed(label, least=len(suffix) + 2):
            return None
        if not proper and (len(label) > _PHRASE_MAX or (cls in _PROPER_ONLY and "有限" not in suffix)):
            return None
        if suffix == "场景" and not _APPLIED.search(label):
            return None
        rule, confidence = ("terms.name", 0.9) if proper else ("terms.phrase", 0.7)
        return Found(start=begin, end=end, label=label, cls=cls, rule=rule, confidence=confidence)

    def _proper(self, label: str) -> bool:
        """Does the name begin like a proper name: with a place, a state organ or a school?"""
        return _PROPER.match(label) is not None or self.starts_with_place(label)

    def _behind_joint(self, begin: int, end: int, suffix: str) -> int:
        """A和B平台: only the last part carries the ending, unless it would say too little or the whole is a proper name."""
        parts = list(split_joint(self.text, begin, end))
        if len(parts) < 2:
            return begin
        last = parts[-1][0]
        complete = any(self.words.suffix(self.text, a, b) or agent(self.text[a:b]) for a, b in parts[:-1])
        left = self.text[slice(*parts[-2])]
        # 标准制定与验证平台, 协同决策与控制技术
        paired = end - last - len(suffix) == 2 and (is_act(left) or (self.text[last - 1] == "与" and left[-1] not in THING_ENDS))
        if not complete and (paired or self._proper(self.text[begin:end])):
            return begin
        return left_edge(self.text, last, end)
