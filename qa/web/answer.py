"""One answer on the page: the sentence with its numbers, badge, values, reading, proof on demand, what to ask next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from nicegui import ui

from qa.model import Answer, Link, Outcome, Value
from qa.web.answered import SHOWN, Basis, alike, asked_back, bases, facts, groups, parts, plain, share
from qa.web.evidence import evidences
from qa.web.frame import BRAND, heading, text
from qa.web.query import query
from qa.web.rating import rating
from qa.web.site import Visitor
from qa.wire.cited import cited
from qa.wire.links import entity_link
from qa.wire.said import OUTCOME, STEP, told

Ask = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an answer needs of the page it stands on. ``ask``: what its buttons do."""

    visitor: Visitor
    ask: Ask


def answered(answer: Answer, page: Shown) -> None:
    with ui.element("div").classes("columns" if answer.evidence else "alone"):
        with ui.element("section").classes(f"card answer {answer.outcome.value}").props('aria-label="回答"'):
            _said(answer)
            _buttons([(choice.label, choice.question) for choice in answer.choices], page.ask, "choices")
            _values(answer, page.visitor)
            _how(answer)
            if answer.outcome is not Outcome.ANSWERED:
                _recognised(answer.links, page.visitor)
            _steps(answer)
            query(page.visitor, answer)
            _acts(answer, page.visitor)
        evidences(answer)
    _on_paper(answer, page.visitor)
    if answer.suggestions and answer.outcome is not Outcome.UNCLEAR:
        with ui.element("section").classes("next no-print"):
            heading("接着问", level=3)
            _buttons([(question, question) for question in answer.suggestions], page.ask, "row")


def _said(answer: Answer) -> None:
    """The sentence; a refusal says apart what is missing and what is near."""
    if answer.outcome is not Outcome.ANSWERED:
        text(OUTCOME[answer.outcome], "span").classes("badge warn")
    found = cited(answer)
    missing, near = (found.text, "") if answer.outcome is Outcome.ANSWERED else parts(found.text)
    if answer.outcome is Outcome.UNCLEAR:
        missing, near = asked_back(found.text), ""
    with text(missing, "p").classes("sentence"):
        for n in found.numbers:
            cite = text(f"[{n}]", "button").classes("cite").props('type="button"')
            cite.props["data-cite"], cite.props["aria-label"] = str(n), f"出处 {n}"
    if near:
        with ui.element("p").classes("near-by"):
            text("相近的内容", "strong")
            text(near, "span")


def _values(answer: Answer, visitor: Visitor) -> None:
    """Entities as links into the graph, apart by the ground where it differs."""
    for group in groups(answer):
        if group.basis:
            _basis(group.basis)
        plainly = alike(answer.values)
        with ui.element("ul").classes("values").props('aria-label="答案所列"'):
            _chips(group.values[:SHOWN], visitor, plainly=plainly)
        if len(group.values) > SHOWN:
            with ui.element("details").classes("more"):
                text(f"其余 {len(group.values) - SHOWN} 项", "summary")
                with ui.element("ul").classes("values"):
                    _chips(group.values[SHOWN:], visitor, plainly=plainly)


def _chips(values: Iterable[Value], visitor: Visitor, *, plainly: bool) -> None:
    for value in values:
        with ui.element("li"):
            _chip(value.label, value.iri, value.type, visitor, plainly=plainly)


def _chip(label: str, iri: str | None, cls: str | None, visitor: Visitor, *, plainly: bool = False) -> None:
    """``plainly``: the colour of the class without its name."""
    kind = visitor.site.kinds.kind(cls) if cls else None
    address = entity_link(iri, visitor.site.settings.base_iri) if iri else None
    with ui.element("a" if address else "span").classes("value") as chip:
        if address:
            chip.props["href"] = address
        if kind and plainly:
            ui.element("span").classes(f"dot {kind.style}")
        elif kind:
            text(kind.label, "span").classes(f"badge kind {kind.style}")
        text(label, "span")


def _basis(basis: Basis) -> None:
    with ui.element("p").classes("basis small"):
        text(basis.words, "span").classes(f"badge {basis.tone}")
        text(basis.why, "span").classes("muted")


def _how(answer: Answer) -> None:
    """The ground of a lead in plain words, how the question was read, how sure the answer is."""
    if answer.outcome is Outcome.ANSWERED and len(groups(answer)) <= 1:
        for basis in bases(answer.values):
            _basis(basis)
    told_of = [(name, words) for name, words in (("理解为", answer.reading), ("来源", facts(answer))) if words]
    if not told_of or answer.outcome is Outcome.UNCLEAR:  # the choices say how it can be read
        return
    with ui.element("dl").classes("meta small"):
        for name, words in told_of:
            text(name, "dt")
            text(words, "dd")


def _recognised(links: Iterable[Link], visitor: Visitor) -> None:
    """What of the question the documents do know."""
    once = {link.iri: link for link in links}
    if not once:
        return
    with ui.element("div").classes("known"):
        text("问题中认出的", "span").classes("muted small")
        with ui.element("ul").classes("values"):
            for link in once.values():
                with ui.element("li"):
                    _chip(link.label, link.iri, link.type, visitor)


def _steps(answer: Answer) -> None:
    if not answer.steps:
        return
    with ui.element("details").classes("steps no-print"):
        text("怎样得出", "summary")
        with ui.element("ol"):
            for step in answer.steps:
                with ui.element("li"):
                    text(STEP.get(step.name, step.name), "strong")
                    for line in told(step):
                        text(line, "span")


def _on_paper(answer: Answer, visitor: Visitor) -> None:
    """Whence a printed answer is; the browser adds when."""
    with ui.element("p").classes("on-paper small"):
        text(f"{BRAND}（{_base(visitor)}）· 图谱第 {answer.generation} 代 · 打印于 ", "span")
        text("", "span").props("data-now")


def _base(visitor: Visitor) -> str:
    return visitor.site.settings.public_url or str(visitor.request.base_url)


def _acts(answer: Answer, visitor: Visitor) -> None:
    base = _base(visitor)
    with ui.element("div").classes("acts no-print"):
        _act("content_copy", "复制", "复制回答和出处").props["data-copy"] = plain(answer, base)
        _act("link", "链接", "复制链接：打开就问这个问题").props["data-copy"] = base.rstrip("/") + share(answer)
        _act("print", "打印", "打印这个回答和出处").props["data-act"] = "print"
        ui.element("span").classes("gap")
        thumbs = ui.element("span").classes("thumbs")
    below = ui.element("div").classes("no-print")
    with thumbs:
        rating(visitor, answer, below)


def _act(icon: str, word: str, title: str) -> ui.element:
    with ui.element("button").classes("act").props('type="button"') as button:
        button.props["title"] = title
        ui.icon(icon).props('aria-hidden="true"')
        text(word, "span").props["data-said"] = word
    return button


def _buttons(offered: Iterable[tuple[str, str]], ask: Ask, classes: str) -> None:
    made = list(offered)
    if not made:
        return
    with ui.element("div").classes(classes):
        for label, question in made:
            button = text(label, "button").classes("chip").props('type="button"')
            button.on("click", lambda question=question: ask(question))
