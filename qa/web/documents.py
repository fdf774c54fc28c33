"""/documents: all that has been taken in, narrowed by facets and words; administrators change it here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from nicegui import ui

from kg.errors import KgError, NotBuilt
from qa.rows import DocumentCard
from qa.web.filters import Option
from qa.web.frame import PATIENCE, empty, failed, framed, heading, text
from qa.web.keeping import Keeping
from qa.web.shelf import SORTS, Facet, Wanted, shelf
from qa.web.site import Site, Visitor
from qa.wire.links import document_link

PATH = "/documents"
_STEP = 60  # documents that are shown at once; a button shows as many again
_SHOWN_OPTIONS = 8  # of a facet, before one asks for more


def install(site: Site) -> None:
    @ui.page(PATH, response_timeout=PATIENCE)
    async def page(request: Request) -> None:
        await framed(Visitor(site=site, request=request), PATH, _build, title="文件")


async def _build(visitor: Visitor) -> None:
    ui.add_head_html('<link rel="stylesheet" href="/web/documents.css">')
    await _Documents(visitor).draw()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What there is to list, read at once."""

    cards: tuple[DocumentCard, ...] = ()
    targets: Mapping[str, int]
    labels: Mapping[str, tuple[str, ...]]  # empty for who may not change them


class _Documents:
    def __init__(self, visitor: Visitor) -> None:
        self._visitor, self._wanted = visitor, Wanted.of(visitor.request.query_params)
        self._held = _Held(targets={}, labels={})
        self._most = _STEP
        self._keeping: Keeping | None = None

    async def draw(self) -> None:
        heading("文件")
        if self._visitor.is_administrator:
            self._keeping = Keeping(self._visitor, self._reload)
        self._draw_search()
        with ui.element("div").classes("shelf"):
            self._facets = ui.element("aside").classes("facets").props('aria-label="筛选"')
            self._list = ui.element("div")
        await self._reload()

    async def _reload(self) -> None:
        fault: KgError | None = None
        try:
            self._held = await run_in_threadpool(self._read)
        except NotBuilt as error:
            self._held, fault = _Held(targets={}, labels={}), None if self._keeping else error
        except KgError as error:
            fault = error
        if self._list.is_deleted:
            return
        if fault:
            self._list.clear()
            with self._list:
                failed(fault)
        else:
            self._refresh()

    def _read(self) -> _Held:
        """Blocks."""
        catalog = self._visitor.catalog
        labels = self._visitor.site.servings.main.library.labels() if self._keeping else {}
        targets = Counter(target.document for target in catalog.targets())
        return _Held(cards=catalog.documents(), targets=targets, labels=labels)

    # --- what is wanted ------------------------------------------------------------------------------

    def _want(self, **changes: str) -> None:
        self._wanted, self._most = self._wanted.but(**changes), _STEP
        ui.navigate.history.replace(self._wanted.address(PATH))
        self._refresh()

    def _draw_search(self) -> None:
        with ui.element("div").classes("row search"):
            words = ui.element("input").classes("field").props('type="search" aria-label="查找文件" autocomplete="off"')
            words.props["placeholder"], words.props["value"] = "按标题、文号、发文机关查找", self._wanted.q
            words.on(
                "input",
                lambda event: self._want(q=str(event.args)[:200]),
                js_handler="(e) => emit(e.target.value)",
                throttle=0.25,
                leading_events=False,
            )
            narrow = text("筛选", "button").classes("secondary narrow-button").props('type=button aria-expanded="false"')
            narrow.on("click", lambda: self._unfold(narrow))
            with ui.element("label").classes("sort small muted"):
                text("排序", "span")
                with ui.element("select").classes("field") as select:
                    for value, label in SORTS.items():
                        option = text(label, "option")
                        option.props["value"] = value
                        if value == (self._wanted.sort or next(iter(SORTS))):
                            option.props["selected"] = True
                select.on("change", lambda event: self._want(sort=str(event.args)), js_handler="(e) => emit(e.target.value)")

    def _unfold(self, button: ui.element) -> None:
        opened = "open" not in self._facets.classes
        self._facets.classes(toggle="open")
        button.props["aria-expanded"] = str(opened).lower()
        button.update()

    def _refresh(self) -> None:
        shown = shelf(self._held.cards, self._wanted)
        found = shown.cards
        self._facets.clear()
        with self._facets:
            for facet in shown.facets:
                self._draw_facet(facet)
        self._list.clear()
        with self._list:
            self._draw_count(len(found))
            if found:
                with ui.element("ul").classes("documents"):
                    for card in found[: self._most]:
                        self._draw_card(card)
            elif self._held.cards:
                empty("没有符合条件的文件", "换个说法，或清除筛选")
            elif self._keeping:
                empty("还没有收录文件", "点上面的“上传文件”，加入第一份政策文件")
            else:
                empty("还没有可看的文件", "文件由管理员收录；若为您开放了内部文件，请先登录")
            if len(found) > self._most:
                text(f"再显示 {min(_STEP, len(found) - self._most)} 份", "button").classes("secondary").props("type=button").on(
                    "click", self._more
                )

    def _more(self) -> None:
        self._most += _STEP
        self._refresh()

    def _draw_facet(self, facet: Facet) -> None:
        if not facet.options:
            return
        with ui.element("section"):
            heading(facet.label, level=2)
            self._draw_options(facet, facet.options[:_SHOWN_OPTIONS])
            rest = facet.options[_SHOWN_OPTIONS:]
            if rest:
                with ui.element("details") as further:
                    text(f"另外 {len(rest)} 个", "summary").classes("small quiet")
                    self._draw_options(facet, rest)
                if any(option.value == facet.chosen for option in rest):
                    further.props("open")

    def _draw_options(self, facet: Facet, options: Sequence[Option]) -> None:
        with ui.element("ul"):
            for option in options:
                with ui.element("li"), ui.element("button").classes("option").props("type=button") as button:
                    button.props["aria-pressed"] = str(option.value == facet.chosen).lower()
                    text(option.label, "span")
                    text(str(option.count), "span").classes("count")
                button.on("click", lambda f=facet, o=option: self._want(**{f.name: "" if o.value == f.chosen else o.value}))

    # --- the list ---------------------------------------------------------------------------------------

    def _draw_count(self, found: int) -> None:
        every = len(self._held.cards)
        with ui.element("div").classes("row small muted counted"):
            text(f"共 {every} 份文件" if found == every else f"{every} 份文件中的 {found} 份", "span")
            if self._wanted.narrows:
                clear = text("清除筛选", "button").classes("quiet linklike").props("type=button")
                clear.on("click", lambda: ui.navigate.to(PATH))

    def _draw_card(self, card: DocumentCard) -> None:
        with ui.element("li").classes("card"):
            with ui.element("h2"):
                ui.link(card.title, document_link(card.id, ""))
            about = [part for part in (card.number, "、".join(card.issuers), card.date) if part]
            if about:
                with ui.element("p").classes("small muted about"):
                    for part in about:
                        text(part, "span")
            with ui.element("div").classes("row small facts"):
                text(card.status, "span").classes("badge good" if card.status == "正式" else "badge warn")
                query = f"?document={quote(card.id, safe='')}"
                if card.tasks:
                    ui.link(f"任务 {card.tasks}", f"/tasks{query}")
                if targets := self._held.targets.get(card.id, 0):
                    ui.link(f"目标 {targets}", f"/targets{query}")
                text(f"{card.passages} 段", "span").classes("muted")
                for label in self._held.labels.get(card.id, ()):
                    text(label, "span").classes("badge info")
                if self._keeping:
                    self._draw_changes(card, self._keeping)

    def _draw_changes(self, card: DocumentCard, keeping: Keeping) -> None:
        labels = self._held.labels.get(card.id, ())
        acts = (
            ("替换", lambda: keeping.replace(card)),
            ("标签", lambda: keeping.label(card, labels)),
            ("移除", lambda: keeping.remove(card)),
        )
        with ui.element("span").classes("changes"):
            for words, act in acts:
                button = text(words, "button").classes("quiet linklike").props("type=button").on("click", act)
                button.props["aria-label"] = f"{words}《{card.title}》"
