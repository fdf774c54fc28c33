"""The order of the rooms: one source → all that can be read off it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.extract.aliases import aliases
from kg.extract.relations import relations
from kg.extract.responsibility import attributions
from kg.extract.targets import targets
from kg.extract.terms import terms
from kg.extract.works import works
from kg.metadata import metadata
from kg.model import Reading, Source
from kg.names import Names
from kg.ontology import Ontology
from kg.structure import outline


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the rooms work with."""

    names: Names
    ontology: Ontology

    def read(self, source: Source, id: str) -> Reading:
        """Metadata, outline, then each extraction room in turn. Raises ValueError for text that cannot be stored."""
        source.text.encode("utf-8")  # half a surrogate pair would only fail once the graph is written
        meta = metadata(source, self.names)
        meta = meta if meta.title else replace(meta, title=source.name.rsplit(".", 1)[0])
        document = outline(source, meta, id)
        responsibility = attributions(document, self.names)
        goals, no_goals = targets(document, self.ontology)
        named = terms(document, self.ontology, self.names)
        return Reading(
            document=document,
            works=works(document, responsibility.attributions, self.ontology),
            targets=goals,
            terms=named,
            aliases=aliases(document),
            relations=relations(document, self.ontology, named),
            rejected=(*responsibility.rejected, *no_goals),
        )
