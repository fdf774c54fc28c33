"""How well and how fast passages are found: BM25 variants, embeddings and their fusion, side by side in one run.

    python benchmarks/retrieval.py FILE.json… [--questions 500]

Files are SQuAD-style question sets (CMRC 2018, DRCD). Every context is cut into passages of at most 180 characters at
sentence ends; a passage is right when it holds an answer span. All passages of a file are indexed; ``--questions`` are asked,
taken at equal distances.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qa.embedding import Embedder, open_embedder
from qa.lexical import WORD_WEIGHT, Bm25, Words, grams
from qa.retrieve import DEPTH, Entry, Retriever, best_matching, fuse

LONGEST = 180
Ranking = list[int]
Scored = list[tuple[int, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    text: str
    right: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    name: str
    passages: tuple[str, ...]
    queries: tuple[Query, ...]


def cut(context: str) -> Iterator[tuple[int, int]]:
    """Whole sentences up to ``LONGEST`` characters together; a longer sentence is cut hard."""
    start = end = 0
    for stop in [*(m.end() for m in re.finditer(r"[。！？；!?;]+[”」』]?", context)), len(context)]:
        if stop - start > LONGEST and end > start:
            yield start, end
            start = end
        while stop - start > LONGEST:
            yield start, start + LONGEST
            start += LONGEST
        end = stop
    if end > start:
        yield start, end


def read(path: Path, limit: int) -> Collection:
    passages: list[str] = []
    queries: list[Query] = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            spans = list(cut(paragraph["context"]))
            first = len(passages)
            passages.extend(paragraph["context"][a:b] for a, b in spans)
            for asked in paragraph["qas"]:
                answers = [(x["answer_start"], x["answer_start"] + len(x["text"])) for x in asked["answers"]]
                right = {first + i for i, (a, b) in enumerate(spans) for s, e in answers if a <= s and e <= b}
                if right:
                    queries.append(Query(text=asked["question"], right=frozenset(right)))
    step = max(1, len(queries) // limit)
    return Collection(name=path.stem, passages=tuple(passages), queries=tuple(queries[::step][:limit]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    recall: tuple[float, float, float]  # at 1, 5, 10
    mrr: float
    ndcg: float


def judge(rankings: Sequence[Ranking], queries: Sequence[Query]) -> Quality:
    def mean(score: Callable[[Ranking, frozenset[int]], float]) -> float:
        return sum(score(found, q.right) for found, q in zip(rankings, queries, strict=True)) / len(queries)

    def ndcg(found: Ranking, right: frozenset[int]) -> float:
        gain = sum(1 / math.log2(i + 2) for i, row in enumerate(found[:10]) if row in right)
        return gain / sum(1 / math.log2(i + 2) for i in range(min(10, len(right))))

    def mrr(found: Ranking, right: frozenset[int]) -> float:
        return next((1 / (i + 1) for i, row in enumerate(found[:10]) if row in right), 0.0)

    at = [mean(lambda found, right, k=k: float(bool(right & set(found[:k])))) for k in (1, 5, 10)]  # type: ignore[misc]
    return Quality(recall=(at[0], at[1], at[2]), mrr=mean(mrr), ndcg=mean(ndcg))


def timed(search: Callable[[str], Scored], queries: Sequence[Query]) -> tuple[list[Scored], list[float]]:
    """Results, and milliseconds of every query, ascending."""
    found, spent = [], []
    for query in queries:
        began = time.perf_counter()
        found.append(search(query.text))
        spent.append((time.perf_counter() - began) * 1000)
    return found, sorted(spent)


def ranked(scored: Scored) -> Ranking:
    return [row for row, _ in scored]


def by_score(scores: dict[int, float]) -> Ranking:
    return sorted(scores, key=lambda row: (-scores[row], row))


def reciprocal(matching: Scored, nearest: Scored) -> Ranking:
    """Reciprocal rank fusion with the usual 60."""
    scores: dict[int, float] = {}
    for side in (matching, nearest):
        for rank, (row, _) in enumerate(side, start=1):
            scores[row] = scores.get(row, 0.0) + 1 / (60 + rank)
    return by_score(scores)


def show(name: str, quality: Quality, spent: Sequence[float] = ()) -> None:
    speed = f"{spent[len(spent) // 2]:7.2f} {spent[int(len(spent) * 0.99)]:7.2f}" if spent else ""
    recall = "  ".join(f"{share:.3f}" for share in quality.recall)
    print(f"{name:<26} {quality.ndcg:.4f}  {quality.mrr:.4f}  {recall}  {speed}", flush=True)


def measure(collection: Collection, embedder: Embedder) -> None:
    queries, rows = collection.queries, range(len(collection.passages))
    print(f"\n{collection.name}: {len(collection.passages)} passages, {len(queries)} questions")
    print(f"{'':<26} nDCG10  MRR10   R@1    R@5    R@10   ms p50  ms p99")
    words = Words()
    words("一")  # loads the dictionary, which is not what is timed
    by_gram = Bm25.build([grams(p) for p in collection.passages])
    by_word = Bm25.build([words(p) for p in collection.passages])
    variants: dict[str, Callable[[str], Scored]] = {
        "BM25 jieba words": lambda q: best_matching(by_word.scores(words(q)), rows),
        "BM25 chars+bigrams": lambda q: best_matching(by_gram.scores(grams(q)), rows),
        "BM25 both (default)": lambda q: best_matching(by_gram.scores(grams(q)) + WORD_WEIGHT * by_word.scores(words(q)), rows),
    }
    matching: list[Scored] = []
    for name, search in variants.items():
        matching, spent = timed(search, queries)
        show(name, judge([ranked(m) for m in matching], queries), spent)
    entries = [Entry(document=collection.name, passage=row, text=collection.passages[row]) for row in rows]
    began = time.perf_counter()
    retriever = Retriever.build(entries, embedder=embedder)
    rate = len(entries) / (time.perf_counter() - began)
    vectors = retriever.vectors
    if vectors is None:
        raise SystemExit("no vectors were built")
    nearest, spent = timed(lambda q: vectors.search(embedder.encode_query(q), DEPTH), queries)
    show("embeddings", judge([ranked(n) for n in nearest], queries), spent)
    pairs = list(zip(matching, nearest, strict=True))
    show("RRF(60)", judge([reciprocal(m, n) for m, n in pairs], queries))
    for weight in (0.2, 0.3, 0.4, 0.5, 0.6):
        show(f"weighted sum, {weight}", judge([by_score(fuse(m, n, weight)) for m, n in pairs], queries))
    retriever.warm()
    hits, spent = timed(lambda q: [(hit.passage, hit.score) for hit in retriever.search(q)], queries)
    show("Retriever as served", judge([ranked(h) for h in hits], queries), spent)
    print(f"indexing: {rate:.0f} passages/s of {sum(map(len, collection.passages)) / len(rows):.0f} characters")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--model", default="builtin")
    parser.add_argument("--cache", type=Path, default=Path(platformdirs.user_cache_dir("kgqa", appauthor=False)))
    chosen = parser.parse_args()
    embedder = open_embedder(chosen.model, chosen.cache)
    print(f"model: {embedder.id}, {embedder.dimension} dimensions")
    for path in chosen.files:
        measure(read(path, chosen.questions), embedder)


if __name__ == "__main__":
    main()
