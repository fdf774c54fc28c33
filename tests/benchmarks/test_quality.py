"""The fit and the page of benchmarks/quality.py; what it measures with is tested in tests/qa."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluate import Result, Turn, summarise
from qa.model import Answer, Kind, Method, Question
from qa.questions import Item

SOURCE = Path(__file__).resolve().parents[2] / "benchmarks" / "quality.py"


def load():
    spec = importlib.util.spec_from_file_location("benchmarks_quality", SOURCE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


quality = load()
SAMPLES = st.lists(st.tuples(st.floats(min_value=0, max_value=1.2), st.booleans()), min_size=1, max_size=120)


@given(SAMPLES, st.integers(min_value=1, max_value=30))
def test_a_fitted_curve_rises_and_is_never_certain(samples, least):
    knots = quality.isotonic(samples, least)
    raws, chances = zip(*knots, strict=True)
    assert list(raws) == sorted(raws) and list(chances) == sorted(chances)
    assert all(0 < chance < 1 for chance in chances)


@given(SAMPLES, st.integers(min_value=1, max_value=30))
def test_blocks_hold_every_sample_once(samples, least):
    found = quality.blocks(samples, least)
    assert sum(b.n for b in found) == len(samples) and sum(b.hits for b in found) == sum(right for _, right in samples)
    assert len(found) == 1 or all(b.n >= least for b in found)


def test_isotonic_by_hand():
    better = [(0.1, False)] * 4 + [(0.9, True)] * 4
    assert quality.isotonic(better, 4) == ((0.1, round(1 / 6, 3)), (0.9, round(5 / 6, 3)))
    worse = [(0.1, True)] * 4 + [(0.9, False)] * 4  # a score that misleads tells nothing: pooled
    assert quality.isotonic(worse, 4) == ((0.5, 0.5),)


def test_the_order_of_samples_does_not_matter():
    samples = [(0.1 * (n % 11), n % 3 == 0) for n in range(60)]
    assert quality.isotonic(samples, 5) == quality.isotonic(samples[::-1], 5)


def test_each_file_is_judged_by_the_others():
    def sample(source: str, right: bool):
        return quality.Sample(curve="graph", source=source, raw=0.8, right=right)

    found = quality.held_out_error([sample("a", True)] * 30 + [sample("b", False)] * 30)
    assert found.error > 0.9  # a is fitted on what is wrong, b on what is right
    assert quality.held_out_error([sample("a", True)]).error is None  # nothing to fit on


class Fixed:
    """Answers through the real curve, as the engine does."""

    def ask(self, question, *, on_step=None):
        from qa import respond

        respond.probability(Method.PASSAGE, Kind.TEXT, 0.7)
        return Answer(id="", question=question.text, outcome="not_found", kind=Kind.TEXT, text="")


def test_the_recorder_keeps_the_raw_score():
    recorder = quality.Recorder(Fixed())
    recorder.ask(Question(text="问"))
    assert recorder.asked == [("passage text", 0.7)]


def measured(name: str, *rights: bool):
    item = Item(id=f"{name}-1", q="私下的问题", kind="text", tags=("noise",))
    turns = [
        Turn(item=item, right=r, status="answered", answer="", values=(), evidence_right=r or None, ms=2.0, confidence=0.9)
        for r in rights
    ]
    samples = tuple(quality.Sample(curve="graph", source=name, raw=0.8, right=r) for r in rights)
    score = summarise(tuple(Result(item=item, right=t.right, turns=(t,)) for t in turns))
    return quality.Measured(name=name, documents=3, score=score, samples=samples)


def test_the_page():
    load = "## 负载\n\n每秒 42\n"
    measures = [measured("dev", True, False)], [measured("held", True)]
    page = quality.page(*measures, on=date(2030, 1, 2), command="the command", load=load)
    assert "每秒 42" in page and page.index("## 负载") < page.index("## 其他命令")
    again = quality.with_load(page, "## 负载\n\n每秒 43")
    assert "每秒 42" not in again and again.replace("43", "42") == page
    without = quality.page(*measures, on=date(2030, 1, 2), command="the command", load="")
    assert "每秒 43" in quality.with_load(without, "## 负载\n\n每秒 43") and "215/215" in quality.with_load(without, load)
    with pytest.raises(SystemExit):
        quality.with_load("# 别的\n", load)
    assert "2030-01-02" in page and "the command" in page
    assert "| `dev` | 3 | 2 | 1/2（50.0%）" in page and "| `held` | 3 | 1 | 1/1（100.0%）" in page
    assert page.index("## 留出集") < page.index("## 开发集")
    assert "`dev-1`" in page and "私下的问题" not in page
    assert "215/215" in page and "94.5%" in page
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in rows) and "None" not in page and "nan" not in page


def test_a_folder_and_a_file_are_a_pair():
    assert quality.Pair.read("d=f.jsonl") == quality.Pair(data=Path("d"), file=Path("f.jsonl"))
    with pytest.raises(argparse.ArgumentTypeError):
        quality.Pair.read("no-equals-sign")


@pytest.mark.parametrize("arguments", [[], ["--dev", "d=f.jsonl"], ["--held", "d=f.jsonl"], ["--dev", "f.jsonl", "--fit"]])
def test_misuse_is_told_before_anything_is_opened(arguments, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["quality.py", *arguments])
    with pytest.raises(SystemExit) as stopped:
        quality.main()
    assert stopped.value.code == 2


def test_the_command_can_be_pasted():
    typed = quality.as_typed(["--dev", "a=b.jsonl", "c=d.jsonl", "-o", "x.md"])
    joined = " ".join(typed.replace("\\\n", "").split())
    assert joined == "python benchmarks/quality.py --dev a=b.jsonl c=d.jsonl -o x.md"
