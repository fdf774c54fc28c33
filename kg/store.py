"""The triple-store door (pyoxigraph): write a generation's graph once, open a published one read-only, ask it.

Nothing of pyoxigraph leaves this file: rows hold IRIs (``Ref``, a str), strings, numbers and truth values.

The default graph is the union of all documents' graphs and the ontology. It is stored as such: Oxigraph's own union
(``use_default_graph_as_union``) returns a triple once for each graph that holds it, so counts would be wrong, and it
overrides FROM.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import BadQuery, Corrupt, TooLarge
from kg.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    import pyoxigraph
    from typing_extensions import Buffer


class Ref(str):
    """An IRI in a result, told apart from a literal by its type."""

    __slots__ = ()


Cell = Ref | str | int | float | Decimal | bool | None
Triple = tuple[Ref, Ref, Cell]

_INTEGERS = frozenset({"integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "gYear"})
_DAMAGE = (OSError, RuntimeError)  # what RocksDB's complaints about its files come as
_FLOATS = frozenset({"float", "double"})


class GraphFormat(StrEnum):
    """Serialisations of graphs."""

    TURTLE = "turtle"
    TRIG = "trig"
    JSONLD = "jsonld"
    NTRIPLES = "ntriples"
    RDFXML = "rdfxml"


class ResultFormat(StrEnum):
    """Serialisations of solutions and truth values."""

    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TSV = "tsv"


@dataclass(frozen=True, slots=True)
class Row:
    """One solution of a SELECT. A variable that is not bound is None; a name that was not selected is a KeyError."""

    names: tuple[str, ...]
    cells: tuple[Cell, ...]

    def __getitem__(self, name: str) -> Cell:
        try:
            return self.cells[self.names.index(name)]
        except ValueError:
            raise KeyError(name) from None

    def iri(self, name: str) -> str:
        """The IRI bound to ``name``. Raises TypeError when it is something else."""
        cell = self[name]
        if not isinstance(cell, Ref):
            raise TypeError(f"?{name} is not an IRI: {cell!r}")
        return str(cell)

    def text(self, name: str) -> str:
        """What is bound to ``name`` as text; "" when unbound."""
        cell = self[name]
        return "" if cell is None else str(cell)

    def number(self, name: str) -> int | float | Decimal:
        """The number bound to ``name``. Raises TypeError when it is something else."""
        cell = self[name]
        if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
            raise TypeError(f"?{name} is not a number: {cell!r}")
        return cell


@dataclass(frozen=True, slots=True)
class Dataset:
    """What one query sees: the default graph is the merge of ``default``, GRAPH reaches ``named`` only. IRIs of named graphs."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def write(folder: Path, graphs: Iterable[tuple[str, bytes]]) -> None:
    """Bulk-load ``graphs`` (IRI of the graph, its N-Triples, a triple a line) and their union into a new store.

    One load of one file: a load for each graph would leave dozens of small tables, slower to open and twice as large.
    """
    import pyoxigraph

    quads = folder.with_name(folder.name + ".nq")
    with quads.open("wb") as file:
        for name, ntriples in graphs:
            named = f"<{name}> .\n".encode()
            for line in ntriples.splitlines(keepends=True):
                file.write(line)
                file.write(line.rstrip()[:-1] + named)
    store = pyoxigraph.Store(str(folder))
    store.bulk_load(path=str(quads), format=pyoxigraph.RdfFormat.N_QUADS)
    store.flush()
    del store
    quads.unlink()


