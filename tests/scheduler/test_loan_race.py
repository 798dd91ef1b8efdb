"""Two desks at the same moment: the lock decides, and the database stands behind it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from scheduler.db import tables
from scheduler.db.transaction import Database, retrying
from scheduler.domain.states import LoanState
from scheduler.errors import Refused
from scheduler.loans.operations import issue
from tests import builders
from tests.builders import at, keeper, loan_of

START, END = at("2026-07-01 13:00"), at("2026-07-01 15:00")


def test_database_itself_keeps_a_device_in_one_pair_of_hands(database: Database) -> None:
    with database.write() as tx:
        builders.staff_member(tx, "S000001")
        (unit_id,) = builders.pool_with_units(tx, "tablet")
        builders.booking(tx, "S000001", [unit_id], START, END)
        builders.booking(tx, "S000001", [unit_id], START + timedelta(days=1), END + timedelta(days=1))

    with pytest.raises(IntegrityError), database.write() as tx:
        tx.execute(update(tables.loan).values(state=LoanState.ISSUED))


def test_two_desks_that_hand_out_one_device_at_once_hand_it_out_once(database: Database) -> None:
    with database.write() as tx:
        builders.staff_member(tx, "S000001")
        builders.staff_member(tx, "S000002")
        (unit_id,) = builders.pool_with_units(tx, "tablet")
        first = loan_of(tx, builders.booking(tx, "S000001", [unit_id], START, START + timedelta(minutes=15)))
        second = loan_of(tx, builders.booking(tx, "S000002", [unit_id], START + timedelta(minutes=45), END))
    now = START + timedelta(minutes=14)
    # The second is not open yet at that moment: both are, when the booking's own start is moved.
    with database.write() as tx:
        tx.execute(update(tables.booking).where(tables.booking.c.staff_id == "S000002").values(starts_at=START))
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def hand_out(loan_id: int) -> None:
        def work() -> str:
            with database.write() as tx:
                issue(tx, actor=keeper(), now=now, loan_id=loan_id)
            return "issued"

        together.wait()
        try:
            outcomes.append(retrying(work))
        except Refused as refusal:
            outcomes.append(refusal.reasons[0].code)

    threads = [threading.Thread(target=hand_out, args=(loan_id,)) for loan_id in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["issued", "unit-still-out"]
    with database.read() as tx:
        out = tx.execute(select(func.count()).where(tables.loan.c.state == LoanState.ISSUED)).scalar_one()
    assert out == 1
