"""Tables in text that no format marks: the readers of its forms, the surest first. The text is never touched."""

from __future__ import annotations

from kg.reading.flat import mark_flat_tables
from kg.reading.layout import mark_layout_tables
from kg.reading.lined import mark_lined_tables
from kg.reading.marked import Marked
from kg.reading.runon import mark_run_on_tables
from kg.reading.spaced import mark_spaced_tables


def mark_tables(out: Marked) -> None:
    """Mark the rows and cells of every table in the text written so far; what a format marked stays."""
    mark_lined_tables(out)
    mark_layout_tables(out)
    mark_spaced_tables(out)
    mark_flat_tables(out)
    mark_run_on_tables(out)
