"""Which units a change of the stock concerns, and which calendars show them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, select, true

from scheduler.db.tables import pool, unit
from scheduler.feeds.revisions import Subject


def closed_units(unit_id: int | None, office_id: str | None, kind: str | None) -> ColumnElement[bool]:
    """The condition on unit and pool that a closure of that subject puts."""
    if unit_id is not None:
        return unit.c.id == unit_id
    return and_(pool.c.office_id == office_id, pool.c.kind == kind if kind is not None else true())


def subjects(tx: Connection, units: ColumnElement[bool]) -> set[Subject]:
    """The calendars of the units, and of the groups and offices they stand in."""
    query = select(unit.c.id, pool.c.office_id, pool.c.kind).join(pool, pool.c.id == unit.c.pool_id).where(units)
    found: set[Subject] = set()
    for unit_id, office_id, kind in tx.execute(query):
        found |= {("unit", str(unit_id)), ("office", office_id), ("group", f"{office_id}:{kind}")}
    return found
