"""Where settings come from: arguments, the environment, one TOML file, the defaults; in this order.

Knows no setting by name. Misspelt names are refused, and secrets outside the environment.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from kg.errors import BadSetting

PREFIX, NEST = "KGQA_", "__"  # of names in the environment
ONLY_OUTSIDE = frozenset({"config"})  # cannot stand in the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as it is described; those of a group are named ``group.name``."""

    name: str
    field: FieldInfo
    is_group: bool

    @property
    def variable(self) -> str:
        return (PREFIX + self.name.replace(".", NEST)).upper()

    @property
    def is_secret(self) -> bool:
        return any(kind is SecretStr for kind in _kinds(self.field))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One setting as it is in force. ``value`` of a secret is never its text."""

    name: str
    variable: str
    value: str
    source: str  # 默认 文件 环境 命令行
    description: str


def _kinds(field: FieldInfo) -> tuple[object, ...]:
    return (field.annotation, *get_args(field.annotation))


def settings_of(model: type[BaseModel], prefix: str = "") -> Iterator[Setting]:
    """Every setting of ``model``; a group comes before what is in it."""
    for name, field in model.model_fields.items():
        groups = [kind for kind in _kinds(field) if isinstance(kind, type) and issubclass(kind, BaseModel)]
        yield Setting(name=prefix + name, field=field, is_group=bool(groups))
        for group in groups:
            yield from settings_of(group, f"{prefix}{name}.")


def check_environment(model: type[BaseModel]) -> None:
    """Raises BadSetting for a name that begins like ours and is none: pydantic-settings would ignore it."""
    known = [setting.variable for setting in settings_of(model)]
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise BadSetting(f"不认识的环境变量：{'、'.join(unknown)}", hint=f"可用的有：{'、'.join(known)}")


def read_file(path: Path, model: type[BaseModel]) -> Mapping[str, object]:
    """The settings in the TOML file ``path``. Raises BadSetting: unreadable, an unknown name, a secret."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadSetting(f"读不了设置文件 {path}：{error.strerror}", hint="检查 --config 或 KGQA_CONFIG") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"设置文件 {path} 不是合法的 TOML：{error}", hint="写法为：名称 = 值，文字加引号") from error
    known = {setting.name: setting for setting in settings_of(model)}
    for name in _names(found, known):
        if name not in known or name in ONLY_OUTSIDE:
            raise BadSetting(f"设置文件 {path} 里有不认识的设置：{name}", hint="可用的设置见 kgqa config 或 docs/operations.md")
        if known[name].is_secret:
            raise BadSetting(f"设置文件 {path} 里不能写密钥 {name}", hint=f"只能用环境变量 {known[name].variable}")
    return found


def _names(table: Mapping[str, object], known: Mapping[str, Setting], prefix: str = "") -> Iterator[str]:
    for key, value in table.items():
        name = prefix + key
        yield name
        if isinstance(value, dict) and name in known and known[name].is_group:
            yield from _names(value, known, f"{name}.")


def shown(settings: BaseModel, given: frozenset[str], file: Mapping[str, object]) -> tuple[Shown, ...]:
    """Every setting in force with where it came from. ``given``: names on the command line."""
    environment = {name.upper() for name in os.environ}
    rows = []
    for setting in settings_of(type(settings)):
        value = _at(settings, setting.name)
        if setting.is_group and value is not None:
            continue  # its settings follow
        if value is None and "." in setting.name and _at(settings, setting.name.rpartition(".")[0]) is None:
            continue  # of a group that is not set
        rows.append(
            Shown(
                name=setting.name,
                variable=setting.variable,
                value=_text(value),
                source=_source(setting, given, environment, file),
                description=setting.field.description or "",
            )
        )
    return tuple(rows)


def _source(setting: Setting, given: frozenset[str], environment: set[str], file: Mapping[str, object]) -> str:
    if setting.name in given:
        return "命令行"
    if setting.variable in environment:
        return "环境"
    at: object = file
    for part in setting.name.split("."):
        at = at.get(part) if isinstance(at, Mapping) else None
    return "默认" if at is None else "文件"


def _at(settings: object, name: str) -> object:
    for part in name.split("."):
        settings = getattr(settings, part, None)
    return settings


def _text(value: object) -> str:
    if value is None:
        return "（未设）"
    if isinstance(value, SecretStr):
        return "（已设，不显示）"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
