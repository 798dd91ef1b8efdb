"""Whatever the desk does in whatever order: a device is in one person's hands at most, and the books agree."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError

from scheduler.bookings.operations import cancel
from scheduler.db.engine import open_engine
from scheduler.db.tables import allocation, booking, loan, unit
from scheduler.domain.states import BookingState, LoanState, UnitStatus
from scheduler.errors import IllegalTransition, Refused
from scheduler.loans.operations import exchange_unit, issue, report_lost, take_back
from scheduler.loans.rules import Condition
from scheduler.resources.operations import set_unit_status
from tests import builders
from tests.builders import at, keeper

PEOPLE = ("S000001", "S000002")
OFFICES = ("YG-HQ", "YG-SHO")
QUARTER = timedelta(minutes=15)
picks = st.integers(0, 1_000)


class Desk(RuleBasedStateMachine):
    """Three tablets, two people, two desks; `in_hands` is what a watcher would have seen."""

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.tx = self.engine.connect()
        self.transaction = self.tx.begin()
        for staff_id in PEOPLE:
            builders.staff_member(self.tx, staff_id)
        builders.office(self.tx, "YG-SHO")
        self.units = builders.pool_with_units(self.tx, "tablet", count=3)
        self.now = at("2026-07-01 9:00")
        self.in_hands: dict[int, int] = {}
        self.versions: dict[int, int] = {}

    def teardown(self) -> None:
        self.transaction.rollback()
        self.tx.close()

    def attempt(self, act: Callable[[], Any]) -> Any:
        """What `act` returns, or None when it was refused, which leaves no trace."""
        try:
            with self.tx.begin_nested():
                return act()
        except (Refused, IllegalTransition):
            return None

    def some_loan(self, pick: int) -> int:
        loans = self.tx.execute(select(loan.c.id).order_by(loan.c.id)).scalars().all()
        return int(loans[pick % len(loans)])

    def some_number(self, pick: int) -> str:
        found = select(unit.c.asset_number).where(unit.c.id == self.units[pick % len(self.units)])
        return str(self.tx.execute(found).scalar_one())

    def has_loans(self) -> bool:
        return self.tx.execute(select(loan.c.id).limit(1)).first() is not None

    @rule(
        who=st.sampled_from(PEOPLE),
        first=picks,
        count=st.integers(1, 2),
        wait=st.integers(0, 8),
        length=st.integers(1, 8),
    )
    def book(self, who: str, first: int, count: int, wait: int, length: int) -> None:
        chosen = [self.units[(first + n) % len(self.units)] for n in range(count)]
        start = self.now + wait * QUARTER
        try:
            with self.tx.begin_nested():
                builders.booking(self.tx, who, chosen, start, start + length * QUARTER)
        except DBAPIError as taken:
            assert "ex_allocation_unit_overlap" in str(taken)  # noqa: PT017

    @rule(minutes=st.sampled_from([1, 10, 30, 90]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(has_loans)
    @rule(pick=picks, other=st.none() | picks)
    def hand_out(self, pick: int, other: int | None) -> None:
        number = None if other is None else self.some_number(other)
        loan_id = self.some_loan(pick)
        self.given(
            self.attempt(lambda: issue(self.tx, actor=keeper(), now=self.now, loan_id=loan_id, asset_number=number))
        )

    @rule(pick=picks)
    def hand_out_what_was_scanned(self, pick: int) -> None:
        number = self.some_number(pick)
        self.given(self.attempt(lambda: issue(self.tx, actor=keeper(), now=self.now, asset_number=number)))

    def given(self, issued: Any) -> None:
        if issued is not None:
            assert issued.unit_id not in self.in_hands
            self.in_hands[issued.unit_id] = issued.loan_id

    @precondition(has_loans)
    @rule(pick=picks, other=picks)
    def exchange(self, pick: int, other: int) -> None:
        loan_id, number = self.some_loan(pick), self.some_number(other)
        self.attempt(lambda: exchange_unit(self.tx, actor=keeper(), now=self.now, loan_id=loan_id, asset_number=number))

    @precondition(has_loans)
    @rule(pick=picks, condition=st.sampled_from(Condition), office_id=st.sampled_from(OFFICES))
    def bring_back(self, pick: int, condition: Condition, office_id: str) -> None:
        given = {
            "condition": condition,
            "office_id": office_id,
            "note": "ケースがない",
            "loan_id": self.some_loan(pick),
        }
        back = self.attempt(lambda: take_back(self.tx, actor=keeper(), now=self.now, **given))
        if back is not None and self.in_hands.get(back.unit_id) == back.loan_id:
            del self.in_hands[back.unit_id]

    @precondition(has_loans)
    @rule(pick=picks)
    def lose(self, pick: int) -> None:
        loan_id = self.some_loan(pick)
        if self.attempt(lambda: report_lost(self.tx, actor=keeper(), now=self.now, loan_id=loan_id)) is not None:
            (unit_id,) = [key for key, held in self.in_hands.items() if held == loan_id]
            del self.in_hands[unit_id]

    @precondition(has_loans)
    @rule(pick=picks)
    def call_off(self, pick: int) -> None:
        of_loan = select(allocation.c.booking_id).join(loan, loan.c.allocation_id == allocation.c.id)
        booking_id = self.tx.execute(of_loan.where(loan.c.id == self.some_loan(pick))).scalar_one()
        self.attempt(lambda: cancel(self.tx, booking_id, actor=keeper(), now=self.now))

    @rule(pick=picks, status=st.sampled_from(UnitStatus))
    def put_status(self, pick: int, status: UnitStatus) -> None:
        unit_id = self.units[pick % len(self.units)]
        self.attempt(
            lambda: set_unit_status(
                self.tx, actor=keeper(), now=self.now, unit_id=unit_id, expected=None, status=status
            )
        )

    @invariant()
    def every_device_is_where_the_books_say(self) -> None:
        out = select(loan.c.unit_id, loan.c.id, unit.c.status).join(unit, unit.c.id == loan.c.unit_id)
        issued = self.tx.execute(out.where(loan.c.state == LoanState.ISSUED)).all()
        assert len({row.unit_id for row in issued}) == len(issued)
        assert {row.unit_id: row.id for row in issued} == self.in_hands
        assert {row.status for row in issued} <= {UnitStatus.ACTIVE}

    @invariant()
    def bookings_are_in_use_while_something_of_them_is_out(self) -> None:
        query = (
            select(booking.c.id, booking.c.state, loan.c.state.label("loan_state"))
            .join(allocation, allocation.c.booking_id == booking.c.id)
            .join(loan, loan.c.allocation_id == allocation.c.id)
        )
        loans: dict[tuple[int, str], set[str]] = {}
        for row in self.tx.execute(query):
            loans.setdefault((row.id, row.state), set()).add(row.loan_state)
        for (_, state), found in loans.items():
            assert (state == BookingState.IN_USE) == (LoanState.ISSUED in found)
            if state in {BookingState.COMPLETED, BookingState.CANCELLED}:
                assert LoanState.RESERVED not in found

    @invariant()
    def what_is_reserved_is_held_on_the_unit_it_names(self) -> None:
        query = select(loan.c.unit_id, allocation.c.unit_id, allocation.c.holds).join(
            allocation, allocation.c.id == loan.c.allocation_id
        )
        for lent, held, holds in self.tx.execute(query.where(loan.c.state == LoanState.RESERVED)):
            assert (lent, holds) == (held, True)

    @invariant()
    def versions_only_grow(self) -> None:
        now = {row.id: row.version for row in self.tx.execute(select(booking.c.id, booking.c.version))}
        assert all(now[key] >= version for key, version in self.versions.items())
        self.versions = now


def play(template: Path, folder: Path, examples: int) -> None:
    path = folder / "desk.db"
    shutil.copy(template, path)
    engine = open_engine(f"sqlite:///{path}")
    machine = type("Desk", (Desk,), {"engine": engine})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    engine.dispose()


def test_no_order_of_events_puts_a_device_into_two_hands(sqlite_template: Path, tmp_path: Path) -> None:
    play(sqlite_template, tmp_path, 8)


@pytest.mark.thorough
def test_no_long_run_of_events_does_either(sqlite_template: Path, tmp_path: Path) -> None:
    play(sqlite_template, tmp_path, 150)
