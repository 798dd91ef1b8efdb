"""Arithmetic on instants inside a query, spelled alike for both databases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, func, literal, type_coerce

from scheduler.db.types import Instant


def plus_minutes(tx: Connection, instant: datetime, minutes: ColumnElement[int]) -> ColumnElement[Any]:
    """The instant moved by a column of minutes."""
    if tx.dialect.name == "postgresql":
        return literal(instant, Instant()) + func.make_interval(0, 0, 0, 0, 0, minutes)
    return type_coerce(literal(int(instant.timestamp()), Integer) + minutes * 60, Instant())
