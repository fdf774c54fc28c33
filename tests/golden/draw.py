"""The golden command: what is read off every document of tests/golden/documents/tables, one text file each.

    python tests/golden/draw.py

writes tests/golden/expected/tables anew. Read the difference before it is committed: it is what the program now says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.build.rooms import Rooms
from kg.config import KgSettings
from kg.model import Attribution, Reading
from kg.names import load as load_names
from kg.ontology import load as load_ontology
from kg.reading import read

HERE = Path(__file__).parent
DOCUMENTS, EXPECTED = HERE / "documents" / "tables", HERE / "expected" / "tables"


def rooms() -> Rooms:
    folder = KgSettings().ontology
    return Rooms(load_names(folder), load_ontology(folder))


def drawn(path: Path, own: Rooms) -> str:
    """Works with their units, times and people, then targets: one line each."""
    reading = own.read(read(path, max_bytes=2**20), path.stem)
    return "\n".join(_lines(reading)) + "\n"


def _lines(reading: Reading) -> Iterator[str]:
    for work in reading.works:
        yield f"{work.number} {work.title}"
        yield from (f"    {_attribution(item)}" for item in work.attributions)
    for target in reading.targets:
        upper = f"—{target.upper}" if target.upper else ""
        yield f"{target.indicator} {target.comparator} {target.value}{upper} {target.unit} {target.year or ''}".rstrip()


def _attribution(item: Attribution) -> str:
    units = "、".join(f"{unit.mention}({unit.role})" for unit in item.units)
    more = {"时限": item.deadline, "责任领导": item.person, "评分": item.assessor}
    return " ".join([f"{item.basis}：{units}", *(f"{name}：{said}" for name, said in more.items() if said)])


def main() -> None:
    own = rooms()
    EXPECTED.mkdir(parents=True, exist_ok=True)
    for path in sorted(DOCUMENTS.iterdir()):
        (EXPECTED / f"{path.stem}.txt").write_text(drawn(path, own), encoding="utf-8")


if __name__ == "__main__":
    main()
