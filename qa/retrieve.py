"""Passages for a question: BM25 and embeddings, fused.

The fused score is a weighted sum of min-max normalised scores over the best hundred of each; a passage that one side did not
find gets nothing from it. Weight and form were chosen by measurement (``benchmarks/retrieval.py``).
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.errors import BadSetting, Corrupt
from qa.embedding import Embedder
from qa.embedding_convert import Progress
from qa.lexical import LexicalIndex, grams
from qa.model import Hit
from qa.vectors import VectorIndex

WEIGHT = 0.4  # of the embeddings; 0.3–0.5 differ by .003 (CMRC) and .005 (DRCD) nDCG@10
DEPTH = 100  # candidates from either side
_FORMAT = 1
_REBUILD = "重新运行 kgqa build"

Opener = Callable[[], Embedder]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One passage to index. ``text`` is its section path and its words."""

    document: str
    passage: int
    text: str


@dataclass(frozen=True, slots=True)
class _Key:
    """What the index keeps of an entry; ``digest`` lets the next build reuse its vector."""

    document: str
    passage: int
    digest: str


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def best_matching(scores: NDArray[np.float32], rows: Sequence[int]) -> list[tuple[int, float]]:
    """The ``DEPTH`` best of ``rows`` that share anything with the question, best first, ties by row."""
    among = np.asarray(rows, dtype=np.int64)
    found = among[scores[among] > 0]
    best = found[np.lexsort((found, -scores[found]))[:DEPTH]]
    return [(int(row), float(scores[row])) for row in best]


def _spread(scored: Sequence[tuple[int, float]]) -> dict[int, float]:
    """Scores spread over 0..1; where all are equal they are 1 (or 0 when none is positive)."""
    if not scored:
        return {}
    low, high = min(score for _, score in scored), max(score for _, score in scored)
    if high == low:
        return {row: float(high > 0) for row, _ in scored}
    return {row: (score - low) / (high - low) for row, score in scored}


def fuse(matching: Sequence[tuple[int, float]], nearest: Sequence[tuple[int, float]], weight: float = WEIGHT) -> dict[int, float]:
    """Row → score in 0..1, from ``(row, BM25)`` and ``(row, cosine)``; ``weight`` is that of the cosines."""
    lexical, close = _spread(matching), _spread(nearest)
    rows = lexical.keys() | close.keys()
    return {row: (1 - weight) * lexical.get(row, 0.0) + weight * close.get(row, 0.0) for row in rows}


