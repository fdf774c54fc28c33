"""API keys: who may read or administrate, and which labels they hold. ``data/keys.json`` has only their digests.

A key is 256 random bits, so a single SHA-256 protects it at rest: slow hashes are for passwords that people can think of, and
here would only let a stranger keep the processor busy with wrong keys.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import re
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kg.errors import BadSetting, Corrupt, InputError, NotFound
from kg.generation import clean_labels

FILE = "keys.json"
_SHAPE = re.compile(r"kgqa_([0-9a-f]{12})_([\w-]{43})", re.ASCII)
_NOBODY = hashlib.sha256(b"").hexdigest()
LONGEST_NAME = 64


class Role(StrEnum):
    READER = "reader"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who sends a request. ``labels`` None: may see everything. ``name`` is empty for who sent no key."""

    name: str = ""
    role: Role = Role.READER
    labels: frozenset[str] | None = frozenset()

    @property
    def audience(self) -> str:
        """The readers who see the same, as one word for logs and records; empty: without labels."""
        return "*" if self.labels is None else ",".join(sorted(self.labels))

    @property
    def reader(self) -> str:
        """Whose dialogues these are, as one word; empty for who sent no key."""
        return f"{self.role}:{self.name}" if self.name else ""


def labels_of(audience: str) -> frozenset[str] | None:
    """The labels that ``Viewer.audience`` tells of."""
    return None if audience == "*" else frozenset(filter(None, audience.split(",")))


ANYBODY = Viewer()


def administrator(name: str) -> Viewer:
    return Viewer(name=name, role=Role.ADMIN, labels=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    id: str  # public, for looking it up
    name: str
    role: Role
    labels: tuple[str, ...]
    sha256: str  # of the whole key
    created: str  # UTC, ISO 8601

    @property
    def viewer(self) -> Viewer:
        if self.role is Role.ADMIN:
            return administrator(self.name)
        return Viewer(name=self.name, role=self.role, labels=frozenset(self.labels))


class BadKey(InputError):
    """A key that cannot be added as it was asked for."""

    code = "bad_key"


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[tuple[Key, ...]]:
    return TypeAdapter(tuple[Key, ...])


class KeyRing:
    """The keys of one data folder, as the file has them now. Safe from several threads and processes."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE
        self._lock = threading.Lock()
        self._read: tuple[object, tuple[Key, ...]] = (None, ())

    def all(self) -> tuple[Key, ...]:
        """All keys, by name. Raises Corrupt: a file that cannot be read lets nobody in."""
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return ()
        stamp = (state.st_ino, state.st_mtime_ns, state.st_size)
        with self._lock:
            if self._read[0] != stamp:
                self._read = (stamp, self._load())
            return self._read[1]

    def _load(self) -> tuple[Key, ...]:
        try:
            return _adapter().validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            raise Corrupt(f"密钥文件 {self._path} 读不了", hint="从备份恢复，或删除后用 kgqa keys add 重新发放") from error

    def find(self, offered: str) -> Key | None:
        """The key that was offered; takes as long where there is none."""
        shape = _SHAPE.fullmatch(offered)
        digest = hashlib.sha256(offered.encode("utf-8", "surrogatepass")).hexdigest()
        found = next((key for key in self.all() if shape and key.id == shape[1]), None)
        same = hmac.compare_digest(digest, found.sha256 if found else _NOBODY)
        return found if same else None

    def add(self, name: str, *, role: Role = Role.READER, labels: Sequence[str] = ()) -> tuple[Key, str]:
        """A new key, and the text to be handed out: it is stored nowhere. Raises BadKey, BadLabel."""
        name = name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise BadKey("密钥的名称不合要求", hint=f"名称是 1 至 {LONGEST_NAME} 个可见字符")
        given = clean_labels(labels)
        if role is Role.ADMIN and given:
            raise BadKey("管理员看得到全部文件，不需要标签", hint="去掉 --label，或用 --role reader")
        id = secrets.token_hex(6)
        text = f"kgqa_{id}_{secrets.token_urlsafe(32)}"
        key = Key(
            id=id,
            name=name,
            role=role,
            labels=given,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        with self._alone():
            keys = self.all()
            if any(one.name == name for one in keys):
                raise BadKey(f"已有名为“{name}”的密钥", hint="换一个名称，或先用 kgqa keys revoke 作废")
            self._write(tuple(sorted((*keys, key), key=lambda one: one.name)))
        return key, text

    def revoke(self, name: str) -> Key:
        """The key is worth nothing from here on. Raises NotFound."""
        with self._alone():
            keys = self.all()
            found = next((key for key in keys if key.name == name), None)
            if found is None:
                raise NotFound(f"没有名为“{name}”的密钥", hint="用 kgqa keys list 查看")
            self._write(tuple(key for key in keys if key is not found))
        return found

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise BadSetting(
                f"数据目录 {self._path.parent} 不能写入：{error.strerror}", hint="检查 --data 或 KGQA_DATA"
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _write(self, keys: tuple[Key, ...]) -> None:
        """Whole or not at all, readable by the owner only from its first byte on."""
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(_adapter().dump_json(keys, indent=1))
            file.flush()
            os.fsync(handle)
        fresh.replace(self._path)
