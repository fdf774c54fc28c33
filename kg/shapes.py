"""The SHACL door (pyshacl): a document's graph → violations in plain Chinese, and what falls because of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.term import Node

from kg.errors import Corrupt
from kg.iri import Iris
from kg.model import Fact, Iri, Provenance, Rejected, Span, Violation
from kg.ontology import pol
from kg.vocabulary import SH, SUBCLASS_OF

_RESULT = URIRef(SH + "result")
_SEVERE = URIRef(SH + "Violation")
_PARTS = {name: URIRef(SH + name) for name in ("focusNode", "resultPath", "value", "resultMessage", "resultSeverity")}
_DIRECT = frozenset({pol("lead"), pol("participant"), pol("responsible")})


@lru_cache(maxsize=4)
def load(folder: Path) -> Graph:
    """The shapes of ``folder`` (read once a process). Raises Corrupt when they are missing or no Turtle."""
    path = folder / "shapes.ttl"
    try:
        return Graph().parse(path, format="turtle")
    except OSError as error:
        raise Corrupt(f"本体目录 {folder} 中没有 shapes.ttl", hint="重新安装本软件，或检查 KGQA_ONTOLOGY 设置") from error
    except (SyntaxError, ValueError) as error:
        raise Corrupt(f"约束文件 shapes.ttl 不是合法的 Turtle：{error}", hint="改正该文件后再试") from error


def validate(graph: Graph, shapes: Graph, ontology: Graph | None = None) -> tuple[Violation, ...]:
    """Check ``graph`` (not changed) against ``shapes``. ``ontology`` lets sub-classes answer to their parents' shapes."""
    import pyshacl

    kept = [] if ontology is None else [t for t in ontology.triples((None, URIRef(SUBCLASS_OF), None)) if t not in graph]
    for triple in kept:
        graph.add(triple)
    try:
        conforms, results, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    finally:
        for triple in kept:
            graph.remove(triple)
    if conforms or not isinstance(results, Graph):
        return ()
    found = (_violation(results, result) for result in results.objects(None, _RESULT))
    return tuple(sorted(set(found), key=lambda v: (not v.severe, v.focus, v.path or "", v.message, v.value or "")))


def _violation(results: Graph, result: Node) -> Violation:
    focus, path, value, message, severity = (results.value(result, _PARTS[name]) for name in _PARTS)
    return Violation(
        focus=str(focus),
        path=str(path) if isinstance(path, URIRef) else None,
        value=None if value is None else str(value),
        message=str(message),
        severe=severity == _SEVERE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A graph that conforms, what had to fall for it, and all that was found wrong."""

    graph: Graph
    facts: tuple[Fact, ...]
    rejected: tuple[Rejected, ...]
    violations: tuple[Violation, ...]


Draw = Callable[[tuple[Fact, ...]], Graph]


def conforming(facts: tuple[Fact, ...], draw: Draw, iris: Iris, shapes: Graph, ontology: Graph) -> Checked:
    """Drop facts until the graph that ``draw`` makes of them holds no severe violation.

    Ends, because each round drops at least one fact. Raises Corrupt when a violation hangs on no fact.
    """
    found: list[Violation] = []
    rejected: list[Rejected] = []
    while True:
        graph = draw(facts)
        now = validate(graph, shapes, ontology)
        found.extend(violation for violation in now if violation not in found)
        severe = {violation.focus: violation for violation in reversed(now) if violation.severe}
        if not severe:
            return Checked(graph=graph, facts=facts, rejected=tuple(rejected), violations=tuple(found))
        kept = without(facts, iris, severe.keys())
        if len(kept) == len(facts):
            raise Corrupt(
                f"文件 {iris.document_id} 的图谱违反约束，且找不到可以去掉的事实：{next(iter(severe.values())).message}",
                hint="检查 shapes.ttl 中的约束",
            )
        rejected.extend(_rejection(facts, violation) for violation in severe.values())
        facts = kept


def without(facts: tuple[Fact, ...], iris: Iris, focuses: Iterable[str]) -> tuple[Fact, ...]:
    """``facts`` without the nodes in ``focuses``: what they say, what is said of them, and what only they carried."""
    bad = frozenset(focuses)
    units = _units(facts)
    fallen = {units[node] for node in bad if node in units}
    backed = {pair for node, pair in units.items() if node not in bad}

    def stays(fact: Fact) -> bool:
        value = fact.object.value if isinstance(fact.object, Iri) else ""
        if fact.subject.value in bad or value in bad:
            return False
        if fact.where is not None and iris.statement(fact).value in bad:
            return False
        pair = (fact.subject.value, value)
        return fact.predicate not in _DIRECT or pair not in fallen or pair in backed

    return tuple(fact for fact in facts if stays(fact))


def _units(facts: Iterable[Fact]) -> dict[str, tuple[str, str]]:
    """Responsibility node → (work, unit)."""
    works: dict[str, str] = {}
    units: dict[str, str] = {}
    for fact in facts:
        if fact.predicate == pol("work"):
            works[fact.subject.value] = fact.object.value
        elif fact.predicate == pol("unit"):
            units[fact.subject.value] = fact.object.value
    return {node: (work, units[node]) for node, work in works.items() if node in units}


def _rejection(facts: Iterable[Fact], violation: Violation) -> Rejected:
    """Says which node fell and why, at a place where it was read."""
    near = next((f.where for f in facts if f.where is not None and violation.focus in (f.subject.value, f.object.value)), None)
    where = near or Provenance(span=Span(0, 0), rule="shapes")
    return Rejected(where=where, text=violation.focus, reason=violation.message)
