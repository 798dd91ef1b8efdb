"""Repeating times: the accepted part of RFC 5545 recurrence rules, expanded on the wall clock of Tokyo."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Literal, NamedTuple, cast

from dateutil import rrule

from calendars.errors import RecurrenceError
from calendars.zone import FIRST_YEAR, LAST_YEAR, TOKYO, is_aware, to_tokyo, to_utc

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY"]

MAX_OCCURRENCES = 400
MAX_INTERVAL = 52
MAX_SPAN = timedelta(days=50 * 366)
"""From the first occurrence to the last at most: room for 400 months, and an end to rules that rarely match."""

_FREQUENCIES: dict[str, Literal[1, 2, 3]] = {"DAILY": rrule.DAILY, "WEEKLY": rrule.WEEKLY, "MONTHLY": rrule.MONTHLY}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PARTS = ("FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL")
_BYDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")


class Weekday(NamedTuple):
    """A day of the week, 0 = Monday; `ordinal` n is the n-th of the month (-1 the last), 0 every one."""

    ordinal: int
    weekday: int


class Occurrence(NamedTuple):
    """One time of a series, half-open, in Asia/Tokyo."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule that ends, and the local dates on which it does not apply. Raises RecurrenceError.

    interval: 1 to 52. by_day: ordinals only with MONTHLY, and then on every day. Weeks begin on Monday.
    count: 1 to 400, excluded dates included. until: last instant at which an occurrence may begin, kept in UTC.
    """

    frequency: Frequency
    interval: int = 1
    by_day: tuple[Weekday, ...] = ()
    count: int | None = None
    until: datetime | None = None
    excluded: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.frequency not in _FREQUENCIES:
            raise RecurrenceError("recurrence-frequency", {"field": "FREQ", "value": self.frequency})
        if not 1 <= self.interval <= MAX_INTERVAL:
            raise RecurrenceError("recurrence-interval", {"field": "INTERVAL", "value": self.interval})
        if any(isinstance(day, datetime) for day in self.excluded):  # it would equal no date and exclude nothing
            raise RecurrenceError("recurrence-excluded", {"field": "EXDATE"})
        self._check_end()
        self._check_by_day()

    def _check_end(self) -> None:
        if self.count is None and self.until is None:
            raise RecurrenceError("recurrence-endless", {"field": "UNTIL"})
        if self.count is not None and self.until is not None:
            raise RecurrenceError("recurrence-two-ends", {"field": "COUNT"})
        if self.count is not None and not 1 <= self.count <= MAX_OCCURRENCES:
            raise RecurrenceError("recurrence-count", {"field": "COUNT", "value": self.count})
        if self.until is not None:
            if not is_aware(self.until) or not FIRST_YEAR <= self.until.year <= LAST_YEAR:
                raise RecurrenceError("recurrence-until", {"field": "UNTIL", "value": self.until})
            object.__setattr__(self, "until", to_utc(self.until))

    def _check_by_day(self) -> None:
        for ordinal, weekday in self.by_day:
            if not (0 <= weekday <= 6 and -5 <= ordinal <= 5):
                raise RecurrenceError("recurrence-weekday", {"field": "BYDAY", "value": f"{ordinal}/{weekday}"})
        numbered = {bool(day.ordinal) for day in self.by_day}
        if True in numbered and self.frequency != "MONTHLY":
            raise RecurrenceError("recurrence-ordinal-not-monthly", {"field": "BYDAY", "value": self.frequency})
        if len(numbered) > 1:
            raise RecurrenceError("recurrence-ordinal-mixed", {"field": "BYDAY"})
        object.__setattr__(self, "by_day", tuple(sorted(set(self.by_day))))


def parse_recurrence(text: str, excluded: Iterable[date] = ()) -> Recurrence:
    """Read a rule such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20260831T145959Z` (RFC 5545 3.3.10).

    `excluded` are local dates. Raises RecurrenceError naming the part that is not accepted.
    """
    parts = _split(text)
    return Recurrence(
        frequency=cast(Frequency, parts.get("FREQ", "")),
        interval=_number("INTERVAL", parts.get("INTERVAL", "1")),
        by_day=_weekdays(parts["BYDAY"]) if "BYDAY" in parts else (),
        count=_number("COUNT", parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        excluded=frozenset(excluded),
    )


def rule_text(recurrence: Recurrence) -> str:
    """The rule in its wire form, UNTIL in UTC as RFC 5545 3.3.10 demands. Excluded dates are not part of it."""
    parts = [f"FREQ={recurrence.frequency}"]
    if recurrence.interval > 1:
        parts.append(f"INTERVAL={recurrence.interval}")
    if recurrence.by_day:
        days = (f"{day.ordinal or ''}{_WEEKDAYS[day.weekday]}" for day in recurrence.by_day)
        parts.append("BYDAY=" + ",".join(days))
    if recurrence.count is not None:
        parts.append(f"COUNT={recurrence.count}")
    if recurrence.until is not None:
        parts.append(f"UNTIL={recurrence.until:%Y%m%dT%H%M%SZ}")
    return ";".join(parts)


def expand(recurrence: Recurrence, start: datetime, end: datetime) -> tuple[Occurrence, ...]:
    """All occurrences in order, each as long on the wall clock as the first one from `start` to `end` (aware).

    `start` has to obey the rule itself: readers disagree on a first day outside it. Raises RecurrenceError when it does
    not, when more than 400 occurrences or 50 years come out, or when nothing is left after the excluded dates.
    """
    first, length = _first(start, end)
    begins = _begins(recurrence, first)
    if begins[:1] != [first]:
        raise RecurrenceError("recurrence-start-outside", {"field": "start", "value": start})
    kept = [begin for begin in begins if begin.date() not in recurrence.excluded]
    if not kept:
        raise RecurrenceError("recurrence-all-excluded", {"field": "EXDATE"})
    return tuple(Occurrence(b.replace(tzinfo=TOKYO), (b + length).replace(tzinfo=TOKYO)) for b in kept)


def _first(start: datetime, end: datetime) -> tuple[datetime, timedelta]:
    for field, instant in (("start", start), ("end", end)):
        if not is_aware(instant):
            raise RecurrenceError("recurrence-naive-time", {"field": field, "value": instant})
        if not FIRST_YEAR <= instant.year <= LAST_YEAR:
            raise RecurrenceError("recurrence-year", {"field": field, "value": instant})
    length = _wall_clock(end) - _wall_clock(start)
    if not timedelta(0) < length <= MAX_SPAN:
        raise RecurrenceError("recurrence-length", {"field": "end", "start": start, "end": end})
    return _wall_clock(start), length


def _begins(recurrence: Recurrence, first: datetime) -> list[datetime]:
    horizon = first + MAX_SPAN
    until = _wall_clock(recurrence.until) if recurrence.until else horizon
    if until < first:
        raise RecurrenceError("recurrence-until-before-start", {"field": "UNTIL", "start": first})
    if until > horizon:
        raise RecurrenceError("recurrence-too-long", {"field": "UNTIL", "last": horizon.date()})
    rule = rrule.rrule(
        _FREQUENCIES[recurrence.frequency],
        dtstart=first,
        interval=recurrence.interval,
        wkst=rrule.MO,
        byweekday=[rrule.weekday(day.weekday, day.ordinal or None) for day in recurrence.by_day] or None,
        until=until,
    )
    begins = list(islice(rule, recurrence.count or MAX_OCCURRENCES + 1))
    if recurrence.count is not None and 0 < len(begins) < recurrence.count:
        raise RecurrenceError("recurrence-too-long", {"field": "COUNT", "last": horizon.date()})
    if len(begins) > MAX_OCCURRENCES:
        raise RecurrenceError("recurrence-too-many", {"field": "UNTIL", "max": MAX_OCCURRENCES})
    return begins


def _wall_clock(instant: datetime) -> datetime:
    return to_tokyo(instant).replace(tzinfo=None)


def _split(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.strip().upper().split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name not in _PARTS:
            raise RecurrenceError("recurrence-part", {"value": part[:40]})
        if name in parts:
            raise RecurrenceError("recurrence-part-twice", {"field": name})
        parts[name] = value
    return parts


def _number(field: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", value):
        raise RecurrenceError(f"recurrence-{field.lower()}", {"field": field, "value": value[:40]})
    return int(value)


def _weekdays(value: str) -> tuple[Weekday, ...]:
    days = []
    for item in value.split(","):
        found = _BYDAY.fullmatch(item)
        if not found:
            raise RecurrenceError("recurrence-weekday", {"field": "BYDAY", "value": item[:40]})
        days.append(Weekday(int(found[1] or 0), _WEEKDAYS.index(found[2])))
    return tuple(days)


def _until(value: str) -> datetime:
    try:
        if not re.fullmatch(r"[0-9]{8}T[0-9]{6}Z", value):
            raise ValueError(value)
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise RecurrenceError("recurrence-until", {"field": "UNTIL", "value": value[:40]}) from error
