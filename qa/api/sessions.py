"""Who signed in with a key in a browser. The cookie is a random name for the key; the key itself stays on this side.

Kept in memory: after a restart people sign in again. A cookie opens pages only (see ``qa.api.access.Gate``), never /api: what
another site makes a browser send changes nothing.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from http.cookies import CookieError, SimpleCookie

from starlette.types import Scope

COOKIE = "kgqa_session"
HOURS = 12
MOST = 10_000  # sessions; the oldest goes


class Sessions:
    """Safe from several threads."""

    def __init__(self, *, seconds: float = HOURS * 3600, most: int = MOST) -> None:
        self._seconds, self._most = seconds, most
        self._kept: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, key: bytes) -> str:
        """The cookie's value for who holds ``key``."""
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._kept[name] = (key, time.monotonic() + self._seconds)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return name

    def key(self, name: str) -> bytes:
        """The key behind a cookie; empty when there is none or its time is over."""
        with self._lock:
            key, until = self._kept.get(name, (b"", 0.0))
            if key and time.monotonic() >= until:
                del self._kept[name]
                return b""
            return key

    def end(self, name: str) -> None:
        with self._lock:
            self._kept.pop(name, None)


def cookie_of(scope: Scope) -> str:
    """The session that a request's cookie names; empty without one."""
    sent = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
    try:
        found = SimpleCookie(sent).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
