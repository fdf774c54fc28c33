"""The data set described for machines: VoID and DCAT, and the SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from kg.iri import graph_iri
from kg.ontology import POL
from kg.store import GraphFormat, ResultFormat
from kg.vocabulary import DCTERMS, ONTOLOGY_GRAPH, RDF_TYPE, XSD
from qa.rows import DocumentCard, Statistics

if TYPE_CHECKING:
    from rdflib import Graph

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
_W3C: Final = "http://www.w3.org/ns/formats/"
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_PREFIXES: Final = {"sd": SD, "void": VOID, "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "pol": POL, "xsd": XSD}

# the W3C's names of formats, and their media types
_RESULTS: Final = {
    ResultFormat.JSON: "SPARQL_Results_JSON",
    ResultFormat.XML: "SPARQL_Results_XML",
    ResultFormat.CSV: "SPARQL_Results_CSV",
    ResultFormat.TSV: "SPARQL_Results_TSV",
}
_GRAPHS: Final = {
    GraphFormat.TURTLE: ("Turtle", "text/turtle", "ttl"),
    GraphFormat.JSONLD: ("JSON-LD", "application/ld+json", "jsonld"),
    GraphFormat.NTRIPLES: ("N-Triples", "application/n-triples", "nt"),
    GraphFormat.RDFXML: ("RDF_XML", "application/rdf+xml", "rdf"),
}
_PARSERS: Final = {
    GraphFormat.TURTLE: "turtle",
    GraphFormat.JSONLD: "json-ld",
    GraphFormat.NTRIPLES: "nt",
    GraphFormat.RDFXML: "xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    results: tuple[ResultFormat, ...]
    triples: tuple[GraphFormat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a description is made of. ``base``: the entities' common beginning; ``url``: of the service, without a slash."""

    url: str
    base: str
    licence: str | None
    generation: str
    documents: tuple[DocumentCard, ...]
    statistics: Statistics


class _Writer:
    """Triples from plain text. Every node has a name (no blank nodes), so the same input gives the same bytes."""

    def __init__(self) -> None:
        from rdflib import Graph

        self.graph: Graph = Graph(bind_namespaces="none")
        for prefix, namespace in _PREFIXES.items():
            self.graph.bind(prefix, namespace)

    def link(self, subject: str, predicate: str, *objects: str) -> None:
        from rdflib import URIRef

        for one in objects:
            self.graph.add((URIRef(subject), URIRef(predicate), URIRef(one)))

    def say(
        self, subject: str, predicate: str, value: str | int | None, datatype: str | None = None, lang: str | None = None
    ) -> None:
        from rdflib import Literal, URIRef

        if value is not None:
            kind = URIRef(XSD + datatype) if datatype else None
            self.graph.add((URIRef(subject), URIRef(predicate), Literal(value, datatype=kind, lang=lang)))

    def bytes(self, form: GraphFormat) -> bytes:
        text = self.graph.serialize(format=_PARSERS[form], encoding="utf-8")
        if form is GraphFormat.NTRIPLES:
            return b"".join(sorted(text.splitlines(keepends=True)))
        return text


def service_description(endpoint: str, graphs: Sequence[str], formats: Formats, form: GraphFormat) -> bytes:
    """What the endpoint can do and which graphs it holds."""
    out = _Writer()
    service, dataset, everything = f"{endpoint}#service", f"{endpoint}#dataset", f"{endpoint}#default-graph"
    out.link(service, RDF_TYPE, SD + "Service")
    out.link(service, SD + "endpoint", endpoint)
    out.link(service, SD + "supportedLanguage", SD + "SPARQL11Query")
    for result in formats.results:
        out.link(service, SD + "resultFormat", _W3C + _RESULTS[result])
    for triples in formats.triples:
        out.link(service, SD + "resultFormat", _W3C + _GRAPHS[triples][0])
    out.link(service, SD + "defaultDataset", dataset)
    out.link(dataset, RDF_TYPE, SD + "Dataset")
    out.link(dataset, SD + "defaultGraph", everything)
    out.link(everything, RDF_TYPE, SD + "Graph")
    out.say(everything, DCTERMS + "description", "全部文件的图与本体之并", lang="zh")
    for name in graphs:
        node = f"{endpoint}#graph-{quote(name, safe='')}"
        out.link(dataset, SD + "namedGraph", node)
        out.link(node, RDF_TYPE, SD + "NamedGraph")
        out.link(node, SD + "name", name)
    return out.bytes(form)


