"""The channels that the settings turn on. The three platforms, named one by one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from qa.channels.core import Channel
from qa.channels.dingtalk import Dingtalk
from qa.channels.feishu import Feishu
from qa.channels.wecom import Wecom
from qa.config import QaSettings
from qa.ports import Asker


def configured(settings: QaSettings, asker: Callable[[str], Asker]) -> tuple[Channel[Any], ...]:
    """``asker`` gives, by the channel's name, the engine that is open when a question comes. Raises BadSetting."""
    base = settings.public_url
    adapters = (
        Wecom(settings.wecom, base=base) if settings.wecom else None,
        Dingtalk(settings.dingtalk, base=base) if settings.dingtalk else None,
        Feishu(settings.feishu, base=base) if settings.feishu else None,
    )
    return tuple(
        Channel(adapter, partial(asker, adapter.name), max_question=settings.max_question) for adapter in adapters if adapter
    )
