"""Sentences in Japanese and English, from the Fluent catalogues in api/locales/{ja,en}/*.ftl.

A message id may name an attribute (`field-date.hint`). Dates, instants, intervals and durations among the
parameters are formatted by api.formatting before they reach the catalogue; a number stays a number, so that
a catalogue can choose a plural. `{ LABEL("kind", $kind) }` inside a message is the message `kind-<value>`.
"""

import logging
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol, get_args

from fluent.runtime import FluentBundle, FluentResource

from api.formatting import (
    Locale,
    format_date,
    format_duration,
    format_interval,
    format_moment,
    format_time,
    join_list,
)

LOCALES: tuple[Locale, ...] = get_args(Locale)
LOCALES_FOLDER = Path(__file__).parent / "locales"

_logger = logging.getLogger(__name__)


class Saying(Protocol):
    """Anything that says why by a code and parameters, such as a `Reason`."""

    @property
    def code(self) -> str: ...

    @property
    def params(self) -> Mapping[str, object]: ...


class MessageError(LookupError):
    """A message that is not in the catalogue, or that could not be filled in."""


class Translator:
    """Turns message ids and reasons into sentences of one language.

    `strict` raises MessageError for what the catalogue lacks (tests); otherwise it is logged and the id
    itself is shown, because a page with one odd word is better than no page.
    """

    def __init__(self, locale: Locale, *, strict: bool = False) -> None:
        self.locale = locale
        self._strict = strict
        self._bundle = _load_bundle(locale)

    def t(self, message_id: str, /, **params: object) -> str:
        """The sentence of a message, filled in."""
        name, _, attribute = message_id.partition(".")
        if not self._bundle.has_message(name):
            return self._report(f"no message {message_id!r} in {self.locale!r}", message_id)
        message = self._bundle.get_message(name)
        pattern = message.attributes.get(attribute) if attribute else message.value
        if pattern is None:
            return self._report(f"no message {message_id!r} in {self.locale!r}", message_id)
        filled = {key: self._present(value) for key, value in params.items()}
        text, errors = self._bundle.format_pattern(pattern, filled)
        if errors:
            return self._report(f"message {message_id!r} in {self.locale!r}: {errors}", str(text))
        return str(text)

    def has(self, message_id: str) -> bool:
        """Whether the catalogue has a message of this id."""
        return self._bundle.has_message(message_id)

    def sentence(self, reason: Saying) -> str:
        """The sentence of a reason: its code is the message id."""
        return self.t(reason.code, **reason.params)

    def _report(self, problem: str, shown: str) -> str:
        if self._strict:
            raise MessageError(problem)
        _logger.error("%s", problem)
        return shown

    def _present(self, value: object) -> str | int | float:
        """A parameter as the catalogue takes it."""
        match value:
            case bool():
                return "true" if value else "false"
            case str() | int() | float():
                return value
            case datetime():
                return format_moment(value, self.locale)
            case date():
                return format_date(value, self.locale)
            case time():
                return format_time(value)
            case timedelta():
                return format_duration(value, self.locale)
            case (datetime() as start, datetime() as end):
                return format_interval(start, end, self.locale)
            case tuple() | list() | frozenset():
                return join_list([str(self._present(item)) for item in value], self.locale)
        start, end = getattr(value, "start", None), getattr(value, "end", None)
        if isinstance(start, datetime) and isinstance(end, datetime):
            return format_interval(start, end, self.locale)
        return str(value)


def choose_locale(wished: str | None, accept_language: str | None = None) -> Locale:
    """The language to answer in: the one asked for, else the first known of Accept-Language, else Japanese."""
    tags = [part.partition(";")[0].strip() for part in (accept_language or "").split(",")]
    for tag in [wished or "", *tags]:
        for locale in LOCALES:
            if tag.lower().partition("-")[0] == locale:
                return locale
    return "ja"


@cache
def _load_bundle(locale: Locale) -> FluentBundle:
    def label(group: str, code: str) -> str:
        message = bundle.get_message(f"{group}-{code}")
        text, errors = bundle.format_pattern(message.value)
        if errors:
            raise errors[0]
        return str(text)

    # Isolation marks would end up in copied text and in CSV files; neither language runs right to left.
    bundle = FluentBundle([locale], functions={"LABEL": label}, use_isolating=False)
    for path in sorted((LOCALES_FOLDER / locale).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle
