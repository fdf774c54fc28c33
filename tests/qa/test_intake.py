from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import BadQuestion
from qa.intake import readable


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "？？！", "。。。", "……"])
def test_nothing_asked(text):
    with pytest.raises(BadQuestion, match="空"):
        readable(text, limit=500)


@pytest.mark.parametrize("text", ["谁\x00牵头", "谁\x1b[31m牵头", "谁\ud800牵头", "\ue000谁牵头"])
def test_not_text(text):
    with pytest.raises(BadQuestion, match="控制字符"):
        readable(text, limit=500)


def test_too_long_is_told_with_both_figures():
    with pytest.raises(BadQuestion, match=r"501.*500"):
        readable("问" * 501, limit=500)
    assert len(readable("问" * 500, limit=500)) == 500


@pytest.mark.parametrize(
    "text", ["SELECT ?s WHERE { ?s ?p ?o }", "<script>alert(1)</script>", "'; DROP TABLE x; --", "谁牵头？\n第二行"]
)
def test_odd_but_readable(text):
    assert readable(text, limit=500) == text


def test_blanks_at_the_ends_go():
    assert readable("\u3000 谁牵头？ \n", limit=500) == "谁牵头？"


@given(st.text(max_size=600))
def test_always_a_clean_text_or_a_clear_refusal(text):
    try:
        found = readable(text, limit=500)
    except BadQuestion as error:
        assert error.hint
    else:
        assert found == found.strip() and 0 < len(found) <= 500 and "\x00" not in found
