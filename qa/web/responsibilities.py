"""/tasks: the 任务分工表 over all documents, and a department's page in it."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from nicegui import ui

from qa.tables import Table, task_table
from qa.web import controls, task_markup
from qa.web.exporting import install_exports
from qa.web.frame import PATIENCE, empty, framed, heading, text
from qa.web.kept import Kept
from qa.web.markup import Markup
from qa.web.paging import Page
from qa.web.sheet import Sheet
from qa.web.site import Site, Visitor
from qa.web.table_markup import choices, completed, searched
from qa.web.task_list import Chosen, TaskFilter, TaskList

PATH = task_markup.PATH


def install(site: Site) -> None:
    kept = Kept(lambda catalog: TaskList(catalog.tasks()))

    @ui.page(PATH, response_timeout=PATIENCE)
    async def page(request: Request) -> None:
        async def build(visitor: Visitor) -> None:
            await _Tasks(PATH, visitor, kept, TaskFilter.of(request.query_params)).build()

        await framed(Visitor(site=site, request=request), PATH, build, title="任务分工")

    def table(visitor: Visitor, asked: Mapping[str, str]) -> Table:
        return task_table(kept.of(visitor.catalog).chosen(TaskFilter.of(asked)).rows)

    install_exports(site, PATH, table)


class _Tasks(Sheet[TaskList, TaskFilter]):
    def built(self, listed: TaskList) -> bool:
        controls.looks()
        heading("任务分工")
        if not listed.rows:
            empty("还没有任务", "收录文件之后，文中的任务、牵头和参与单位会列在这里。")
            return False
        self._filters(listed)
        self.faults()
        self._about = controls.html("div", "about-department")
        self.results("任务分工表", "任务", task_markup.COLUMNS, style="tasks")
        return True

    def _filters(self, listed: TaskList) -> None:
        names = [department.name for department in listed.departments.all]
        found = listed.departments.find(self.wish.department)
        shown = found[0].name if len(found) == 1 else self.wish.department
        with controls.filters("筛选任务"):
            controls.field(searched("关键词", self.wish.q, "任务、章节或原文"), self.changing("q"), style="wide", typing=True)
            controls.field(completed("单位", "department", shown, names), self.changing("department"))
            self._role = controls.select("角色", self.changing("role"), style="short")
            self._basis = controls.select("依据", self.changing("basis"), style="short")
            self._document = controls.select("文件", self.changing("document"))
            self._order = controls.select("排序", self.changing("sort"), style="phones-only")
            text("清除筛选", "a").classes("clear").props(f'href="{PATH}"')

    def show(self, listed: TaskList) -> None:
        wish, chosen = self.wish, listed.chosen(self.wish)
        page = Page.of(len(chosen.rows), wish.page)
        self._about.content = self._head(listed, chosen)
        self._role.content = choices("任意", chosen.roles, wish.role)
        self._basis.content = choices("全部依据", chosen.bases, wish.basis)
        self._document.content = choices("全部文件", chosen.documents, wish.document)
        self._order.content = controls.orders(task_markup.COLUMNS, wish.sort)
        rows = task_markup.rows(page.cut(chosen.rows), chosen, listed.departments, start=page.start)
        self.show_results(rows, page, found=len(chosen.rows), total=len(listed.rows))

    def _head(self, listed: TaskList, chosen: Chosen) -> Markup:
        departments = listed.departments
        if chosen.department is not None:
            found = departments.profile(chosen.department, listed.rows)
            return task_markup.profile(found, departments, self.wish, self.visitor.site.settings.base_iri)
        return task_markup.several(self.wish.department, chosen.departments, departments)
