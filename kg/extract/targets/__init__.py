"""Quantified goals: “到2025年，规模达到1500亿元左右” → indicator, value, unit, comparator, year, with a proof."""

from kg.extract.targets.reading import targets

__all__ = ["targets"]
