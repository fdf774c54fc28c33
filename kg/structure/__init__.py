"""Source → Document: the tree of sections and the passages, all as spans of the stored text."""

from kg.structure.outline import outline

__all__ = ["outline"]
