"""schemathesis over the OpenAPI: whatever it sends, no server error, no undocumented status, no answer of another shape."""

from __future__ import annotations

import pytest
import schemathesis
import schemathesis.specs.openapi.schemas  # otherwise loaded late, deep in a call, where CPython 3.11's parser fails
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from qa.api.app import create_app
from qa.config import QaSettings, SparqlSettings

EXAMPLES = 6  # of each operation: derandomized, so every run sends the same
PHASES, CALM = [Phase.generate], list(HealthCheck)  # without shrinking, which asks for hours
CHECKS = (status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance)
OPERATIONS = [
    (path, method.upper())
    for path, item in create_app(QaSettings()).openapi()["paths"].items()
    for method in item
    if method != "parameters"
]


@pytest.fixture(scope="module")
def described(real_data):
    app = create_app(QaSettings(data=real_data, sparql=SparqlSettings(seconds=2, memory_mb=128)))
    with TestClient(app):  # opens and closes it
        yield schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_what_the_interface_says_is_so(described, path, method):
    @given(case=described[path][method].as_strategy())
    @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=PHASES, suppress_health_check=CALM)
    def holds(case):
        response = case.call()
        assert response.status_code < 500 or response.status_code == 503  # 503 is documented, other faults are ours
        case.validate_response(response, checks=CHECKS)

    holds()
