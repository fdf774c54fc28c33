"""Follow-ups: “它的配合单位？”, “那潍坊呢？”, “第二个呢”, “这些任务里…” → a question that stands alone.

What cannot be filled in is said to be lost: it is refused, never read as the question before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kg.text import fold, key, numeral
from qa import words
from qa.dialogue import Turn
from qa.substitute import substituted, year_changed
from qa.world import World


class Again(StrEnum):
    """What is asked of the last answer itself."""

    BASIS = "basis"  # 依据是什么
    MORE = "more"  # 还有吗


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A question as it stands alone."""

    question: str
    document: str | None = None  # “那个文件里”: only this
    among: tuple[str, ...] = ()  # “这些任务里”: only these works
    again: Again | None = None
    about: str = ""  # what was put in: an answer must speak of it
    lost: str = ""  # why it cannot be filled in, in Chinese


def said_of(follow: Follow, asked: str) -> str:
    """The step that tells how a follow-up was read; "" when nothing was filled in."""
    if follow.lost:
        return "接不上前文"
    if follow.again:
        return "问的是上一个答案的依据" if follow.again is Again.BASIS else "问的是上一个答案是否列全"
    told = f"接着上一问理解为：{follow.question}" if follow.question != asked else ""
    limits = ("只在前面列出的各项中查找" if follow.among else "", "只查上一个答案所在的文件" if follow.document else "")
    return "；".join(part for part in (told, *limits) if part)


_END = "?？。.!！ 呀啊"
_BASIS = re.compile(
    r"(?:那|你)?(?:是)?(?:为什么|为啥|为何|凭什么|依据|根据|出处|来源|理由)(?:这么说|是什么|是啥|什么|在哪里?|何在|呢)?"
    r"|(?:有)?什么依据|有依据吗|(?:那|文件|原文|文件里|文中)?(?:的)?(?:原文|原话|文件|文中|文件里)(?:上|里)?(?:是)?(?:怎么|如何)?(?:说|写|讲|规定|表述)?(?:的|是什么|在哪里?|呢)?"
    r"|怎么(?:得出|知道|看出)来?的"
)
_MORE = re.compile(
    r"(?:那)?(?:还有(?:别的|其他的?|其它的?)?(?:吗|没有|呢|么)?|就(?:这些|这么多|只有这些)(?:吗|了吗|么)?|没(?:有)?(?:别的|其他的?)?了吗?|还有(?:哪些|什么)|其他的呢)"
)
_AGAIN = re.compile(
    r"(?:再(?:说|答|查)一[遍次]|重复一[遍下]|(?:上|前)(?:面)?(?:那)?一?个?(?:问题|问)(?:呢|再说一遍)?|刚才(?:的|那个)问题)"
)
_LIST = re.compile(r"(?:那|都|分别|具体)*(?:是|有)?(?:哪些|哪几[个项家条]|什么|啥|谁)(?:呢|呀|啊)?")
_COUNT = re.compile(r"(?:那)?(?:一共|总共|共|合计)?(?:有|是)?(?:几|多少)[个项家条](?:呢)?")
_AMONG = re.compile(
    r"^(?:那|在)?(?:(?:这|那|上述|以上|上面|前面)(?:些|几[项个条])?(?:任务|工作|措施|事项|项)?(?:里面|里头|里|中间|当中|之中|中)|其中)[,，]?"
)
_DOCUMENT = re.compile(
    r"^(?:那|在|按|照|按照|根据)?(?:(?:上面|前面|刚才|上述|同一)(?:的|那个|这个|那份|这份)?|那个|这个|那份|这份|该|此|同)(?:份|个)?"
    r"(?:文件|方案|意见|通知|措施|规划|计划|办法)(?=[里中上的,，规要提说明])"
)
_ORDINAL = re.compile(
    r"(?:第(?P<n>[一二三四五六七八九十\d]{1,3})|最后(?:那)?一?)(?P<measure>[个项条家])?(?P<noun>任务|工作|措施|单位|部门|园区|平台)?"
)
_ELLIPSIS = re.compile(r"^(?:那么?|还有)?(?P<what>[^?？,，]{1,24}?)(?:呢|又如何|怎么样)$")
_CHANGED = re.compile(
    r"^(?:那么?)?(?:换成|换作|换做|改成|改为|如果是|要是|假如是|换)(?P<what>[^?？,，]{1,24}?)(?:呢|又如何|怎么样)?$"
)
# what nobody says without a question before it
_NEEDS_A_TURN = re.compile(
    r"^(?:那么?[^么些个几].{0,20}呢|(?:换成|换作|换做|改成).{1,20}|第[一二三四五六七八九十\d]{1,2}[个项]呢|(?:它们?|其)的?.{2,12})$"
)
_TAKEN = re.compile(
    r"(?:我?(?:要|选|问)(?:的是)?)?(?:就)?(?:是)?(?:第(?P<n>[一二三四五六七八九十\d])[个项条]?|(?P<d>[1-9])|(?P<last>最后一?个?))(?:吧|呢)?"
)

