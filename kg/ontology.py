"""``ontology/*.ttl`` read once into a typed view: classes, properties, labels and the words that name them.

Domain knowledge lives in Turtle; this module only knows the annotations that carry it
(questionCue, textCue, suffix, groupWord, sectionCue, sayAs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.term import Node

from kg.errors import Corrupt

POL = "http://kgqa.local/ontology#"


def pol(name: str) -> str:
    """The full IRI of a term of the policy ontology."""
    return POL + name


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassInfo:
    name: str  # local name; the full IRI for terms of foreign namespaces
    iri: str
    label: str
    parents: tuple[str, ...]
    cues: tuple[str, ...]
    suffixes: tuple[str, ...]
    group_words: tuple[str, ...]
    section_cues: tuple[str, ...]
    asked_apart: bool  # a question for the parent class does not mean this one
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyInfo:
    name: str
    iri: str
    label: str
    parents: tuple[str, ...]
    domain: str | None  # class name; None: anything
    range: str | None  # class name, xsd:… for literals; None: anything
    cues: tuple[str, ...]
    text_cues: tuple[str, ...]
    say_as: str
    is_object: bool


@dataclass(frozen=True, slots=True)
class Ontology:
    classes: Mapping[str, ClassInfo]
    properties: Mapping[str, PropertyInfo]
    _above: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)  # asked thousands of times a question

    def __post_init__(self) -> None:
        object.__setattr__(self, "_above", {name: _closed(name, self.classes) for name in self.classes})

    def ancestors(self, name: str) -> frozenset[str]:
        """``name`` and every class above it."""
        return self._above[name] if name in self._above else frozenset({name})

    def descendants(self, name: str) -> frozenset[str]:
        """``name`` and every class below it."""
        return frozenset(c for c in self.classes if name in self.ancestors(c)) | {name}

    def meant_by(self, name: str) -> frozenset[str]:
        """The classes that a question for ``name`` means: its descendants but those asked for by their own name only."""
        apart = {c for c, info in self.classes.items() if info.asked_apart and c != name}
        return frozenset(c for c in self.descendants(name) if not any(self.is_a(c, a) and not self.is_a(name, a) for a in apart))

    def is_a(self, name: str, parent: str) -> bool:
        return parent in self.ancestors(name)


def _closed(name: str, classes: Mapping[str, ClassInfo]) -> frozenset[str]:
    """``name`` and every class above it."""
    found: set[str] = set()
    todo = [name]
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            todo.extend(classes[here].parents if here in classes else ())
    return frozenset(found)


def _local(node: Node) -> str:
    text = str(node)
    if text.startswith(POL):
        return text[len(POL) :]
    if text.startswith("http://www.w3.org/2001/XMLSchema#"):
        return "xsd:" + text.rsplit("#", 1)[1]
    return text


def _words(graph: Graph, subject: Node, name: str) -> tuple[str, ...]:
    found = (str(o) for o in graph.objects(subject, URIRef(pol(name))))
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def _label(graph: Graph, subject: Node) -> str:
    for label in graph.objects(subject, RDFS.label):
        return str(label)
    return _local(subject)


def _one(graph: Graph, subject: Node, predicate: URIRef) -> str | None:
    for value in graph.objects(subject, predicate):
        return None if value == OWL.Thing else _local(value)
    return None


def from_graph(graph: Graph) -> Ontology:
    classes = {
        _local(s): ClassInfo(
            name=_local(s),
            iri=str(s),
            label=_label(graph, s),
            parents=tuple(sorted(_local(o) for o in graph.objects(s, RDFS.subClassOf))),
            cues=_words(graph, s, "questionCue"),
            suffixes=_words(graph, s, "suffix"),
            group_words=_words(graph, s, "groupWord"),
            section_cues=_words(graph, s, "sectionCue"),
            asked_apart=bool(_words(graph, s, "askedApart")),
            definition=next((str(o) for o in graph.objects(s, SKOS.definition)), ""),
        )
        for s in sorted(graph.subjects(RDF.type, OWL.Class), key=str)
        if isinstance(s, URIRef)
    }
    properties = {
        _local(s): PropertyInfo(
            name=_local(s),
            iri=str(s),
            label=_label(graph, s),
            parents=tuple(sorted(_local(o) for o in graph.objects(s, RDFS.subPropertyOf))),
            domain=_one(graph, s, RDFS.domain),
            range=_one(graph, s, RDFS.range),
            cues=_words(graph, s, "questionCue"),
            text_cues=_words(graph, s, "textCue"),
            say_as=next((str(o) for o in graph.objects(s, URIRef(pol("sayAs")))), "{s}：{o}"),
            is_object=kind == OWL.ObjectProperty,
        )
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
        for s in sorted(graph.subjects(RDF.type, kind), key=str)
        if isinstance(s, URIRef)
    }
    return Ontology(classes, properties)


def read_graph(folder: Path) -> Graph:
    """The ontology's triples: ``policy.ttl`` and every further ``*.ttl`` beside it but shapes and names.

    Raises Corrupt when a file is missing or is not Turtle.
    """
    graph = Graph()
    files = sorted(p for p in folder.glob("*.ttl") if p.name not in {"shapes.ttl", "names.ttl"})
    if not any(p.name == "policy.ttl" for p in files):
        raise Corrupt(f"本体目录 {folder} 中没有 policy.ttl", hint="重新安装本软件，或检查 KGQA_ONTOLOGY 设置")
    for path in files:
        try:
            graph.parse(path, format="turtle")
        except (SyntaxError, ValueError) as error:
            raise Corrupt(f"本体文件 {path.name} 不是合法的 Turtle：{error}", hint="改正该文件后再试") from error
    return graph


@lru_cache(maxsize=4)
def load(folder: Path) -> Ontology:
    """The typed view of the ontology in ``folder`` (cached: the files are read once a process)."""
    return from_graph(read_graph(folder))
