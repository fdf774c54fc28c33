"""“配合单位里有哪些高校”, “哪些区政府参与”: a noun that narrows a work's units to one kind, known by the units' names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Span
from kg.text import fold
from qa.link import Mention
from qa.world import World

# the noun of the question → what the names of such units look like
_KINDS = (
    ("高等院校|高等学校|高校|院校|大学|学校", r"(?:大学|(?<!科)学院|学校|党校)$"),
    (
        "科研院所|科研机构|研究机构|科研单位|研究院所|研究院|研究所",
        r"(?:研究院|研究所|科学院|科院|社科院|设计院|工程院|研究中心|研究总院)$",
    ),
    (
        "国有企业|国企|央企|企业|公司|集团",
        r"(?:公司|集团)$|^中国(?:电信|移动|联通|铁塔|广电|石油|石化|海油|邮政|银联|华能|华电)",
    ),
    ("行业协会|协会|学会|商会|行业组织|联盟", r"(?:协会|学会|商会|联盟|联合会|促进会)$"),
    ("金融机构|银行", r"(?:银行|分行|支行|信用社|农商行)$"),
    ("区政府|区一级政府", r"区(?:人民)?政府$"),
    ("县政府", r"县(?:人民)?政府$"),
    ("市政府|地市政府|地级市", r"市(?:人民)?政府$"),
    ("区县政府|区县|县区|县市区", r"[区县](?:[（(].*[)）])?(?:人民)?政府$"),
    ("地方政府|下级政府|各级政府|哪级政府", r"政府$"),
    ("省级部门|省直部门|省级单位|省直单位|省直机关", r"^省(?!.*政府$)"),
    ("市级部门|市直部门|市级单位|市直单位|市直机关", r"^市(?!.*政府$)"),
)
_NOUNS = "|".join(sorted("|".join(nouns for nouns, _ in _KINDS).split("|"), key=lambda noun: (-len(noun), noun)))
# how it is asked for, the surest way first: 哪些高校, 高校里有谁, 有没有企业？是哪家
_ASKED = (
    re.compile(rf"(?:哪(?:些|[一几两三四五二]?[个家所]|[几两]|一类)?|什么)(?P<noun>{_NOUNS})"),
    re.compile(rf"(?P<noun>{_NOUNS})(?:里面|里头|里|当中|之中|中)(?:有|是)?(?:没有)?(?:哪|谁)"),
    re.compile(rf"(?P<noun>{_NOUNS})(?:有|是)(?:哪(?:些|[几两三四五]?[家个所])|谁)(?=[?？。!呢啊]|$|参与|配合|牵头|负责|承担)"),
    re.compile(rf"有没有(?P<noun>{_NOUNS})(?=.*(?:哪|谁))"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """The noun as the question says it, and how the names of such units look."""

    span: Span
    noun: str
    name: re.Pattern[str]

    def among(self, units: frozenset[str], world: World) -> tuple[str, ...]:
        """Those of ``units`` (IRIs) that are of the kind, in a fixed order."""
        return tuple(sorted(iri for iri in units if self.name.search(fold(world.nodes[iri].label))))


def holders(folded: str, agents: tuple[Mention, ...] = ()) -> Holders | None:
    """None when the question names no kind of unit, or only inside a unit's own name."""
    for match in (m for pattern in _ASKED for m in pattern.finditer(folded)):
        span = Span(match.start("noun"), match.end("noun"))
        if any(agent.links and agent.span.overlaps(span) for agent in agents):
            continue
        pattern = next(name for nouns, name in _KINDS if match["noun"] in nouns.split("|"))
        return Holders(span=span, noun=match["noun"], name=re.compile(pattern))
    return None
