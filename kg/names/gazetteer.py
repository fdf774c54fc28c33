"""``ontology/names.ttl`` read into look-up tables. The only place of this package that knows Turtle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from kg.errors import Corrupt

NM = Namespace("http://kgqa.local/names#")
NATION = "国家"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place. ``parent`` is the place above it (国家 for a province, None for economic areas)."""

    name: str  # 青岛市
    shorts: tuple[str, ...]  # 青岛
    hidden: tuple[str, ...]  # short names that are everyday words too: 日照
    abbreviations: tuple[str, ...]  # 鲁
    parent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What an organ is charged with, and the endings its name may take at each level."""

    id: str
    party: bool
    spellings: tuple[str, ...]  # preferred first
    central: tuple[str, ...]
    local: tuple[str, ...]
    central_names: tuple[str, ...]
    local_names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A whole name without place: 发改委. It may stand at the centre, below it, or both."""

    text: str
    duty: str
    party: bool
    central: bool
    local: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    regions: Mapping[str, Region]
    duties: Mapping[str, Duty]
    forms: Mapping[str, tuple[Form, ...]]  # name without place → what it can mean


def _texts(graph: Graph, subject: Node, predicate: URIRef) -> tuple[str, ...]:
    found = {str(o) for o in graph.objects(subject, predicate)}
    return tuple(sorted(found, key=lambda word: (len(word), word)))


def _one(graph: Graph, subject: Node) -> str:
    labels = _texts(graph, subject, SKOS.prefLabel)
    if len(labels) != 1:
        raise Corrupt(f"名称表 names.ttl 中 {subject} 应恰有一个 skos:prefLabel", hint="改正 names.ttl 后再试")
    return labels[0]


def _local_name(node: Node) -> str:
    return str(node).rsplit("/", 1)[-1]


def _regions(graph: Graph) -> dict[str, Region]:
    found: dict[str, Region] = {}
    for kind in (NM.Region, NM.Area):
        for node in sorted(graph.subjects(RDF.type, kind), key=str):
            name = _one(graph, node)
            above = next(iter(graph.objects(node, SKOS.broader)), None)
            found[name] = Region(
                name=name,
                shorts=_texts(graph, node, SKOS.altLabel),
                hidden=_texts(graph, node, SKOS.hiddenLabel),
                abbreviations=_texts(graph, node, SKOS.notation),
                parent=None if above is None else _local_name(above),
            )
    return found


def _duties(graph: Graph) -> dict[str, Duty]:
    found: dict[str, Duty] = {}
    for kind in (NM.Duty, NM.PartyDuty, NM.Organ):
        for node in sorted(graph.subjects(RDF.type, kind), key=str):
            label = _one(graph, node)
            others = tuple(t for t in _texts(graph, node, SKOS.altLabel) if t != label)
            by_name = kind == NM.Organ
            found[_local_name(node)] = Duty(
                id=_local_name(node),
                party=kind == NM.PartyDuty,
                spellings=(label, *others),
                central=("",) if by_name else _texts(graph, node, NM.central),
                local=_texts(graph, node, NM.local),
                central_names=_texts(graph, node, NM.centralName),
                local_names=_texts(graph, node, NM.localName),
            )
    return found


def _forms_of(duty: Duty) -> list[Form]:
    central = [s + end for s in duty.spellings for end in duty.central] + list(duty.central_names)
    local = [s + end for s in duty.spellings for end in duty.local] + list(duty.local_names)
    return [
        Form(text=text, duty=duty.id, party=duty.party, central=text in central, local=text in local)
        for text in dict.fromkeys(central + local)
    ]


def read(folder: Path) -> Gazetteer:
    """The tables of ``folder/names.ttl``. Raises Corrupt when the file is missing, no Turtle, or a concept lacks its label."""
    path = folder / "names.ttl"
    if not path.is_file():
        raise Corrupt(f"本体目录 {folder} 中没有 names.ttl", hint="重新安装本软件，或检查 KGQA_ONTOLOGY 设置")
    graph = Graph()
    try:
        graph.parse(path, format="turtle")
    except (SyntaxError, ValueError) as error:
        raise Corrupt(f"名称表 names.ttl 不是合法的 Turtle：{error}", hint="改正该文件后再试") from error
    duties = _duties(graph)
    forms: dict[str, tuple[Form, ...]] = {}
    for duty in duties.values():
        for form in _forms_of(duty):
            forms[form.text] = (*forms.get(form.text, ()), form)
    return Gazetteer(_regions(graph), duties, forms)
