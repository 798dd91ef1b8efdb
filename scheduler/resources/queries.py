"""The stock as the screens show it: pools and units, one unit with what is booked on it, closures.

Anybody may see the stock; whose booking or loan it is only those who may see names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from scheduler.db import tables
from scheduler.db.tables import allocation, booking, closure, department, loan, staff_member, unit
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.permission import may_keep_stock, may_see_names, require
from scheduler.domain.states import LoanState, UnitStatus
from scheduler.errors import NotFound
from scheduler.resources import scopes
from scheduler.resources.affected import AffectedBooking, bookings_within, not_ended


@dataclass(frozen=True, slots=True)
class PresentLoan:
    """The loan a unit is out for. `staff_id` is None when the actor may not see whose it is."""

    loan_id: int
    staff_id: str | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Unit:
    """One numbered seat, device, kit or room; `version` is what a change of it is based on."""

    unit_id: int
    asset_number: str
    name_ja: str
    status: UnitStatus
    version: int
    loan: PresentLoan | None


@dataclass(frozen=True, slots=True)
class Pool:
    """Units that stand in for one another, by their numbers. `people` each is for; turnaround in minutes."""

    pool_id: int
    office_id: str
    kind: str
    attributes: tuple[str, ...]
    conf_system: str
    people: int
    turnaround_min: int
    booking_unit: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class UnitBooking:
    """A booking on a unit; who and which section are None when the actor may not see them."""

    booking_id: int
    starts_at: datetime
    ends_at: datetime
    held_until: datetime
    state: str
    staff_id: str | None
    section_ja: str | None
    section_en: str | None


@dataclass(frozen=True, slots=True)
class Closure:
    """A time in which one unit (`unit_id`, its `asset_number`), an office or one kind in it cannot be used."""

    closure_id: int
    code: str | None
    unit_id: int | None
    asset_number: str | None
    office_id: str
    kind: str | None
    starts_at: datetime
    ends_at: datetime
    reason_code: str
    reason_ja: str


@dataclass(frozen=True, slots=True)
class UnitDetail:
    """One unit, its pool (without the other units), what is booked on it next, and when it cannot be used."""

    unit: Unit
    pool: Pool
    bookings: tuple[UnitBooking, ...]
    closures: tuple[Closure, ...]


def pools(
    tx: Connection,
    *,
    actor: Actor,
    office_id: str | None = None,
    kind: str | None = None,
    with_retired: bool = False,
) -> tuple[Pool, ...]:
    """The stock of an office and a kind, or of all; pools without a unit to show are left out."""
    query = _units().order_by(tables.pool.c.office_id, tables.pool.c.kind, tables.pool.c.id, unit.c.asset_number)
    if office_id is not None:
        query = query.where(tables.pool.c.office_id == office_id)
    if kind is not None:
        query = query.where(tables.pool.c.kind == kind)
    if not with_retired:
        query = query.where(unit.c.status != UnitStatus.RETIRED)
    by_pool: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in tx.execute(query):
        by_pool[row.pool_id].append(row)
    return tuple(_pool(rows[0], (_unit(row, actor) for row in rows)) for rows in by_pool.values())


def unit_detail(tx: Connection, *, actor: Actor, now: datetime, unit_id: int, most: int = 20) -> UnitDetail:
    """One unit with at most `most` bookings that have not ended, soonest first, and its closures from now on."""
    row = tx.execute(_units().where(unit.c.id == unit_id)).one_or_none()
    if row is None:
        raise NotFound("unit", unit_id)
    concerns = or_(
        closure.c.unit_id == unit_id,
        and_(
            closure.c.unit_id.is_(None),
            closure.c.office_id == row.office_id,
            or_(closure.c.kind.is_(None), closure.c.kind == row.kind),
        ),
    )
    to_come = _closures().where(concerns, closure.c.ends_at > now)
    return UnitDetail(
        unit=_unit(row, actor),
        pool=_pool(row, ()),
        bookings=_bookings(tx, actor, now, unit_id, most),
        closures=tuple(Closure(*found) for found in tx.execute(to_come)),
    )


def unit_id_of(tx: Connection, asset_number: str) -> int:
    """The unit with that number on its label, or `NotFound`."""
    found = tx.execute(select(unit.c.id).where(unit.c.asset_number == asset_number)).scalar_one_or_none()
    if found is None:
        raise NotFound("unit", asset_number)
    return int(found)


def closures(
    tx: Connection, interval: Interval, *, office_id: str | None = None, kind: str | None = None
) -> tuple[Closure, ...]:
    """Closures and outages that stand and touch the interval: of an office and a kind in it, or of all."""
    query = _closures().where(closure.c.starts_at < interval.end, closure.c.ends_at > interval.start)
    if office_id is not None:
        query = query.where(or_(closure.c.office_id == office_id, tables.pool.c.office_id == office_id))
    if kind is not None:
        whole_office = and_(closure.c.unit_id.is_(None), closure.c.kind.is_(None))
        query = query.where(or_(whole_office, closure.c.kind == kind, tables.pool.c.kind == kind))
    return tuple(Closure(*row) for row in tx.execute(query))


def closure_by_id(tx: Connection, closure_id: int) -> Closure:
    """A closure or outage that stands, or `NotFound`."""
    row = tx.execute(_closures().where(closure.c.id == closure_id)).one_or_none()
    if row is None:
        raise NotFound("closure", closure_id)
    return Closure(*row)


def bookings_in_closure(tx: Connection, found: Closure, *, actor: Actor, now: datetime) -> tuple[AffectedBooking, ...]:
    """The bookings a closure gets in the way of, soonest first: somebody has to move them or call them off."""
    require(may_keep_stock(actor), "see-affected")
    closed = scopes.closed_units(found.unit_id, found.office_id, found.kind)
    return bookings_within(tx, Interval(found.starts_at, found.ends_at), closed, now=now)


def _units() -> Select[Any]:
    pool = tables.pool
    return (
        select(
            unit.c.id.label("unit_id"),
            unit.c.asset_number,
            unit.c.name_ja,
            unit.c.status,
            unit.c.version,
            unit.c.pool_id,
            pool.c.office_id,
            pool.c.kind,
            pool.c.attributes,
            pool.c.conf_system,
            pool.c.people,
            pool.c.turnaround_min,
            pool.c.booking_unit,
            loan.c.id.label("loan_id"),
            loan.c.due_at,
            loan.c.staff_id,
            staff_member.c.department_id,
        )
        .join(pool, pool.c.id == unit.c.pool_id)
        .outerjoin(loan, and_(loan.c.unit_id == unit.c.id, loan.c.state == LoanState.ISSUED))
        .outerjoin(staff_member, staff_member.c.staff_id == loan.c.staff_id)
    )


def _closures() -> Select[Any]:
    pool = tables.pool
    return (
        select(
            closure.c.id,
            closure.c.code,
            closure.c.unit_id,
            unit.c.asset_number,
            func.coalesce(closure.c.office_id, pool.c.office_id),
            closure.c.kind,
            closure.c.starts_at,
            closure.c.ends_at,
            closure.c.reason_code,
            closure.c.reason_ja,
        )
        .select_from(closure)
        .outerjoin(unit, unit.c.id == closure.c.unit_id)
        .outerjoin(pool, pool.c.id == unit.c.pool_id)
        .where(closure.c.cancelled_at.is_(None))
        .order_by(closure.c.starts_at, closure.c.id)
    )


def _bookings(tx: Connection, actor: Actor, now: datetime, unit_id: int, most: int) -> tuple[UnitBooking, ...]:
    query: Select[Any] = (
        select(
            booking.c.id,
            booking.c.starts_at,
            booking.c.ends_at,
            allocation.c.held_until,
            booking.c.state,
            booking.c.staff_id,
            staff_member.c.department_id,
            department.c.section_ja,
            department.c.section_en,
        )
        .join(allocation, allocation.c.booking_id == booking.c.id)
        .join(staff_member, staff_member.c.staff_id == booking.c.staff_id)
        .join(department, department.c.department_id == staff_member.c.department_id)
        .where(allocation.c.unit_id == unit_id, not_ended(now))
        .order_by(booking.c.starts_at)
        .limit(most)
    )
    return tuple(_unit_booking(row, actor) for row in tx.execute(query))


def _unit_booking(row: Row[Any], actor: Actor) -> UnitBooking:
    who: tuple[str | None, str | None, str | None] = (None, None, None)
    if may_see_names(actor, row.staff_id, row.department_id):
        who = (row.staff_id, row.section_ja, row.section_en)
    return UnitBooking(row.id, row.starts_at, row.ends_at, row.held_until, row.state, *who)


def _unit(row: Row[Any], actor: Actor) -> Unit:
    present = None
    if row.loan_id is not None:
        may_see = may_see_names(actor, row.staff_id, row.department_id)
        present = PresentLoan(row.loan_id, row.staff_id if may_see else None, row.due_at)
    return Unit(row.unit_id, row.asset_number, row.name_ja, UnitStatus(row.status), row.version, present)


def _pool(row: Row[Any], units: Iterable[Unit]) -> Pool:
    return Pool(
        pool_id=row.pool_id,
        office_id=row.office_id,
        kind=row.kind,
        attributes=tuple(filter(None, row.attributes.split(";"))),
        conf_system=row.conf_system,
        people=row.people,
        turnaround_min=row.turnaround_min,
        booking_unit=row.booking_unit,
        units=tuple(units),
    )
