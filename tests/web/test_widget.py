"""The chat in another site's page, in a real browser."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from qa.api.app import create_app
from qa.config import QaSettings
from qa.model import Step

from ..conftest import ANSWERS, ATTRIBUTION, LEAD_QUESTION, FakeEngine
from .conftest import serving

QUESTION = "完善乡村网络设施由哪个部门牵头？"
EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>&lt;b&gt;[1]</script>'
HOSTILE = "div,iframe,button,kgqa-widget{display:none!important} *{font-size:40px!important;color:#f0f!important}"


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """Another site of the intranet: its address, and what puts a page there."""
    folder = tmp_path_factory.mktemp("host")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    class Host:
        address = f"http://127.0.0.1:{server.server_port}"

        def page(self, service: str, attributes: str = "", *, style: str = "", policy: str = "") -> str:
            meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
            (folder / "page.html").write_text(
                f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">{meta}<title>办公网</title>'
                f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
                f"{f'<style>{style}</style>' if style else ''}"
                f'<script src="{service}/widget.js" {attributes} defer></script></head>'
                "<body><h1>办公网</h1><a href='#'>链接</a></body></html>",
                "utf-8",
            )
            return f"{self.address}/page.html"

    yield Host()
    server.shutdown()
    server.server_close()


@pytest.fixture
def service(serve, library, host, tmp_path):
    """The service over the fake library, which the host site may embed."""
    with serve(create_app(QaSettings(data=tmp_path, widget_origins=host.address), library)) as address:
        yield address


@pytest.fixture
def opened(host, service, new_context):
    """The host page with the panel open: the page and the frame in it."""

    def open_(attributes: str = "", *, url: str | None = None, options: dict | None = None, **page):
        found = new_context(**(options or {})).new_page()
        found.goto(url or host.page(service, attributes, **page))
        found.get_by_role("button", name=re.compile("问答|助手")).click()
        chat = found.frame_locator("iframe")
        chat.locator("#question").wait_for()
        return found, chat

    return open_


def put(chat, text: str):
    """Asks and waits for the reply; gives its element."""
    turns = chat.locator(".turn").count()
    chat.locator("#question").fill(text)
    chat.locator("#question").press("Enter")
    reply = chat.locator(".turn").nth(turns).locator(".answer, .failed")
    reply.wait_for()
    return reply


def texts(locator) -> list[str]:
    return [text.strip() for text in locator.all_inner_texts()]


def test_ask_answer_citation_marked_passage(real_data, host, new_context):
    with serving(real_data, KGQA_WIDGET_ORIGINS=host.address) as address:
        context = new_context()
        page = context.new_page()
        page.goto(host.page(address, 'data-title="政策问答"'))
        page.get_by_role("button", name="政策问答").click()
        chat = page.frame_locator("iframe")
        reply = put(chat, QUESTION)
        assert "省通信管理局" in reply.locator(".text").inner_text()
        quoted = reply.locator("blockquote").first.inner_text()
        assert reply.locator(".sources a").first.get_attribute("href") == reply.locator(".cite").first.get_attribute("href")
        with context.expect_page() as found:
            reply.locator(".cite").first.click()
        tab = found.value
        tab.wait_for_load_state()
        assert tab.locator("#mark").text_content() == quoted
        assert "通信管理局" in quoted and tab.url.startswith(f"{address}/documents/")
        assert page.url.startswith(host.address)  # the host page stayed where it was
        assert chat.locator("summary", has_text="查找过程").count() == 1
        context.close()  # before the service ends: a page that still loads would complain


@pytest.fixture
def gate(monkeypatch) -> threading.Event:
    """The engine tells its first step, then waits for this before it goes on."""
    event, ask = threading.Event(), FakeEngine.ask

    def slow(self, question, *, on_step=None):
        if on_step:
            on_step(Step(name="understand", detail="<b>先想</b>"))
        assert event.wait(10)
        return ask(self, question, on_step=on_step)

    monkeypatch.setattr(FakeEngine, "ask", slow)
    return event


def test_steps_are_shown_while_it_works(opened, gate):
    _, chat = opened()
    chat.locator("#question").fill(LEAD_QUESTION)
    chat.locator("#send").click()
    chat.locator(".steps li").wait_for()
    assert texts(chat.locator(".steps li")) == ["<b>先想</b>"]
    assert chat.locator("#status").inner_text() == "正在查找" and not chat.locator("#send").is_visible()
    gate.set()
    chat.locator(".answer").wait_for()
    assert chat.locator("details ol li").all_text_contents() == ["<b>先想</b>", "问牵头单位", "查图谱"]
    assert chat.locator("#status").inner_text().startswith("建设海上牧场由省农业农村厅牵头")  # read out
    assert "理解：" in chat.locator(".meta").inner_text()


def test_stop_and_ask_again(opened, gate):
    _, chat = opened()
    chat.locator("#question").fill(LEAD_QUESTION)
    chat.locator("#send").click()
    chat.locator("#stop").click()
    assert "已停止" in chat.locator(".failed").inner_text()
    gate.set()
    chat.locator(".failed button").click()
    chat.locator(".answer.answered").wait_for()
    assert chat.locator(".turn").count() == 1


def test_a_new_conversation_drops_the_answer_that_is_under_way(opened, gate):
    _, chat = opened()
    chat.locator("#question").fill(LEAD_QUESTION)
    chat.locator("#send").click()
    chat.locator(".steps li").wait_for()
    chat.locator("#fresh").click()
    gate.set()
    assert "文件未载" in put(chat, "别的事").inner_text()
    assert texts(chat.locator(".question")) == ["别的事"]


def test_choices_and_follow_ups_are_buttons(opened, library):
    _, chat = opened()
    asked_back = put(chat, "谁牵头？")
    assert "请选择" in asked_back.inner_text()
    asked_back.locator(".choices button").click()
    follow = chat.locator(".turn").nth(1).locator(".follow button")
    follow.wait_for()
    assert chat.locator(".question").nth(1).inner_text() == LEAD_QUESTION
    follow.click()
    refused = chat.locator(".turn").nth(2).locator(".answer")
    refused.wait_for()
    assert "not_found" in refused.get_attribute("class") and "文件未载" in refused.inner_text()
    assert refused.locator("a").count() == 0


def test_one_session_that_outlives_the_host_page(opened, library, host):
    page, chat = opened('data-document="haizhou-mucang"')
    put(chat, LEAD_QUESTION)
    page.reload()
    page.get_by_role("button", name="政策问答").click()
    assert chat.locator(".question").inner_text() == LEAD_QUESTION and chat.locator(".cite").count() == 1
    put(chat, "海上牧场产值目标是多少？")
    first, second = library.engines[0].asked
    assert (first.document, second.document) == ("haizhou-mucang", "haizhou-mucang")
    assert first.session and second.session == first.session
    chat.locator("#fresh").click()
    assert chat.locator(".turn").count() == 0 and chat.locator("#welcome").is_visible()
    put(chat, LEAD_QUESTION)
    assert library.engines[0].asked[2].session != first.session


def test_what_people_and_documents_write_stays_text(opened, library, monkeypatch):
    def evil(question, generation):
        answer = ANSWERS[LEAD_QUESTION](question, generation)
        quoted = replace(ATTRIBUTION, title=EVIL, section=EVIL, text=EVIL, end=ATTRIBUTION.start + len(EVIL), document="a/b?<c>#")
        values = (replace(answer.values[0], label=EVIL),)
        return replace(answer, text=f"{EVIL}[1][1]", evidence=(quoted,), values=values, reading=EVIL, suggestions=(EVIL,))

    monkeypatch.setitem(ANSWERS, EVIL, evil)
    _, chat = opened(f'data-title="{EVIL.replace("&", "&amp;").replace(chr(34), "&quot;")} 助手"')
    reply = put(chat, EVIL)
    assert chat.locator(".question").inner_text() == EVIL
    assert reply.locator(".text").inner_text() == f"{EVIL}[1][1]"
    assert reply.locator("blockquote").inner_text() == EVIL and reply.locator(".follow button").inner_text() == EVIL
    assert EVIL in reply.locator(".meta").inner_text() and EVIL in chat.locator("#title").inner_text()
    assert chat.locator("img, script:not([src])").count() == 0
    href = reply.locator(".cite").first.get_attribute("href")
    assert href == f"documents/a%2Fb%3F%3Cc%3E%23?start={ATTRIBUTION.start}&end={ATTRIBUTION.start + len(EVIL)}#mark"


def test_many_sources_and_values_unfold(opened, monkeypatch):
    def many(question, generation):
        answer = ANSWERS[LEAD_QUESTION](question, generation)
        values = tuple(replace(answer.values[0], label=f"单位{n}") for n in range(7))
        return replace(answer, text="共7个单位。[1][2]", evidence=(ATTRIBUTION,) * 7, values=values)

    monkeypatch.setitem(ANSWERS, "哪些？", many)
    _, chat = opened()
    reply = put(chat, "哪些？")
    assert texts(reply.locator("summary")) == ["全部 7 项", "另有 4 处"]
    assert reply.locator(".sources > ul > li").count() == 3
    reply.locator("summary").first.click()
    assert "单位6" in reply.locator("details").first.inner_text()


def test_keyboard(opened):
    page, chat = opened()
    launch = page.get_by_role("button", name="政策问答")
    assert launch.get_attribute("aria-expanded") == "true"
    focused = "document.activeElement && document.activeElement.id"
    frame = page.frames[1]
    frame.wait_for_function(f"{focused} === 'question'")  # ready to type
    put(chat, LEAD_QUESTION)
    seen = set()
    for key in ["Tab"] * 14 + ["Shift+Tab"] * 14:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.tagName") == "KGQA-WIDGET"  # never back into the host page
        assert frame.evaluate("document.hasFocus() && document.activeElement !== document.body")
        seen.add(frame.evaluate(f"{focused} || document.activeElement.tagName"))
    assert {"log", "question", "send", "fresh", "close", "A", "SUMMARY"} <= seen
    page.keyboard.press("Escape")
    page.locator("iframe").wait_for(state="hidden")
    assert launch.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")  # the button has the focus again
    page.locator("iframe").wait_for(state="visible")
    page.get_by_role("heading", name="办公网").click()
    page.keyboard.press("Escape")  # from the host page, too
    page.locator("iframe").wait_for(state="hidden")


def test_enter_does_not_send_while_an_input_method_composes(opened, library):
    _, chat = opened()
    chat.locator("#question").fill("haizhou")
    chat.locator("#question").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    chat.locator("#question").press("Shift+Enter")
    assert chat.locator("#question").input_value() == "haizhou\n" and chat.locator(".turn").count() == 0


def test_phone(opened):
    page, chat = opened(options={"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True})
    put(chat, LEAD_QUESTION)
    put(chat, "很长" * 200)
    assert page.locator("iframe").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    wide = "document.documentElement.scrollWidth > innerWidth || document.getElementById('log').scrollWidth > innerWidth"
    assert not page.frames[1].evaluate(wide)
    assert not page.get_by_role("button", name="政策问答").is_visible()
    chat.locator("#close").click()
    page.get_by_role("button", name="政策问答").wait_for()


def luminance(colour: str) -> float:
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(opened, scheme):
    page, chat = opened(options={"color_scheme": scheme})
    put(chat, LEAD_QUESTION)
    put(chat, "文件没说的事")
    background = page.frames[1].evaluate("getComputedStyle(document.body).backgroundColor")
    assert (luminance(background) > 0.5) == (scheme == "light")
    colours = """() => [...document.querySelectorAll('p, a, li, button, h1, h2, span, summary, blockquote')]
      .filter((one) => one.offsetParent && one.innerText).map((one) => {
        let behind = one;
        while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
        return [one.innerText, getComputedStyle(one).color, getComputedStyle(behind).backgroundColor];
      })"""
    pairs = page.frames[1].evaluate(colours)
    assert len(pairs) > 10
    for text, front, back in pairs:
        low, high = sorted((luminance(front), luminance(back)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, text


def test_neither_page_s_style_reaches_the_other(opened):
    page, _ = opened('data-position="left"', style=HOSTILE)
    box = page.locator("iframe").bounding_box()
    assert box["x"] < 40 and box["width"] > 300 and box["height"] > 300
    assert page.frames[1].evaluate("getComputedStyle(document.getElementById('title')).fontSize") != "40px"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") == "40px"
    assert page.evaluate("Object.keys(window).filter((name) => /kgqa/i.test(name))") == []


def test_a_host_page_with_a_strict_policy(opened, service):
    policy = f"default-src 'none'; img-src data:; script-src {service}; frame-src {service}"
    _, chat = opened(policy=policy)
    assert "answered" in put(chat, LEAD_QUESTION).get_attribute("class")


def test_no_leave_to_embed(serve, library, host, new_context, watch, tmp_path):
    """Where ``widget_origins`` does not name the site, the browser refuses the frame, and the panel says so."""
    watch.noisy = True
    with serve(create_app(QaSettings(data=tmp_path), library)) as address:
        page = new_context().new_page()
        page.goto(host.page(address))
        page.get_by_role("button", name="政策问答").click()
        page.get_by_text("没有获准嵌入本站").wait_for()
        assert not page.locator("iframe").is_visible() and page.get_by_role("button", name="重试").is_visible()
        assert any("frame-ancestors" in text for text in watch.said)
        page.get_by_role("button", name="关闭").click()
        assert not page.get_by_text("没有获准嵌入本站").is_visible()


def test_offline_and_back(opened, watch):
    watch.noisy = True  # the browser says that it is offline
    page, chat = opened()
    page.context.set_offline(True)
    chat.locator("#offline").wait_for()
    failed = put(chat, LEAD_QUESTION)
    assert "网络已断开" in failed.inner_text()
    page.context.set_offline(False)
    chat.locator("#offline").wait_for(state="hidden")
    failed.locator("button").click()
    chat.locator(".answer.answered").wait_for()
    assert chat.locator(".failed").count() == 0


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({"status": 200, "content_type": "text/html", "body": "<form>登录</form>"}, "重新登录"),
        ({"status": 401, "content_type": "text/html", "body": ""}, "没有访问权限"),
        ({"status": 502, "content_type": "text/html", "body": "<h1>Bad Gateway</h1>"}, "暂时不可用"),
        ({"status": 429, "content_type": "application/problem+json", "body": '{"detail": "问得太快"}'}, "问得太快"),
        ({"status": 200, "content_type": "text/event-stream", "body": 'event: step\ndata: {"na'}, "没有收完"),
        ({"status": 200, "content_type": "text/event-stream", "body": 'event: error\ndata: {"detail": "未发布"}\n\n'}, "未发布"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_in_chinese(opened, watch, reply, said):
    watch.noisy = True
    page, chat = opened()
    page.route("**/api/ask/stream", lambda route: route.fulfill(**reply))
    assert said in put(chat, LEAD_QUESTION).inner_text()


def test_the_service_s_own_problems(opened, watch):
    watch.noisy = True  # browsers report each 4xx
    _, chat = opened()
    assert "500" in put(chat, "问" * 501).inner_text()


def test_what_another_version_kept_is_forgotten(opened):
    page, chat = opened()
    page.frames[1].evaluate('sessionStorage.setItem(\'kgqa.widget:\', \'{"session": "s", "turns": [{"old": 1}]}\')')
    page.reload()
    page.get_by_role("button", name="政策问答").click()
    chat.locator("#welcome").wait_for()
    assert "answered" in put(chat, LEAD_QUESTION).get_attribute("class")


def test_nothing_is_printed_of_it(opened):
    page, _ = opened()
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="政策问答").is_visible() and not page.locator("iframe").is_visible()


def test_the_page_alone_in_a_tab(service, new_context):
    page = new_context().new_page()
    page.goto(f"{service}/widget#title=%E5%8A%A9%E6%89%8B")
    assert page.title() == "助手" and not page.locator("#close").is_visible()
    page.locator("#question").fill(LEAD_QUESTION)
    page.locator("#send").click()
    page.locator(".cite").wait_for()


def test_two_tags_make_one_button(host, service, new_context):
    page = new_context().new_page()
    page.goto(host.page(service))
    page.add_script_tag(url=f"{service}/widget.js")
    assert page.locator("kgqa-widget").count() == 1
