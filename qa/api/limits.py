"""How many bytes a request may have. Counted while they come in, so that nothing large is ever held."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Raises HTTPException 413 in whoever reads the body of a request that has more than ``limit_of(scope)`` bytes.

    Applications within the application may not know what to do with it: what comes back out of them unanswered is answered
    with ``refuse(path)``.
    """

    def __init__(self, app: ASGIApp, limit_of: Callable[[Scope], int], refuse: Callable[[str], Response]) -> None:
        self._app, self._limit_of, self._refuse = app, limit_of, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit, declared, seen = self._limit_of(scope), _declared(scope), 0
        over = answered = False

        async def counted() -> Message:
            nonlocal seen, over
            message: Message | None = None
            if declared <= limit:
                message = await receive()
                seen += len(message.get("body", b""))
            over = message is None or seen > limit
            if message is None or over:
                raise HTTPException(413)
            return message

        async def told(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._app(scope, counted, told)
        except Exception:
            if answered or not over:
                raise
            await self._refuse(scope["path"])(scope, receive, send)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
