"""Arguments, then the environment, then the file, then defaults; what is misspelt or secret is refused by name."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel, Field, SecretStr
from typer.testing import CliRunner

from kg.errors import BadSetting
from qa.cli.app import app
from qa.config import QaSettings, load_settings, show_settings
from qa.settings import check_environment, read_file, settings_of, shown


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    for name in ("KGQA_PORT", "KGQA_HOST", "KGQA_CONFIG", "KGQA_ADMIN_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def file(tmp_path):
    def write(text: str):
        path = tmp_path / "kgqa.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_who_wins(file, monkeypatch):
    path = file('port = 1001\nhost = "10.0.0.1"\naudit_days = 7\n')
    monkeypatch.setenv("KGQA_PORT", "1002")
    found = load_settings(host="10.0.0.3", config=path)
    assert (found.host, found.port, found.audit_days, found.max_question) == ("10.0.0.3", 1002, 7, 500)
    assert isinstance(found, QaSettings)
    monkeypatch.setenv("KGQA_CONFIG", str(path))
    assert load_settings().audit_days == 7


def test_where_each_comes_from(file, monkeypatch, tmp_path):
    monkeypatch.setenv("KGQA_PORT", "1002")
    monkeypatch.setenv("KGQA_ADMIN_KEY", "sesame")
    rows = {row.name: row for row in show_settings(data=tmp_path, config=file("port = 1\naudit_days = 7\n"))}
    sources = {name: rows[name].source for name in ("data", "port", "audit_days", "host")}
    assert sources == {"data": "命令行", "port": "环境", "audit_days": "文件", "host": "默认"}
    assert rows["port"].value == "1002" and "sesame" not in repr(rows)
    assert {name.partition(".")[0] for name in rows} == set(QaSettings.model_fields) and all(
        row.description for row in rows.values()
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 80", "prot"),
        ('admin_key = "sesame"', "KGQA_ADMIN_KEY"),
        ('config = "other.toml"', "config"),
        ("port = ", "TOML"),
        ("port = 99999", "KGQA_PORT"),
        ('trusted_proxies = "somewhere"', "KGQA_TRUSTED_PROXIES"),
        ('log_level = "loud"', "KGQA_LOG_LEVEL"),
    ],
)
def test_what_is_refused(file, text, said):
    with pytest.raises(BadSetting) as caught:
        load_settings(config=file(text))
    assert said in f"{caught.value} {caught.value.hint}" and "sesame" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadSetting, match="读不了"):
        load_settings(config=tmp_path / "none.toml")


class Chat(BaseModel, extra="forbid", frozen=True):
    token: SecretStr
    agent: int = Field(default=1, description="编号")


class Grouped(BaseModel):
    chat: Chat | None = None
    port: int = 1


def test_groups_are_known_by_their_names(file, monkeypatch):
    assert [s.variable for s in settings_of(Grouped)] == ["KGQA_CHAT", "KGQA_CHAT__TOKEN", "KGQA_CHAT__AGENT", "KGQA_PORT"]
    assert read_file(file("[chat]\nagent = 2\n"), Grouped) == {"chat": {"agent": 2}}
    for text, said in (("[chat]\nagnet = 2\n", "chat.agnet"), ('[chat]\ntoken = "x"\n', "KGQA_CHAT__TOKEN")):
        with pytest.raises(BadSetting) as caught:
            read_file(file(text), Grouped)
        assert said in f"{caught.value} {caught.value.hint}"
    monkeypatch.setenv("KGQA_CHAT__TOKN", "x")
    with pytest.raises(BadSetting, match="KGQA_CHAT__TOKN"):
        check_environment(Grouped)


def test_secrets_of_groups_are_not_shown():
    rows = {r.name: r for r in shown(Grouped(chat=Chat(token=SecretStr("sesame"))), frozenset(), {"chat": {"agent": 2}})}
    assert rows["chat.token"].value == "（已设，不显示）" and rows["chat.agent"].source == "文件"
    assert [r.name for r in shown(Grouped(), frozenset(), {})] == ["chat", "port"]


def test_the_command(file, tmp_path):
    runner = CliRunner()
    found = runner.invoke(app, ["--config", str(file("port = 8123\n")), "config", "--json", "--data", str(tmp_path)])
    rows = {row["name"]: row for row in json.loads(found.stdout)["items"]}
    assert rows["port"]["value"] == "8123" and rows["port"]["source"] == "文件"
    assert "8123" not in runner.invoke(app, ["config", "--data", str(tmp_path)]).stdout  # the file was for that call only
