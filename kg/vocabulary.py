"""The terms of other vocabularies that the graph uses, and the prefixes that exports write."""

from __future__ import annotations

from typing import Final

from kg.ontology import POL

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SH: Final = "http://www.w3.org/ns/shacl#"

RDF_TYPE: Final = RDF + "type"
SUBJECT: Final = RDF + "subject"
PREDICATE: Final = RDF + "predicate"
OBJECT: Final = RDF + "object"
SUBCLASS_OF: Final = RDFS + "subClassOf"
PREF_LABEL: Final = SKOS + "prefLabel"
ALT_LABEL: Final = SKOS + "altLabel"
TITLE: Final = DCTERMS + "title"
IDENTIFIER: Final = DCTERMS + "identifier"
ISSUED: Final = DCTERMS + "issued"
PUBLISHER: Final = DCTERMS + "publisher"
SOURCE: Final = DCTERMS + "source"

ONTOLOGY_GRAPH: Final = "http://kgqa.local/ontology"

PREFIXES: Final = {
    "pol": POL,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "https://schema.org/",
}