class Retriever:
    """Searches one generation's passages. Calls are safe from several threads.

    ``opener`` gives the embedder; it is called when the first question needs vectors (torch takes seconds to load).
    """

    def __init__(
        self, keys: Sequence[_Key], lexical: LexicalIndex, vectors: VectorIndex | None = None, opener: Opener | None = None
    ) -> None:
        self._keys = tuple(keys)
        self.lexical = lexical
        self.vectors = vectors
        self._opener = opener
        self._embedder: Embedder | None = None
        self._opening = threading.Lock()
        self._rows: dict[str, list[int]] = {}
        for row, key in enumerate(self._keys):
            self._rows.setdefault(key.document, []).append(row)

    @classmethod
    def build(
        cls,
        entries: Sequence[Entry],
        *,
        names: Iterable[str] = (),
        embedder: Embedder | None = None,
        previous: Retriever | None = None,
        progress: Progress | None = None,
    ) -> Retriever:
        """``names``: labels of the graph. Without ``embedder`` there is only BM25.

        Vectors of texts that ``previous`` holds are taken over: a build embeds only what is new.
        """
        keys = [_Key(entry.document, entry.passage, _digest(entry.text)) for entry in entries]
        lexical = LexicalIndex.build([entry.text for entry in entries], names)
        if embedder is None:
            return cls(keys, lexical)
        matrix = _encode(entries, keys, embedder, previous, progress)
        return cls(keys, lexical, VectorIndex.build(matrix, embedder.id), lambda: embedder)

    @property
    def size(self) -> int:
        return len(self._keys)

    @property
    def has_vectors(self) -> bool:
        return self.vectors is not None

    def search(self, question: str, k: int = 10, document: str | None = None, use_vectors: bool | None = None) -> tuple[Hit, ...]:
        """The best ``k`` passages, of ``document`` alone where it is given; none when the question holds no word.

        ``use_vectors``: None takes what the index holds; True insists. ``Hit.cosine`` is None where no embedding was asked.
        Raises BadSetting when vectors are demanded of an index without any, Corrupt when the index is damaged.
        """
        if use_vectors and self.vectors is None:
            raise BadSetting("索引中没有向量", hint=f"{_REBUILD}，并检查 KGQA_EMBEDDING 设置")
        rows = list(range(self.size)) if document is None else self._rows.get(document, [])
        if not rows or k <= 0 or not grams(question):
            return ()
        lexical = self.lexical.scores(question)
        matching = best_matching(lexical, rows)
        if self.vectors is None or use_vectors is False:
            return self._hits(fuse(matching, (), 0.0), lexical, None, k)
        vector = self._open().encode_query(question)
        nearest = self.vectors.search(vector, DEPTH, None if document is None else rows)
        return self._hits(fuse(matching, nearest), lexical, vector, k)

    def _hits(
        self, fused: dict[int, float], lexical: NDArray[np.float32], vector: NDArray[np.float32] | None, k: int
    ) -> tuple[Hit, ...]:
        best = sorted(fused, key=lambda row: (-fused[row], row))[:k]
        cosines: Sequence[float | None] = [None] * len(best)
        if vector is not None and self.vectors is not None:
            cosines = [float(cosine) for cosine in self.vectors.rows(best) @ vector]
        return tuple(
            Hit(
                document=self._keys[row].document,
                passage=self._keys[row].passage,
                score=fused[row],
                lexical=float(lexical[row]),
                cosine=cosine,
            )
            for row, cosine in zip(best, cosines, strict=True)
        )

    def warm(self) -> None:
        """Load everything that the first question would wait for."""
        self.lexical.scores("一")
        if self.vectors is not None:
            self.vectors.rows([0] if self.size else [])
            self._open()

    def _open(self) -> Embedder:
        with self._opening:
            if self._embedder is None:
                if self._opener is None or self.vectors is None:
                    raise BadSetting("没有指定向量模型", hint="检查 KGQA_EMBEDDING 设置")
                opened = self._opener()
                if (opened.id, opened.dimension) != (self.vectors.model, self.vectors.dimension):
                    raise Corrupt(f"索引由另一个向量模型建成：{self.vectors.model}，当前模型为 {opened.id}", hint=_REBUILD)
                self._embedder = opened
            return self._embedder

    def vectors_of(self, digests: Iterable[str], model: str) -> dict[str, NDArray[np.float32]]:
        """Vectors already made with ``model``, by digest of the text."""
        if self.vectors is None or self.vectors.model != model:
            return {}
        rows = {key.digest: row for row, key in enumerate(self._keys)}
        known = sorted(set(digests) & rows.keys())
        return dict(zip(known, self.vectors.rows([rows[digest] for digest in known]), strict=True))

    def save(self, folder: Path) -> None:
        """Into ``folder``, which must not exist."""
        folder.mkdir(parents=True)
        self.lexical.save(folder / "lexical")
        if self.vectors is not None:
            self.vectors.save(folder / "vectors")
        manifest = {
            "format": _FORMAT,
            "vectors": self.has_vectors,
            "passages": [[key.document, key.passage, key.digest] for key in self._keys],
        }
        (folder / "passages.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, *, opener: Opener | None = None, model: str | None = None) -> Retriever:
        """Reads manifests only; the indexes follow with the first question.

        ``model``: ``qa.embedding.model_id`` of the setting in force. Raises Corrupt when files are missing, damaged, do not
        belong together, or the vectors come from another model.
        """
        try:
            manifest = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
            if manifest["format"] != _FORMAT:
                raise ValueError(f"format {manifest['format']}")
            keys = [_Key(str(document), int(passage), str(digest)) for document, passage, digest in manifest["passages"]]
            with_vectors = bool(manifest["vectors"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Corrupt(f"检索索引损坏：{folder}（{error}）", hint=_REBUILD) from error
        lexical = LexicalIndex.load(folder / "lexical")
        vectors = VectorIndex.load(folder / "vectors", model) if with_vectors else None
        if lexical.size != len(keys) or (vectors is not None and vectors.count != len(keys)):
            raise Corrupt(f"检索索引损坏：{folder}（各部分的段落数不一致）", hint=_REBUILD)
        return cls(keys, lexical, vectors, opener)


def _encode(
    entries: Sequence[Entry], keys: Sequence[_Key], embedder: Embedder, previous: Retriever | None, progress: Progress | None
) -> NDArray[np.float32]:
    """One vector a row; equal texts are encoded once, known ones not at all."""
    known = previous.vectors_of((key.digest for key in keys), embedder.id) if previous is not None else {}
    missing = {key.digest: entry.text for key, entry in zip(keys, entries, strict=True) if key.digest not in known}
    if missing:
        made = embedder.encode_passages(list(missing.values()), progress)
        known |= dict(zip(missing, made, strict=True))
    if not keys:
        return np.zeros((0, embedder.dimension), dtype=np.float32)
    return np.stack([known[key.digest] for key in keys]).astype(np.float32)
