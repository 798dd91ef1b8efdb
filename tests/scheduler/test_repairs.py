"""A closed office or a broken unit: a proposal that moves the fewest people, applied whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from api.i18n import Translator
from scheduler.bookings import operations as bookings
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine
from scheduler.domain.interval import Interval
from scheduler.domain.states import UnitStatus
from scheduler.errors import NotAllowed, StaleRepair
from scheduler.feeds.documents import current
from scheduler.feeds.views import View
from scheduler.loans.operations import issue
from scheduler.notices.queries import unread
from scheduler.repairs import applying, operations, queries
from scheduler.repairs.proposing import REPAIR
from scheduler.requests.alternatives import take_alternative
from scheduler.resources import operations as resources
from scheduler.waiting import queries as waiting_list
from scheduler.waiting.sweep import sweep
from tests import builders
from tests.builders import at
from tests.refusals import refused
from tests.scheduler.waiting_list import (
    DAY,
    KEEPER,
    NOW,
    furnish,
    notices_of,
    offers,
    person,
    run_jobs,
    seat_of,
    seated,
    solved_here,
    state_of,
    waiting,
)

__all__ = ("solved_here",)
pytestmark = pytest.mark.usefixtures("solved_here")
WHOLE_DAY = Interval(at(f"{DAY} 8:30"), at(f"{DAY} 17:15"))


def closed(database: Database, **subject: Any) -> int:
    with database.write() as tx:
        added = resources.add_closure(
            tx, actor=KEEPER, now=NOW, interval=WHOLE_DAY, reason_code="repair", reason_ja="故障", **subject
        )
    return added.closure_id


def proposed(database: Database, closure_id: int) -> int:
    with database.write() as tx:
        repair_id, _ = operations.request_repair(tx, closure_id, actor=KEEPER, now=NOW)
    run_jobs(database, kind=REPAIR)
    return repair_id


def shown(database: Database, repair_id: int) -> queries.RepairView:
    with database.read() as tx:
        return queries.one(tx, repair_id, actor=KEEPER)


def apply(database: Database, repair_id: int) -> applying.Applied:
    with database.write() as tx:
        return applying.apply_repair(tx, repair_id, actor=KEEPER, now=NOW)


def test_a_broken_seat_moves_its_people_and_nobody_else(database: Database) -> None:
    with database.write() as tx:
        seats = furnish(tx, seats=3)
        broken = seated(tx, 1, seats[0], "9:00", "12:00")
        others = [seated(tx, 2, seats[1], "13:00", "17:00"), seated(tx, 3, seats[2], "9:00", "17:00")]
    repair_id = proposed(database, closed(database, unit_id=seats[0]))

    view = shown(database, repair_id)
    assert [(item.booking_id, item.is_displaced) for item in view.moves] == [(broken, True)]
    assert (view.state, view.lost, view.by_hand, view.fewest) == ("proposed", (), (), 0)
    with database.read() as tx:
        assert seat_of(tx, broken) == [seats[0]]
    before = current(database, View("person", "S000001", "full", "ja"), now=NOW, base_url="http://office")

    assert apply(database, repair_id) == applying.Applied(moved=1, lost=0)

    with database.read() as tx:
        assert seat_of(tx, broken) == [seats[1]]
        assert [seat_of(tx, item) for item in others] == [[seats[1]], [seats[2]]]
        assert notices_of(tx, 1) == ["booking-moved"]
        assert notices_of(tx, 2) == []
        assert examine(tx) == ()
    assert (
        current(database, View("person", "S000001", "full", "ja"), now=NOW, base_url="http://office").etag
        != before.etag
    )
    assert apply(database, repair_id) == applying.Applied(moved=0, lost=0)


@pytest.mark.thorough
def test_somebody_who_agreed_makes_room(database: Database) -> None:
    """S000001's seat breaks for the whole day; on the others there is room only when S000003 changes places."""
    with database.write() as tx:
        seats = furnish(tx, seats=3)
        broken = seated(tx, 1, seats[0], "9:00", "17:00")
        seated(tx, 2, seats[1], "9:00", "12:00")
        helper = seated(tx, 3, seats[2], "13:00", "17:00", may_move=True)
    repair_id = proposed(database, closed(database, unit_id=seats[0]))

    view = shown(database, repair_id)
    assert {item.booking_id: item.is_displaced for item in view.moves} == {broken: True, helper: False}
    apply(database, repair_id)

    with database.read() as tx:
        assert (seat_of(tx, broken), seat_of(tx, helper)) == ([seats[2]], [seats[1]])
        assert examine(tx) == ()


