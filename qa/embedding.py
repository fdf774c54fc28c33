"""The embedding door: texts → unit vectors, through sentence-transformers. The only module that loads torch."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kg.errors import BadSetting, Corrupt
from qa import embedding_convert
from qa.embedding_convert import Progress

BUILTIN = "builtin"
BATCH = 1  # passages to a forward pass: a vector must not depend (by 0.001) on what else is encoded; costs a sixth more time
CHUNK = 128  # passages between two reports of progress
BULK_THREADS = 2
_PLAIN_E5 = re.compile(r"(?:^|[-_/])e5[-_](?!.*instruct)", re.IGNORECASE)  # trained with prompts that many copies do not declare

Matrix = NDArray[np.float32]


class Embedder(Protocol):
    """Texts → L2-normalised float32 vectors. Calls are safe from several threads."""

    @property
    def id(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Shape ``(len(texts), dimension)``."""
        ...

    def encode_query(self, text: str) -> Matrix:
        """Shape ``(dimension,)``."""
        ...


def model_id(setting: str) -> str:
    """What an index remembers of the model it was made with. Cheap: nothing is loaded.

    A folder is known by the names and sizes of its files, so that another model put in its place is noticed.
    """
    if setting == BUILTIN:
        return f"{BUILTIN}:{embedding_convert.NAME}"
    folder = Path(setting).expanduser()
    if not folder.is_dir():
        return setting
    files = sorted((p.relative_to(folder).as_posix(), p.stat().st_size) for p in folder.rglob("*") if p.is_file())
    return f"{folder.name}@{hashlib.sha256(repr(files).encode()).hexdigest()[:12]}"


def unit(vectors: NDArray[Any]) -> Matrix:
    """Rows of length one, in float32; a row of zeros stays."""
    plain = np.asarray(vectors, dtype=np.float32)
    length = np.linalg.norm(plain, axis=-1, keepdims=True)
    return np.asarray(plain / np.maximum(length, np.float32(1e-12)), dtype=np.float32)


def _encodable(text: str) -> str:
    """Lone surrogates (they come through JSON) become question marks: the tokenizer refuses them."""
    return text.encode("utf-8", "replace").decode("utf-8")


class SentenceTransformerEmbedder:
    """One thread for a query, two for bulk: OpenMP beside a busy neighbour turns milliseconds into seconds."""

    def __init__(self, model: Any, id: str) -> None:  # noqa: ANN401 - sentence_transformers.SentenceTransformer, imported late
        self._model = model
        self._lock = threading.Lock()  # fast tokenizers must not be borrowed twice
        self.id = id
        self.dimension = int(model.encode_query("一").shape[-1])

    @contextmanager
    def _alone(self, threads: int) -> Iterator[None]:
        import torch

        with self._lock:
            torch.set_num_threads(min(threads, os.cpu_count() or 1))
            yield

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))  # equal lengths together: little padding
        for start in range(0, len(order), CHUNK):
            rows = order[start : start + CHUNK]
            with self._alone(BULK_THREADS):
                made = self._model.encode_document(
                    [_encodable(texts[i]) for i in rows], batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True
                )
            found[rows] = unit(made)
            if progress is not None:
                progress("计算段落向量", min(start + CHUNK, len(order)), len(order))
        return found

    def encode_query(self, text: str) -> Matrix:
        with self._alone(1):
            made = self._model.encode_query(_encodable(text), show_progress_bar=False, convert_to_numpy=True)
        return unit(made)


class DeferredEmbedder:
    """Known by its id at once, opened when first asked for a vector: a build that has nothing new to embed loads no torch.

    Opening raises what ``open_embedder`` raises.
    """

    def __init__(self, setting: str, cache: Path, progress: Progress | None = None) -> None:
        self.id = model_id(setting)
        self._setting, self._cache, self._progress = setting, cache, progress
        self._opened: Embedder | None = None
        self._opening = threading.Lock()

    def _model(self) -> Embedder:
        with self._opening:
            if self._opened is None:
                self._opened = open_embedder(self._setting, self._cache, self._progress)
            return self._opened

    @property
    def dimension(self) -> int:
        return self._model().dimension

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        return self._model().encode_passages(texts, progress)

    def encode_query(self, text: str) -> Matrix:
        return self._model().encode_query(text)


def _environment(*, offline: bool) -> None:
    """Before torch and the Hugging Face libraries are imported; what the operator has set wins."""
    names = {"OMP_WAIT_POLICY": "PASSIVE", "HF_HUB_DISABLE_TELEMETRY": "1"}  # idle OpenMP threads sleep
    if offline:
        names |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    for name, value in names.items():
        os.environ.setdefault(name, value)


def _quiet() -> None:
    """No bars and no advice on the user's terminal."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    for name in ("sentence_transformers", "transformers"):
        logging.getLogger(name).setLevel(logging.ERROR)


def _dtype() -> str:
    """bfloat16 where the processor multiplies it natively (about 1.6 times as fast there), else float32 (faster elsewhere)."""
    import torch

    able = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return "bfloat16" if able.get("avx512_bf16") or able.get("amx_bf16") else "float32"


def _prompts(setting: str, model: Any) -> None:  # noqa: ANN401
    """Prompts that a plain e5 was trained with, where its folder declares none."""
    if _PLAIN_E5.search(Path(setting).name) and not any(model.prompts.values()):
        model.prompts = {"query": "query: ", "document": "passage: "}


def _load(place: str, local: bool, **options: object) -> Any:  # noqa: ANN401
    from sentence_transformers import SentenceTransformer

    _quiet()
    return SentenceTransformer(place, device="cpu", local_files_only=local, **options)


def open_embedder(setting: str, cache: Path, progress: Progress | None = None) -> Embedder:
    """The embedder that ``setting`` names: ``builtin``, a sentence-transformers folder, or a model name (needs a network once).

    Loads torch (seconds). ``cache`` keeps the built-in model, unpacked on first use.
    Raises BadSetting when the model cannot be had, Corrupt when its files are damaged.
    """
    if setting == BUILTIN:
        folder = embedding_convert.convert(cache, progress or (lambda _what, _done, _total: None))
        _environment(offline=True)
        return _opened(setting, str(folder), local=True, hint=f"删除 {folder} 后再试", model_kwargs={"dtype": _dtype()})
    folder = Path(setting).expanduser()
    if folder.is_dir():
        _environment(offline=True)
        return _opened(setting, str(folder), local=True, hint="换用完整的 sentence-transformers 模型文件夹")
    if setting.startswith((".", "/", "~")) or "\\" in setting:
        raise BadSetting(f"向量模型文件夹不存在：{setting}", hint="检查 KGQA_EMBEDDING；builtin 为自带模型")
    _environment(offline=False)
    return _opened(setting, setting, local=False, hint="检查 KGQA_EMBEDDING 和网络；离线时请用 builtin 或本地模型文件夹")


def _opened(setting: str, place: str, *, local: bool, hint: str, **options: object) -> Embedder:
    from safetensors import SafetensorError

    try:
        model = _load(place, local, **options)
        _prompts(setting, model)
        return SentenceTransformerEmbedder(model, model_id(setting))
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        raised = Corrupt if setting == BUILTIN else BadSetting
        raise raised(f"向量模型无法打开：{setting}（{error}）", hint=hint) from error
