"""What the engine knows of one published generation, in memory: nodes with their names, works, targets, sentences.

Read once when a generation is opened. Everything that an answer *says* is queried from the store again: this is for finding.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model import Document, SectionKind, Span, Status
from kg.names import Names
from kg.names.places import RegionMention
from kg.ontology import POL, Ontology
from kg.store import Row
from kg.text import fold, heal, key
from qa.graph import Graph
from qa.labels import Labels
from qa.scope.names import DocumentName
from qa.sentences import Surroundings, read_sentences
from qa.shortened import Shortened
from qa.weigh import Sentence, Weights, grams
from qa.works import Shelf, WorkText


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    iri: str
    type: str  # most specific local class name
    label: str
    aliases: tuple[str, ...]
    documents: frozenset[str]  # ids


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetText:
    iri: str
    document: str
    indicator: str
    value: str
    upper: str | None
    unit: str
    comparator: str
    year: int | None
    clause: str
    start: int  # of the clause in the stored text
    indicator_grams: frozenset[str]
    clause_grams: frozenset[str]
    around_grams: frozenset[str]  # of the paragraph it stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A class word that closed an enumeration, with the sentence that lists its items."""

    iri: str
    document: str
    label: str
    sentence: int | None
    start: int  # of the enumeration in the stored text
    items: int
    whole: bool  # every item of the enumeration became a term


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    generation: str
    base: str
    ontology: Ontology
    names: Names
    graph: Graph
    documents: Mapping[str, Document]
    document_names: tuple[DocumentName, ...]
    called: Mapping[str, str]  # document id → 《title》, told apart from others of the same title
    nodes: Mapping[str, Node]
    by_key: Mapping[str, tuple[str, ...]]  # folded name without punctuation → IRIs
    longest_key: int  # characters
    named_by: Mapping[str, frozenset[str]]  # document id → pairs of its title, place and issuers
    titled_by: Mapping[str, frozenset[str]]  # document id → pairs of its title
    works: tuple[WorkText, ...]
    targets: tuple[TargetText, ...]
    order: Mapping[str, int]  # IRI of a work → its position in ``works``
    goals: Mapping[str, TargetText]  # by IRI
    groups: tuple[Group, ...]
    units: frozenset[str]  # nodes that are responsible for something
    sentences: tuple[Sentence, ...]
    surroundings: Surroundings
    labels: Labels
    weights: Weights
    shortened: Shortened
    shelves: Mapping[str, Shelf]  # by document

    def warm(self) -> None:
        """Work out what would else be worked out when first asked for."""
        self.surroundings.warm(self.sentences, ((target.document, target.start) for target in self.targets))

    def node(self, iri: str) -> Node:
        return self.nodes[iri]

    def names_of(self, cls: str) -> tuple[str, ...]:
        """Labels of all nodes of a class and its sub-classes."""
        return tuple(n.label for n in self.nodes.values() if self.ontology.is_a(n.type, cls))

    def is_a(self, iri: str, cls: str) -> bool:
        return iri in self.nodes and self.ontology.is_a(self.nodes[iri].type, cls)


def _read_nodes(graph: Graph, ontology: Ontology, base: str) -> dict[str, Node]:
    rows = graph.select(
        "SELECT ?s ?t ?l ?a ?g WHERE { GRAPH ?g { ?s a ?t ; skos:prefLabel ?l . OPTIONAL { ?s skos:altLabel ?a } } }"
    )
    types: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, list[str]] = defaultdict(list)
    aliases: dict[str, set[str]] = defaultdict(set)
    graphs: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        iri, cls = row.text("s"), row.text("t")
        if not cls.startswith(POL) or not iri.startswith(base):
            continue
        types[iri].add(cls[len(POL) :])
        if row.text("l") not in labels[iri]:
            labels[iri].append(row.text("l"))
        if row["a"] is not None:
            aliases[iri].add(row.text("a"))
        graphs[iri].add(row.text("g").removeprefix(base + "graph/"))
    nodes = {}
    for iri in sorted(types):
        specific = [t for t in types[iri] if not any(o != t and ontology.is_a(o, t) for o in types[iri])]
        names = sorted(labels[iri])
        nodes[iri] = Node(
            iri=iri,
            type=sorted(specific)[0],
            label=names[0],
            aliases=tuple(sorted((aliases[iri] | set(names[1:])) - {names[0]})),
            documents=frozenset(graphs[iri]),
        )
    return nodes


