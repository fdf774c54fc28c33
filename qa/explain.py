"""What was done, told step by step in words that a clerk reads: recognised, which documents, weighed, won, proved."""

from __future__ import annotations

from collections.abc import Sequence

from qa.execute import Outcome as Run
from qa.model import OnStep, Step
from qa.naming import called, in_order
from qa.plan.model import Form, QueryPlan
from qa.reader import Reading
from qa.respond import HOW_KNOWN
from qa.world import World

SHOWN = 3  # readings that are told of those weighed
_NAMED = 3  # documents that are told by name


class Steps:
    """Collects the steps of one answer; ``listener`` hears each as it is done."""

    def __init__(self, listener: OnStep | None, *, checking: bool = False, graph: bool = False) -> None:
        self.checking = checking  # a question that we would offer: it must be answered without asking back
        self.graph = graph  # the graph alone may answer it
        self.near: list[str] = []  # what a refusal came close to
        self.found: list[Step] = []
        self._listener = listener

    def add(self, name: str, detail: str) -> None:
        step = Step(name=name, detail=detail)
        self.found.append(step)
        if self._listener:
            self._listener(step)


def documents_said(reading: Reading, world: World) -> str:
    """Where is looked, and why there."""
    where = reading.scope
    if not where.documents:
        return f"没有点名文件，在已收录的{len(world.documents)}份文件中查找"
    named = in_order(list(where.documents), world)
    listed = "、".join(called(d, world) for d in named[:_NAMED]) + ("等" if len(named) > _NAMED else "")
    words = "、".join(f"“{s.of(reading.question).strip('，,的里中上')}”" for s in where.spans if len(s) <= len(reading.question))
    why = f"按{words}认定" if words else "按指定或地区认定"
    return f"{'只查' if where.hard else '优先查'}{listed}（{why}）"


def weighed(plans: Sequence[QueryPlan]) -> str:
    """The best readings, each with what speaks for it."""
    if not plans:
        return "图谱中没有合适的查法"
    told = []
    for n, plan in enumerate(plans[:SHOWN], start=1):
        why = "、".join(f"{name} {value:.0%}" for name, value in plan.features)
        told.append(f"{n}. {plan.reading}（得分 {plan.score:.2f}" + (f"，{why}" if why else "") + "）")
    more = f"；另有{len(plans) - SHOWN}种得分更低" if len(plans) > SHOWN else ""
    return "；".join(told) + more


def won(plans: Sequence[QueryPlan], index: int) -> str:
    """Why this reading and not another."""
    plan = plans[index]
    if index:
        return f"前面{index}种查法在图谱中没有结果或与所问不符，采用：{plan.reading}"
    if len(plans) == 1:
        return f"只有一种查法：{plan.reading}"
    return f"采用第1种：得分最高，比第2种高 {plan.score - plans[1].score:.2f}"


def proved(found: Run) -> str:
    """What the query gave, and on what basis a lead is a lead."""
    gave = {
        Form.ASK: "核对了这一条",
        Form.COUNT: "数出了结果",
    }.get(found.plan.form, f"查得{len(found.values)}个结果")
    known = "、".join(dict.fromkeys(HOW_KNOWN[v.basis] for v in found.values if v.basis in HOW_KNOWN))
    return f"{gave}，引用原文{len(found.evidence)}处" + (f"；牵头与否的依据是{known}" if known else "")
