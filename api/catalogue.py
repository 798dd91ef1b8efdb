"""The Fluent catalogues of api/locales/{ja,en}/*.ftl, and the functions their messages may call.

    { LABEL("kind", $kind) }        the message `kind-<value of $kind>`
    { INTERVAL($start, $end) }      7月1日(水)15:45〜17:15
    { TIMES($start, $end) }         15:45〜17:15
    { DAY($start) }                 7月1日(水)
    { CLOCK($start) }               15:45
    { DURATION($minutes) }          1時間30分
    { ATTRIBUTES($names) }          モニター、ついたて (from "monitor;partition"; what has no name here stays as it is)

A moment without a function is shown whole: 7月1日(水)15:45.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentType

from api.formatting import (
    Locale,
    format_date,
    format_duration,
    format_interval,
    format_moment,
    format_time,
    format_time_range,
    join_list,
    to_local,
)
from api.naming import OFFICES

LOCALES_FOLDER = Path(__file__).parent / "locales"


class Moment(FluentType):
    """An instant among the parameters of a message; Fluent's own dates know neither Tokyo nor 7月1日(水)."""

    def __init__(self, value: datetime, locale: Locale) -> None:
        self.value = value
        self._locale = locale

    def __str__(self) -> str:
        return format_moment(self.value, self._locale)

    def format(self, _: object) -> str:
        return str(self)


@cache
def load_bundle(locale: Locale) -> FluentBundle:
    """All messages of a language, parsed once."""
    # Isolation marks would end up in copied text and in CSV files; neither language runs right to left.
    bundle = FluentBundle([locale], use_isolating=False, functions=_functions(locale, lambda: bundle))
    for path in sorted((LOCALES_FOLDER / locale).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def _functions(locale: Locale, bundle: Callable[[], FluentBundle]) -> dict[str, Callable[..., Any]]:
    def label(group: str, code: str) -> str:
        pattern = bundle().get_message(f"{group}-{code}").value
        if pattern is None:
            raise KeyError(f"{group}-{code}")
        text, errors = bundle().format_pattern(pattern)
        if errors:
            raise errors[0]
        return str(text)

    def attributes(names: str) -> str:
        given = [name for name in str(names).split(";") if name]
        known = [label("attribute", name) if bundle().has_message(f"attribute-{name}") else name for name in given]
        return join_list(known, locale)

    return {
        "LABEL": label,
        "ATTRIBUTES": attributes,
        "OFFICE": lambda office_id: OFFICES.name(str(office_id), locale),
        "INTERVAL": lambda start, end: format_interval(start.value, end.value, locale),
        "TIMES": lambda start, end: format_time_range(start.value, end.value, locale),
        # A date without a time is a text by now.
        "DAY": lambda day: format_date(to_local(day.value), locale) if isinstance(day, Moment) else str(day),
        "CLOCK": lambda moment: format_time(to_local(moment.value).time()),
        "DURATION": lambda minutes: format_duration(timedelta(minutes=int(minutes)), locale),
    }
