"""MCP's own client against a running service, and against ``kgqa mcp`` over stdio."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS

from qa.api.app import create_app
from qa.api.mcp_server import allowed_hosts
from qa.config import QaSettings
from qa.wire.toolbox import sparql_out

ROOT = Path(__file__).resolve().parents[2]
LEAD = "完善乡村网络设施由哪个部门牵头？"
TOOLS = ["ask", "search", "entity", "tasks", "sparql"]


def over_http(address: str, work: Callable[[Client], Awaitable], **options: object):
    async def connected():
        async with Client(address + "/mcp", **options) as client:
            return await work(client)

    return asyncio.run(connected())


def refused(address: str, work: Callable[[Client], Awaitable]) -> MCPError:
    """The protocol's error that ``work`` runs into."""

    async def caught(client: Client) -> MCPError:
        with pytest.raises(MCPError) as error:
            await work(client)
        return error.value

    return over_http(address, caught)


def call(address: str, tool: str, **arguments: object):
    return over_http(address, lambda client: client.call_tool(tool, arguments))


# --- tools over HTTP -----------------------------------------------------------------------------------


def test_the_tools_say_what_they_take_and_give(real_address):
    found = over_http(real_address, lambda client: client.list_tools())
    assert [tool.name for tool in found.tools] == TOOLS
    for tool in found.tools:
        assert tool.title and tool.description and tool.annotations.read_only_hint
        assert all("description" in field for field in tool.input_schema["properties"].values())
        assert tool.output_schema["type"] == "object" and tool.output_schema["properties"]


def test_a_right_cited_answer(real_address):
    result = call(real_address, "ask", question=LEAD)
    assert not result.is_error
    answer = result.structured_content
    assert (answer["status"], [value["label"] for value in answer["values"]]) == ("answered", ["省通信管理局"])
    (said,) = result.content
    assert "省通信管理局" in said.text and f"({real_address}/documents/" in said.text


def test_the_proof_can_be_run_and_read(real_address):
    async def follow(client: Client):
        answer = (await client.call_tool("ask", {"question": LEAD})).structured_content
        rows = (await client.call_tool("sparql", {"query": answer["sparql"]})).structured_content["rows"]
        resources = {one.name: one.uri for one in (await client.list_resources()).resources}
        quoted = answer["evidence"][0]
        (document,) = (await client.read_resource(resources[quoted["document"]])).contents
        return answer, rows, quoted, document

    answer, rows, quoted, document = over_http(real_address, follow)
    assert [term["value"] for row in rows for term in row.values()] == [answer["values"][0]["iri"]]
    assert document.text[quoted["start"] : quoted["end"]] == quoted["text"] and document.mime_type == "text/plain"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_clients_of_both_generations_of_the_protocol(real_address, mode):
    tools = over_http(real_address, lambda client: client.list_tools(), mode=mode)
    assert [tool.name for tool in tools.tools] == TOOLS


def test_a_follow_up_in_a_session(real_address):
    call(real_address, "ask", question=LEAD, session_id="mcp-1")
    answer = call(real_address, "ask", question="那配合单位呢？", session_id="mcp-1").structured_content
    assert answer["status"] == "answered" and answer["session_id"] == "mcp-1"


def test_search_entity_and_tasks(real_address):
    found = call(real_address, "search", text="北斗终端", limit=2).structured_content["items"]
    assert 0 < len(found) <= 2 and "北斗" in found[0]["text"]
    entity = call(real_address, "entity", name="省通信管理局", limit=1).structured_content
    assert entity["label"] == "省通信管理局" and len(entity["facts"]) == 1 <= entity["total_facts"]
    tasks = call(real_address, "tasks", department="省通信管理局", limit=1)
    assert len(tasks.structured_content["items"]) == 1 <= tasks.structured_content["total"]
    assert json.loads(tasks.content[0].text) == tasks.structured_content


def test_other_forms_of_query(real_address):
    assert call(real_address, "sparql", query="ASK { ?s ?p ?o }").structured_content["boolean"] is True
    triples = call(real_address, "sparql", query="CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1").structured_content
    assert triples["turtle"] and triples["rows"] == []


def test_a_refusal_is_no_error(real_address):
    result = call(real_address, "ask", question="今天天气怎么样？")
    assert not result.is_error and result.structured_content["status"] == "out_of_scope"


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": " "}, "问题是空的"),
        ("ask", {"question": "问" * 501}, "问题太长"),
        ("ask", {}, "question：缺少"),
        ("search", {"text": "牧场", "limit": 0}, "limit：太小"),
        ("search", {"text": "牧场", "limit": "多"}, "limit：应为整数"),
        ("tasks", {"wrong": 1}, "有字段：不认识"),
        ("tasks", {"document": "none"}, "没有这份文件"),
        ("entity", {"name": "不存在"}, "没有这个实体"),
        ("sparql", {"query": "DROP ALL"}, "只接受查询"),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese(address, tool, arguments, said):
    result = call(address, tool, **arguments)
    assert result.is_error and said in result.content[0].text and result.structured_content is None


