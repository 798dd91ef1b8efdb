"""Finds the pool a unit belongs to, or makes it: units of one make at one office stand in for one another."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.db.tables import pool


@dataclass(frozen=True, slots=True)
class PoolKey:
    """What makes units interchangeable. `turnaround_min` in minutes, `people` how many a unit is for."""

    office_id: str
    kind: str
    attributes: frozenset[str]
    conf_system: str
    people: int
    turnaround_min: int
    booking_unit: str


def find_or_make(tx: Connection, key: PoolKey) -> int:
    """The id of the pool; two who make it at once get the same one."""
    values = {
        "office_id": key.office_id,
        "kind": key.kind,
        "attributes": ";".join(sorted(key.attributes)),
        "conf_system": key.conf_system,
        "people": key.people,
        "turnaround_min": key.turnaround_min,
        "booking_unit": key.booking_unit,
    }
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    tx.execute(dialect.insert(pool).values(values).on_conflict_do_nothing(index_elements=list(values)))
    query = select(pool.c.id).where(*(pool.c[column] == value for column, value in values.items()))
    return int(tx.execute(query).scalar_one())
