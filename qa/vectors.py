"""The faiss door: unit vectors of passages, searched by cosine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import Corrupt

Matrix = NDArray[np.float32]

FLAT_LIMIT = 100_000  # above, an exact search takes more than 10 ms
_NEIGHBOURS, _BUILD_WIDTH, _SEARCH_WIDTH = 32, 200, 256  # HNSW: recall 0.998 at 0.2 ms
_FORMAT = 1
_FILE = "vectors.faiss"
_REBUILD = "重新运行 kgqa build"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manifest:
    model: str
    dimension: int
    count: int
    kind: str  # flat, hnsw


def _damaged(folder: Path, error: Exception) -> Corrupt:
    reason = (str(error).splitlines() or [""])[0]
    return Corrupt(f"向量索引损坏：{folder}（{reason}）", hint=_REBUILD)


def _faiss() -> Any:  # noqa: ANN401
    """One thread always: a second one beside a busy neighbour made a search 53 times as slow, and HNSW unrepeatable."""
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss


class VectorIndex:
    """Exact up to ``FLAT_LIMIT`` vectors, HNSW above. ``model`` names what the vectors were made with.

    A loaded index is read when first searched: most questions never get here.
    """

    def __init__(self, manifest: _Manifest, index: Any | None = None, folder: Path | None = None) -> None:  # noqa: ANN401
        self._manifest = manifest
        self._index = index  # faiss.Index
        self._folder = folder

    @classmethod
    def build(cls, matrix: Matrix, model: str, flat_limit: int = FLAT_LIMIT) -> VectorIndex:
        """``matrix``: shape ``(n, d)``, rows of length one."""
        faiss = _faiss()
        count, dimension = matrix.shape
        kind = "flat" if count <= flat_limit else "hnsw"
        if kind == "flat":
            index = faiss.IndexFlatIP(dimension)
        else:
            index = faiss.IndexHNSWFlat(dimension, _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = _BUILD_WIDTH
        index.add(np.ascontiguousarray(matrix, dtype=np.float32))
        return cls(_Manifest(model=model, dimension=dimension, count=count, kind=kind), index)

    @property
    def model(self) -> str:
        return self._manifest.model

    @property
    def count(self) -> int:
        return self._manifest.count

    @property
    def dimension(self) -> int:
        return self._manifest.dimension

    def _opened(self) -> Any:  # noqa: ANN401
        if self._index is None and self._folder is not None:
            try:
                index = _faiss().read_index(str(self._folder / _FILE))
            except RuntimeError as error:
                raise _damaged(self._folder, error) from error
            if (index.ntotal, index.d) != (self.count, self.dimension):
                raise _damaged(self._folder, ValueError("manifest and vectors do not belong together"))
            self._index = index
        return self._index

    def rows(self, numbers: Sequence[int]) -> Matrix:
        """The stored vectors, shape ``(len(numbers), dimension)``."""
        if not len(numbers):
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.asarray(self._opened().reconstruct_batch(np.asarray(numbers, dtype=np.int64)), dtype=np.float32)

    def search(self, vector: Matrix, k: int, among: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """The ``k`` nearest (fewer when there are fewer) as ``(row, cosine)``, best first, ties by row.

        ``among``: only these rows count. Raises Corrupt when the vector comes from a model of another dimension.
        """
        if vector.shape != (self.dimension,):
            raise Corrupt(f"向量维数不符：索引为 {self.dimension}，模型给出 {vector.shape[-1]}", hint=_REBUILD)
        k = min(k, self.count if among is None else len(among))
        if k <= 0:
            return []
        if among is not None:  # a document's passages are few: exact is also fastest
            rows = np.asarray(among, dtype=np.int64)
            cosines = self.rows(among) @ vector
        else:
            faiss = _faiss()
            parameters = faiss.SearchParametersHNSW(efSearch=max(_SEARCH_WIDTH, k)) if self._manifest.kind == "hnsw" else None
            found, numbers = self._opened().search(np.ascontiguousarray(vector[None, :]), k, params=parameters)
            rows, cosines = numbers[0][numbers[0] >= 0], found[0][numbers[0] >= 0]
        order = np.lexsort((rows, -cosines))[:k]
        return [(int(rows[i]), float(cosines[i])) for i in order]

    def save(self, folder: Path) -> None:
        """Into ``folder``, which must not exist."""
        folder.mkdir(parents=True)
        _faiss().write_index(self._opened(), str(folder / _FILE))
        manifest = {"format": _FORMAT, **asdict(self._manifest), "bytes": (folder / _FILE).stat().st_size}
        (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, model: str | None = None) -> VectorIndex:
        """``model``: the one that questions will be encoded with.

        Raises Corrupt when files are missing, cut off, or were made with another model.
        """
        try:
            fields = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            if fields["format"] != _FORMAT:
                raise ValueError(f"format {fields['format']}")
            if fields["bytes"] != (folder / _FILE).stat().st_size:
                raise ValueError(f"{_FILE} is cut off")
            manifest = _Manifest(
                model=str(fields["model"]),
                dimension=int(fields["dimension"]),
                count=int(fields["count"]),
                kind=str(fields["kind"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _damaged(folder, error) from error
        if model is not None and manifest.model != model:
            hint = f"{_REBUILD}，或把 KGQA_EMBEDDING 设回原来的模型"
            raise Corrupt(f"索引由另一个向量模型建成：{manifest.model}，当前设置为 {model}", hint=hint)
        return cls(manifest, folder=folder)
