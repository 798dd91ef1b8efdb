"""Units, their pools, and the times at which they cannot be used, into their tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from scheduler.bookings.revisions import raise_revision
from scheduler.db import tables
from scheduler.feeds.revisions import touch
from scheduler.feeds.window import still_shown
from scheduler.imports.upserting import upsert
from scheduler.interchange.context import Values
from scheduler.resources.pools import PoolKey, find_or_make
from scheduler.resources.scopes import closed_units, subjects
from scheduler.waiting.freed import ask_for_offers, from_now_on, of_units


def store_resources(tx: Connection, rows: list[Values], now: datetime) -> None:
    pools: dict[PoolKey, int] = {}
    units = []
    moving = _moving(tx)
    for row in rows:
        key = _pool_key(row)
        if key not in pools:
            pools[key] = find_or_make(tx, key)
        units.append(
            {
                "asset_number": row["resource_id"],
                # What is being moved between offices stays where the move puts it.
                "pool_id": moving.get(row["resource_id"], pools[key]),
                "name_ja": row["name_ja"],
                "status": row["status"],
            }
        )
    changed = upsert(tx, tables.unit, ["asset_number"], units, stamp={"changed_at": now})
    _renew_calendars(tx, [asset_number for (asset_number,) in changed], now)
    in_them = tables.pool.c.id.in_(sorted(set(pools.values())))
    ask_for_offers(tx, of_units(tx, in_them, from_now_on(now)), now=now)


def _moving(tx: Connection) -> dict[str, int]:
    """The pools of units that are part of a transfer which is not over."""
    unit, item = tables.unit, tables.transfer_item
    query = select(unit.c.asset_number, unit.c.pool_id).join(item, item.c.unit_id == unit.c.id)
    return dict(tx.execute(query.where(item.c.outcome.is_(None))).all())


def _pool_key(row: Values) -> PoolKey:
    return PoolKey(
        office_id=row["office_id"],
        kind=row["kind"],
        attributes=frozenset(row["attributes"]),
        conf_system=row["conf_system"],
        people=row["capacity"],
        turnaround_min=row["turnaround_min"],
        booking_unit=row["booking_unit"],
    )


def _renew_calendars(tx: Connection, asset_numbers: list[str], now: datetime) -> None:
    """A renamed unit is renamed in every calendar that shows a booking of it."""
    if not asset_numbers:
        return
    unit, allocation, booking = tables.unit, tables.allocation, tables.booking
    unit_ids = select(unit.c.id).where(unit.c.asset_number.in_(asset_numbers))
    query = (
        select(booking.c.id)
        .join(allocation, allocation.c.booking_id == booking.c.id)
        .where(allocation.c.unit_id.in_(unit_ids), still_shown(now))
    )
    raise_revision(tx, tx.execute(query).scalars().all(), now)
    touch(tx, subjects(tx, unit.c.asset_number.in_(asset_numbers)), now=now)


def store_closures(tx: Connection, rows: list[Values], now: datetime) -> None:
    unit_ids = dict(tx.execute(select(tables.unit.c.asset_number, tables.unit.c.id)).all())
    closures = [_closure(row, unit_ids) for row in rows]
    upsert(tx, tables.closure, ["code"], closures, stamp={"changed_at": now})
    for row in closures:
        touch(tx, subjects(tx, closed_units(row["unit_id"], row["office_id"], row["kind"])), now=now)


def _closure(row: Values, unit_ids: dict[str, int]) -> dict[str, Any]:
    """A row that names a unit is an outage of that unit alone."""
    return {
        "code": row["closure_id"],
        "unit_id": unit_ids[row["resource_id"]] if row["resource_id"] else None,
        "office_id": row["office_id"],
        "kind": row["kind"] or None,
        "starts_at": row["start"],
        "ends_at": row["end"],
        "reason_ja": row["reason_ja"],
        "reason_code": row["reason_code"],
    }
