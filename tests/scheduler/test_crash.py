"""kill -9 in the middle of proposing and of applying: nothing is lost and nothing happens twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine
from scheduler.plans import operations
from tests.scheduler.crash_driver import SURVIVE
from tests.scheduler.rounds import closed_round, propose
from tests.scheduler.test_rounds import KEEPER, NOW, scarce

__all__ = ("scarce",)

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.thorough


def drive(mode: str, database_url: str, tmp_path: Path, point: str) -> int:
    jobs_url = f"sqlite:///{tmp_path / 'jobs.db'}" if database_url.startswith("sqlite") else database_url
    command = [sys.executable, "-m", "tests.scheduler.crash_driver", mode, database_url, jobs_url, point]
    return subprocess.run(command, cwd=ROOT, check=False, timeout=120).returncode


def count(database: Database, table: object) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


@pytest.mark.parametrize("point", ["before-solving", "after-solving", "while-publishing", "after-publishing"])
def test_proposing_goes_on_after_a_kill(scarce: Database, database_url: str, tmp_path: Path, point: str) -> None:
    round_id = closed_round(scarce, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)
    with scarce.write() as tx:
        operations.request_plan(tx, round_id, seconds=20, actor=KEEPER, now=NOW)

    assert drive("propose", database_url, tmp_path, point) == -signal.SIGKILL
    assert drive("propose", database_url, tmp_path, SURVIVE) == 0

    with scarce.read() as tx:
        assert tx.execute(select(tables.plan.c.state)).scalars().all() == ["proposed"]
        assert tx.execute(select(tables.job.c.state)).scalars().all() == ["done"]
        assert examine(tx) == ()
    assert count(scarce, tables.proposal) == 3


@pytest.mark.parametrize("point", ["after-the-first-booking", "before-the-commit", "after-the-commit"])
def test_applying_is_whole_or_not_at_all(scarce: Database, database_url: str, tmp_path: Path, point: str) -> None:
    round_id = closed_round(scarce, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)
    propose(scarce, round_id, actor=KEEPER, now=NOW)

    assert drive("apply", database_url, tmp_path, point) == -signal.SIGKILL
    assert count(scarce, tables.booking) == (2 if point == "after-the-commit" else 0)
    assert drive("apply", database_url, tmp_path, SURVIVE) == 0

    assert count(scarce, tables.booking) == 2
    assert count(scarce, tables.notice) == 3
    with scarce.read() as tx:
        assert examine(tx) == ()
