"""Which part of a list a client wants, and where the neighbouring parts are (RFC 8288)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request

from kg.errors import InputError

Row = TypeVar("Row")

MOST = 1000  # rows that may be asked for at once; without a limit a list comes wholly
PAGE = 100  # rows of a page whose size nobody named
OURS = frozenset({"limit", "offset", "page"})

LISTED: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            "Link": {
                "description": "相邻的各页：rel 为 first、prev、next、last；不分页时没有",
                "schema": {"type": "string", "examples": ['</api/tasks?limit=10&offset=10>; rel="next"']},
            },
            "X-Total-Count": {"description": "不分页时的总数", "schema": {"type": "string", "examples": ["23"]}},
        }
    }
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """``limit`` rows after the first ``offset``; all of those where it is None."""

    limit: int | None
    offset: int
    by_page: bool  # the client counts pages
    where: str  # path and query of the whole list

    def of(self, rows: Sequence[Row]) -> Sequence[Row]:
        return rows[self.offset :] if self.limit is None else rows[self.offset : self.offset + self.limit]

    def headers(self, total: int) -> dict[str, str]:
        """What a client needs to turn pages."""
        found = {"X-Total-Count": str(total)}
        if self.limit is not None and (links := ", ".join(f'<{self._at(at)}>; rel="{rel}"' for rel, at in self._turns(total))):
            found["Link"] = links
        return found

    def _turns(self, total: int) -> list[tuple[str, int]]:
        limit = self.limit or total or 1
        last = max(0, (total - 1) // limit * limit) if self.offset % limit == 0 else max(0, total - limit)
        turns = [("first", 0), ("prev", max(0, min(self.offset, last + limit) - limit))] if self.offset else []
        return turns + ([("next", self.offset + limit), ("last", last)] if self.offset + limit < total else [])

    def _at(self, offset: int) -> str:
        limit = self.limit or 1
        place = {"page": offset // limit + 1} if self.by_page else {"offset": offset}
        return f"{self.where}{'&' if '?' in self.where else '?'}{urlencode({'limit': limit, **place})}"


def _part(request: Request, limit: int | None, offset: int | None, page: int | None) -> Part:
    if page is not None and offset is not None:
        raise InputError("page 和 offset 只能给一个", hint="page 从 1 数起，每页 limit 条；offset 是跳过的条数")
    if page is not None:
        limit = limit or PAGE
        offset = (page - 1) * limit
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in OURS]
    where = quote(request.scope["path"]) + (f"?{urlencode(kept, errors='replace')}" if kept else "")
    return Part(limit=limit, offset=offset or 0, by_page=page is not None, where=where)


Skipped = Annotated[int | None, Query(ge=0, le=1_000_000, description="跳过前面几条；与 page 只能给一个", examples=[0])]
PageNumber = Annotated[int | None, Query(ge=1, le=1_000_000, description="第几页，从 1 起，每页 limit 条", examples=[1])]
Most = Annotated[int | None, Query(ge=1, le=MOST, description="最多给出几条；不给则全部（给了 page 则 100）", examples=[10])]
MostEntities = Annotated[int, Query(ge=1, le=MOST, description="最多给出几条", examples=[10])]
MostPassages = Annotated[int, Query(ge=1, le=100, description="最多给出几条", examples=[10])]


async def _whole(request: Request, limit: Most = None, offset: Skipped = None, page: PageNumber = None) -> Part:
    return _part(request, limit, offset, page)


async def _entities(request: Request, limit: MostEntities = 100, offset: Skipped = None, page: PageNumber = None) -> Part:
    return _part(request, limit, offset, page)


async def _passages(request: Request, limit: MostPassages = 10, offset: Skipped = None, page: PageNumber = None) -> Part:
    return _part(request, limit, offset, page)


WholeList = Annotated[Part, Depends(_whole)]
EntityList = Annotated[Part, Depends(_entities)]
PassageList = Annotated[Part, Depends(_passages)]
