"""Many days of work as one series: the usual hours every week, the days off taken out, the other hours put in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """One working day as it is told: the pattern and its times."""

    start: time
    end: time
    break_start: time
    break_end: time
    name_ja: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Series:
    """`usual` on `weekdays` (0: Monday) from `first` to `last` but for the `excluded` days; on `others` other hours.

    `before`: the days before the first one with the usual hours, which stand alone: some readers lose the first day of
    a series when another replaces it.
    """

    first: date
    last: date
    weekdays: tuple[int, ...]
    usual: Hours
    excluded: frozenset[date]
    others: Mapping[date, Hours]
    before: Mapping[date, Hours]

    @property
    def is_single(self) -> bool:
        """A series of one day is no series."""
        return self.first == self.last


def series_of(days: Mapping[date, Hours]) -> Series:
    """The series that says the same as the days, of which there is at least one."""
    counted = Counter(days.values())
    usual = min(counted, key=lambda hours: (-counted[hours], hours))
    first, last = min(day for day, hours in days.items() if hours == usual), max(days)
    before = {day: hours for day, hours in sorted(days.items()) if day < first}
    weekdays = tuple(sorted({day.weekday() for day in days if day >= first}))
    excluded = frozenset(day for day in _days(first, last) if day.weekday() in weekdays and day not in days)
    others = {day: hours for day, hours in sorted(days.items()) if hours != usual and day > first}
    return Series(first, last, weekdays, usual, excluded, others, before)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
