"""What the office allows in a request: one function for each rule, asked alike by pages, commands, files and plans.

Each takes plain values and gives the Reason of the refusal, or None. Instants are aware; days and times of day are
those of Asia/Tokyo. The defaults are the office's own numbers; a policy in force may hand in others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta

from calendars import ClosedDays, is_working_day, local_date, previous_working_day
from scheduler.clock import TOKYO
from scheduler.domain.reason import Reason

DISASTER = "disaster"
"""The purpose that lifts the curfew and the closed days."""

CURFEW = time(20, 0)
NIGHT_ENDS = time(5, 0)
"""Nothing is bookable between the curfew and this time of the next morning."""

LIGHTS_OUT = time(18, 0)
LIGHTS_OUT_WEEKDAY = 2
"""Wednesday: a manager checks that the lights are out."""

SHIFT_DEADLINE = time(17, 15)
GRID_MINUTES = 15

_LENT_OUT = frozenset({"mobile_pc", "tablet"})
_ONE_MOMENT = timedelta(microseconds=1)


def order(start: datetime | date, end: datetime | date, *, last_included: bool = False) -> Reason | None:
    """The end comes after the start. `last_included`: a period of days, whose last day may be its first."""
    if end < start or (end == start and not last_included):
        problem = "same" if start == end else "before"
        return Reason("E_END_BEFORE_START", {"start": start, "end": end, "problem": problem})
    return None


def grid(start: datetime, end: datetime, *, minutes: int = GRID_MINUTES) -> Reason | None:
    """Both ends lie on the time grid of the office."""
    for moment in (start, end):
        local = moment.astimezone(TOKYO)
        if local.minute % minutes or local.second or local.microsecond:
            return Reason("E_OFF_GRID", {"moment": moment, "minutes": minutes})
    return None


def curfew(start: datetime, end: datetime, purpose: str, *, kind: str = "seat", limit: time = CURFEW) -> Reason | None:
    """Nothing past 20:00 or before 5:00 except for a disaster. A device may be out overnight: its hand-over counts."""
    if purpose == DISASTER:
        return None
    first, last = start.astimezone(TOKYO), end.astimezone(TOKYO)
    overnight = kind not in _LENT_OUT and (last - _ONE_MOMENT).date() != first.date()
    if overnight or not _by_day(first.time(), limit) or not _by_day(last.time(), limit) or first.time() == limit:
        return Reason("E_CURFEW", {"limit": _clock_text(limit), "start": start, "end": end})
    return None


def closed_day(days: Iterable[date], purpose: str, closed: ClosedDays) -> Reason | None:
    """Every day is one on which the office is open, except for a disaster. Names the first that is not."""
    if purpose == DISASTER:
        return None
    for day in days:
        if not is_working_day(day, closed):
            name = closed.name_on(day)
            return Reason("E_CLOSED_DAY", {"day": day, "cause": "holiday" if name else "weekend", "name": name or ""})
    return None


def days_at_the_office(kind: str, start: datetime, end: datetime) -> Iterator[date]:
    """The days on which a request needs the office open: all it touches, for a device only those of its hand-over."""
    first, last = local_date(start), local_date(end - _ONE_MOMENT)
    step = max(1, (last - first).days) if kind in _LENT_OUT else 1
    for ordinal in range(first.toordinal(), last.toordinal() + 1, step):
        yield date.fromordinal(ordinal)


def own_office(
    kind: str, office_id: str, home_office_id: str, *, allowed: Collection[str] = (), office_name: str = ""
) -> Reason | None:
    """A satellite seat is for staff of other offices, unless the office is in `allowed`."""
    if kind == "seat" and office_id == home_office_id and office_id not in allowed:
        return Reason("E_OWN_OFFICE", {"office": office_name or office_id})
    return None


def training(kind: str, trained_on: date | None, first_day: date) -> Reason | None:
    """A loan PC needs the security training to have been taken by its first day of use."""
    if kind == "mobile_pc" and (trained_on is None or trained_on > first_day):
        return Reason("E_NO_TRAINING", {"day": first_day})
    return None


def shift_deadline(submitted_at: datetime, first_day: date, closed: ClosedDays) -> Reason | None:
    """A wish for a shift arrives by 17:15 of the working day before, that minute included."""
    due = datetime.combine(previous_working_day(first_day, closed), SHIFT_DEADLINE, TOKYO)
    return Reason("E_DEADLINE", {"due": due, "submitted": submitted_at}) if submitted_at > due else None


def lights_out(
    pattern_end: time,
    days: Iterable[date],
    closed: ClosedDays,
    *,
    weekday: int = LIGHTS_OUT_WEEKDAY,
    limit: time = LIGHTS_OUT,
) -> Reason | None:
    """No pattern runs past 18:00 on a Wednesday on which the office is open."""
    if pattern_end <= limit:
        return None
    for day in days:
        if day.weekday() == weekday and is_working_day(day, closed):
            return Reason(
                "E_PATTERN_LIGHTS_OUT",
                {"day": day, "limit": _clock_text(limit), "end": _clock_text(pattern_end)},
            )
    return None


def _by_day(clock: time, limit: time) -> bool:
    return NIGHT_ENDS <= clock <= limit


def _clock_text(clock: time) -> str:
    return f"{clock.hour}:{clock.minute:02}"
