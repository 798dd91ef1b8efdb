"""Every entity's way into the database, in the order in which they refer to one another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from scheduler.imports import balance, organisation, requests, shifts, stock
from scheduler.interchange.context import Values
from scheduler.interchange.files import ParsedDirectory

Store = Callable[[Connection, list[Values], datetime], None]
Report = Callable[[str, int, int], None]  # entity, done, total rows

STORES: dict[str, Store] = {
    "holidays": organisation.store_holidays,
    "offices": organisation.store_offices,
    "policy_days": organisation.store_policy_days,
    "departments": organisation.store_departments,
    "staff": organisation.store_staff,
    "travel": organisation.store_travel,
    "resources": stock.store_resources,
    "closures": stock.store_closures,
    "meetings": organisation.store_meetings,
    "coverage": shifts.store_coverage,
    "shift_patterns": shifts.store_shift_patterns,
    "shift_preferences": shifts.store_shift_preferences,
    "stock": balance.store_stock,
    "courier": balance.store_courier,
    "demand_history": balance.store_demand,
    "section_equipment": balance.store_section_equipment,
    "requests": requests.store_requests,
    "conference_legs": requests.store_conference_legs,
}


def store(tx: Connection, parsed: ParsedDirectory, *, now: datetime, report: Report | None = None) -> int:
    """Write every accepted row; returns how many there were. Rows that stand already as they are stay untouched."""
    total = sum(len(item.rows) for item in parsed.files)
    done = 0
    for entity, write in STORES.items():
        rows = [row.values for row in parsed.of(entity)]
        if rows:
            write(tx, rows, now)
        done += len(rows)
        if report is not None:
            report(entity, done, total)
    if parsed.of("offices"):
        organisation.estimate_missing_roads(tx)
    return done