_NOUN_CLASS = {
    "任务": "Work",
    "工作": "Work",
    "措施": "Work",
    "部门": "Agent",
    "单位": "Agent",
    "机构": "Agent",
    "厅": "Agent",
    "局": "Agent",
    "企业": "Agent",
    "园区": "Park",
    "平台": "Platform",
    "实验室": "Platform",
    "中心": "Platform",
    "专栏": "Column",
    "行动": "Work",
    "地方": "Region",
    "城市": "Region",
    "目标": "Target",
    "文件": "Document",
    "技术": "Technology",
    "事": "Work",
}


def stand_alone(question: str, turn: Turn | None, world: World) -> Follow:
    """``question`` with what it leaves out filled in from the last turn; unchanged when it leaves nothing out."""
    bare = fold(question).strip(_END)
    if turn is None:
        needs = _NEEDS_A_TURN.match(bare) or (len(bare) <= 8 and (_BASIS.fullmatch(bare) or _MORE.fullmatch(bare)))
        return Follow(question=question, lost="这句话要接着上一问才能看懂，而前面没有问过什么。请把问题说完整。" if needs else "")
    if turn.choices and (taken := _taken(bare, turn)):
        return Follow(question=taken)
    return _of_the_answer(question, bare, turn) or _by_reference(question, turn, world) or _filled(question, bare, turn, world)


def _taken(bare: str, turn: Turn) -> str | None:
    """One of the choices that were offered, by its number or by words that are its own."""
    if match := _TAKEN.fullmatch(bare):
        n = len(turn.choices) if match["last"] else numeral(match["n"] or match["d"])
        return turn.choices[n - 1].question if n and 0 < n <= len(turn.choices) else None
    said = key(re.sub(r"^(?:我?(?:要|选|问|说)的?(?:是)?|是|就是)|(?:那个|那项|那份|这个|的)?(?:呢|吧)?$", "", bare))
    fitting = [c for c in turn.choices if len(said) > 1 and said in key(fold(c.label))]
    return fitting[0].question if len(fitting) == 1 else None


def _of_the_answer(question: str, bare: str, turn: Turn) -> Follow | None:
    """Asked of the last answer itself: its basis, its completeness, its number."""
    if _AGAIN.fullmatch(bare):
        return Follow(question=turn.question)
    if _BASIS.fullmatch(bare):
        return Follow(question=question, again=Again.BASIS)
    if _MORE.fullmatch(bare):
        return Follow(question=question, again=Again.MORE)
    if _LIST.fullmatch(bare):
        return Follow(question=re.sub(r"(?<!哪)(?:几|多少)(?=[个项家条种座处])", "哪几", turn.question))
    if _COUNT.fullmatch(bare):
        counted = re.sub(r"哪(?:些|几[个项家条])(?P<noun>任务|工作|措施)", r"几项\g<noun>", turn.question)
        counted = re.sub(r"哪(?:些|几[个项家条])", "几个", counted)
        lost = "" if counted != turn.question else "上一问不是列举，没有个数可数。"
        return Follow(question=counted if not lost else question, lost=lost)
    return None


