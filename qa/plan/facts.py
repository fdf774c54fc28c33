"""Yes or no about a document itself: when it was issued, by whom, whether it is a draft."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.model import Status
from kg.ontology import pol
from kg.text import fold
from kg.vocabulary import IDENTIFIER, ISSUED, PUBLISHER
from qa.link import content_link
from qa.model import Kind
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.world import World

_ISSUED = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?:(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>3[01]|[12]\d|0?[1-9])[日号])?)?[,，]*(?:就|才|正式)?"
    r"(?:发布|印发|出台|下发|制定|公布|成文|发文|发|出)的?(?!展)"
)
_ISSUER = re.compile(
    r"(?:是|由|归)(?:不是)?(?P<who>[\u4e00-\u9fff]{2,30}?)(?:联合)?(?:发布|印发|出台|下发|制定|公布|发文|发)的?(?=吗|吧|么|[,，?？]|$|还是|对|是)"
)
_DRAFT = re.compile(r"征求意见稿|草案|草稿|正式(?:文件|文本|稿|印发|发布)")


def yes_no(interpretation: Interpretation, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """Of the one document that is meant (the only one, or the one in scope)."""
    meant = tuple(scope.documents) if scope.documents else tuple(world.documents)
    if interpretation.intent is not Intent.BOOLEAN or len(meant) != 1:
        return ()
    document = world.documents[meant[0]]
    node = Ref(world.base + document.id)
    folded = interpretation.folded
    link = content_link(interpretation, iri=node.iri, label=document.meta.title, type="Document", score=1.0)
    plan = QueryPlan(
        form=Form.ASK, kind=Kind.BOOLEAN, patterns=(), reading="", score=1.2, links=(link,), say="document_claim", property=None
    )
    if (found := _ISSUED.search(folded)) and document.meta.date:
        date = "-".join(part.zfill(2) for part in (found["year"], found["month"], found["day"]) if part)
        return (_about(replace(plan, begins=((Var("x"), date),)), node, ISSUED, found.group(0), world),)
    if (found := _ISSUER.search(folded)) and document.meta.issuers:
        who = _issuer(found["who"], document.meta.issuers, document.meta.jurisdiction)
        return (_about(replace(plan, contains=((Var("x"), who),)), node, PUBLISHER, found.group(0), world),)
    if (found := _DRAFT.search(folded)) and document.meta.status is Status.FINAL and document.meta.number:
        # a document with a number of its own has been issued: the number shows it
        status = pol("status")
        wanted = Status.FINAL if found.group(0).startswith("正式") else Status.DRAFT
        drafted = replace(plan, contains=((Var("status"), wanted.value),))
        plan = _about(drafted, node, IDENTIFIER, found.group(0), world)
        return (
            replace(
                plan,
                patterns=(*plan.patterns, Pattern(node, status, Var("status"))),
                reading=f"查《{link.label}》是不是{found.group(0)}",
            ),
        )
    return ()


def _about(plan: QueryPlan, node: Ref, iri: str, said: str, world: World) -> QueryPlan:
    info = next(p for p in world.ontology.properties.values() if p.iri == iri)
    pattern = Pattern(node, iri, Var("x"))
    return replace(
        plan,
        patterns=(pattern,),
        proof=(pattern,),
        property=info.name,
        reading=f"查《{plan.links[0].label}》的{info.label}是否{said.strip('的,，')}",
    )


def _issuer(said: str, issuers: tuple[str, ...], home: str) -> str:
    """The name as the document writes it: 省政府 → 某省人民政府; what is no issuer stays as it was said."""
    for issuer in issuers:
        full = fold(issuer)
        spellings = {full, full.removeprefix(fold(home)), home[-1:] + full.removeprefix(fold(home))} if home else {full}
        short = {s.replace("人民政府", "政府") for s in spellings}
        short |= {s.replace("办公厅", "办").replace("办公室", "办") for s in short}
        if said in spellings | short:
            return issuer
    return said
