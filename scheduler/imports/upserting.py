"""Writes rows by their natural key: new ones are inserted, changed ones updated, equal ones left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update

CHUNK = 2000
Row = Mapping[str, Any]


def upsert(
    tx: Connection, table: Table, key: Sequence[str], rows: Iterable[Row], *, stamp: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """Store the rows; returns the keys of those that were there and have changed.

    `stamp` holds columns such as the time of change that are written with a new or changed row but do not make one.
    """
    wanted = {tuple(row[name] for name in key): dict(row) for row in rows}
    stored = {tuple(row[name] for name in key): row for row in tx.execute(select(table)).mappings()}
    new = [row | dict(stamp or {}) for identity, row in wanted.items() if identity not in stored]
    changed = [
        (identity, row)
        for identity, row in wanted.items()
        if identity in stored and any(stored[identity][name] != value for name, value in row.items())
    ]
    insert_all(tx, table, new)
    if changed:
        has_version = "version" in table.c
        condition = [table.c[name] == bindparam(f"key_{name}") for name in key]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in changed[0][1] if name not in key}
        values |= dict(stamp or {}) | ({"version": table.c.version + 1} if has_version else {})
        parameters = [
            {f"key_{name}": part for name, part in zip(key, identity, strict=True)}
            | {f"new_{name}": value for name, value in row.items() if name not in key}
            for identity, row in changed
        ]
        tx.execute(update(table).where(*condition).values(values), parameters)
    return [identity for identity, _ in changed]


def insert_all(tx: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert many rows in pieces a statement can carry."""
    remaining = iter(rows)
    while chunk := [dict(row) for row in islice(remaining, CHUNK)]:
        tx.execute(insert(table), chunk)
