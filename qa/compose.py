"""From proved values to plain Chinese, without any model. Every sentence is a template over values; nothing is invented."""

from __future__ import annotations

from collections.abc import Sequence

from kg.ontology import Ontology
from qa.model import Evidence, Value
from qa.plan.model import QueryPlan

LIMIT = 400
NEAR = "相近的内容："  # begins what a refusal says of what is near
_BASIS_NOTE = {
    "stated": "",
    "convention": "（文件约定列在前面的为牵头单位）",
    "listed_first": "（文件未写“牵头”，按责任单位排序首位认定）",
    "equal": "",
    "inferred": "（推断）",
}
_COMPARATOR = {"≈": ("", "左右"), "≥": ("", "以上"), ">": ("超过", ""), "≤": ("不超过", ""), "<": ("低于", ""), "=": ("", "")}


def joined(labels: Sequence[str], most: int = 30) -> str:
    """A、B和C; a long list is cut with its true length said."""
    if len(labels) > most:
        return "、".join(labels[:most]) + f"等{len(labels)}项"
    if len(labels) < 2:
        return "".join(labels)
    return "、".join(labels[:-1]) + "和" + labels[-1]


def quantity(value: str, unit: str, comparator: str, upper: str | None = None) -> str:
    """The number as a document would write it: 1500亿元左右, 100家以上."""
    before, after = _COMPARATOR.get(comparator, ("", ""))
    number = f"{value}—{upper}" if upper else value
    return f"{before}{number}{unit}{after}"


def cite(text: str, evidence: Sequence[Evidence]) -> str:
    """``text`` within the limit, with the numbers of its evidence."""
    marks = "".join(f"[{n}]" for n in range(1, min(len(evidence), 9) + 1))
    room = LIMIT - len(marks)
    if len(text) > room:
        text = text[: room - 1] + "…"
    return text + marks


def basis_note(values: Sequence[Value]) -> str:
    found = {v.basis for v in values if v.basis and v.role == "lead"}
    return _BASIS_NOTE[found.pop()] if len(found) == 1 else ""


def _roles_text(plan: QueryPlan, values: Sequence[Value], others: str) -> str:
    """“X”由甲牵头（…）；乙参与"""
    named, said = plan.links[-1].label.strip("“”"), joined([v.label for v in values])
    verb = {"lead": "由{o}牵头", "participant": "的参与、配合单位是{o}", "responsible": "的责任单位是{o}"}
    note = basis_note(values) if plan.property == "lead" else ""
    return f"“{named}”{verb[plan.property or 'responsible'].format(o=said)}{note}{others}"


def _works_text(does: str, values: Sequence[Value], documents: Sequence[tuple[str, str]], scope: str) -> str:
    """The works of several documents are told document by document."""
    told = [(name, own) for id, name in documents if (own := [v.label for v in values if v.document == id])]
    if len(told) > 1:
        said = "".join(f"{name}{len(own)}项：{'；'.join(own)}。" for name, own in told)
        return f"{does}的工作有{len(values)}项。{said}"
    return f"{does}的工作有{len(values)}项：{'；'.join(v.label for v in values)}。{scope}"


