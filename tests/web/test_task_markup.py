"""The rows of the 任务分工表 as markup."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

from qa.web import task_markup
from qa.web.departments import Departments
from qa.web.task_list import TaskFilter, TaskList

from .tables import BASE, quoted, task, unit

EVIL = '<script>alert("1")</script>&amp;'


def made(*tasks, **asked: str) -> str:
    listed = TaskList(tasks)
    chosen = listed.chosen(TaskFilter.of(asked))
    return task_markup.rows(chosen.rows, chosen, listed.departments, start=0)


def test_whatever_documents_say_is_text():
    evil = task(EVIL, (unit(EVIL),), (unit("省乙厅"),), deadline=EVIL, text=EVIL)
    evil = replace(evil, path=(EVIL,), document_title=EVIL, document=f"a/{EVIL}", evidence=(quoted(EVIL),))
    markup = made(evil)
    assert "<script" not in markup and '"1")' not in markup
    assert unescape(markup).count(EVIL) >= 6
    departments = Departments((evil,))
    about = task_markup.profile(departments.profile(departments.all[0], (evil,)), departments, TaskFilter(q=EVIL), BASE)
    assert "<script" not in about + task_markup.several(EVIL, departments.all, departments)


def test_a_row_opens_its_text_and_its_quotation():
    markup = made(task("建设牧场", (unit("省甲厅"),), text="1.建设牧场。推广网箱。（省甲厅牵头）"))
    assert 'aria-controls="task-0"' in markup and 'id="task-0"' in markup and " hidden>" in markup
    assert '<blockquote class="quotation">（省甲厅牵头）</blockquote>' in markup
    assert 'href="/documents/haizhou?start=10&amp;end=17#mark"' in markup
    assert "1.建设牧场。推广网箱。（省甲厅牵头）</p>" in markup


def test_many_units_are_folded_but_not_who_is_asked_for():
    many = tuple(unit(f"第{n}局") for n in range(20))
    cell = made(task("建设牧场", (unit("省甲厅"),), many), department="第15局").partition("</tr>")[2].partition("</tr>")[0]
    assert "等 20 家" in cell and "第5局" in cell and "第6局" not in cell
    assert '<a href="/tasks?department=%E7%AC%AC15%E5%B1%80" class="asked">第15局</a>' in cell


def test_groups_begin_where_roles_change_and_on_each_page():
    a, b = unit("省甲厅"), unit("省乙厅")
    tasks = (task("一", (a,), (b,)), task("二", (a,)), task("三", (b,), (a,)))
    assert made(*tasks, department="省甲厅").count('class="group"') == 2
    listed = TaskList(tasks)
    chosen = listed.chosen(TaskFilter(department="省甲厅"))
    second = task_markup.rows(chosen.rows[1:], chosen, listed.departments, start=1)
    assert second.count('class="group"') == 2 and "牵头（2 项）" in second and "参与（1 项）" in second
    assert made(*tasks).count('class="group"') == 0
