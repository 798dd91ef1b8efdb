"""kill -9 in the middle of offering and of accepting; and a running engine ends offers by itself."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler.bookings import operations as bookings
from scheduler.clock import Clock
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine
from scheduler.jobs import dispatcher
from scheduler.jobs.engine import JobEngine
from scheduler.waiting.job import OFFER
from scheduler.waiting.sweep import look_after_offers
from tests.scheduler.waiting_list import KEEPER, NOW, furnish, notices_of, offers, run_jobs, seat_of, seated, waiting

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.thorough


@pytest.fixture
def given_up(database: Database) -> tuple[Database, list[int], int]:
    """S000003 waits for a whole day, which there is when S000001 changes seats: (database, seats, booking)."""
    with database.write() as tx:
        seats = furnish(tx, seats=2)
        sitting = seated(tx, 1, seats[0], "13:00", "17:00", may_move=True)
        taken = seated(tx, 2, seats[1], "13:00", "17:00")
        seated(tx, 4, seats[1], "9:00", "13:00")
        waiting(tx, 3, "9:00", "17:00")
        bookings.cancel(tx, taken, actor=KEEPER, now=NOW)
    return database, seats, sitting


def jobs_url(database_url: str, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'jobs.db'}" if database_url.startswith("sqlite") else database_url


def drive(mode: str, database_url: str, tmp_path: Path, point: str = "nowhere") -> int:
    module = "tests.scheduler.offer_crash_driver"
    command = [sys.executable, "-m", module, mode, database_url, jobs_url(database_url, tmp_path), point]
    return subprocess.run(command, cwd=ROOT, check=False, timeout=120).returncode


@pytest.mark.parametrize("point", ["while-searching", "after-searching", "after-an-offer", "after-offering"])
def test_offering_goes_on_after_a_kill(
    given_up: tuple[Database, list[int], int], database_url: str, tmp_path: Path, point: str
) -> None:
    database, _, _ = given_up

    assert drive("offer", database_url, tmp_path, point) == -signal.SIGKILL
    assert drive("offer", database_url, tmp_path) == 0

    with database.read() as tx:
        assert len(offers(tx)) == 1
        assert notices_of(tx, 3) == ["offer-made"]
        assert examine(tx) == ()


@pytest.mark.parametrize("point", ["after-the-moves", "before-the-commit"])
def test_a_chain_is_whole_or_not_at_all(
    given_up: tuple[Database, list[int], int], database_url: str, tmp_path: Path, point: str
) -> None:
    database, seats, sitting = given_up
    run_jobs(database)

    assert drive("accept", database_url, tmp_path, point) == -signal.SIGKILL
    with database.read() as tx:
        assert seat_of(tx, sitting) == [seats[0]]
        assert len(offers(tx)) == 1
        assert notices_of(tx, 1) == []
    assert drive("accept", database_url, tmp_path) == 0

    with database.read() as tx:
        assert seat_of(tx, sitting) == [seats[1]]
        assert notices_of(tx, 1) == ["booking-moved"]
        assert examine(tx) == ()


def test_whoever_runs_the_jobs_ends_offers_when_their_time_is_over(
    given_up: tuple[Database, list[int], int], database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, _, _ = given_up
    run_jobs(database)
    monkeypatch.setattr(dispatcher, "SECONDS_BETWEEN_CHORES", 0.0)
    engine = JobEngine(
        database,
        Clock(NOW + timedelta(hours=25) - Clock().now()),
        jobs_url=jobs_url(database_url, tmp_path),
        executor_id="sweep-test",
        application_version=1,
        kinds=(OFFER,),
        chores=(look_after_offers,),
        poll_seconds=0.1,
    )
    engine.start()
    try:
        for _ in range(200):
            with database.read() as tx:
                ended = offers(tx, "expired")
            if ended:
                break
            time.sleep(0.05)
    finally:
        engine.stop()

    assert len(ended) == 1
    with database.read() as tx:
        (state,) = tx.execute(
            select(tables.booking.c.state).where(tables.booking.c.id == ended[0].booking_id)
        ).scalars()
        assert state == "cancelled"
        assert examine(tx) == ()
