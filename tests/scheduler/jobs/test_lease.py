"""Who counts as alive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from scheduler.jobs.lease import FileLease, PostgresLease, executor_name
from scheduler.jobs.storage import open_storage
from tests.scheduler.jobs.waiting import wait_until


@pytest.fixture
def storage(postgres_url: str) -> Iterator[Engine]:
    engine = open_storage(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture
def leases(storage: Engine) -> Iterator[tuple[PostgresLease, PostgresLease]]:
    pair = PostgresLease(storage, "a"), PostgresLease(storage, "b")
    for lease in pair:
        assert lease.try_acquire()
    yield pair
    for lease in pair:
        lease.release()


def _session_of(lease: PostgresLease) -> int:
    assert lease._session is not None
    return int(lease._session.execute(text("SELECT pg_backend_pid()")).scalar_one())


def _wait_for_the_end(storage: Engine, session: int) -> None:
    """The server notices a closed session a moment later."""

    def is_gone() -> bool:
        with storage.connect() as connection:
            query = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :session")
            return connection.execute(query, {"session": session}).scalar_one() == 0

    wait_until(is_gone)


def test_an_executor_is_dead_once_its_lease_is_gone(
    storage: Engine, leases: tuple[PostgresLease, PostgresLease]
) -> None:
    a, b = leases
    with b.of("a") as dead:
        assert not dead

    session = _session_of(a)
    a.release()
    _wait_for_the_end(storage, session)

    with b.of("a") as dead:
        assert dead
        assert not a.try_acquire(), "it must not come back while somebody takes over its jobs"
    assert a.try_acquire()


def test_one_process_at_a_time_has_its_turn(leases: tuple[PostgresLease, PostgresLease]) -> None:
    a, b = leases
    with a.turn() as of_a, b.turn() as of_b:
        assert (of_a, of_b) == (True, False)
    with b.turn() as of_b:
        assert of_b


def test_a_process_that_lost_its_session_has_no_turn_before_it_has_its_lock_again(
    storage: Engine, leases: tuple[PostgresLease, PostgresLease]
) -> None:
    a, b = leases
    session = _session_of(a)
    with storage.begin() as tx:
        tx.execute(text("SELECT pg_terminate_backend(:session)"), {"session": session})
    _wait_for_the_end(storage, session)

    with pytest.raises(DBAPIError), a.turn():
        pass
    with b.of("a") as dead:
        assert dead
        for _ in range(2):
            with a.turn() as mine:
                assert not mine
    with a.turn() as mine:
        assert mine
    with b.of("a") as dead:
        assert not dead


def test_a_file_has_one_owner(tmp_path: Path) -> None:
    first, second = FileLease(tmp_path / "jobs.db.lock"), FileLease(tmp_path / "jobs.db.lock")
    assert first.try_acquire()
    assert not second.try_acquire()

    first.release()

    assert second.try_acquire()
    second.release()


def test_names_of_processes_differ_and_stay() -> None:
    assert executor_name("serve") == executor_name("serve") != executor_name("work", 1) != executor_name("work", 2)
