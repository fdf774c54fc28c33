"""Run a plan: query → values exactly as asked, with roles, bases, numbers, and the quotations that prove them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qa.compose import answer_text, duty_text, joined, quantity, target_said, truth_text, yes_no_text
from qa.evidence import MOST_QUOTED, Proof, Triple, own_place, prove, quote_sentence, triples_of
from qa.model import Evidence, Kind, Value
from qa.naming import named_in_order
from qa.plan.model import Form, QueryPlan, Ref, Var
from qa.sparql import iri, render
from qa.world import TargetText, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A plan with its rows. ``values`` is empty when the query has none."""

    plan: QueryPlan
    sparql: str
    values: tuple[Value, ...]
    evidence: tuple[Evidence, ...]
    text: str
    confidence: float


def _entity(world: World, node: str, **extra: str | None) -> Value:
    found = world.nodes[node]
    document = next(iter(found.documents)) if len(found.documents) == 1 else None
    return Value(
        label=found.label,
        iri=node,
        type=found.type,
        aliases=found.aliases,
        document=document,
        role=extra.get("role"),
        basis=extra.get("basis"),
    )


def _in_order(world: World, nodes: list[str]) -> list[str]:
    """Works as the document orders them, other nodes by label."""
    order = world.order
    return sorted(nodes, key=lambda n: (order.get(n, -1), world.nodes[n].label if n not in order else ""))


def _roles_of(work: str, world: World) -> dict[str, tuple[str, str]]:
    rows = world.graph.select(
        f"SELECT ?u ?role ?basis WHERE {{ ?r pol:work {iri(work)} ; pol:unit ?u ; pol:role ?role ; pol:basis ?basis }}"
        " ORDER BY ?u ?role"
    )
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        if row.text("u") not in found or row.text("role") == "lead":
            found[row.text("u")] = (row.text("role"), row.text("basis"))
    return found


def _listed(work: str, nodes: list[str], world: World) -> list[str]:
    """Units in the order in which the attribution lists them."""
    rows = world.graph.select(f"SELECT ?r ?u WHERE {{ ?r pol:work {iri(work)} ; pol:unit ?u }}")
    position = {
        row.text("u"): int(row.text("r").rsplit("/", 1)[1]) if row.text("r").rsplit("/", 1)[1].isdigit() else 0 for row in rows
    }
    return sorted(nodes, key=lambda n: (position.get(n, 0), n))


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value == int(value) else value


def _target_values(plan: QueryPlan, world: World) -> tuple[Value, ...]:
    """The goals that the plan links to, in its order: one, or one for each year."""
    return tuple(_target_value(world.goals[link.iri]) for link in plan.links)


def _target_value(target: TargetText) -> Value:
    number = f"{_plain(target.value)}—{_plain(target.upper)}" if target.upper else _plain(target.value)
    return Value(
        label=f"{number}{target.unit}",
        iri=target.iri,
        type="Target",
        value=_number(target.value),
        unit=target.unit,
        comparator=target.comparator,
        year=target.year,
        document=target.document,
    )


def _plain(number: str) -> str:
    value = float(number)
    return str(int(value)) if value == int(value) else number.rstrip("0")


def run(plan: QueryPlan, world: World) -> Outcome | None:
    """None when the query has no rows (an ASK always has an outcome)."""
    sparql = render(plan)
    match plan.form:
        case Form.ASK:
            return _ask(plan, sparql, world)
        case Form.COUNT:
            return _count(plan, sparql, world)
        case Form.SELECT if plan.minus is not None:
            return _difference(plan, sparql, world)
        case Form.SELECT | Form.MOST:
            return _select(plan, sparql, world)


