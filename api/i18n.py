"""Sentences in Japanese and English.

A message id may name an attribute (`field-date.hint`). Dates, instants, intervals and durations among the
parameters are formatted by api.formatting; a number stays a number, so that a message can choose a plural.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta
from typing import get_args

from api.catalogue import Moment, load_bundle
from api.formatting import (
    Locale,
    format_date,
    format_duration,
    format_interval,
    format_time,
    join_list,
)
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason

LOCALES: tuple[Locale, ...] = get_args(Locale)

_logger = logging.getLogger(__name__)


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
        self._bundle = load_bundle(locale)

    def t(self, message_id: str, /, **params: object) -> str:
        """The sentence of a message, filled in."""
        name, _, attribute = message_id.partition(".")
        pattern = None
        if self._bundle.has_message(name):
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

    def sentence(self, reason: Reason) -> str:
        """The sentence of a reason: its code is the message id."""
        return self.t(reason.code, **reason.params)

    def _report(self, problem: str, shown: str) -> str:
        if self._strict:
            raise MessageError(problem)
        _logger.error("%s", problem)
        return shown

    def _present(self, value: object) -> str | float | Moment:
        """A parameter as the catalogue takes it: numbers and instants stay what they are."""
        match value:
            case bool():
                return "true" if value else "false"
            case str() | int() | float():
                return value
            case datetime():
                return Moment(value, self.locale)
            case tuple() | list():
                return join_list([str(self._present(item)) for item in value], self.locale)
        return self._format(value)

    def _format(self, value: object) -> str:
        match value:
            case date():
                return format_date(value, self.locale)
            case time():
                return format_time(value)
            case timedelta():
                return format_duration(value, self.locale)
            case Interval(start=start, end=end):
                return format_interval(start, end, self.locale)
        raise TypeError(f"{value!r} cannot be part of a sentence")


def choose_locale(wished: str | None, accept_language: str | None = None) -> Locale:
    """The language to answer in: the one asked for, else the first known of Accept-Language, else Japanese."""
    tags = [part.partition(";")[0].strip() for part in (accept_language or "").split(",")]
    for tag in [wished or "", *tags]:
        for locale in LOCALES:
            if tag.lower().partition("-")[0] == locale:
                return locale
    return "ja"
