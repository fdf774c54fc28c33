"""Every error of the answering house (outcomes such as 未找到 are not errors).

QaError
├── BadQuestion   empty, too long or not text (HTTP 422)
└── Refused       a message that no chat platform of ours has sent (HTTP 403)
└── BadQuestion   empty, too long or not text (HTTP 422)
SignedOut         the key that opened a page is valid no longer (HTTP 401)
Gone              was there and is kept no longer (HTTP 410)
Changed           can no longer be had as it was (HTTP 409)
TooMany           over the rate that is allowed (HTTP 429)
"""

from __future__ import annotations

from typing import ClassVar

from kg.errors import InputError, KgError


class QaError(InputError):
    code = "bad_question"


class BadQuestion(QaError):
    """The question cannot be read at all."""

    status: ClassVar[int] = 422


class Refused(QaError):
    """A message to a chat channel that is unsigned, wrongly signed, stale, malformed or meant for another application."""

    code = "refused"
    status: ClassVar[int] = 403


class SignedOut(KgError):
    """Who opened a page by a key can no longer be known by it."""

    code: ClassVar[str] = "signed_out"
    status: ClassVar[int] = 401


class Gone(KgError):
    """What an answer was made from is kept no longer."""

    code: ClassVar[str] = "gone"
    status: ClassVar[int] = 410


class Changed(KgError):
    """This program would not give the answer that was given."""

    code: ClassVar[str] = "answer_changed"
    status: ClassVar[int] = 409


class TooMany(KgError):
    """Over the rate that is allowed. ``seconds``: when to try again."""

    code: ClassVar[str] = "too_many_requests"
    status: ClassVar[int] = 429

    def __init__(self, message: str, *, seconds: int = 60, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.seconds = seconds