def test_who_cannot_be_kept_is_told_what_would_work_and_waits(database: Database) -> None:
    with database.write() as tx:
        (seat,) = furnish(tx)
        builders.office(tx, "YG-MRY")
        builders.pool_with_units(tx, "seat", "YG-MRY", 1)
        builders.travel(tx, "YG-HQ", "YG-MRY", 12)
        asked = seated(tx, 1, seat, "9:00", "12:00")
        at_once = builders.booking(tx, "S000002", [seat], at(f"{DAY} 13:00"), at(f"{DAY} 15:00"), may_move=True)
        occurrence_id = tx.execute(
            select(tables.booking.c.occurrence_id).where(tables.booking.c.id == asked)
        ).scalar_one()
    repair_id = proposed(database, closed(database, office_id="YG-HQ"))

    view = shown(database, repair_id)
    assert sorted(item.booking_id for item in view.lost) == sorted([asked, at_once])
    assert all(item.alternatives for item in view.lost)
    assert apply(database, repair_id) == applying.Applied(moved=0, lost=2)

    with database.write() as tx:
        assert state_of(tx, occurrence_id) == "refused"
        assert {item.staff_id for item in waiting_list.waiting_list(tx, actor=KEEPER, now=NOW)} == {
            "S000001",
            "S000002",
        }
        assert (notices_of(tx, 1), notices_of(tx, 2)) == (["booking-lost"], ["booking-lost"])
        assert examine(tx) == ()
        take_alternative(tx, occurrence_id, 0, actor=person(1), now=NOW)
        assert state_of(tx, occurrence_id) == "granted"
        assert examine(tx) == ()


@pytest.mark.thorough
def test_what_is_handed_out_or_pinned_is_left_to_people(database: Database) -> None:
    with database.write() as tx:
        builders.office(tx, "YG-HQ")
        for number in (1, 2):
            builders.staff_member(tx, f"S00000{number}", department_id="D0002", office_id="YG-SNI")
        tablets = builders.pool_with_units(tx, "tablet", "YG-HQ", 3)
        times = (at("2026-07-03 13:30"), at(f"{DAY} 12:00"))
        out = builders.booking(tx, "S000001", [tablets[0]], *times, may_move=True)
        issue(tx, loan_id=builders.loan_of(tx, out), actor=KEEPER, now=NOW)
        to_come = builders.booking(tx, "S000002", [tablets[1]], at(f"{DAY} 9:00"), at(f"{DAY} 12:00"))
    repair_id = proposed(database, closed(database, office_id="YG-HQ", kind="tablet"))

    view = shown(database, repair_id)
    assert [(item.booking_id, item.why) for item in view.by_hand] == [(out, "in_use")]
    assert [item.booking_id for item in view.lost] == [to_come]


@pytest.mark.thorough
@pytest.mark.parametrize("change", ["cancelled", "taken", "lifted"])
def test_a_repair_that_was_overtaken_does_nothing(database: Database, change: str) -> None:
    with database.write() as tx:
        seats = furnish(tx, seats=2)
        broken = seated(tx, 1, seats[0], "9:00", "12:00")
    closure_id = closed(database, unit_id=seats[0])
    repair_id = proposed(database, closure_id)
    with database.write() as tx:
        if change == "cancelled":
            bookings.cancel(tx, broken, actor=person(1), now=NOW)
        elif change == "taken":
            builders.booking(tx, "S000002", [seats[1]], at(f"{DAY} 11:00"), at(f"{DAY} 13:00"))
        else:
            resources.lift_closure(tx, actor=KEEPER, now=NOW, closure_id=closure_id)

    with pytest.raises(StaleRepair):
        apply(database, repair_id)

    with database.read() as tx:
        assert seat_of(tx, broken) == ([] if change == "cancelled" else [seats[0]])
        assert notices_of(tx, 1) == []
        assert examine(tx) == ()


@pytest.mark.thorough
def test_who_was_to_lose_a_booking_and_cancelled_it_is_not_put_on_the_list(database: Database) -> None:
    with database.write() as tx:
        (seat,) = furnish(tx)
        asked = seated(tx, 1, seat, "9:00", "12:00")
    repair_id = proposed(database, closed(database, office_id="YG-HQ"))
    with database.write() as tx:
        bookings.cancel(tx, asked, actor=person(1), now=NOW)

    with pytest.raises(StaleRepair):
        apply(database, repair_id)

    with database.read() as tx:
        assert waiting_list.waiting_list(tx, actor=KEEPER, now=NOW) == ()
        assert notices_of(tx, 1) == []


