"""``kgqa config`` and ``kgqa feedback``: what an administrator looks at."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qa.cli.frame import Data, Json, config_file, plain_errors
from qa.config import load_settings, show_settings

if TYPE_CHECKING:
    from qa.audit import Feedback


def config(as_json: Json = False, data: Data = None) -> None:
    """全部设置：值、来源（默认、文件、环境、命令行）、说明。密钥不显示。"""
    with plain_errors():
        rows = show_settings(data=data, config=config_file())
        if as_json:
            items = [
                {"name": r.name, "variable": r.variable, "value": r.value, "source": r.source, "description": r.description}
                for r in rows
            ]
            print(json.dumps({"items": items}, ensure_ascii=False, indent=2))
            return
        from qa.cli import show

        show.settings(rows)


def feedback(as_json: Json = False, data: Data = None) -> None:
    """读者对回答的评价，新的在前。"""
    with plain_errors():
        from qa.audit import AuditFile

        rows = AuditFile(load_settings(data=data, config=config_file()).data).feedback()
        if as_json:
            print(json.dumps({"items": [_feedback_out(row) for row in rows]}, ensure_ascii=False, indent=2))
            return
        from qa.cli import show

        show.feedback(rows)


def _feedback_out(row: Feedback) -> dict[str, str | None]:
    return {
        "at": row.at,
        "answer_id": row.answer,
        "rating": row.rating,
        "comment": row.comment,
        "question": row.question,
        "status": row.outcome,
        "generation": row.generation,
    }