def _by_reference(question: str, turn: Turn, world: World) -> Follow | None:
    """“这些任务里…”, “那个文件里…”, “第二个…”: a part of what was answered."""
    folded = fold(question)
    works = tuple(v.iri for v in turn.works if v.iri)
    if works and (match := _AMONG.match(folded)) and len(question) - match.end() >= 2:
        return Follow(question=question[match.end() :], among=works)
    if match := _DOCUMENT.match(folded):
        if len(turn.documents) == 1:
            return Follow(question=question, document=turn.documents[0])
        return None
    match = _ORDINAL.search(folded)
    if match is None or not (match["measure"] or match["noun"]):
        return None
    before = re.sub("那么?|其中", "", folded[: match.start()])
    return _of_the_list(question, match, turn, world) if _names_nothing(before) else None


def _of_the_list(question: str, match: re.Match[str], turn: Turn, world: World) -> Follow | None:
    """“第二项由谁配合”, “最后一个呢”: one of what was listed; 第二项 of works, where works were listed at all."""
    rest = question[match.end() :].strip(_END + "呢的")
    a_work = match["measure"] in {"项", "条"} or match["noun"] in {"任务", "工作", "措施"} or _is_role(rest)
    listed = turn.works if a_work and turn.works else turn.listed
    n = numeral(match["n"]) if match["n"] else len(listed)
    if not listed or not n:
        return None
    if n > len(listed):
        own = match["measure"] == "条" or match["noun"]  # it may be a clause of the document
        return None if own else Follow(question=question, lost=f"前面只列出了{len(listed)}项，没有第{n}项。")
    picked = listed[n - 1]
    if rest:
        return Follow(question=question[: match.start()].removeprefix("那") + picked.label + question[match.end() :])
    return Follow(question=_about(picked.label, picked.type or "", world))


def _about(label: str, cls: str, world: World) -> str:
    """The plainest question about one thing of a list."""
    if world.ontology.is_a(cls, "Work"):
        return f"“{label.strip('“”')}”的责任单位有哪些？"
    if world.ontology.is_a(cls, "Agent"):
        return f"{label}负责哪些任务？"
    return f"“{label}”是什么？"


def _filled(question: str, bare: str, turn: Turn, world: World) -> Follow:
    if match := _CHANGED.match(bare) or _ELLIPSIS.match(bare):
        return _elliptic(question, match["what"], turn, world)
    folded = fold(question)
    match = words.PRONOUN.search(folded)
    if match and _names_nothing(_without_organs(folded[: match.start()], world)):
        if _asks_of_a_document(folded, match, world) and turn.documents:
            rest = question[match.end() :]
            return Follow(question="文件" + rest, document=turn.documents[0] if len(turn.documents) == 1 else None)
        picked = _pick(turn, match["noun"] or _meant_by_it(folded), world)
        if picked:
            return Follow(question=question[: match.start()] + f"“{picked.strip('“”')}”" + question[match.end() :])
        if match["it"] and match.start() == 0:
            return Follow(question=question, lost=f"前面没有提到“{match['it']}”可以指的内容，请说出名称。")
    work = _pick(turn, "任务", world)
    if work and _names_only_a_unit(folded, world):
        return Follow(question=f"“{work}”，{question}")
    if work and _names_nothing(folded) and _is_role(folded):
        return Follow(question=f"“{work}”{question}")
    return Follow(question=question)


def _elliptic(question: str, what: str, turn: Turn, world: World) -> Follow:
    what = re.sub(r"^(?:它们?的?|其|这项(?:任务|工作)的?|该(?:任务|工作)的?)|的$", "", what)
    if year := re.fullmatch(r"(?:到|至)?(?P<year>(?:19|20)\d\d)年?(?:底|末|年底)?(?:的)?(?:目标|指标)?", what):
        changed = year_changed(turn, year["year"], world)
        lost = "" if changed else f"上一问没有说到年份，看不出“{what}”问的是什么。请把问题说完整。"
        return Follow(question=changed or question, lost=lost)
    if asked := _property(what, turn, world):
        return Follow(question=asked)
    if not what:
        return Follow(question=question)
    if complete := substituted(what, turn, world):
        return Follow(question=complete, about=what)
    if words.WHICH.search(what) or words.WHO.search(what) or len(what) > 14:
        return Follow(question=question)  # a whole question that only ends in 呢
    return Follow(question=question, lost=f"看不出“{what}”接着上一问的哪一处。请把问题说完整，如“{what}由谁牵头？”。")


