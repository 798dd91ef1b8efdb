"""Whatever people cancel, wait for, accept and leave, in whatever order: no place is promised twice or half given."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from scheduler.bookings import operations as bookings
from scheduler.db import tables
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine
from scheduler.domain.interval import Interval
from scheduler.domain.wish import Kind, Wish
from scheduler.errors import Refused, StaleOffer
from scheduler.waiting import answers, consent, joining, sweep
from tests.builders import at
from tests.scheduler.waiting_list import DAY, KEEPER, NOW, furnish, run_jobs, seated, solved_here, waiting

__all__ = ("solved_here",)

SEATED, PEOPLE, SEATS = 4, 8, 2
# Half of them sit there in the beginning, each for half a day; the others come for shorter and longer.
newcomers = st.integers(SEATED + 1, PEOPLE)
MORNING, AFTERNOON, DAY_LONG, NOON = ("9:00", "13:00"), ("13:00", "17:00"), ("9:00", "17:00"), ("12:00", "14:00")
spans = st.sampled_from([DAY_LONG, DAY_LONG, MORNING, NOON])
picks = st.integers(0, 50)


class Waiting(RuleBasedStateMachine):
    """Two seats, eight people, one day; time only moves on."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "office.db")
        self.database = Database(open_engine(f"sqlite:///{self.folder}/office.db"))
        self.now = NOW

    @initialize(
        agree=st.lists(st.sampled_from([True, True, False]), min_size=SEATED, max_size=SEATED),
        gone=st.sampled_from([(1, 4), (2, 3), (1, 2), (3,)]),
    )
    def open_the_office(self, agree: list[bool], gone: tuple[int, ...]) -> None:
        """Where two halves of different seats are given up, whoever waits for a whole day needs somebody to move."""
        with self.database.write() as tx:
            seats = furnish(tx, seats=SEATS, people=PEOPLE)
            for number, may_move in enumerate(agree, 1):
                span = MORNING if number % 2 else AFTERNOON
                made = seated(tx, number, seats[(number - 1) // 2], *span, may_move=may_move)
                if number in gone:
                    bookings.cancel(tx, made, actor=KEEPER, now=self.now)
            for number in range(SEATED + 1, PEOPLE - 1):
                made = waiting(tx, number, *DAY_LONG, since=self.now)
                joining.look_for(tx, made, actor=KEEPER, now=self.now)
        run_jobs(self.database, self.now)

    @rule(number=newcomers, span=spans, may_move=st.booleans())
    def book(self, number: int, span: tuple[str, str], may_move: bool) -> None:
        times = Interval(*(at(f"{DAY} {moment}") for moment in span))
        wish = Wish(f"S00000{number}", Kind.SEAT, "after_meeting", "YG-HQ", times)
        try:
            with self.database.write() as tx:
                bookings.book(tx, wish, actor=KEEPER, now=self.now, may_move=may_move)
        except Refused:
            pass

    @rule(number=newcomers, span=spans)
    def join(self, number: int, span: tuple[str, str]) -> None:
        with self.database.write() as tx:
            made = waiting(tx, number, *span, since=self.now, may_move=number % 2 == 0)
            joining.look_for(tx, made, actor=KEEPER, now=self.now)
        run_jobs(self.database, self.now)

    @rule(pick=picks)
    def cancel(self, pick: int) -> None:
        booking_id = self._one_of(tables.booking, pick, state="confirmed")
        if booking_id is not None:
            with self.database.write() as tx:
                bookings.cancel(tx, booking_id, actor=KEEPER, now=self.now)
            run_jobs(self.database, self.now)

    @rule(pick=picks, may_move=st.booleans())
    def change_mind(self, pick: int, may_move: bool) -> None:
        booking_id = self._one_of(tables.booking, pick, state="confirmed")
        if booking_id is not None:
            with self.database.write() as tx:
                consent.set_for_booking(tx, booking_id, may_move, actor=KEEPER, now=self.now)

    @precondition(lambda self: self._open_offers())
    @rule(pick=picks)
    def accept(self, pick: int) -> None:
        offer_id = self._one_of(tables.offer, pick, state="open")
        assert offer_id is not None
        before = self._held()
        with self.database.read() as tx:
            row = tx.execute(select(tables.offer).where(tables.offer.c.id == offer_id)).one()
        try:
            with self.database.write() as tx:
                answers.accept(tx, offer_id, actor=KEEPER, now=self.now)
        except StaleOffer:
            assert self._held() == before
            return
        held = self._held()
        assert held[row.booking_id] == row.option["unit_ids"]
        for move in row.moves:
            assert held[move["booking_id"]] == move["after"]["unit_ids"]
        untouched = set(before) - {row.booking_id, *(move["booking_id"] for move in row.moves)}
        assert {key: held[key] for key in untouched} == {key: before[key] for key in untouched}

    @precondition(lambda self: self._open_offers())
    @rule(pick=picks)
    def decline(self, pick: int) -> None:
        offer_id = self._one_of(tables.offer, pick, state="open")
        assert offer_id is not None
        with self.database.write() as tx:
            answers.decline(tx, offer_id, actor=KEEPER, now=self.now)
        run_jobs(self.database, self.now)

    @rule(hours=st.integers(1, 9))
    def wait(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), at(f"{DAY} 8:00"))
        with self.database.write() as tx:
            sweep.sweep(tx, now=self.now)
            late = select(tables.offer.c.id).where(
                tables.offer.c.state == "open", tables.offer.c.expires_at <= self.now
            )
            assert tx.execute(late).all() == []

    @invariant()
    def is_sound(self) -> None:
        """No double booking, one open offer for a place and for a date, none after the use has begun."""
        with self.database.read() as tx:
            assert examine(tx) == ()
            for row in tx.execute(select(tables.offer).where(tables.offer.c.state == "open")):
                assert row.expires_at <= datetime.fromisoformat(row.option["starts_at"])

    def _open_offers(self) -> bool:
        return self._one_of(tables.offer, 0, state="open") is not None

    def _one_of(self, table: Any, pick: int, *, state: str) -> int | None:
        with self.database.read() as tx:
            query = select(table.c.id).where(table.c.state == state).order_by(table.c.id)
            found = tx.execute(query).scalars().all()
        return found[pick % len(found)] if found else None

    def _held(self) -> dict[int, list[int]]:
        with self.database.read() as tx:
            query = select(tables.allocation).where(tables.allocation.c.holds).order_by(tables.allocation.c.id)
            found: dict[int, list[int]] = {}
            for row in tx.execute(query):
                found.setdefault(row.booking_id, []).append(row.unit_id)
        return found

    def teardown(self) -> None:
        self.database.engine.dispose()
        shutil.rmtree(self.folder)


@pytest.mark.thorough
@pytest.mark.usefixtures("solved_here")
def test_offers_are_sound_in_any_order(sqlite_template: Path) -> None:
    Waiting.template = sqlite_template
    machine = Waiting.TestCase
    machine.settings = settings(
        max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
    )
    machine().runTest()
