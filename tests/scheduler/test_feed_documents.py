"""The stored bytes of calendars: after any change they are what the rows say, however they were made."""

from __future__ import annotations

import zlib
from datetime import timedelta
from random import Random

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from scheduler.bookings import operations as bookings
from scheduler.bookings.revisions import raise_revision
from scheduler.clock import Clock
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.interval import Interval
from scheduler.domain.states import BookingState
from scheduler.feeds import composing, documents
from scheduler.feeds.documents import Document, build, current
from scheduler.feeds.log_keeping import forget_old_changes
from scheduler.feeds.revisions import KEPT, changed_between, forget_old, touch
from scheduler.feeds.views import View
from scheduler.imports.organisation import store_departments, store_offices, store_policy_days
from scheduler.loans import operations as loans
from scheduler.loans.rules import Condition
from scheduler.resources import operations as stock
from tests import builders
from tests.builders import at, keeper
from tests.scheduler.feed_office import BASE_URL, COLLEAGUE, ME, NOW, make, views

OWN = View("person", ME, "full", "ja")


pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def units(database: Database) -> dict[str, list[int]]:
    with database.write() as tx:
        return make(tx)


def read(database: Database, view: View = OWN, now=NOW) -> Document:
    return current(database, view, now=now, base_url=BASE_URL)


def put(database: Database, unit_id: int, hour: int, staff_id: str = ME) -> int:
    """A booking of one hour tomorrow, told to every calendar."""
    start = at(f"2026-07-02 {hour}:00")
    with database.write() as tx:
        booking_id = builders.booking(tx, staff_id, [unit_id], start, start + timedelta(hours=1))
        raise_revision(tx, [booking_id], NOW)
        return booking_id


class Office:
    """Whatever happens in an office, at random."""

    def __init__(self, database: Database, units: dict[str, list[int]], seed: int) -> None:
        self.database, self.units, self.random = database, units, Random(seed)
        self.now = NOW

    def step(self) -> None:
        self.now += timedelta(seconds=self.random.randint(0, 90))
        happening = self.random.choice(
            [self.book, self.book, self.book, self.cancel, self.rename, self.close, self.note]
        )
        happening()

    def book(self) -> None:
        unit_id = self.random.choice(self.random.choice(list(self.units.values())))
        start = at("2026-07-02 9:00") + timedelta(hours=self.random.randrange(60 * 24))
        with self.database.write() as tx:
            taken = select(tables.allocation.c.id).where(
                tables.allocation.c.holds,
                tables.allocation.c.starts_at < start + timedelta(hours=3),
                tables.allocation.c.held_until > start - timedelta(hours=3),
            )
            if tx.execute(taken).first() is None:
                end = start + timedelta(hours=1)
                made = builders.booking(tx, self.random.choice([ME, COLLEAGUE]), [unit_id], start, end)
                raise_revision(tx, [made], self.now)

    def cancel(self) -> None:
        with self.database.write() as tx:
            stands = select(tables.booking.c.id).where(tables.booking.c.state == BookingState.CONFIRMED)
            ids = tx.execute(stands.order_by(tables.booking.c.id)).scalars().all()
            if ids:
                bookings.cancel(tx, self.random.choice(ids), actor=keeper(), now=self.now)

    def rename(self) -> None:
        with self.database.write() as tx:
            unit_id = self.random.choice(self.units["seat"])
            name = f"席{self.random.randrange(1000)}"
            stock.rename_unit(tx, actor=keeper(), now=self.now, unit_id=unit_id, expected=None, name_ja=name)

    def close(self) -> None:
        start = self.now + timedelta(days=self.random.randrange(1, 60))
        interval = Interval(start, start + timedelta(hours=4))
        with self.database.write() as tx:
            closed = stock.add_closure(
                tx,
                actor=keeper(),
                now=self.now,
                interval=interval,
                reason_code="works",
                reason_ja="工事",
                office_id="YG-HQ",
                kind=self.random.choice([None, "seat"]),
            )
            if self.random.random() < 0.5:
                stock.lift_closure(tx, actor=keeper(), now=self.now, closure_id=closed.closure_id)

    def note(self) -> None:
        with self.database.write() as tx:
            ids = tx.execute(select(tables.booking.c.id).order_by(tables.booking.c.id)).scalars().all()
            if ids:
                chosen = self.random.choice(ids)
                text = f"備考{self.random.randrange(100)}"
                tx.execute(update(tables.booking).where(tables.booking.c.id == chosen).values(note_ja=text))
                raise_revision(tx, [chosen], self.now)


@pytest.mark.parametrize("seed", [1, 2])
def test_bytes_made_from_the_change_log_are_those_made_from_the_rows(
    database: Database, units: dict[str, list[int]], seed: int
) -> None:
    office = Office(database, units, seed)
    for _ in range(12):
        for _ in range(office.random.randint(1, 4)):
            office.step()
        for view in views(units["seat"][0]):
            stored = read(database, view, office.now)
            with database.read() as tx:
                assert stored.body == build(tx, view, now=office.now, base_url=BASE_URL), view
            assert zlib.decompress(stored.body_gzip, 31) == stored.body