@pytest.mark.thorough
def test_a_seat_that_is_out_of_the_stock_as_well(database: Database) -> None:
    """Its status says that it is being repaired, and it was the only one of its sort."""
    with database.write() as tx:
        (seat,) = furnish(tx)
        booked = seated(tx, 1, seat, "9:00", "12:00")
        resources.set_unit_status(tx, actor=KEEPER, now=NOW, unit_id=seat, expected=None, status=UnitStatus.REPAIR)
    repair_id = proposed(database, closed(database, unit_id=seat))

    assert [item.booking_id for item in shown(database, repair_id).lost] == [booked]
    apply(database, repair_id)
    with database.read() as tx:
        (told,) = unread(tx, "S000001")
        for locale in ("ja", "en"):
            assert Translator(locale, strict=True).sentence(told.message)
        assert examine(tx) == ()


@pytest.mark.thorough
def test_who_is_to_move_for_an_open_offer_is_repaired_and_the_offer_ends(database: Database) -> None:
    with database.write() as tx:
        seats = furnish(tx, seats=2)
        sitting = seated(tx, 1, seats[0], "13:00", "17:00", may_move=True)
        taken = seated(tx, 2, seats[1], "13:00", "17:00")
        seated(tx, 4, seats[1], "9:00", "13:00")
        waiting(tx, 3, "9:00", "17:00")
        bookings.cancel(tx, taken, actor=KEEPER, now=NOW)
    run_jobs(database)
    with database.read() as tx:
        assert len(offers(tx)[0].moves) == 1
    repair_id = proposed(database, closed(database, unit_id=seats[0]))

    assert [item.booking_id for item in shown(database, repair_id).by_hand] == []
    assert apply(database, repair_id).lost == 1

    with database.write() as tx:
        assert seat_of(tx, sitting) == []
        assert sweep(tx, now=NOW) == 1
        assert offers(tx) == []
        assert examine(tx) == ()


@pytest.mark.thorough
def test_a_new_proposal_takes_the_place_of_the_one_before(database: Database) -> None:
    with database.write() as tx:
        seats = furnish(tx, seats=2)
        seated(tx, 1, seats[0], "9:00", "12:00")
    closure_id = closed(database, unit_id=seats[0])
    first = proposed(database, closure_id)
    second = proposed(database, closure_id)

    assert (shown(database, first).state, shown(database, second).state) == ("superseded", "proposed")
    with database.write() as tx:
        operations.request_repair(tx, closure_id, actor=KEEPER, now=NOW)
        assert refused(lambda: operations.request_repair(tx, closure_id, actor=KEEPER, now=NOW)) == ["still-solving"]
        with pytest.raises(NotAllowed):
            operations.request_repair(tx, closure_id, actor=person(1), now=NOW)


@pytest.mark.thorough
def test_a_bundle_moves_whole(database: Database) -> None:
    with database.write() as tx:
        furnish(tx, seats=2)
        pcs = builders.pool_with_units(tx, "mobile_pc", "YG-HQ", 2)
        seats = tx.execute(select(tables.unit.c.id).where(tables.unit.c.id.not_in(pcs))).scalars().all()
        times = (at(f"{DAY} 9:00"), at(f"{DAY} 12:00"))
        asked = builders.occurrence(tx, "S000001", *times, kind="bundle")
        request_id = tx.execute(
            select(tables.occurrence.c.request_id).where(tables.occurrence.c.id == asked)
        ).scalar_one()
        for need in ("seat", "mobile_pc"):
            row = {"request_id": request_id, "office_id": "YG-HQ", "need": need, "participants": 1, "is_host": False}
            tx.execute(tables.request_leg.insert().values(row))
        bundle = builders.booking(tx, "S000001", [seats[0], pcs[0]], *times, occurrence_id=asked, kind="bundle")
        tx.execute(update(tables.booking).where(tables.booking.c.id == bundle).values(purpose="after_meeting"))
    repair_id = proposed(database, closed(database, unit_id=pcs[0]))

    apply(database, repair_id)

    with database.read() as tx:
        assert seat_of(tx, bundle) == [seats[0], pcs[1]]
        assert examine(tx) == ()