def _property(what: str, turn: Turn, world: World) -> str | None:
    """“配合单位呢”, “完成时限呢”: a property of the work that was spoken of."""
    work = _pick(turn, "任务", world)
    if work is None:
        return None
    if re.fullmatch(r"(?:主要)?(?:牵头|配合|参与|负责|责任|主办|协办)(?:的)?(?:单位|部门|方|者|机构|厅局)?", what):
        role = what if re.search("[位门方者构局]$", what) else what.removesuffix("的") + "单位"
        return f"{work}的{role}是谁？"
    cued = [i for i in world.ontology.properties.values() if what in map(fold, i.cues) and i.domain and i.domain != "Document"]
    if len(what) > 1 and any(world.ontology.is_a("Task", i.domain or "") for i in cued):
        return f"“{work.strip('“”')}”的{what}是{'什么时候' if words.WHEN.search(what) else '什么'}？"
    return None


def _candidates(turn: Turn) -> list[tuple[str, str]]:
    """(label, class) that a pronoun may mean: the answer's values first when it was one, then what was asked about."""
    values = [(v.label, v.type) for v in turn.values if v.iri and v.type]
    links = [(link.label, link.type) for link in turn.links]
    return [*values, *links] if len(values) == 1 else [*links, *values]


def _pick(turn: Turn, noun: str, world: World) -> str | None:
    candidates = _candidates(turn)
    wanted = _NOUN_CLASS.get(noun)
    if wanted is None:
        return candidates[0][0] if candidates else None
    fitting = [label for label, cls in candidates if world.ontology.is_a(cls, wanted)]
    values = [v.label for v in turn.values if v.type and world.ontology.is_a(v.type, wanted)]
    return values[0] if len(values) == 1 else fitting[0] if fitting else None


def _meant_by_it(folded: str) -> str:
    """它的配合单位 is a work's, 它还牵头哪些任务 a unit's."""
    if not _is_role(folded):
        return ""
    return "单位" if re.search(r"哪(?:些|几)?[项个条]?(?:任务|工作|措施|事)|哪[几些]?[项条]", folded) else "任务"


def _asks_of_a_document(folded: str, match: re.Match[str], world: World) -> bool:
    """“它的文号是多少”, “这份文件什么时候施行”"""
    if match["noun"]:
        return match["noun"] == "文件"
    rest = folded[match.end() :]
    cues = (fold(c) for i in world.ontology.properties.values() if i.domain == "Document" for c in i.cues)
    return any(len(c) > 1 and c in rest for c in cues)


def _is_role(text: str) -> bool:
    return bool(re.search(r"牵头|配合|参与|负责|责任", text))


def _without_organs(folded: str, world: World) -> str:
    for organ in reversed(world.names.organs(folded)):
        folded = folded[: organ.start] + folded[organ.end :]
    return folded


def _names_only_a_unit(folded: str, world: World) -> bool:
    """“省商务厅参与吗？”: a unit and a role, but no work."""
    organs = world.names.organs(folded)
    if len(organs) != 1 or not folded.rstrip("?？ ").endswith(("吗", "么", "没有", "不")):
        return False
    return _names_nothing(_without_organs(folded, world))


def _names_nothing(folded: str) -> bool:
    """A bare role question: 谁牵头？配合单位有哪些？"""
    rest = re.sub(
        r"牵头|配合|参与|负责|责任|单位|部门|谁|哪些|哪个|请问|那么|有|是|由|的|还|呢|吗|那|在|[0-9]{4}年|[?？,，。“”\s]|都|了",
        "",
        folded,
    )
    return len(rest) == 0
