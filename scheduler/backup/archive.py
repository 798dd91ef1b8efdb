"""The file of a backup: a zip with a manifest and one list of JSON rows for each table.

Rows and not database files, so that a backup of SQLite can be restored into PostgreSQL and the other way round.
"""

from __future__ import annotations

import base64
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Date, LargeBinary, Table, Time

from scheduler.db.types import Instant

MANIFEST = "manifest.json"
FORMAT = 1


class UnreadableBackup(ValueError):
    """The file is not a backup of this program, or it was damaged."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the file holds: the revision of the schema, and how many rows of each table."""

    revision: str
    taken_at: datetime
    rows: Mapping[str, int]

    def to_json(self) -> str:
        content = {
            "format": FORMAT,
            "revision": self.revision,
            "taken_at": self.taken_at.isoformat(),
            "rows": self.rows,
        }
        return json.dumps(content, indent=1)

    @classmethod
    def from_json(cls, text: str | bytes) -> Manifest:
        content = json.loads(text)
        if content.get("format") != FORMAT:
            raise UnreadableBackup(f"the backup has format {content.get('format')}, this program reads {FORMAT}")
        return cls(content["revision"], datetime.fromisoformat(content["taken_at"]), content["rows"])


def read_manifest(path: Path) -> Manifest:
    """What a backup says it holds.

    Raises:
        UnreadableBackup: it is no backup, or a checksum in it is wrong.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            if damaged is not None:
                raise UnreadableBackup(f"{damaged} in {path} is damaged")
            return Manifest.from_json(archive.read(MANIFEST))
    except (zipfile.BadZipFile, zlib.error, KeyError, json.JSONDecodeError) as error:
        raise UnreadableBackup(f"{path} is not a backup: {error}") from error


def read_rows(archive: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as values for an insert."""
    with archive.open(f"{table.name}.jsonl") as lines:
        for line in lines:
            row = json.loads(line)
            yield {column.name: _decoded(column.type, row[column.name]) for column in table.columns}


def encoded_row(row: Mapping[Any, Any]) -> bytes:
    return json.dumps({key: _encoded(value) for key, value in row.items()}, ensure_ascii=False).encode() + b"\n"


def _encoded(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value


def _decoded(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Time):
        return time.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return value
