"""A job from its submission to its end, in one process."""

from __future__ import annotations

import logging
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from scheduler.clock import Clock
from scheduler.db.transaction import Database
from scheduler.domain.actor import Source, system_actor
from scheduler.domain.reason import Reason
from scheduler.jobs import attempts, operations, queries
from scheduler.jobs.context import JobContext
from scheduler.jobs.lease import LeaseTaken
from scheduler.jobs.queries import JobView
from scheduler.jobs.registry import JobKind
from scheduler.jobs.states import JobState
from tests.scheduler.jobs.conftest import StartEngine
from tests.scheduler.jobs.sample_jobs import effects, runs
from tests.scheduler.jobs.waiting import wait_at_gate, wait_until

# Where one database says as much as two.
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ACTOR = system_actor(Source.JOB)


def _get(database: Database, job_id: str) -> JobView:
    with database.read() as tx:
        return queries.get(tx, ACTOR, job_id)


def test_steps_run_in_order_and_pass_their_output_on(database: Database, start_engine: StartEngine) -> None:
    engine = start_engine()
    job_ids = [engine.submit("import", {"trail": [name]}, ACTOR) for name in ("a", "b")]

    views = [engine.wait(job_id, 10) for job_id in job_ids]

    assert [view.state for view in views] == [JobState.DONE, JobState.DONE]
    assert [view.result["trail"] for view in views] == [["a", "first", "second"], ["b", "first", "second"]]
    assert all(view.started_at and view.finished_at for view in views)
    assert runs(database, job_ids[0]) == ["first", "second"]


def test_progress_is_read_while_it_runs(database: Database, start_engine: StartEngine, gates: Path) -> None:
    engine = start_engine()
    job_id = engine.submit("import", {"hold": "second-after", "gates": str(gates)}, ACTOR)
    wait_at_gate(gates)

    wait_until(lambda: _get(database, job_id).progress == {"stage": "second"}, seconds=1)
    assert _get(database, job_id).state == JobState.RUNNING

    (gates / "open").touch()
    assert engine.wait(job_id, 10).state == JobState.DONE


@only_sqlite
def test_the_last_report_is_written_however_fast_they_come(database: Database, start_engine: StartEngine) -> None:
    def count(context: JobContext, data: dict[str, Any]) -> dict[str, Any]:
        for done in range(1000):
            context.report({"done": done})
        return data

    engine = start_engine(kinds=(JobKind("import", (count,)),))

    started = time.monotonic()
    view = engine.wait(engine.submit("import", {}, ACTOR), 10)

    assert view.progress == {"done": 999}
    assert time.monotonic() - started < 5, "reports must be held back, not each written"


def test_a_running_job_is_cancelled_within_two_seconds(
    database: Database, start_engine: StartEngine, gates: Path
) -> None:
    engine = start_engine()
    job_id = engine.submit("import", {"hold": "first-after", "gates": str(gates)}, ACTOR)
    wait_at_gate(gates)

    started = time.monotonic()
    engine.cancel(job_id, ACTOR)
    # One at a time: the next one says that the step has really stopped.
    after = engine.wait(engine.submit("import", {}, ACTOR), 10)

    assert time.monotonic() - started < 2
    assert after.state == JobState.DONE
    assert _get(database, job_id).state == JobState.CANCELLED
    assert runs(database, job_id) == ["first"]


@only_sqlite
def test_a_queued_job_that_was_cancelled_never_starts(
    database: Database, start_engine: StartEngine, gates: Path
) -> None:
    engine = start_engine()
    running = engine.submit("import", {"hold": "first-after", "gates": str(gates)}, ACTOR)
    wait_at_gate(gates)
    queued = engine.submit("import", {}, ACTOR)
    last = engine.submit("import", {}, ACTOR)

    engine.cancel(queued, ACTOR)
    (gates / "open").touch()

    assert engine.wait(last, 10).state == engine.wait(running, 10).state == JobState.DONE
    assert runs(database, queued) == []


def test_a_refusal_is_kept_as_its_reasons(database: Database, start_engine: StartEngine) -> None:
    engine = start_engine()

    view = engine.wait(engine.submit("import", {"fail": "refused"}, ACTOR), 10)

    assert view.state == JobState.FAILED
    assert view.reasons == (Reason("unit-taken", {"asset_number": "PC-001"}), Reason("too-long"))
    assert runs(database, view.job_id) == ["first"]


@only_sqlite
def test_a_mistake_in_a_step_is_logged_and_told_as_a_crash(
    database: Database, start_engine: StartEngine, caplog: pytest.LogCaptureFixture
) -> None:
    engine = start_engine()

    view = engine.wait(engine.submit("import", {"fail": "crash"}, ACTOR), 10)

    assert (view.state, view.reasons) == (JobState.FAILED, (Reason("job-crashed"),))
    assert "an ordinary mistake" in caplog.text


def test_a_job_queued_where_nobody_runs_jobs_is_found_at_the_start(
    database: Database, start_engine: StartEngine
) -> None:
    with database.write() as tx:
        job_id = operations.submit(tx, kind="import", payload={}, actor=ACTOR, now=Clock().now())

    assert start_engine().wait(job_id, 10).state == JobState.DONE


