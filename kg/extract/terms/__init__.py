"""Named things: members of enumerations, names by their endings, places. Precision first."""

from kg.extract.terms.reading import Region, Regions, terms

__all__ = ["Region", "Regions", "terms"]
