"""Whatever people book, change and cancel in whatever order: an independent ledger agrees with the database."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from scheduler.bookings import operations
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine
from scheduler.domain.interval import Interval
from scheduler.domain.wish import Kind, Wish
from scheduler.errors import Refused
from tests import builders
from tests.builders import at

NOW = at("2026-06-30 9:00")
SEATS, PCS, PEOPLE = 2, 1, 4
TURNAROUND = {Kind.SEAT: timedelta(0), Kind.TABLET: timedelta(minutes=30)}
STOCK = {Kind.SEAT: SEATS, Kind.TABLET: PCS}

starts = st.integers(0, 24).map(lambda quarter: at("2026-07-01 9:00") + timedelta(minutes=15 * quarter))
lengths = st.integers(1, 8).map(lambda quarters: timedelta(minutes=15 * quarters))
intervals = st.builds(lambda start, length: Interval(start, start + length), starts, lengths)
people = st.integers(1, PEOPLE).map(lambda number: f"S{number:06}")
kinds = st.sampled_from([Kind.SEAT, Kind.TABLET])


class Ledger(RuleBasedStateMachine):
    """Keeps its own list of what stands; a refusal has to be explained by that list alone."""

    booked = Bundle("booked")
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "office.db")
        self.database = Database(open_engine(f"sqlite:///{self.folder}/office.db"))
        self.stands: dict[int, tuple[Wish, int]] = {}

    @initialize()
    def furnish(self) -> None:
        with self.database.write() as tx:
            builders.office(tx, "YG-HQ")
            for number in range(1, PEOPLE + 1):
                builders.staff_member(tx, f"S{number:06}", department_id="D0002", office_id="YG-SNI")
            builders.pool_with_units(tx, "seat", "YG-HQ", SEATS)
            builders.pool_with_units(tx, "tablet", "YG-HQ", PCS)

    @rule(target=booked, person=people, kind=kinds, interval=intervals)
    def book(self, person: str, kind: Kind, interval: Interval) -> object:
        wish = Wish(person, kind, "after_meeting", "YG-HQ", interval)
        try:
            with self.database.write() as tx:
                made = operations.book(tx, wish, actor=builders.actor(person, department_id="D0002"), now=NOW)
        except Refused as refusal:
            self.explain(wish, refusal)
            return multiple()
        self.stands[made.booking_id] = (wish, made.units[0].unit_id)
        return made.booking_id

    @rule(booking_id=booked, interval=intervals)
    def change(self, booking_id: int, interval: Interval) -> None:
        if booking_id not in self.stands:
            return
        old, _ = self.stands[booking_id]
        wish = Wish(old.staff_id, old.kind, "after_meeting", "YG-HQ", interval)
        actor = builders.actor(old.staff_id, department_id="D0002")
        try:
            with self.database.write() as tx:
                made = operations.change_booking(tx, booking_id, wish, expected_version=None, actor=actor, now=NOW)
        except Refused as refusal:
            self.explain(wish, refusal, except_id=booking_id)
            return
        self.stands[booking_id] = (wish, made.units[0].unit_id)

    @rule(booking_id=consumes(booked))
    def cancel(self, booking_id: int) -> None:
        wish, _ = self.stands.pop(booking_id)
        with self.database.write() as tx:
            operations.cancel(tx, booking_id, actor=builders.actor(wish.staff_id, department_id="D0002"), now=NOW)

    def explain(self, wish: Wish, refusal: Refused, except_id: int | None = None) -> None:
        others = [item for key, item in self.stands.items() if key != except_id]
        if refusal.reasons[0].code == "person-has-seat":
            assert any(
                other.staff_id == wish.staff_id and other.kind is Kind.SEAT and other.interval.overlaps(wish.interval)
                for other, _ in others
            )
            return
        assert refusal.reasons[0].code == "full"
        pad = TURNAROUND[wish.kind]
        taken = {
            unit_id
            for other, unit_id in others
            if other.kind is wish.kind and other.interval.extended(pad).overlaps(wish.interval.extended(pad))
        }
        assert len(taken) == STOCK[wish.kind]

    @invariant()
    def is_sound(self) -> None:
        with self.database.read() as tx:
            assert examine(tx) == ()

    def teardown(self) -> None:
        self.database.engine.dispose()
        shutil.rmtree(self.folder)


@pytest.mark.thorough
def test_ledger_and_database_agree(sqlite_template: Path) -> None:
    Ledger.template = sqlite_template
    machine = Ledger.TestCase
    machine.settings = settings(
        max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    machine().runTest()
