"""Coverage, patterns and wishes of staggered hours into their tables."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Connection

from scheduler.db import tables
from scheduler.domain.actor import Source, system_actor
from scheduler.imports.upserting import upsert
from scheduler.interchange.context import Values
from scheduler.shifts import coverage, seasons
from scheduler.shifts.coverage import Need


def store_coverage(tx: Connection, rows: list[Values], now: datetime) -> None:  # noqa: ARG001 - one shape for all
    """A section that the file names needs exactly what it says there; the others keep theirs."""
    needs: dict[str, list[Need]] = defaultdict(list)
    for row in rows:
        needs[row["dept_id"]].append(_need(row))
    coverage.write(tx, needs)


def _need(row: Values) -> Need:
    preferred = row["min_staff"] if row["preferred_staff"] is None else row["preferred_staff"]
    return Need(row["days"], row["from_time"], row["to_time"], row["min_staff"], preferred, row["basis"])


def store_shift_patterns(tx: Connection, rows: list[Values], now: datetime) -> None:  # noqa: ARG001 - one shape for all
    patterns = (
        {
            "pattern_id": row["pattern_id"],
            "name_ja": row["name_ja"],
            "name_en": row["name_en"] or row["name_ja"],
            "start": row["start"],
            "end": row["end"],
            "season": row["season"],
            "in_force": row["in_force_yamagata"],
            "break_start": row["break_start"],
            "break_end": row["break_end"],
            "work_minutes": row["work_min"],
        }
        for row in rows
    )
    upsert(tx, tables.shift_pattern, ["pattern_id"], patterns)


def store_shift_preferences(tx: Connection, rows: list[Values], now: datetime) -> None:
    columns = ("preference_id", "staff_id", "date_from", "date_to", "kind", "pattern_id", "weight")
    wishes = ({name: row[name] for name in columns} | {"weekdays": ";".join(row["weekdays"])} for row in rows)
    upsert(tx, tables.shift_preference, ["preference_id"], wishes)
    seasons.open_where_missing(tx, actor=system_actor(Source.IMPORT), now=now)
