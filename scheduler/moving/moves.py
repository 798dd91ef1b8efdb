"""Moving bookings to other units or times, all of them in one transaction: what stands in the way, and doing it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, exists, insert, literal, select

from scheduler.availability.stock import load_stock
from scheduler.bookings.operations import finish_placing, release
from scheduler.bookings.placing import Placed
from scheduler.bookings.revisions import touch_shown
from scheduler.db.tables import allocation, booking, loan, pool, unit
from scheduler.db.versions import change, load
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.domain.states import BookingState, LoanState
from scheduler.moving.standing import wish_of
from scheduler.notices.operations import tell
from scheduler.staff.queries import applicant


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a booking is, and on which units, in the order of its needs."""

    office_id: str
    starts_at: datetime
    ends_at: datetime
    use_dates: tuple[date, ...]
    conf_system: str
    unit_ids: tuple[int, ...]

    @property
    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class Move:
    """A booking of that version leaves one place for another."""

    booking_id: int
    version: int
    before: Place
    after: Place


def as_json(moves: Iterable[Move]) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(move) for move in moves]


def from_json(values: Any) -> tuple[Move, ...]:
    return msgspec.convert(values, tuple[Move, ...])


def place_of(values: Any) -> Place:
    return msgspec.convert(values, Place)


def obstacles(
    tx: Connection, moves: Sequence[Move], taken: Iterable[Place] = (), *, freed: Iterable[int] = (), now: datetime
) -> tuple[Reason, ...]:
    """What has changed so that the moves cannot be made, nor the further places be taken; nothing when all is well.

    `freed` are bookings whose units are given up as well.
    """
    found = [reason for move in moves if (reason := _changed(tx, move, now)) is not None]
    places = [*taken, *(move.after for move in moves)]
    if found or not places:
        return tuple(found)
    window = Interval(min(place.starts_at for place in places), max(place.ends_at for place in places))
    leaving = (*freed, *(move.booking_id for move in moves))
    offices = {row.office_id for row in unit_rows(tx, {key for place in places for key in place.unit_ids}).values()}
    whole_days = window.extended(timedelta(days=1))
    stock = load_stock(tx, whole_days, office_ids=offices, except_booking_ids=leaving)
    units = {item.unit_id: item for item in stock.units}
    for place in places:
        mine = [units.get(unit_id) for unit_id in place.unit_ids]
        if not all(item is not None and item.is_free(place.interval) for item in mine):
            found.append(Reason("place-no-longer-free", {"office": place.office_id, "start": place.starts_at}))
    return tuple(found)


def _changed(tx: Connection, move: Move, now: datetime) -> Reason | None:
    """It is not as it was, or has begun: whoever wanted to move it has to look again."""
    row = load(tx, booking, move.booking_id, lock=True)
    held = select(allocation.c.unit_id).where(allocation.c.booking_id == row.id, allocation.c.holds)
    is_the_same = (
        row.version == move.version
        and row.state == BookingState.CONFIRMED
        and min(row.starts_at, move.after.starts_at) > now
        and tuple(tx.execute(held.order_by(allocation.c.id)).scalars()) == move.before.unit_ids
    )
    if is_the_same and not tx.execute(select(_handed_out(row.id))).scalar_one():
        return None
    return Reason("booking-changed-since", {"kind": row.kind, "start": row.starts_at})


def _handed_out(booking_id: int) -> Any:
    out = (
        select(literal(1))
        .select_from(allocation)
        .join(loan, loan.c.allocation_id == allocation.c.id)
        .where(allocation.c.booking_id == booking_id, loan.c.state.in_((LoanState.ISSUED, LoanState.LOST)))
    )
    return exists(out)


def carry_out(tx: Connection, moves: Sequence[Move], *, actor: Actor, now: datetime) -> None:
    """Release all, then place all: two that change places would be refused one by one. Their people are told.

    Raises:
        BookingConflict: (through the transaction) something else holds a unit; `obstacles` says so beforehand.
        StaleVersion: somebody changed one of the bookings first.
    """
    ids = [move.booking_id for move in moves]
    late = {move.booking_id: _late_kinds(tx, move.booking_id) for move in moves}
    touch_shown(tx, ids, now=now)
    for booking_id in ids:
        release(tx, booking_id, delete=True)
    for move in sorted(moves, key=lambda move: move.booking_id):
        _move(tx, move, late[move.booking_id], actor=actor, now=now)


