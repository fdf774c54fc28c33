"""A document may hold any text; on the pages made from it that text is never markup."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from kg.build import build
from qa.api.app import create_app
from qa.api.entity_page import entity_page
from qa.config import QaSettings
from qa.model import Evidence
from qa.rows import Resource, Said

EVIL = "<script>alert('1')</script>\"><img src=x onerror=alert(2)>"
BASE = "http://kgqa.local/id/"
TEXT = f"""海州省建设海上牧场行动方案{EVIL}

一、重点任务
1.建设{EVIL}海上牧场。推广{EVIL}网箱，建设海上牧场平台。（省农业农村厅{EVIL}、省海洋局）
2.修建码头。{EVIL}到2028年，海上牧场产值达到300亿元左右。（省交通运输厅牵头，省海洋局配合）
"""


def is_inert(page: str) -> bool:
    return "<script" not in page and "<img" not in page and "&lt;script&gt;" in page


def test_every_text_of_a_page_is_escaped():
    proof = Evidence(document=EVIL, title=EVIL, section=EVIL, text=EVIL, start=0, end=len(EVIL), iri=BASE + EVIL)
    said = [
        Said(
            subject=BASE + EVIL,
            subject_label=EVIL,
            property=EVIL,
            property_label=EVIL,
            object=iri,
            object_label=EVIL,
            incoming=incoming,
            statement=BASE + EVIL,
            evidence=proof,
        )
        for incoming in (False, True)
        for iri in (BASE + EVIL, f"javascript:{EVIL}", None)
    ]
    shown = Resource(
        iri=BASE + EVIL, label=EVIL, types=(EVIL,), said=tuple(said), total=6, page=2, pages=3, document=EVIL, quotation=proof
    )
    page = entity_page(shown, BASE, EVIL, {"text/turtle": ".ttl"})
    assert is_inert(page) and "javascript:" not in page.replace("javascript:&lt;", "") and "'1'" not in page


@pytest.fixture(scope="module")
def evil(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evil")
    (folder / "mucang.txt").write_text(TEXT, "utf-8")
    settings = QaSettings(data=folder / "data")
    assert not build(settings, [folder / "mucang.txt"]).skipped  # without an index: nothing is asked here
    with TestClient(create_app(settings)) as client:
        yield client


def test_no_page_of_a_published_document_holds_its_markup(evil):
    (card,) = evil.get("/api/documents").json()["items"]
    text = evil.get(f"/api/documents/{card['id']}").json()["text"]
    assert EVIL in text
    iris = [f"{card['id']}/passage/{n}" for n in range(card["passages"])]
    iris += [row["iri"].removeprefix(BASE) for row in evil.get("/api/entities?limit=1000").json()["items"]]
    iris += [row["iri"].removeprefix(BASE) for row in evil.get("/api/tasks").json()["items"]]
    pages = [evil.get(f"/page/{quote(iri)}") for iri in iris]
    assert {page.status_code for page in pages} == {200} and len(pages) > 5
    assert not [page.url for page in pages if "<script" in page.text or "<img" in page.text]
    assert sum(is_inert(page.text) for page in pages) > 2