def _read_works(
    graph: Graph, nodes: Mapping[str, Node], documents: Mapping[str, Document], sentences: Sequence[Sentence]
) -> tuple[WorkText, ...]:
    rows = graph.select(
        "SELECT ?w ?n ?s ?e ?o (COUNT(?u) AS ?units) WHERE { ?w pol:start ?s ; pol:end ?e ; pol:order ?o ."
        " OPTIONAL { ?w pol:number ?n } OPTIONAL { ?w pol:responsible ?u } } GROUP BY ?w ?n ?s ?e ?o ORDER BY ?o"
    )
    own: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        own[sentence.document].append(sentence)
    works = []
    for row in rows:
        iri = row.text("w")
        if iri not in nodes:
            continue
        node = nodes[iri]
        document = next(iter(node.documents))
        span = _with_columns(documents[document], Span(int(row.text("s")), int(row.text("e"))))
        inside = [s for s in own[document] if span.start <= s.span.start and s.span.end <= span.end + 1]
        works.append(
            WorkText(
                iri=iri,
                type=node.type,
                document=document,
                title=node.label,
                number=row.text("n"),
                span=span,
                attributed=int(row.text("units")) > 0,
                section=documents[document].section_at(span.start).id,
                title_grams=frozenset(grams(node.label)),
                sentences=tuple(s.number for s in inside),
                body_grams=frozenset().union(*(s.grams for s in inside)),
            )
        )
    return tuple(sorted(works, key=lambda w: (w.document, w.span.start, -w.span.end)))


def _with_columns(document: Document, span: Span) -> Span:
    """The work's span, lengthened over the columns that hang on its section (and on no later part of it)."""
    end = span.end
    for column in document.sections:
        if column.kind is not SectionKind.COLUMN or column.parent is None:
            continue
        parent = document.sections[column.parent]
        own = Span(parent.span.start, parent.body.end)
        if span.start <= own.start and own.end <= span.end + 2:
            end = max(end, column.span.end)
    return Span(span.start, end)


def _read_targets(graph: Graph, nodes: Mapping[str, Node], documents: Mapping[str, Document]) -> tuple[TargetText, ...]:
    rows = graph.select(
        "SELECT ?t ?at ?i ?v ?x ?u ?c ?y ?q WHERE { ?t a pol:Target ; pol:start ?at ; pol:indicator ?i ; pol:value ?v ;"
        " pol:unitText ?u ; pol:comparator ?c ; pol:exact ?q ."
        " OPTIONAL { ?t pol:upperValue ?x } OPTIONAL { ?t pol:year ?y } } ORDER BY ?t"
    )
    return tuple(_target(row, nodes, documents) for row in rows if row.text("t") in nodes)


def _target(row: Row, nodes: Mapping[str, Node], documents: Mapping[str, Document]) -> TargetText:
    document = documents[next(iter(nodes[row.text("t")].documents))]
    passage = document.passage_at(int(row.text("at")))
    around = heal(document.text, passage.span).text if passage else ""
    return TargetText(
        iri=row.text("t"),
        document=document.id,
        indicator=row.text("i"),
        value=row.text("v"),
        upper=None if row["x"] is None else row.text("x"),
        unit=row.text("u"),
        comparator=row.text("c"),
        year=None if row["y"] is None else int(row.text("y")[:4]),
        clause=row.text("q"),
        start=int(row.text("at")),
        indicator_grams=frozenset(grams(row.text("i"))),
        clause_grams=frozenset(grams(row.text("q"))),
        around_grams=frozenset(grams(around)),
    )


