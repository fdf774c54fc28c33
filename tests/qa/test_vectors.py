"""The faiss door: exact where it says so, ties by row, manifest and vectors belong together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import Corrupt
from qa.vectors import VectorIndex

ROOT = Path(__file__).resolve().parents[2]


def random_units(count: int, dimension: int, seed: int = 1) -> np.ndarray:
    matrix = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


@pytest.fixture
def index() -> VectorIndex:
    return VectorIndex.build(random_units(50, 8), "model-a")


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 60), st.integers(0, 1000))
def test_flat_search_is_exact(count, k, seed):
    matrix, query = random_units(count, 6, seed), random_units(1, 6, seed + 1)[0]
    found = VectorIndex.build(matrix, "m").search(query, k)
    cosines = matrix @ query
    assert [row for row, _ in found] == sorted(range(count), key=lambda row: -cosines[row])[:k]
    assert np.allclose([cosine for _, cosine in found], np.sort(cosines)[::-1][:k], atol=1e-6)


def test_ties_go_by_row():
    matrix = np.tile(random_units(1, 4), (9, 1))
    found = VectorIndex.build(matrix, "m").search(matrix[0], 9)
    assert [row for row, _ in found] == list(range(9))


@pytest.mark.parametrize("flat_limit", [1000, 10])
def test_among_searches_only_those_rows(flat_limit):
    matrix = random_units(60, 8)
    index = VectorIndex.build(matrix, "m", flat_limit)
    found = index.search(matrix[7], 5, among=[3, 7, 20])
    assert found[0][0] == 7 and found[0][1] == pytest.approx(1, abs=1e-5)
    assert sorted(row for row, _ in found) == [3, 7, 20]
    assert index.search(matrix[7], 5, among=[]) == []


@pytest.mark.parametrize("k", [0, -1])
def test_nothing_asked_for(index, k):
    assert index.search(random_units(1, 8)[0], k) == []


def test_an_empty_index(tmp_path):
    index = VectorIndex.build(np.zeros((0, 8), dtype=np.float32), "m")
    index.save(tmp_path / "index")
    for each in (index, VectorIndex.load(tmp_path / "index")):
        assert each.search(random_units(1, 8)[0], 3) == []
        assert each.rows([]).shape == (0, 8)


def test_above_the_limit_a_graph_index_finds_nearly_the_same_and_repeats_itself():
    matrix, queries = random_units(3000, 16), random_units(30, 16, seed=2)
    flat, graph, again = (VectorIndex.build(matrix, "m", limit) for limit in (3000, 2999, 2999))
    exact = [[row for row, _ in flat.search(q, 10)] for q in queries]
    near = [[row for row, _ in graph.search(q, 10)] for q in queries]
    assert np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact, near, strict=True)]) > 0.98
    assert near == [[row for row, _ in again.search(q, 10)] for q in queries]


def test_rows_are_what_was_stored(index):
    assert index.rows([4, 2]).tobytes() == random_units(50, 8)[[4, 2]].tobytes()


@pytest.mark.parametrize("flat_limit", [1000, 10])
def test_a_loaded_index_finds_the_same(tmp_path, flat_limit):
    built = VectorIndex.build(random_units(50, 8), "model-a", flat_limit)
    built.save(tmp_path / "index")
    loaded = VectorIndex.load(tmp_path / "index", "model-a")
    assert (loaded.model, loaded.count, loaded.dimension) == ("model-a", 50, 8)
    query = random_units(1, 8, seed=5)[0]
    assert loaded.search(query, 10) == built.search(query, 10)


def test_another_model_is_refused_with_both_names(index, tmp_path):
    index.save(tmp_path / "index")
    with pytest.raises(Corrupt, match=r"model-a.*model-b") as caught:
        VectorIndex.load(tmp_path / "index", "model-b")
    assert "kgqa build" in caught.value.hint and "KGQA_EMBEDDING" in caught.value.hint


def test_a_vector_of_another_dimension_is_refused(index):
    with pytest.raises(Corrupt, match="维数不符"):
        index.search(random_units(1, 9)[0], 3)


def harm_cut(folder: Path) -> None:
    os.truncate(folder / "vectors.faiss", 20)


def harm_missing(folder: Path) -> None:
    (folder / "vectors.faiss").unlink()


def harm_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("[]")


def harm_format(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 0}))


@pytest.mark.parametrize("harm", [harm_cut, harm_missing, harm_manifest, harm_format])
def test_damage_is_seen_when_the_index_is_opened(index, tmp_path, harm):
    index.save(tmp_path / "index")
    harm(tmp_path / "index")
    with pytest.raises(Corrupt, match="向量索引损坏"):
        VectorIndex.load(tmp_path / "index")


def test_bytes_that_faiss_cannot_read_are_seen_when_used(index, tmp_path):
    index.save(tmp_path / "index")
    path = tmp_path / "index" / "vectors.faiss"
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(Corrupt, match="向量索引损坏"):
        VectorIndex.load(tmp_path / "index").search(random_units(1, 8)[0], 3)


def test_a_manifest_of_another_index_is_seen_when_used(index, tmp_path):
    index.save(tmp_path / "index")
    path = tmp_path / "index" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "count": 49}))
    with pytest.raises(Corrupt, match="belong together"):
        VectorIndex.load(tmp_path / "index").rows([1])


def test_opening_does_not_load_faiss(index, tmp_path):
    index.save(tmp_path / "index")
    code = (
        "import sys; from pathlib import Path; from qa.vectors import VectorIndex\n"
        "print(VectorIndex.load(Path(sys.argv[1])).count, 'faiss' in sys.modules)"
    )
    arguments = [sys.executable, "-c", code, str(tmp_path / "index")]
    assert subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "50 False\n"
