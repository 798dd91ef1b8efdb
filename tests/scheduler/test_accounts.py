"""Accounts, passwords, sessions and the brake on guessing, on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from scheduler.accounts import answers, operations, passwords, queries, sessions
from scheduler.accounts.answers import Answer
from scheduler.accounts.sign_in import FAILURES_PER_ADDRESS, FAILURES_PER_LOGIN, WINDOW, sign_in
from scheduler.clock import Clock
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.demo.clock import read_clock, set_clock
from scheduler.domain.actor import Actor, Role, Source, system_actor
from scheduler.errors import NotAllowed, NotFound, Refused, StaleVersion, TooManyAttempts, WrongCredentials
from tests import builders

NOW = datetime(2026, 7, 1, 0, 0, tzinfo=UTC)
SYSTEM = system_actor(Source.COMMAND)
PASSWORD = "correct horse battery"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(database: Database, cheap_passwords: None) -> Database:
    """One office, one section, two people; S000001 has an account."""
    with database.write() as tx:
        builders.office(tx, name_ja="県庁", name_en="Head office")
        builders.staff_member(tx, "S000001")
        builders.staff_member(tx, "S000002")
        operations.create(
            tx, actor=SYSTEM, now=NOW, login="S000001", password=PASSWORD, staff_id="S000001", roles=[Role.MANAGER]
        )
    return database


def attempt(database: Database, password: str, *, login: str = "S000001", address: str = "192.0.2.1", now=NOW):
    return sign_in(database, login=login, password=password, address=address, now=now, source=Source.WEB)


def resolve(database: Database, token: str, now: datetime) -> sessions.SignedIn | None:
    with database.read() as tx:
        return sessions.resolve(tx, token=token, now=now, source=Source.WEB)


def account_id(database: Database, login: str = "S000001") -> int:
    with database.read() as tx:
        return queries.by_login(tx, actor=SYSTEM, login=login).account_id


def fail_times(database: Database, times: int, **where: str) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            attempt(database, "not the password", **where)


def test_signing_in_makes_a_session_that_says_who_acts_and_from_where(office: Database) -> None:
    opened = attempt(office, PASSWORD)

    signed_in = resolve(office, opened.token, NOW)

    assert signed_in is not None
    assert signed_in.actor == Actor("S000001", frozenset({Role.STAFF, Role.MANAGER}), "YG-HQ", "D0001", Source.WEB)
    assert (signed_in.office_name_ja, signed_in.office_name_en) == ("県庁", "Head office")
    assert signed_in.csrf_token == opened.csrf_token


def test_login_and_password_are_known_however_they_are_typed(office: Database) -> None:
    for typed in ("s000001", " S000001 ", "Ｓ０００００１"):
        assert attempt(office, PASSWORD, login=typed).token
    assert attempt(office, PASSWORD.replace("correct", "ｃｏｒｒｅｃｔ")).token


def test_the_database_holds_neither_token_nor_password(office: Database) -> None:
    token = attempt(office, PASSWORD).token

    with office.read() as tx:
        stored = [str(tuple(row)) for table in tables.metadata.sorted_tables for row in tx.execute(select(table))]

    assert not [row for row in stored if token in row or PASSWORD in row]


def test_a_session_ends_after_eight_idle_hours_unless_it_was_touched(office: Database) -> None:
    token = attempt(office, PASSWORD).token
    almost = NOW + sessions.IDLE - MINUTE
    assert resolve(office, token, almost) is not None
    assert resolve(office, token, NOW + sessions.IDLE) is None

    with office.write() as tx:
        sessions.touch(tx, token=token, now=almost)

    assert resolve(office, token, NOW + sessions.IDLE) is not None


def test_a_session_ends_after_seven_days_however_busy(office: Database) -> None:
    token = attempt(office, PASSWORD).token
    last = NOW + sessions.ABSOLUTE - MINUTE
    with office.write() as tx:
        sessions.touch(tx, token=token, now=last)

    assert resolve(office, token, last) is not None
    assert resolve(office, token, NOW + sessions.ABSOLUTE) is None


def test_a_session_is_touched_at_most_once_a_minute(office: Database) -> None:
    signed_in = resolve(office, attempt(office, PASSWORD).token, NOW)

    assert signed_in is not None
    assert not signed_in.is_due_for_touch(NOW + timedelta(seconds=59))
    assert signed_in.is_due_for_touch(NOW + MINUTE)


def test_ending_a_session_ends_that_one_only(office: Database) -> None:
    first, second = attempt(office, PASSWORD).token, attempt(office, PASSWORD).token

    with office.write() as tx:
        sessions.end(tx, token=first)

    assert resolve(office, first, NOW) is None
    assert resolve(office, second, NOW) is not None


def test_closing_an_account_signs_it_out_and_keeps_it_out(office: Database) -> None:
    token = attempt(office, PASSWORD).token
    with office.write() as tx:
        operations.deactivate(tx, actor=SYSTEM, now=NOW, account_id=account_id(office))

    assert resolve(office, token, NOW) is None
    with pytest.raises(WrongCredentials):
        attempt(office, PASSWORD)

    with office.write() as tx:
        operations.activate(tx, actor=SYSTEM, now=NOW, account_id=account_id(office))
    assert attempt(office, PASSWORD).token


def test_a_new_password_replaces_the_old_one_and_signs_out_everywhere(office: Database) -> None:
    opened = attempt(office, PASSWORD)
    signed_in = resolve(office, opened.token, NOW)
    assert signed_in is not None
    own = {"actor": signed_in.actor, "now": NOW, "account_id": signed_in.account_id}

    with pytest.raises(Refused, match="password-wrong"), office.write() as tx:
        operations.change_own_password(tx, **own, old="not the password", new="another long one")
    with office.write() as tx:
        operations.change_own_password(tx, **own, old=PASSWORD, new="another long one")

    assert resolve(office, opened.token, NOW) is None
    with pytest.raises(WrongCredentials):
        attempt(office, PASSWORD)
    assert attempt(office, "another long one").token


def test_nobody_changes_the_password_of_another(office: Database) -> None:
    other = Actor("S000002", frozenset({Role.STAFF, Role.FACILITIES}), "YG-HQ", "D0001", Source.WEB)
    target = {"actor": other, "now": NOW, "account_id": account_id(office)}

    with pytest.raises(NotAllowed), office.write() as tx:
        operations.change_own_password(tx, **target, old=PASSWORD, new="another long one")
    with pytest.raises(NotAllowed), office.write() as tx:
        operations.set_password(tx, **target, password="another long one")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "password-too-short"),
        ("abc" * 100, "password-too-long"),
        ("aaaaaaaaaaaab", "password-too-uniform"),
        ("xx-s000002-xx", "password-holds-login"),
    ],
)
def test_a_weak_password_is_refused_by_name(password: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        passwords.hash_password(password, login="S000002")


def test_a_login_and_a_person_have_one_account(office: Database) -> None:
    with pytest.raises(Refused, match="login-taken"), office.write() as tx:
        operations.create(tx, actor=SYSTEM, now=NOW, login="s000001", password=PASSWORD)
    with pytest.raises(Refused, match="staff-member-has-account"), office.write() as tx:
        operations.create(tx, actor=SYSTEM, now=NOW, login="second", password=PASSWORD, staff_id="S000001")
    with pytest.raises(NotFound), office.write() as tx:
        operations.create(tx, actor=SYSTEM, now=NOW, login="third", password=PASSWORD, staff_id="S999999")


def test_roles_count_at_once_and_a_stale_change_is_refused(office: Database) -> None:
    token = attempt(office, PASSWORD).token
    with office.read() as tx:
        before = queries.by_login(tx, actor=SYSTEM, login="S000001")

    change = {"actor": SYSTEM, "now": NOW, "account_id": before.account_id, "expected": before.version}
    with office.write() as tx:
        operations.set_roles(tx, **change, roles=[Role.FACILITIES])

    signed_in = resolve(office, token, NOW)
    assert signed_in is not None
    assert signed_in.actor.roles == {Role.STAFF, Role.FACILITIES}
    with pytest.raises(StaleVersion), office.write() as tx:
        operations.set_roles(tx, **change, roles=[Role.ADMIN])


def test_the_last_administrator_stays(office: Database) -> None:
    with office.write() as tx:
        operations.create(tx, actor=SYSTEM, now=NOW, login="keeper", password=PASSWORD, roles=[Role.ADMIN])
    keeper = {"actor": SYSTEM, "now": NOW, "account_id": account_id(office, "keeper")}

    with pytest.raises(Refused, match="last-administrator"), office.write() as tx:
        operations.set_roles(tx, **keeper, roles=[])
    with pytest.raises(Refused, match="last-administrator"), office.write() as tx:
        operations.deactivate(tx, **keeper)


def test_only_an_administrator_sees_or_keeps_accounts(office: Database) -> None:
    manager = Actor("S000001", frozenset({Role.STAFF, Role.MANAGER}), "YG-HQ", "D0001", Source.WEB)

    with pytest.raises(NotAllowed), office.read() as tx:
        queries.accounts(tx, actor=manager)
    with pytest.raises(NotAllowed), office.write() as tx:
        operations.create(tx, actor=manager, now=NOW, login="S000002", password=PASSWORD)
    with pytest.raises(NotAllowed), office.write() as tx:
        operations.set_roles(tx, actor=manager, now=NOW, account_id=account_id(office), roles=[Role.ADMIN])


def test_open_sample_accounts_are_noticed_until_their_password_changes(office: Database) -> None:
    with office.write() as tx:
        assert not queries.has_open_samples(tx)
        sample = operations.create(tx, actor=SYSTEM, now=NOW, login="sample", password="sekitori-demo", is_sample=True)
        assert queries.has_open_samples(tx)
        operations.set_password(tx, actor=SYSTEM, now=NOW, account_id=sample, password=PASSWORD)
        assert not queries.has_open_samples(tx)


def test_what_was_done_to_accounts_is_in_the_audit_without_secrets(office: Database) -> None:
    attempt(office, PASSWORD)
    with office.write() as tx:
        operations.set_password(tx, actor=SYSTEM, now=NOW, account_id=account_id(office), password="another long one")

    with office.read() as tx:
        lines = tx.execute(select(tables.audit).order_by(tables.audit.c.id)).all()

    assert [(line.action, line.staff_id) for line in lines] == [
        ("create", None), ("sign_in", "S000001"), ("set_password", None),
    ]  # fmt: skip
    assert "another long one" not in str(lines)


def test_the_sixth_guess_at_a_login_is_not_even_looked_at(office: Database) -> None:
    fail_times(office, FAILURES_PER_LOGIN)

    with pytest.raises(TooManyAttempts) as refused:
        attempt(office, PASSWORD, address="198.51.100.7")
    assert refused.value.retry_after == WINDOW.total_seconds()
    assert attempt(office, PASSWORD, now=NOW + WINDOW).token


def test_an_unknown_login_is_braked_like_a_known_one(office: Database) -> None:
    fail_times(office, FAILURES_PER_LOGIN, login="S777777")

    with pytest.raises(TooManyAttempts):
        attempt(office, PASSWORD, login="S777777")


def test_an_address_that_tries_many_logins_is_braked(office: Database) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        fail_times(office, 1, login=f"S7{number:05}")

    with pytest.raises(TooManyAttempts):
        attempt(office, PASSWORD)
    assert attempt(office, PASSWORD, address="198.51.100.7").token


def test_success_clears_the_failures_of_the_login_but_not_of_the_address(office: Database) -> None:
    fail_times(office, FAILURES_PER_LOGIN - 1)
    assert attempt(office, PASSWORD).token
    fail_times(office, FAILURES_PER_LOGIN - 1)

    with office.read() as tx:
        by_address = select(func.count()).where(tables.sign_in_failure.c.subject == "address:192.0.2.1")
        assert tx.execute(by_address).scalar_one() == 2 * (FAILURES_PER_LOGIN - 1)


def test_many_guesses_at_one_moment_do_not_slip_under_the_limit(office: Database) -> None:
    start, looked_at, lock = threading.Barrier(12), [], threading.Lock()

    def guess() -> None:
        start.wait()
        try:
            attempt(office, "not the password")
        except WrongCredentials:
            with lock:
                looked_at.append(1)
        except TooManyAttempts:
            pass

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(looked_at) == FAILURES_PER_LOGIN


def test_failures_older_than_the_window_are_forgotten(office: Database) -> None:
    fail_times(office, 2)
    fail_times(office, 1, now=NOW + WINDOW)

    with office.read() as tx:
        assert tx.execute(select(func.count()).select_from(tables.sign_in_failure)).scalar_one() == 2


def test_odd_input_is_a_wrong_login_and_nothing_worse(office: Database) -> None:
    for odd in ("\x00", "S000001\x00", "\ud800", "x" * 500, "' OR 1=1 --", ""):
        with pytest.raises(WrongCredentials):
            attempt(office, odd, login=odd)


def test_a_hash_of_another_cost_is_made_anew_at_the_next_sign_in(office: Database) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with office.write() as tx:
        tx.execute(update(tables.account).values(password_hash=weak))

    assert attempt(office, PASSWORD).token

    with office.read() as tx:
        stored = tx.execute(select(tables.account.c.password_hash)).scalar_one()
    assert not passwords.needs_rehash(stored)
    assert passwords.verify(stored, PASSWORD)


def test_an_unknown_login_costs_a_hash_of_the_same_cost() -> None:
    assert not passwords.needs_rehash(passwords._DECOY)
    assert not passwords.verify(None, "\0" * 32)


@pytest.fixture
def claimed(office: Database) -> dict[str, object]:
    return {"account_id": account_id(office), "key": "k1", "digest": "a" * 64, "now": NOW}


def test_a_second_claim_reads_the_first_ones_answer(office: Database, claimed: dict) -> None:
    with office.write() as tx:
        assert answers.claim(tx, **claimed) is None
        answers.keep(tx, account_id=claimed["account_id"], key="k1", answer=Answer(201, b"{}"))

    with office.write() as tx:
        assert answers.claim(tx, **claimed) == Answer(201, b"{}")
    with pytest.raises(Refused, match="idempotency-mismatch"), office.write() as tx:
        answers.claim(tx, **{**claimed, "digest": "b" * 64})
    with office.write() as tx:
        assert answers.claim(tx, **{**claimed, "digest": "b" * 64, "now": NOW + answers.KEPT}) is None


def test_a_claim_whose_work_failed_can_be_made_again(office: Database, claimed: dict) -> None:
    def work() -> None:
        with office.write() as tx:
            assert answers.claim(tx, **claimed) is None
            raise RuntimeError("the work failed")

    with pytest.raises(RuntimeError, match="the work failed"):
        work()

    with office.write() as tx:
        assert answers.claim(tx, **claimed) is None


def test_the_second_of_two_senders_waits_and_gets_the_same_answer(office: Database, claimed: dict) -> None:
    first_claimed, second_answer = threading.Event(), []

    def second() -> None:
        first_claimed.wait()
        with office.write() as tx:
            second_answer.append(answers.claim(tx, **claimed))

    thread = threading.Thread(target=second)
    thread.start()
    with office.write() as tx:
        assert answers.claim(tx, **claimed) is None
        first_claimed.set()
        thread.join(0.2)
        assert thread.is_alive()
        answers.keep(tx, account_id=claimed["account_id"], key="k1", answer=Answer(201, b"{}"))
    thread.join()

    assert second_answer == [Answer(201, b"{}")]


def test_the_clock_is_real_until_the_demonstration_sets_it(database: Database) -> None:
    with database.read() as tx:
        assert read_clock(tx) == Clock()

    with database.write() as tx:
        set_clock(tx, offset=timedelta(days=-30, seconds=5))
    with database.read() as tx:
        assert read_clock(tx) == Clock(timedelta(days=-30, seconds=5))
