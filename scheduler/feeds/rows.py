"""The rows a calendar is made of, read once per rebuild."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, literal, or_, select

from scheduler.db.tables import allocation, booking, closure, office, pool, unit
from scheduler.domain.interval import Interval
from scheduler.domain.states import BookingState

# A cancelled booking stays as a tombstone this long, so that every app has seen it go.
TOMBSTONE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Place:
    """One unit of a booking and the office it stands in."""

    unit_id: int
    asset_number: str
    name_ja: str
    kind: str
    office_id: str
    office_ja: str
    office_en: str
    address_ja: str
    lat: float
    lon: float
    # False: any unit like this one was promised; a person's calendar names none until one is settled.
    is_bound: bool

    @property
    def label(self) -> str:
        """Its name and the number on it."""
        return f"{self.name_ja}（{self.asset_number}）"


@dataclass(frozen=True, slots=True)
class FeedBooking:
    row: Row[Any]
    places: tuple[Place, ...]


def bookings(tx: Connection, scope: str, subject: str, window: Interval, now: datetime) -> Sequence[FeedBooking]:
    """Bookings of the subject in the window: those that stand, and those cancelled less than fourteen days ago."""
    condition = and_(
        _concerns(scope, subject),
        booking.c.starts_at < window.end,
        booking.c.ends_at > window.start,
        # A place that is only offered is nobody's yet, and one that was not taken has no time of cancellation.
        booking.c.state != BookingState.OFFERED,
        or_(booking.c.state != BookingState.CANCELLED, booking.c.cancelled_at > now - TOMBSTONE),
    )
    rows = tx.execute(select(booking).where(condition).order_by(booking.c.starts_at, booking.c.id)).all()
    places = _places(tx, condition)
    return [FeedBooking(row, tuple(places[row.id])) for row in rows]


def closures(tx: Connection, scope: str, subject: str, window: Interval) -> Sequence[Row[Any]]:
    """Times at which the unit or the office of the subject is closed; none in a person's calendar."""
    if scope == "person":
        return []
    mine: ColumnElement[bool] = closure.c.office_id == subject
    if scope == "unit":
        there = select(pool.c.office_id, pool.c.kind).join(unit, unit.c.pool_id == pool.c.id)
        place = tx.execute(there.where(unit.c.id == int(subject))).one()
        mine = or_(
            closure.c.unit_id == int(subject),
            and_(
                closure.c.unit_id.is_(None),
                closure.c.office_id == place.office_id,
                or_(closure.c.kind.is_(None), closure.c.kind == place.kind),
            ),
        )
    else:
        mine = and_(mine, closure.c.unit_id.is_(None))
    query = select(closure).where(
        mine, closure.c.cancelled_at.is_(None), closure.c.starts_at < window.end, closure.c.ends_at > window.start
    )
    return tx.execute(query.order_by(closure.c.starts_at, closure.c.id)).all()


def name_of(tx: Connection, scope: str, subject: str) -> tuple[str, str]:
    """The Japanese and English name of what the calendar is about."""
    if scope == "unit":
        query = select(unit.c.name_ja, unit.c.asset_number).where(unit.c.id == int(subject))
        row = tx.execute(query).one()
        return f"{row.name_ja}（{row.asset_number}）", row.asset_number
    if scope == "office":
        row = tx.execute(select(office.c.name_ja, office.c.name_en).where(office.c.office_id == subject)).one()
        return row.name_ja, row.name_en
    return subject, subject


def _concerns(scope: str, subject: str) -> ColumnElement[bool]:
    if scope == "person":
        return booking.c.staff_id == subject
    held = (
        select(literal(1))
        .select_from(allocation)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(allocation.c.booking_id == booking.c.id)
    )
    return exists(held.where(unit.c.id == int(subject) if scope == "unit" else pool.c.office_id == subject))


def _places(tx: Connection, condition: ColumnElement[bool]) -> dict[int, list[Place]]:
    query = (
        select(
            allocation.c.booking_id,
            unit.c.id,
            unit.c.asset_number,
            unit.c.name_ja,
            pool.c.kind,
            pool.c.office_id,
            office.c.name_ja,
            office.c.name_en,
            office.c.address_ja,
            office.c.lat,
            office.c.lon,
            allocation.c.bound,
        )
        .join(booking, booking.c.id == allocation.c.booking_id)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .join(office, office.c.office_id == pool.c.office_id)
        .where(condition)
        .order_by(allocation.c.id)
    )
    found: dict[int, list[Place]] = defaultdict(list)
    for booking_id, *values in tx.execute(query):
        found[booking_id].append(Place(*values))
    return found
