"""Who sends a request. Every request passes the gate before anything else sees it, so that no route can forget to ask."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import KgError
from qa.api.sessions import Sessions, cookie_of
from qa.config import QaSettings
from qa.keys import ANYBODY, KeyRing, Role, Viewer, administrator

if TYPE_CHECKING:
    from qa.tokens import Tokens

HEADER = b"x-api-key"
NO_KEY = b"none"  # what one types where a client insists on a key and the service asks for none
OWN_PROOF = ("/channels/",)  # chat platforms sign their messages
OPEN_FILES = (
    "/widget",
    "/login",
    "/web/",
    "/_nicegui/",
    "/_nicegui_ws/",
    "/favicon.ico",
)  # without any data: what they show is asked for by the reader's browser
PAGES = (
    "/documents",
    "/tasks",
    "/targets",
    "/entities",
    "/graph",
    "/login",
    "/web",
    "/_nicegui",
    "/_nicegui_ws",
    "/favicon.ico",
)  # of qa.web
PROBES = frozenset({"/healthz", "/readyz"})  # say nothing about documents to who has no key


def is_administrator(settings: QaSettings, offered: bytes) -> bool:
    """Whether ``offered`` is the key of the settings; takes as long when it is not. Without a key nobody is."""
    key = settings.admin_key.get_secret_value().encode() if settings.admin_key else b""
    return bool(key) and hmac.compare_digest(offered, key)


class Access:
    """The keys of one service. Safe from several threads. Raises BadSetting where tokens are wanted and cannot be checked."""

    def __init__(self, settings: QaSettings) -> None:
        self.settings = settings
        self.sessions = Sessions()
        self.sign_in_page: str | None = None  # where there are pages
        self._ring = KeyRing(settings.data)
        self._tokens: Tokens | None = None
        if settings.oidc is not None:
            from qa.tokens import Tokens

            self._tokens = Tokens(settings.oidc)

    def has_administrator(self) -> bool:
        held = self.settings.admin_key is not None or self.settings.oidc is not None
        return held or any(key.role is Role.ADMIN for key in self._ring.all())

    def signed_in(self, cookie: str) -> Viewer | None:
        """Who signed in under this cookie, as long as their key is valid. Raises what ``viewer`` raises."""
        key = self.sessions.key(cookie)
        return self.viewer(key) if key else None

    def viewer(self, offered: bytes) -> Viewer | None:
        """Who holds this key or token; None where nobody does. Raises Corrupt, Busy when that cannot be found out."""
        if is_administrator(self.settings, offered):
            return administrator("admin")
        keys, text = self._ring.all(), offered.decode("latin-1")
        if key := self._ring.find(text):
            return key.viewer
        if self._tokens is not None and text.count(".") == 2:
            return self._tokens.viewer(text)
        nobody_has_one = not keys and self.settings.admin_key is None and self._tokens is None
        return ANYBODY if nobody_has_one else None


def is_page(path: str) -> bool:
    """Whether people open it in a browser: such paths alone heed the cookie of who signed in."""
    return path == "/" or any(path == start or path.startswith(f"{start}/") for start in PAGES)


def _offered(scope: Scope) -> bytes:
    """The key that came along, empty where none did. Another scheme (Basic, for a proxy before us) is no key of ours."""
    headers = dict(scope["headers"])
    scheme, _, credentials = headers.get(b"authorization", b"").partition(b" ")
    found: bytes = credentials.strip() if scheme.lower() == b"bearer" else b""
    found = found or headers.get(HEADER, b"").strip()
    return b"" if found.lower() == NO_KEY else found


class Gate:
    """Lets in who may read, and tells everything behind it who that is. A wrong key is refused even where none is needed.

    ``refuse`` makes the response in the shape that clients of the path expect; without an error it is a 401.
    """

    def __init__(self, app: ASGIApp, access: Access, refuse: Callable[[str, KgError | None], Response]) -> None:
        self._app, self._access, self._refuse = app, access, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        viewer: Viewer | None = ANYBODY
        if not path.startswith(OWN_PROOF):
            try:
                viewer = await self._known(path, scope)
            except KgError as error:
                await self._refuse(path, error)(scope, receive, send)
                return
        if viewer is None:
            await self._turned_away(path)(scope, receive, send)
            return
        scope.setdefault("state", {})["viewer"] = viewer
        await self._app(scope, receive, send)

    def _turned_away(self, path: str) -> Response:
        """Who reads pages is asked for the key."""
        if self._access.sign_in_page and is_page(path):
            return RedirectResponse(f"{self._access.sign_in_page}?next={quote(path)}", status_code=303)
        return self._refuse(path, None)

    async def _known(self, path: str, scope: Scope) -> Viewer | None:
        if offered := _offered(scope):
            return await run_in_threadpool(self._access.viewer, offered)
        if is_page(path) and (cookie := cookie_of(scope)):
            viewer = await run_in_threadpool(self._access.signed_in, cookie)
            if viewer is not None:
                return viewer
        open_to_all = self._access.settings.open_reading or path in PROBES or path.startswith(OPEN_FILES)
        return ANYBODY if open_to_all else None


def viewer_of(request: HTTPConnection) -> Viewer:
    """Who sent it, as the gate found out. What did not pass the gate sees nothing that is labelled."""
    viewer = request.scope.get("state", {}).get("viewer", ANYBODY)
    assert isinstance(viewer, Viewer)
    return viewer
