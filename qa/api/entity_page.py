"""The page of one resource: what is said of it, each fact with its quotation, and what links to it."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from typing import Final
from urllib.parse import quote

from qa.model import Evidence
from qa.rows import Resource, Said
from qa.wire.links import document_link, passage_link

_STYLE: Final = (
    "body{font:16px/1.7 sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem}table{border-collapse:collapse}code{overflow-wrap:anywhere}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ddd}"
    "th{white-space:nowrap;font-weight:600}blockquote{margin:0;color:#444}.about,nav{color:#595959;font-size:.9rem}"
)
_DIGEST: Final = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY: Final = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_FORMATS: Final = {".ttl": "Turtle", ".jsonld": "JSON-LD", ".nt": "N-Triples", ".rdf": "RDF/XML"}


def _link(label: str, iri: str | None, base: str) -> str:
    """Our own resources are linked to; whatever else an IRI may hold (javascript:, another host) stays text."""
    if iri is None or not iri.startswith(base):
        return escape(label)
    return f'<a href="/page/{escape(quote(iri.removeprefix(base)))}">{escape(label)}</a>'


def _quoted(evidence: Evidence | None) -> str:
    if evidence is None:
        return ""
    where = escape(passage_link(evidence, ""))
    return f'<blockquote>{escape(evidence.text)} <a href="{where}">{escape(evidence.section or evidence.title)}</a></blockquote>'


def _row(said: Said, base: str) -> str:
    other = _link(said.subject_label, said.subject, base) if said.incoming else ""
    target = _link(said.object_label, said.object, base)
    proof = _quoted(said.evidence) + (f" {_link('陈述', said.statement, base)}" if said.statement else "")
    first = f"<td>{other}</td>" if said.incoming else ""
    return f"<tr>{first}<th>{escape(said.property_label)}</th><td>{target}</td><td>{proof}</td></tr>"


def _table(title: str, head: str, said: list[Said], base: str) -> str:
    rows = "".join(_row(one, base) for one in said)
    return f"<h2>{title}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if said else ""


def _turns(shown: Resource, path: str) -> str:
    if shown.pages == 1:
        return ""
    near = {"首页": 1, "上一页": shown.page - 1, "下一页": shown.page + 1, "末页": shown.pages}
    links = (f'<a href="/page/{escape(quote(path))}?page={at}">{name}</a>' for name, at in near.items() if 1 <= at <= shown.pages)
    return f"<nav>第 {shown.page} / {shown.pages} 页，共 {shown.total} 条 · {' · '.join(links)}</nav>"


def entity_page(shown: Resource, base: str, path: str, endings: Mapping[str, str]) -> str:
    """``endings``: media type → ending of the data's address."""
    address = escape(quote(path))
    alternates = "".join(
        f'<link rel="alternate" type="{media_type}" href="/data/{address}{ending}">' for media_type, ending in endings.items()
    )
    downloads = " · ".join(f'<a href="/data/{address}{end}">{_FORMATS[end]}</a>' for end in endings.values())
    whole = f'<p><a href="{escape(document_link(shown.document, ""))}">文件原文</a></p>' if shown.document else ""
    outgoing = [one for one in shown.said if not one.incoming]
    incoming = [one for one in shown.said if one.incoming]
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(shown.label)}</title>{alternates}<style>{_STYLE}</style></head><body>"
        f'<h1>{escape(shown.label)}</h1><p class="about">{escape(" / ".join(shown.types))} · <code>{escape(shown.iri)}</code></p>'
        f"{_quoted(shown.quotation)}{whole}"
        f"{_table('事实', '<th>关系</th><th>对象</th><th>原文</th>', outgoing, base)}"
        f"{_table('提到它的', '<th>主体</th><th>关系</th><th>对象</th><th>原文</th>', incoming, base)}"
        f"{_turns(shown, path)}<p class='about'>数据：{downloads}</p></body></html>"
    )
