"""The Jinja environment of the pages: autoescaping, words and dates in the language of the frame, assets.

Every template is rendered with `frame` (api.pages.frame.Frame) in its context; the macros of components.html
and board.html are imported `with context` so that they see it too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

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
    to_local,
)
from api.naming import OFFICES
from api.pages.frame import Frame
from scheduler.availability.queries import FreeUnit
from scheduler.domain.offer import Offer
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
    environment.globals |= {"office": _office, "t": _translate, "sentence": _sentence, "static": static_url}
    environment.filters |= {
        "number": format_number,
        "unit_choices": _unit_choices,
        "offer_fields": _offer_fields,
        "choice_text": _choice_text,
        "choice_when": _choice_when,
        "kind_choices": _kind_choices,
        "date": _in_locale_of_frame(format_date),
        "short_date": _in_locale_of_frame(format_short_date),
        "moment": _in_locale_of_frame(format_moment),
        "duration": _in_locale_of_frame(format_duration),
        "date_range": _in_locale_of_frame(format_date_range),
        "interval": _in_locale_of_frame(format_interval),
        "time_range": _in_locale_of_frame(format_time_range),
    }
    environment.tests |= {"same_day": _is_same_day, "later_than": _is_later}
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


def _unit_choices(units: Iterable[FreeUnit]) -> list[tuple[str, str]]:
    return [(str(unit.unit_id), f"{unit.name_ja} ({unit.asset_number})") for unit in units]


def _offer_fields(offer: Offer) -> dict[str, str]:
    """An offer as the fields of the wish form."""
    start, end = to_local(offer.starts_at), to_local(offer.ends_at)
    days = offer.use_dates or (start.date(),)
    return {
        "office_id": offer.office_id,
        "day": days[0].isoformat(),
        "last_day": days[-1].isoformat(),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
    }


@pass_context
def _choice_text(context: Context, choice: Mapping[str, Any]) -> str:
    """An alternative of a refused request: when and where."""
    locale = _frame(context).locale
    start, end = (datetime.fromisoformat(choice[name]) for name in ("starts_at", "ends_at"))
    return f"{format_interval(start, end, locale)} {OFFICES.name(choice['office_id'], locale)}"


@pass_context
def _choice_when(context: Context, choice: Mapping[str, Any]) -> str:
    start, end = (datetime.fromisoformat(choice[name]) for name in ("starts_at", "ends_at"))
    return format_interval(start, end, _frame(context).locale)


@pass_context
def _kind_choices(context: Context, kinds: Iterable[str]) -> list[tuple[str, str]]:
    return [(kind, _frame(context).translator.t(f"kind-{kind}")) for kind in kinds]


@pass_context
def _office(context: Context, office_id: str) -> str:
    return OFFICES.name(office_id, _frame(context).locale)


@pass_context
def _sentence(context: Context, reason: Reason) -> str:
    return _frame(context).translator.sentence(reason)


def _is_same_day(moment: datetime, other: datetime) -> bool:
    """`booking.starts_at is same_day(now)`, on the office's clock."""
    return to_local(moment).date() == to_local(other).date()


def _is_later(moment: datetime, other: datetime) -> bool:
    """`item.starts_at is later_than(now)`."""
    return moment > other


def _in_locale_of_frame(
    format_value: Callable[..., str],
) -> Callable[..., str]:
    """A filter from a formatting function: `start|interval(end)` is format_interval(start, end, locale)."""

    @pass_context
    def filter_value(context: Context, *values: date | datetime | timedelta, **options: bool) -> str:
        return format_value(*values, _frame(context).locale, **options)

    return filter_value
