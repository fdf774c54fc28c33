"""Lists in parts, and as spreadsheets."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from qa.api.exports import CSV, XLSX
from qa.api.paging import Part
from qa.tables import TASK_COLUMNS

LISTS = [
    ("/api/documents", {}),
    ("/api/tasks", {"q": "牧场"}),
    ("/api/targets", {}),
    ("/api/documents/haizhou-mucang/tasks", {}),
    ("/api/documents/haizhou-mucang/targets", {}),
    ("/api/entities", {}),
    ("/api/search", {"q": "牧场"}),
]
EXPORTS = [path for path, _ in LISTS if "tasks" in path or "targets" in path]


@pytest.fixture
def many(library, monkeypatch):
    """23 tasks in the fake library."""
    catalog = type(library.open().catalog)
    (task,) = library.open().catalog.tasks()
    rows = tuple(replace(task, title=f"任务{n}", deadline="=1+1") for n in range(23))
    monkeypatch.setattr(catalog, "tasks", lambda self, **_: rows)
    return rows


@pytest.mark.parametrize(("path", "given"), LISTS)
def test_without_a_wish_a_list_is_whole_and_not_linked(client, path, given):
    response = client.get(path, params=given)
    body = response.json()
    assert response.status_code == 200 and set(body) == {"items", "total"}
    assert body["total"] == len(body["items"]) == int(response.headers["x-total-count"]) > 0
    assert "next" not in response.links and "prev" not in response.links


@pytest.mark.parametrize("by", ["offset", "page"])
def test_following_next_gives_every_row_once_and_prev_leads_back(client, many, by):
    address, titles, back = f"/api/tasks?q=海上&limit=10&{by}={'1' if by == 'page' else '0'}", [], ""
    while address:
        response = client.get(address)
        titles += [row["title"] for row in response.json()["items"]]
        assert response.json()["total"] == 23
        back, address = response.links.get("prev", {}).get("url", ""), response.links.get("next", {}).get("url", "")
        assert not address or parse_qs(urlsplit(address).query)["q"] == ["海上"]
    assert titles == [row.title for row in many]
    assert [row["title"] for row in client.get(back).json()["items"]] == [f"任务{n}" for n in range(10, 20)]


def test_pages_have_a_hundred_rows_unless_said(client, many):
    assert len(client.get("/api/tasks", params={"page": 1}).json()["items"]) == 23
    assert client.get("/api/tasks", params={"page": 2}).json() == {"items": [], "total": 23}


@pytest.mark.parametrize(
    ("given", "code"),
    [({"page": 0}, "bad_request"), ({"limit": 0}, "bad_request"), ({"offset": -1}, "bad_request"),
     ({"limit": 1001}, "bad_request"), ({"page": 1, "offset": 0}, "bad_input"), ({"format": "pdf"}, "bad_request")],
)  # fmt: skip
def test_what_is_no_part_of_a_list(client, given, code):
    response = client.get("/api/tasks", params=given)
    assert response.status_code == 422 and response.json()["code"] == code


def turns(offset: int, limit: int, total: int) -> dict[str, int]:
    part = Part(limit=limit, offset=offset, by_page=False, where="/x")
    links = part.headers(total).get("Link", "")
    return {one.split('"')[1]: int(one.split("offset=")[1].split(">")[0]) for one in links.split(", ") if one}


def test_where_the_links_lead():
    assert turns(0, 10, 23) == {"next": 10, "last": 20}
    assert turns(20, 10, 23) == {"first": 0, "prev": 10}
    assert turns(0, 10, 10) == {} == turns(0, 10, 0)
    assert turns(5, 10, 23) == {"first": 0, "prev": 0, "next": 15, "last": 13}
    assert turns(500, 10, 23)["prev"] == 20


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("path", EXPORTS)
def test_csv_and_xlsx_by_parameter_and_by_accept(client, path):
    by_name = client.get(path, params={"format": "csv"})
    assert by_name.headers["content-type"].startswith(CSV) and by_name.headers["vary"] == "Accept"
    assert by_name.content == client.get(path, headers={"Accept": "text/csv"}).content
    assert "attachment" in by_name.headers["content-disposition"] and by_name.headers["x-total-count"] == "1"
    head, row = rows(by_name.content)
    cells = dict(zip(head, row, strict=True))
    text = client.get("/api/documents/haizhou-mucang").json()["text"]
    assert text[int(cells["起"]) : int(cells["止"])] == cells["原文"]
    assert cells["文件编号"] == "haizhou-mucang" and cells["文件"] == "海州省建设海上牧场行动方案"
    for response in (client.get(path, params={"format": "xlsx"}), client.get(path, headers={"Accept": XLSX})):
        assert response.headers["content-type"] == XLSX
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert [cell.value for cell in sheet[1]] == head and [cell.value or "" for cell in sheet[2]] == row
    assert client.get(path, params={"format": "json"}, headers={"Accept": "text/csv"}).json()["total"] == 1


@pytest.mark.parametrize("accept", ["*/*", "text/html,*/*;q=0.8", "image/png", "", "application/json, text/csv;q=0.9"])
def test_json_unless_a_spreadsheet_is_wanted(client, accept):
    assert client.get("/api/tasks", headers={"Accept": accept}).json()["total"] == 1


def test_an_export_holds_the_part_that_is_asked_for_and_no_formula(client, many):
    response = client.get("/api/tasks", params={"format": "csv", "limit": 5, "offset": 5})
    head, *found = rows(response.content)
    assert head == [column.title for column in TASK_COLUMNS]
    assert [row[head.index("任务")] for row in found] == [f"1.任务{n}" for n in range(5, 10)]
    assert {row[head.index("完成时限")] for row in found} == {"'=1+1"} and "format=csv" in response.links["next"]["url"]
