"""The OpenAPI that is handed out: complete (every field described, with an example) and true about errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from qa.api.problems import MEDIA_TYPE
from qa.wire.glossary import FIELDS, PARAMETERS

_PROBLEM = "#/components/schemas/ProblemOut"
_METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options"})


def install(app: FastAPI) -> None:
    """After this ``app.openapi()`` is complete."""
    made: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = completed(made())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """``schema`` with what the glossary knows, and errors by their own media type."""
    for name, found in schema.get("components", {}).get("schemas", {}).items():
        for field, how in found.get("properties", {}).items():
            description, example = FIELDS.get(f"{name}.{field}") or FIELDS.get(field, ("", None))
            _complete(how, description, example)
    for item in schema["paths"].values():
        for operation in (found for method, found in item.items() if method in _METHODS):
            for parameter in operation.get("parameters", ()):
                _complete(parameter, *PARAMETERS.get(parameter["name"], ("", None)))
            for status, told in operation["responses"].items():
                _errors(status, told)
    return schema


def _complete(found: dict[str, Any], description: str, example: object) -> None:
    if description and "description" not in found:
        found["description"] = description
    schema = found.get("schema", found)
    if example is not None and not {"example", "examples", "const"} & (found.keys() | schema.keys()):
        schema["examples"] = [example]


def _errors(status: str, told: dict[str, Any]) -> None:
    """Errors come as problem+json, whatever a route answers otherwise."""
    content = told.get("content")
    if status[0] in "45" and (content is None or any(one.get("schema", {}).get("$ref") == _PROBLEM for one in content.values())):
        told["content"] = {MEDIA_TYPE: {"schema": {"$ref": _PROBLEM}}}
