"""The units that a grant holds: those of the plan, or for what is only promised, ones of the same class.

The unit that a plan names for a promised device proves that all its promises can be kept together. When another has
come in between, the class may still have room, and nobody who was granted one would notice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from scheduler.bookings.placing import Holder, Placed, as_held, hold_one
from scheduler.db.tables import allocation, pool
from scheduler.domain.policy import Policy
from scheduler.domain.wish import Need, Wish
from scheduler.errors import BookingConflict, Refused

Attributes = Mapping[int, frozenset[str]]
"""What the units of each pool have, by the pool's id."""


class NoLongerFree(Exception):
    """Of a class there is no unit left; `asset_number` is the one that the plan had."""

    def __init__(self, asset_number: str) -> None:
        super().__init__(asset_number)
        self.asset_number = asset_number


def attributes_of_pools(tx: Connection) -> Attributes:
    query = select(pool.c.id, pool.c.attributes)
    return {row.id: frozenset(filter(None, row.attributes.split(";"))) for row in tx.execute(query)}


def is_promised(use: Mapping[str, Any], wish: Wish, policy: Policy) -> bool:
    """Whether the use stands for its class; who asked for a numbered unit gets that one."""
    return use["kind"] in policy.late_binding_kinds and wish.unit_id is None


def hold_all(
    tx: Connection, wish: Wish, uses: Sequence[Mapping[str, Any]], holder: Holder, attributes: Attributes
) -> tuple[Placed, ...]:
    """Hold a unit for every use.

    Raises:
        NoLongerFree: neither the unit nor one like it can be had.
        DBAPIError: the database's own guard, for what has to be the planned unit.
    """
    placed = [
        _hold_like(tx, wish, use, holder, attributes)
        if is_promised(use, wish, holder.policy)
        else _hold_planned(tx, wish, use, holder)
        for use in uses
    ]
    return as_held(tx, placed)


def _hold_like(tx: Connection, wish: Wish, use: Mapping[str, Any], holder: Holder, attributes: Attributes) -> Placed:
    need = Need((use["kind"],), use["office_id"], wish.interval, attributes=attributes[use["pool_id"]])
    try:
        return hold_one(tx, need, holder, rather=use["unit_id"])
    except BookingConflict:
        raise
    except Refused as refused:
        raise NoLongerFree(use["asset_number"]) from refused


def _hold_planned(tx: Connection, wish: Wish, use: Mapping[str, Any], holder: Holder) -> Placed:
    held_until = wish.interval.end + timedelta(minutes=use["turnaround_min"])
    values = {
        "booking_id": holder.booking_id,
        "unit_id": use["unit_id"],
        "person_no": holder.person_no if use["kind"] == "seat" else None,
        "starts_at": wish.interval.start,
        "held_until": held_until,
        "holds": True,
        "bound": True,
    }
    allocation_id = tx.execute(insert(allocation).values(values).returning(allocation.c.id)).scalar_one()
    return Placed(allocation_id, use["unit_id"], use["kind"], wish.interval.start, held_until)
