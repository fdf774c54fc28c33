"""Questions for the items of an enumeration, under the noun that closes it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Span
from kg.ontology import pol
from kg.text import key
from kg.vocabulary import OBJECT, PREDICATE, SUBJECT
from qa import words
from qa.link import Linking, content_weights
from qa.plan.asked import at_home, form_of
from qa.plan.model import Pattern, QueryPlan, Ref, Var
from qa.plan.roles import WORK_CLASSES
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import share, without_names
from qa.world import Group, World


def by_group(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“哪些光学器件要提高产能规模”: the items that one enumeration puts under the asked-for noun.

    The noun may be asked for, or named (“某某技术列举了哪两种”). Of several enumerations the one whose sentence fits is
    meant; without more words than the noun only a single one will do.
    """
    if interpretation.intent not in {Intent.WHICH, Intent.COUNT} or interpretation.why:
        return ()
    if words.DEFINE.search(interpretation.folded):
        return ()  # what a thing is, a sentence says
    if any(link.type == "Region" and not at_home(link, scope, world) for m in linking.things for link in m.links):
        return ()  # a place narrows the question: it must be a condition, not a word
    named = {link.iri for m in linking.things for link in m.links if link.type == "Concept"}
    asked_for = interpretation.wanted_span or _noun_behind(interpretation)
    phrase = key(asked_for.of(interpretation.folded)) if asked_for else ""
    if set(interpretation.wanted) & (WORK_CLASSES | {"Agent", "Department", "Document", "Section", "Column", "Target"}):
        return ()
    groups = _groups(interpretation, scope, phrase, named, world)
    drop = [*scope.spans, *(c.span for c in interpretation.properties)]
    drop += [] if asked_for else [m.span for m in linking.things]
    fits = [(_group_fit(g, interpretation, [*drop, *_noun(g, asked_for, interpretation.folded)], world), g) for g in groups]
    if not fits:
        return ()
    weighty = any(fit is not None for fit, _ in fits)
    fits.sort(key=lambda pair: (-(pair[0] or 0.0), -len(pair[1].label), pair[1].start))
    fit, group = fits[0]
    rival = fits[1][0] if len(fits) > 1 else None
    if weighty and ((fit or 0.0) < 0.55 or (rival is not None and rival > (fit or 0.0) - 0.05)):
        return ()
    if not weighty and len(fits) > 1:
        return ()
    form, kind = form_of(interpretation)
    return (
        QueryPlan(
            form=form,
            kind=kind,
            patterns=(
                Pattern(Var("f"), SUBJECT, Var("x")),
                Pattern(Var("f"), PREDICATE, Ref(pol("broader"))),
                Pattern(Var("f"), OBJECT, Ref(group.iri)),
                Pattern(Var("f"), pol("start"), Var("at")),
            ),
            between=((Var("at"), group.start, group.start + 1),),
            reading=f"查文件列举的{group.label}",
            score=0.72 + 0.28 * (fit if fit is not None else 0.6),
            links=(),
            say="group",
            property="broader",
            sentences=(group.sentence,) if group.sentence is not None else (),
            features=(("列举句吻合", round(fit or 0.0, 3)),),
        ),
    )


def _groups(interpretation: Interpretation, scope: Scope, phrase: str, named: set[str], world: World) -> list[Group]:
    """The whole enumerations that the noun may mean, those of the documents that are meant before others."""
    asked, open_noun = key(interpretation.text), interpretation.wanted_span is None
    found = [
        g
        for g in world.groups
        if g.whole
        and scope.admits(g.document)
        and (_is_asked(g, phrase, named) or (open_noun and _begins_with(g, phrase)) or _is_parted(g, asked))
    ]
    found = [g for g in found if g.document in scope.documents] or found
    return [g for g in found if interpretation.expected in (None, g.items)]


def _is_asked(group: Group, phrase: str, named: set[str]) -> bool:
    label = key(group.label)
    return group.iri in named or (len(phrase) >= 2 and (label.endswith(phrase) or phrase.endswith(label)))


_PARTS = "(?:主要|具体|一共|都|分别|又)*(?:包括|包含|涵盖|分为|分成)"


def _is_parted(group: Group, asked: str) -> bool:
    """“海洋能源包括哪几种”: asked of the noun itself, which may be a word of the document's name."""
    label = key(group.label)
    return label in asked and re.search(re.escape(label) + _PARTS, asked) is not None


def _begins_with(group: Group, phrase: str) -> int:
    """How many characters of the class word open the phrase: 哪些【品种】实行… of 重点品种 are two."""
    label = key(group.label)
    return next((n for n in range(len(label), 1, -1) if phrase.startswith(label[-n:])), 0)


_NOUN_STOP = re.compile(r"[,，。?？;；()（）]|[是有在的呢啊吗]|$")


def _noun_behind(interpretation: Interpretation) -> Span | None:
    """The asked-for noun that names no class, as far as it goes: 哪些【重点品种实行赋码销售】."""
    at = interpretation.interrogative
    if not interpretation.unknown_noun or at is None:
        return None
    start = at.end + (1 if interpretation.folded[at.end : at.end + 1] in words.MEASURE_WORDS else 0)
    stop = _NOUN_STOP.search(interpretation.folded, start)
    return Span(start, stop.start()) if stop and stop.start() - start >= 2 else None


def _noun(group: Group, span: Span | None, folded: str) -> tuple[Span, ...]:
    """What of the asked-for noun the class word explains: of 海洋装备 before 装备 the rest is content."""
    if span is None:
        return ()
    if not span.of(folded).endswith(group.label) and (length := _begins_with(group, span.of(folded))):
        return (Span(span.start, span.start + length),)
    return (Span(max(span.start, span.end - len(group.label)), span.end),)


def _group_fit(group: Group, interpretation: Interpretation, drop: Sequence[Span], world: World) -> float | None:
    """Share of the question's other words in the enumeration's sentence and headings; None when there are none."""
    weights = without_names(content_weights(interpretation, world, drop, turned=True), world.named_by[group.document])
    if sum(weights.values()) < 0.3 or group.sentence is None:
        return None
    sentence = world.sentences[group.sentence]
    return share(weights, sentence.grams | sentence.context | set(sentence.text) | world.named_by[group.document])
