"""/v1 as OpenAI's own client sees it, on a real port: cited answers, streams, dialogues, refusals, errors."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import openai
import pytest
from fastapi.testclient import TestClient
from openai import OpenAI

from qa.api.app import MAX_BODY, create_app
from qa.config import QaSettings

IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
LEAD = "完善乡村网络设施由哪个部门牵头？"


def client_of(address: str) -> OpenAI:
    return OpenAI(base_url=address + "/v1", api_key="none", max_retries=0)


@pytest.fixture
def real(real_address):
    with client_of(real_address) as client:
        yield client


@pytest.fixture
def fake(address):
    with client_of(address) as client:
        yield client


@pytest.fixture
def unbuilt(library):
    library.number = 0
    return library


def dialogue(*questions: str) -> list[dict]:
    messages: list[dict] = [{"role": "system", "content": "你是助手"}]
    for question in questions[:-1]:
        messages += [{"role": "user", "content": question}, {"role": "assistant", "content": "随便什么"}]
    return [*messages, {"role": "user", "content": questions[-1]}]


def say(client: OpenAI, *questions: str, **options):
    return client.chat.completions.create(**{"model": "kgqa", "messages": dialogue(*questions), **options})


def content(completion) -> str:
    (choice,) = completion.choices
    assert (choice.finish_reason, choice.message.role) == ("stop", "assistant")
    return choice.message.content


# --- answers -------------------------------------------------------------------------------------------


def test_a_right_answer_with_a_link_to_the_marked_passage(real, real_address, cited):
    completion = say(real, LEAD)
    said = content(completion)
    assert "省通信管理局" in said and "[1]" in said
    (citation,) = [one.url_citation for one in completion.choices[0].message.annotations][:1]
    assert said[citation.start_index : citation.end_index] == f"[[1]]({citation.url})"
    (quoted, *_) = completion.kgqa["evidence"]
    assert citation.url.startswith(real_address + "/documents/") and citation.title == quoted["title"]
    assert cited(lambda path: real._client.get(real_address + path), citation.url) == quoted["text"]


def test_the_proof_comes_along(real):
    completion = say(real, LEAD)
    assert [value["label"] for value in completion.kgqa["values"]] == ["省通信管理局"]
    assert completion.kgqa["sparql"].lstrip().startswith("SELECT")
    assert completion.system_fingerprint == completion.kgqa["generation"]
    said = content(completion)
    assert completion.usage.prompt_tokens == len("你是助手") + len(LEAD)
    assert completion.usage.completion_tokens == len(said)
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + len(said)


def test_the_stream_is_the_plain_answer(real):
    plain = say(real, LEAD)
    chunks = list(say(real, LEAD, stream=True, stream_options={"include_usage": True}))
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(pieces) == content(plain) and len([piece for piece in pieces if piece]) > 2
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-2:] == [None, "stop"]
    assert chunks[-1].choices == [] and chunks[-1].usage == plain.usage
    assert {chunk.id for chunk in chunks} == {plain.id}
    assert chunks[-2].kgqa["values"] == plain.kgqa["values"]


def test_usage_only_where_asked_for(real):
    chunks = list(say(real, LEAD, stream=True))
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


def test_the_stream_helper_of_the_client_is_content(real):
    with real.chat.completions.stream(model="kgqa", messages=dialogue(LEAD)) as stream:
        assert content(stream.get_final_completion()) == content(say(real, LEAD))


def test_earlier_messages_are_the_context(real):
    alone = say(real, "那配合单位呢？")
    follow_up = say(real, LEAD, "那配合单位呢？")
    assert follow_up.kgqa["status"] == "answered" and alone.kgqa["values"] != follow_up.kgqa["values"]
    asked_outright = say(real, "完善乡村网络设施的配合单位有哪些？")
    labels = [{value["label"] for value in found.kgqa["values"]} for found in (follow_up, asked_outright)]
    assert labels[0] == labels[1] != {"省通信管理局"}


def test_nothing_is_kept_between_requests(real):
    say(real, LEAD)
    first, second = say(real, "它还牵头哪些任务？"), say(real, "它还牵头哪些任务？")
    assert first.kgqa["status"] != "answered" and content(first) == content(second)


def test_a_refusal_is_a_plain_answer(real):
    completion = say(real, "今天天气怎么样？")
    assert completion.kgqa["status"] == "out_of_scope" and completion.choices[0].message.refusal is None
    assert "出处" not in content(completion) and "](" not in content(completion)


def test_asking_back_lists_the_choices(fake):
    said = content(say(fake, "谁牵头？"))
    assert said.startswith("您问的是哪一项？") and "1. 建设海上牧场" in said


def test_what_clients_send_besides_changes_nothing(real):
    options = {
        "temperature": 1.3,
        "top_p": 0.1,
        "max_tokens": 3,
        "seed": 1,
        "stop": ["省"],
        "user": "u",
        "n": 1,
        "presence_penalty": 1,
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}],
        "tool_choice": "auto",
        "response_format": {"type": "text"},
        "extra_body": {"enable_thinking": True},
    }
    assert content(say(real, LEAD, **options)) == content(say(real, LEAD))


def test_content_in_parts(real):
    parts = [{"type": "text", "text": "完善乡村网络设施"}, {"type": "text", "text": "由哪个部门牵头？"}]
    completion = real.chat.completions.create(model="kgqa", messages=[{"role": "user", "content": parts}])
    assert completion.kgqa["values"][0]["label"] == "省通信管理局"


# --- models --------------------------------------------------------------------------------------------


def test_each_document_is_a_model_too(real):
    ids = [model.id for model in real.models.list()]
    assert ids[0] == "kgqa" and len(ids) == 3
    assert [real.models.retrieve(id).id for id in ids] == ids
    statuses = {id: say(real, LEAD, model=id).kgqa["values"] for id in ids}
    assert [bool(values) for id, values in statuses.items() if "yunze" in id] == [True]
    assert [bool(values) for id, values in statuses.items() if "lin-2023" in id] == [False]


# --- errors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "param", "code"),
    [
        ({"n": 2}, "n", "unsupported_value"),
        ({"tool_choice": "required", "tools": []}, "tool_choice", "unsupported_value"),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "tool_choice", "unsupported_value"),
        ({"extra_body": {"function_call": {"name": "f"}}}, "function_call", "unsupported_value"),
        ({"response_format": {"type": "json_object"}}, "response_format", "unsupported_value"),
        ({"modalities": ["text", "audio"]}, "modalities", "unsupported_value"),
        ({"logprobs": True}, "logprobs", "unsupported_value"),
        ({"messages": []}, "messages", "bad_request"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages", "unsupported_value"),
        ({"messages": [{"role": "user", "content": "  "}]}, "messages", "bad_question"),
        ({"messages": [{"role": "user", "content": None}]}, "messages", "bad_question"),
        ({"messages": [{"role": "user", "content": "问" * 501}]}, "messages", "bad_question"),
        ({"messages": [{"role": "user", "content": [IMAGE]}]}, "messages", "unsupported_value"),
        ({"extra_body": {"stream": {}}}, "stream", "bad_request"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_done_is_said(fake, library, options, param, code, stream):
    with pytest.raises(openai.BadRequestError) as caught:
        say(fake, "谁牵头？", **{"stream": stream, **options})
    error = caught.value
    assert (error.param, error.code, error.type) == (param, code, "invalid_request_error")
    assert re.search("[\u4e00-\u9fff]", error.body["message"])
    assert not any(engine.asked for engine in library.engines)


@pytest.mark.parametrize("model", ["gpt-4o", "kgqa:", "kgqa:none", "KGQA", ""])
def test_unknown_models(fake, model):
    with pytest.raises(openai.NotFoundError) as caught:
        say(fake, "谁牵头？", model=model)
    assert (caught.value.code, caught.value.param) == ("model_not_found", "model")


def test_an_image_of_an_earlier_message_does_no_harm(fake):
    image = {"role": "user", "content": [IMAGE]}
    messages = [image, {"role": "user", "content": "谁牵头？"}]
    assert content(say(fake, "谁牵头？", messages=messages)).startswith("您问的是")


def test_other_parts_of_the_interface_do_not_exist(fake):
    with pytest.raises(openai.NotFoundError) as caught:
        fake.embeddings.create(model="kgqa", input="x")
    assert caught.value.code == "no_such_route"
    with pytest.raises(openai.NotFoundError):
        fake.responses.create(model="kgqa", input="x")


def test_broken_and_oversized_bodies(address):
    with client_of(address) as client:
        post = client._client.post
        broken = post(address + "/v1/chat/completions", content=b"{", headers={"Content-Type": "application/json"})
        assert broken.status_code == 400 and broken.json()["error"]["type"] == "invalid_request_error"
        large = post(address + "/v1/chat/completions", json={"model": "kgqa", "messages": "x" * MAX_BODY})
        assert large.status_code == 413 and large.json()["error"]["code"] == "too_large"


def test_nothing_published_yet(unbuilt, fake):
    with pytest.raises(openai.InternalServerError) as caught:
        say(fake, "谁牵头？")
    assert (caught.value.status_code, caught.value.code, caught.value.type) == (503, "not_built", "server_error")


def test_the_set_address_is_used_for_links(tmp_path, library, lead_question):
    settings = QaSettings(data=tmp_path, public_url="https://zc.example/kgqa/")
    with TestClient(create_app(settings, library)) as client:
        body = {"model": "kgqa", "messages": [{"role": "user", "content": lead_question}]}
        said = client.post("/v1/chat/completions", json=body).json()["choices"][0]["message"]["content"]
    links = re.findall(r"\((https?://[^)]+)\)", said)
    assert links and {urlsplit(link).netloc for link in links} == {"zc.example"}
    assert all(link.startswith("https://zc.example/kgqa/documents/") for link in links)


def test_the_routes_are_described(client):
    paths = client.get("/openapi.json").json()["paths"]
    chat = paths["/v1/chat/completions"]["post"]
    assert chat["responses"]["4XX"]["content"]["application/json"]["schema"]["$ref"].endswith("ErrorOut")
    assert "text/event-stream" in chat["responses"]["200"]["content"]
