"""Log lines without secrets: the address of a feed is its key, and a line break in a path is not a new line."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

# What follows /feeds/ and its like up to the end of the path, wherever it stands in a line or traceback.
_FEED = re.compile(r"(/+(?:feeds|caldav|free-busy)/+)[^\s\"'?#]+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def masked(text: str) -> str:
    """The text without the tokens of feeds."""
    return _FEED.sub(r"\1***", text)


class MaskingFormatter(logging.Formatter):
    """Times in UTC; no tokens of feeds; whatever a client sent stays on one line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        record.message = _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def logging_config() -> dict[str, Any]:
    """For logging.config.dictConfig, in the server and in its worker process alike."""
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"masking": {"()": "api.security.logs.MaskingFormatter"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "masking", "stream": "ext://sys.stderr"}
        },
        "root": {"level": "INFO", "handlers": ["console"]},
        "loggers": {"_granian": quiet, "granian.access": {"level": "INFO"}, "alembic": quiet},
    }
