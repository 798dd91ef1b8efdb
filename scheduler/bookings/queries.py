"""Bookings as people see them: their own, one by its number, and all of an office for the board."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, literal, select

from scheduler.db.tables import allocation, booking, department, offer, office, pool, staff_member, unit
from scheduler.domain.actor import Actor, Role
from scheduler.domain.interval import Interval
from scheduler.domain.permission import may_act_for, may_see_names, may_see_private, require
from scheduler.domain.reason import Reason
from scheduler.domain.states import BookingState, OfferState
from scheduler.errors import NotFound
from scheduler.reasons import from_json


@dataclass(frozen=True, slots=True)
class HeldUnit:
    """One unit of a booking and where it stands.

    Not bound: the person was promised a device with these attributes, and until it is handed out it may still become
    another one; doors show the class and no number.
    """

    unit_id: int
    asset_number: str
    name_ja: str
    kind: str
    office_id: str
    office_name_ja: str
    office_name_en: str
    # Joined by semicolons, as the pool keeps them.
    attributes: str
    is_bound: bool


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking as this reader may see it: `staff_id` and `note` are None and empty for those who may not know."""

    booking_id: int
    staff_id: str | None
    section_ja: str
    section_en: str
    kind: str
    purpose: str
    office_id: str
    office_name_ja: str
    office_name_en: str
    starts_at: datetime
    ends_at: datetime
    use_dates: tuple[date, ...]
    state: BookingState
    version: int
    from_round: bool
    units: tuple[HeldUnit, ...]
    alerts: tuple[Reason, ...]
    note: str
    overtime_order_no: str
    may_change: bool
    # Whether the person agreed to be moved so that others fit in.
    may_move: bool


def one(tx: Connection, booking_id: int, *, actor: Actor) -> BookingView:
    """A booking the actor may know of: one's own, one's section's, or any for the desks."""
    found = _views(tx, booking.c.id == booking_id, actor)
    if not found or found[0].staff_id is None:
        raise NotFound("booking", booking_id)
    return found[0]


def of_person(
    tx: Connection, staff_id: str, *, actor: Actor, since: datetime, until: datetime | None = None
) -> tuple[BookingView, ...]:
    """A person's bookings that end after `since`, soonest first; without cancelled ones and what is only offered."""
    department_id = tx.execute(
        select(staff_member.c.department_id).where(staff_member.c.staff_id == staff_id)
    ).scalar_one_or_none()
    if department_id is None:
        raise NotFound("staff_member", staff_id)
    require(may_act_for(actor, staff_id, department_id), "see-bookings")
    left_out = (BookingState.CANCELLED, BookingState.OFFERED)
    condition = (booking.c.staff_id == staff_id) & (booking.c.ends_at > since) & booking.c.state.not_in(left_out)
    if until is not None:
        condition &= booking.c.starts_at < until
    return _views(tx, condition, actor)


def past_of_person(
    tx: Connection, staff_id: str, *, actor: Actor, now: datetime, limit: int = 20
) -> tuple[BookingView, ...]:
    """A person's latest bookings that are over or were cancelled."""
    require(actor.staff_id == staff_id or actor.has(Role.ADMIN), "see-bookings")
    over = (booking.c.ends_at <= now) | (booking.c.state == BookingState.CANCELLED)
    # A place that was offered and not taken was never one's booking.
    lapsed = select(offer.c.booking_id).where(offer.c.state != OfferState.ACCEPTED)
    mine = (booking.c.staff_id == staff_id) & over & booking.c.id.not_in(lapsed)
    query = select(booking.c.id).where(mine).order_by(booking.c.starts_at.desc())
    ids = tx.execute(query.limit(limit)).scalars().all()
    return tuple(reversed(_views(tx, booking.c.id.in_(ids), actor)))


def in_window(
    tx: Connection,
    window: Interval,
    *,
    actor: Actor,
    office_id: str | None = None,
    kinds: Iterable[str] | None = None,
) -> tuple[BookingView, ...]:
    """Every booking whose units are used in the window, for the board; names only for those who may see them."""
    here = (
        select(literal(1))
        .select_from(allocation)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(allocation.c.booking_id == booking.c.id, allocation.c.holds)
    )
    if office_id is not None:
        here = here.where(pool.c.office_id == office_id)
    if kinds is not None:
        here = here.where(pool.c.kind.in_(list(kinds)))
    condition = (booking.c.starts_at < window.end) & (booking.c.ends_at > window.start) & exists(here)
    return _views(tx, condition & (booking.c.state != BookingState.CANCELLED), actor)


def _views(tx: Connection, condition: ColumnElement[bool], actor: Actor) -> tuple[BookingView, ...]:
    query = (
        select(
            booking,
            staff_member.c.department_id,
            department.c.section_ja,
            department.c.section_en,
            office.c.name_ja.label("office_name_ja"),
            office.c.name_en.label("office_name_en"),
        )
        .join(staff_member, staff_member.c.staff_id == booking.c.staff_id)
        .join(department, department.c.department_id == staff_member.c.department_id)
        .join(office, office.c.office_id == booking.c.office_id)
        .where(condition)
        .order_by(booking.c.starts_at, booking.c.id)
    )
    rows = tx.execute(query).all()
    units = _units(tx, condition)
    return tuple(_view(row, tuple(units[row.id]), actor) for row in rows)


def _units(tx: Connection, condition: ColumnElement[bool]) -> dict[int, list[HeldUnit]]:
    query = (
        select(
            allocation.c.booking_id,
            unit.c.id,
            unit.c.asset_number,
            unit.c.name_ja,
            pool.c.kind,
            pool.c.office_id,
            office.c.name_ja.label("office_name_ja"),
            office.c.name_en.label("office_name_en"),
            pool.c.attributes,
            allocation.c.bound,
        )
        .join(booking, booking.c.id == allocation.c.booking_id)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .join(office, office.c.office_id == pool.c.office_id)
        .where(condition)
        .order_by(allocation.c.id)
    )
    found: dict[int, list[HeldUnit]] = defaultdict(list)
    for booking_id, *values in tx.execute(query):
        found[booking_id].append(HeldUnit(*values))
    return found


def _view(row: Row[Any], units: tuple[HeldUnit, ...], actor: Actor) -> BookingView:
    sees_name = may_see_names(actor, row.staff_id, row.department_id)
    sees_private = may_see_private(actor, row.staff_id)
    return BookingView(
        booking_id=row.id,
        staff_id=row.staff_id if sees_name else None,
        section_ja=row.section_ja if sees_name else "",
        section_en=row.section_en if sees_name else "",
        kind=row.kind,
        purpose=row.purpose if sees_name else "",
        office_id=row.office_id,
        office_name_ja=row.office_name_ja,
        office_name_en=row.office_name_en,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        use_dates=tuple(date.fromisoformat(day) for day in row.use_dates) if sees_name else (),
        state=BookingState(row.state),
        version=row.version,
        from_round=row.plan_id is not None,
        units=units,
        alerts=from_json(row.alerts) if sees_name else (),
        note=row.note_ja if sees_private else "",
        overtime_order_no=row.overtime_order_no if sees_private else "",
        may_change=may_act_for(actor, row.staff_id, row.department_id) and row.state == BookingState.CONFIRMED,
        may_move=row.may_move and sees_name,
    )