def _proof(plan: QueryPlan, nodes: list[str], world: World, whole: Proof | None = None) -> Proof:
    """``whole``: what proves every row of the plan, where that is known already."""
    if whole is None or plan.form is Form.MOST:
        triples = triples_of(plan, world)
        if plan.form is Form.MOST:
            keep = set(nodes)
            triples = [t for t in triples if t[0] in keep or (isinstance(t[2], Ref) and t[2].iri in keep)]
        whole = prove(triples, world)
    proof = whole
    shown = [quote_sentence(n, world) for n in plan.sentences]
    if plan.say in {"inverse", "property", "group"} and proof.evidence:
        shown += own_place([link.iri for link in plan.links], world)
    if proof.evidence and shown:
        proof = replace(proof, evidence=_merged(proof.evidence, shown))
    if plan.say in {"mentioned", "about", "group"}:
        return replace(proof, evidence=tuple(shown))
    if plan.say == "target" or not proof.evidence:
        own = own_place([link.iri for link in plan.links] if plan.say == "target" else nodes, world)
        proof = replace(proof, evidence=own or proof.evidence)
    return proof


def _merged(first: tuple[Evidence, ...], then: list[Evidence]) -> tuple[Evidence, ...]:
    """What proves the values, then what shows that they were asked for; one place is quoted once."""
    places = {(e.document, e.start, e.end) for e in first}
    return (*first, *(e for e in dict.fromkeys(then) if (e.document, e.start, e.end) not in places))


def _ask(plan: QueryPlan, sparql: str, world: World) -> Outcome | None:
    truth = world.graph.ask(sparql)
    proof, text = _settled(plan, truth, world)
    if not proof.evidence:
        return None  # silence proves nothing where no closed list is given
    return Outcome(
        plan=plan,
        sparql=sparql,
        values=(Value(label="是" if truth else "否", value=truth),),
        evidence=proof.evidence,
        text=text,
        confidence=proof.confidence,
    )


def _settled(plan: QueryPlan, truth: bool, world: World) -> tuple[Proof, str]:
    """What shows the truth of an ASK, and how it is said."""
    if plan.say == "target_claim":
        targets = [world.goals[link.iri] for link in plan.links if link.iri in world.goals]
        said = [target_said(t.indicator, t.year, quantity(_plain(t.value), t.unit, t.comparator, t.upper)) for t in targets]
        return Proof(evidence=own_place([t.iri for t in targets], world), confidence=1.0, bases={}), truth_text(truth, said)
    open_plan = replace(plan, form=Form.SELECT, patterns=plan.proof, sole=None, without=(), begins=(), contains=(), outdoes=None)
    listed = prove(triples_of(open_plan, world), world)
    if plan.say == "duty":
        proof = prove(triples_of(plan, world), world) if truth and not plan.without else listed
        return replace(proof, evidence=proof.evidence or listed.evidence), _duty(plan, truth, world)
    if plan.say == "more":
        counts = [_works_of(plan, Ref(link.iri), world) for link in plan.links]
        said = [f"{link.label}{n}项" for link, n in zip(plan.links, counts, strict=True)]
        return listed, truth_text(truth, said)
    rows = world.graph.select(render(open_plan)) if not truth or plan.say == "document_claim" else ()
    others = [world.nodes[n].label if (n := row.text("x")) in world.nodes else n for row in rows]
    if plan.say == "document_claim":
        return listed, truth_text(truth, [f"文件的{world.ontology.properties[plan.property or ''].label}是{joined(others)}"])
    proof = prove(triples_of(plan, world), world) if truth else listed
    return replace(proof, evidence=proof.evidence or listed.evidence), yes_no_text(plan, truth, others)


def _duty(plan: QueryPlan, truth: bool, world: World) -> str:
    """The whole attribution in words, and who of those asked about is not in it."""
    work = plan.links[-1].iri
    roles = _roles_of(work, world)
    named = [(world.nodes[n].label, *roles[n]) for n in _listed(work, list(roles), world)]
    return duty_text(plan, truth, named, [k.label for k in plan.links[:-1] if k.iri not in roles])


def _works_of(plan: QueryPlan, unit: Ref, world: World) -> int:
    values = ((plan.select, (unit,)), *(v for v in plan.values if v[0] != plan.select))
    counting = replace(plan, form=Form.COUNT, select=plan.over or Var("w"), values=values, outdoes=None)
    return int(str(world.graph.select(render(counting))[0]["count"]))


