"""Levels of the stock, courier runs, past demand and the equipment of sections into their tables."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from scheduler.db import tables
from scheduler.imports.upserting import upsert
from scheduler.interchange.context import Values


def store_stock(tx: Connection, rows: list[Values], now: datetime) -> None:  # noqa: ARG001 - one shape for all
    upsert(tx, tables.stock_level, ["as_of", "office_id", "kind"], rows)


def store_courier(tx: Connection, rows: list[Values], now: datetime) -> None:  # noqa: ARG001 - one shape for all
    """A pair of offices has one run, whichever of the two the file names first."""
    upsert(tx, tables.courier_run, ["office_a", "office_b"], map(_run, rows))


def _run(row: Values) -> Values:
    office_a, office_b = sorted((row["office_a"], row["office_b"]))
    return {
        "office_a": office_a,
        "office_b": office_b,
        "weekdays": ";".join(row["days"]),
        "lead_days": row["lead_days"],
        "capacity_items": row["capacity_items"],
    }


def store_demand(tx: Connection, rows: list[Values], now: datetime) -> None:  # noqa: ARG001 - one shape for all
    upsert(tx, tables.demand_week, ["week_start", "office_id", "kind"], rows)


def store_section_equipment(tx: Connection, rows: list[Values], now: datetime) -> None:  # noqa: ARG001 - one shape
    held = (
        {"department_id": row["dept_id"]} | {name: value for name, value in row.items() if name != "dept_id"}
        for row in rows
    )
    upsert(tx, tables.section_equipment, ["month", "department_id", "kind"], held)
