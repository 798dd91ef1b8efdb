"""A whole summer as one round of the office, with its rules: `python -m benchmarks.office [DIRECTORY | --staff 4000]`.

Imports the directory, or a reference prefecture made for it, into a scratch database, approves what is pending,
proposes one round for 1 July to 31 August 2026 through the same steps as the product, and examines the result.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import select, update

from benchmarks.measure import Stopwatch
from benchmarks.prefecture import make
from scheduler.clock import Clock
from scheduler.db import schema, tables
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine
from scheduler.domain.actor import Source, system_actor
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.imports import operations as imports
from scheduler.plans import applying, operations, proposing, queries
from scheduler.rounds import operations as rounds

OFFICE = system_actor(Source.COMMAND)
# Before every request of the data, so that nothing is over.
NOW = datetime(2026, 6, 26, 0, 0, tzinfo=UTC)
# A PC for 1 July is fetched the working day before.
FIRST, LAST = date(2026, 6, 30), date(2026, 8, 31)


class Context:
    """A job's step without an engine."""

    def __init__(self, database: Database, job_id: str) -> None:
        self.database, self.job_id = database, job_id
        self.clock = Clock(NOW - Clock().now())

    def report(self, progress: Mapping[str, Any]) -> None:
        """Nobody watches."""

    def cancelled(self) -> bool:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?")
    parser.add_argument("--staff", type=int, default=4000, help="makes a prefecture of this size")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--without-training-rule", action="store_true", help="as the reference data's own table counts")
    arguments = parser.parse_args()
    policy = replace(DEFAULT_POLICY, loan_needs_training=not arguments.without_training_rule)
    with tempfile.TemporaryDirectory() as folder, patch.object(proposing, "DEFAULT_POLICY", policy):
        if not arguments.directory:
            make(Path(folder) / "prefecture", arguments.staff)
        database = Database(open_engine(f"sqlite:///{folder}/office.db"))
        schema.upgrade(database)
        _timed("import", lambda: import_files(database, arguments.directory or Path(folder) / "prefecture"))
        plan_id = _timed("propose", lambda: propose(database, arguments.seconds))
        _show(database, plan_id)
        if not arguments.without_training_rule:
            booked = _timed("apply", lambda: apply(database, plan_id))
            with database.read() as tx:
                print(f"{booked} bookings; findings of the doctor: {len(examine(tx))}")


def _timed(name: str, work: Any) -> Any:
    stopwatch = Stopwatch()
    result = work()
    effort = stopwatch.effort()
    print(f"{name}: {effort.cpu:.1f} CPU s, {effort.wall:.1f} s on the clock")
    return result


def import_files(database: Database, directory: Path) -> None:
    files = {path.name: path.read_bytes() for path in directory.glob("*.csv")}
    with database.write() as tx:
        run_id = imports.preview(tx, files, mode="strict", actor=OFFICE, now=NOW)
        imports.apply(tx, run_id, actor=OFFICE, now=NOW)
        tx.execute(update(tables.request).where(tables.request.c.approval == "pending").values(approval="approved"))


def propose(database: Database, seconds: float) -> int:
    with database.write() as tx:
        options = {"name_ja": "夏", "name_en": "Summer", "first_day": FIRST, "last_day": LAST, "closes_at": NOW}
        round_id = rounds.open_round(tx, **options, actor=OFFICE, now=NOW, seed=20260701)  # type: ignore[arg-type]
        rounds.move_round(tx, round_id, event="close", actor=OFFICE, now=NOW)
        plan_id, job_id = operations.request_plan(tx, round_id, seconds=seconds, actor=OFFICE, now=NOW)
    payload: dict[str, Any] = {"round_id": round_id, "seconds": seconds}
    for step in proposing.PROPOSE.steps:
        payload = step(Context(database, job_id), payload)  # type: ignore[arg-type]
    return plan_id


def _show(database: Database, plan_id: int) -> None:
    with database.read() as tx:
        plan = queries.one(tx, plan_id, actor=OFFICE)
        kinds = tx.execute(select(tables.pool.c.kind).distinct()).scalars().all()
    print(f"{'kind':16} {'asked':>7} {'granted':>8} {'share':>7}   ({len(kinds)} kinds of unit)")
    for kind, figures in plan.figures["by_kind"].items():
        share = figures["granted"] / figures["asked"]
        print(f"{kind:16} {figures['asked']:7,} {figures['granted']:8,} {share:7.1%}")
    print(f"status {plan.status}, gap {plan.gap:.3%} on weight served, solved in {plan.figures['seconds']} s")


def apply(database: Database, plan_id: int) -> int:
    with database.write() as tx:
        return applying.apply_plan(tx, plan_id, actor=OFFICE, now=NOW)


if __name__ == "__main__":
    main()
