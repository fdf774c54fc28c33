"""Logs as JSON, one line each, on stderr; those of libraries too."""

from __future__ import annotations

import logging
import sys

import structlog

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
# The server tells of requests in a form of its own; ours are in qa.api.observe.
_SILENT = ("uvicorn.access",)
_PROUD = ("uvicorn", "uvicorn.error")  # may have handlers of their own
_CALMED = (
    "httpx",
    "httpx2",
    "httpcore",
    "mcp",
    "pdfminer",
    "jieba",
    "sentence_transformers",
    "urllib3",
)  # chatty; some write whole addresses, keys included


def log_to_stderr(level: str) -> None:
    """From here on everything of ``level`` and above goes to stderr as JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    foreign: list[structlog.typing.Processor] = [*shared[:-1], structlog.stdlib.add_logger_name, shared[-1]]
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=foreign, processors=[remove, last]))
    logging.basicConfig(handlers=[handler], level=LEVELS[level], force=True)
    logging.captureWarnings(True)
    for name in _CALMED:
        logging.getLogger(name).setLevel(max(logging.WARNING, LEVELS[level]))
    for name in _PROUD:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    for name in _SILENT:
        logging.getLogger(name).disabled = True