def test_one_changed_booking_renders_one_event(
    database: Database, units: dict[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [put(database, units["seat"][0], hour) for hour in range(8, 18)]
    read(database)
    rendered = []
    render = composing.render_event
    monkeypatch.setattr(composing, "render_event", lambda event: rendered.append(event.uid) or render(event))

    with database.write() as tx:
        bookings.cancel(tx, ids[3], actor=keeper(), now=NOW)
    changed = read(database)

    assert len(rendered) == 1
    assert changed.body.count(b"BEGIN:VEVENT") == len(ids)
    assert changed.body.count(b"STATUS:CANCELLED") == 1


def test_bytes_of_one_revision_are_the_same_whoever_makes_them(database: Database, units: dict[str, list[int]]) -> None:
    put(database, units["seat"][0], 9)
    first = read(database)
    other = Database(database.engine)
    with other.write() as tx:
        tx.execute(tables.feed_document.delete())

    again = read(other)

    assert (again.body, again.etag, again.changed_at) == (first.body, first.etag, first.changed_at)


def test_change_that_is_rolled_back_is_in_no_calendar(database: Database, units: dict[str, list[int]]) -> None:
    before = read(database)

    class PowerCut(Exception):
        pass

    def interrupted() -> None:
        with database.write() as tx:
            start = at("2026-07-02 9:00")
            made = builders.booking(tx, ME, [units["seat"][0]], start, start + timedelta(hours=1))
            raise_revision(tx, [made], NOW)
            raise PowerCut

    with pytest.raises(PowerCut):
        interrupted()

    assert read(database).etag == before.etag


def test_bytes_that_were_stored_too_late_do_not_replace_later_ones(
    database: Database, units: dict[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody commits between the read and the store of somebody else."""
    put(database, units["seat"][0], 9)
    store = documents._store

    def overtaken(*arguments):
        monkeypatch.setattr(documents, "_store", store)
        put(database, units["seat"][0], 11)
        read(database)
        store(*arguments)

    monkeypatch.setattr(documents, "_store", overtaken)
    read(database)

    assert read(database).body.count(b"BEGIN:VEVENT") == 2


def test_new_name_of_an_office_is_a_later_revision_of_whatever_shows_it(
    database: Database, units: dict[str, list[int]]
) -> None:
    put(database, units["seat"][0], 9)
    before = {view: read(database, view) for view in views(units["seat"][0])}
    later = NOW + timedelta(minutes=1)
    with database.write() as tx:
        row = tx.execute(select(tables.office)).one()
        store_offices(tx, [_office_row(row, name_ja="新庁舎")], later)

    for view, document in before.items():
        shown = "庁舎" in document.body.decode().replace("\r\n ", "")
        after = read(database, view, later)
        if shown:
            assert "新庁舎" in after.body.decode().replace("\r\n ", ""), view
            assert after.etag != document.etag
            if "予約はありません" in after.body.decode():
                continue
            for event in Calendar.from_ical(after.body).walk("VEVENT"):
                assert event["LAST-MODIFIED"].dt == later, view


def test_new_section_name_and_new_policy_days_reach_their_calendars(database: Database, units) -> None:
    section, policy = View("section", "D0001", "full", "ja"), View("policy", "D0001", "full", "ja")
    read(database, section), read(database, policy)
    day = {"date": at("2026-07-08 0:00").date(), "scope": "all", "kind": "no_overtime", "name_ja": "NO残業デー"}
    times = {"leave_by": None, "lights_out_check": None, "curfew": None}
    with database.write() as tx:
        row = tx.execute(select(tables.department)).one()
        store_departments(tx, [_department_row(row, section_ja="新しい課")], NOW)
        store_policy_days(tx, [{**day, **times}], NOW)

    assert "新しい課" in read(database, section).body.decode()
    assert "NO残業デー" in read(database, policy).body.decode()
    assert "新しい課" in read(database, policy).body.decode()


def test_due_loan_is_in_ones_own_calendar_until_it_is_back(database: Database, units: dict[str, list[int]]) -> None:
    booking_id = put(database, units["mobile_pc"][0], 10)
    reserved = read(database).body.decode()
    with database.write() as tx:
        loan_id = builders.loan_of(tx, booking_id)
        tx.execute(update(tables.booking).values(starts_at=NOW, purpose="business_trip"))
        issued = loans.issue(tx, actor=keeper(), now=NOW, loan_id=loan_id)
    out = read(database).body.decode()
    with database.write() as tx:
        loans.take_back(
            tx,
            actor=keeper(),
            now=NOW + timedelta(hours=1),
            asset_number=issued.asset_number,
            condition=Condition.GOOD,
            office_id="YG-HQ",
        )
    back = read(database, now=NOW + timedelta(hours=1)).body.decode()

    assert ("返却期限" in reserved, "返却期限" in out, "返却期限" in back) == (True, True, False)


def test_change_log_is_silent_about_what_it_has_forgotten(database: Database) -> None:
    subject = ("person", ME)
    for _ in range(3):
        with database.write() as tx:
            touch(tx, {subject}, now=NOW, items=["one"])
    with database.read() as tx:
        assert changed_between(tx, subject, 1, 3) == {"one"}
    with database.write() as tx:
        forget_old(tx, now=NOW + KEPT + timedelta(seconds=1))
        touch(tx, {subject}, now=NOW + KEPT, items=["two"])

    with database.read() as tx:
        assert changed_between(tx, subject, 3, 4) == {"two"}
        assert changed_between(tx, subject, 1, 4) is None


def _office_row(row, **changes):
    renamed = {"opens_at": "open_time", "closes_at": "close_time"}
    return {renamed.get(name, name): value for name, value in row._mapping.items()} | changes


def _department_row(row, **changes):
    renamed = {"department_id": "dept_id", "counter_opens_at": "counter_open", "counter_closes_at": "counter_close"}
    values = {renamed.get(name, name): value for name, value in row._mapping.items()}
    return values | {"busy_months": []} | changes


def test_change_log_is_kept_short_by_a_chore(database: Database) -> None:
    with database.write() as tx:
        touch(tx, {("person", ME)}, now=NOW)
    for days, left in ((14, 1), (16, 0)):
        forget_old_changes(database, Clock(NOW + timedelta(days=days) - Clock().now()))
        with database.read() as tx:
            assert len(tx.execute(select(tables.feed_change)).all()) == left
