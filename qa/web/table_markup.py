"""What the tables have in common: cells, options of a filter, the pager, quotations with a link to their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.text import key
from qa.model import Evidence
from qa.web.filters import Option
from qa.web.markup import Markup, joined, tag
from qa.web.paging import Page
from qa.wire.links import document_link, passage_link

_NEAR = 2  # headings that are shown


def choices(all_of_them: str, offered: Sequence[Option], chosen: str) -> Markup:
    """The options of a select; the first chooses nothing."""
    return joined(
        (
            tag("option", all_of_them, value="", selected=not chosen),
            *(tag("option", f"{o.label}（{o.count}）", value=o.value, selected=o.value == chosen) for o in offered),
        )
    )


def completed(label: str, name: str, value: str, offered: Iterable[str]) -> Markup:
    """A field that completes what is typed. It is markup because Vue would put back what is being typed."""
    names = tag("datalist", *(tag("option", value=one) for one in offered), id=f"{name}-names")
    return joined((tag("span", label), _field(name, value, placeholder="全称、简称均可", list=f"{name}-names"), names))


def searched(label: str, value: str, hint: str) -> Markup:
    return joined((tag("span", label), _field("q", value, type="search", placeholder=hint)))


def _field(name: str, value: str, **attributes: str) -> Markup:
    given = tag("input", class_="field", name=name, value=value, autocomplete="off", maxlength="200", **attributes)
    return Markup(given.removesuffix("</input>"))


def pager(page: Page) -> Markup:
    """Nothing where there is one page only."""
    if page.pages == 1:
        return Markup("")
    return joined(
        (
            _turn("上一页", page.number - 1, page),
            *(_number(n, page) for n in page.numbers),
            _turn("下一页", page.number + 1, page),
        )
    )


def _turn(words: str, to: int, page: Page) -> Markup:
    return tag("button", words, type="button", class_="turn", data_page=str(to), disabled=not 1 <= to <= page.pages)


def _number(n: int | None, page: Page) -> Markup:
    if n is None:
        return tag("span", "…", class_="gap")
    here = n == page.number
    return tag(
        "button",
        str(n),
        type="button",
        class_="turn here" if here else "turn",
        data_page=str(n),
        aria_label=f"第 {n} 页",
        aria_current="page" if here else None,
    )


def cell(column: str, head: str, inside: str) -> Markup:
    """``head`` stands beside it where a phone shows rows as cards."""
    kind = f"c-{column}" if inside else f"c-{column} nothing"
    return tag("td", tag("div", inside) if inside else "", class_=kind, role="cell", data_label=head)


def document(id: str, title: str) -> Markup:
    return tag("a", title, href=document_link(id, ""), title=title)


def where(path: Sequence[str], title: str) -> Markup:
    """The headings nearest above, without those that the document's title says already; all of them as a hint."""
    near = [heading for heading in path if key(heading) not in key(title)][-_NEAR:]
    return tag("div", " › ".join(near), class_="path", title=" › ".join(path)) if near else Markup("")


def quotation(evidence: Evidence) -> Markup:
    """The quoted characters and nothing else, then the way to their place."""
    return tag(
        "figure",
        tag("blockquote", evidence.text, class_="quotation"),
        tag("figcaption", tag("a", "在原文中查看", href=passage_link(evidence, "")), class_="small"),
    )
