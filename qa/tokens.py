"""OpenID Connect bearer tokens: signed by the house's own identity provider, checked here. The only user of PyJWT.

The signing keys come from a file or from the provider's JWKS address, are kept, and are fetched again for a signature by an
unknown key, but not more often than every ``RETRY`` seconds: made-up tokens must not make us knock at the provider's door.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import BadLabel, BadSetting, Busy
from kg.generation import clean_labels
from qa.config import OidcSettings
from qa.keys import Role, Viewer, administrator

if TYPE_CHECKING:
    from jwt import PyJWK, PyJWKSet

ALGORITHMS = ("RS256", "ES256")
KEPT, RETRY, PATIENCE = 3600.0, 30.0, 5.0  # seconds: keys are kept, looked for again, waited for
LONGEST = 16 * 1024  # characters of a token


class Tokens:
    """Raises BadSetting when the extra is not installed. Safe from several threads; ``viewer`` may wait for the provider."""

    def __init__(self, settings: OidcSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        try:
            import cryptography
            import jwt
        except ImportError as error:
            raise BadSetting("设置了 OIDC，但没有安装所需的包", hint="运行 pip install 'kgqa[oidc]'") from error
        assert cryptography and jwt
        self._settings, self._clock = settings, clock
        self._lock = threading.Lock()
        self._set: PyJWKSet | None = None
        self._fetched = self._tried = float("-inf")

    def viewer(self, token: str) -> Viewer | None:
        """Who the token speaks for; None when it is not good here. Raises Busy when the signing keys cannot be had."""
        import jwt

        if len(token) > LONGEST:
            return None
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS or "crit" in header:
                return None
            key = self._key(header.get("kid"), str(header["alg"]))
            if key is None:
                return None
            claims = jwt.decode(
                token,
                key,
                algorithms=[str(header["alg"])],
                audience=self._settings.audience,
                issuer=self._settings.issuer,
                leeway=self._settings.leeway,
                options={"require": ["exp", "iss", "aud", "sub"], "verify_signature": True},
            )
        except (jwt.PyJWTError, ValueError, TypeError):
            return None
        return self._viewer(claims)

    def _viewer(self, claims: Mapping[str, object]) -> Viewer:
        name = f"oidc:{claims['sub']}"
        if self._settings.admin_role in _texts(_claim(claims, self._settings.role_claim)):
            return administrator(name)
        labels: set[str] = set()
        for text in _texts(_claim(claims, self._settings.label_claim)):
            try:
                labels.update(clean_labels((text,)))
            except BadLabel:  # no label of ours, so it opens nothing
                continue
        return Viewer(name=name, role=Role.READER, labels=frozenset(labels))

    def _key(self, id: object, algorithm: str) -> PyJWK | None:
        """The provider's key ``id``; without an id its only key. None where there is none for this algorithm."""
        with self._lock:
            found = _pick(self._set, id, algorithm)
            now = self._clock()
            if (found is None or now - self._fetched > KEPT) and now - self._tried >= RETRY:
                self._tried = now
                self._refresh(now)
                found = _pick(self._set, id, algorithm)
            if self._set is None:
                raise Busy(
                    "暂时取不到身份提供方的公钥，无法核对令牌", hint="稍后再试；若总是如此，请管理员检查 KGQA_OIDC__JWKS_URL"
                )
            return found

    def _refresh(self, now: float) -> None:
        """What cannot be fetched leaves the keys that are known."""
        import jwt

        try:
            if self._settings.jwks_file is not None:
                self._set = jwt.PyJWKSet.from_json(self._settings.jwks_file.read_text("utf-8"))
            else:
                client = jwt.PyJWKClient(str(self._settings.jwks_url), cache_keys=False, cache_jwk_set=False, timeout=PATIENCE)
                self._set = jwt.PyJWKSet.from_dict(client.fetch_data())
            self._fetched = now
        except (OSError, ValueError, jwt.PyJWTError):
            return


def _pick(keys: PyJWKSet | None, id: object, algorithm: str) -> PyJWK | None:
    fitting = [key for key in keys.keys if key.algorithm_name == algorithm] if keys else []
    named = [key for key in fitting if key.key_id == id] if id is not None else fitting
    return named[0] if len(named) == 1 else None


def _claim(claims: Mapping[str, Any], path: str) -> object:
    """By its name; else by a path through objects (``realm_access.roles``)."""
    if path in claims:
        return claims[path]
    found: object = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
