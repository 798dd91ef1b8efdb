"""Sixty-four people want one of sixty seats at the same moment: sixty get one, four hear that it is full."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, insert, select

from scheduler.availability.queries import free_units
from scheduler.bookings import operations
from scheduler.db import guards, tables
from scheduler.db.transaction import Database, retrying
from scheduler.domain.interval import Interval
from scheduler.domain.wish import Kind, Wish, needs_of
from scheduler.errors import Refused
from tests import builders
from tests.builders import at

CLIENTS, SEATS = 64, 60
NOW = at("2026-06-30 9:00")
AFTERNOON = Interval(at("2026-07-01 15:00"), at("2026-07-01 17:15"))


@pytest.fixture
def full_house(database: Database) -> Database:
    with database.write() as tx:
        builders.office(tx, "YG-HQ")
        for number in range(1, CLIENTS + 1):
            builders.staff_member(tx, f"S{number:06}", department_id="D0002", office_id="YG-SNI")
        builders.pool_with_units(tx, "seat", "YG-HQ", SEATS)
    return database


def wish_of(number: int) -> Wish:
    return Wish(f"S{number:06}", Kind.SEAT, "after_meeting", "YG-HQ", AFTERNOON)


def book(database: Database, number: int, _ready: threading.Barrier) -> None:
    def work() -> None:
        with database.write() as tx:
            actor = builders.actor(f"S{number:06}", department_id="D0002")
            operations.book(tx, wish_of(number), actor=actor, now=NOW)

    retrying(work)


def look_then_book(database: Database, number: int, ready: threading.Barrier) -> None:
    """How booking systems usually do it: look in one transaction, take in the next."""
    with database.read() as tx:
        free = free_units(tx, needs_of(wish_of(number))[0])
    ready.wait()
    with database.write() as tx:
        actor = builders.actor(f"S{number:06}", department_id="D0002")
        booking_id = operations.insert_booking(tx, wish_of(number), alerts=(), actor=actor, now=NOW)
        unit_id = free[number % len(free)].unit_id
        values = {"booking_id": booking_id, "unit_id": unit_id, "holds": True}
        times = {"starts_at": AFTERNOON.start, "held_until": AFTERNOON.end}
        tx.execute(insert(tables.allocation).values(values | times))


def race(database: Database, client: Callable[[Database, int, threading.Barrier], None]) -> Counter[str]:
    ready = threading.Barrier(CLIENTS)

    def one(number: int) -> str:
        try:
            client(database, number, ready)
        except Refused as refusal:
            return refusal.reasons[0].code
        return "booked"

    with ThreadPoolExecutor(CLIENTS) as pool:
        return Counter(pool.map(one, range(1, CLIENTS + 1)))


def double_booked(database: Database) -> int:
    one, other = tables.allocation.alias(), tables.allocation.alias()
    query = (
        select(func.count())
        .select_from(one.join(other, (one.c.unit_id == other.c.unit_id) & (one.c.id < other.c.id)))
        .where(one.c.holds, other.c.holds, one.c.starts_at < other.c.held_until, other.c.starts_at < one.c.held_until)
    )
    with database.read() as tx:
        return int(tx.execute(query).scalar_one())


def test_no_seat_is_booked_twice_and_nobody_is_refused_while_one_is_free(full_house: Database) -> None:
    outcomes = race(full_house, book)

    assert outcomes == {"booked": SEATS, "full": CLIENTS - SEATS}
    assert double_booked(full_house) == 0


def test_the_race_catches_a_naive_version(full_house: Database) -> None:
    with full_house.write() as tx:
        guards.remove(tx)

    race(full_house, look_then_book)

    assert double_booked(full_house) > 0


def test_the_database_stops_even_the_naive_version(full_house: Database) -> None:
    outcomes = race(full_house, look_then_book)

    assert double_booked(full_house) == 0
    assert outcomes["unit-taken"] == CLIENTS - outcomes["booked"]