@only_sqlite
def test_kinds_of_others_are_left_to_them(database: Database, start_engine: StartEngine) -> None:
    engine = start_engine()
    other = engine.submit("propose", {}, ACTOR)

    engine.wait(engine.submit("import", {}, ACTOR), 10)

    assert _get(database, other).state == JobState.QUEUED


def test_a_stop_in_good_order_gives_the_job_back_and_a_start_goes_on(
    database: Database, start_engine: StartEngine, gates: Path
) -> None:
    engine = start_engine()
    job_id = engine.submit("import", {"hold": "second-before", "gates": str(gates)}, ACTOR)
    wait_at_gate(gates)

    started = time.monotonic()
    engine.stop()
    assert time.monotonic() - started < 3
    assert _get(database, job_id).state == JobState.QUEUED

    (gates / "open").touch()
    assert start_engine().wait(job_id, 10).state == JobState.DONE
    assert runs(database, job_id) == ["first", "second"]


@only_sqlite
def test_a_machine_that_got_another_name_goes_on_with_its_jobs(
    database: Database, start_engine: StartEngine, gates: Path
) -> None:
    engine = start_engine()
    job_id = engine.submit("import", {"hold": "second-before", "gates": str(gates)}, ACTOR)
    wait_at_gate(gates)
    engine.stop()
    (gates / "open").touch()

    assert start_engine(executor_id="renamed").wait(job_id, 10).state == JobState.DONE
    assert runs(database, job_id) == ["first", "second"]


@only_sqlite
def test_a_job_whose_end_could_not_be_written_is_done_again(
    database: Database, start_engine: StartEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = attempts.finish
    failures = iter((OSError("no space left"),))

    def finish_but_once(*arguments: Any, **named: Any) -> bool:
        for failure in failures:
            raise failure
        return finish(*arguments, **named)

    monkeypatch.setattr(attempts, "finish", finish_but_once)
    engine = start_engine()

    view = engine.wait(engine.submit("import", {}, ACTOR), 10)

    assert (view.state, view.result) == (JobState.DONE, {"trail": ["first", "second"]})
    assert effects(database, view.job_id) == ["first", "second"]


@only_sqlite
def test_a_new_release_starts_the_jobs_of_the_old_one_over(
    database: Database, start_engine: StartEngine, gates: Path
) -> None:
    engine = start_engine()
    running = engine.submit("import", {"hold": "second-before", "gates": str(gates)}, ACTOR)
    wait_at_gate(gates)
    queued = engine.submit("import", {}, ACTOR)
    wait_until(lambda: queued in engine._workflows.runs([queued]))
    engine.stop()
    (gates / "open").touch()

    engine = start_engine(application_version=2)

    assert engine.wait(running, 10).state == engine.wait(queued, 10).state == JobState.DONE
    assert runs(database, running) == ["first", "first", "second"]
    assert effects(database, running) == ["first", "second"]


@only_sqlite
def test_a_job_goes_on_when_the_engine_lost_its_records(
    database: Database, start_engine: StartEngine, tmp_path: Path, gates: Path
) -> None:
    engine = start_engine()
    job_id = engine.submit("import", {"hold": "second-before", "gates": str(gates)}, ACTOR)
    wait_at_gate(gates)
    engine.stop()
    (gates / "open").touch()

    engine = start_engine(jobs_url=f"sqlite:///{tmp_path / 'new.db'}")

    assert engine.wait(job_id, 10).state == JobState.DONE
    assert effects(database, job_id) == ["first", "second"]


@only_sqlite
def test_waiting_ends_with_the_time(database: Database, start_engine: StartEngine) -> None:
    engine = start_engine()
    job_id = engine.submit("propose", {}, ACTOR)

    with pytest.raises(TimeoutError, match="queued"):
        engine.wait(job_id, 0.1)


def test_two_processes_never_run_jobs_under_one_name(
    database: Database, start_engine: StartEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.jobs.lease.SECONDS_TO_WAIT", 0.2)
    engine = start_engine()

    with pytest.raises(LeaseTaken, match="here"):
        start_engine()

    assert engine.wait(engine.submit("import", {}, ACTOR), 10).state == JobState.DONE


@only_sqlite
def test_a_failed_start_leaves_nothing_behind(database: Database, start_engine: StartEngine) -> None:
    with pytest.raises(ValueError, match="reserved"):
        start_engine(kinds=(JobKind("_dbos_x", (lambda _context, data: data,)),))

    engine = start_engine()
    assert engine.wait(engine.submit("import", {}, ACTOR), 10).state == JobState.DONE


@only_sqlite
def test_no_connection_leaves_the_machine(
    database: Database,
    start_engine: StartEngine,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tried: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: tried.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_: tried.append(address))

    with caplog.at_level(logging.DEBUG):
        engine = start_engine()
        engine.wait(engine.submit("import", {}, ACTOR), 10)

    assert tried == []
    assert [record.message for record in caplog.records if record.name == "dbos"] == []
