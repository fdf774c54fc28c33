"""Adding, replacing, removing and labelling documents on their page, for administrators; ``qa.api.changes`` does the work."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence

from fastapi.concurrency import run_in_threadpool
from nicegui import ui
from nicegui.elements.upload_files import FileUpload
from nicegui.events import MultiUploadEventArguments

from kg.errors import Busy, KgError
from kg.model import BuildReport
from qa.api.builds import Work
from qa.api.changes import Received, labelling, removal, split_labels
from qa.api.deps import Forbidden
from qa.api.rates import What
from qa.rows import DocumentCard
from qa.web import outcome
from qa.web.frame import failed, heading, text
from qa.web.site import Visitor

_LOOK = 0.2  # seconds between two looks at a build under way


class Keeping:
    """The place on the page where changes are made and told. ``changed`` is awaited after each."""

    def __init__(self, visitor: Visitor, changed: Callable[[], Awaitable[None]]) -> None:
        self._visitor, self._changed = visitor, changed
        self._doing = ""  # what is under way
        self._stage, self._done, self._total, self._since = "", 0, 0, 0.0
        with ui.element("section").classes("keeping").props('aria-label="增、换、删文件"'):
            with ui.element("details").classes("card adding"):
                with ui.element("summary"):
                    ui.icon("upload_file").props('aria-hidden="true"')
                    text("上传文件", "span")
                self._draw_adding()
            self._told = ui.element("div").classes("told")

    def _draw_adding(self) -> None:
        text("可以一次选几份，也可以把文件拖进下面的框里。同名文件会被替换；期间照常可以提问。", "p").classes("small muted")
        with ui.element("label"):
            text("标签（可不填，逗号隔开；只有持有全部这些标签的密钥才看得到）", "span").classes("small")
            field = ui.element("input").classes("field").props('autocomplete="off"')
        given = [""]
        field.on("input", lambda event: given.__setitem__(0, str(event.args)), js_handler="(e) => emit(e.target.value)")

        async def add(event: MultiUploadEventArguments) -> None:
            labels = split_labels([given[0]])
            names = "、".join(file.name for file in event.files)
            await self._take(event.files, f"上传 {names}", labels=labels or None)
            uploader.reset()

        uploader = self._uploader(add, multiple=True)

    def _uploader(self, take: Callable[[MultiUploadEventArguments], Awaitable[None]], *, multiple: bool) -> ui.upload:
        most = self._visitor.site.settings.max_file_mb
        return (
            ui.upload(
                label=f"把文件拖到这里，或点右边的加号选择（PDF、Word、网页、Markdown、文本，共 {most} MB 以内）",
                multiple=True,
                max_files=None if multiple else 1,
                max_total_size=most * 1024 * 1024,
                auto_upload=True,
                on_multi_upload=take,
                on_rejected=lambda: ui.notify(f"没有上传：超过 {most} MB，或份数太多", type="warning", position="top"),
            )
            .props("flat bordered")
            .classes("drop")
        )

    # --- what is asked before ----------------------------------------------------------------------

    def replace(self, card: DocumentCard) -> None:
        async def take(event: MultiUploadEventArguments) -> None:
            dialog.close()
            await self._take(event.files, f"替换《{card.title}》", replace=card.id)

        with _dialog(f"替换《{card.title}》") as dialog, ui.element("div").classes("card asking"):
            heading(f"替换《{card.title}》", level=2)
            text("新文件可以另有名称和格式，文件编号不变；旧的链接可能指到别处。", "p")
            self._uploader(take, multiple=False)
            with ui.element("div").classes("row"):
                _button("取消", "secondary", dialog.close)
        dialog.open()

    def remove(self, card: DocumentCard) -> None:
        async def remove() -> None:
            dialog.close()
            await self._do(f"移除《{card.title}》", removal(self._visitor.site.servings, card.id))

        with _dialog(f"移除《{card.title}》") as dialog, ui.element("div").classes("card asking"):
            heading(f"移除《{card.title}》？", level=2)
            text(f"它的 {card.tasks} 项任务和全部事实都将退出图谱，指向它的链接不再有效。原始文件请另行保存。", "p")
            with ui.element("div").classes("row"):
                _button("移除", "primary danger", remove)
                _button("取消", "secondary", dialog.close).props("autofocus")
        dialog.open()

    def label(self, card: DocumentCard, labels: Sequence[str]) -> None:
        given = [",".join(labels)]

        async def save() -> None:
            dialog.close()
            work = labelling(self._visitor.site.servings, card.id, split_labels([given[0]]))
            await self._do(f"设定《{card.title}》的标签", work)

        with _dialog(f"《{card.title}》的标签") as dialog, ui.element("div").classes("card asking"):
            heading(f"《{card.title}》的标签", level=2)
            text("只有持有全部这些标签的密钥才看得到这份文件；空为人人可见。", "p")
            with ui.element("label"):
                text("标签，逗号隔开", "span").classes("small")
                field = ui.element("input").classes("field").props('autocomplete="off"')
                field.props["value"] = given[0]
                field.on("input", lambda event: given.__setitem__(0, str(event.args)), js_handler="(e) => emit(e.target.value)")
            with ui.element("div").classes("row"):
                _button("保存", "primary", save)
                _button("取消", "secondary", dialog.close)
        dialog.open()

    # --- doing it -------------------------------------------------------------------------------------

    async def _take(
        self, files: Sequence[FileUpload], doing: str, *, labels: Sequence[str] | None = None, replace: str | None = None
    ) -> None:
        received = Received()
        try:
            self._may()
            for file in files:
                await file.save(received.place(file.name))
        except KgError as error:
            self._tell(error)
            return
        await self._do(doing, received.work(self._visitor.site.servings, labels=labels, replace=replace))

    def _may(self) -> None:
        """Asked again before each change. Raises SignedOut, Forbidden, Busy."""
        if not self._visitor.is_administrator:
            raise Forbidden("这个密钥只能读，不能增删文件", hint="请用管理员的密钥登录")
        if self._doing:
            raise Busy(f"正在{self._doing}", hint="完成后再试")

    async def _do(self, doing: str, work: Work) -> None:
        site = self._visitor.site
        try:
            self._may()
            site.rates.count(What.UPLOADS, self._visitor.request)
        except KgError as error:
            self._tell(error)
            return
        self._doing, self._stage, self._since = doing, "", time.monotonic()
        self._show_progress()
        told: BuildReport | KgError = KgError("程序出错，没有完成", hint="管理员可在服务的日志里查看原因")
        try:
            told = await run_in_threadpool(site.builds.run, work, self._progress)
        except KgError as error:
            told = error
        finally:
            self._doing = ""
            self._tell(told, f"已{doing}。")
        await self._changed()

    def _progress(self, stage: str, done: int, total: int) -> None:
        """Called from the thread that builds."""
        self._stage, self._done, self._total = stage, done, total

    def _show_progress(self) -> None:
        self._told.clear()
        with self._told, ui.element("section").classes("card progress").props('role="status"'):
            text(f"正在{self._doing}……", "strong")
            words = ui.label("正在准备").classes("small muted")
            bar = ui.element("progress").props('aria-label="进度"')

            def look() -> None:
                if not self._doing or not self._stage:
                    return
                count = f" {self._done}/{self._total}" if self._total else ""
                words.set_text(f"{self._stage}{count} · 已用 {time.monotonic() - self._since:.0f} 秒")
                if self._total:
                    bar.props["max"], bar.props["value"] = self._total, self._done
                else:
                    bar.props.pop("value", None)
                bar.update()

            ui.timer(_LOOK, look)

    def _tell(self, told: BuildReport | KgError, done: str = "") -> None:
        if self._told.is_deleted:  # the page was left meanwhile; the build went on
            return
        if not isinstance(told, KgError) or not self._doing:
            self._told.clear()
        with self._told, ui.element("section").classes("card"):
            if isinstance(told, KgError):
                failed(told)
            else:
                outcome.show(done, told)
            with ui.element("div").classes("row"):
                _button("知道了", "secondary", self._told.clear)


def _dialog(name: str) -> ui.dialog:
    dialog = ui.dialog()
    dialog.props["aria-label"] = name
    dialog.on("hide", dialog.delete)
    return dialog


def _button(words: str, classes: str, act: Callable[[], object]) -> ui.element:
    return text(words, "button").classes(classes).props("type=button").on("click", act)
