"""Keys at rest, found again, worth nothing once revoked."""

from __future__ import annotations

import json
import os
import stat
import threading

import pytest
from typer.testing import CliRunner

from kg.errors import BadLabel, Corrupt, NotFound
from qa.cli.app import app
from qa.keys import BadKey, KeyRing, Role


@pytest.fixture
def ring(tmp_path) -> KeyRing:
    return KeyRing(tmp_path / "data")


def test_a_key_is_found_by_itself_only(ring):
    key, text = ring.add(" 门户 ", labels=["乙", "甲 ", "乙"])
    assert ring.find(text) == key and key.name == "门户" and key.labels == ("乙", "甲")
    assert key.viewer.labels == {"甲", "乙"} and key.viewer.role is Role.READER and key.viewer.audience == "乙,甲"
    other = ring.add("另一个")[1]
    mixed = text[:18] + other[18:]
    for wrong in ("", text[:-1], text + "x", text.upper(), mixed, key.sha256, "kgqa_" + key.id, "密钥", "\udcff"):
        assert ring.find(wrong) is None


def test_an_administrator_sees_all(ring):
    assert ring.add("管", role=Role.ADMIN)[0].viewer.labels is None
    with pytest.raises(BadKey):
        ring.add("管二", role=Role.ADMIN, labels=["甲"])


def test_the_file_holds_no_key_and_is_the_owner_s(ring, tmp_path):
    old = os.umask(0)
    try:
        text = ring.add("a")[1]
    finally:
        os.umask(old)
    path = tmp_path / "data" / "keys.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert text.rpartition("_")[2] not in path.read_text() and len(json.loads(path.read_text())[0]["sha256"]) == 64


def test_another_process_s_changes_are_seen(ring, tmp_path):
    other = KeyRing(tmp_path / "data")
    text = other.add("a")[1]
    assert ring.find(text)
    other.revoke("a")
    assert ring.find(text) is None
    with pytest.raises(NotFound):
        other.revoke("a")


def test_many_at_once_lose_none(tmp_path):
    threads = [threading.Thread(target=KeyRing(tmp_path).add, args=(f"k{n}",)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(KeyRing(tmp_path).all()) == 12


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 65])
def test_names_that_are_refused(ring, name):
    with pytest.raises(BadKey):
        ring.add(name)


@pytest.mark.parametrize("label", ["", "a,b", "a\x00", "x" * 65])
def test_labels_that_are_refused(ring, label):
    with pytest.raises(BadLabel):
        ring.add("a", labels=[label])


def test_a_name_is_given_once(ring):
    ring.add("a")
    with pytest.raises(BadKey):
        ring.add("a")


def test_a_damaged_file_lets_nobody_in(ring, tmp_path):
    text = ring.add("a")[1]
    (tmp_path / "data" / "keys.json").write_text('{"a": 1}')
    for call in (ring.all, lambda: ring.find(text), lambda: ring.add("b")):
        with pytest.raises(Corrupt):
            call()


def kgqa(*arguments: str, code: int = 0) -> str:
    found = CliRunner().invoke(app, list(arguments))
    assert found.exit_code == code, found.output
    return found.stdout


def test_the_commands(tmp_path):
    data = ("--data", str(tmp_path))
    new = json.loads(kgqa("keys", "add", "门户", "--label", "内部", "--json", *data))
    assert KeyRing(tmp_path).find(new["key"]) and new["labels"] == ["内部"]
    assert any(KeyRing(tmp_path).find(line) for line in kgqa("keys", "add", "管", "--role", "admin", *data).splitlines())
    listed = kgqa("keys", "list", "--json", *data)
    assert [key["name"] for key in json.loads(listed)["items"]] == ["管", "门户"] and new["key"] not in listed
    assert "门户" in kgqa("keys", "list", *data)
    kgqa("keys", "revoke", "门户", *data)
    kgqa("keys", "revoke", "门户", *data, code=2)
    kgqa("label", *data, code=3)  # nothing is published
