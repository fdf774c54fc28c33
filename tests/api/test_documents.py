from __future__ import annotations

import threading
import time

import pytest
from fastapi.testclient import TestClient

from kg.errors import Busy, Corrupt
from qa.api.app import MAX_BODY, create_app
from qa.api.serving import Serving
from qa.config import QaSettings
from qa.errors import Gone

FILE = {"file": ("平海方案.md", "平海市方案".encode(), "text/markdown")}


def test_reading(client):
    (card,) = client.get("/api/documents").json()["items"]
    assert card["issuer"] == "海州省人民政府、海州省海洋局"
    assert client.get(f"/api/documents/{card['id']}/tasks").json()["items"][0]["basis"] == "listed_first"
    assert client.get(f"/api/documents/{card['id']}/targets").json()["items"][0]["value"] == "300"


def test_adding_publishes_and_is_served_at_once(client, library, admin):
    before = client.get("/readyz").json()["generation"]
    response = client.post("/api/documents", files=FILE, headers=admin)
    assert response.status_code == 201, response.text
    assert library.built == [("平海方案.md", "平海市方案".encode())]
    body = response.json()
    assert body["documents"][0]["rejected"][0]["reason"] == "是已完成的数，不是目标"
    after = client.get("/readyz").json()["generation"]
    assert before != after == body["generation"]


def test_replacing_keeps_the_document_s_name(client, library, admin):
    response = client.put("/api/documents/haizhou-mucang", files={"file": ("新版 (2).docx", b"x")}, headers=admin)
    assert response.status_code == 200
    assert library.built == [("新版 (2).docx", b"x")] and library.replaced == ["haizhou-mucang"]


def test_replacing_what_is_not_there(client, library, admin):
    assert client.put("/api/documents/none", files=FILE, headers=admin).json()["code"] == "not_found"
    assert not library.built


def test_removing(client, library, admin):
    assert client.delete("/api/documents/haizhou-mucang", headers=admin).status_code == 200
    assert client.get("/api/documents").json()["items"] == []
    assert client.delete("/api/documents/haizhou-mucang", headers=admin).status_code == 404


CHANGES = [("POST", "/api/documents"), ("PUT", "/api/documents/haizhou-mucang"), ("DELETE", "/api/documents/haizhou-mucang")]


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer ", "Basic sesame", "sesame", "Bearer \xff\xfe"])
def test_without_the_key_nothing_changes(client, library, method, path, given):
    headers = {"Authorization": given.encode("latin-1")} if given is not None else {}
    response = client.request(method, path, files=None if method == "DELETE" else FILE, headers=headers)
    assert response.status_code == 401 and response.json()["code"] == "unauthorized"
    assert response.headers["www-authenticate"] == "Bearer"
    assert not library.built and not library.removed


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_without_any_key_set_nobody_may(tmp_path, library, method, path):
    with TestClient(create_app(QaSettings(data=tmp_path), library)) as client:
        response = client.request(method, path, files=None if method == "DELETE" else FILE, headers={"Authorization": "Bearer "})
    assert response.status_code == 403 and "KGQA_ADMIN_KEY" in response.json()["detail"]
    assert not library.built and not library.removed


@pytest.mark.parametrize("name", ["", ".", "..", ".bashrc", "a" * 250 + ".md", "a\x1b.md"])
def test_file_names_that_are_refused(client, library, admin, name):
    response = client.post("/api/documents", files={"file": (name, b"x")}, headers=admin)
    assert response.status_code == 422, response.text
    assert not library.built


@pytest.mark.parametrize("name", ["../../etc/passwd.md", "/etc/passwd.md", "C:\\secret\\passwd.md", "..\\passwd.md"])
def test_folders_in_a_file_name_go(client, library, admin, name):
    client.post("/api/documents", files={"file": (name, b"x")}, headers=admin)
    assert library.built == [("passwd.md", b"x")]


def test_an_unreadable_file(client, library, admin):
    response = client.post("/api/documents", files={"file": ("a.md", b"\x00\x01")}, headers=admin)
    assert response.status_code == 422 and response.json()["code"] == "unreadable_file"
    assert "文件不是文字" in response.json()["detail"]
    assert client.get("/readyz").json()["generation"] == "g1"


def test_no_file(client, admin):
    assert client.post("/api/documents", headers=admin).json()["code"] == "bad_request"
    assert client.post("/api/documents", data={"file": "text"}, headers=admin).json()["code"] == "bad_request"


