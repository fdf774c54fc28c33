"""Query plan → SPARQL text, from data alone: every IRI is checked, every literal escaped, nothing is pasted in."""

from __future__ import annotations

import re

from kg.ontology import Ontology, pol
from kg.vocabulary import OBJECT, PREDICATE, PREF_LABEL, RDF_TYPE, SUBJECT
from qa.plan.model import Form, Lit, Pattern, QueryPlan, Ref, Term, Var

_IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DECIMAL = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def iri(value: str) -> str:
    """``<value>``; raises ValueError for anything that could end the IRI early."""
    if not _IRI.fullmatch(value):
        raise ValueError(f"not an IRI: {value!r}")
    return f"<{value}>"


def literal(value: str, datatype: str = "string") -> str:
    text = '"' + "".join(_ESCAPES.get(c, c) for c in value) + '"'
    return text if datatype == "string" else f"{text}^^<http://www.w3.org/2001/XMLSchema#{datatype}>"


def term(value: Term) -> str:
    match value:
        case Var(name):
            if not _NAME.fullmatch(name):
                raise ValueError(f"not a variable name: {name!r}")
            return f"?{name}"
        case Ref(found):
            return iri(found)
        case Lit(text, datatype):
            return literal(text, datatype)


def _triple(pattern: Pattern) -> str:
    return f"{term(pattern.subject)} {iri(pattern.predicate)} {term(pattern.object)} ."


def _body(plan: QueryPlan) -> list[str]:
    lines = [f"VALUES {term(var)} {{ {' '.join(term(ref) for ref in refs)} }}" for var, refs in plan.values]
    lines += [_triple(p) for p in plan.patterns]
    if plan.types:
        lines.append(f"VALUES ?type {{ {' '.join(iri(t) for t in plan.types)} }}")
        lines.append(f"{term(plan.select)} {iri(RDF_TYPE)} ?type .")
    lines += [f"FILTER (CONTAINS(STR({term(var)}), {literal(text)}))" for var, text in plan.contains]
    lines += [f"FILTER ({term(var)} >= {int(low)} && {term(var)} < {int(high)})" for var, low, high in plan.between]
    lines += [f"FILTER (STRSTARTS(STR({term(var)}), {literal(text)}))" for var, text in plan.begins]
    lines += [f"FILTER ({term(var)} {_operator(op)} {_amount(n)})" for var, op, n in plan.holds]
    lines += [f"FILTER NOT EXISTS {{ {' '.join(_triple(p) for p in group)} }}" for group in plan.without]
    if plan.sole is not None:
        pattern, only = plan.sole
        lines.append(f"FILTER NOT EXISTS {{ {_triple(pattern)} FILTER ({term(pattern.object)} != {term(only)}) }}")
    if plan.covers:
        places = " ".join(f"({term(document)} {int(at)})" for document, at in plan.covers)
        lines.append(f"VALUES (?doc ?at) {{ {places} }}")
        start, end = iri(pol("start")), iri(pol("end"))
        lines.append(f"{term(plan.select)} {start} ?from ; {end} ?to . FILTER (?from <= ?at && ?at < ?to)")
    if plan.apart:
        lines.append(f"FILTER ({term(plan.select)} NOT IN ({', '.join(term(ref) for ref in plan.apart)}))")
    return lines


def _operator(op: str) -> str:
    if op not in {"=", "!=", "<", "<=", ">", ">="}:
        raise ValueError(f"not a comparison: {op!r}")
    return op


def _amount(number: str | Var) -> str:
    if isinstance(number, Var):
        return term(number)
    if not _DECIMAL.fullmatch(number):
        raise ValueError(f"not a number: {number!r}")
    return number


def _counts(plan: QueryPlan, body: list[str]) -> str:
    """Two counts side by side: ``over`` for the one value and for the other."""
    x, counted = term(plan.select), term(plan.over or Var("w"))
    parts = [
        f"  {{ SELECT (COUNT(DISTINCT {counted}) AS ?{name}) WHERE {{\n    VALUES {x} {{ {term(one)} }}\n"
        + _block(body, "    ")
        + "\n  } }"
        for name, one in zip(("first", "second"), plan.outdoes or (), strict=False)
    ]
    return "\n".join(parts) + "\n  FILTER (?first > ?second)"


def _block(lines: list[str], indent: str = "  ") -> str:
    return "\n".join(indent + line for line in lines)


def render(plan: QueryPlan) -> str:
    """The query that proves the answer: it returns exactly the answer's values."""
    body = _body(plan)
    x = term(plan.select)
    match plan.form:
        case Form.ASK if plan.outdoes is not None:
            return "ASK {\n" + _counts(plan, body) + "\n}"
        case Form.ASK:
            return "ASK {\n" + _block(body) + "\n}"
        case Form.COUNT:
            return f"SELECT (COUNT(DISTINCT {x}) AS ?count) WHERE {{\n" + _block(body) + "\n}"
        case Form.SELECT if plan.minus is not None:
            high, low = plan.minus
            return f"SELECT (({term(high)} - {term(low)}) AS {x}) WHERE {{\n" + _block(body) + "\n}"
        case Form.SELECT:
            return f"SELECT DISTINCT {x} WHERE {{\n" + _block(body) + f"\n}} ORDER BY {x}"
        case Form.MOST:
            counted = term(plan.over or Var("w"))
            inner = f"SELECT {x} (COUNT(DISTINCT {counted}) AS ?n) WHERE {{\n" + _block(body, "      ") + f"\n    }} GROUP BY {x}"
            pick = "MIN" if plan.fewest else "MAX"
            return (
                f"SELECT DISTINCT {x} WHERE {{\n  {{ {inner} }}\n"
                f"  {{ SELECT ({pick}(?n) AS ?best) WHERE {{ {{ {inner} }} }} }}\n  FILTER (?n = ?best)\n}} ORDER BY {x}"
            )


def render_bindings(plan: QueryPlan) -> str:
    """All variables of the plan's patterns, to find which statements carry each value."""
    return "SELECT DISTINCT * WHERE {\n" + _block(_body(plan)) + "\n}"


def check(plan: QueryPlan, ontology: Ontology) -> tuple[str, ...]:
    """What is wrong with a plan against the ontology: unknown terms. Empty when it is sound."""
    known = {p.iri for p in ontology.properties.values()} | {RDF_TYPE, PREF_LABEL, SUBJECT, PREDICATE, OBJECT}
    wrong = [
        f"未知属性 {p.predicate}"
        for p in (*plan.patterns, *(p for group in plan.without for p in group))
        if p.predicate not in known
    ]
    classes = {c.iri for c in ontology.classes.values()}
    wrong += [f"未知类 {t}" for t in plan.types if t not in classes]
    if not plan.patterns and not plan.types and not plan.covers:
        wrong.append("查询没有条件")
    return tuple(wrong)


def statements_of(triples: list[tuple[str, str, Term]]) -> str:
    """The statement nodes that carry the given triples, with places, rule, basis."""
    rows = " ".join(f"({iri(s)} {iri(p)} {term(o)})" for s, p, o in triples)
    return (
        f"SELECT ?f ?s ?p ?o ?start ?end ?doc ?confidence ?basis ?rule WHERE {{ VALUES (?s ?p ?o) {{ {rows} }}\n"
        f"  ?f rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; pol:start ?start ; pol:end ?end ;"
        f" pol:inDocument ?doc ; pol:confidence ?confidence ; pol:rule ?rule .\n"
        f"  OPTIONAL {{ ?f pol:basis ?basis }} }} ORDER BY ?doc ?start ?end"
    )
