"""The foreman: one question from intake to answer. The only code that knows the order."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg import archive, generation
from kg.model import Span
from kg.names import load as load_names
from kg.names.shapes import Shape
from kg.ontology import load as load_ontology
from kg.ontology import pol
from kg.store import Store
from kg.text import fold, key
from qa import words
from qa.catalog import Catalog
from qa.compose import joined, not_found_text, quantity
from qa.config import QaSettings
from qa.dialogue import Sessions, stand_alone
from qa.evidence import quote
from qa.execute import Outcome as Run
from qa.execute import run
from qa.indexing import FOLDER, opened
from qa.intake import readable
from qa.link import Linking, WorkLink, content_weights, link, link_works
from qa.model import Answer, Evidence, Hit, Link, OnStep, Outcome, Question, Step
from qa.passage import Found, content, find, required_names
from qa.plan import contents, deadlines, groups, listing, mentions, responsibility, roles, schema, targets
from qa.plan.model import Form, QueryPlan, Ref
from qa.respond import ask_back, from_run, from_text, from_verdict, refusal, verdict_on
from qa.retrieve import Retriever
from qa.scope import Scope, scope
from qa.sparql import check
from qa.spelling import Speller
from qa.understand import Intent, Interpretation, understand
from qa.world import World, open_world

TRIES = 24  # plans that are run for one question at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Where an answer becomes a refusal. Chosen on the development questions; see docs/quality.md."""

    work: float = 0.50  # a work linked by content must carry this share of the question
    margin: float = 0.04  # and beat the next by this
    passage: float = 0.55  # a sentence with its headings must carry this share
    own: float = 0.33  # and this share by itself
    amount: float = 0.60  # the same for a question for a number
    cosine: float = 0.90  # a passage that embeddings like best, and at least this much,
    vouched: float = 0.36  # may carry less of an open question
    boolean: float = 0.50  # a sentence that settles a yes-or-no question


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was made out of a question before anything was queried."""

    question: str
    scope: Scope
    interpretation: Interpretation
    linking: Linking
    works: tuple[WorkLink, ...]
    content: Mapping[str, float]


class PolicyQA:
    """Questions over one opened generation. Thread-safe: only the sessions change, under a lock."""

    def __init__(
        self,
        world: World,
        *,
        retriever: Retriever | None,
        sessions: Sessions,
        max_question: int,
        thresholds: Thresholds | None = None,
    ) -> None:
        self._world = world
        self._retriever = retriever
        self._sessions = sessions
        self._lock = threading.Lock()
        self._limit = max_question
        self._at = thresholds or Thresholds()
        self._protected = _protected_words(world)
        self._speller = Speller((g for s in world.sentences for g in s.grams), strong=_strong_words(world))
        self.catalog = Catalog(world)

    @classmethod
    def open(cls, settings: QaSettings) -> PolicyQA:
        """The published generation. Raises kg.errors.NotBuilt when there is none, Corrupt when it cannot be read."""
        found = generation.current(settings.data)
        world = open_world(
            generation=found.id,
            base=settings.base_iri,
            graph=Store(found.graph),
            ontology=load_ontology(settings.ontology),
            names=load_names(settings.ontology),
            documents={d.id: d for d in archive.documents(found.documents)},
        )
        sessions = Sessions(ttl=settings.session_minutes * 60.0, most=settings.max_sessions)
        retriever = opened(settings, found.folder) if (found.folder / FOLDER).is_dir() else None
        return cls(world, retriever=retriever, sessions=sessions, max_question=settings.max_question)

    @property
    def generation(self) -> str:
        return self._world.generation

    def warm(self) -> None:
        """Load what the first passage question would wait for (torch, the model, the indexes)."""
        if self._retriever is not None:
            self._retriever.warm()

    def search(self, text: str, *, document: str | None = None, limit: int = 10) -> tuple[Evidence, ...]:
        """Passages by fused retrieval, best first, each quoted wholly. Raises BadQuestion."""
        if self._retriever is None:
            return ()
        found = []
        for hit in self._retriever.search(readable(text, limit=self._limit), k=limit, document=document):
            source = self._world.documents[hit.document]
            span = source.passages[hit.passage].span
            found.append(quote(source, span, f"{self._world.base}{hit.document}/passage/{hit.passage}"))
        return tuple(found)

    def ask(self, question: Question, *, on_step: OnStep | None = None) -> Answer:
        """Raises kg.errors.BadQuestion; every other outcome is an Answer."""
        started = time.perf_counter()
        text = readable(question.text, limit=self._limit)
        steps = _Steps(on_step)
        with self._lock:
            last = self._sessions.last(question.session)
        alone = stand_alone(text, last, self._world)
        if alone != text:
            steps.add("dialogue", f"接着上一问理解为：{alone}")
        answer = self._answer(text, alone, question.document, steps)
        answer = replace(
            answer,
            id=_answer_id(text, alone, question.document, self._world.generation),
            session=question.session,
            steps=tuple(steps.found),
            generation=self._world.generation,
            elapsed_ms=round((time.perf_counter() - started) * 1000, 1),
        )
        with self._lock:
            self._sessions.remember(question.session, alone, answer)
        return answer

    # --- the order of work -------------------------------------------------------------------------

    def _answer(self, asked: str, alone: str, document: str | None, steps: _Steps) -> Answer:
        if words.OUT_OF_SCOPE.search(fold(alone)):
            return refusal(
                asked, Outcome.OUT_OF_SCOPE, "这个问题与已收录的政策文件无关。可以问任务分工、牵头单位、目标、园区、平台等。"
            )
        reading = self._read(alone, document, steps)
        if unknown := self._unknown(reading):
            return refusal(asked, Outcome.NOT_FOUND, unknown, links=_links(reading))
        plans = self._plans(reading)
        steps.add("plan", "；".join(f"{p.reading}（{p.score:.2f}）" for p in plans[:4]) or "图谱中没有合适的查询")
        if graph := self._by_graph(asked, reading, plans, steps):
            return graph
        if plans and plans[0].say == "works":
            return refusal(asked, Outcome.NOT_FOUND, self._nothing_for(plans[0]), links=plans[0].links)
        if missing := _missing(reading, self._world):
            return refusal(asked, Outcome.NOT_FOUND, missing, links=_links(reading))
        return self._by_passage(asked, reading, steps)

    def _read(self, text: str, document: str | None, steps: _Steps) -> Reading:
        world = self._world
        plain = fold(text)
        organs = [organ.surface for organ in world.names.organs(plain) if key(organ.surface) in world.by_key]
        names = (*organs, *(region.surface for region in world.names.regions(plain)))
        folded = self._speller.mend(plain, (*self._protected, *names))
        if folded != fold(text):
            steps.add("spelling", f"按文件用字改正：{folded}")
        where = scope(folded, world.document_names, only=document)
        bare = _blank(folded, where.spans)
        interpretation = understand(text, world.ontology, folded=bare)
        linking = link(interpretation, world, where)
        steps.add(
            "understand", f"问的是{_said(interpretation, world)}" + (f"；限于{len(where.documents)}份文件" if where.hard else "")
        )
        steps.add(
            "link",
            "；".join(f"{m.text}→{m.links[0].label if m.links else '（文件中没有）'}" for m in linking.mentions)
            or "没有直接点名的实体",
        )
        drop = [
            *where.spans,
            *(m.span for m in linking.agents),
            *(c.span for c in interpretation.properties if c.name in roles.ROLES),
        ]
        if interpretation.wanted_span and set(interpretation.wanted) & {"Agent", "Department", *roles.WORK_CLASSES}:
            drop.append(interpretation.wanted_span)
        weights = content_weights(interpretation, world, drop)
        works = link_works(weights, world, where, attributed=True)
        return Reading(question=text, scope=where, interpretation=interpretation, linking=linking, works=works, content=weights)

    def _unknown(self, reading: Reading) -> str | None:
        """A named organ or place that no document names settles the question: nothing can be said of it."""
        asked = roles.read_roles(reading.interpretation, reading.linking)
        for agent in reading.linking.agents:
            if (
                agent.unknown
                and asked is not None
                and (asked.wants_works or reading.interpretation.intent is Intent.BOOLEAN)
                and not asked.wants_agents
            ):
                return not_found_text(f"“{agent.text}”的任何分工；已收录的文件没有提到这个单位")
        if reading.linking.regions_unknown and reading.interpretation.intent is not Intent.BOOLEAN:
            return not_found_text(f"“{reading.linking.regions_unknown[0]}”的情况；已收录的文件没有提到这个地方")
        return None

    def _plans(self, reading: Reading) -> tuple[QueryPlan, ...]:
        interpretation, linking, where, world = reading.interpretation, reading.linking, reading.scope, self._world
        found: list[QueryPlan] = []
        asked = roles.read_roles(interpretation, linking)
        if asked is not None:
            found.extend(responsibility.most(interpretation, asked, where, world))
            found.extend(responsibility.not_led_by(interpretation, asked, where, world))
            enough = [w for w in reading.works if w.score >= self._at.work]
            if interpretation.intent is Intent.BOOLEAN:
                found.extend(responsibility.yes_no(interpretation, asked, enough, world))
            elif asked.wants_agents and interpretation.intent in {Intent.WHICH, Intent.COUNT}:
                found.extend(responsibility.forward(interpretation, asked, enough, world))
                found.extend(responsibility.shared_works(interpretation, asked, where, world))
            elif linking.agents and asked.wants_works:
                found.extend(responsibility.reverse(interpretation, asked, linking, where, world))
        found.extend(schema.yes_no(interpretation, linking, where, world))
        found.extend(listing.by_number(interpretation, linking, where, world))
        found.extend(schema.by_property(interpretation, linking, where, world))
        found.extend(groups.by_group(interpretation, linking, where, world))
        found.extend(contents.works_about(interpretation, linking, where, world))
        found.extend(mentions.by_mention(interpretation, where, world))
        found.extend(listing.by_class(interpretation, linking, where, world))
        found.extend(deadlines.when(interpretation, linking, reading.works))
        found.extend(deadlines.until(interpretation, linking, where, world))
        found.extend(targets.by_target(interpretation, where, world))
        sound = [p for p in found if not check(p, world.ontology) and p.score >= self._at.work]
        return tuple(sorted(sound, key=lambda p: (-p.score, p.reading)))

    def _by_graph(self, asked: str, reading: Reading, plans: Sequence[QueryPlan], steps: _Steps) -> Answer | None:
        for index, plan in enumerate(plans[:TRIES]):
            outcome = run(plan, self._world)
            if outcome is None or (not outcome.evidence and not (plan.form is Form.COUNT and outcome.values[0].value == 0)):
                continue
            if _wrong_number(reading.interpretation, outcome):
                named = self._without_groups(plan, outcome)
                if named is None or _wrong_number(reading.interpretation, named):
                    continue
                outcome = named
            rival = plans[index + 1] if index + 1 < len(plans) else None
            if plan.say in {"roles", "yes_no"} and rival and self._tied(plan, rival):
                tied = [p for p in plans if p.say == plan.say and plan.score - p.score < self._at.margin]
                return ask_back(asked, tied, _links(reading))
            if plan.form is Form.COUNT and not outcome.evidence:
                continue
            steps.add("query", outcome.sparql)
            return from_run(asked, outcome, _links(reading))
        return None

    def _without_groups(self, plan: QueryPlan, outcome: Run) -> Run | None:
        """“哪两个部委”: 各地区, 有关部门 are no units that one would count."""
        shape = self._world.names.shape
        groups = tuple(Ref(v.iri) for v in outcome.values if v.iri and shape(v.label) is Shape.GROUP)
        return (
            run(replace(plan, apart=(*plan.apart, *groups)), self._world) if groups and plan.say in {"roles", "agents"} else None
        )

    def _tied(self, plan: QueryPlan, rival: QueryPlan) -> bool:
        close = rival.say == plan.say and plan.score - rival.score < self._at.margin
        return close and not _nested(plan, rival, self._world)

    def _nothing_for(self, plan: QueryPlan) -> str:
        """A fully understood question about a unit whose query is empty: say so, and what the unit does do."""
        what = plan.reading.removeprefix("查")
        other = replace(
            plan, patterns=tuple(replace(p, predicate=pol("responsible")) for p in plan.patterns), property="responsible"
        )
        near = run(other, self._world) if plan.property != "responsible" else None
        listed = joined([v.label for v in near.values], 6) if near else ""
        unit = plan.links[0].label if plan.links else "该单位"
        return f"文件没有列出{what}。" + (f"{unit}参与的工作有：{listed}。" if listed else "")

    def _by_passage(self, asked: str, reading: Reading, steps: _Steps) -> Answer:
        world, interpretation = self._world, reading.interpretation
        weights = content(interpretation, reading.scope, world)
        hits: tuple[Hit, ...] = ()
        if self._retriever is not None:
            only = next(iter(reading.scope.documents)) if reading.scope.hard and len(reading.scope.documents) == 1 else None
            hits = self._retriever.search(reading.question, k=20, document=only)
        boolean = interpretation.intent is Intent.BOOLEAN
        names = () if boolean else required_names(reading.linking, reading.scope, world)
        found = find(weights, interpretation, reading.scope, world, hits, names)
        best = found[0] if found else None
        steps.add("retrieve", f"原文吻合度 {best.score:.2f}" if best else "没有相关原文")
        if boolean:
            if (settled := verdict_on(interpretation.folded, found, world)) and settled[0].score >= self._at.boolean:
                steps.add("decide", settled[1].reason)
                return from_verdict(asked, *settled, world, _links(reading))
        elif best is not None and self._enough(best, interpretation, hits):
            return from_text(asked, best, world, _links(reading))
        if best is None or best.score < 0.2 or not any(world.weights.known(g) for g in weights):
            return refusal(asked, Outcome.OUT_OF_SCOPE, "已收录的政策文件没有涉及这个问题。", links=_links(reading))
        return refusal(asked, Outcome.NOT_FOUND, not_found_text("所问的内容", self._near(best)), links=_links(reading))

    def _enough(self, found: Found, interpretation: Interpretation, hits: Sequence[Hit]) -> bool:
        """Does the best sentence carry the question? Numbers need more; embedding retrieval may vouch for an open question."""
        if interpretation.intent is Intent.QUANTITY:
            return found.score >= self._at.amount and found.own >= self._at.own
        if found.score >= self._at.passage and found.own >= self._at.own:
            return True
        nearest = max((h.cosine or 0.0 for h in hits), default=0.0)
        vouched = found.cosine is not None and found.cosine >= max(nearest - 0.002, self._at.cosine)
        return interpretation.intent is Intent.HOW and vouched and found.score >= self._at.vouched

    def _near(self, found: Found | None) -> str:
        if found is None or found.score < 0.3:
            return ""
        text = self._world.sentences[found.sentences[0]].text
        return text if len(text) <= 80 else text[:79] + "…"


class _Steps:
    def __init__(self, listener: OnStep | None) -> None:
        self.found: list[Step] = []
        self._listener = listener

    def add(self, name: str, detail: str) -> None:
        step = Step(name=name, detail=detail)
        self.found.append(step)
        if self._listener:
            self._listener(step)


def _links(reading: Reading) -> tuple[Link, ...]:
    return tuple(link for mention in reading.linking.mentions for link in mention.links[:1])


def _blank(folded: str, spans: Sequence[Span]) -> str:
    chars = list(folded)
    for span in spans:
        chars[span.start : span.end] = "，" * len(span)
    return "".join(chars)


def _answer_id(*parts: str | None) -> str:
    return hashlib.sha256("\x1f".join(p or "" for p in parts).encode()).hexdigest()[:16]


def _cues(world: World) -> frozenset[str]:
    ontology = world.ontology
    found = {fold(c) for i in ontology.classes.values() for c in i.cues} | {
        fold(c) for i in ontology.properties.values() for c in i.cues
    }
    return frozenset(found)


def _protected_words(world: World) -> tuple[str, ...]:
    """What is never a slip: cues, courtesy, function words."""
    return tuple(
        sorted(
            {cue for cue in _cues(world) if len(cue) > 1}
            | {word for word in words.FILLER if len(word) > 1 or word in words.FUNCTION}
        )
    )


def _strong_words(world: World) -> tuple[str, ...]:
    """What a slip may be mended to with one good neighbour only: cues and short names."""
    return (*sorted(_cues(world)), *(fold(node.label) for node in world.nodes.values() if len(node.label) <= 12))


def _said(interpretation: Interpretation, world: World) -> str:
    names = {
        "which": "是什么",
        "count": "有几个",
        "quantity": "数量",
        "boolean": "是不是",
        "when": "时间",
        "how": "内容",
        "most": "最多或最少",
    }
    wanted = "、".join(world.ontology.classes[w].label for w in interpretation.wanted if w in world.ontology.classes)
    return (wanted or "内容") + names[interpretation.intent]


def _wrong_number(interpretation: Interpretation, outcome: Run) -> bool:
    """“哪三个…” and the query gives four: it is not what was meant."""
    return (
        interpretation.expected is not None
        and outcome.plan.form is Form.SELECT
        and len(outcome.values) != interpretation.expected
    )


def _nested(plan: QueryPlan, rival: QueryPlan, world: World) -> bool:
    """Two works of which one contains the other are no two readings: the inner one is meant."""
    spans = {w.iri: w for w in world.works}
    a, b = spans.get(plan.links[-1].iri), spans.get(rival.links[-1].iri)
    return bool(a and b and a.document == b.document and (a.span.contains(b.span) or b.span.contains(a.span)))


def _missing(reading: Reading, world: World) -> str | None:
    """What a fully understood question asks for and the documents do not give: a year, a kind, a work of a unit."""
    interpretation = reading.interpretation
    if (
        interpretation.intent is Intent.WHICH
        and interpretation.wanted
        and set(interpretation.wanted) <= {"Work", "Task", "Measure"}
    ):
        return not_found_text("这样的工作事项")
    if interpretation.intent is not Intent.QUANTITY:
        return None
    matches = [m for m in targets.match_targets(interpretation, reading.scope, world) if m.score >= targets.ENOUGH]
    if not matches:
        return None
    best = matches[0].target
    said = quantity(best.value, best.unit, best.comparator, best.upper)
    if targets.undecided([m for m in matches if m.year_fits]):
        return not_found_text("所问的这一项", f"文件给出的有{best.indicator}{said}等。")
    if matches[0].year_fits or best.year is None:
        return None
    asked = "、".join(str(y) for y in interpretation.years)
    return not_found_text(f"{asked}年的{best.indicator}", f"文件给出的是{best.year}年目标：{said}。")