def _difference(plan: QueryPlan, sparql: str, world: World) -> Outcome | None:
    """Two stated goals, one taken from the other."""
    rows = world.graph.select(sparql)
    targets = [world.goals[link.iri] for link in plan.links]
    if not rows:
        return None
    number, unit = _plain(rows[0].text("x")), targets[0].unit
    said = [target_said(t.indicator, t.year, quantity(_plain(t.value), t.unit, t.comparator)) for t in targets]
    unit = "个百分点" if unit in {"%", "％"} else unit
    return Outcome(
        plan=plan,
        sparql=sparql,
        values=(Value(label=f"{number}{unit}", value=_number(number), unit=unit),),
        evidence=own_place([t.iri for t in targets], world),
        text=f"相差{number}{unit}：{'；'.join(said)}。",
        confidence=1.0,
    )


def _count(plan: QueryPlan, sparql: str, world: World) -> Outcome:
    n = int(str(world.graph.select(sparql)[0]["count"]))
    rows = world.graph.select(render(replace(plan, form=Form.SELECT)))
    nodes = [row.text(plan.select.name) for row in rows]
    proof = _proof(plan, nodes, world)
    value = Value(label=str(n), value=n)
    text = answer_text(plan, (value,), world.ontology)
    labels = [world.nodes[node].label for node in _in_order(world, [n for n in nodes if n in world.nodes])]
    if 0 < len(labels) <= 12:
        text = text.rstrip("。") + f"：{joined(labels)}。"
    return Outcome(plan=plan, sparql=sparql, values=(value,), evidence=proof.evidence, text=text, confidence=proof.confidence)


def _quoted(plan: QueryPlan, nodes: list[str], world: World) -> list[Triple]:
    """What is to be proved. Of all works but those of one unit only as many as an answer quotes: their roles are not asked."""
    triples = triples_of(plan, world)
    first = set(nodes[:MOST_QUOTED])
    return [t for t in triples if t[0] in first] if plan.without else triples


def _select(plan: QueryPlan, sparql: str, world: World) -> Outcome | None:
    rows = world.graph.select(sparql)
    found = [row.text(plan.select.name) for row in rows if row[plan.select.name] is not None]
    if not found:
        return None
    if plan.say == "target":
        values = _target_values(plan, world)
        proof = _proof(plan, [], world)
        return Outcome(
            plan=plan,
            sparql=sparql,
            values=values,
            evidence=proof.evidence,
            text=answer_text(plan, values, world.ontology),
            confidence=proof.confidence,
        )
    nodes = _in_order(world, [n for n in found if n in world.nodes])
    if not nodes:
        values = tuple(Value(label=text) for text in found)
        proof = _proof(plan, [], world)
        said = answer_text(plan, values, world.ontology)
        kept = () if plan.kind is Kind.TEXT else values  # a text answer has no values, only words
        return Outcome(plan=plan, sparql=sparql, values=kept, evidence=proof.evidence, text=said, confidence=proof.confidence)
    others, whole = "", None
    work = plan.patterns[0].subject if plan.patterns else None
    if plan.say == "roles" and isinstance(work, Ref):
        roles = _roles_of(work.iri, world)
        nodes = _listed(work.iri, nodes, world)
        values = tuple(
            _entity(world, n, role=roles.get(n, ("", ""))[0] or None, basis=roles.get(n, ("", ""))[1] or None) for n in nodes
        )
        rest = [world.nodes[n].label for n in _listed(work.iri, [n for n in roles if n not in nodes], world)]
        if plan.property == "lead" and rest:
            others = f"；{joined(rest, 8)}参与"
    else:
        whole = prove(_quoted(plan, nodes, world), world) if plan.say == "works" else None
        own = {subject: basis for (subject, _), basis in whole.bases.items()} if whole else {}
        values = tuple(
            _entity(
                world,
                n,
                role=plan.property
                if plan.say == "works" and plan.property in {"lead", "participant"} and not plan.without
                else None,
                basis=own.get(n),
            )
            for n in nodes
        )
    proof = _proof(plan, nodes, world, whole)
    titles = tuple(dict.fromkeys(e.title for e in proof.evidence)) if len(world.documents) > 1 else ()
    text = answer_text(plan, values, world.ontology, others=others, titles=titles[:3], documents=named_in_order(world))
    return Outcome(plan=plan, sparql=sparql, values=values, evidence=proof.evidence, text=text, confidence=proof.confidence)
