"""BM25 finds what shares words with the question, is deterministic, opens at once, and says when it is damaged."""

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
from kg.text import fold
from qa.lexical import LexicalIndex, Words, grams

ROOT = Path(__file__).resolve().parents[2]
TEXTS = (
    "云岭省科技厅牵头建设低空物流试验场。",
    "鼓励企业研发海洋温差发电装备，单个项目补助不超过300万元。",
    "建立AIGC内容审核制度，接入5G、IPv6等信息基础设施。",
    "本办法由云岭省财政厅负责解释，自2027年1月1日起施行。",
)
words_of_any_kind = st.text(alphabet="云岭省牵头建设低空ABc5G６第，。 \n國ß", max_size=30)


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


def best(index: LexicalIndex, query: str) -> int:
    return int(np.argmax(index.scores(query)))


# --- tokens ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("建5G网络", ["建", "5g", "网", "络", "网络"]),
        ("ＡＩＧＣ", ["aigc"]),
        ("國務院", ["国", "务", "院", "国务", "务院"]),
        ("15.5%，约", ["15.5", "约"]),
        ("deep learning", ["deep", "learning"]),
        ("２０２７年", ["2027", "年"]),
        ("？！…“”_ ", []),
        ("", []),
    ],
)
def test_grams(text, wanted):
    assert grams(text) == wanted


@settings(deadline=None)
@given(words_of_any_kind)
def test_every_gram_stands_in_the_folded_text(text):
    assert all(token and token in fold(text) for token in grams(text))


@settings(deadline=None)
@given(words_of_any_kind)
def test_words_cover_what_the_characters_cover(text):
    spelled = "".join(token for token in grams(text) if len(token) == 1 or token.isascii() or "ß" in token)
    assert "".join(Words()(text)) == spelled


def test_names_of_the_graph_stay_whole():
    assert "低空物流试验场" not in Words()("建设低空物流试验场。")
    assert "低空物流试验场" in Words(["低空物流試驗場"])("建设低空物流试验场。")


def test_names_do_not_leak_into_jieba_or_into_other_indexes():
    import jieba

    Words(["低空物流试验场"])("低空物流试验场")
    assert "低空物流试验场" not in Words()("低空物流试验场")
    assert "低空物流试验场" not in jieba.lcut("低空物流试验场", HMM=False)


def test_names_that_are_no_chinese_words_are_left_out():
    assert Words(["A", "云", "IPv6", "云岭 省", "云岭", "云岭"]).names == ("云岭",)


# --- scores ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("低空物流试验场由谁牵头", 0),
        ("海洋温差发电补助多少", 1),
        ("ipv6", 2),
        ("財政廳負責什麼", 3),
        ("３００万元", 1),
    ],
)
def test_the_passage_that_shares_the_words_comes_first(index, query, wanted):
    assert best(index, query) == wanted


@pytest.mark.parametrize("query", ["", "？", "зима", "鲲鹏", "\ud800"])
def test_nothing_shared_gives_zeros(index, query):
    assert index.scores(query).tolist() == [0.0] * len(TEXTS)


def test_zero_exactly_where_nothing_is_shared(index):
    assert (index.scores("海洋") > 0).tolist() == [False, True, False, False]


@pytest.mark.parametrize("texts", [[], [""], ["，。", ""]])
def test_indexes_without_words(texts, tmp_path):
    index = LexicalIndex.build(texts)
    assert index.scores("牵头").tolist() == [0.0] * len(texts)
    index.save(tmp_path / "index")
    assert LexicalIndex.load(tmp_path / "index").scores("牵头").tolist() == [0.0] * len(texts)


@settings(deadline=None)
@given(st.lists(words_of_any_kind, max_size=6), words_of_any_kind)
def test_scores_are_finite_and_never_negative(texts, query):
    scores = LexicalIndex.build(texts).scores(query)
    assert scores.shape == (len(texts),)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all() and (scores >= 0).all()


# --- on disk --------------------------------------------------------------------------------------


def test_a_loaded_index_scores_the_same(index, tmp_path):
    named = LexicalIndex.build(TEXTS, ["低空物流试验场"])
    for number, built in enumerate((index, named)):
        built.save(tmp_path / str(number))
        loaded = LexicalIndex.load(tmp_path / str(number))
        for query in ("低空物流试验场由谁牵头", "财政厅", "5G"):
            assert loaded.scores(query).tobytes() == built.scores(query).tobytes()


def test_a_loaded_index_can_be_saved_again(index, tmp_path):
    index.save(tmp_path / "a")
    LexicalIndex.load(tmp_path / "a").save(tmp_path / "b")
    for path in (tmp_path / "a").rglob("*.npy"):
        assert (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes() == path.read_bytes()


def test_equal_passages_make_equal_files_in_another_process(index, tmp_path):
    code = (
        "import sys; from pathlib import Path; from qa.lexical import LexicalIndex\n"
        "import json; LexicalIndex.build(json.loads(sys.argv[2])).save(Path(sys.argv[1]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    arguments = [sys.executable, "-c", code, str(tmp_path / "b"), json.dumps(TEXTS)]
    subprocess.run(arguments, cwd=ROOT, check=True, env=environment)
    index.save(tmp_path / "a")
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert len(files) > 8
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_opening_loads_neither_jieba_nor_bm25s(index, tmp_path):
    index.save(tmp_path / "index")
    code = (
        "import sys; from pathlib import Path; from qa.lexical import LexicalIndex\n"
        "found = LexicalIndex.load(Path(sys.argv[1]))\n"
        "print(*sorted({'jieba', 'bm25s', 'scipy'} & set(sys.modules)))\n"
        "print(int(found.scores('财政厅').argmax()))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "index")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout == "\n3\n"
    assert said.stderr == ""  # jieba's chatter stays off the terminal


def harm_cut(folder: Path) -> None:
    os.truncate(next(folder.glob("grams/data*")), 10)


def harm_missing(folder: Path) -> None:
    next(folder.glob("words/vocab*")).unlink()


def harm_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def harm_format(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 99}), encoding="utf-8")


def harm_all(folder: Path) -> None:
    (folder / "manifest.json").unlink()


@pytest.mark.parametrize("harm", [harm_cut, harm_missing, harm_manifest, harm_format, harm_all])
def test_damage_is_seen_when_the_index_is_opened(index, tmp_path, harm):
    index.save(tmp_path / "index")
    harm(tmp_path / "index")
    with pytest.raises(Corrupt, match="关键词索引损坏") as caught:
        LexicalIndex.load(tmp_path / "index")
    assert "kgqa build" in caught.value.hint


@pytest.mark.parametrize("name", ["data.csc.index.npy", "vocab.index.json", "params.index.json"])
def test_damage_of_equal_length_is_seen_when_it_is_used(index, tmp_path, name):
    index.save(tmp_path / "index")
    path = tmp_path / "index" / "grams" / name
    path.write_bytes(b"x" * path.stat().st_size)
    loaded = LexicalIndex.load(tmp_path / "index")
    with pytest.raises(Corrupt, match="关键词索引损坏"):
        loaded.scores("牵头")


def test_parts_of_another_index_are_seen(index, tmp_path):
    index.save(tmp_path / "index")
    path = tmp_path / "index" / "grams" / "params.index.json"
    path.write_text(path.read_text().replace('"num_docs": 4', '"num_docs": 5'))
    with pytest.raises(Corrupt, match="different"):
        LexicalIndex.load(tmp_path / "index").scores("牵头")
