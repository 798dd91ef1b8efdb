"""Refusals of this package: a code and its parameters, turned into a sentence by whoever shows it."""

from collections.abc import Mapping
from datetime import date, datetime

Parameter = str | int | float | date | datetime


class CalendarError(ValueError):
    """A value that cannot be accepted. `code` names the rule, `params` the field and the value that broke it."""

    def __init__(self, code: str, params: Mapping[str, Parameter] | None = None) -> None:
        self.code = code
        self.params: dict[str, Parameter] = dict(params or {})
        super().__init__(code, self.params)

    def __str__(self) -> str:
        listed = ", ".join(f"{name}={value!s}" for name, value in self.params.items())
        return f"{self.code} ({listed})" if listed else self.code


class EventError(CalendarError):
    """An event that would be shown differently, or not at all, by calendar clients."""


class FeedError(CalendarError):
    """A feed header that cannot be written."""


class RecurrenceError(CalendarError):
    """A recurrence outside the accepted part of RFC 5545, or one that leads nowhere."""


class EraError(CalendarError):
    """A date written in the Japanese calendar that does not exist or cannot be read."""


class HolidayError(CalendarError):
    """A year for which national holidays are not known."""
