"""The rows of the 任务分工表 and the head of a department's page, as markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qa.model import Evidence
from qa.rows import TaskRow, UnitRow
from qa.web.departments import Department, Departments, Profile
from qa.web.grounds import tone
from qa.web.markup import Markup, joined, tag
from qa.web.table_markup import cell, document, quotation, where
from qa.web.task_list import Chosen, TaskFilter
from qa.wire.links import entity_link, passage_link
from qa.wire.said import BASIS

PATH = "/tasks"
COLUMNS = (  # what it is sorted by, its head
    ("title", "任务"),
    ("lead", "牵头"),
    ("participants", "参与"),
    ("basis", "依据"),
    ("deadline", "时限"),
    ("document", "文件"),
)
_HEADS: Mapping[str, str] = dict(COLUMNS)
_UNITS = 6  # of one cell; the opened row names all
_ALIASES = 8
_LONG = 8  # more units are folded


def department_address(departments: Departments, iri: str) -> str:
    return TaskFilter(department=departments.address(iri)).address(PATH)


def badge(basis: str | None) -> Markup:
    if basis is None:
        return tag("span", "未写单位", class_="badge")
    ground = BASIS.get(basis)
    hint = f"{ground.words}：{ground.why}" if ground else ""
    return tag("span", ground.short if ground else basis, class_=f"badge {tone(basis)}", title=hint)


def rows(shown: Sequence[TaskRow], chosen: Chosen, departments: Departments, *, start: int) -> Markup:
    """Two table rows a task: what is seen, and what opens. ``start``: how many rows come before on other pages."""
    asked = frozenset(department.iri for department in chosen.departments)
    parts: list[Markup] = []
    for n, task in enumerate(shown, start=start):
        if chosen.led is not None and (n in (start, chosen.led)):
            parts.append(_group(chosen, led=n < chosen.led))
        parts += (_row(task, n, departments, asked), _opened(task, n, departments))
    return joined(parts)


def _group(chosen: Chosen, *, led: bool) -> Markup:
    count = (chosen.led or 0) if led else len(chosen.rows) - (chosen.led or 0)
    words = f"{'牵头' if led else '参与'}（{count} 项）"
    return tag("tr", tag("th", words, colspan=str(len(COLUMNS)), scope="rowgroup", role="rowheader"), class_="group", role="row")


def _row(task: TaskRow, n: int, departments: Departments, asked: frozenset[str]) -> Markup:
    opener = tag(
        "button",
        tag("span", _titled(task)),
        type="button",
        class_="opener",
        aria_expanded="false",
        aria_controls=f"task-{n}",
    )
    cells = (
        ("title", joined((opener, where(task.path, task.document_title)))),
        ("lead", _units(task.lead, departments, asked)),
        ("participants", _units(task.participants, departments, asked)),
        ("basis", badge(task.basis)),
        ("deadline", task.deadline or ""),
        ("document", document(task.document, task.document_title)),
    )
    return tag("tr", *(cell(name, _HEADS[name], inside) for name, inside in cells), class_="seen", role="row")


def _titled(task: TaskRow) -> str:
    return f"{task.number}.{task.title}" if task.number.isdigit() else f"{task.number}{task.title}"


def _named(units: Sequence[UnitRow], departments: Departments, asked: frozenset[str] = frozenset()) -> Markup:
    """All of them, those that are ``asked`` for set off."""
    links = (
        tag("a", u.label, href=department_address(departments, u.iri), class_="asked" if u.iri in asked else None) for u in units
    )
    return joined(part for n, link in enumerate(links) for part in (("、" if n else ""), link))


def _units(units: Sequence[UnitRow], departments: Departments, asked: frozenset[str]) -> Markup:
    """Those of a cell; where they are many, the first and those that are ``asked`` for."""
    if len(units) <= _LONG:
        return _named(units, departments, asked)
    some = [unit for n, unit in enumerate(units) if n < _UNITS or unit.iri in asked]
    return joined((_named(some, departments, asked), tag("span", f" 等 {len(units)} 家", class_="muted")))


def _opened(task: TaskRow, n: int, departments: Departments) -> Markup:
    whole = Evidence(
        document=task.document,
        title=task.document_title,
        section=" / ".join(task.path),
        text=task.text,
        start=task.start,
        end=task.end,
        iri=task.iri,
    )
    parts = [
        tag(
            "section",
            tag("h3", "任务全文"),
            tag("p", task.text, class_="whole"),
            tag("p", tag("a", "在文件中查看", href=passage_link(whole, "")), class_="small"),
        )
    ]
    if task.quotations:
        ground = BASIS.get(task.basis or "")
        said = tag("p", tag("strong", ground.words), f"：{ground.why}", class_="small") if ground else ""
        parts.append(tag("section", tag("h3", "责任单位的出处"), said, *map(quotation, task.quotations)))
    if len(task.participants) > _LONG or len(task.lead) > _LONG:
        every = [("牵头", task.lead), ("参与", task.participants)]
        named = (
            tag("p", tag("span", f"{role}：", class_="muted"), _named(units, departments), class_="small")
            for role, units in every
            if units
        )
        parts.append(tag("section", tag("h3", "全部责任单位"), *named))
    inside = tag("td", tag("div", *parts, class_="opened"), colspan=str(len(COLUMNS)), role="cell")
    return tag("tr", inside, class_="more", id=f"task-{n}", role="row", hidden=True)


def profile(found: Profile, departments: Departments, wish: TaskFilter, base: str) -> Markup:
    """The head of a department's page."""
    who = found.department
    place = tag("span", who.place, class_="badge") if who.place else ""
    entity = entity_link(who.iri, base)
    parts = [
        tag(
            "div",
            tag("h2", who.label),
            place,
            tag("a", "在图谱中查看", href=entity, class_="small") if entity else "",
            class_="who",
        ),
        _aliases(who),
        tag(
            "p",
            tag("strong", str(who.led)),
            " 项牵头，",
            tag("strong", str(who.joined)),
            " 项参与，见于 ",
            tag("strong", str(len(found.documents))),
            " 份文件",
            class_="sums",
        ),
        tag("div", _by_document(found, wish), _partners(found, departments), class_="halves"),
    ]
    return tag("section", *parts, class_="card profile", aria_label=who.name)


