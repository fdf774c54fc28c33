"""Thumbs for an answer, with a comment if one likes: the same rows as POST /api/feedback writes."""

from __future__ import annotations

from typing import Literal

from fastapi.concurrency import run_in_threadpool
from nicegui import ui
from nicegui.events import GenericEventArguments

from kg.errors import KgError
from qa.api.answers import feedback
from qa.model import Answer
from qa.web.frame import failed, text
from qa.web.site import Visitor
from qa.wire.asking import FeedbackIn

LONGEST = 500  # characters of a comment
Rating = Literal["up", "down"]
_NAMES: dict[Rating, tuple[str, str]] = {"up": ("thumb_up", "有帮助"), "down": ("thumb_down", "没帮助")}


def rating(visitor: Visitor, answer: Answer, below: ui.element) -> None:
    """Two buttons; what they ask for opens in ``below``. Nothing where no answers are kept."""
    if visitor.site.servings.keeper.log is None:
        return
    buttons: dict[Rating, ui.element] = {}

    def choose(given: Rating) -> None:
        for name, button in buttons.items():
            button.props["aria-pressed"] = "true" if name == given else "false"
        _form(visitor, answer, given, below)

    for name, (icon, label) in _NAMES.items():
        with ui.element("button").classes("act").props('type="button" aria-pressed="false"') as button:
            button.props["aria-label"] = button.props["title"] = label
            ui.icon(icon).props('aria-hidden="true"')
        buttons[name] = button
        button.on("click", lambda name=name: choose(name))


def _form(visitor: Visitor, answer: Answer, given: Rating, below: ui.element) -> None:
    below.clear()
    with below, ui.element("form").classes("row rate") as form:
        comment = ui.element("input").classes("field").props(f'name="comment" maxlength="{LONGEST}" autocomplete="off"')
        comment.props["aria-label"] = "意见（可以不填）"
        comment.props["placeholder"] = "哪里好？（可以不填）" if given == "up" else "哪里不对？（可以不填）"
        ui.run_javascript(f"getHtmlElement({comment.id}).focus()")
        text("提交评价", "button").classes("secondary").props('type="submit"')

    async def send(event: GenericEventArguments) -> None:
        said = str(event.args or "").strip()[:LONGEST] or None
        below.clear()
        with below:
            try:
                await run_in_threadpool(_keep, visitor, FeedbackIn(answer_id=answer.id, rating=given, comment=said))
            except KgError as error:
                failed(error)
            else:
                text("已收到，谢谢。", "p").classes("muted small").props('role="status"')

    form.on("submit.prevent", send, js_handler="(event) => emit(event.target.elements.comment.value)")


def _keep(visitor: Visitor, given: FeedbackIn) -> None:
    feedback(visitor.site.servings, visitor.viewer, given)
