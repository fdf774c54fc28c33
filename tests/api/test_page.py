"""The page of a document: the quoted characters are marked, and nothing on it runs or is loaded."""

from __future__ import annotations

import re

import pytest

DOCUMENT = "haizhou-mucang"
MARKED = re.compile(r'<mark id="mark">(.*?)</mark>', re.DOTALL)


@pytest.fixture
def text(client) -> str:
    return client.get(f"/api/documents/{DOCUMENT}").json()["text"]


def page(client, **range_: object):
    return client.get(f"/documents/{DOCUMENT}", params=range_)


@pytest.mark.parametrize("quoted", ["海上牧场产值达到300亿元左右", "推广<深水>网箱", "（省农业农村厅、省海洋局）"])
def test_the_quoted_characters_are_marked(client, text, quoted):
    start = text.index(quoted)
    response = page(client, start=start, end=start + len(quoted))
    assert response.status_code == 200 and response.headers["content-type"].startswith("text/html")
    assert MARKED.findall(response.text) == [quoted.replace("<", "&lt;").replace(">", "&gt;")]
    assert "<深水>" not in response.text
    assert "海政发〔2026〕3号" in response.text and "阅读全文" in response.text


def test_the_whole_text(client, text):
    response = page(client)
    assert not MARKED.search(response.text)
    assert text.splitlines()[-1].replace("<", "&lt;").replace(">", "&gt;") in response.text


def test_the_very_ends(client, text):
    assert MARKED.findall(page(client, start=0, end=3).text) == [text[:3]]
    assert MARKED.findall(page(client, start=len(text) - 1, end=len(text)).text) == [text[-1]]


@pytest.mark.parametrize(
    "range_",
    [
        {"start": 5}, {"end": 5}, {"start": 5, "end": 5}, {"start": 9, "end": 3}, {"start": 0, "end": 10**6},
        {"start": 10**30, "end": 10**31},
    ],
)  # fmt: skip
def test_what_marks_nothing_is_refused(client, range_):
    response = page(client, **range_)
    assert (response.status_code, response.json()["code"]) == (422, "bad_range")


@pytest.mark.parametrize("range_", [{"start": -1, "end": 3}, {"start": "a", "end": 3}, {"start": 0, "end": 0}])
def test_what_is_no_range(client, range_):
    assert (page(client, **range_).status_code, page(client, **range_).json()["code"]) == (422, "bad_request")


def test_no_such_document(client):
    assert client.get("/documents/none").json()["code"] == "not_found"


def test_nothing_runs_and_nothing_is_loaded(client):
    response = page(client)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
    assert "<script" not in response.text and " style=" not in response.text and "src=" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_the_headings_of_a_real_document_and_only_nearby_text(real_address):
    import httpx

    with httpx.Client(base_url=real_address) as client:
        answer = client.post("/api/ask", json={"question": "完善乡村网络设施由哪个部门牵头？"}).json()
        quoted = answer["evidence"][0]
        response = client.get(f"/documents/{quoted['document']}", params={"start": quoted["start"], "end": quoted["end"]})
        whole = client.get(f"/documents/{quoted['document']}")
    assert MARKED.findall(response.text) == [quoted["text"]]
    assert f"<h2>{quoted['section']}</h2>" in response.text
    assert len(response.text) < len(whole.text)
