"""/api/answers: a past answer once more, from the generation it was made from. /api/feedback: what readers thought of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from kg.errors import NotFound
from qa.api.deps import ServingsDep, ViewerDep
from qa.api.servings import Servings
from qa.audit import AuditLog, Given
from qa.errors import Changed, Gone
from qa.keys import Viewer, labels_of
from qa.model import Question
from qa.recorded import digest
from qa.wire.asking import AnswerOut, FeedbackIn, answer_out

router = APIRouter(prefix="/api", tags=["问答"])

Id = Annotated[str, Path(max_length=64, description="回答的编号，即答案的 id", examples=["9f86d081884c7d65"])]


def _found(servings: Servings, viewer: Viewer, id: str) -> tuple[AuditLog, Given]:
    """The log and its row, of those that were given to readers who see the same. Raises NotFound."""
    log = servings.keeper.log
    row = log.find(id, None if viewer.labels is None else viewer.audience) if log else None
    if log is None or row is None:
        raise NotFound("没有这条回答的记录", hint="编号见答案的 id；记录保留的天数由设置 audit_days 决定")
    return log, row


@router.get("/answers/{id}", summary="重放以往的回答")
def replay(servings: ServingsDep, viewer: ViewerDep, id: Id) -> AnswerOut:
    """在当时的那一代图谱上重做同一个问题；除 elapsed_ms、session_id 外与当时逐字节相同。

    那一代已不保留，或没有记录问题原文时，为 410；程序或本体已经改过、如今会另作回答时，为 409，绝不拿另一个答案充数。
    """
    _, row = _found(servings, viewer, id)
    if row.question is None or row.alone is None:
        raise Gone("这条回答没有记录问题原文，不能重放", hint="是否记录由设置 audit_questions 决定")
    question = Question(text=row.question, document=row.document, alone=row.alone)
    answer = servings.of(labels_of(row.view)).at(row.generation).ask(question)
    if row.digest is None:
        raise Gone("这条回答是旧版程序记录的，核对不了重放的结果", hint="可以重新提问")
    if digest(answer) != row.digest:
        said = "当时作答的程序或本体与现在的不同，同一个问题如今会另作回答，不能重放"
        raise Changed(said, hint="可以重新提问，或用当时的版本重放")
    return answer_out(answer)


@router.post("/feedback", status_code=204, response_class=Response, summary="评价一条回答")
def feedback(servings: ServingsDep, viewer: ViewerDep, given: FeedbackIn) -> None:
    """好评、差评及意见，供管理员用 kgqa feedback 查看。"""
    log, _ = _found(servings, viewer, given.answer_id)
    log.rate(given.answer_id, given.rating, given.comment)
