"""Changes of the documents, the same at every door: files are taken in, then one piece of work builds and serves the outcome."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kg.errors import InputError, UnreadableFile
from kg.model import BuildReport
from qa.api.builds import Work
from qa.api.servings import Servings

if TYPE_CHECKING:
    from kg.build import OnProgress

LONGEST_NAME = 200  # characters of a file's name


class Received:
    """Files on their way in, in a folder of their own until they have been read."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kgqa-upload-")
        self._paths: list[Path] = []

    def place(self, name: str | None) -> Path:
        """Where to write the file that its sender calls ``name``. Raises InputError when that is no name to trust."""
        path = Path(self._folder.name) / _safe_name(name)
        if path in self._paths:
            raise InputError(f"一次上传了两个名为“{path.name}”的文件", hint="请改名，或分两次上传")
        self._paths.append(path)
        return path

    def work(self, servings: Servings, *, labels: Sequence[str] | None = None, replace: str | None = None) -> Work:
        """Builds from the files. Where none of them could be read it raises UnreadableFile: nothing has changed."""

        def work(progress: OnProgress) -> BuildReport:
            with self._folder:
                library = servings.main.library
                report = library.build(self._paths, replace=replace, labels=labels, on_progress=progress)
            if report.skipped and not report.documents and not report.unchanged:
                reasons = "；".join(dict.fromkeys(skipped.reason for skipped in report.skipped))
                raise UnreadableFile(reasons, hint="请换一份可读的文件再传")
            servings.refresh()
            return report

        return work


def removal(servings: Servings, id: str) -> Work:
    def work(progress: OnProgress) -> BuildReport:
        report = servings.main.library.remove(id, on_progress=progress)
        servings.refresh()
        return report

    return work


def labelling(servings: Servings, id: str, labels: Sequence[str]) -> Work:
    """From then on the document carries exactly these labels."""

    def work(progress: OnProgress) -> BuildReport:
        report = servings.main.library.label(id, labels, on_progress=progress)
        servings.refresh()
        return report

    return work


def split_labels(fields: Iterable[str]) -> list[str]:
    """Labels as people write them: several fields, or several in one, parted by commas."""
    return [label.strip() for field in fields for label in field.replace("，", ",").split(",") if label.strip()]


def _safe_name(given: str | None) -> str:
    name = PurePosixPath((given or "").replace("\\", "/")).name.strip()
    if not name or name.startswith(".") or len(name) > LONGEST_NAME:
        raise InputError("上传的文件没有可用的文件名", hint="请给出 200 字以内、带后缀的文件名")
    if any(unicodedata.category(char)[0] == "C" for char in name):
        raise InputError("上传的文件名里有控制字符", hint="请改名后再传")
    return name
