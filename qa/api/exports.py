"""Lists that people pass on: JSON for programs, csv and xlsx for spreadsheets, as the client likes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import Depends, Query, Request, Response

from qa.api.negotiate import best
from qa.api.paging import LISTED, Part
from qa.tables import Table, to_csv, to_xlsx
from qa.wire.base import Page, Wire

Row = TypeVar("Row")
Out = TypeVar("Out", bound=Wire)

JSON, CSV = "application/json", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Form(StrEnum):
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


TYPES = {Form.JSON: JSON, Form.CSV: CSV, Form.XLSX: XLSX}

EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {
        **LISTED[200],
        "description": "JSON；format=csv、xlsx（或相应的 Accept）时是可用 Excel 打开的表格，表头为中文",
        "content": {
            CSV: {
                "schema": {"type": "string"},
                "example": "\ufeff序号,文件,指标\r\n1,海州省海上牧场行动方案,海上牧场产值\r\n",
            },
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}

Asked = Annotated[
    Form | None, Query(description="json、csv（UTF-8，带 BOM）或 xlsx；不给则看 Accept，再不然为 json", examples=["xlsx"])
]


async def _form(request: Request, format: Asked = None) -> Form:
    if format is not None:
        return format
    liked = best(request.headers.get("accept"), tuple(TYPES.values()))
    return next((form for form, media_type in TYPES.items() if media_type == liked), Form.JSON)


FormDep = Annotated[Form, Depends(_form)]


def listed(
    rows: Sequence[Row],
    part: Part,
    form: Form,
    response: Response,
    *,
    out: Callable[[Row], Out],
    table: Callable[[Sequence[Row]], Table],
) -> Page[Out] | Response:
    """``part`` of ``rows`` in ``form``; JSON goes through the route's own ``response``."""
    headers = {"Vary": "Accept", **part.headers(len(rows))}
    shown = part.of(rows)
    if form is Form.JSON:
        response.headers.update(headers)
        return Page(items=tuple(map(out, shown)), total=len(rows))
    made = table(shown)
    content = to_csv(made) if form is Form.CSV else to_xlsx(made)
    name = f"attachment; filename=\"kgqa.{form}\"; filename*=UTF-8''{quote(made.title)}.{form}"
    media_type = f"{CSV}; charset=utf-8; header=present" if form is Form.CSV else XLSX
    return Response(content, media_type=media_type, headers={**headers, "Content-Disposition": name})
