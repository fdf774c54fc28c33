"""Results of ``kgqa eval`` on disk and the comparison of two runs."""

from __future__ import annotations

import json

import pytest

from kg.errors import InputError, UnreadableFile
from qa.evaluate import Result, Turn, changes, summarise
from qa.questions import Item
from qa.wire.scoring import read_verdicts, save, score_out


def turn(id: str, right: bool, *, q: str = "", confidence: float | None = 0.9) -> Turn:
    item = Item(id=id, q=q or f"问{id}", kind="text", gold=(("答",),))
    status = "answered" if confidence is not None else "not_found"
    return Turn(item=item, right=right, status=status, answer="", values=(), evidence_right=None, ms=1.234, confidence=confidence)


def score(*turns: Turn):
    return summarise(tuple(Result(item=t.item, right=t.right, turns=(t,)) for t in turns))


def test_what_is_saved_is_read_back(tmp_path):
    path = tmp_path / "new.json"
    save(score(turn("1", True), turn("2", False)), path)
    assert read_verdicts(path) == {("1", "问1"): True, ("2", "问2"): False}


def test_changes_between_two_runs(tmp_path):
    path = tmp_path / "old.json"
    save(score(turn("1", True), turn("2", False), turn("3", True), turn("4", True), turn("5", True)), path)
    now = score(turn("1", False), turn("2", True), turn("3", True), turn("4", False, q="换了一问"), turn("6", True))
    found = changes(read_verdicts(path), now)
    assert [t.item.id for t in found.broke] == ["1"]
    assert [t.item.id for t in found.mended] == ["2"]
    assert (found.added, found.dropped) == (2, 2)  # a question in new words is another question
    out = score_out(now, found).changes
    assert out is not None and (out.broke, out.mended, out.added, out.dropped) == (("1",), ("2",), 2, 2)


def test_the_same_run_changes_nothing(tmp_path):
    path, run = tmp_path / "old.json", score(turn("1", True), turn("2", False))
    save(run, path)
    found = changes(read_verdicts(path), run)
    assert (found.broke, found.mended, found.added, found.dropped) == ((), (), 0, 0)


def test_results_of_other_versions_can_be_compared(tmp_path):
    path = tmp_path / "old.json"
    path.write_text(json.dumps({"other": 1, "turns": [{"id": "1", "q": "问", "right": True, "mood": "good"}]}))
    assert read_verdicts(path) == {("1", "问"): True}


def test_json_has_the_calibration():
    out = score_out(score(turn("1", True, confidence=0.95), turn("2", False, confidence=0.55), turn("3", False, confidence=None)))
    assert [(b.low, b.n, b.accuracy) for b in out.reliability] == [(0.5, 1, 0.0), (0.9, 1, 1.0)]
    assert out.calibration_error == 0.3
    assert [t.confidence for t in out.turns] == [0.95, 0.55, None]
    assert out.needless_refusals.hit == 1 and out.wrong_answers.hit == 1 and out.changes is None
    assert score_out(score(turn("3", False, confidence=None))).calibration_error is None


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b'{"turns": [{"id": "1"}]}', b"\xff\xfe"])
def test_what_is_no_result_is_named(tmp_path, content):
    path = tmp_path / "old.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"old\.json"):
        read_verdicts(path)


def test_files_that_cannot_be_read_or_written(tmp_path):
    with pytest.raises(UnreadableFile):
        read_verdicts(tmp_path / "none.json")
    with pytest.raises(InputError, match="写不了"):
        save(score(turn("1", True)), tmp_path / "none" / "new.json")
