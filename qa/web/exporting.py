"""Tables to take away: what a page shows under the same address's query, as csv and xlsx."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from fastapi import HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from nicegui import core

from kg.errors import KgError
from qa.tables import Table, to_csv, to_xlsx
from qa.web.site import Site, Visitor

FORMS = {
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (to_csv, "text/csv; charset=utf-8"),
}


def install_exports(site: Site, path: str, made: Callable[[Visitor, Mapping[str, str]], Table]) -> None:
    """``path``/export.csv and .xlsx. ``made`` may block and raise KgError: the page under that address tells what is wrong."""

    @core.app.get(f"{path}/export.{{form}}")
    async def export(request: Request, form: str) -> Response:
        if form not in FORMS:
            raise HTTPException(404)
        visitor = Visitor(site=site, request=request)

        write, media_type = FORMS[form]

        def written() -> tuple[str, bytes]:
            table = made(visitor, request.query_params)
            return table.title, write(table)

        try:
            title, content = await run_in_threadpool(written)
        except KgError:
            return RedirectResponse(f"{path}?{request.url.query}", status_code=303)
        name = f"attachment; filename=\"kgqa.{form}\"; filename*=UTF-8''{quote(title)}.{form}"
        return Response(content, media_type=media_type, headers={"Content-Disposition": name, "Cache-Control": "no-store"})