def _read_groups(
    graph: Graph, nodes: Mapping[str, Node], documents: Mapping[str, Document], sentences: Sequence[Sentence]
) -> tuple[Group, ...]:
    rows = graph.select(
        "SELECT ?c ?d ?s ?q (COUNT(DISTINCT ?x) AS ?n) WHERE { ?f rdf:predicate pol:broader ; rdf:subject ?x ; rdf:object ?c ;"
        " pol:start ?s ; pol:exact ?q ; pol:inDocument ?d } GROUP BY ?c ?d ?s ?q ORDER BY ?c ?s"
    )
    starts = sorted((s.document, s.span.start, s.number) for s in sentences)
    found = []
    for row in rows:
        iri = row.text("c")
        if iri not in nodes:
            continue
        document = next(iter(nodes[iri].documents))
        at = bisect.bisect_right(starts, (document, int(row.text("s")), len(sentences))) - 1
        number = starts[at][2] if at >= 0 and starts[at][0] == document else None
        found.append(
            Group(
                iri=iri,
                document=document,
                label=nodes[iri].label,
                sentence=number,
                start=int(row.text("s")),
                items=int(row.text("n")),
                whole=_is_whole(
                    documents[document].text, int(row.text("s")), row.text("q"), nodes[iri].label, int(row.text("n"))
                ),
            )
        )
    return tuple(found)


def _is_whole(text: str, start: int, enumeration: str, group: str, items: int) -> bool:
    """Did every item of an enumeration become a term? One that begins behind a 、 has lost its first."""
    listed = re.split("包括|包含|涵盖|分为", enumeration)[-1]  # what the things are may stand in front, with words of its own
    separators = re.findall("[、和及与]", listed.removesuffix(group).removesuffix("等"))
    return text[start - 1 : start] not in set("、和及与") and items > len(separators)


_HEAD = 200  # characters of a text in which its government's own line may stand, above the title
_HEADED = re.compile(r"^\s*([\u4e00-\u9fff]{2,7}[省市县区州])人民政府(?:办公[室厅]|门户网站|网)?\s*$", re.M)
_READ = 20_000  # characters in which the one place of a document without a head is looked for


def _only_place(document: Document, names: Names) -> tuple[RegionMention, ...]:
    """The place that a document without a place of its own speaks of (“制定某市…意见”), where it writes out no other one."""
    if document.meta.jurisdiction or any(names.regions(fold(issuer)) for issuer in document.meta.issuers):
        return ()
    found = [r for r in names.regions(fold(document.text[:_READ])) if r.surface == r.name]
    return tuple(found[:1]) if len({r.name for r in found}) == 1 else ()


_SELF_GOVERNING = re.compile("(?P<name>[\u4e00-\u9fff]{2,6}?)族自治(?P<kind>[旗县])")


def _self_governing(names: set[str]) -> set[str]:
    """鄂温克旗 of 鄂温克族自治旗."""
    found = (_SELF_GOVERNING.match(name) for name in names)
    return {name for m in found if m for name in (m.group(), m["name"] + m["kind"])}


def _document_names(documents: Mapping[str, Document], base: str, names: Names) -> tuple[DocumentName, ...]:
    found = []
    for id, document in documents.items():
        meta = document.meta
        regions = names.regions(meta.jurisdiction) if meta.jurisdiction else ()
        short = {fold(n) for region in regions for n in (region.name, *region.shorts)} | {fold(meta.jurisdiction)}
        regions = regions or _only_place(document, names)
        short |= {fold(n) for region in regions for n in (region.name, *region.shorts)}
        short |= {name for place in _HEADED.findall(fold(document.text[:_HEAD])) for name in (place, place[:-1])}
        place = fold(meta.jurisdiction)
        for region in regions:  # 金华市婺城区: 婺城区, 婺城 as well
            place = place.removeprefix(fold(region.name)) or place
        short |= {place, place[:-1]} if place[-1:] in "省市县区州旗" and len(place) > 2 else set()
        short |= _self_governing(short | {fold(issuer) for issuer in meta.issuers})
        found.append(
            DocumentName(
                id=id,
                iri=base + id,
                title=fold(meta.title),
                aliases=tuple(map(fold, meta.aliases)),
                number=meta.number,
                date=meta.date,
                issuers=tuple(map(fold, meta.issuers)),
                jurisdiction=fold(meta.jurisdiction),
                short_regions=tuple(sorted(s for s in short if len(s) > 1)),
                draft=meta.status is Status.DRAFT,
            )
        )
    return tuple(found)


