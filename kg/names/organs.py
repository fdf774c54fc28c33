"""Names of organs taken apart: 山东省发展和改革委员会 = 山东省 + 发展改革. Keys under which two names of one organ meet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kg.names.gazetteer import NATION, Form, Gazetteer
from kg.names.places import Places
from kg.text import fold

_NATIONAL = ("中华人民共和国", "中共中央", "国务院", "国家", "中央", "中国", "全国")
_PARTY_NAME = re.compile(r"^(?:中共|中国共产党)")
_LEVEL = re.compile(r"^(?:自治区|自治州|自治县|省|市|区|县|州|盟|旗|兵团)(?:级)?")
_DISTRICT = re.compile(
    r"^[\u4e00-\u9fff]{2,10}?(?:新区|特别合作区|示范区|开发区|高新区|[区县旗市镇])(?=委|政府|人民政府|管委|管理委|.{2,10}(?:局|办|委)$)"
)
_BRANCH = re.compile(r"^(?:省|市)?(?:中心支行|分行|支行|分局|监管局|监督管理局|专员办|特派办|分公司)$")
# One spelling for the endings that vary freely. Order matters.
_ENDINGS = (
    ("管理委员会", "管委会"),
    ("委员会", "委"),
    ("办公室", "办"),
    ("人民政府", "政府"),
    ("监督管理", "监管"),
    ("领导小组办", "办"),
)
_JOINTS = re.compile(r"(?<=[\u4e00-\u9fff])[和与及](?=[\u4e00-\u9fff])")
_PLACE_ALONE = re.compile(
    r"(?!各|有关|相关|其他|所有|所在|属地|试点|示范|产业|高新|开发|合作|保税)[\u4e00-\u9fff]{2,6}(?:(?<![园新社片范验发])区|[市县旗州盟])"
)
_GENERIC = re.compile(r"^(?:各|有关|相关|其他|所有|所在|属地|地方|省直|市直|区直|县直|省级|市级|区级|县级|成员|试点)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A name taken apart. ``place`` is a full place name, a bare level (省, 市, 区) or "" when none is written."""

    place: str
    prefix: str  # the place as written, party mark left out: 山东省, 省, ""
    party: bool  # 省委…
    body: str  # what follows
    duty: str | None  # id of the duty when the gazetteer knows the body
    central: bool = False  # the body stands at the centre only
    both: bool = False  # the body may stand at the centre or below it


def plain(body: str) -> str:
    """An unknown body with its free endings and joints evened out."""
    for long, short in _ENDINGS:
        body = body.replace(long, short)
    return _JOINTS.sub("", body)


