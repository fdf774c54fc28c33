"""The interface as it describes itself: everything has a Chinese description and an example, and nothing else happens."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from qa.api.app import create_app
from qa.config import QaSettings

METHODS = {"get", "post", "put", "delete", "patch", "head", "options"}


@pytest.fixture(scope="module")
def schema() -> dict:
    return create_app(QaSettings()).openapi()


def operations(schema: dict) -> Iterator[tuple[str, dict]]:
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield f"{method.upper()} {path}", operation


def chinese(text: object) -> bool:
    return isinstance(text, str) and re.search("[\u4e00-\u9fff]", text) is not None


def without_description(where: str, found: object) -> Iterator[str]:
    """Properties of objects that say nothing of themselves, however deep."""
    if isinstance(found, list):
        for one in found:
            yield from without_description(where, one)
    elif isinstance(found, dict):
        for name, field in found.get("properties", {}).items() if isinstance(found.get("properties"), dict) else ():
            described = [field, *field.get("allOf", ())]
            if not any(chinese(one.get("description")) for one in described):
                yield f"{where}.{name}"
            yield from without_description(f"{where}.{name}", field)
        for name, value in found.items():
            if name != "properties":
                yield from without_description(where, value)


def test_every_field_is_described_in_chinese(schema):
    missing = [one for name, found in schema["components"]["schemas"].items() for one in without_description(name, found)]
    for name, operation in operations(schema):
        missing += without_description(name, operation.get("requestBody", {}))
    assert not missing


def test_every_parameter_and_operation_is_described_in_chinese(schema):
    missing = []
    for name, operation in operations(schema):
        if not chinese(operation.get("summary")) or not chinese(operation.get("description")):
            missing.append(name)
        missing += [f"{name} {p['name']}" for p in operation.get("parameters", ()) if not chinese(p.get("description"))]
        if "requestBody" in operation:
            for media_type, content in operation["requestBody"]["content"].items():
                reference = content["schema"].get("$ref", "").rsplit("/", 1)[-1]
                body = schema["components"]["schemas"].get(reference, content["schema"])
                if not (body.get("properties") or body.get("description") or operation["requestBody"].get("description")):
                    missing.append(f"{name} {media_type}")
    assert not missing


def test_every_parameter_and_field_of_a_request_has_an_example(schema):
    missing = []
    for name, operation in operations(schema):
        for parameter in operation.get("parameters", ()):
            if not any(
                where.get(key) is not None for where in (parameter, parameter["schema"]) for key in ("example", "examples")
            ):
                missing.append(f"{name} {parameter['name']}")
    for name, found in schema["components"]["schemas"].items():
        if name.endswith(("In", "Out")):
            missing += [
                f"{name}.{field}"
                for field, how in found.get("properties", {}).items()
                if not (always_empty(how) or exemplified(how, schema))
            ]
    assert not missing


def always_empty(field: dict) -> bool:
    return field.get("type") == "null"


def exemplified(field: dict, schema: dict) -> bool:
    """An example of its own, a fixed value, or another shape that has examples."""
    if any(key in field for key in ("example", "examples", "const", "enum")) or field.get("default") is not None:
        return True
    if "$ref" in field or field.get("type") == "boolean":
        return True
    nested = [*field.get("anyOf", ()), *field.get("allOf", ()), *([field["items"]] if "items" in field else ())]
    return bool(nested) and any("$ref" in one or exemplified(one, schema) for one in nested)


def test_errors_are_documented_by_their_own_shape(schema):
    for name, operation in operations(schema):
        told = operation["responses"]
        assert {"4XX", "5XX"} <= told.keys(), name
        for status in ("4XX", "5XX"):
            reference = next(iter(told[status]["content"].values()))["schema"]["$ref"]
            assert reference.endswith(("ProblemOut", "openai__ErrorOut", "ErrorOut")), name
