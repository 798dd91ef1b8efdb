"""Backs up, restores, and proves a backup by restoring it before saying that it is good."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, RowMapping, Table, func, insert, select, text

from scheduler.backup.archive import MANIFEST, Manifest, UnreadableBackup, encoded_row, read_manifest, read_rows
from scheduler.db import schema
from scheduler.db.engine import open_engine
from scheduler.db.tables import metadata
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine

CHUNK = 500
# Sessions would let whoever holds the file sign in as somebody.
LEFT_OUT = frozenset({"session", "sign_in_failure", "idempotency"})

Report = Callable[[str, int, int], None]  # table, done, total


class NotEmpty(RuntimeError):
    """The database to restore into already holds an office."""


def back_up(database: Database, path: Path, *, now: datetime, report: Report | None = None) -> Manifest:
    """Write a backup of one consistent moment, then restore it into a scratch database and examine that.

    The file appears under its name only when it has been proven good.

    Raises:
        UnreadableBackup: the proof failed; no file is left.
    """
    unproven = path.with_suffix(path.suffix + ".part")
    with database.read() as tx:
        manifest = _write(tx, unproven, now, report)
    try:
        prove(unproven)
    except BaseException:
        unproven.unlink(missing_ok=True)
        raise
    unproven.replace(path)
    return manifest


def prove(path: Path) -> Manifest:
    """Restore a backup into a scratch database, count its rows and examine it.

    Raises:
        UnreadableBackup: it cannot be restored completely, or what it holds is not sound.
    """
    with tempfile.TemporaryDirectory(prefix="sekitori-proof-") as folder:
        scratch = Database(open_engine(f"sqlite:///{folder}/proof.db"))
        try:
            schema.upgrade(scratch)
            manifest = restore(scratch, path)
            with scratch.read() as tx:
                counted = {table.name: _count(tx, table) for table in _tables()}
                findings = examine(tx)
        finally:
            scratch.engine.dispose()
    if counted != manifest.rows:
        raise UnreadableBackup("the restored tables have other numbers of rows than the backup says")
    if findings:
        raise UnreadableBackup(f"the restored office is not sound: {findings[0]}")
    return manifest


def restore(database: Database, path: Path, *, report: Report | None = None) -> Manifest:
    """Fill an empty, migrated database from a backup; all of it or nothing.

    Raises:
        NotEmpty: there is an office in the database already.
        UnreadableBackup: the file is damaged, or of another revision of the schema.
    """
    manifest = read_manifest(path)
    if manifest.revision != schema.head():
        raise UnreadableBackup(f"the backup is of schema {manifest.revision}, this program has {schema.head()}")
    with database.write() as tx, zipfile.ZipFile(path) as archive:
        if any(_count(tx, table) for table in _tables()):
            raise NotEmpty("restore needs an empty database")
        for table in _tables():
            total = manifest.rows[table.name]
            done = 0
            for chunk in _chunks(read_rows(archive, table)):
                tx.execute(insert(table), chunk)
                done += len(chunk)
                if report is not None:
                    report(table.name, done, total)
            _continue_numbers(tx, table)
    return manifest


def _write(tx: Connection, path: Path, now: datetime, report: Report | None) -> Manifest:
    rows: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in _tables():
            total = _count(tx, table)
            rows[table.name] = 0
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
                query = select(table).order_by(*table.primary_key.columns)
                for row in _parents_first(table, tx.execute(query).mappings()):
                    lines.write(encoded_row(row))
                    rows[table.name] += 1
            if report is not None:
                report(table.name, rows[table.name], total)
        manifest = Manifest(schema.head() or "", now, rows)
        archive.writestr(MANIFEST, manifest.to_json())
    return manifest


def _parents_first(table: Table, rows: Iterable[RowMapping]) -> Iterable[RowMapping]:
    """Rows of a table that refers to itself (an office and its parent), in an order in which they can be inserted."""
    own = [foreign.parent for foreign in table.foreign_keys if foreign.column.table is table]
    if not own:
        return rows
    (column,) = own
    (key,) = table.primary_key.columns
    waiting = {row[key.name]: row for row in rows}
    ordered: dict[object, RowMapping] = {}
    while waiting:
        ready = [name for name, row in waiting.items() if row[column.name] not in waiting or row[column.name] == name]
        ordered |= {name: waiting.pop(name) for name in ready}
    return ordered.values()


def _tables() -> list[Table]:
    """In the order in which rows may refer to one another."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def _count(tx: Connection, table: Table) -> int:
    return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _continue_numbers(tx: Connection, table: Table) -> None:
    """PostgreSQL's sequences know nothing of rows that brought their own numbers."""
    (column,) = list(table.primary_key.columns)[:1]
    if tx.dialect.name != "postgresql" or not isinstance(column.type, Integer) or len(table.primary_key.columns) > 1:
        return
    if column.name == "id":
        highest = f'(SELECT max(id) FROM "{table.name}")'
        tx.execute(text(f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), {highest})"))
