"""An office of one person with many bookings, in a scratch database, for the measurements of calendars."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select, update

from scheduler.bookings.revisions import raise_revision
from scheduler.db import schema, tables
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.feeds.views import View
from tests import builders

NOW = builders.at("2026-07-01 9:00")
BASE_URL = "http://127.0.0.1:8000"
PERSON = "S000001"
VIEW = View("person", PERSON, "full", "ja")
A_DAY = 4


@contextmanager
def office_with(bookings: int, folder: Path | None = None, people: int = 1) -> Iterator[Database]:
    """A database in which everybody, PERSON first, has that many bookings of seats, from a week ago on, four a day."""
    with TemporaryDirectory() as scratch:
        database = Database(open_engine(f"sqlite:///{(folder or Path(scratch)) / 'sekitori.db'}"))
        schema.upgrade(database)
        with database.write() as tx:
            builders.office(tx, "YG-HQ", name_ja="村山総合支庁", address_ja="山形市鉄砲町二丁目19-68")
            for whose in map(person, range(people)):
                builders.staff_member(tx, whose)
                # A seat of one's own each day of the week: nobody gets in anybody's way.
                seats = builders.pool_with_units(tx, "seat", "YG-HQ", 7, attributes=whose)
                for number in range(bookings):
                    start = _start(number)
                    unit_id = seats[number % len(seats)]
                    builders.booking(tx, whose, [unit_id], start, start + timedelta(hours=1), note_ja="資料を持参")
        yield database
        database.engine.dispose()


def person(number: int) -> str:
    """The staff number of one of them."""
    return f"S{number + 1:06}"


def change_one(database: Database, now: datetime, turn: int = 0) -> None:
    """Somebody writes another note on a booking in the middle, each turn on another one."""
    with database.write() as tx:
        booking = tables.booking
        (count,) = tx.execute(select(func.count()).select_from(booking)).one()
        place = (count // 2 + turn * 37) % count
        booking_id = tx.execute(select(booking.c.id).order_by(booking.c.id).offset(place).limit(1)).scalar_one()
        tx.execute(update(booking).where(booking.c.id == booking_id).values(note_ja=f"資料を持参 {now:%H:%M:%S}"))
        raise_revision(tx, [booking_id], now)


def _start(number: int) -> datetime:
    day, turn = divmod(number, A_DAY)
    return builders.at("2026-06-24 9:00") + timedelta(days=day, hours=2 * turn)
