"""A document under a label is on no page of who lacks the label, and on those of who holds it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from qa.config import QaSettings
from qa.library import LocalLibrary

from .conftest import ADMIN_KEY, serving

NAME = "玄渊省试验潜航器行动方案"
TEXT = f"""{NAME}

一、主要目标
到2029年，潜航器保有量达到77艘。

二、重点任务
（一）建设玄渊船坞。建成试验船坞。（玄渊省船舶厅牵头，玄渊省财政厅配合）
"""
SECRETS = ("玄渊", "潜航器")
PAGES = (
    "/",
    "/documents",
    "/documents/secret",
    "/tasks",
    "/tasks?department=玄渊省船舶厅",
    "/tasks/export.csv",
    "/targets",
    "/targets/export.csv",
    "/graph",
    "/graph?q=玄渊省船舶厅",
    "/entities/玄渊省船舶厅",
)


@pytest.fixture(scope="module")
def address(golden_documents, tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("labelled")
    (folder / "secret.txt").write_text(TEXT, "utf-8")
    library = LocalLibrary(QaSettings(data=folder / "data"))
    library.build(golden_documents[:1])
    report = library.build([folder / "secret.txt"], labels=["内部"])
    assert report.documents[0].id == "secret" and report.documents[0].tasks == 1
    with serving(folder / "data", KGQA_ADMIN_KEY=ADMIN_KEY) as found:
        yield found


def seen(text: str, asked: str) -> list[str]:
    """The secrets that a page tells beyond what its own address says."""
    return [secret for secret in SECRETS if secret in text.replace(asked, "") and secret not in asked]


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_it_without_the_label(address, page):
    found = httpx.get(address + page, follow_redirects=True)
    assert found.status_code in (200, 404)
    assert seen(found.text.encode().decode("unicode_escape", "ignore") + found.text, page) == []


def test_who_holds_the_key_sees_it(address):
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        client.post("/login", data={"key": ADMIN_KEY, "next": "/documents"})
        assert NAME in client.get("/tasks/export.csv").text
        assert "玄渊省船舶厅" in client.get("/tasks/export.csv").text
