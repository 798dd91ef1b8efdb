"""Devices are promised as a class: whatever fits is accepted, and every promise has a unit at every moment."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import Connection, select, update

from scheduler.bookings import operations
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.interval import Interval
from scheduler.domain.states import LoanState, RequestState
from scheduler.domain.wish import Kind, Wish
from scheduler.errors import Refused, StalePlan
from scheduler.loans.operations import issue
from scheduler.plans.applying import apply_plan
from scheduler.promises.colouring import Busy, Piece, coloured
from tests import builders
from tests.builders import at
from tests.scheduler.rounds import closed_round, propose

NOW = at("2026-06-30 9:00")
NINE = at("2026-07-01 9:00")
TURNAROUND = timedelta(minutes=30)


def hours(start: float, end: float) -> Interval:
    return Interval(NINE + timedelta(hours=start), NINE + timedelta(hours=end))


def tablet(interval: Interval, staff_id: str = "S000001", unit_id: int | None = None) -> Wish:
    return Wish(staff_id, Kind.TABLET, "field_work", "YG-HQ", interval, unit_id=unit_id)


def book(tx: Connection, wish: Wish) -> int:
    return operations.book(tx, wish, actor=builders.actor(wish.staff_id), now=NOW).booking_id


def held(tx: Connection) -> dict[int, int]:
    query = select(tables.allocation.c.booking_id, tables.allocation.c.unit_id).where(tables.allocation.c.holds)
    return {row.booking_id: row.unit_id for row in tx.execute(query)}


@pytest.fixture
def units(database: Database) -> list[int]:
    with database.write() as tx:
        builders.staff_member(tx, "S000001")
        builders.staff_member(tx, "S000002")
        return builders.pool_with_units(tx, "tablet", count=2)


def crowd(tx: Connection, units: list[int]) -> tuple[int, int, int]:
    """Neither unit is free from eleven till three, yet one would be enough for what is on both then."""
    first = builders.booking(tx, "S000001", [units[0]], *_ends(hours(0, 1)))
    second = builders.booking(tx, "S000001", [units[0]], *_ends(hours(4, 5)))
    third = builders.booking(tx, "S000001", [units[1]], *_ends(hours(2, 3)))
    tx.execute(update(tables.allocation).values(bound=False))
    return first, second, third


def _ends(interval: Interval) -> tuple[datetime, datetime]:
    return interval.start, interval.end


def test_device_is_promised_and_a_named_one_or_a_seat_is_settled_at_once(database: Database, units: list[int]) -> None:
    with database.write() as tx:
        builders.pool_with_units(tx, "seat", count=1)
        promised = book(tx, tablet(hours(0, 1)))
        named = book(tx, tablet(hours(2, 3), unit_id=units[1]))
        builders.staff_member(tx, "S000003", department_id="D0002", office_id="YG-SNI")
        seat = book(tx, Wish("S000003", Kind.SEAT, "after_meeting", "YG-HQ", hours(0, 1)))
        bound = dict(tx.execute(select(tables.allocation.c.booking_id, tables.allocation.c.bound)).all())
    assert bound == {promised: False, named: True, seat: True}


def test_promises_make_room_and_their_loans_follow(database: Database, units: list[int]) -> None:
    with database.write() as tx:
        _, second, third = crowd(tx, units)
        fourth = book(tx, tablet(hours(2, 6), "S000002"))
        now_on = held(tx)
        loans = dict(tx.execute(select(tables.loan.c.allocation_id, tables.loan.c.unit_id)).all())
        rows = tx.execute(select(tables.allocation.c.id, tables.allocation.c.unit_id)).all()
        told = (
            tx.execute(select(tables.audit.c.key).where(tables.audit.c.action == "exchange_promised")).scalars().all()
        )
    assert now_on[second] != now_on[fourth]
    assert now_on[third] != now_on[fourth]
    assert loans == dict(rows)
    assert told


@pytest.mark.parametrize("state", ["bound", "issued"])
def test_what_is_settled_or_handed_out_stays_where_it_is(database: Database, units: list[int], state: str) -> None:
    with database.write() as tx:
        _, second, third = crowd(tx, units)
        before = held(tx)
        if state == "bound":
            tx.execute(update(tables.allocation).values(bound=True))
        else:
            for booking_id in (second, third):
                out = update(tables.loan).where(tables.loan.c.id == builders.loan_of(tx, booking_id))
                tx.execute(out.values(state=LoanState.ISSUED))
    with pytest.raises(Refused) as refused, database.write() as tx:
        book(tx, tablet(hours(2, 6), "S000002"))
    assert refused.value.reasons[0].code == "full"
    with database.read() as tx:
        assert held(tx) == before


@pytest.mark.parametrize("is_planned", [True, False])
def test_device_that_leaves_the_desk_is_settled(database: Database, units: list[int], is_planned: bool) -> None:
    with database.write() as tx:
        booking_id = book(tx, tablet(hours(0, 1)))
        planned = held(tx)[booking_id]
        wanted = planned if is_planned else next(unit for unit in units if unit != planned)
        number = tx.execute(select(tables.unit.c.asset_number).where(tables.unit.c.id == wanted)).scalar_one()
        loan_id = builders.loan_of(tx, booking_id)
        issue(tx, actor=builders.keeper(), now=NINE, loan_id=loan_id, asset_number=number)
        row = tx.execute(select(tables.allocation)).one()
        told = tx.execute(select(tables.audit.c.after).where(tables.audit.c.action == "issue")).scalar_one()
    assert (row.unit_id, row.bound) == (wanted, True)
    assert told["asset_number"] == number


@pytest.mark.parametrize("seed", range(3))
def test_as_long_as_units_are_alike_every_booking_is_accepted_that_fits_at_each_instant(
    database: Database, seed: int
) -> None:
    chance = random.Random(seed)
    with database.write() as tx:
        builders.staff_member(tx, "S000001")
        count = len(builders.pool_with_units(tx, "tablet", count=3))
    standing: list[Interval] = []
    for _ in range(25):
        start = chance.randrange(0, 32) / 4
        wanted = hours(start, start + chance.randrange(1, 12) / 4)
        both = [*standing, wanted.extended(TURNAROUND)]
        fits = all(sum(use.start <= use_at.start < use.end for use in both) <= count for use_at in both)
        if fits:
            with database.write() as tx:
                book(tx, tablet(wanted))
            standing = both
            continue
        with pytest.raises(Refused) as refused, database.write() as tx:
            book(tx, tablet(wanted))
        assert refused.value.reasons[0].code == "full"
    with database.read() as tx:
        assert len(held(tx)) == len(standing)


def test_plan_is_applied_when_one_like_its_device_is_left_and_not_when_none_is(
    database: Database, units: list[int]
) -> None:
    afternoon = at("2026-07-06 13:00"), at("2026-07-06 17:00")
    with database.write() as tx:
        for staff_id in ("S000001", "S000002"):
            builders.occurrence(tx, staff_id, *afternoon, kind="tablet", state=RequestState.WAITING)
    keeper, now = builders.keeper(), at("2026-07-03 14:00")
    round_id = closed_round(database, date(2026, 7, 6), date(2026, 7, 10), actor=keeper, now=now)
    plan_id = propose(database, round_id, actor=keeper, now=now)
    with database.write() as tx:
        builders.staff_member(tx, "S000003")
        builders.unit(tx, tx.execute(select(tables.unit.c.pool_id)).scalars().first() or 0, "TABLET-NEW")
        taken = Wish("S000003", Kind.TABLET, "field_work", "YG-HQ", Interval(*afternoon), unit_id=units[0])
        operations.book(tx, taken, actor=builders.actor("S000003"), now=now)

    with database.engine.connect() as tx, tx.begin() as undone:
        assert apply_plan(tx, plan_id, actor=keeper, now=now) == 2
        assert len(set(held(tx).values())) == 3
        undone.rollback()
    with database.write() as tx:
        tx.execute(update(tables.unit).where(tables.unit.c.asset_number == "TABLET-NEW").values(status="retired"))
    with pytest.raises(StalePlan) as stale, database.write() as tx:
        apply_plan(tx, plan_id, actor=keeper, now=now)

    assert [reason.code for reason in stale.value.reasons] == ["unit-no-longer-free"]
    with database.read() as tx:
        assert len(held(tx)) == 1


def test_desk_gives_the_device_that_lies_on_top_and_the_promise_on_it_takes_another(
    database: Database, units: list[int]
) -> None:
    with database.write() as tx:
        first = book(tx, tablet(hours(0, 1)))
        second = book(tx, tablet(hours(0, 1), "S000002"))
        before = held(tx)
        number = tx.execute(select(tables.unit.c.asset_number).where(tables.unit.c.id == before[second])).scalar_one()
        issue(tx, actor=builders.keeper(), now=NINE, loan_id=builders.loan_of(tx, first), asset_number=number)
        after = held(tx)
        loans = dict(tx.execute(select(tables.loan.c.allocation_id, tables.loan.c.unit_id)).all())
        rows = dict(tx.execute(select(tables.allocation.c.id, tables.allocation.c.unit_id)).all())
    assert after == {first: before[second], second: before[first]}
    assert loans == rows


def test_search_beside_immovable_times_agrees_with_trying_everything() -> None:
    chance = random.Random(7)
    outcomes = set()
    for _ in range(300):
        fixed = {unit: _random_busy(chance) for unit in (1, 2, 3)}
        spans = sorted(_span(chance) for _ in range(5))
        pieces = [Piece(key, *span) for key, span in enumerate(spans)]
        found = coloured(pieces, fixed)
        possible = any(_keeps(pieces, fixed, colours) for colours in product(fixed, repeat=len(pieces)))
        assert (found is not None) == possible
        assert found is None or _keeps(pieces, fixed, [found[piece.key] for piece in pieces])
        outcomes.add(possible)
    assert outcomes == {True, False}


def _span(chance: random.Random) -> Busy:
    start = chance.randrange(0, 16)
    use = hours(start / 2, (start + chance.randrange(1, 7)) / 2)
    return use.start, use.end


def _random_busy(chance: random.Random) -> list[Busy]:
    return [_span(chance) for _ in range(chance.randrange(0, 2))]


def _keeps(pieces: list[Piece], fixed: dict[int, list[Busy]], colours: Sequence[int]) -> bool:
    used = {unit: list(times) for unit, times in fixed.items()}
    for piece, unit in zip(pieces, colours, strict=True):
        if any(start < piece.ends_at and piece.starts_at < end for start, end in used[unit]):
            return False
        used[unit].append((piece.starts_at, piece.ends_at))
    return True
