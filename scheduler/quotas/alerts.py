"""What somebody who books at once should know: the group has had its share. It is never a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import at
from scheduler.domain.reason import Reason
from scheduler.domain.wish import Wish
from scheduler.quotas.queries import Quota, days_of_use, grades, standing
from scheduler.quotas.usage import Held, held_of, held_units
from scheduler.staff.queries import applicants

# A month around the days of use holds every period a quota counts in.
MARGIN = timedelta(days=31)


def alerts_of(
    tx: Connection, wish: Wish, person: Applicant, *, except_booking_id: int | None = None
) -> tuple[Reason, ...]:
    """One for each quota that the wish would take its group beyond; a quota per round says nothing about a booking."""
    in_force = [item for item in standing(tx) if item.measure != "per_round" and item.taken_by(wish)]
    if not in_force:
        return ()
    days = days_of_use(wish)
    window = Interval(
        at(days[0], datetime.min.time()) - MARGIN, max(at(days[-1], datetime.max.time()), wish.interval.end) + MARGIN
    )
    held = held_units(tx, window, except_booking_id=except_booking_id)
    people = applicants(tx, {item.staff_id for item in held} | {person.staff_id})
    of_people = grades(tx)
    return tuple(
        Reason("W_QUOTA_EXCEEDED", {"kind": item.kind, "total": item.most, "booked": used})
        for item in in_force
        if item.covers(person, of_people[person.staff_id], days[0])
        and (used := _used(item, wish, held_of(item, held, people, of_people))) + item.taken_by(wish) > item.most
    )


def _used(item: Quota, wish: Wish, held: Sequence[Held]) -> int:
    """The most that the group has at one moment, or in one period, of the wish."""
    if item.measure == "at_once":
        inside = [one.interval for one in held if one.interval.overlaps(wish.interval)]
        moments = [wish.interval.start, *(one.start for one in inside)]
        return max(sum(one.start <= moment < one.end for one in inside) for moment in moments)
    return max(sum(period in item.periods(one.days) for one in held) for period in item.periods(days_of_use(wish)))
