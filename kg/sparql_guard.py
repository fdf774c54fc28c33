"""Which queries from outside may run: text in, safe text out.

SERVICE makes Oxigraph call other machines, and its parser finds keywords without word boundaries (``1SERVICE<…>``), so
telling a keyword by looking around it can be fooled. Instead every harmless occurrence of the letters is written
differently (an escape in strings and IRIs, nothing in comments) and what is left is refused: the text that runs cannot
contain the keyword at all. Updates never run: the store is asked through its query parser only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from kg.errors import BadQuery
from kg.store import Dataset

LONGEST = 100_000  # characters of a query
_FORBIDDEN = re.compile("service", re.IGNORECASE)
_TOKENS = re.compile(
    r"(?P<string>'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\r\n]|\\.)*'|\"(?:[^\"\\\r\n]|\\.)*\")"
    r"|(?P<iri><[^<>\"{}|^`\\\x00-\x20]*>)"
    r"|(?P<comment>#[^\r\n]*)"
    r"|(?P<name>[?$]\w+|[\w.\-]*:[\w.\-%:]*)",
    re.DOTALL,
)
_FROM = re.compile(r"\bFROM(?P<named>\s+NAMED)?\s*(?P<graph><\d+>)?", re.IGNORECASE)
_UPDATE = re.compile(
    r"\s*(?:(?:PREFIX\s+\S*\s*<[^>]*>|BASE\s*<[^>]*>)\s*)*"
    r"(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b",
    re.IGNORECASE,
)


def screen(query: str, graphs: Collection[str]) -> str:
    """``query`` made safe to run. ``graphs`` are the graphs that FROM may name. Raises BadQuery with what to change."""
    if not query.strip():
        raise BadQuery("查询是空的", hint="写一个 SELECT、ASK、CONSTRUCT 或 DESCRIBE 查询")
    if len(query) > LONGEST:
        raise BadQuery(f"查询超过 {LONGEST} 个字符", hint="缩短查询")
    if "\x00" in query:
        raise BadQuery("查询中有不允许的字符", hint="去掉空字符")
    safe = _TOKENS.sub(_harmless, query)
    if _FORBIDDEN.search(unicodedata.normalize("NFKC", safe).casefold()):
        raise BadQuery("不允许 SERVICE：查询只在本服务的图谱上执行", hint="去掉 SERVICE；变量名和前缀名也不要含这个词")
    plain = _TOKENS.sub(lambda found: found.group() if found.lastgroup != "string" else '""', safe)
    if _UPDATE.match(plain):
        raise BadQuery("只接受查询，不接受更新", hint="用 SELECT、ASK、CONSTRUCT 或 DESCRIBE")
    if (found := dataset(query)) is not None:
        check_graphs((*found.default, *found.named), graphs)
    return safe


def _harmless(found: re.Match[str]) -> str:
    """The token without the forbidden letters, meaning the same."""
    token = found.group()
    if found.lastgroup == "comment":
        return ""
    if found.lastgroup == "name":
        return token
    return _FORBIDDEN.sub(lambda word: f"\\u{ord(word.group()[0]):04x}{word.group()[1:]}", token)


def dataset(query: str) -> Dataset | None:
    """What the FROM clauses of a query name; None when there are none. Raises BadQuery for an abbreviated name."""
    iris: list[str] = []

    def short(found: re.Match[str]) -> str:
        if found.lastgroup != "iri":
            return " " if found.lastgroup == "comment" else " : "  # neither names nor strings hold a clause
        iris.append(found.group()[1:-1])
        return f"<{len(iris) - 1}>"

    default: list[str] = []
    named: list[str] = []
    for clause in _FROM.finditer(_TOKENS.sub(short, query)):
        if not clause["graph"]:
            raise BadQuery("FROM 之后请写完整的图名", hint="例如 FROM <http://kgqa.local/id/graph/文件编号>")
        (named if clause["named"] else default).append(iris[int(clause["graph"][1:-1])])
    if not default and not named:
        return None
    return Dataset(default=tuple(dict.fromkeys(default)), named=tuple(dict.fromkeys(named)))


def check_graphs(wanted: Collection[str], graphs: Collection[str]) -> None:
    """Graphs that a dataset names must be published; of others an empty answer would be misread. Raises BadQuery."""
    for graph in wanted:
        if graph not in graphs:
            raise BadQuery(
                f"没有名为 {graph[:200]} 的图", hint="去掉 FROM 和 default-graph-uri，默认查询全部文件；图名见 GET /sparql"
            )
