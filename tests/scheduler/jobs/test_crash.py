"""A process that runs jobs is killed (signal 9) at the worst moments; the job is finished all the same, and once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import text

from scheduler.clock import Clock
from scheduler.db.transaction import Database
from scheduler.domain.actor import Source, system_actor
from scheduler.domain.reason import Reason
from scheduler.jobs import operations, queries
from scheduler.jobs.states import JobState
from tests.scheduler.jobs.conftest import StartEngine
from tests.scheduler.jobs.sample_jobs import effects, runs
from tests.scheduler.jobs.waiting import wait_at_gate, wait_until

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[3]
ACTOR = system_actor(Source.JOB)
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class StartWorker(Protocol):
    def __call__(self, executor_id: str = "here") -> subprocess.Popen[str]: ...


@pytest.fixture
def start_worker(database_url: str, jobs_url: str) -> Iterator[StartWorker]:
    """Start a process of its own that runs jobs; dead at the end at the latest."""
    started: list[subprocess.Popen[str]] = []

    def start(executor_id: str = "here") -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.scheduler.jobs.worker_process", database_url, jobs_url, executor_id]
        pipe = subprocess.PIPE
        worker = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.communicate()


def _ready(worker: subprocess.Popen[str]) -> subprocess.Popen[str]:
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


def _submit(database: Database, **payload: str) -> str:
    with database.write() as tx:
        return operations.submit(tx, kind="import", payload=payload, actor=ACTOR, now=Clock().now())


@pytest.mark.parametrize(
    ("moment", "expected_runs"),
    [
        ("first-after", ["first", "first", "second"]),  # the effect is there, the record of the step is not
        ("second-before", ["first", "second"]),  # between two steps: the finished one is not repeated
    ],
)
def test_a_killed_process_finishes_its_job_after_a_restart(
    database: Database,
    start_worker: StartWorker,
    start_engine: StartEngine,
    gates: Path,
    moment: str,
    expected_runs: list[str],
) -> None:
    job_id = _submit(database, hold=moment, gates=str(gates))
    worker = start_worker()
    wait_at_gate(gates)
    worker.kill()
    worker.wait()
    (gates / "open").touch()

    view = start_engine().wait(job_id, 20)

    assert (view.state, view.result) == (JobState.DONE, {"trail": ["first", "second"]})
    assert runs(database, job_id) == expected_runs
    assert effects(database, job_id) == ["first", "second"]


@only_postgresql
def test_a_living_worker_takes_over_from_a_killed_one(
    database: Database, start_worker: StartWorker, start_engine: StartEngine, gates: Path
) -> None:
    job_id = _submit(database, hold="second-before", gates=str(gates))
    worker = start_worker("there")
    wait_at_gate(gates)
    engine = start_engine(executor_id="here")
    # As long as it lives, it keeps its job, however long that takes.
    with pytest.raises(TimeoutError, match="running"):
        engine.wait(job_id, 1.5)

    worker.kill()
    started = time.monotonic()
    (gates / "open").touch()
    view = engine.wait(job_id, 20)

    assert view.state == JobState.DONE
    assert time.monotonic() - started < 10
    assert runs(database, job_id) == ["first", "second"]
    assert effects(database, job_id) == ["first", "second"]


@only_postgresql
def test_a_worker_that_was_thought_dead_spoils_nothing(
    database: Database, start_worker: StartWorker, start_engine: StartEngine, gates: Path
) -> None:
    job_id = _submit(database, hold="second-before", gates=str(gates))
    engine = start_engine(executor_id="here")
    wait_at_gate(gates)
    other = _ready(start_worker("there"))

    # Its session is cut, as a broken network would; the other one may or may not be first to take its lock.
    query = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
    with database.write() as tx:
        assert tx.execute(text(query)).all()
    time.sleep(1)
    (gates / "open").touch()

    assert engine.wait(job_id, 20).result == {"trail": ["first", "second"]}
    assert effects(database, job_id) == ["first", "second"]
    after = _submit(database)
    assert engine.wait(after, 20).state == JobState.DONE
    assert other.poll() is None


def test_a_job_that_kills_its_process_is_given_up_after_three_times(
    database: Database, start_worker: StartWorker
) -> None:
    job_id = _submit(database, die="second")
    for _ in range(3):
        assert start_worker().wait(30) == -9
    survivor = start_worker()

    def is_over() -> bool:
        with database.read() as tx:
            return queries.get(tx, ACTOR, job_id).is_over

    wait_until(is_over)

    with database.read() as tx:
        view = queries.get(tx, ACTOR, job_id)
    assert (view.state, view.reasons) == (JobState.FAILED, (Reason("job-crashed"),))
    assert survivor.poll() is None
    assert runs(database, job_id) == ["first", "second", "second", "second"]