class Store:
    """A published graph, read-only."""

    def __init__(self, folder: Path) -> None:
        """Raises Corrupt when ``folder`` holds no readable graph."""
        import pyoxigraph

        self.folder = folder
        self._merge: tuple[Dataset, pyoxigraph.Store] | None = None  # the last one: clients ask about one dataset again and again
        try:
            self._store = pyoxigraph.Store.read_only(str(folder))
        except _DAMAGE as error:
            raise Corrupt(f"图谱 {folder} 打不开：{error}", hint="运行 kgqa build --force 重新发布") from error

    def select(self, query: str) -> tuple[Row, ...]:
        """All solutions. Values are bound by VALUES inside WHERE. Raises BadQuery."""
        return tuple(self.stream(query))

    def stream(self, query: str) -> Iterator[Row]:
        """The solutions one by one, for results too large to hold."""
        import pyoxigraph

        found = self._query(query)
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise BadQuery("这里需要一个 SELECT 查询")
        names = tuple(variable.value for variable in found.variables)
        try:
            for solution in found:
                yield Row(names, tuple(cell(value) for value in solution))
        except _DAMAGE as error:
            raise self._unreadable(error) from error

    def ask(self, query: str) -> bool:
        import pyoxigraph

        found = self._query(query)
        if not isinstance(found, pyoxigraph.QueryBoolean):
            raise BadQuery("这里需要一个 ASK 查询")
        return bool(found)

    def construct(self, query: str) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        import pyoxigraph

        found = self._query(query)
        if not isinstance(found, pyoxigraph.QueryTriples):
            raise BadQuery("这里需要一个 CONSTRUCT 或 DESCRIBE 查询")
        return tuple((_ref(t.subject), _ref(t.predicate), cell(t.object)) for t in found)

    def serialized(
        self, query: str, *, results: ResultFormat, triples: GraphFormat, max_bytes: int, dataset: Dataset | None = None
    ) -> tuple[str, bytes]:
        """Media type and whole body of any query's result. Raises BadQuery, TooLarge (more than ``max_bytes``).

        ``dataset`` goes before what FROM in the query says; None: the query's own, else everything.
        """
        import pyoxigraph

        found = self._query(query, dataset)
        body = _Limited(max_bytes)
        try:
            if isinstance(found, pyoxigraph.QueryTriples):
                form = _format(triples)
                pyoxigraph.serialize(found, body, form, prefixes=dict(PREFIXES))
                return form.media_type, body.getvalue()
            kind = _result_format(results)
            found.serialize(body, kind)
            return kind.media_type.split(";")[0], body.getvalue()
        except _DAMAGE as error:
            if body.full:
                raise TooLarge(f"结果超过 {max_bytes // 1024} KB，请加上 LIMIT", hint="加上 LIMIT，或缩小范围") from None
            raise self._unreadable(error) from error

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of all named graphs, sorted."""
        try:
            return tuple(sorted(str(_ref(name)) for name in self._store.named_graphs()))
        except _DAMAGE as error:
            raise self._unreadable(error) from error

    def ntriples(self, graph: str) -> bytes:
        """One named graph as N-Triples."""
        import pyoxigraph

        try:
            found = self._store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.NamedNode(graph))
        except _DAMAGE as error:
            raise self._unreadable(error) from error
        return found or b""

    def export(self, form: GraphFormat, graphs: Iterable[str] | None = None) -> bytes:
        """The named graphs (all by default) in one serialisation, subjects in order. Only TriG and JSON-LD keep graph names."""
        import pyoxigraph

        wanted = self.graphs() if graphs is None else tuple(graphs)
        quads = [
            quad
            for name in wanted
            for quad in sorted(self._store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(name)), key=str)
        ]
        if form in (GraphFormat.TRIG, GraphFormat.JSONLD):
            return pyoxigraph.serialize(quads, format=_format(form), prefixes=dict(PREFIXES)) or b""
        triples = sorted({quad.triple for quad in quads}, key=str)
        return pyoxigraph.serialize(triples, format=_format(form), prefixes=dict(PREFIXES)) or b""

    def _merged(self, dataset: Dataset) -> pyoxigraph.Store:
        """A copy in memory whose default graph is the merge: Oxigraph would return a triple once for each graph that holds it."""
        import pyoxigraph

        if self._merge is not None and self._merge[0] == dataset:
            return self._merge[1]
        self._merge = None
        store = pyoxigraph.Store()
        for name in dataset.default:
            found = self._store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(name))
            store.extend(pyoxigraph.Quad(*quad.triple) for quad in found)
        for name in dataset.named:
            store.extend(self._store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(name)))
        self._merge = dataset, store
        return store

    def _unreadable(self, error: Exception) -> Corrupt:
        return Corrupt(f"图谱 {self.folder} 读取失败：{error}", hint="运行 kgqa check 查看问题")

    def _query(
        self, query: str, dataset: Dataset | None = None
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        import pyoxigraph

        try:
            if dataset is None:
                return self._store.query(query, prefixes=dict(PREFIXES))
            named: list[pyoxigraph.NamedNode | pyoxigraph.BlankNode] = [pyoxigraph.NamedNode(name) for name in dataset.named]
            if len(dataset.default) > 1:
                default: list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph] = [pyoxigraph.DefaultGraph()]
                store = self._merged(dataset)
            else:
                default, store = [pyoxigraph.NamedNode(name) for name in dataset.default], self._store
            return store.query(query, prefixes=dict(PREFIXES), default_graph=default, named_graphs=named)
        except SyntaxError as error:
            raise BadQuery(f"SPARQL 语法错误：{error}") from error
        except _DAMAGE as error:
            raise self._unreadable(error) from error


class _Limited(io.BytesIO):
    """A buffer that refuses to grow beyond ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit, self.full = limit, False

    def write(self, data: Buffer, /) -> int:
        self.full = self.full or self.tell() + len(memoryview(data)) > self.limit
        if self.full:
            raise OSError("full")
        return super().write(data)


