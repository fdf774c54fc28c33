"""OIDC tokens: signed by a provider of our own making, on this machine."""

from __future__ import annotations

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi.testclient import TestClient
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from kg.errors import BadSetting, Busy
from qa.api.app import create_app
from qa.config import OidcSettings, QaSettings, load_settings
from qa.keys import Role
from qa.tokens import RETRY, Tokens

ISSUER, AUDIENCE = "https://sso.example.gov.cn/realms/a", "kgqa"


@pytest.fixture(scope="module")
def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def ec_key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def jwks(rsa_key, ec_key) -> dict:
    first = json.loads(RSAAlgorithm.to_jwk(rsa_key.public_key())) | {"kid": "r", "alg": "RS256", "use": "sig"}
    second = json.loads(ECAlgorithm.to_jwk(ec_key.public_key())) | {"kid": "e", "alg": "ES256", "use": "sig"}
    return {"keys": [first, second]}


@pytest.fixture
def settings(jwks, tmp_path) -> OidcSettings:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(jwks))
    return OidcSettings(issuer=ISSUER, audience=AUDIENCE, jwks_file=path, role_claim="realm_access.roles")


def claims(**more: object) -> dict:
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": AUDIENCE, "sub": "u1", "exp": now + 300, "nbf": now - 10, "labels": ["内部", "a,b", 7]}
    return {name: value for name, value in (usual | more).items() if value is not None}


def signed(key, algorithm="RS256", kid="r", **more: object) -> str:
    return jwt.encode(claims(**more), key, algorithm=algorithm, headers={"kid": kid} if kid else {})


def test_who_a_token_speaks_for(settings, rsa_key, ec_key):
    tokens = Tokens(settings)
    for token in (signed(rsa_key), signed(ec_key, "ES256", "e"), signed(rsa_key, kid=None)):
        found = tokens.viewer(token)
        assert found and found.role is Role.READER and found.labels == {"内部"} and found.name == "oidc:u1"
    admin = tokens.viewer(signed(rsa_key, realm_access={"roles": ["x", "kgqa-admin"]}))
    assert admin and admin.role is Role.ADMIN and admin.labels is None
    plain = tokens.viewer(signed(rsa_key, labels=None, roles=["kgqa-admin"], realm_access="kgqa"))
    assert plain and plain.role is Role.READER and plain.labels == frozenset()


def forged(secret: bytes) -> str:
    """Signed with the public key as if it were a shared secret. PyJWT refuses to make such a token."""

    def encoded(data: bytes) -> str:
        return urlsafe_b64encode(data).rstrip(b"=").decode()

    head = encoded(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "r"}).encode())
    content = f"{head}.{encoded(json.dumps(claims()).encode())}"
    return f"{content}.{encoded(hmac.digest(secret, content.encode(), 'sha256'))}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": 1},
        {"exp": None},
        {"nbf": 4_000_000_000},
        {"aud": "other"},
        {"aud": None},
        {"iss": "https://sso.example.gov.cn/realms/b"},
        {"iss": None},
        {"sub": None},
    ],
)
def test_claims_that_are_refused(settings, rsa_key, wrong):
    assert Tokens(settings).viewer(signed(rsa_key, **wrong)) is None


def test_signatures_that_are_refused(settings, rsa_key, ec_key, jwks):
    tokens = Tokens(settings)
    good = signed(rsa_key)
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    head, body, signature = good.split(".")
    refused = [
        signed(stranger),
        signed(rsa_key, kid="unknown"),
        signed(rsa_key, kid="e"),
        signed(rsa_key, "RS512"),
        signed(ec_key, "ES256", "r"),
        jwt.encode(claims(), "", algorithm="none"),
        forged(json.dumps(jwks["keys"][0]).encode()),
        forged(rsa_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)),
        f"{head}.{body}.",
        f"{head}.{body[:-4]}AAAA.{signature}",
        "a.b.c",
        "..",
        "é.b.c",
        good + "x" * 20_000,
    ]
    for token in refused:
        assert tokens.viewer(token) is None, token[:80]


class Provider(ThreadingHTTPServer):
    """Serves its keys, and counts how often it is asked."""

    def __init__(self, jwks: dict) -> None:
        self.body, self.asked = json.dumps(jwks), 0
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        self.server.asked += 1
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(self.server.body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def provider(jwks):
    with Provider(jwks) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def test_keys_are_fetched_seldom(provider, rsa_key, jwks):
    now = [1000.0]
    settings = OidcSettings(issuer=ISSUER, audience=AUDIENCE, jwks_url=f"http://127.0.0.1:{provider.server_port}/jwks")
    tokens = Tokens(settings, clock=lambda: now[0])
    assert provider.asked == 0  # nothing before the first token
    assert tokens.viewer(signed(rsa_key)) and tokens.viewer(signed(rsa_key)) and provider.asked == 1
    for _ in range(5):
        assert tokens.viewer(signed(rsa_key, kid="made-up")) is None
    assert provider.asked == 1
    new = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    rotated = json.loads(RSAAlgorithm.to_jwk(new.public_key())) | {"kid": "r2", "alg": "RS256"}
    provider.body = json.dumps({"keys": [*jwks["keys"], rotated]})
    now[0] += RETRY
    assert tokens.viewer(signed(new, kid="r2")) and provider.asked == 2
    provider.body = "not json"
    now[0] += 10_000
    assert tokens.viewer(signed(new, kid="r2")) and provider.asked == 3  # what is known stays


def test_a_provider_that_is_away(rsa_key):
    settings = OidcSettings(issuer=ISSUER, audience=AUDIENCE, jwks_url="http://127.0.0.1:9/jwks")
    with pytest.raises(Busy):
        Tokens(settings).viewer(signed(rsa_key))


def test_over_http(settings, rsa_key, tmp_path, library):
    with TestClient(create_app(QaSettings(data=tmp_path, open_reading=False, oidc=settings), library)) as client:

        def status(method: str, path: str, **more: object) -> int:
            headers = {"Authorization": "Bearer " + signed(rsa_key, **more)}
            return client.request(method, path, headers=headers).status_code

        assert client.get("/api/documents").status_code == 401
        assert status("GET", "/api/documents") == 200
        assert status("GET", "/api/documents", exp=1) == 401
        assert status("DELETE", "/api/documents/haizhou-mucang") == 403
        assert status("DELETE", "/api/documents/haizhou-mucang", realm_access={"roles": ["kgqa-admin"]}) == 200


def test_the_settings(monkeypatch, tmp_path):
    monkeypatch.setenv("KGQA_OIDC__ISSUER", ISSUER)
    monkeypatch.setenv("KGQA_OIDC__AUDIENCE", AUDIENCE)
    with pytest.raises(BadSetting):
        load_settings()
    monkeypatch.setenv("KGQA_OIDC__JWKS_FILE", str(tmp_path / "jwks.json"))
    assert load_settings().oidc
