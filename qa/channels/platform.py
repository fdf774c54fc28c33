"""Calls to a platform's own API: time-outs always, access tokens kept until shortly before they end. The only door of httpx."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import Busy

if TYPE_CHECKING:
    import httpx

CONNECT, TOTAL = 3.0, 8.0  # seconds
EARLY = 300.0  # seconds before its end at which a token is fetched anew


class Undelivered(Busy):
    """The platform could not be reached or did not take the message."""

    code = "undelivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    value: str
    lasts: float  # seconds


class Api:
    """JSON over HTTP to ``base``. Proxies come from the environment (HTTPS_PROXY, NO_PROXY). Safe from several threads."""

    def __init__(self, base: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._base = base.rstrip("/")
        self._clock = clock
        self._client: httpx.Client | None = None
        self._token: Token | None = None
        self._fetched = 0.0
        self._lock = threading.Lock()

    def get(self, path: str, *, query: Mapping[str, str]) -> Mapping[str, object]:
        return self._json("GET", path, query=query)

    def post(
        self, path: str, body: Mapping[str, object], *, query: Mapping[str, str] | None = None, bearer: str = ""
    ) -> Mapping[str, object]:
        return self._json("POST", path, body=body, query=query, bearer=bearer)

    def token(self, fetch: Callable[[], Token], *, stale: str = "") -> str:
        """The access token; fetched when there is none, it ends soon, or it is ``stale``, the one the platform refused."""
        with self._lock:
            token = self._token
            if token is None or token.value == stale or self._clock() - self._fetched >= token.lasts - EARLY:
                token = fetch()
                self._token, self._fetched = token, self._clock()
            return token.value

    def _json(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
        bearer: str = "",
    ) -> Mapping[str, object]:
        import httpx

        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        try:
            response = self._http().request(method, self._base + path, json=body, params=query, headers=headers)
            found = response.json()
        except (httpx.HTTPError, ValueError) as error:  # its text may hold the address with its secrets: only its kind is told
            raise Undelivered(f"平台接口 {path} 没有应答（{type(error).__name__}）", hint="检查网络、代理与接口地址") from None
        if not isinstance(found, dict):
            raise Undelivered(f"平台接口 {path} 的应答看不懂")
        return found

    def _http(self) -> httpx.Client:
        if self._client is None:
            import httpx

            logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses, and 企业微信 has secrets in them
            self._client = httpx.Client(timeout=httpx.Timeout(TOTAL, connect=CONNECT), follow_redirects=False)
        return self._client
