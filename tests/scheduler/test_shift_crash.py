"""A planning job that is killed goes on after the next start, and one that is called off stops at once."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from scheduler.clock import Clock
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.jobs.engine import JobEngine
from scheduler.shifts import planning_job, queries
from solver.messages import CANCELLED
from solver.process import SolveFailed
from solver.shifts import ShiftLimits, ShiftProblem
from solver.shifts.answers import Report
from tests import builders
from tests.scheduler import shift_section
from tests.scheduler.shift_planning import Cancelled, furnish_other, request
from tests.scheduler.shift_section import EARLY, NOW, PEOPLE, SEASON, SECTION, TUESDAY

ROOT = Path(__file__).parents[2]
KEEPER = builders.keeper()
pytestmark = pytest.mark.thorough


def jobs_url(database_url: str, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'jobs.db'}" if database_url.startswith("sqlite") else database_url


@pytest.fixture
def requested(database: Database) -> Database:
    """Two sections whose plans have been asked for."""
    with database.write() as tx:
        shift_section.furnish(tx)
        furnish_other(tx)
        shift_section.wish(tx, "S000002", EARLY, TUESDAY)
    request(database)
    return database


@pytest.mark.parametrize("point", ["before-solving", "after-solving", "while-proposing", "after-the-first-proposal"])
def test_planning_goes_on_after_a_kill(requested: Database, database_url: str, tmp_path: Path, point: str) -> None:
    def drive(where: str) -> int:
        module = "tests.scheduler.shift_crash_driver"
        command = [sys.executable, "-m", module, database_url, jobs_url(database_url, tmp_path), where]
        return subprocess.run(command, cwd=ROOT, check=False, timeout=120).returncode

    assert drive(point) == -signal.SIGKILL
    assert drive("nowhere") == 0

    with requested.read() as tx:
        plans = queries.plans(tx, SEASON, actor=KEEPER)
        assert [(plan.number, plan.state) for plan in plans] == [(1, "proposed"), (1, "proposed")]
        assert tx.execute(select(tables.job.c.state)).scalars().all() == ["done"]
        days = tx.execute(select(func.count()).select_from(tables.shift_assignment)).scalar_one()
    assert days == 10 * (len(PEOPLE) + 1)


def test_what_is_called_off_stops_solving_and_leaves_no_plan(
    requested: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []

    def endless(_problems: Sequence[ShiftProblem], _limits: ShiftLimits, cancelled: Cancelled) -> Iterator[Report]:
        while not cancelled():
            time.sleep(0.01)
        stopped.append(True)
        raise SolveFailed(CANCELLED)

    monkeypatch.setattr(planning_job, "plan_each_in_child", endless)
    engine = JobEngine(
        requested,
        Clock(NOW - Clock().now()),
        jobs_url=jobs_url(database_url, tmp_path),
        executor_id="cancel-test",
        application_version=1,
        kinds=(planning_job.PLAN_SHIFTS,),
        poll_seconds=0.1,
    )
    engine.start()
    try:
        with requested.read() as tx:
            job_id = tx.execute(select(tables.job.c.id)).scalar_one()
        while not _is_running(requested, job_id):
            time.sleep(0.05)
        engine.cancel(job_id, KEEPER)
        assert engine.wait(job_id, timeout_seconds=30).state == "cancelled"
    finally:
        engine.stop()

    assert stopped
    with requested.read() as tx:
        assert {plan.state for plan in queries.plans(tx, SEASON, actor=KEEPER)} == {"failed"}
        assert queries.latest(tx, SEASON, SECTION, actor=KEEPER) is None


def _is_running(database: Database, job_id: str) -> bool:
    with database.read() as tx:
        return bool(tx.execute(select(tables.job.c.progress).where(tables.job.c.id == job_id)).scalar_one())