def _called(documents: Mapping[str, Document]) -> dict[str, str]:
    """What to call each: 《title》, with its status, number or year where another document bears the same title."""
    alike: dict[str, list[Document]] = defaultdict(list)
    for document in documents.values():
        alike[key(document.meta.title)].append(document)
    found = {}
    for id, document in documents.items():
        meta = document.meta
        title = meta.aliases[0] if len(meta.aliases) == 1 else meta.title
        others = [d for d in alike[key(meta.title)] if d is not document]
        if not others:
            found[id] = f"《{title}》"
        elif all(d.meta.status is not meta.status for d in others):
            found[id] = f"《{title}》（{meta.status.value}）"
        else:
            found[id] = f"《{title}》（{meta.number or (meta.date or '')[:4] or id}）"
    return found


def _read_units(graph: Graph) -> frozenset[str]:
    return frozenset(row.text("u") for row in graph.select("SELECT DISTINCT ?u WHERE { ?w pol:responsible ?u }"))


def _naming(document: DocumentName) -> frozenset[str]:
    names = (document.title, *document.aliases, document.jurisdiction, *document.short_regions, *document.issuers)
    return frozenset(g for name in names for g in grams(name))


def _shelves(
    works: Sequence[WorkText], documents: Mapping[str, Document], sentences: Sequence[Sentence], weights: Weights
) -> dict[str, Shelf]:
    own: dict[str, list[WorkText]] = {id: [] for id in documents}
    for work in works:
        own[work.document].append(work)
    return {id: Shelf(own[id], document, sentences, weights) for id, document in documents.items()}


def open_world(
    *, generation: str, base: str, graph: Graph, ontology: Ontology, names: Names, documents: Mapping[str, Document]
) -> World:
    document_names = _document_names(documents, base, names)
    nodes = _read_nodes(graph, ontology, base)
    sentences = read_sentences(documents)
    by_key: dict[str, list[str]] = defaultdict(list)
    for node in nodes.values():
        for name in (node.label, *node.aliases) if node.type != "Listed" else ():
            if (folded := key(name)) and node.iri not in by_key[folded]:
                by_key[folded].append(node.iri)
    works, weights = _read_works(graph, nodes, documents, sentences), Weights(sentences)
    targets = _read_targets(graph, nodes, documents)
    return World(
        generation=generation,
        base=base,
        ontology=ontology,
        names=names,
        graph=graph,
        documents=documents,
        document_names=document_names,
        called=_called(documents),
        named_by={d.id: _naming(d) for d in document_names},
        titled_by={d.id: frozenset(grams(d.title)) for d in document_names},
        nodes=nodes,
        by_key={k: tuple(v) for k, v in by_key.items()},
        longest_key=max(map(len, by_key), default=0),
        works=works,
        order={work.iri: at for at, work in enumerate(works)},
        targets=targets,
        goals={target.iri: target for target in targets},
        units=_read_units(graph),
        groups=_read_groups(graph, nodes, documents, sentences),
        sentences=sentences,
        surroundings=Surroundings(documents, sentences),
        labels=Labels((node.label, node.type) for node in nodes.values()),
        weights=weights,
        shortened=Shortened(sentences, weights),
        shelves=_shelves(works, documents, sentences, weights),
    )