def cell(value: object) -> Cell:
    """A pyoxigraph term as a plain value: the one place where types change."""
    import pyoxigraph

    if value is None:
        return None
    if isinstance(value, pyoxigraph.NamedNode):
        return Ref(value.value)
    if isinstance(value, pyoxigraph.Literal):
        return _literal(value.value, value.datatype.value)
    return str(value)  # blank nodes and quoted triples: the graph has none


def _literal(text: str, datatype: str) -> Cell:
    """A literal by its type; its text where the text does not fit the type."""
    kind = datatype.removeprefix(XSD)
    try:
        if kind in _INTEGERS:
            return int(text)
        if kind == "decimal":
            return _plain(Decimal(text))
        if kind in _FLOATS:
            return float(text)
    except (ValueError, InvalidOperation):
        return text
    return text in ("true", "1") if kind == "boolean" else text


def _plain(value: Decimal) -> int | Decimal:
    """Whole decimals are integers: a count reads 7, not 7.0."""
    return int(value) if value == value.to_integral_value() else value


def _ref(term: object) -> Ref:
    return Ref(getattr(term, "value", term))


def _format(form: GraphFormat) -> pyoxigraph.RdfFormat:
    import pyoxigraph

    return {
        GraphFormat.TURTLE: pyoxigraph.RdfFormat.TURTLE,
        GraphFormat.TRIG: pyoxigraph.RdfFormat.TRIG,
        GraphFormat.JSONLD: pyoxigraph.RdfFormat.JSON_LD,
        GraphFormat.NTRIPLES: pyoxigraph.RdfFormat.N_TRIPLES,
        GraphFormat.RDFXML: pyoxigraph.RdfFormat.RDF_XML,
    }[form]


def _result_format(form: ResultFormat) -> pyoxigraph.QueryResultsFormat:
    import pyoxigraph

    return {
        ResultFormat.JSON: pyoxigraph.QueryResultsFormat.JSON,
        ResultFormat.XML: pyoxigraph.QueryResultsFormat.XML,
        ResultFormat.CSV: pyoxigraph.QueryResultsFormat.CSV,
        ResultFormat.TSV: pyoxigraph.QueryResultsFormat.TSV,
    }[form]
