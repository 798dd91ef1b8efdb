"""Whatever is ordered, packed, sent, received or lost in whatever order: every unit is in exactly one place."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from calendars import local_date
from scheduler.bookings.operations import cancel as cancel_booking
from scheduler.db.engine import open_engine
from scheduler.db.tables import allocation, booking, closure, pool, transfer, transfer_item, unit
from scheduler.domain.states import BookingState, TransferState, UnitStatus
from scheduler.errors import IllegalTransition, Refused
from scheduler.loans.rules import Condition
from scheduler.resources.operations import set_unit_status
from scheduler.transfers import receiving, sending
from scheduler.transfers.balance import stock_lines
from scheduler.transfers.operations import cancel, order
from scheduler.transfers.overdue import RUNNING, keep_out
from scheduler.transfers.places import Whereabouts, places
from tests import builders
from tests.builders import at, keeper
from tests.scheduler.transfer_stock import level

OFFICES = ("YG-HQ", "YG-SNI", "YG-OKI")
HOUR = timedelta(hours=1)
picks = st.integers(0, 1_000)


class Movers(RuleBasedStateMachine):
    """Five tablets, three offices; what is refused leaves no trace."""

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.tx = self.engine.connect()
        self.transaction = self.tx.begin()
        for staff_id in ("S000001", "S000900"):
            builders.staff_member(self.tx, staff_id)
        for office_id in OFFICES[1:]:
            builders.office(self.tx, office_id)
        self.units = builders.pool_with_units(self.tx, "tablet", count=3)
        self.units += builders.pool_with_units(self.tx, "tablet", "YG-SNI", 2)
        level(self.tx, "YG-OKI", storage_capacity=3)
        self.now = at("2026-07-01 9:00")

    def teardown(self) -> None:
        self.transaction.rollback()
        self.tx.close()

    def attempt(self, act: Callable[[], Any]) -> None:
        try:
            with self.tx.begin_nested():
                act()
        except (Refused, IllegalTransition):
            pass

    def number(self, pick: int) -> str:
        found = select(unit.c.asset_number).where(unit.c.id == self.units[pick % len(self.units)])
        return str(self.tx.execute(found).scalar_one())

    def some_transfer(self, pick: int) -> int:
        found = self.tx.execute(select(transfer.c.id).order_by(transfer.c.id)).scalars().all()
        return int(found[pick % len(found)])

    def has_transfers(self) -> bool:
        return self.tx.execute(select(transfer.c.id).limit(1)).first() is not None

    @rule(first=picks, count=st.integers(1, 2), office_id=st.sampled_from(OFFICES), hours=st.integers(1, 30))
    def order(self, first: int, count: int, office_id: str, hours: int) -> None:
        numbers = [self.number(first + n) for n in range(count)]
        self.attempt(
            lambda: order(
                self.tx, actor=keeper(), now=self.now, asset_numbers=numbers, to_office_id=office_id,
                leaves_on=local_date(self.now), carrier="own", due_at=self.now + hours * HOUR,
            )
        )  # fmt: skip

    @precondition(has_transfers)
    @rule(pick=picks, which=picks)
    def pack(self, pick: int, which: int) -> None:
        move, number = self.some_transfer(pick), self.number(which)
        self.attempt(lambda: sending.pack_unit(self.tx, move, number, actor=keeper(), now=self.now))

    @precondition(has_transfers)
    @rule(pick=picks)
    def pack_everything(self, pick: int) -> None:
        move = self.some_transfer(pick)
        for which in range(len(self.units)):
            self.pack(pick, which)
        self.attempt(lambda: sending.dispatch(self.tx, move, actor=keeper(), now=self.now))

    @precondition(has_transfers)
    @rule(pick=picks)
    def leave_the_rest(self, pick: int) -> None:
        move = self.some_transfer(pick)
        self.attempt(lambda: sending.leave_the_rest(self.tx, move, actor=keeper(), now=self.now))

    @precondition(has_transfers)
    @rule(pick=picks, which=picks, condition=st.sampled_from(Condition))
    def receive(self, pick: int, which: int, condition: Condition) -> None:
        move, number = self.some_transfer(pick), self.number(which)
        self.attempt(
            lambda: receiving.receive_unit(
                self.tx,
                number,
                transfer_id=move,
                condition=condition,
                note="箱がつぶれている",
                actor=keeper(),
                now=self.now,
            )
        )

    @precondition(has_transfers)
    @rule(pick=picks)
    def close_receipt(self, pick: int) -> None:
        move = self.some_transfer(pick)
        self.attempt(lambda: receiving.close_receipt(self.tx, move, actor=keeper(), now=self.now))

    @precondition(has_transfers)
    @rule(pick=picks)
    def call_off(self, pick: int) -> None:
        move = self.some_transfer(pick)
        self.attempt(lambda: cancel(self.tx, move, actor=keeper(), now=self.now))

    @rule(which=picks, hours=st.integers(0, 60), bound=st.booleans())
    def book(self, which: int, hours: int, bound: bool) -> None:
        chosen = self.units[which % len(self.units)]
        start = self.now + hours * HOUR
        shut = select(closure.c.id).where(
            closure.c.unit_id == chosen,
            closure.c.cancelled_at.is_(None),
            closure.c.starts_at < start + HOUR,
            closure.c.ends_at > start,
        )
        if self.tx.execute(shut).first() is not None:
            return
        try:
            with self.tx.begin_nested():
                made = builders.booking(self.tx, "S000001", [chosen], start, start + HOUR)
                self.tx.execute(allocation.update().where(allocation.c.booking_id == made).values(bound=bound))
        except DBAPIError as taken:
            assert "ex_allocation_unit_overlap" in str(taken)  # noqa: PT017

    @rule(pick=picks)
    def give_up(self, pick: int) -> None:
        found = self.tx.execute(select(booking.c.id).order_by(booking.c.id)).scalars().all()
        if found:
            self.attempt(lambda: cancel_booking(self.tx, found[pick % len(found)], actor=keeper(), now=self.now))

    @rule(which=picks, status=st.sampled_from([UnitStatus.ACTIVE, UnitStatus.REPAIR, UnitStatus.LOST]))
    def put_status(self, which: int, status: UnitStatus) -> None:
        chosen = self.units[which % len(self.units)]
        self.attempt(
            lambda: set_unit_status(self.tx, actor=keeper(), now=self.now, unit_id=chosen, expected=None, status=status)
        )

    @rule(hours=st.integers(1, 40))
    def wait(self, hours: int) -> None:
        self.now += hours * HOUR
        keep_out(self.tx, now=self.now)

    @invariant()
    def every_unit_is_in_one_place(self) -> None:
        assert sorted(place.unit_id for place in places(self.tx)) == sorted(self.units)

    @invariant()
    def the_table_of_the_stock_counts_the_same_units(self) -> None:
        lines = stock_lines(self.tx, actor=keeper(), now=self.now)
        there = sum(line.usable + line.in_repair + line.missing for line in lines)
        where = Counter(place.whereabouts for place in places(self.tx))
        assert there + where[Whereabouts.TRANSIT] == len(self.units)
        assert sum(line.leaving for line in lines) <= sum(line.coming for line in lines)

    @invariant()
    def a_unit_on_its_way_belongs_where_it_goes_and_is_shut_until_it_is_there(self) -> None:
        query = (
            select(
                transfer.c.to_office_id, transfer.c.state, pool.c.office_id, closure.c.cancelled_at, closure.c.ends_at
            )
            .select_from(transfer_item)
            .join(transfer, transfer.c.id == transfer_item.c.transfer_id)
            .join(unit, unit.c.id == transfer_item.c.unit_id)
            .join(pool, pool.c.id == unit.c.pool_id)
            .join(closure, closure.c.id == transfer_item.c.closure_id)
        )
        for row in self.tx.execute(query.where(transfer_item.c.outcome.is_(None))):
            assert row.state in RUNNING
            assert row.office_id == row.to_office_id
            assert row.cancelled_at is None
            assert row.ends_at > self.now

    @invariant()
    def what_is_over_shuts_nothing(self) -> None:
        over = transfer_item.c.outcome.is_not(None)
        query = (
            select(func.count()).select_from(closure).join(transfer_item, transfer_item.c.closure_id == closure.c.id)
        )
        stands = (closure.c.cancelled_at.is_(None), closure.c.ends_at > self.now)
        assert self.tx.execute(query.where(over, *stands)).scalar_one() == 0
        ended = transfer.c.state.in_([TransferState.RECEIVED, TransferState.CANCELLED])
        left = (
            select(func.count()).select_from(transfer_item).join(transfer, transfer.c.id == transfer_item.c.transfer_id)
        )
        assert self.tx.execute(left.where(ended, transfer_item.c.outcome.is_(None))).scalar_one() == 0

    @invariant()
    def no_booking_loses_its_unit_to_a_move(self) -> None:
        """Whoever holds a unit that is usable finds it in the office of the booking when it is time."""
        query = (
            select(booking.c.id)
            .join(allocation, allocation.c.booking_id == booking.c.id)
            .join(unit, unit.c.id == allocation.c.unit_id)
            .join(pool, pool.c.id == unit.c.pool_id)
            .where(
                allocation.c.holds,
                booking.c.state == BookingState.CONFIRMED,
                allocation.c.held_until > self.now,
                unit.c.status == UnitStatus.ACTIVE,
                pool.c.office_id != booking.c.office_id,
            )
        )
        assert self.tx.execute(query).all() == []


def play(engine: Engine, examples: int) -> None:
    run_state_machine_as_test(
        type("Movers", (Movers,), {"engine": engine}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_no_order_of_events_loses_or_doubles_a_unit(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    engine = _engine(backend, request, tmp_path)
    play(engine, 4 if backend == "sqlite" else 2)
    engine.dispose()


@pytest.mark.thorough
def test_no_long_run_of_events_does_either(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    engine = _engine("sqlite", request, tmp_path)
    play(engine, 150)
    engine.dispose()


def _engine(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if backend == "postgresql":
        return open_engine(request.getfixturevalue("postgres_url"))
    shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "movers.db")
    return open_engine(f"sqlite:///{tmp_path / 'movers.db'}")
