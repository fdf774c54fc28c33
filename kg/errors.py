"""Every error of the graph house.

KgError
├── InputError        the asker's file or argument      (HTTP 400/413/422)
│   ├── UnreadableFile
│   ├── NoPassage
│   ├── TooLarge
│   ├── BadLabel
│   └── BadQuery
├── NotFound          no such document or entity        (HTTP 404)
├── OperatorError     the operator must run a command   (HTTP 503)
│   ├── NotBuilt
│   ├── Corrupt
│   └── BadSetting
└── Busy              try again                         (HTTP 503)
"""

from __future__ import annotations

from typing import ClassVar


class KgError(Exception):
    """``code`` is stable for programs, ``str(error)`` says in Chinese what happened, ``hint`` what to do."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class InputError(KgError):
    code = "bad_input"
    status = 422


class UnreadableFile(InputError):
    code = "unreadable_file"


class NoPassage(InputError):
    code = "no_passage"  # there is text, but none that could be quoted


class TooLarge(InputError):
    code = "too_large"
    status = 413


class BadLabel(InputError):
    code = "bad_label"


class BadQuery(InputError):
    code = "bad_query"
    status = 400


class NotFound(KgError):
    code = "not_found"
    status = 404


class OperatorError(KgError):
    code = "not_available"
    status = 503


class NotBuilt(OperatorError):
    code = "not_built"


class Corrupt(OperatorError):
    code = "corrupt"


class BadSetting(OperatorError):
    code = "bad_setting"


class Busy(KgError):
    code = "busy"
    status = 503
