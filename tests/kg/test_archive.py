"""Documents kept as JSON: everything comes back as it was, damage is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import archive
from kg.errors import Corrupt, NotFound
from kg.model import Document, Mark, MarkKind, Metadata, Page, Provenance, Reading, Rejected, Source, Span


def test_a_reading_comes_back_as_it_was(hand_made, tmp_path):
    reading = hand_made(rejected=(Rejected(where=Provenance(span=Span(1, 2), rule="t"), text="甲", reason="乙"),))
    written = archive.save(tmp_path, reading)
    assert archive.load(tmp_path, "深海方案") == reading
    assert written == archive.encode(reading) == archive.path_of(tmp_path, "深海方案").read_bytes()
    assert [d.id for d in archive.documents(tmp_path)] == ["深海方案"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_kept_to_the_letter(text):
    source = Source(
        name="甲.pdf",
        media_type="application/pdf",
        sha256="0",
        text=text,
        marks=(Mark(kind=MarkKind.CELL, span=Span(0, len(text)), level=2, table=1),),
        pages=(Page(number=1, span=Span(0, len(text)), confidence=0.5),),
    )
    reading = Reading(document=Document(id="甲", source=source, meta=Metadata(title="甲"), sections=(), passages=()))
    assert archive.decode(archive.encode(reading)) == reading


def test_an_unknown_document_is_not_found(tmp_path):
    with pytest.raises(NotFound, match="没有编号为“甲”的文件"):
        archive.load(tmp_path, "甲")


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b'{"document": 1}'])
def test_a_damaged_archive_is_corrupt(tmp_path, damage):
    archive.path_of(tmp_path, "甲").write_bytes(damage)
    with pytest.raises(Corrupt, match="已损坏"):
        archive.load(tmp_path, "甲")


def test_an_impossible_span_is_damage(hand_made, tmp_path):
    data = archive.encode(hand_made()).replace(b'"span":{"start":0,"end"', b'"span":{"start":99999,"end"')
    archive.path_of(tmp_path, "甲").write_bytes(data)
    with pytest.raises(Corrupt):
        archive.load(tmp_path, "甲")
