"""Every error of the answering house (outcomes such as 未找到 are not errors).

QaError
├── BadQuestion   empty, too long or not text (HTTP 422)
└── Refused       a message that no chat platform of ours has sent (HTTP 403)
"""

from __future__ import annotations

from typing import ClassVar

from kg.errors import InputError


class QaError(InputError):
    code = "bad_question"


class BadQuestion(QaError):
    """The question cannot be read at all."""

    status: ClassVar[int] = 422


class Refused(QaError):
    """A message to a chat channel that is unsigned, wrongly signed, stale, malformed or meant for another application."""

    code = "refused"
    status: ClassVar[int] = 403