@lru_cache(maxsize=16)  # harvesters come back, and a generation does not change
def dataset_description(known: Published, form: GraphFormat) -> bytes:
    """The whole data set, what it holds, where it can be got, and one dcat:Dataset a document."""
    out = _Writer()
    whole = f"{known.url}/data/dataset"
    counts = known.statistics
    out.link(whole, RDF_TYPE, VOID + "Dataset", DCAT + "Dataset")
    out.say(whole, DCTERMS + "title", "政策文件知识图谱", lang="zh")
    out.say(whole, DCTERMS + "description", "从政策文件抽取的任务、责任单位、目标和名词，每条事实都有逐字出处", lang="zh")
    out.say(whole, DCAT + "version", known.generation)
    out.link(whole, FOAF + "homepage", f"{known.url}/")
    if known.licence:
        out.link(whole, DCTERMS + "license", known.licence)
    out.link(whole, VOID + "sparqlEndpoint", f"{known.url}/sparql")
    out.link(whole, VOID + "vocabulary", ONTOLOGY_GRAPH)
    out.say(whole, VOID + "uriSpace", known.base)
    if counts.example:
        out.link(whole, VOID + "exampleResource", counts.example)
    totals = {
        "triples": counts.triples,
        "distinctSubjects": counts.subjects,
        "distinctObjects": counts.objects,
        "classes": len(counts.classes),
        "properties": len(counts.properties),
        "documents": len(known.documents),
    }
    for name, number in totals.items():
        out.say(whole, VOID + name, number, "integer")
    _partitions(out, whole, counts)
    _distributions(out, whole, known.url)
    sizes = dict(counts.graphs)
    for card in known.documents:
        _document(out, whole, card, known, sizes.get(graph_iri(known.base, card.id).value, 0))
    return out.bytes(form)


def _partitions(out: _Writer, whole: str, counts: Statistics) -> None:
    for kind, found, named, number in (
        ("classPartition", counts.classes, "class", "entities"),
        ("propertyPartition", counts.properties, "property", "triples"),
    ):
        for name, many in found:
            part = f"{whole}#{named}-{quote(name, safe='')}"
            out.link(whole, VOID + kind, part)
            out.link(part, VOID + named, name)
            out.say(part, VOID + number, many, "integer")


def _distributions(out: _Writer, whole: str, url: str) -> None:
    service = f"{whole}#sparql"
    out.link(service, RDF_TYPE, DCAT + "DataService")
    out.link(service, DCAT + "endpointURL", f"{url}/sparql")
    out.link(service, DCAT + "servesDataset", whole)
    for name, media_type, _ in _GRAPHS.values():
        out.link(whole, VOID + "feature", _W3C + name)
        distribution = f"{whole}#{name}"
        out.link(whole, DCAT + "distribution", distribution)
        out.link(distribution, RDF_TYPE, DCAT + "Distribution")
        out.link(distribution, DCAT + "accessService", service)
        out.link(distribution, DCAT + "accessURL", f"{url}/sparql")
        out.link(distribution, DCAT + "mediaType", _IANA + media_type)


def _document(out: _Writer, whole: str, card: DocumentCard, known: Published, triples: int) -> None:
    graph = graph_iri(known.base, card.id).value
    out.link(whole, VOID + "subset", graph)
    out.link(whole, DCTERMS + "hasPart", graph)
    out.link(graph, RDF_TYPE, VOID + "Dataset", DCAT + "Dataset")
    out.say(graph, DCTERMS + "title", card.title, lang="zh")
    out.say(graph, DCTERMS + "identifier", card.number)
    for issuer in card.issuers:
        out.say(graph, DCTERMS + "publisher", issuer, lang="zh")
    out.say(graph, DCTERMS + "issued", card.date, "date" if card.date and len(card.date) == 10 else None)
    out.link(graph, DCTERMS + "source", known.base + quote(card.id))
    out.link(graph, DCAT + "landingPage", f"{known.url}/documents/{quote(card.id, safe='')}")
    out.say(graph, VOID + "triples", triples, "integer")
    for name, media_type, ending in _GRAPHS.values():
        where = f"{known.url}/data/graph/{quote(card.id, safe='')}.{ending}"
        distribution = f"{whole}#{quote(card.id, safe='')}-{name}"
        out.link(graph, DCAT + "distribution", distribution)
        out.link(distribution, RDF_TYPE, DCAT + "Distribution")
        out.link(distribution, DCAT + "accessURL", where)
        out.link(distribution, DCAT + "mediaType", _IANA + media_type)
