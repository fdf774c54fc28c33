"""BM25 over passages: characters and bigrams, and half as strong jieba's words, which know the names of the graph.

Two indexes are summed. The words lift nDCG@10 by .002–.004 over characters and bigrams alone (``benchmarks/retrieval.py``);
jieba is loaded when the first text is cut, not when an index is opened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kg.errors import Corrupt
from kg.text import fold

Scores = NDArray[np.float32]
Tokenizer = Callable[[str], list[str]]

K1, B = 0.9, 0.5  # measured on CMRC and DRCD; passages of policy documents are short as well
WORD_WEIGHT = 0.5
_RUNS = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff_]+(?:[.][0-9]+)*")
_FORMAT = 1
_REBUILD = "重新运行 kgqa build"


def _is_han(run: str) -> bool:
    return "\u3400" <= run[0] <= "\u9fff"


def grams(text: str) -> list[str]:
    """Characters and bigrams of Chinese; Latin words and numbers whole: 建5G网络 → 建 5g 网 络 网络."""
    found: list[str] = []
    for run in _RUNS.findall(fold(text)):
        if _is_han(run):
            found.extend(run)
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.append(run)
    return found


class _Cutter(Protocol):
    def cut(self, sentence: str, cut_all: bool = False, HMM: bool = True) -> Iterator[str]: ...
    def add_word(self, word: str, freq: int | None = None, tag: str | None = None) -> None: ...


@lru_cache(maxsize=1)
def _dictionary() -> tuple[dict[str, int], int]:
    """jieba's dictionary, read once a process (0.6 s). Its own cache file in the common temporary folder is not used:
    it is no faster, and anyone may write there."""
    import jieba

    plain = jieba.Tokenizer()
    counts: dict[str, int]
    counts, total = plain.gen_pfdict(plain.get_dict_file())
    return counts, total


def _cutter(names: Iterable[str]) -> _Cutter:
    """A jieba of our own that also knows ``names``; the shared one stays as it is."""
    import jieba

    cutter = jieba.Tokenizer()
    counts, cutter.total = _dictionary()
    cutter.FREQ = dict(counts)
    cutter.initialized = True
    for name in names:
        cutter.add_word(name)
    typed: _Cutter = cutter
    return typed


class Words:
    """A text's words, cut with jieba's dictionary and ``names``. Loads the dictionary when first called."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        folded = (fold(name) for name in names)
        self.names = tuple(sorted({name for name in folded if len(name) > 1 and _RUNS.fullmatch(name) and _is_han(name)}))
        self._jieba: _Cutter | None = None

    def __call__(self, text: str) -> list[str]:
        if self._jieba is None:
            self._jieba = _cutter(self.names)
        found: list[str] = []
        for run in _RUNS.findall(fold(text)):
            found.extend(self._jieba.cut(run, HMM=False) if _is_han(run) else [run])
        return found


class Bm25:
    """bm25s over one kind of token, without its traps: no text, no known token, no passage give zeros.

    A loaded index is read when first scored: importing bm25s alone takes 0.2 s, and most questions never get here.
    """

    def __init__(self, *, size: int, tokens: int, index: Any | None = None, folder: Path | None = None) -> None:  # noqa: ANN401
        self.size = size  # passages
        self.tokens = tokens  # of the vocabulary
        self._index = index
        self._folder = folder

    @classmethod
    def build(cls, passages: Sequence[Sequence[str]]) -> Bm25:
        """The vocabulary is sorted, so that equal passages make equal files."""
        import bm25s

        vocabulary = {token: i for i, token in enumerate(sorted({token for tokens in passages for token in tokens}))}
        if not vocabulary:
            return cls(size=len(passages), tokens=0)
        index = bm25s.BM25(k1=K1, b=B)
        ids = [[vocabulary[token] for token in tokens] for tokens in passages]
        index.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        return cls(size=len(passages), tokens=len(vocabulary), index=index)

    def scores(self, tokens: Iterable[str]) -> Scores:
        """Raw BM25 of every passage; a token that is repeated counts again. Raises Corrupt when the files are damaged."""
        index = self._opened() if self.tokens else None
        known = [] if index is None else [index.vocab_dict[token] for token in tokens if token in index.vocab_dict]
        if index is None or not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(index.get_scores_from_ids(known), dtype=np.float32)

    def save(self, folder: Path) -> None:
        folder.mkdir()
        if self.tokens:
            self._opened().save(folder, show_progress=False)

    def _opened(self) -> Any:  # noqa: ANN401
        if self._index is None:
            self._index = self._read()
        return self._index

    def _read(self) -> Any:  # noqa: ANN401
        import bm25s

        try:
            index = bm25s.BM25.load(self._folder, show_progress=False)
            lengths = {name: len(index.scores[name]) for name in ("data", "indices", "indptr")}
            if (index.scores["num_docs"], len(index.vocab_dict), lengths["indptr"]) != (self.size, self.tokens, self.tokens + 1):
                raise ValueError("parts of different indexes")
            if lengths["data"] != lengths["indices"]:
                raise ValueError("cut off")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Corrupt(f"关键词索引损坏：{self._folder}（{error}）", hint=_REBUILD) from error
        return index


def _sizes(folder: Path) -> dict[str, int]:
    return {p.relative_to(folder).as_posix(): p.stat().st_size for p in sorted(folder.glob("*/*"))}


class LexicalIndex:
    """Raw BM25 of every passage for a question; deterministic."""

    def __init__(self, grams_index: Bm25, words_index: Bm25, words: Words) -> None:
        self._grams = grams_index
        self._words_index = words_index
        self._words = words

    @classmethod
    def build(cls, texts: Sequence[str], names: Iterable[str] = ()) -> LexicalIndex:
        """``names``: labels of the graph, which jieba then keeps whole."""
        words = Words(names)
        return cls(Bm25.build([grams(text) for text in texts]), Bm25.build([words(text) for text in texts]), words)

    @property
    def size(self) -> int:
        return self._grams.size

    def scores(self, query: str) -> Scores:
        """Shape ``(size,)``, 0 where nothing of the question stands in the passage."""
        return self._grams.scores(grams(query)) + np.float32(WORD_WEIGHT) * self._words_index.scores(self._words(query))

    def save(self, folder: Path) -> None:
        """Into ``folder``, which must not exist."""
        folder.mkdir(parents=True)
        self._grams.save(folder / "grams")
        self._words_index.save(folder / "words")
        manifest = {
            "format": _FORMAT,
            "count": self.size,
            "grams": self._grams.tokens,
            "words": self._words_index.tokens,
            "names": self._words.names,
            "files": _sizes(folder),
        }
        (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Takes about a millisecond. Raises Corrupt when the folder does not hold a whole index of this version."""
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            if manifest["format"] != _FORMAT:
                raise ValueError(f"format {manifest['format']}")
            if manifest["files"] != _sizes(folder):
                raise ValueError("files are missing or cut off")
            size = int(manifest["count"])
            by_gram, by_word = (Bm25(size=size, tokens=int(manifest[name]), folder=folder / name) for name in ("grams", "words"))
            return cls(by_gram, by_word, Words(map(str, manifest["names"])))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Corrupt(f"关键词索引损坏：{folder}（{error}）", hint=_REBUILD) from error
