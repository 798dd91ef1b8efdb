"""Gives a wish its units inside one transaction, whoever else is booking at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from scheduler.availability.queries import FreeUnit, free_units
from scheduler.db.guards import conflict_of
from scheduler.db.tables import allocation
from scheduler.domain.actor import Actor
from scheduler.domain.policy import Policy
from scheduler.domain.reason import Reason
from scheduler.domain.wish import Need, Wish, conference_systems, needs_of
from scheduler.errors import BookingConflict, Refused
from scheduler.promises.rearranging import make_room

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


def place(
    tx: Connection, wish: Wish, booking_id: int, person_no: int, *, actor: Actor, now: datetime, policy: Policy
) -> tuple[Placed, ...]:
    """Hold every unit the wish needs, or none; a device of a class may be another one later, until it is bound.

    Raises:
        Refused: `full` with the numbers, when no unit is left on any system.
        BookingConflict: the person already holds a seat at that time.
    """
    refusal: Refused | None = None
    holder = Holder(booking_id, person_no, actor, now, policy)
    for system in conference_systems(wish):
        needs = needs_of(replace(wish, conf_system=system))
        try:
            with tx.begin_nested():
                return as_held(tx, [hold_one(tx, need, holder) for need in needs for _ in range(need.quantity)])
        except BookingConflict:
            raise
        except Refused as refused:
            refusal = refusal or refused
    assert refusal is not None  # noqa: S101 - there is always at least one system to try
    raise refusal


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom units are held, and who does it."""

    booking_id: int
    person_no: int
    actor: Actor
    now: datetime
    policy: Policy

    def is_late(self, need: Need) -> bool:
        """Whether units of this kind are settled late."""
        return set(need.unit_kinds) <= set(self.policy.late_binding_kinds)


def hold_one(tx: Connection, need: Need, holder: Holder, *, rather: int | None = None) -> Placed:
    """One unit for the need: `rather` that one when it is free, else the best.

    What the booking holds already is no longer free: the parts of a wish never share a unit.

    Raises:
        Refused: `full`.
    """
    for _look in range(MOST_LOOKS):
        free = free_units(tx, need)
        if not free:
            if holder.is_late(need) and make_room(tx, need, actor=holder.actor, now=holder.now):
                continue
            break
        # People who look at the same moment see the same list; starting at different places they rarely collide.
        best = [unit for unit in free if unit.attributes == free[0].attributes]
        chosen = next((unit for unit in free if unit.unit_id == rather), best[holder.person_no % len(best)])
        placed = _try_hold(tx, chosen, need, holder)
        if placed is not None:
            return placed
    raise Refused(full(need))


def _try_hold(tx: Connection, unit: FreeUnit, need: Need, holder: Holder) -> Placed | None:
    held_until = need.interval.end + timedelta(minutes=unit.turnaround_min)
    values = {
        "booking_id": holder.booking_id,
        "unit_id": unit.unit_id,
        "person_no": holder.person_no if unit.kind == "seat" else None,
        "starts_at": need.interval.start,
        "held_until": held_until,
        "holds": True,
        # Whoever names a unit gets that one.
        "bound": need.unit_id is not None or not holder.is_late(need),
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


def as_held(tx: Connection, placed: Sequence[Placed]) -> tuple[Placed, ...]:
    """With the units they have now: making room for the second may have moved the first."""
    query = select(allocation.c.id, allocation.c.unit_id)
    units = {row.id: row.unit_id for row in tx.execute(query.where(allocation.c.id.in_(_ids(placed))))}
    return tuple(replace(item, unit_id=units[item.allocation_id]) for item in placed)


def _ids(placed: Sequence[Placed]) -> list[int]:
    return [item.allocation_id for item in placed]


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
