"""Whatever is changed, published, swapped and lost in whatever order: a ledger of its own agrees with the database."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, select

from scheduler.db import tables
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine
from scheduler.domain.states import SwapState
from scheduler.errors import IllegalTransition, Refused, StaleShiftPlan
from scheduler.shifts import absence, absence_job, drafting, editing, publishing, swaps
from scheduler.shifts.editing import CellChange
from scheduler.shifts.exchange import Pair
from solver.shifts.repair import repair
from tests.builders import at, keeper
from tests.scheduler.rounds import StepContext
from tests.scheduler.shift_section import (
    EARLY,
    LATE,
    MONDAY,
    PEOPLE,
    STANDARD,
    close,
    furnish,
    head,
    person,
    planned,
    propose,
    published,
    wish,
)

DAYS = tuple(MONDAY + timedelta(number) for number in range(3))
# Two of six may work another pattern than the usual one.
MOST_SHIFTED, LEAST = 2, 2

people = st.sampled_from(PEOPLE)
days = st.sampled_from(DAYS)
patterns = st.sampled_from((STANDARD, EARLY, LATE))
WISHED = {(staff_id, DAYS[0]): EARLY for staff_id in PEOPLE} | {(staff_id, DAYS[1]): LATE for staff_id in PEOPLE}


class Section(RuleBasedStateMachine):
    """Keeps its own list of what everybody works by; a refusal has to be explained by that list alone."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "office.db")
        self.database = Database(open_engine(f"sqlite:///{self.folder}/office.db"))
        self.now = at("2026-07-03 18:00")
        self.works: dict[tuple[str, date], str] = {}
        self.away: set[tuple[str, date]] = set()
        self.pinned: set[tuple[str, date]] = set()
        self.given: dict[tuple[str, date], str] = {}
        self.proposal: int | None = None
        self.is_stale = False
        self.swap: tuple[int, Pair, SwapState] | None = None
        self.is_published_anew = False

    @initialize()
    def furnish(self) -> None:
        with self.database.write() as tx:
            furnish(tx, last=DAYS[-1])
            for (staff_id, day), pattern_id in WISHED.items():
                wish(tx, staff_id, pattern_id, day)
            close(tx)
            self.proposal = propose(tx, now=self.now)
            self.given = planned(tx, self.proposal)

    def later(self) -> datetime:
        """Every step happens a minute after the one before."""
        self.now += timedelta(minutes=1)
        return self.now

    @rule(staff_id=people, day=days, pattern_id=patterns)
    @precondition(lambda self: self.proposal is not None)
    def change(self, staff_id: str, day: date, pattern_id: str) -> None:
        spot = (staff_id, day)
        try:
            with self.database.write() as tx:
                editing.apply_change(tx, self.open(), [CellChange(*spot, pattern_id)], actor=head(), now=self.later())
        except Refused as refusal:
            for reason in refusal.reasons:
                self.explain(reason.code, spot, pattern_id)
            return
        if self.given[spot] != pattern_id:
            self.given[spot] = pattern_id
            self.pinned.add(spot)

    @rule(staff_id=people, day=st.sampled_from(DAYS[:2]))
    @precondition(lambda self: self.proposal is not None)
    def meet_a_wish(self, staff_id: str, day: date) -> None:
        self.change(staff_id, day, WISHED[staff_id, day])

    def explain(self, code: str, spot: tuple[str, date], pattern_id: str) -> None:
        holds: dict[str, Callable[[], bool]] = {
            "shift-away": lambda: spot in self.away,
            "shift-pinned": lambda: spot in self.pinned,
            "shift-not-allowed": lambda: pattern_id not in {STANDARD, WISHED.get(spot)},
            "shift-too-many-shifted": lambda: self.shifted(self.given, spot[1]) >= MOST_SHIFTED,
            "shift-leaves-short": lambda: self.fewest({**self.given, spot: pattern_id}, spot[1]) < LEAST,
        }
        assert holds[code](), (code, spot, pattern_id)

    @rule(staff_id=people, day=days)
    @precondition(lambda self: self.proposal is not None)
    def unpin(self, staff_id: str, day: date) -> None:
        if (staff_id, day) in self.given:
            with self.database.write() as tx:
                editing.pin(tx, self.open(), [(staff_id, day)], pinned=False, actor=head(), now=self.later())
            self.pinned.discard((staff_id, day))

    @rule()
    @precondition(lambda self: self.proposal is not None)
    def publish(self) -> None:
        now = self.later()
        try:
            with self.database.write() as tx:
                publishing.publish(tx, self.open(), actor=head(), now=now)
        except StaleShiftPlan:
            assert self.is_stale
            return
        assert not self.is_stale
        self.works, self.proposal = dict(self.given), None
        self.is_published_anew = True

    @rule()
    @precondition(lambda self: bool(self.works) and (self.proposal is None or self.is_stale))
    def revise(self) -> None:
        with self.database.write() as tx:
            self.proposal = drafting.revise(tx, self.standing(tx), actor=head(), now=self.later())
            self.given = planned(tx, self.proposal)
            self.pinned = self.pins(tx)
        self.is_stale = False
        assert self.given == {spot: pattern for spot, pattern in self.works.items() if spot not in self.away}

    @rule(staff_id=people, day=days)
    def fall_ill(self, staff_id: str, day: date) -> None:
        with self.database.write() as tx:
            base = self.proposal if self.proposal is not None else self.standing(tx)
            before = planned(tx, base)
            # Time enough: what is found must not depend on how busy the machine is.
            new_id, job_id = absence.request_absence(
                tx, base, staff_id, day, day, seconds=60, actor=head(), now=self.later()
            )
            payload = tx.execute(select(tables.job.c.payload).where(tables.job.c.id == job_id)).scalar_one()
        absence_job.work_out(StepContext(self.database, self.now, job_id), payload)  # type: ignore[arg-type]
        self.away.add((staff_id, day))
        with self.database.write() as tx:
            tx.execute(tables.job.update().values(state="done"))
            self.given, self.proposal, self.pinned = planned(tx, new_id), new_id, self.pins_of(tx, new_id)
        changed = {spot for spot in before.keys() | self.given.keys() if before.get(spot) != self.given.get(spot)}
        left = {spot: pattern for spot, pattern in before.items() if spot != (staff_id, day)}
        assert changed <= {(staff_id, day)} or self.fewest(left, day) < LEAST
        self.is_stale = False

    @rule(first=people, other=people, day=days)
    @precondition(lambda self: bool(self.works) and self.swap is None)
    def ask(self, first: str, other: str, day: date) -> None:
        pair = Pair(first, day, other, day)
        own, theirs = self.works.get((first, day)), self.works.get((other, day))
        is_possible = None not in {own, theirs} and own != theirs and first != other
        is_possible = is_possible and not {(first, day), (other, day)} & self.away
        try:
            with self.database.write() as tx:
                swap_id = swaps.ask(tx, pair, actor=person(int(first[1:])), now=self.later())
        except Refused:
            assert not is_possible
            return
        assert is_possible
        self.swap = swap_id, pair, SwapState.ASKED
        self.is_published_anew = False

    @rule(number=st.integers(0, 99))
    @precondition(lambda self: bool(self.works) and self.swap is None)
    def ask_who_works_otherwise(self, number: int) -> None:
        here = [(staff_id, day) for (staff_id, day), pattern in sorted(self.works.items()) if pattern != STANDARD]
        if here:
            staff_id, day = here[number % len(here)]
            others = sorted(who for (who, at_day), pattern in self.works.items() if at_day == day and who != staff_id)
            self.ask(staff_id, others[number % len(others)], day)

    @rule(event=st.sampled_from(("agree", "agree", "approve", "approve", "decline", "withdraw")))
    @precondition(lambda self: self.swap is not None)
    def settle(self, event: str) -> None:
        assert self.swap is not None
        swap_id, pair, state = self.swap
        now = self.later()
        try:
            with self.database.write() as tx:
                self.act(tx, swap_id, pair, event, now)
        except IllegalTransition:
            assert (state, event) in {(SwapState.ASKED, "approve"), (SwapState.AGREED, "agree")}
            return
        except Refused as refusal:
            self.explain_swap(refusal.reasons[0].code, pair)
            return
        if event == "agree":
            self.swap = swap_id, pair, SwapState.AGREED
            return
        self.swap = None
        if event == "approve":
            self.exchanged(pair)

    def explain_swap(self, code: str, pair: Pair) -> None:
        """One of the two is away by now, or what is published is not what they agreed on."""
        spots = {(staff_id, pair.day) for staff_id in pair.staff_ids}
        holds = {
            "swap-no-shift": bool(spots - self.works.keys()),
            "swap-not-possible": bool(spots & self.away),
            "swap-changed-since": self.is_published_anew,
            "swap-same": self.is_published_anew,
        }
        assert holds[code], (code, pair)

    def act(self, tx: Connection, swap_id: int, pair: Pair, event: str, now: datetime) -> None:
        if event == "approve":
            # The first of the section is its head, who does not decide about their own.
            actor = head() if "S000001" not in pair.staff_ids else keeper()
            swaps.decide(tx, swap_id, event, actor=actor, now=now)
        elif event == "withdraw":
            swaps.withdraw(tx, swap_id, actor=person(int(pair.staff_id[1:])), now=now)
        else:
            swaps.answer(tx, swap_id, event, actor=person(int(pair.other_staff_id[1:])), now=now)

    def exchanged(self, pair: Pair) -> None:
        one, other = (pair.staff_id, pair.day), (pair.other_staff_id, pair.day)
        assert not {one, other} & self.away
        self.works[one], self.works[other] = self.works[other], self.works[one]
        if self.proposal is not None:
            self.is_stale = True
            for spot in (one, other):
                if spot in self.given:
                    self.given[spot] = self.works[spot]
                    self.pinned.add(spot)

    @invariant()
    def people_work_by_what_the_ledger_says(self) -> None:
        with self.database.read() as tx:
            assert published(tx) == self.works
            if self.proposal is not None:
                assert planned(tx, self.proposal) == self.given

    @invariant()
    def no_more_are_moved_than_may_be(self) -> None:
        for day in DAYS:
            assert self.shifted(self.works, day) <= MOST_SHIFTED

    @invariant()
    def is_sound(self) -> None:
        with self.database.read() as tx:
            assert examine(tx) == ()

    def fewest(self, works: dict[tuple[str, date], str], day: date) -> int:
        """How many are there before half past nine, or after a quarter past four."""
        there = [pattern for (_, at_day), pattern in works.items() if at_day == day]
        return min(len(there) - there.count(LATE), len(there) - there.count(EARLY))

    def shifted(self, works: dict[tuple[str, date], str], day: date) -> int:
        return sum(pattern != STANDARD for (_, at_day), pattern in works.items() if at_day == day)

    def open(self) -> int:
        assert self.proposal is not None
        return self.proposal

    def standing(self, tx: Connection) -> int:
        plan = tables.shift_plan
        return int(tx.execute(select(plan.c.id).where(plan.c.state == "published")).scalar_one())

    def pins(self, tx: Connection) -> set[tuple[str, date]]:
        return self.pins_of(tx, self.open())

    def pins_of(self, tx: Connection, plan_id: int) -> set[tuple[str, date]]:
        assignment = tables.shift_assignment
        query = select(assignment.c.staff_id, assignment.c.date)
        rows: Any = tx.execute(query.where(assignment.c.plan_id == plan_id, assignment.c.pinned))
        return {(row.staff_id, row.date) for row in rows}

    def teardown(self) -> None:
        self.database.engine.dispose()
        shutil.rmtree(self.folder)


@pytest.mark.thorough
def test_ledger_and_database_agree(sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(absence_job, "repair_shifts_in_child", lambda *values: repair(*values[:-1]))
    Section.template = sqlite_template
    machine = Section.TestCase
    machine.settings = settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    machine().runTest()