def _late_kinds(tx: Connection, booking_id: int) -> frozenset[str]:
    """The kinds of unit that the booking was promised as a class and that are not settled yet."""
    query = (
        select(pool.c.kind)
        .join(unit, unit.c.pool_id == pool.c.id)
        .join(allocation, allocation.c.unit_id == unit.c.id)
        .where(allocation.c.booking_id == booking_id, allocation.c.holds, ~allocation.c.bound)
    )
    return frozenset(tx.execute(query).scalars())


def _move(tx: Connection, move: Move, late_kinds: Collection[str], *, actor: Actor, now: datetime) -> None:
    before = load(tx, booking, move.booking_id)
    change(
        tx,
        booking,
        move.booking_id,
        expected=move.version,
        office_id=move.after.office_id,
        starts_at=move.after.starts_at,
        ends_at=move.after.ends_at,
        use_dates=[day.isoformat() for day in move.after.use_dates],
        changed_at=now,
    )
    placed = hold(tx, move.booking_id, move.after, before.staff_id, late_kinds)
    wish = wish_of(load(tx, booking, move.booking_id))
    finish_placing(tx, wish, move.booking_id, placed, actor=actor, now=now, before=_audit_view(move.before))
    old, new = (_told(tx, place, late_kinds) for place in (move.before, move.after))
    # Of a class that was promised nobody knows the number: exchanged for one like it, nothing has changed.
    if old != new:
        moved_to = {f"new_{name}": value for name, value in new.items()}
        tell(tx, before.staff_id, "booking-moved", {"kind": before.kind, **old, **moved_to}, now=now)


def _told(tx: Connection, place: Place, late_kinds: Collection[str]) -> dict[str, str]:
    """A place as a notice keeps it."""
    units = unit_rows(tx, place.unit_ids)
    return {
        "office": place.office_id,
        "start": place.starts_at.isoformat(),
        "end": place.ends_at.isoformat(),
        "units": " ".join(units[key].name_ja for key in place.unit_ids if units[key].kind not in late_kinds),
    }


def _audit_view(place: Place) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(place)
    return values


def hold(
    tx: Connection, booking_id: int, place: Place, staff_id: str, late_kinds: Collection[str]
) -> tuple[Placed, ...]:
    """Give the booking its units; those of `late_kinds` are promises of a class."""
    units = unit_rows(tx, place.unit_ids)
    person_no = applicant(tx, staff_id).person_no
    return tuple(
        _hold_one(tx, booking_id, units[unit_id], place.interval, person_no, units[unit_id].kind not in late_kinds)
        for unit_id in place.unit_ids
    )


def unit_rows(tx: Connection, unit_ids: Iterable[int]) -> Mapping[int, Row[Any]]:
    """By id: kind, office and turnaround of the units' pools, with their numbers and names."""
    query: Select[Any] = (
        select(
            unit.c.id,
            unit.c.asset_number,
            unit.c.name_ja,
            pool.c.kind,
            pool.c.office_id,
            pool.c.turnaround_min,
            pool.c.attributes,
        )
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(unit.c.id.in_(list(unit_ids)))
    )
    return {row.id: row for row in tx.execute(query)}


def _hold_one(
    tx: Connection, booking_id: int, row: Row[Any], interval: Interval, person_no: int, bound: bool
) -> Placed:
    held_until = interval.end + timedelta(minutes=row.turnaround_min)
    values = {
        "booking_id": booking_id,
        "unit_id": row.id,
        "person_no": person_no if row.kind == "seat" else None,
        "starts_at": interval.start,
        "held_until": held_until,
        "holds": True,
        "bound": bound,
    }
    allocation_id = tx.execute(insert(allocation).values(values).returning(allocation.c.id)).scalar_one()
    return Placed(allocation_id, row.id, row.kind, interval.start, held_until)
