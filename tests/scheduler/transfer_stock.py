"""Two offices with a courier between them, and tablets to move; see the tests of transfers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from scheduler.db import tables
from scheduler.transfers.operations import Ordered, order
from tests import builders
from tests.builders import at, keeper

# A Wednesday.
NOW = at("2026-07-01 10:00")
THURSDAY = date(2026, 7, 2)
ARRIVAL = at("2026-07-03 12:00")
HERE, THERE = "YG-OKI", "YG-SNI"


def courier(tx: Connection, one: str = HERE, other: str = THERE, **values: Any) -> None:
    office_a, office_b = sorted((one, other))
    row = {"office_a": office_a, "office_b": office_b, "weekdays": "TU;TH", "lead_days": 1, "capacity_items": 8}
    tx.execute(insert(tables.courier_run).values({**row, **values}))


def level(tx: Connection, office_id: str = THERE, kind: str = "tablet", **values: Any) -> None:
    row = {
        "as_of": date(2026, 7, 1), "office_id": office_id, "kind": kind, "on_hand": 0, "usable": 0, "in_repair": 0,
        "safety_stock": 1, "storage_capacity": 9,
    }  # fmt: skip
    tx.execute(insert(tables.stock_level).values({**row, **values}))


def tablets(tx: Connection, count: int = 3, office_id: str = HERE) -> list[int]:
    """The offices, the courier, and so many tablets; returns the units' ids."""
    for staff_id in ("S000001", "S000900"):
        builders.staff_member(tx, staff_id)
    for name in (HERE, THERE):
        builders.office(tx, name)
    courier(tx)
    return builders.pool_with_units(tx, "tablet", office_id, count)


def number(tx: Connection, unit_id: int) -> str:
    return str(tx.execute(select(tables.unit.c.asset_number).where(tables.unit.c.id == unit_id)).scalar_one())


def send(tx: Connection, unit_ids: list[int], **values: Any) -> Ordered:
    given = {"to_office_id": THERE, "leaves_on": THURSDAY, "actor": keeper(), "now": NOW, **values}
    return order(tx, asset_numbers=[number(tx, unit_id) for unit_id in unit_ids], **given)
