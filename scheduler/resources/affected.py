"""The bookings that a change of the stock gets in the way of: shown to the desk, never cancelled silently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from scheduler.db.tables import allocation, booking, department, pool, staff_member, unit
from scheduler.domain.interval import Interval
from scheduler.domain.states import BookingState


@dataclass(frozen=True, slots=True)
class AffectedBooking:
    """A booking that has to be moved or called off, and the unit it holds. No notes, no grounds."""

    booking_id: int
    version: int
    staff_id: str
    section_ja: str
    section_en: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    state: str
    unit_id: int
    asset_number: str


def bookings_on_unit(tx: Connection, unit_id: int, *, now: datetime) -> tuple[AffectedBooking, ...]:
    """What is still to come or in use on one unit, soonest first."""
    return _affected(tx, allocation.c.unit_id == unit_id, not_ended(now))


def bookings_within(
    tx: Connection, interval: Interval, units: ColumnElement[bool], *, now: datetime
) -> tuple[AffectedBooking, ...]:
    """What is still to come or in use in an interval, on the units that `units` (a condition on unit, pool) names."""
    overlaps = and_(allocation.c.starts_at < interval.end, booking.c.ends_at > interval.start)
    return _affected(tx, units, overlaps, not_ended(now))


def not_ended(now: datetime) -> ColumnElement[bool]:
    """A booking that somebody still counts on: in use, or confirmed and not past."""
    to_come = and_(booking.c.state == BookingState.CONFIRMED, booking.c.ends_at > now)
    return or_(booking.c.state == BookingState.IN_USE, to_come)


def _affected(tx: Connection, *conditions: ColumnElement[bool]) -> tuple[AffectedBooking, ...]:
    query = (
        select(
            booking.c.id,
            booking.c.version,
            booking.c.staff_id,
            department.c.section_ja,
            department.c.section_en,
            booking.c.kind,
            booking.c.starts_at,
            booking.c.ends_at,
            booking.c.state,
            unit.c.id,
            unit.c.asset_number,
        )
        .select_from(allocation)
        .join(booking, booking.c.id == allocation.c.booking_id)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .join(staff_member, staff_member.c.staff_id == booking.c.staff_id)
        .join(department, department.c.department_id == staff_member.c.department_id)
        .where(allocation.c.holds, *conditions)
        .order_by(booking.c.starts_at, booking.c.id, unit.c.asset_number)
    )
    return tuple(AffectedBooking(*row) for row in tx.execute(query))