def answer_text(
    plan: QueryPlan,
    values: Sequence[Value],
    ontology: Ontology,
    *,
    others: str = "",
    titles: Sequence[str] = (),
    documents: Sequence[tuple[str, str]] = (),
) -> str:
    """One to three sentences. ``others`` is a proved by-the-way sentence (the remaining units of a task).

    ``documents``: (id, name) in the order in which they are to be told; works of several are told document by document.
    """
    labels = [v.label for v in values]
    scope = f"（{'、'.join(f'《{t}》' for t in titles)}）" if titles else ""
    subject = plan.links[0].label if plan.links else ""
    match plan.say:
        case "roles":
            return _roles_text(plan, values, others) + f"。{scope}"
        case "works":
            return _works_text(plan.reading.removeprefix("查").removesuffix("的工作"), values, documents, scope)
        case "items":
            quoted = ["“" + label.strip("“”") + "”" for label in labels]
            return f"{plan.reading.removeprefix('查')}是{joined(quoted)}。{scope}"
        case "agents":
            return f"{plan.reading.removeprefix('查')}：{joined(labels)}。{scope}"
        case "count_works" | "count_agents":
            what = plan.reading.removeprefix("查").removesuffix("有几项").removesuffix("有几个")
            return f"{what}共{labels[0]}{'项' if plan.say == 'count_works' else '个'}。{scope}"
        case "most":
            return f"{plan.reading.removeprefix('查')}是{joined(labels)}。{scope}"
        case "target":
            return f"{_goals(subject, values)}。{scope}"
        case "about":
            quoted = ["“" + label.strip("“”") + "”" for label in labels]
            return f"写到这一内容的工作是{joined(quoted)}。{scope}"
        case "mentioned":
            return f"原文提到的有：{joined(labels)}。{scope}"
        case "group":
            return f"{plan.reading.removeprefix('查')}有：{joined(labels)}。{scope}"
        case "class":
            noun = plan.reading.removeprefix("列出文件中的").removeprefix("数文件中的")
            return (
                f"文件中的{noun}共{labels[0]}个。{scope}"
                if plan.form == "count"
                else f"文件中的{noun}有{len(labels)}个：{joined(labels)}。{scope}"
            )
        case "property" | "inverse" if plan.form == "count":
            return f"{plan.reading.removeprefix('查')}共{labels[0]}个。{scope}"
        case "property":
            info = ontology.properties.get(plan.property or "")
            say = info.say_as if info else "{s}：{o}"
            return say.format(s=f"“{subject}”", o=joined(labels)) + f"。{scope}"
        case "inverse":
            return f"{plan.reading.removeprefix('查')}有{len(labels)}个：{joined(labels)}。{scope}"
        case _:
            return joined(labels) + f"。{scope}"


def _goals(indicator: str, values: Sequence[Value]) -> str:
    """One goal with its year; of several years each with its own."""
    if len(values) == 1:
        year = f"到{values[0].year}年，" if values[0].year else ""
        return f"{year}{indicator}的目标是{quantity_of(values[0])}"
    return f"文件分年给出{indicator}的目标：" + "；".join(f"{v.year}年{quantity_of(v)}" for v in values)


def quantity_of(value: Value) -> str:
    before, after = _COMPARATOR.get(value.comparator or "=", ("", ""))
    return f"{before}{value.label}{after}"


def yes_no_text(plan: QueryPlan, truth: bool, others: Sequence[str]) -> str:
    """``others``: what the document lists where it says no (or besides)."""
    what = plan.reading.removeprefix("查")
    stated = what.replace("是否", "" if truth else "不", 1)
    noun = "责任单位" if plan.property in {"lead", "participant", "responsible"} else ""
    listed = f"文件列出的{noun}是{joined(others)}" if others else ""
    return f"{'是' if truth else '否'}，{stated}" + (f"；{listed}。" if listed else "。")


def truth_text(truth: bool, said: Sequence[str]) -> str:
    """是 or 否 with what the document states."""
    return f"{'是' if truth else '否'}，{'；'.join(said)}。"


def target_said(indicator: str, year: int | None, stated: str) -> str:
    return f"{f'{year}年' if year else ''}“{indicator}”的目标是{stated}"


def duty_text(plan: QueryPlan, truth: bool, listed: Sequence[tuple[str, str, str]], absent: Sequence[str]) -> str:
    """``listed``: label, role and basis of every unit of the work; ``absent``: units asked about that are not among them."""
    lead = [label for label, role, _ in listed if role == "lead"]
    rest = [label for label, role, _ in listed if role != "lead"]
    basis = {basis for _, role, basis in listed if role == "lead"}
    note = _BASIS_NOTE[basis.pop()] if len(basis) == 1 else ""
    title = plan.links[-1].label.strip("“”")
    parts = [f"由{joined(lead, 8)}牵头{note}"] if lead else []
    parts += [f"{joined(rest, 8)}参与"] if rest else []
    said = [f"“{title}”{'，'.join(parts)}"] + ([f"没有列出{joined(absent)}"] if absent else [])
    return truth_text(truth, said)


def not_found_text(missing: str, near: str = "") -> str:
    return f"文件没有说明{missing}。" + (f"{NEAR}{near}" if near else "")
