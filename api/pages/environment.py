"""The Jinja environment of the pages: autoescaping, words and dates in the language of the frame, assets.

Every template is rendered with `frame` (api.pages.frame.Frame) in its context; the macros of components.html
and board.html are imported `with context` so that they see it too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from api.formatting import (
    format_date,
    format_date_range,
    format_duration,
    format_interval,
    format_moment,
    format_number,
    format_short_date,
    format_time_range,
)
from api.pages.frame import Frame
from scheduler.domain.reason import Reason

API_FOLDER = Path(__file__).parents[1]
TEMPLATES_FOLDER = API_FOLDER / "templates"
STATIC_FOLDER = API_FOLDER / "static"


def create_environment() -> Environment:
    """The environment all pages are rendered with."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"t": _translate, "sentence": _sentence, "static": static_url}
    environment.filters |= {
        "number": format_number,
        "date": _in_locale_of_frame(format_date),
        "short_date": _in_locale_of_frame(format_short_date),
        "moment": _in_locale_of_frame(format_moment),
        "duration": _in_locale_of_frame(format_duration),
        "date_range": _in_locale_of_frame(format_date_range),
        "interval": _in_locale_of_frame(format_interval),
        "time_range": _in_locale_of_frame(format_time_range),
    }
    return environment


@cache
def static_url(path: str) -> str:
    """The address of a file under api/static; it changes with the content, so browsers may keep it for ever.

    Raises FileNotFoundError for a file that is not there.
    """
    digest = hashlib.sha256((STATIC_FOLDER / path).read_bytes()).hexdigest()
    return f"/static/{path}?v={digest[:12]}"


def _frame(context: Context) -> Frame:
    frame: Frame = context["frame"]
    return frame


@pass_context
def _translate(context: Context, message_id: str, /, **params: object) -> str:
    return _frame(context).translator.t(message_id, **params)


@pass_context
def _sentence(context: Context, reason: Reason) -> str:
    return _frame(context).translator.sentence(reason)


def _in_locale_of_frame(
    format_value: Callable[..., str],
) -> Callable[..., str]:
    """A filter from a formatting function: `start|interval(end)` is format_interval(start, end, locale)."""

    @pass_context
    def filter_value(context: Context, *values: date | datetime | timedelta, **options: bool) -> str:
        return format_value(*values, _frame(context).locale, **options)

    return filter_value
