from __future__ import annotations

import json

import pytest

HOSTILE = {
    "empty": "",
    "blank": "  \n ",
    "only punctuation": "？？？！！",
    "too long": "问" * 501,
    "ten thousand": "q" * 10_000,
    "binary": "谁\x00牵头",
    "escape codes": "\x1b[2J谁牵头",
    "private use": "\ue000\ue001",
}


def test_the_answer_is_the_contract_s(client, lead_question):
    body = client.post("/api/ask", json={"question": lead_question}).json()
    assert body["status"] == "answered" and body["values"][0]["role"] == "lead"
    text = client.get(f"/api/documents/{body['evidence'][0]['document']}").json()["text"]
    for evidence in body["evidence"]:
        assert text[evidence["start"] : evidence["end"]] == evidence["text"]


def test_get_is_the_same(client, lead_question):
    posted = client.post("/api/ask", json={"question": lead_question, "session_id": "s"}).json()
    assert client.get("/api/ask", params={"q": lead_question, "session_id": "s"}).json() == posted


def test_a_session_is_opened_for_who_has_none(client, lead_question):
    first, second = (client.post("/api/ask", json={"question": lead_question}).json()["session_id"] for _ in range(2))
    assert first and second and first != second


def test_document_and_session_reach_the_engine(client, library, lead_question):
    client.post("/api/ask", json={"question": f" {lead_question} ", "document": "haizhou-mucang", "session_id": "s1"})
    client.get("/api/ask", params={"q": lead_question, "session_id": "s2"})
    first, second = library.engines[0].asked
    assert (first.text, first.document, first.session) == (lead_question, "haizhou-mucang", "\x1fs1")
    assert (second.document, second.session) == (None, "\x1fs2")  # of nobody in particular


def test_a_session_is_its_readers_own(client, library, admin, lead_question):
    """Nor can anybody name one so that it becomes another's."""
    asked = {"question": lead_question, "session_id": "s1"}
    assert client.post("/api/ask", json=asked, headers=admin).json()["session_id"] == "s1"
    (first,) = library.engines[0].asked
    for name in ("s1", first.session):
        assert client.post("/api/ask", json=asked | {"session_id": name}).json()["session_id"] == name
    assert len({question.session for question in library.engines[0].asked}) == 3


def test_a_refusal_is_no_error(client):
    response = client.post("/api/ask", json={"question": "2050年的目标是多少？"})
    assert response.status_code == 200 and response.json()["status"] == "not_found"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("way", ["post", "get", "stream"])
def test_what_is_no_question(client, library, text, way):
    if way == "get":
        response = client.get("/api/ask", params={"q": text})
    else:
        response = client.post("/api/ask" + ("/stream" if way == "stream" else ""), json={"question": text})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["code"] == "bad_question" and body["detail"] and body["type"] == "urn:kgqa:problem:bad_question"
    assert len(response.content) < 500  # the question is not repeated
    assert not any(engine.asked for engine in library.engines)


def test_markup_comes_back_as_json_only(client):
    response = client.post("/api/ask", json={"question": "<script>alert(1)</script>"})
    assert response.headers["content-type"] == "application/json"
    assert response.json()["question"] == "<script>alert(1)</script>"


def test_the_stream_tells_steps_and_then_answers(client, lead_question):
    body = {"question": lead_question, "session_id": "s"}
    response = client.post("/api/ask/stream", json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [dict(line.split(": ", 1) for line in block.splitlines()) for block in response.text.strip().split("\n\n")]
    assert [event["event"] for event in events] == ["step", "step", "answer"]
    assert json.loads(events[0]["data"]) == {"name": "understand", "detail": "问牵头单位"}
    assert json.loads(events[-1]["data"]) == client.post("/api/ask", json=body).json()


def test_an_error_on_the_way_ends_the_stream_with_an_event(client, library, monkeypatch):
    from kg.errors import Corrupt

    def broken(question, *, on_step=None):
        raise Corrupt("索引损坏", hint="运行 kgqa check")

    client.get("/readyz")
    monkeypatch.setattr(library.engines[0], "ask", broken)
    response = client.post("/api/ask/stream", json={"question": "谁牵头？"})
    assert response.text.startswith("event: error\n")
    assert '"code":"corrupt"' in response.text and "kgqa check" in response.text
