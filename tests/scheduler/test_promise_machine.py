"""Whatever is promised, settled and called off in whatever order: all promises can be kept together, and none is
refused that could be. An independent search over every choice of units says what can be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, select, update

from scheduler.bookings import operations
from scheduler.db import tables
from scheduler.db.transaction import Database, retrying
from scheduler.doctor.queries import examine
from scheduler.domain.interval import Interval
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.wish import Kind, Wish, needs_of
from scheduler.errors import Refused
from scheduler.loans.operations import exchange_unit
from scheduler.promises.queries import can_be_promised
from tests import builders
from tests.builders import at, keeper

NOW = at("2026-06-30 9:00")
NINE = at("2026-07-01 9:00")
QUARTER, TURNAROUND = timedelta(minutes=15), timedelta(minutes=30)
HALF = timedelta(minutes=30)
UNITS = 2
Held = tuple[datetime, datetime]
starts = st.integers(0, 11).map(lambda halves: NINE + halves * HALF)
lengths = st.sampled_from([1, 1, 2, 4]).map(lambda halves: halves * HALF)
picks = st.integers(0, 1_000)


def tablet(start: datetime, end: datetime, staff_id: str = "S000001") -> Wish:
    return Wish(staff_id, Kind.TABLET, "field_work", "YG-HQ", Interval(start, end))


def can_all_be_kept(promises: Sequence[Held], settled: dict[int, list[Held]]) -> bool:
    """Try every unit for every promise."""
    if not promises:
        return True
    first, rest = promises[0], promises[1:]
    return any(
        all(end <= first[0] or first[1] <= start for start, end in held)
        and can_all_be_kept(rest, {**settled, unit_id: [*held, first]})
        for unit_id, held in settled.items()
    )


class Promises(RuleBasedStateMachine):
    """`stands`: what each booking holds and since when it is settled on which unit (None: not yet)."""

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.tx = self.engine.connect()
        self.transaction = self.tx.begin()
        self.stands: dict[int, tuple[Held, int | None]] = {}

    @initialize()
    def furnish(self) -> None:
        builders.staff_member(self.tx, "S000001")
        self.units = builders.pool_with_units(self.tx, "tablet", count=UNITS)

    def teardown(self) -> None:
        self.transaction.rollback()
        self.tx.close()

    def is_possible(self, stands: Sequence[tuple[Held, int | None]]) -> bool:
        settled: dict[int, list[Held]] = {unit_id: [] for unit_id in self.units}
        for held, unit_id in stands:
            if unit_id is not None:
                if any(start < held[1] and held[0] < end for start, end in settled[unit_id]):
                    return False
                settled[unit_id].append(held)
        return can_all_be_kept(sorted(held for held, unit_id in stands if unit_id is None), settled)

    def attempt(self, expected: str, act: Callable[[], Any]) -> Any:
        """What `act` returns, or None when it was refused for the reason expected."""
        try:
            with self.tx.begin_nested():
                return act()
        except Refused as refused:
            codes = [reason.code for reason in refused.reasons]
        assert codes == [expected]
        return None

    @rule(several=st.lists(st.tuples(starts, lengths), min_size=1, max_size=6))
    def promise(self, several: list[tuple[datetime, timedelta]]) -> None:
        for start, length in several:
            wish, held = tablet(start, start + length), (start, start + length + TURNAROUND)
            possible = self.is_possible([*self.stands.values(), (held, None)])
            made = self.booked(wish)
            assert (made is not None) == possible
            if made is not None:
                self.stands[made] = (held, None)

    def booked(self, wish: Wish) -> int | None:
        made = self.attempt("full", lambda: operations.book(self.tx, wish, actor=builders.actor("S000001"), now=NOW))
        return None if made is None else int(made.booking_id)

    @precondition(lambda self: self.stands)
    @rule(pick=picks, on=picks)
    def settle(self, pick: int, on: int) -> None:
        booking_id = sorted(self.stands)[pick % len(self.stands)]
        held, _ = self.stands[booking_id]
        unit_id = self.units[on % UNITS]
        others = [item for key, item in self.stands.items() if key != booking_id]
        number = self.tx.execute(select(tables.unit.c.asset_number).where(tables.unit.c.id == unit_id)).scalar_one()
        loan_id = builders.loan_of(self.tx, booking_id)
        possible = self.is_possible([*others, (held, unit_id)])
        item = self.attempt(
            "unit-not-free",
            lambda: exchange_unit(self.tx, actor=keeper(), now=NOW, loan_id=loan_id, asset_number=number),
        )

        assert (item is not None) == possible
        if item is not None:
            self.stands[booking_id] = (held, unit_id)

    @precondition(lambda self: self.stands)
    @rule(pick=picks)
    def call_off(self, pick: int) -> None:
        booking_id = sorted(self.stands)[pick % len(self.stands)]
        operations.cancel(self.tx, booking_id, actor=builders.actor("S000001"), now=NOW)
        del self.stands[booking_id]

    @rule(start=starts, length=lengths)
    def look(self, start: datetime, length: timedelta) -> None:
        (need,) = needs_of(tablet(start, start + length))
        possible = self.is_possible([*self.stands.values(), ((start, start + length + TURNAROUND), None)])

        assert can_be_promised(self.tx, need, now=NOW, policy=DEFAULT_POLICY) == possible

    @invariant()
    def every_promise_has_a_unit_and_what_is_settled_stays(self) -> None:
        assert examine(self.tx) == ()
        allocation, loan = tables.allocation, tables.loan
        query = select(allocation, loan.c.unit_id.label("lent")).join(loan).where(allocation.c.holds)
        rows = {row.booking_id: row for row in self.tx.execute(query)}
        assert rows.keys() == self.stands.keys()
        for key, (held, unit_id) in self.stands.items():
            assert (rows[key].starts_at, rows[key].held_until) == held
            assert rows[key].bound == (unit_id is not None)
            assert rows[key].unit_id == rows[key].lent
            assert unit_id in {None, rows[key].unit_id}


def play(engine: Engine, examples: int) -> None:
    machine: Any = type("Promises", (Promises,), {"engine": engine})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


def test_all_promises_can_be_kept_and_none_is_refused_that_could_be(shared_database: Database) -> None:
    play(shared_database.engine, 6)


@pytest.mark.thorough
def test_long_runs_of_promises_can_be_kept_too(shared_database: Database) -> None:
    play(shared_database.engine, 60)


def test_one_of_many_who_ask_at_once_for_the_last_place_gets_it(database: Database) -> None:
    """Neither tablet is free for the whole time, and exchanging two promises makes room for one more."""
    people = [f"S00000{number}" for number in range(1, 7)]
    with database.write() as tx:
        for staff_id in people:
            builders.staff_member(tx, staff_id)
        one, other = builders.pool_with_units(tx, "tablet", count=2)
        for unit_id, first, last in ((one, 0, 4), (one, 16, 20), (other, 8, 12)):
            builders.booking(tx, "S000001", [unit_id], NINE + first * QUARTER, NINE + last * QUARTER)
        tx.execute(update(tables.allocation).values(bound=False))
    together = Barrier(len(people))

    def ask(staff_id: str) -> str:
        def work() -> str:
            with database.write() as tx:
                wish = tablet(NINE + 8 * QUARTER, NINE + 24 * QUARTER, staff_id)
                operations.book(tx, wish, actor=builders.actor(staff_id), now=NOW)
            return "booked"

        together.wait()
        try:
            return retrying(work)
        except Refused as refused:
            return refused.reasons[0].code

    with ThreadPoolExecutor(len(people)) as crowd:
        outcomes = Counter(crowd.map(ask, people))

    assert outcomes == {"booked": 1, "full": len(people) - 1}
    with database.read() as tx:
        assert examine(tx) == ()


def test_booking_that_moves_a_promise_and_the_desk_that_settles_it_meet_in_order(database: Database) -> None:
    """One of the two wins; the promise is on the unit that was settled, or the booking has it."""
    with database.write() as tx:
        for staff_id in ("S000001", "S000002"):
            builders.staff_member(tx, staff_id)
        one, other = builders.pool_with_units(tx, "tablet", count=2)
        builders.booking(tx, "S000001", [one], NINE, NINE + 4 * QUARTER)
        late = builders.booking(tx, "S000001", [one], NINE + 16 * QUARTER, NINE + 20 * QUARTER)
        builders.booking(tx, "S000001", [other], NINE + 8 * QUARTER, NINE + 12 * QUARTER)
        tx.execute(update(tables.allocation).values(bound=False))
        loan_id = builders.loan_of(tx, late)
        number = tx.execute(select(tables.unit.c.asset_number).where(tables.unit.c.id == one)).scalar_one()
    together = Barrier(2)

    def book() -> str:
        def work() -> str:
            with database.write() as tx:
                wish = tablet(NINE + 8 * QUARTER, NINE + 24 * QUARTER, "S000002")
                operations.book(tx, wish, actor=builders.actor("S000002"), now=NOW)
            return "booked"

        return attempted(work)

    def settle() -> str:
        def work() -> str:
            with database.write() as tx:
                exchange_unit(tx, actor=keeper(), now=NOW, loan_id=loan_id, asset_number=number)
            return "settled"

        return attempted(work)

    def attempted(work: Any) -> str:
        together.wait()
        try:
            return str(retrying(work))
        except Refused as refused:
            return refused.reasons[0].code

    with ThreadPoolExecutor(2) as crowd:
        outcomes = [job.result() for job in (crowd.submit(book), crowd.submit(settle))]

    # Settling on the unit it has leaves room: the other promise moves to it instead.
    assert outcomes[1] == "settled"
    with database.read() as tx:
        row = tx.execute(select(tables.allocation).where(tables.allocation.c.booking_id == late)).one()
        assert (row.unit_id, row.bound) == (one, True)
        assert examine(tx) == ()
    assert outcomes[0] == "booked"
