"""Fusion, document filter, laziness, re-use of vectors, and what is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadSetting, Corrupt
from qa.embedding import unit
from qa.retrieve import DEPTH, Entry, Retriever, best_matching, fuse

TEXTS = {
    "yunling": (
        "二、重点任务 / 1.建设试验场\n云岭省科技厅牵头建设低空物流试验场。",
        "二、重点任务 / 2.发电装备\n鼓励企业研发海洋温差发电装备，单个项目补助不超过300万元。",
        "三、保障措施\n云岭省财政厅加大资金投入。",
    ),
    "haiping": (
        "一、总体目标\n到2027年，海坪市建成低空物流试验场3个。",
        "二、附则\n本办法由海坪市财政局负责解释。",
    ),
}
ENTRIES = tuple(
    Entry(document=document, passage=number, text=text) for document, texts in TEXTS.items() for number, text in enumerate(texts)
)


class Characters:
    """An embedder that hashes characters into 16 places; counts what it is asked."""

    dimension = 16

    def __init__(self, id: str = "characters") -> None:
        self.id = id
        self.encoded: list[str] = []

    def encode_query(self, text: str) -> np.ndarray:
        places = [hashlib.sha256(char.encode("utf-8", "replace")).digest()[0] % 16 for char in text]
        return unit(np.bincount(places, minlength=16).astype(np.float32))

    def encode_passages(self, texts: Sequence[str], progress: object = None) -> np.ndarray:
        self.encoded.extend(texts)
        return np.stack([self.encode_query(text) for text in texts])


@pytest.fixture
def retriever() -> Retriever:
    return Retriever.build(ENTRIES, embedder=Characters())


def places(hits) -> list[tuple[str, int]]:
    return [(hit.document, hit.passage) for hit in hits]


# --- searching ------------------------------------------------------------------------------------


def test_the_right_passage_comes_first(retriever):
    assert places(retriever.search("海洋温差发电补助多少"))[0] == ("yunling", 1)


def test_hits_are_ordered_and_carry_their_scores(retriever):
    hits = retriever.search("财政厅负责什么")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 and hit.lexical >= 0 for hit in hits)
    assert all(hit.cosine is not None and -1 <= hit.cosine <= 1.0001 for hit in hits)


def test_cosines_are_those_of_the_passages(retriever):
    embedder = Characters()
    query = embedder.encode_query("财政厅")
    texts = {(entry.document, entry.passage): entry.text for entry in ENTRIES}
    for hit in retriever.search("财政厅"):
        assert hit.cosine == pytest.approx(float(embedder.encode_query(texts[hit.document, hit.passage]) @ query), abs=1e-5)


def test_one_document_alone(retriever):
    everywhere = places(retriever.search("低空物流试验场"))
    assert {document for document, _ in everywhere} == {"yunling", "haiping"}
    assert places(retriever.search("低空物流试验场", document="haiping"))[0] == ("haiping", 0)
    assert {d for d, _ in places(retriever.search("低空物流试验场", document="haiping"))} == {"haiping"}
    assert retriever.search("低空物流试验场", document="nowhere") == ()


def test_the_filter_comes_before_the_ranking():
    many = [Entry(document="big", passage=i, text=f"低空物流试验场建设第{i}号，低空物流。") for i in range(3 * DEPTH)]
    few = [Entry(document="small", passage=0, text="附则：低空物流另行规定，其余事项由各市自行决定，本条自公布之日起施行。")]
    retriever = Retriever.build([*many, *few], embedder=Characters())
    assert places(retriever.search("低空物流试验场建设", document="small")) == [("small", 0)]


@pytest.mark.parametrize("use_vectors", [False, None])
def test_without_vectors_only_what_shares_a_word(retriever, use_vectors):
    plain = retriever if use_vectors is False else Retriever.build(ENTRIES)
    hits = plain.search("发电装备", use_vectors=use_vectors)
    assert places(hits) == [("yunling", 1)]
    assert hits[0].cosine is None and hits[0].score == 1.0 and hits[0].lexical > 0


def test_vectors_find_what_shares_no_word():
    assert len(Retriever.build(ENTRIES).search("鲲鹏")) == 0
    assert len(Retriever.build(ENTRIES, embedder=Characters()).search("鲲鹏")) == len(ENTRIES)


@pytest.mark.parametrize("k", [0, -3])
def test_no_hits_wanted(retriever, k):
    assert retriever.search("财政厅", k=k) == ()


def test_more_wanted_than_there_are(retriever):
    assert len(retriever.search("财政厅", k=1000)) == len(ENTRIES)


@pytest.mark.parametrize("question", ["", "  ", "？！……", "\ud800", "_"])
def test_a_question_without_a_word_finds_nothing(retriever, question):
    assert retriever.search(question) == ()


def test_an_empty_index_finds_nothing(tmp_path):
    for built in (Retriever.build([]), Retriever.build([], embedder=Characters())):
        assert built.search("牵头") == ()
    built.warm()
    built.save(tmp_path / "index")
    assert Retriever.load(tmp_path / "index", opener=Characters).search("牵头") == ()


def test_names_reach_the_words():
    plain, named = Retriever.build(ENTRIES), Retriever.build(ENTRIES, names=["低空物流试验场"])
    question = "低空物流试验场"
    assert named.search(question)[0].lexical != plain.search(question)[0].lexical


def test_the_real_model_finds_a_paraphrase(embedder):
    retriever = Retriever.build(ENTRIES, embedder=embedder)
    assert places(retriever.search("无人机送快递的测试场地归哪个厅管", document="yunling"))[0] == ("yunling", 0)
    assert places(retriever.search("造海上发电的机器，政府给多少钱"))[0] == ("yunling", 1)


# --- fusion ---------------------------------------------------------------------------------------

scored = st.dictionaries(st.integers(0, 30), st.floats(0.001, 100), max_size=12).map(lambda d: sorted(d.items()))


@settings(deadline=None)
@given(scored, scored, st.floats(0, 1))
def test_fused_scores_lie_between_0_and_1_for_exactly_the_candidates(matching, nearest, weight):
    fused = fuse(matching, nearest, weight)
    assert fused.keys() == {row for row, _ in matching} | {row for row, _ in nearest}
    assert all(0 <= score <= 1 + 1e-9 for score in fused.values())


@settings(deadline=None)
@given(scored, scored)
def test_best_on_both_sides_is_best(matching, nearest):
    if not matching or not nearest:
        return
    top = 99
    fused = fuse([*matching, (top, 101.0)], [*nearest, (top, 101.0)])
    assert fused[top] == pytest.approx(1)
    assert all(score < fused[top] for row, score in fused.items() if row != top)


def test_a_side_that_found_nothing_does_not_disturb():
    assert fuse([], [(3, 0.9), (5, 0.8)], 0.4) == {3: pytest.approx(0.4), 5: 0.0}
    assert fuse([(3, 7.0)], (), 0.0) == {3: 1.0}
    assert fuse([], []) == {}
    assert fuse([], [(1, 0.0), (2, 0.0)], 1.0) == {1: 0.0, 2: 0.0}


def test_best_matching_takes_the_best_of_the_rows_ties_by_row():
    scores = np.array([1, 3, 0, 3, 2], dtype=np.float32)
    assert best_matching(scores, range(5)) == [(1, 3.0), (3, 3.0), (4, 2.0), (0, 1.0)]
    assert best_matching(scores, [0, 2]) == [(0, 1.0)]
    assert best_matching(scores, []) == []
    assert len(best_matching(np.ones(3 * DEPTH, dtype=np.float32), range(3 * DEPTH))) == DEPTH


# --- building -------------------------------------------------------------------------------------


def test_only_new_texts_are_embedded(tmp_path):
    first = Characters()
    old = Retriever.build(ENTRIES, embedder=first)
    old.save(tmp_path / "index")
    assert len(first.encoded) == len(ENTRIES)
    for previous in (old, Retriever.load(tmp_path / "index")):
        second = Characters()
        added = Entry(document="neu", passage=0, text="新增的一段。")
        new = Retriever.build([added, *ENTRIES[2:]], embedder=second, previous=previous)
        assert second.encoded == ["新增的一段。"]
        assert new.search("财政厅", 2) == Retriever.build([added, *ENTRIES[2:]], embedder=Characters()).search("财政厅", 2)


def test_a_build_with_nothing_new_does_not_ask_the_model():
    class Closed(Characters):
        @property
        def dimension(self) -> int:  # type: ignore[override]
            raise AssertionError("opened")

    old = Retriever.build(ENTRIES, embedder=Characters())
    new = Retriever.build(ENTRIES[1:], embedder=Closed(), previous=old)
    assert new.vectors is not None and new.vectors.count == len(ENTRIES) - 1


def test_vectors_of_another_model_are_not_taken_over():
    other = Characters("other")
    Retriever.build(ENTRIES, embedder=other, previous=Retriever.build(ENTRIES, embedder=Characters()))
    assert len(other.encoded) == len(ENTRIES)


def test_equal_texts_are_embedded_once():
    embedder = Characters()
    built = Retriever.build([Entry(document=d, passage=0, text="同样的一段。") for d in "abc"], embedder=embedder)
    assert embedder.encoded == ["同样的一段。"]
    assert places(built.search("同样", 3)) == [("a", 0), ("b", 0), ("c", 0)]


# --- on disk --------------------------------------------------------------------------------------


def test_a_loaded_retriever_finds_the_same_and_opens_the_model_once(retriever, tmp_path):
    retriever.save(tmp_path / "index")
    opened: list[Characters] = []

    def opener() -> Characters:
        opened.append(Characters())
        return opened[-1]

    loaded = Retriever.load(tmp_path / "index", opener=opener, model="characters")
    assert loaded.search("财政厅", use_vectors=False) == retriever.search("财政厅", use_vectors=False)
    assert not opened
    threads = [threading.Thread(target=loaded.search, args=("财政厅",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 1
    assert loaded.search("财政厅") == retriever.search("财政厅")


def test_warm_opens_everything(retriever, tmp_path):
    retriever.save(tmp_path / "index")
    opened: list[int] = []
    loaded = Retriever.load(tmp_path / "index", opener=lambda: opened.append(1) or Characters())
    loaded.warm()
    assert opened == [1]


def test_a_retriever_without_vectors_comes_back_without(tmp_path):
    Retriever.build(ENTRIES).save(tmp_path / "index")
    loaded = Retriever.load(tmp_path / "index")
    assert not loaded.has_vectors
    assert loaded.search("发电装备")[0].cosine is None
    with pytest.raises(BadSetting, match="没有向量"):
        loaded.search("发电装备", use_vectors=True)
    loaded.warm()


def test_vectors_without_a_model_to_ask_with(retriever, tmp_path):
    retriever.save(tmp_path / "index")
    with pytest.raises(BadSetting, match="没有指定向量模型"):
        Retriever.load(tmp_path / "index").search("财政厅")


def test_another_model_is_refused_when_opened_and_when_used(retriever, tmp_path):
    retriever.save(tmp_path / "index")
    with pytest.raises(Corrupt, match="另一个向量模型"):
        Retriever.load(tmp_path / "index", model="other")
    with pytest.raises(Corrupt, match="另一个向量模型"):
        Retriever.load(tmp_path / "index", opener=lambda: Characters("other")).search("财政厅")


def harm_json(folder: Path) -> None:
    (folder / "passages.json").write_text("{")


def harm_format(folder: Path) -> None:
    manifest = json.loads((folder / "passages.json").read_text())
    (folder / "passages.json").write_text(json.dumps({**manifest, "format": 0}))


def harm_entries(folder: Path) -> None:
    manifest = json.loads((folder / "passages.json").read_text())
    (folder / "passages.json").write_text(json.dumps({**manifest, "passages": manifest["passages"][1:]}))


def harm_vectors(folder: Path) -> None:
    shutil.rmtree(folder / "vectors")


def harm_lexical(folder: Path) -> None:
    shutil.rmtree(folder / "lexical")


@pytest.mark.parametrize("harm", [harm_json, harm_format, harm_entries, harm_vectors, harm_lexical])
def test_damage_is_seen_when_the_index_is_opened(retriever, tmp_path, harm):
    retriever.save(tmp_path / "index")
    harm(tmp_path / "index")
    with pytest.raises(Corrupt, match="索引损坏") as caught:
        Retriever.load(tmp_path / "index", opener=Characters)
    assert "kgqa build" in caught.value.hint