class Organs:
    def __init__(self, gazetteer: Gazetteer, places: Places) -> None:
        self._gazetteer = gazetteer
        self._places = places
        self.parse = lru_cache(maxsize=8192)(self._parse)

    # --- taking apart ------------------------------------------------------------------------------

    def _form(self, body: str, *, party: bool, place: str) -> Form | None:
        forms = self._gazetteer.forms.get(body, ())
        fitting = [f for f in forms if f.party or not party] if party else list(forms)
        fitting.sort(key=lambda f: (f.party != party, not f.local if place and place != NATION else not f.central))
        return fitting[0] if fitting else None

    def _parse(self, name: str) -> Parts:
        """The parts of ``name``; a body that the gazetteer does not know has duty None."""
        text = fold(name).strip()
        whole = self._form(text, party=False, place="")
        if whole is not None:
            return self._parts("", "", False, text, whole)
        text = _PARTY_NAME.sub("", text) if len(text) > 4 else text
        place, prefix = self._place(text)
        rest = text[len(prefix) :]
        if prefix and rest.startswith("委") and not rest.startswith("委员会"):
            inner = self._form(rest[1:], party=True, place=place)
            return self._parts(place, prefix, True, rest[1:], inner)
        branch = None if prefix and place != NATION else self._branch(rest or text)
        if branch is not None:
            return branch
        return self._parts(place, prefix, False, rest, self._form(rest, party=False, place=place))

    def _parts(self, place: str, prefix: str, party: bool, body: str, form: Form | None) -> Parts:
        if form is None:
            return Parts(place=place, prefix=prefix, party=party, body=body, duty=None)
        return Parts(
            place=place,
            prefix=prefix,
            party=party,
            body=body,
            duty=form.duty,
            central=form.central and not form.local,
            both=form.central and form.local,
        )

    def _place(self, text: str) -> tuple[str, str]:
        """(place, surface) that ``text`` begins with; ("", "") when it begins with none."""
        if _GENERIC.match(text):
            return "", ""
        for word in _NATIONAL:
            if text.startswith(word) and len(text) > len(word):
                return NATION, word
        place, surface = "", ""
        hit = self._places.at(text, 0)
        if hit is not None and len(hit[0]) < len(text):
            surface, place = hit
            lower = self._places.at(text, len(surface))
            if lower is not None and len(surface) + len(lower[0]) < len(text):
                place, surface = lower[1], surface + lower[0]
            elif text[len(surface) :].startswith(("省", "市")) and len(text) > len(surface) + 1 and not place.startswith(surface):
                surface += text[len(surface)]
        rest = text[len(surface) :]
        district = _DISTRICT.match(rest)
        if district is not None and self._form(rest, party=False, place=place) is None and not _LEVEL.match(rest):
            return (place if place.endswith(("市", "州", "盟", "区")) else "") + district[0], surface + district[0]
        if not surface:
            level = _LEVEL.match(text)
            if level is not None and len(level[0]) < len(text):
                return level[0].removesuffix("级"), level[0]
        return place, surface

    def _branch(self, text: str) -> Parts | None:
        """人民银行 + 浙江 + 省分行, 税务总局 + 山东省 + 税务局: a central organ's office in a place."""
        for cut in range(2, min(len(text) - 3, 14)):
            head = self._form(text[:cut], party=False, place=NATION)
            hit = self._places.at(text, cut) if head is not None and head.central else None
            if head is None or hit is None:
                continue
            tail = text[cut + len(hit[0]) :]
            own = self._form(tail, party=False, place=hit[1])
            if _BRANCH.match(tail):
                return Parts(place=hit[1], prefix="", party=False, body=text, duty=head.duty)
            if own is not None:
                return Parts(place=hit[1], prefix="", party=False, body=tail, duty=own.duty)
        return None

    # --- meeting -----------------------------------------------------------------------------------

    def where(self, parts: Parts, jurisdiction: str) -> str:
        """The place an organ belongs to when ``jurisdiction`` is the place its text speaks of."""
        if not parts.place:
            if parts.duty is None or _GENERIC.match(parts.body):
                return jurisdiction
            return NATION if parts.central or (parts.both and jurisdiction == NATION) else jurisdiction
        if parts.place in ("省", "自治区"):
            above = self._places.province(jurisdiction)
            return above or (jurisdiction if jurisdiction.endswith(parts.place) else parts.place)
        if _LEVEL.fullmatch(parts.place):
            above = self._places.above(jurisdiction)
            if above.endswith(parts.place):
                return above  # 市财政局 in a text of 金华市婺城区
            return jurisdiction if jurisdiction.endswith(parts.place) else jurisdiction + parts.place
        if parts.prefix and parts.place not in self._places.regions and jurisdiction.endswith("市"):
            return parts.place if parts.place.startswith(jurisdiction) else jurisdiction + parts.place
        return parts.place

    def _levelled(self, name: str, jurisdiction: str) -> str:
        """昆山市财政局 in a text of 昆山市, which no list knows → 市财政局."""
        if len(jurisdiction) < 3 or jurisdiction in self._places.regions or not _LEVEL.match(jurisdiction[-1]):
            return name
        within = jurisdiction.removeprefix(self._places.above(jurisdiction))
        for known in (jurisdiction, jurisdiction[:-1], within, within[:-1]):
            if len(known) > 1 and name.startswith(known) and len(name) > len(known) + 1:
                return jurisdiction[-1] + name[len(known) :]
        return name

    def key(self, name: str, jurisdiction: str) -> str:
        parts = self.parse(self._levelled(name, jurisdiction))
        place = self.where(parts, jurisdiction)
        if parts.duty is not None:
            return f"{place}/{parts.duty}"
        if _PLACE_ALONE.fullmatch(parts.body) and not parts.party:
            return self.key(name + "人民政府", jurisdiction)  # 甲市、乙市人民政府: both governments
        return f"{place}/{'委' if parts.party else ''}{plain(parts.body)}"

    # --- other spellings ---------------------------------------------------------------------------

    def _bodies(self, parts: Parts, *, national: bool) -> tuple[str, ...]:
        if parts.duty is None:
            bodies = [parts.body, plain(parts.body)]
            bodies += [
                parts.body.replace(short, long)
                for long, short in _ENDINGS
                if parts.body.endswith(short) and long not in parts.body
            ]
            return tuple(dict.fromkeys(bodies))
        duty = self._gazetteer.duties[parts.duty]
        endings = (duty.central or duty.local) if national else (duty.local or duty.central)
        ending = next((e for e in sorted(endings, key=len, reverse=True) if e and parts.body.endswith(e)), "")
        family = [e for e in endings if e[:1] == ending[:1] or {e, ending} <= {"局", "管理局", "监管局"}]
        bodies = [s + e for s in duty.spellings for e in (family or endings)]
        return tuple(dict.fromkeys([parts.body, *bodies, *(duty.central_names if national else duty.local_names)]))

    def _prefixes(self, parts: Parts, place: str) -> tuple[str, ...]:
        if place == NATION:
            return ("", NATION)
        if parts.duty is None and _GENERIC.match(parts.body):
            return (parts.prefix,)
        region = self._places.regions.get(place)
        level = next((e for e in ("自治区", "自治州", "特别行政区", "省", "市", "州", "盟") if place.endswith(e)), "")
        shorts = () if parts.party else region.shorts if region is not None else (place.removesuffix(level),)
        return tuple(dict.fromkeys([parts.prefix, level, place, *shorts, ""]))

    def spellings(self, name: str, jurisdiction: str) -> tuple[str, ...]:
        parts = self.parse(self._levelled(name, jurisdiction))
        place = self.where(parts, jurisdiction)
        mark = "委" if parts.party else ""
        bodies = self._bodies(parts, national=place == NATION)
        found = [
            prefix + (mark if prefix else "") + body
            for body in bodies
            for prefix in self._prefixes(parts, place)
            if (place != "" or not prefix or prefix == parts.prefix) and not (prefix and body.startswith(_NATIONAL))
        ]
        if parts.party:
            found += [f"中共{p}委{b}" for b in bodies[:1] for p in self._prefixes(parts, place) if p]
        return tuple(f for f in dict.fromkeys(found) if f != name and len(f) >= 2)
