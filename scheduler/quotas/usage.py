"""What a group has of its quotas already: bookings that stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from calendars import local_date
from scheduler.db.tables import allocation, booking, pool, unit
from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval
from scheduler.domain.states import BookingState
from scheduler.quotas.queries import Quota


@dataclass(frozen=True, slots=True)
class Held:
    """One unit that a booking holds, or held until it ended, with the days the booking counts on."""

    staff_id: str
    kind: str
    office_id: str
    interval: Interval
    days: tuple[date, ...]


def held_units(
    tx: Connection, window: Interval, *, except_plan_id: int | None = None, except_booking_id: int | None = None
) -> tuple[Held, ...]:
    """Of every booking that meets the window and was not cancelled, without those of that plan and that booking."""
    query = (
        select(
            booking.c.staff_id,
            booking.c.starts_at,
            booking.c.ends_at,
            booking.c.use_dates,
            pool.c.kind,
            pool.c.office_id,
        )
        .join(allocation, allocation.c.booking_id == booking.c.id)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(
            booking.c.starts_at < window.end,
            booking.c.ends_at > window.start,
            # What ended gave its unit back, and still counts in its month.
            or_(allocation.c.holds, booking.c.state == BookingState.COMPLETED),
            booking.c.state.in_((BookingState.CONFIRMED, BookingState.IN_USE, BookingState.COMPLETED)),
        )
        .order_by(booking.c.starts_at, allocation.c.id)
    )
    if except_booking_id is not None:
        query = query.where(booking.c.id != except_booking_id)
    if except_plan_id is not None:
        query = query.where(booking.c.plan_id.is_distinct_from(except_plan_id))
    return tuple(
        Held(
            row.staff_id,
            row.kind,
            row.office_id,
            Interval(row.starts_at, row.ends_at),
            tuple(date.fromisoformat(day) for day in row.use_dates) or _days(Interval(row.starts_at, row.ends_at)),
        )
        for row in tx.execute(query)
    )


def held_of(
    item: Quota, held: Sequence[Held], people: Mapping[str, Applicant], grades: Mapping[str, str]
) -> tuple[Held, ...]:
    """What counts against the quota."""
    return tuple(
        one
        for one in held
        if one.kind == item.kind
        and (not item.office_ids or one.office_id in item.office_ids)
        and item.covers(people[one.staff_id], grades[one.staff_id], one.days[0])
    )


def _days(interval: Interval) -> tuple[date, ...]:
    first, last = local_date(interval.start), local_date(interval.end)
    return tuple(date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))
