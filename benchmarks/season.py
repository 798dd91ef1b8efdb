"""A whole summer's staggered hours through the product: `python -m benchmarks.season [DIRECTORY | --staff 4000]`.

Imports the directory, or a reference prefecture made for it, into a scratch database, plans every section as the job
does, and compares what is short with `expected_shortage.csv`.  The run fails when they differ or a section has no plan.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.measure import Stopwatch
from benchmarks.office import NOW, OFFICE, Context, import_files
from benchmarks.prefecture import make
from scheduler.db import schema, tables
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.reasons import from_json
from scheduler.shifts import planning, queries
from scheduler.shifts.planning_job import plan_sections
from scheduler.shifts.queries import PlanView

Short = set[tuple[str, str, int, int, int]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?")
    parser.add_argument("--staff", type=int, default=4000, help="makes a prefecture of this size")
    parser.add_argument("--seconds", type=float, default=planning.DEFAULT_SECONDS, help="at most for a section")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        directory = arguments.directory or Path(folder) / "prefecture"
        if not arguments.directory:
            make(directory, arguments.staff)
        database = Database(open_engine(f"sqlite:///{folder}/office.db"))
        schema.upgrade(database)
        import_files(database, directory)
        plans = plan(database, arguments.seconds)
        reasons(database)
        return compare(directory, plans)


def plan(database: Database, seconds: float) -> tuple[PlanView, ...]:
    """Every section's plan, and what making them took."""
    stopwatch = Stopwatch()
    with database.write() as tx:
        season_id = tx.execute(select(tables.season.c.season_id)).scalar_one()
        job_id = planning.request_plan(tx, season_id, seconds=seconds, actor=OFFICE, now=NOW)
    tally = plan_sections(Context(database, job_id), {"season_id": season_id, "seconds": seconds})  # type: ignore[arg-type]
    effort = stopwatch.effort()
    with database.read() as tx:
        plans = queries.plans(tx, season_id, actor=OFFICE)
        people = tx.execute(select(func.count()).select_from(tables.staff_member)).scalar_one()
    proven = sum(plan.gap == 0 for plan in plans)
    print(f"{len(plans)} sections, {people:,} people: {proven} proven best, largest gap {tally['largest_gap']:.2%}")
    print(f"wishes met {tally['met']:,} of {tally['wishes']:,}")
    print(f"{effort.cpu:.1f} CPU s, {effort.wall:.1f} s on the clock, ", end="")
    # One child at a time for each processor; the largest there was.
    print(f"{effort.megabytes:.0f} MB with one child of {os.cpu_count()}")
    return plans


def reasons(database: Database) -> None:
    """How often each reason was given to somebody whose wish is not met."""
    query = select(tables.shift_assignment.c.reasons).where(
        tables.shift_assignment.c.wished_pattern_id.is_not(None),
        tables.shift_assignment.c.wished_pattern_id != tables.shift_assignment.c.pattern_id,
    )
    with database.read() as tx:
        said = Counter(reason.code for row in tx.execute(query) for reason in from_json(row.reasons))
    print("; ".join(f"{code} {times:,}" for code, times in said.most_common()))


def compare(directory: Path, plans: tuple[PlanView, ...]) -> int:
    """What is short against what is expected to be; the exit status."""
    found: Short = {
        (plan.department_id, short.date.isoformat(), short.present, short.required, short.short_by)
        for plan in plans
        for short in plan.shortages
    }
    with (directory / "expected_shortage.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    names = ("present", "required", "short_by")
    expected: Short = {(line["dept_id"], line["date"], *(int(line[name]) for name in names)) for line in lines}  # type: ignore[misc]
    print(f"short section-days {len(found)}, expected {len(expected)}, equal: {found == expected}")
    for short in sorted(found ^ expected):
        print("missing" if short in expected else "extra", *short)
    return 0 if found == expected and all(plan.gap is not None for plan in plans) else 1


if __name__ == "__main__":
    sys.exit(main())
