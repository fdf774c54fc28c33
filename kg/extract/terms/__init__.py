"""Named things: members of enumerations, names by their endings, places. Precision first."""

from kg.extract.terms.places import Names
from kg.extract.terms.reading import terms

__all__ = ["Names", "terms"]
