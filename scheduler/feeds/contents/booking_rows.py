"""The bookings a calendar shows, with the units they hold and what is out on them; read once per rebuild."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select

from scheduler.db.tables import allocation, booking, loan, office, plan, pool, staff_member, unit
from scheduler.domain.states import BookingState
from scheduler.feeds.contents.request import ContentRequest
from scheduler.feeds.views import View

_SHOWN = (
    booking.c.id, booking.c.uid, booking.c.staff_id, booking.c.kind, booking.c.purpose, booking.c.starts_at,
    booking.c.ends_at, booking.c.use_dates, booking.c.state, booking.c.note_ja, booking.c.created_at,
    booking.c.changed_at, booking.c.version,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One unit of a booking and the office it stands in. `loan_state` is None for what is not lent."""

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
    loan_state: str | None

    @property
    def label(self) -> str:
        """Its name and the number on it."""
        return f"{self.name_ja}（{self.asset_number}）"


@dataclass(frozen=True, slots=True)
class ShownBooking:
    row: Any
    places: tuple[Place, ...]


def shown_bookings(request: ContentRequest, only: Collection[str] | None) -> Sequence[ShownBooking]:
    """Bookings in the window: those that stand, and those cancelled not long ago. `only`: uids to look at."""
    view, window = request.view, request.window
    cancelled: ColumnElement[bool] = booking.c.state != BookingState.CANCELLED
    if not view.drops_cancelled and view.profile != "public":
        cancelled = or_(cancelled, booking.c.cancelled_at > window.tombstones_since)
    condition = and_(
        concerns(view),
        booking.c.starts_at < window.interval.end,
        booking.c.ends_at > window.interval.start,
        # A place that is only offered is nobody's yet, and one that was not taken has no time of cancellation.
        booking.c.state != BookingState.OFFERED,
        cancelled,
    )
    if only is not None:
        condition = and_(booking.c.uid.in_(sorted(only)), condition)
    rows = request.tx.execute(select(*_SHOWN).where(condition)).all()
    places = _places(request, condition)
    return [ShownBooking(row, tuple(places[row.id])) for row in rows]


def concerns(view: View) -> ColumnElement[bool]:
    """The condition on a booking that it belongs into the calendar."""
    if view.scope == "person":
        return booking.c.staff_id == view.subject
    if view.scope == "section":
        people = select(staff_member.c.staff_id).where(staff_member.c.department_id == view.subject)
        return booking.c.staff_id.in_(people)
    if view.scope == "round":
        return booking.c.plan_id.in_(select(plan.c.id).where(plan.c.round_id == int(view.subject)))
    held = (
        select(literal(1))
        .select_from(allocation)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(allocation.c.booking_id == booking.c.id)
    )
    return exists(held.where(_stands_there(view)))


def _stands_there(view: View) -> ColumnElement[bool]:
    if view.scope == "unit":
        return unit.c.id == int(view.subject)
    office_id, _, kind = view.subject.partition(":")
    there = pool.c.office_id == office_id
    return and_(there, pool.c.kind == kind) if kind else there


def is_here(view: View, place: Place) -> bool:
    """Whether the place belongs into the calendar, too; a web conference has some in other offices."""
    if view.scope == "unit":
        return str(place.unit_id) == view.subject
    if view.scope in ("office", "group"):
        office_id, _, kind = view.subject.partition(":")
        return place.office_id == office_id and kind in ("", place.kind)
    return True


def _places(request: ContentRequest, condition: ColumnElement[bool]) -> dict[int, list[Place]]:
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
            loan.c.state,
        )
        .join(booking, booking.c.id == allocation.c.booking_id)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .join(office, office.c.office_id == pool.c.office_id)
        .outerjoin(loan, loan.c.allocation_id == allocation.c.id)
        .where(condition)
        .order_by(allocation.c.id)
    )
    found: dict[int, list[Place]] = defaultdict(list)
    for booking_id, *values in request.tx.execute(query):
        found[booking_id].append(Place(*values))
    return found