def test_size_limits(client, library, admin):
    """The administrator may send a file's worth, a stranger not even that: bodies are read before keys are looked at."""
    between = {"file": ("a.md", b"x" * (MAX_BODY + 1))}
    assert client.post("/api/documents", files=between, headers=admin).status_code == 201
    assert client.post("/api/documents", files=between).status_code == 413
    too_large = {"file": ("a.md", b"x" * (1024 * 1024 + 100_000))}
    assert client.post("/api/documents", files=too_large, headers=admin).status_code == 413
    assert len(library.built) == 1


def test_two_builders(client, library, admin):
    library.busy = True
    response = client.post("/api/documents", files=FILE, headers=admin)
    assert response.status_code == 503 and response.json()["code"] == "busy" and response.headers["retry-after"]


# --- one engine, swapped whole ----------------------------------------------------------------------


def test_a_question_under_way_keeps_its_generation(settings, library, admin, lead_question):
    """A question is being answered while a new generation goes live: it ends on the old one, the next is on the new one."""
    library.gate = threading.Event()
    with TestClient(create_app(settings, library)) as client:
        client.get("/readyz")
        answers: list[dict] = []
        asking = threading.Thread(target=lambda: answers.append(client.post("/api/ask", json={"question": lead_question}).json()))
        asking.start()
        while not library.engines[0].asked:
            time.sleep(0.01)
        assert client.post("/api/documents", files=FILE, headers=admin).json()["generation"] == "g2"
        library.gate.set()
        asking.join(10)
        assert answers[0]["generation"] == "g1"
        assert client.post("/api/ask", json={"question": lead_question}).json()["generation"] == "g2"


def test_a_generation_built_elsewhere_is_picked_up(library):
    serving = Serving(library, look_every=0)
    assert serving.engine().generation == "g1"
    library.number = 2  # kgqa build in another process
    deadline = time.monotonic() + 5
    while serving.engine().generation != "g2":
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert len(library.engines) == 2
    while not all(engine.warmed for engine in library.engines):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def warming(library, monkeypatch, warm) -> None:
    """Engines that are opened from here on warm so."""
    plain = library.open

    def opened():
        engine = plain()
        engine.warm = warm
        return engine

    monkeypatch.setattr(library, "open", opened)


def test_ready_means_warm(library, monkeypatch):
    """While the first engine warms it answers already, but it is not ready."""
    loaded = threading.Event()
    warming(library, monkeypatch, lambda: loaded.wait(10))
    serving = Serving(library)
    assert serving.engine().generation == "g1"
    with pytest.raises(Busy):
        serving.ready()
    loaded.set()
    assert serving.ready(patience=10) is serving.engine()


def test_an_engine_that_cannot_be_warmed_answers_and_says_why_it_is_not_ready(library, monkeypatch):
    def broken():
        raise Corrupt("索引损坏", hint="重新运行 kgqa build")

    warming(library, monkeypatch, broken)
    serving = Serving(library)
    assert serving.engine().generation == "g1"
    with pytest.raises(Corrupt, match="索引损坏"):
        serving.ready(patience=10)


def test_a_new_generation_is_warm_before_it_serves(library, monkeypatch):
    serving = Serving(library, look_every=1000)
    serving.ready(patience=10)
    library.number = 2
    served: list[str] = []
    warming(library, monkeypatch, lambda: served.append(serving.engine().generation))
    assert serving.refresh().generation == "g2"
    assert served == ["g1"]  # the old one, while the new one warmed


def test_it_looks_no_more_often_than_told(library):
    serving = Serving(library, look_every=1000)
    serving.engine()
    library.number = 2
    assert serving.engine().generation == "g1"
    assert serving.refresh().generation == "g2"


def test_a_broken_new_generation_leaves_the_old_one_serving(library, monkeypatch):
    serving = Serving(library, look_every=0)
    engine = serving.engine()

    def broken():
        raise Corrupt("打不开")

    monkeypatch.setattr(library, "open", broken)
    library.number = 2
    for _ in range(5):
        assert serving.engine() is engine
        time.sleep(0.01)


def test_the_first_of_many_opens_for_all(library):
    serving = Serving(library)
    threads = [threading.Thread(target=serving.engine) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(library.engines) == 1


def test_past_generations_stay_open_but_few(library):
    library.number = 4
    serving = Serving(library, look_every=1000)
    assert serving.at("g4") is serving.engine()
    assert serving.at("g3") is serving.at("g3") and len(library.engines) == 2
    with pytest.raises(Gone):
        serving.at("g1")
    library.number = 5
    serving.refresh()
    with pytest.raises(Gone):  # open, but kept no longer
        serving.at("g3")
    assert serving.at("g4").generation == "g4"
