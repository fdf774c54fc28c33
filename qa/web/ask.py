"""/: questions, answers, proof. ``/?q=…&document=…`` asks at once."""

from __future__ import annotations

from functools import partial

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from nicegui import ui
from nicegui.events import GenericEventArguments

from kg.errors import KgError
from qa.rows import DocumentCard
from qa.web.chat import Chat
from qa.web.completing import completions
from qa.web.composer import Composer, History
from qa.web.examples import Examples, Topic
from qa.web.frame import PATIENCE, empty, failed, framed, heading, text
from qa.web.site import Site, Visitor

PATH = "/"
_HEAD = '<link rel="stylesheet" href="/web/ask.css"><script src="/web/ask.js" defer></script>'


def install(site: Site) -> None:
    examples = Examples(site.line)

    @ui.page(PATH, response_timeout=PATIENCE)
    async def page(request: Request, q: str = "", document: str = "") -> None:
        async def build(visitor: Visitor) -> None:
            cards = await run_in_threadpool(lambda: visitor.catalog.documents())
            if cards:
                await _page(visitor, cards, examples, q.strip(), document)
            else:
                heading("问答")
                empty("还没有收录文件", "管理员登录后，可以在“文件”页上传。")

        await framed(Visitor(site=site, request=request), PATH, build)


async def _page(visitor: Visitor, cards: tuple[DocumentCard, ...], examples: Examples, question: str, document: str) -> None:
    ui.add_head_html(_HEAD)
    only = document if document in {card.id for card in cards} else None
    with ui.element("div").classes("welcome") as welcome:
        heading("问一问政策文件")
        text(f"已收录 {len(cards)} 份文件。每个回答都附原文出处；文件没有说的，会直说没有。", "p").classes("muted")
    if document and only is None:
        empty(f"没有编号为“{document[:60]}”的文件", "可能已被移除；下面改在全部文件里找。")
    turns = ui.element("div").classes("turns")
    aloud = ui.label().classes("unseen").props('aria-live="polite"')
    with Composer(cards, document=only, longest=visitor.site.settings.max_question) as composer:
        history = History()
    offered = ui.element("section").classes("topics").props('aria-label="可以这样问"')
    welcome.classes(add="unseen" if question else "")  # a page has a heading in any case
    offered.set_visibility(not question)
    chat = Chat(
        visitor=visitor,
        composer=composer,
        history=history,
        welcome=welcome,
        offered=offered,
        turns=turns,
        aloud=aloud,
        document=only,
    )
    _listen(chat, examples)
    await _topics(chat, examples)
    if question:
        ui.timer(0.0, partial(chat.ask, question), once=True)


def _listen(chat: Chat, examples: Examples) -> None:
    async def ask(event: GenericEventArguments) -> None:
        document = str(event.args.get("document", "")) or None
        if document != chat.document:
            chat.document = document
            chat.composer.props["document"] = document or ""
        await chat.ask(str(event.args.get("text", "")))

    async def typed(event: GenericEventArguments) -> None:
        words = str(event.args)
        try:
            found = await run_in_threadpool(lambda: completions(chat.visitor.catalog, words))
        except KgError:  # asking will say why
            found = ()
        chat.composer.offer(words, found, chat.visitor.site.kinds)

    async def scope(event: GenericEventArguments) -> None:
        chat.document = str(event.args) or None
        chat.composer.props["document"] = chat.document or ""
        try:
            await _topics(chat, examples)
        except KgError as error:
            _unmade(error, chat)

    chat.composer.on("ask", ask)
    chat.composer.on("typed", typed)
    chat.composer.on("scope", scope)
    chat.composer.on("fresh", chat.begin)
    chat.composer.on("stop", chat.stop)
    chat.history.on("ask", ask)


async def _topics(chat: Chat, examples: Examples) -> None:
    """At once where they are known; else as soon as they are made. Raises KgError."""
    document = chat.document
    engine = await run_in_threadpool(lambda: chat.visitor.serving.engine())
    known = examples.made(engine, document)

    async def make() -> None:
        try:
            made = await examples.of(engine, document)
        except KgError as error:
            _unmade(error, chat)
            return
        if document == chat.document:
            _show(made, chat)

    if known is not None:
        _show(known, chat)
        return
    chat.offered.clear()
    with chat.offered:
        text("正在从文件里准备例题……", "p").classes("muted small")
        ui.timer(0.0, make, once=True)


def _unmade(error: KgError, chat: Chat) -> None:
    chat.offered.clear()
    with chat.offered:
        failed(error)


def _show(topics: tuple[Topic, ...], chat: Chat) -> None:
    chat.offered.clear()
    with chat.offered:
        for topic in topics:
            _topic(topic, chat)


def _topic(topic: Topic, chat: Chat) -> None:
    kind = chat.visitor.site.kinds.kind(topic.kind)
    with ui.element("section").classes(f"card topic {kind.style}"):
        heading(topic.title, level=2)
        with ui.element("ul"):
            for question in topic.questions:
                with ui.element("li"):
                    text(question, "button").props('type="button"').on("click", partial(chat.ask, question))
