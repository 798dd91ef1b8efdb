"""What each office should hold of a kind: the reserve and the room, as of the latest day known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from scheduler.db.tables import stock_level


@dataclass(frozen=True, slots=True)
class Level:
    """At least `safety_stock` usable units, at most `storage_capacity` units in all."""

    as_of: date
    safety_stock: int
    storage_capacity: int


def levels(tx: Connection, *, today: date) -> Mapping[tuple[str, str], Level]:
    """By office and kind; what nobody counted has no entry and no limit."""
    query = select(stock_level).where(stock_level.c.as_of <= today).order_by(stock_level.c.as_of)
    return {
        (row.office_id, row.kind): Level(row.as_of, row.safety_stock, row.storage_capacity) for row in tx.execute(query)
    }
