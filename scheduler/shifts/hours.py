"""When people work by what is published: what asks for a seat, and what is overtime, depends on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, time

from sqlalchemy import Connection, select

from calendars import local_date
from scheduler.db.tables import shift, shift_pattern
from scheduler.domain.policy import Policy
from scheduler.domain.wish import Wish

Hours = Mapping[tuple[str, date], tuple[time, time]]
"""Start and end by person and day; no entry where nothing is published: the office's own hours hold."""

# A statement may carry 32,766 parameters on SQLite.
PEOPLE_AT_ONCE = 5000


def hours_of(tx: Connection, staff_ids: Iterable[str], first: date, last: date) -> Hours:
    """The published hours of these people from a day to a day, both included."""
    wanted = sorted(set(staff_ids))
    query = (
        select(shift.c.staff_id, shift.c.date, shift_pattern.c.start, shift_pattern.c.end)
        .join(shift_pattern, shift_pattern.c.pattern_id == shift.c.pattern_id)
        .where(shift.c.date.between(first, last))
    )
    found: dict[tuple[str, date], tuple[time, time]] = {}
    for start in range(0, len(wanted), PEOPLE_AT_ONCE):
        chunk = query.where(shift.c.staff_id.in_(wanted[start : start + PEOPLE_AT_ONCE]))
        found |= {(row.staff_id, row.date): (row.start, row.end) for row in tx.execute(chunk)}
    return found


def at_own_hours(wish: Wish, hours: Hours, policy: Policy) -> Policy:
    """The policy with the working day of the wish's person: outside of it time is overtime."""
    day = hours.get((wish.staff_id, local_date(wish.interval.start)))
    return policy if day is None else replace(policy, day_starts=day[0], day_ends=day[1])