def _aliases(who: Department) -> Markup:
    if not who.aliases:
        return Markup("")
    more = f" 等 {len(who.aliases)} 种写法" if len(who.aliases) > _ALIASES else ""
    return tag("p", f"又称 {'、'.join(who.aliases[:_ALIASES])}{more}", class_="muted small", title="、".join(who.aliases))


def _by_document(found: Profile, wish: TaskFilter) -> Markup:
    head = tag("tr", tag("th", "文件", scope="col"), tag("th", "牵头", scope="col"), tag("th", "参与", scope="col"))
    lines = (
        tag(
            "tr",
            tag("td", tag("a", one.title, href=wish.but(document=one.document).address(PATH), title=one.title)),
            tag("td", str(one.led)),
            tag("td", str(one.joined)),
        )
        for one in found.documents
    )
    return tag("div", tag("h3", "各份文件"), tag("table", tag("thead", head), tag("tbody", *lines), class_="sums-table"))


def _partners(found: Profile, departments: Departments) -> Markup:
    if not found.partners:
        return Markup("")
    return tag("div", tag("h3", "常一起承担任务的单位"), _chips(found.partners, departments))


def several(words: str, found: Sequence[Department], departments: Departments) -> Markup:
    """Whom the words may mean; nothing where they mean nobody."""
    if not found:
        return Markup("")
    told = tag("p", f"“{words}”可以指 {len(found)} 个单位，下面是它们的全部任务。只看一个：")
    return tag("section", told, _chips(((one, one.tasks) for one in found[:40]), departments), class_="card several")


def _chips(counted: Iterable[tuple[Department, int]], departments: Departments) -> Markup:
    chips = (
        tag("a", one.name, tag("span", str(n), class_="muted"), href=department_address(departments, one.iri), class_="chip")
        for one, n in counted
    )
    return tag("ul", *(tag("li", chip) for chip in chips), class_="chips")
