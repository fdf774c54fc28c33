"""A question that may be read in several ways goes back to the asker: each choice asks one thing, and was asked before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.compose import LIMIT, not_found_text
from qa.editions import document_of, rivals_of
from qa.explain import Steps
from qa.model import Answer, Choice, Kind, Link, Outcome
from qa.naming import called
from qa.plan.model import QueryPlan
from qa.reader import Reading, links_of
from qa.respond import refusal
from qa.world import World

MOST = 5  # choices
_ASKED = {"lead": "牵头单位", "participant": "配合单位", "responsible": "责任单位"}
_DOES = {"lead": "牵头", "participant": "配合", "responsible": "参与"}

Ask = Callable[[str], Answer | None]  # the answer to a question that we would offer; None when it has none


class Doubt:
    """Asks back with choices that are answered when they are asked."""

    def __init__(self, world: World, ask: Ask) -> None:
        self._world = world
        self._ask = ask

    def which_reading(self, asked: str, plans: Sequence[QueryPlan], reading: Reading, steps: Steps) -> Answer:
        """Which of the ``plans`` is meant; refused when none of them is answered."""
        sure = () if steps.checking else tuple(c for c in choices_of(plans, self._world) if self._ask(c.question))
        if not sure:
            return refusal(asked, Outcome.NOT_FOUND, not_found_text("所问的是哪一项"), links=links_of(reading))
        return _unclear(asked, sure, links_of(reading))

    def which_document(self, asked: str, reading: Reading, steps: Steps) -> Answer | None:
        """“人工智能那个文件由谁牵头”: the wording fits several documents and the rest of it tells none of them apart."""
        rivals = rivals_of(reading, self._world)
        if steps.checking or not rivals:
            return None
        span = reading.scope.spans[0]
        choices = [
            Choice(
                label=called(d, self._world) + f"（{self._world.documents[d].meta.jurisdiction or '未注明地区'}）",
                iri=self._world.base + d,
                question=f"{asked[: span.start]}{called(d, self._world)}里，{asked[span.end :].lstrip('，,的里')}",
            )
            for d in rivals[:MOST]
        ]
        sure = {c: found for c in choices if (found := self._ask(c.question))}
        if len(sure) == 1:
            return next(iter(sure.values()))
        return _unclear(asked, tuple(sure), links_of(reading)) if sure else None

    def which_of(self, asked: str, documents: Sequence[str], reading: Reading, steps: Steps) -> Answer:
        """“第三项任务是什么”, of which several documents have one: a choice for each; too many are not listed."""
        named = [called(d, self._world) for d in documents]
        if steps.checking or len(documents) > MOST:
            return refusal(asked, Outcome.NOT_FOUND, f"这样的编号在{len(documents)}份文件里都有。请说明是哪一份。")
        offered = [Choice(label=name, question=f"{name}里，{asked}") for name in named]
        sure = tuple(c for c in offered if self._ask(c.question))
        return (
            _unclear(asked, sure, links_of(reading))
            if sure
            else refusal(asked, Outcome.NOT_FOUND, not_found_text("所问的哪一项"))
        )


def choices_of(plans: Sequence[QueryPlan], world: World) -> tuple[Choice, ...]:
    """A question for each plan that fits it only, with its document where titles recur."""
    choices: dict[str, Choice] = {}
    documents = {document_of(plan, world) for plan in plans}
    for plan in plans[:MOST]:
        title = plan.links[-1].label.strip("“”")
        document = document_of(plan, world)
        where = called(document, world) if document and len(documents) > 1 else ""
        said = f"“{title}”的{_ASKED.get(plan.property or '', '责任单位')}有哪些？"
        if plan.say in {"yes_no", "duty"}:
            said = f"{plan.links[0].label}{_DOES.get(plan.property or '', '参与')}“{title}”吗？"
        question = f"{where}里，{said}" if where else said
        choices.setdefault(question, Choice(label=f"{where}“{title}”", iri=plan.links[-1].iri, question=question))
    return tuple(choices.values())


def _unclear(asked: str, choices: tuple[Choice, ...], links: tuple[Link, ...]) -> Answer:
    """The question back, with the choices numbered as one may answer with “第一个”."""
    listed = "；".join(f"{n}. {c.label}" for n, c in enumerate(choices, start=1))
    return Answer(
        id="",
        question=asked,
        outcome=Outcome.UNCLEAR,
        kind=Kind.ENTITIES,
        text=f"问题不止一种理解，请选一项：{listed}。"[:LIMIT],
        reading="不止一种理解",
        links=links,
        choices=choices,
    )