@pytest.mark.parametrize("uri", ["kgqa://documents/none", "kgqa://documents/../x", "file:///etc/passwd", "kgqa://other"])
def test_resources_that_are_not_there(address, uri):
    error = refused(address, lambda client: client.read_resource(uri)).error
    assert error.code == INVALID_PARAMS and error.message.startswith("没有这")


def test_no_such_tool(address):
    assert refused(address, lambda client: client.call_tool("rm", {})).error.message.startswith("没有这个工具")


def test_the_template_of_resources(address):
    (template,) = over_http(address, lambda client: client.list_resource_templates()).resource_templates
    assert template.uri_template == "kgqa://documents/{id}"


@pytest.fixture
def unbuilt(library):
    library.number = 0
    return library


def test_nothing_published_yet(unbuilt, address):
    result = call(address, "ask", question="谁牵头？")
    assert result.is_error and "kgqa build" in result.content[0].text
    assert "kgqa build" in refused(address, lambda client: client.list_resources()).error.message


# --- who may connect -----------------------------------------------------------------------------------

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


def ping(address: str, **headers: str) -> httpx.Response:
    return httpx.post(address + "/mcp", json=PING, headers={**HEADERS, **headers})


def test_other_host_names_and_origins_are_turned_away(address):
    assert ping(address).status_code == 200
    assert ping(address, Host="evil.example").status_code == 421
    assert ping(address, Origin="http://evil.example").status_code == 403
    assert ping(address, Host="127.0.0.1.evil.example:80").status_code == 421


@pytest.mark.parametrize(
    ("given", "status", "code", "said"),
    [
        ({"Host": "evil.example"}, 421, "misdirected", "mcp_hosts"),
        ({"Origin": "http://evil.example"}, 403, "forbidden", "mcp_hosts"),
        ({"Content-Type": "text/plain"}, 400, "bad_request", "application/json"),
        ({"Authorization": "Bearer wrong"}, 401, "unauthorized", "密钥"),
    ],
)
def test_what_is_refused_is_told_as_everywhere(address, given, status, code, said):
    response = ping(address, **given)
    assert response.status_code == status and response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == code and said in response.json()["detail"]


def test_host_names_can_be_allowed(tmp_path):
    def hosts(**given: str) -> list[str]:
        return allowed_hosts(QaSettings(data=tmp_path, **given)).allowed_hosts

    assert "localhost:*" in hosts() and "zc.example" not in hosts()
    assert "zc.example:8443" in hosts(public_url="https://zc.example:8443/kgqa")
    assert {"a.example", "a.example:*", "b.example:9"} <= set(hosts(mcp_hosts=" a.example, b.example:9 "))
    assert "[::5]:*" in hosts(host="::5")
    assert not allowed_hosts(QaSettings(data=tmp_path, mcp_hosts="*")).enable_dns_rebinding_protection


def test_oversized_messages(address):
    assert httpx.post(address + "/mcp", content=b"x" * 300_000, headers=HEADERS).status_code == 413


def test_several_applications_and_lives_in_one_process(tmp_path, library):
    app, other = (create_app(QaSettings(data=tmp_path, mcp_hosts="*"), library) for _ in range(2))
    for _ in range(2):  # the same application starts again
        with TestClient(app) as client, TestClient(other) as second:
            assert client.post("/mcp", json=PING, headers=HEADERS).json()["result"] == {}
            assert second.post("/mcp", json=PING, headers=HEADERS).json()["result"] == {}


# --- stdio ---------------------------------------------------------------------------------------------


def test_the_same_over_stdio(real_data):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KGQA_")}
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from qa.cli import main; main()", "mcp", "--data", str(real_data)],
        env={**kept, "PYTHONPATH": str(ROOT)},
    )

    async def follow():
        async with Client(stdio_client(parameters)) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            answer = await client.call_tool("ask", {"question": LEAD})
            resources = (await client.list_resources()).resources
            return names, answer, resources

    names, answer, resources = asyncio.run(follow())
    assert names == TOOLS and len(resources) == 2
    assert [value["label"] for value in answer.structured_content["values"]] == ["省通信管理局"]
    assert "](" not in answer.content[0].text  # nobody serves a page there


def test_terms_keep_their_types():
    binding = {"x": {"type": "literal", "value": "三", "xml:lang": "zh"}, "n": {"type": "literal", "value": "3", "datatype": "d"}}
    found = sparql_out(
        "application/sparql-results+json", json.dumps({"head": {"vars": ["x", "n"]}, "results": {"bindings": [binding]}}).encode()
    )
    assert found.variables == ("x", "n")
    assert (found.rows[0]["x"].language, found.rows[0]["n"].datatype) == ("zh", "d")
