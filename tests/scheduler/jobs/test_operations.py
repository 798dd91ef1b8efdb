"""Asking for jobs, calling them off and reading about them, without anybody who runs them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from scheduler.db.transaction import Database
from scheduler.domain.actor import Actor, Role, Source
from scheduler.domain.reason import Reason
from scheduler.errors import IllegalTransition, NotAllowed, NotFound, OfficeError, Refused, StalePlan, StaleVersion
from scheduler.jobs import attempts, failure, operations, queries
from scheduler.jobs.attempts import Attempt
from scheduler.jobs.states import JobState

NOW = datetime(2026, 7, 1, 0, 0, tzinfo=UTC)


def _staff(staff_id: str, *roles: Role) -> Actor:
    return Actor(staff_id, frozenset({Role.STAFF, *roles}), None, None, Source.WEB)


ASKER = _staff("S000001")
COLLEAGUE = _staff("S000002")
FACILITIES = _staff("S000003", Role.FACILITIES)


def _submit(database: Database, actor: Actor = ASKER, kind: str = "import") -> str:
    with database.write() as tx:
        return operations.submit(tx, kind=kind, payload={"file": 1}, actor=actor, now=NOW)


def _begin(database: Database, job_id: str, holder: str) -> Attempt:
    with database.write() as tx:
        attempt = attempts.begin(tx, job_id, holder=holder, now=NOW)
    assert attempt is not None
    return attempt


def test_a_submitted_job_is_queued_for_those_who_may_see_it(database: Database) -> None:
    job_id = _submit(database)

    with database.read() as tx:
        for actor in (ASKER, FACILITIES):
            view = queries.get(tx, actor, job_id)
            assert (view.state, view.created_by, view.is_over) == (JobState.QUEUED, "S000001", False)
            assert [each.job_id for each in queries.recent(tx, actor)] == [job_id]
        with pytest.raises(NotFound):
            queries.get(tx, COLLEAGUE, job_id)
        assert queries.recent(tx, COLLEAGUE) == ()


def test_a_rolled_back_transaction_leaves_no_job(database: Database) -> None:
    def submit_and_fail() -> None:
        with database.write() as tx:
            operations.submit(tx, kind="import", payload={}, actor=ASKER, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        submit_and_fail()

    with database.read() as tx:
        assert queries.recent(tx, FACILITIES) == ()


def test_recent_jobs_can_be_of_one_kind_and_few(sqlite_database: Database) -> None:
    for kind in ("import", "propose", "propose", "propose"):
        _submit(sqlite_database, kind=kind)

    with sqlite_database.read() as tx:
        assert [view.kind for view in queries.recent(tx, ASKER, kind="propose", limit=2)] == ["propose", "propose"]


def test_only_the_asker_and_those_who_run_rounds_cancel(sqlite_database: Database) -> None:
    jobs = [_submit(sqlite_database), _submit(sqlite_database)]

    with sqlite_database.write() as tx:
        with pytest.raises(NotAllowed):
            operations.cancel(tx, jobs[0], actor=COLLEAGUE, now=NOW)
        operations.cancel(tx, jobs[0], actor=ASKER, now=NOW)
        operations.cancel(tx, jobs[1], actor=FACILITIES, now=NOW)

    with sqlite_database.read() as tx:
        assert {view.state for view in queries.recent(tx, ASKER)} == {JobState.CANCELLED}


def test_what_is_over_cannot_be_cancelled(sqlite_database: Database) -> None:
    job_id = _submit(sqlite_database)
    attempt = _begin(sqlite_database, job_id, "one")

    with sqlite_database.write() as tx:
        assert attempts.finish(tx, attempt, {}, now=NOW)
    with sqlite_database.write() as tx, pytest.raises(IllegalTransition):
        operations.cancel(tx, job_id, actor=ASKER, now=NOW)


def test_only_the_start_that_took_the_job_last_writes_to_it(database: Database) -> None:
    job_id = _submit(database)
    thought_dead = _begin(database, job_id, "one")
    successor = _begin(database, job_id, "two")

    with database.write() as tx:
        attempts.report(tx, successor, {"stage": "new"})
        attempts.report(tx, thought_dead, {"stage": "old"})
        assert not attempts.is_held(tx, thought_dead)
        assert not attempts.finish(tx, thought_dead, {"by": "one"}, now=NOW)
        assert not attempts.fail(tx, thought_dead, (Reason("too-long"),), now=NOW)
        assert attempts.finish(tx, successor, {"by": "two"}, now=NOW)

    with database.read() as tx:
        view = queries.get(tx, ASKER, job_id)
    assert (view.state, view.progress, view.result) == (JobState.DONE, {"stage": "new"}, {"by": "two"})


def test_a_job_whose_process_died_three_times_is_not_started_again(sqlite_database: Database) -> None:
    job_id = _submit(sqlite_database)
    for holder in ("one", "two", "three"):
        _begin(sqlite_database, job_id, holder)

    with sqlite_database.write() as tx:
        assert attempts.begin(tx, job_id, holder="four", now=NOW) is None

    with sqlite_database.read() as tx:
        view = queries.get(tx, ASKER, job_id)
    assert (view.state, view.reasons) == (JobState.FAILED, (Reason("job-crashed"),))


def test_stops_in_good_order_are_no_crashes(sqlite_database: Database) -> None:
    job_id = _submit(sqlite_database)

    for count in range(10):
        attempt = _begin(sqlite_database, job_id, str(count))
        with sqlite_database.write() as tx:
            assert attempts.give_back(tx, attempt)

    with sqlite_database.read() as tx:
        assert queries.get(tx, ASKER, job_id).state == JobState.QUEUED


def test_a_cancelled_job_is_neither_given_back_nor_started(sqlite_database: Database) -> None:
    job_id = _submit(sqlite_database)
    attempt = _begin(sqlite_database, job_id, "one")

    with sqlite_database.write() as tx:
        operations.cancel(tx, job_id, actor=ASKER, now=NOW)
        assert not attempts.give_back(tx, attempt)
        assert attempts.begin(tx, job_id, holder="two", now=NOW) is None

    with sqlite_database.read() as tx:
        assert queries.get(tx, ASKER, job_id).state == JobState.CANCELLED


REASON = Reason("closed", {"date": date(2026, 7, 1), "until": NOW, "office_id": "A", "count": 2, "share": 0.5})


@pytest.mark.parametrize(
    ("error", "reasons"),
    [
        (Refused(REASON, Reason("too-long")), (REASON, Reason("too-long"))),
        (StalePlan(3, (REASON,)), (REASON,)),
        (NotFound("round", 5), (Reason("not-found", {"noun": "round", "key": "5"}),)),
        (NotAllowed("propose"), (Reason("not-allowed", {"action": "propose"}),)),
        (StaleVersion("plan", 5, 2), (Reason("stale-version", {"noun": "plan", "key": "5", "current": 2}),)),
        (
            IllegalTransition("plan", "applied", "apply"),
            (Reason("illegal-transition", {"noun": "plan", "state": "applied", "event": "apply"}),),
        ),
        (OfficeError(), (Reason("job-crashed"),)),
    ],
)
def test_an_error_is_stored_as_values_and_read_back(
    sqlite_database: Database, error: OfficeError, reasons: tuple[Reason, ...]
) -> None:
    job_id = _submit(sqlite_database)
    attempt = _begin(sqlite_database, job_id, "one")

    with sqlite_database.write() as tx:
        assert attempts.fail(tx, attempt, failure.reasons_of(error), now=NOW)

    with sqlite_database.read() as tx:
        assert queries.get(tx, ASKER, job_id).reasons == reasons
