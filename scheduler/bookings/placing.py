"""Gives a wish its units inside one transaction, whoever else is booking at that moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert
from sqlalchemy.exc import DBAPIError

from scheduler.availability.queries import FreeUnit, free_units
from scheduler.db.guards import conflict_of
from scheduler.db.tables import allocation
from scheduler.domain.reason import Reason
from scheduler.domain.wish import Need, Wish, conference_systems, needs_of
from scheduler.errors import BookingConflict, Refused

# A loser of a race looks again; each look sees at least one more unit taken, so this is never reached in earnest.
MOST_LOOKS = 200


@dataclass(frozen=True, slots=True)
class Placed:
    """One unit that a booking holds, from its start to the end of its turnaround."""

    allocation_id: int
    unit_id: int
    kind: str
    starts_at: datetime
    held_until: datetime


def place(tx: Connection, wish: Wish, booking_id: int, person_no: int) -> tuple[Placed, ...]:
    """Hold every unit the wish needs, or none.

    Raises:
        Refused: `full` with the numbers, when no unit is left on any system.
        BookingConflict: the person already holds a seat at that time.
    """
    refusal: Refused | None = None
    for system in conference_systems(wish):
        needs = needs_of(replace(wish, conf_system=system))
        try:
            with tx.begin_nested():
                return tuple(_hold_all(tx, needs, booking_id, person_no))
        except BookingConflict:
            raise
        except Refused as refused:
            refusal = refusal or refused
    assert refusal is not None  # noqa: S101 - there is always at least one system to try
    raise refusal


def _hold_all(tx: Connection, needs: Sequence[Need], booking_id: int, person_no: int) -> Iterable[Placed]:
    used: set[int] = set()
    for need in needs:
        for _ in range(need.quantity):
            placed = _hold_one(tx, need, booking_id, person_no, used)
            used.add(placed.unit_id)
            yield placed


def _hold_one(tx: Connection, need: Need, booking_id: int, person_no: int, used: set[int]) -> Placed:
    for _look in range(MOST_LOOKS):
        free = [unit for unit in free_units(tx, need) if unit.unit_id not in used]
        if not free:
            break
        # People who look at the same moment see the same list; starting at different places they rarely collide.
        best = [unit for unit in free if unit.attributes == free[0].attributes]
        placed = _try_hold(tx, best[person_no % len(best)], need, booking_id, person_no)
        if placed is not None:
            return placed
    raise Refused(full(need))


def _try_hold(tx: Connection, unit: FreeUnit, need: Need, booking_id: int, person_no: int) -> Placed | None:
    held_until = need.interval.end + timedelta(minutes=unit.turnaround_min)
    values = {
        "booking_id": booking_id,
        "unit_id": unit.unit_id,
        "person_no": person_no if unit.kind == "seat" else None,
        "starts_at": need.interval.start,
        "held_until": held_until,
        "holds": True,
    }
    try:
        with tx.begin_nested():
            allocation_id = tx.execute(insert(allocation).values(values).returning(allocation.c.id)).scalar_one()
    except DBAPIError as error:
        conflict = conflict_of(error)
        if conflict is None:
            raise
        if conflict.reasons[0].code == "unit-taken":
            return None
        raise conflict from error
    return Placed(allocation_id, unit.unit_id, unit.kind, need.interval.start, held_until)


def full(need: Need) -> Reason:
    """Nothing of the sort is free at that place and time."""
    return Reason(
        "full",
        {
            "kind": need.unit_kinds[0],
            "office": need.office_id,
            "start": need.interval.start,
            "end": need.interval.end,
        },
    )
