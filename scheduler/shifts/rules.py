"""Which patterns the office's rules allow on which day: lights out, the curfew, and days of a bureau's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import Connection, select

from calendars import ClosedDays, is_working_day
from scheduler.db.tables import policy_day
from scheduler.domain import request_rules
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.reason import Reason
from scheduler.offices.queries import EVERYWHERE, closed_days
from scheduler.shifts.patterns import Pattern, minutes

ALL_DAY = 24 * 60


@dataclass(frozen=True)
class DayRules:
    """The working days of a period, and by when people of a bureau have left on each."""

    days: tuple[date, ...]
    closed: ClosedDays
    # Only days on which the policy says something.
    lights_out: Mapping[date, time]
    curfew: Mapping[date, time]

    def forbids(self, pattern: Pattern, day: date) -> Reason | None:
        """Why the pattern cannot be worked that day. The standard one always can."""
        if pattern.is_standard:
            return None
        ends = self.curfew.get(day, DEFAULT_POLICY.curfew)
        if pattern.end > ends:
            return Reason("shift-curfew", {"day": day, "limit": _text(ends), "end": _text(pattern.end)})
        if day in self.lights_out and pattern.end > self.lights_out[day]:
            limit = _text(self.lights_out[day])
            return Reason("E_PATTERN_LIGHTS_OUT", {"day": day, "limit": limit, "end": _text(pattern.end)})
        return request_rules.lights_out(pattern.end, [day], self.closed)


def day_rules(tx: Connection, first_day: date, last_day: date, bureau_ja: str) -> DayRules:
    """The rules for people of a bureau from a day to a day, both included."""
    closed = closed_days(tx)
    every = map(date.fromordinal, range(first_day.toordinal(), last_day.toordinal() + 1))
    query = select(policy_day).where(
        policy_day.c.date >= first_day,
        policy_day.c.date <= last_day,
        policy_day.c.scope.in_((EVERYWHERE, bureau_ja)),
    )
    lights_out: dict[date, list[time]] = defaultdict(list)
    curfew: dict[date, list[time]] = defaultdict(list)
    for row in tx.execute(query):
        lights_out[row.date].extend(_given(row.lights_out_check))
        curfew[row.date].extend(_given(row.curfew))
    days = tuple(day for day in every if is_working_day(day, closed))
    return DayRules(days, closed, _earliest(lights_out), _earliest(curfew))


def longest_rest(choices: Sequence[Sequence[Pattern]], days: Sequence[date]) -> int:
    """How many minutes can be kept between any two days that follow each other, whatever is fixed on them.

    `choices`: the patterns one may work on each day, none when away.  A fixed pattern or a pin was decided by
    somebody, so where it leaves less than the office wants, less is kept.
    """
    # By the end of the day before (None: nothing the day follows), the shortest rest so far, at best.
    kept: dict[int | None, int] = {None: ALL_DAY}
    for number, options in enumerate(choices):
        follows = number > 0 and days[number] == days[number - 1] + timedelta(days=1)
        before = kept if follows else {None: max(kept.values())}
        kept = {}
        for option in options:
            here = max(
                rest if end is None else min(rest, ALL_DAY + minutes(option.start) - end)
                for end, rest in before.items()
            )
            kept[minutes(option.end)] = max(here, kept.get(minutes(option.end), 0))
        kept = kept or {None: max(before.values())}
    return max(kept.values())


def _given(moment: time | None) -> Sequence[time]:
    return () if moment is None else (moment,)


def _earliest(times: Mapping[date, Sequence[time]]) -> dict[date, time]:
    return {day: min(given) for day, given in times.items() if given}


def _text(clock: time) -> str:
    return f"{clock.hour}:{clock.minute:02}"
