"""Between a repair's proposal and its application: what was handed out stays, and nobody moves who does not agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import Connection, update

from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.interval import Interval
from scheduler.domain.states import LoanState
from scheduler.errors import StaleRepair
from scheduler.loans.operations import issue
from scheduler.repairs import applying, operations, queries
from scheduler.repairs.proposing import REPAIR
from scheduler.resources import operations as resources
from scheduler.waiting import consent
from tests import builders
from tests.builders import at
from tests.scheduler.waiting_list import DAY, KEEPER, notices_of, person, run_jobs, seat_of, solved_here

__all__ = ("solved_here",)
pytestmark = pytest.mark.usefixtures("solved_here")
EARLY = at(f"{DAY} 8:35")  # when the desk is open and nothing has begun


@dataclass(frozen=True)
class Office:
    """S000001's tablet breaks at 9:30 for the day. Only S000003's serves as long, and S000003 could take the third."""

    tablets: Sequence[int]
    broken: int
    helper: int
    closure_id: int


def furnished(database: Database, *, agrees: bool = True) -> Office:
    with database.write() as tx:
        for number in (1, 2, 3):
            builders.staff_member(tx, f"S00000{number}", department_id="D0002", office_id="YG-SNI")
        tablets = builders.pool_with_units(tx, "tablet", "YG-HQ", 3)
        broken = builders.booking(tx, "S000001", tablets[:1], *times("9:30", "17:00"))
        builders.booking(tx, "S000002", tablets[2:], *times("13:00", "17:00"))
        helper = builders.booking(tx, "S000003", tablets[1:2], *times("9:00", "12:00"), may_move=agrees)
        closed = resources.add_closure(
            tx,
            actor=KEEPER,
            now=EARLY,
            interval=Interval(*times("9:30", "17:15")),
            reason_code="repair",
            reason_ja="故障",
            unit_id=tablets[0],
        )
    return Office(tablets, broken, helper, closed.closure_id)


def times(start: str, end: str) -> tuple[datetime, datetime]:
    return at(f"{DAY} {start}"), at(f"{DAY} {end}")


def proposed(database: Database, closure_id: int) -> queries.RepairView:
    with database.write() as tx:
        repair_id, _ = operations.request_repair(tx, closure_id, actor=KEEPER, now=EARLY)
    run_jobs(database, now=EARLY, kind=REPAIR)
    with database.read() as tx:
        return queries.one(tx, repair_id, actor=KEEPER)


def hand_out(tx: Connection, booking_id: int) -> None:
    issue(tx, actor=KEEPER, now=EARLY, loan_id=builders.loan_of(tx, booking_id))


def withdraw(tx: Connection, booking_id: int) -> None:
    consent.set_for_booking(tx, booking_id, False, actor=person(3), now=EARLY)


def only_the_loan(state: LoanState) -> Callable[[Connection, int], None]:
    """Whatever the booking itself says."""

    def change(tx: Connection, booking_id: int) -> None:
        tx.execute(update(tables.loan).where(tables.loan.c.id == builders.loan_of(tx, booking_id)).values(state=state))

    return change


def only_the_consent(tx: Connection, booking_id: int) -> None:
    """With the version that the proposal has seen."""
    tx.execute(update(tables.booking).where(tables.booking.c.id == booking_id).values(may_move=False))


CHANGES = {
    "handed out": hand_out,
    "no longer agrees": withdraw,
    "out by its loan": only_the_loan(LoanState.ISSUED),
    "lost by its loan": only_the_loan(LoanState.LOST),
    "disagrees by its row": only_the_consent,
}


def test_somebody_who_agreed_and_has_nothing_in_hand_makes_room(database: Database) -> None:
    office = furnished(database)

    view = proposed(database, office.closure_id)
    assert {item.booking_id for item in view.moves} == {office.broken, office.helper}
    with database.write() as tx:
        applying.apply_repair(tx, view.repair_id, actor=KEEPER, now=EARLY)

    with database.read() as tx:
        assert seat_of(tx, office.broken) == [office.tablets[1]]
        assert seat_of(tx, office.helper) == [office.tablets[2]]


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_moves_when_the_one_who_was_to_make_room_cannot_any_more(database: Database, change: str) -> None:
    office = furnished(database)
    view = proposed(database, office.closure_id)
    with database.write() as tx:
        CHANGES[change](tx, office.helper)

    with pytest.raises(StaleRepair) as stale, database.write() as tx:
        applying.apply_repair(tx, view.repair_id, actor=KEEPER, now=EARLY)

    assert [reason.code for reason in stale.value.reasons] == ["booking-changed-since"]
    with database.read() as tx:
        assert seat_of(tx, office.broken) == [office.tablets[0]]
        assert seat_of(tx, office.helper) == [office.tablets[1]]
        assert (notices_of(tx, 1), notices_of(tx, 3)) == ([], [])


@pytest.mark.parametrize("why", ["handed out", "out by its loan", "did not agree"])
def test_nobody_is_proposed_to_make_room_who_has_it_in_hand_or_did_not_agree(database: Database, why: str) -> None:
    office = furnished(database, agrees=why != "did not agree")
    if why in CHANGES:
        with database.write() as tx:
            CHANGES[why](tx, office.helper)

    view = proposed(database, office.closure_id)

    assert view.moves == ()
    assert [item.booking_id for item in view.lost] == [office.broken]


def test_what_breaks_after_it_was_handed_out_is_left_to_people(database: Database) -> None:
    office = furnished(database)
    view = proposed(database, office.closure_id)
    with database.write() as tx:
        CHANGES["out by its loan"](tx, office.broken)

    with pytest.raises(StaleRepair), database.write() as tx:
        applying.apply_repair(tx, view.repair_id, actor=KEEPER, now=EARLY)

    with database.read() as tx:
        assert seat_of(tx, office.broken) == [office.tablets[0]]
    again = proposed(database, office.closure_id)
    assert again.moves == ()
    assert [item.booking_id for item in again.by_hand] == [office.broken]
