"""A clause taken apart → an Attribution: who leads, who takes part, and by what basis."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.responsibility.clause import Clause, Group
from kg.extract.responsibility.convention import Convention, Rule
from kg.extract.responsibility.words import Mark
from kg.model import Attribution, Basis, Provenance, Role, Span, Unit
from kg.text import View

_EACH = "各"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Indices into the clause's units, flattened in order."""

    leads: frozenset[int]
    basis: Basis
    rule: bool = False  # a convention decided


def _indexed(groups: tuple[Group, ...]) -> list[tuple[Group, list[int]]]:
    found, index = [], 0
    for group in groups:
        found.append((group, list(range(index, index + len(group.units)))))
        index += len(group.units)
    return found


def verdict(clause: Clause, mentions: list[str], rule: Rule | None) -> Verdict:
    """Who leads. What is written goes before what a convention says, a convention before custom."""
    groups = _indexed(clause.groups)
    leads = [i for g, ids in groups if g.mark is Mark.LEAD for i in ids]
    if leads:
        alike = len(leads) > 1 and any(g.alike for g, _ in groups if g.mark is Mark.LEAD)
        return Verdict(frozenset(leads), Basis.EQUAL if alike else Basis.STATED)
    listed = [(g, ids) for g, ids in groups if g.mark in (None, Mark.LIST)]
    guides = [(g, ids) for g, ids in groups if g.mark is Mark.GUIDE]
    helpers = [ids for g, ids in groups if g.mark is Mark.PART]
    contrast = bool(helpers) or (bool(guides) and any(g.mark is Mark.LIST for g, _ in listed))
    if not any(g.mark is Mark.LIST for g, _ in listed) and guides:
        listed, contrast = sorted([*listed, *guides], key=lambda pair: pair[1][0]), False
    flat = [i for _, ids in listed for i in ids]
    if not flat:
        return Verdict(frozenset(), Basis.STATED)
    return _of_list(listed, flat, mentions, rule, contrast=contrast)


def _of_list(
    listed: list[tuple[Group, list[int]]],
    flat: list[int],
    mentions: list[str],
    rule: Rule | None,
    *,
    contrast: bool,
) -> Verdict:
    """No word of leading: one unit, a convention, “按职责分工”, or the custom of the first place."""
    alike = any(g.alike for g, _ in listed)
    if len(flat) == 1:
        if contrast:
            return Verdict(frozenset(flat), Basis.STATED)
        return Verdict(frozenset(flat), Basis.EQUAL if alike else Basis.LISTED_FIRST)
    if rule is Rule.FIRST:
        return Verdict(frozenset(flat[:1]), Basis.CONVENTION, rule=True)
    if rule is Rule.COMMA:
        return Verdict(frozenset(listed[0][1]), Basis.CONVENTION, rule=True)
    if rule is Rule.SEMICOLON:
        first = listed[0][0].segment
        return Verdict(frozenset(i for g, ids in listed if g.segment == first for i in ids), Basis.CONVENTION, rule=True)
    if alike or all(mentions[i].startswith(_EACH) for i in flat):
        return Verdict(frozenset(flat), Basis.EQUAL)
    return Verdict(frozenset(flat[:1]), Basis.LISTED_FIRST)


def attribution(clause: Clause, view: View, where: Span, convention: Convention | None) -> Attribution:
    """``view`` is the healed clause without its outer brackets; ``where`` the whole clause in the stored text."""
    spans = [pair for group in clause.groups for pair in group.units]
    mentions = [view.text[a:b] for a, b in spans]
    rule = clause.rule or (convention.rule if convention else None)
    found = verdict(clause, mentions, rule)
    units: dict[str, Unit] = {}
    for index, (start, end) in enumerate(spans):
        role = Role.LEAD if index in found.leads else Role.PARTICIPANT
        known = units.get(mentions[index])
        if known is None or (known.role is Role.PARTICIPANT and role is Role.LEAD):
            units[mentions[index]] = Unit(mention=mentions[index], span=view.span(start, end), role=role)
    deadline = None if clause.deadline is None else view.text[slice(*clause.deadline)]
    scope = None if clause.scope is None else view.text[slice(*clause.scope)]
    return Attribution(
        where=Provenance(span=where, rule=f"responsibility.{found.basis}"),
        basis=found.basis,
        units=tuple(units.values()),
        deadline=deadline or None,
        scope=scope or None,
        convention=convention.where if found.rule and convention is not None else None,
    )
