"""/targets: the quantified goals of all documents, as a table and as charts."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from nicegui import ui

from qa.tables import Table, target_table
from qa.web import charts, controls, target_markup
from qa.web.exporting import install_exports
from qa.web.frame import PATIENCE, empty, framed, heading, text
from qa.web.kept import Kept
from qa.web.paging import Page
from qa.web.sheet import Sheet
from qa.web.site import Site, Visitor
from qa.web.table_markup import choices, searched
from qa.web.target_list import TargetFilter, TargetList
from qa.wire.links import document_link

PATH = target_markup.PATH
FIRST_CHARTS = 2  # the others wait to be asked for


def install(site: Site) -> None:
    kept = Kept(lambda catalog: TargetList(catalog.targets()))

    @ui.page(PATH, response_timeout=PATIENCE)
    async def page(request: Request) -> None:
        async def build(visitor: Visitor) -> None:
            await _Targets(PATH, visitor, kept, TargetFilter.of(request.query_params)).build()

        await framed(Visitor(site=site, request=request), PATH, build, title="目标")

    def table(visitor: Visitor, asked: Mapping[str, str]) -> Table:
        return target_table(kept.of(visitor.catalog).chosen(TargetFilter.of(asked)).rows)

    install_exports(site, PATH, table)


class _Targets(Sheet[TargetList, TargetFilter]):
    def built(self, listed: TargetList) -> bool:
        controls.looks()
        heading("目标")
        if not listed.rows:
            empty("还没有量化目标", "收录文件之后，文中写明数量的目标会列在这里。")
            return False
        self._filters()
        self.faults()
        self._drawings = _Drawings()
        self.results("量化目标", "目标", target_markup.COLUMNS, style="goals")
        return True

    def _filters(self) -> None:
        with controls.filters("筛选目标"):
            controls.field(searched("关键词", self.wish.q, "指标、章节或原文"), self.changing("q"), style="wide", typing=True)
            self._document = controls.select("文件", self.changing("document"))
            self._year = controls.select("年份", self.changing("year"), style="short")
            self._unit = controls.select("单位", self.changing("unit"), style="short")
            self._order = controls.select("排序", self.changing("sort"), style="phones-only")
            text("清除筛选", "a").classes("clear").props(f'href="{PATH}"')

    def show(self, listed: TargetList) -> None:
        wish, chosen = self.wish, listed.chosen(self.wish)
        page = Page.of(len(chosen.rows), wish.page)
        self._document.content = choices("全部文件", chosen.documents, wish.document)
        self._year.content = choices("全部年份", chosen.years, wish.year)
        self._unit.content = choices("全部单位", chosen.units, wish.unit)
        self._order.content = controls.orders(target_markup.COLUMNS, wish.sort)
        self.show_results(target_markup.rows(page.cut(chosen.rows)), page, found=len(chosen.rows), total=len(listed.rows))
        self._drawings.show(charts.charts(listed.chosen(wish.but(sort="")).rows))


class _Drawings:
    """The charts of a page. What they show, the table says too."""

    def __init__(self) -> None:
        self._place = ui.element("section")
        self._place.props["aria-label"] = "图表"
        self._drawn: tuple[charts.Chart, ...] = ()

    def show(self, drawn: tuple[charts.Chart, ...]) -> None:
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._place.clear()
        with self._place:
            with ui.element("div").classes("charts") as place:
                for chart in drawn[:FIRST_CHARTS]:
                    _chart(chart)
            if len(drawn) > FIRST_CHARTS:
                self._more(place, drawn[FIRST_CHARTS:])

    @staticmethod
    def _more(place: ui.element, rest: tuple[charts.Chart, ...]) -> None:
        more = text(f"显示其余 {len(rest)} 幅图", "button").classes("chip more-charts no-print").props('type="button"')

        def show() -> None:
            more.delete()
            with place:
                for chart in rest:
                    _chart(chart)

        more.on("click", show)


def _chart(chart: charts.Chart) -> None:
    with ui.element("figure").classes("card chart"):
        with ui.element("figcaption"):
            text(chart.title, "h3")
            link = text(chart.document_title, "a")
            link.props["href"] = document_link(chart.document, "")
        drawn = ui.echart(charts.options(chart), renderer="svg").style(f"height: {charts.height(chart)}px")
        drawn.props["role"] = "img"
        drawn.props["aria-label"] = chart.words
