"""The tools of the MCP service, whatever carries them: what they are called, take and give. Knows nothing of the protocol."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kg.sparql_pool import Reply
from qa.intake import readable
from qa.model import Question
from qa.ports import Engine
from qa.wire.asking import AnswerOut, EvidenceOut, answer_out, evidence_out
from qa.wire.base import Items, Page
from qa.wire.listing import TaskOut, task_out
from qa.wire.markdown import markdown
from qa.wire.toolbox import (
    AskArguments,
    EntityArguments,
    EntityFoundOut,
    SearchArguments,
    SparqlArguments,
    SparqlOut,
    TasksArguments,
    entity_found_out,
    sparql_out,
)

Ran = tuple[BaseModel, str | None]  # a result, and its text where that is better than its JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stands behind the tools, for one client's request; None over stdio."""

    engine: Callable[[Request | None], Engine]
    sparql: Callable[[Request | None, str], Reply]
    base: Callable[[Request | None], str | None]  # where readers reach the service
    max_question: int
    in_line: Callable[[Callable[[], Ran]], Awaitable[Ran]] = run_in_threadpool  # how a question waits its turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a tool: what stands behind it and from where it came."""

    behind: Behind
    request: Request | None

    @property
    def engine(self) -> Engine:
        return self.behind.engine(self.request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """``run`` gives the structured result and, where there is a better text for people than its JSON, that text."""

    name: str
    title: str
    about: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    run: Callable[[Call, Any], Ran]
    asks: bool = False


def _ask(call: Call, given: AskArguments) -> tuple[AnswerOut, str]:
    text = readable(given.question, limit=call.behind.max_question)
    answer = call.engine.ask(Question(text=text, document=given.document, session=given.session_id))
    return answer_out(answer), markdown(answer, call.behind.base(call.request))


def _search(call: Call, given: SearchArguments) -> tuple[Items[EvidenceOut], None]:
    text = readable(given.text, limit=call.behind.max_question)
    found = call.engine.search(text, document=given.document, limit=given.limit)
    return Items[EvidenceOut](items=evidence_out(found)), None


def _entity(call: Call, given: EntityArguments) -> tuple[EntityFoundOut, None]:
    return entity_found_out(call.engine.catalog.entity(given.name), given.limit), None


def _tasks(call: Call, given: TasksArguments) -> tuple[Page[TaskOut], None]:
    found = call.engine.catalog.tasks(document=given.document, department=given.department, q=given.q)
    return Page[TaskOut](items=tuple(map(task_out, found[: given.limit])), total=len(found)), None


def _sparql(call: Call, given: SparqlArguments) -> tuple[SparqlOut, None]:
    reply = call.behind.sparql(call.request, given.query)
    return sparql_out(reply.media_type, reply.body), None


TOOLS = (
    Tool(
        name="ask",
        title="提问",
        about="就已收录的政策文件提问：牵头单位、任务、目标、时限、是否、怎么做。答案带逐字出处；文件没有说的会拒答；问得不清会给出选项。",
        takes=AskArguments,
        gives=AnswerOut,
        run=_ask,
        asks=True,
    ),
    Tool(
        name="search",
        title="检索原文",
        about="按相关程度检索原文段落，逐字，带位置。",
        takes=SearchArguments,
        gives=Items[EvidenceOut],
        run=_search,
    ),
    Tool(
        name="entity",
        title="查实体",
        about="一个单位、任务、技术、园区等：类型、别名、事实及其出处、相邻实体。",
        takes=EntityArguments,
        gives=EntityFoundOut,
        run=_entity,
    ),
    Tool(
        name="tasks",
        title="任务分工表",
        about="任务、牵头单位、参与单位、认定依据、时限、原文；可按文件、单位、文字筛选。",
        takes=TasksArguments,
        gives=Page[TaskOut],
        run=_tasks,
    ),
    Tool(
        name="sparql",
        title="查询图谱",
        about="在知识图谱上运行只读的 SPARQL 查询，限时限量。ask 的答案里的 sparql 可在此重跑。",
        takes=SparqlArguments,
        gives=SparqlOut,
        run=_sparql,
    ),
)
