"""Counting in working days: every day that is neither a weekend nor one of the office's closed days."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class ClosedDays:
    """The closed days of an office beside its weekends, each with its name. Never changes once built."""

    __slots__ = ("_names", "dates")

    def __init__(self, rows: Iterable[tuple[date, str]] = ()) -> None:
        """`rows` are (date, name) in any order; of two rows for one day the first stands."""
        self._names: dict[date, str] = {}
        for day, name in rows:
            self._names.setdefault(_plain(day), name)
        self.dates: frozenset[date] = frozenset(self._names)

    def name_on(self, day: date) -> str | None:
        """Why the office is closed on that day; None when it is open or only a weekend closes it."""
        return self._names.get(_plain(day))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClosedDays) and self._names == other._names

    def __hash__(self) -> int:
        return hash(frozenset(self._names.items()))

    def __repr__(self) -> str:
        return f"ClosedDays({sorted(self._names.items())!r})"


def is_working_day(day: date, closed: ClosedDays) -> bool:
    """Whether people work on that day."""
    return _plain(day).weekday() < _SATURDAY and day not in closed.dates


def next_working_day(day: date, closed: ClosedDays, n: int = 1) -> date:
    """The n-th working day after `day`, which itself never counts. n is at least 1."""
    return _walk(day, closed, n, _ONE_DAY)


def previous_working_day(day: date, closed: ClosedDays, n: int = 1) -> date:
    """The n-th working day before `day`, which itself never counts. n is at least 1."""
    return _walk(day, closed, n, -_ONE_DAY)


def working_days_between(start: date, end: date, closed: ClosedDays) -> tuple[date, ...]:
    """The working days of [start, end) in order; none when end is not after start."""
    days = range(_plain(start).toordinal(), _plain(end).toordinal())
    return tuple(day for day in map(date.fromordinal, days) if is_working_day(day, closed))


def _walk(day: date, closed: ClosedDays, n: int, step: timedelta) -> date:
    if n < 1:
        raise ValueError(f"the number of working days must be at least 1, not {n}")
    current = _plain(day)
    for _ in range(n):
        current += step
        while not is_working_day(current, closed):
            current += step
    return current


def _plain(day: date) -> date:
    # a datetime is a date to Python but never equals one: it would silently miss every closed day
    if isinstance(day, datetime):
        raise TypeError(f"a day is needed, not the instant {day!s}")
    return day
