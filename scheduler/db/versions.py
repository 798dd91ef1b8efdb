"""Changes of a row that somebody else may have changed first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Row, Table, select, update

from scheduler.errors import NotFound, StaleVersion


def load(tx: Connection, table: Table, key: object, *, lock: bool = False) -> Row[Any]:
    """The row with that primary key, or `NotFound`; `lock` keeps others from changing it until the commit."""
    query = select(table).where(_key(table) == key)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound(table.name, key)
    return row


def change(tx: Connection, table: Table, key: object, *, expected: int | None, **values: Any) -> int:
    """Set columns and raise the version; returns the new one.

    `expected` is the version the change was based on, or None when the caller holds the row's lock.

    Raises:
        StaleVersion: the row has another version by now.
        NotFound: there is no such row.
    """
    condition = _key(table) == key
    if expected is not None:
        condition &= table.c.version == expected
    statement = update(table).where(condition).values(version=table.c.version + 1, **values).returning(table.c.version)
    version = tx.execute(statement).scalar_one_or_none()
    if version is None:
        raise StaleVersion(table.name, key, load(tx, table, key).version)
    return int(version)


def _key(table: Table) -> Column[Any]:
    (column,) = table.primary_key.columns
    return column
