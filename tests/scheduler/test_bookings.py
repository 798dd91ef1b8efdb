"""Instant booking: what can be booked is booked at once; what cannot says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from scheduler.availability.near_misses import near_misses
from scheduler.availability.queries import free_units
from scheduler.bookings import operations
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Role
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import loan_period
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.wish import Kind, Leg, Wish, bundle_legs, needs_of
from scheduler.errors import BookingConflict, IllegalTransition, NotAllowed, Refused, StaleVersion
from scheduler.offices.queries import closed_days
from scheduler.staff.queries import applicant
from tests import builders
from tests.builders import at

NOW = at("2026-06-30 9:00")
AFTERNOON = Interval(at("2026-07-01 15:00"), at("2026-07-01 17:15"))


def seat_wish(staff_id: str = "S000001", office_id: str = "YG-HQ", interval: Interval = AFTERNOON) -> Wish:
    return Wish(staff_id, Kind.SEAT, "after_meeting", office_id, interval)


@pytest.fixture
def branch_staff(database: Database) -> Database:
    """Two people of Shonai, two seats at the head office, one at Murayama twelve minutes away."""
    with database.write() as tx:
        builders.office(tx, "YG-HQ")
        builders.office(tx, "YG-MRY")
        for staff_id in ("S000001", "S000002", "S000003"):
            builders.staff_member(tx, staff_id, department_id="D0002", office_id="YG-SNI")
        builders.pool_with_units(tx, "seat", "YG-HQ", 2)
        builders.pool_with_units(tx, "seat", "YG-MRY", 1)
        builders.pool_with_units(tx, "mobile_pc", "YG-HQ", 1)
        builders.pool_with_units(tx, "web_room", "YG-HQ", 1, conf_system="lgwan")
        builders.pool_with_units(tx, "web_kit", "YG-MRY", 1, conf_system="both")
        for here, there, minutes in (("YG-HQ", "YG-MRY", 12), ("YG-HQ", "YG-SNI", 95), ("YG-MRY", "YG-HQ", 12)):
            builders.travel(tx, here, there, minutes)
    return database


def book(database: Database, wish: Wish, now: datetime = NOW) -> operations.Booked:
    with database.write() as tx:
        return operations.book(tx, wish, actor=builders.actor(wish.staff_id, department_id="D0002"), now=now)


def test_seat_is_booked_and_no_longer_free(branch_staff: Database) -> None:
    booked = book(branch_staff, seat_wish())

    with branch_staff.read() as tx:
        free = free_units(tx, needs_of(seat_wish("S000002"))[0])
    assert len(booked.units) == 1
    assert len(free) == 1
    assert booked.units[0].unit_id != free[0].unit_id


def test_free_seats_are_listed_nearest_first(branch_staff: Database) -> None:
    with branch_staff.read() as tx:
        free = free_units(tx, needs_of(seat_wish())[0], anywhere=True)

    assert [unit.office_id for unit in free] == ["YG-HQ", "YG-HQ", "YG-MRY"]
    assert [unit.minutes for unit in free] == [0, 0, 12]


def test_back_to_back_bookings_of_one_seat_are_both_accepted(branch_staff: Database) -> None:
    morning = Interval(at("2026-07-01 13:00"), at("2026-07-01 15:00"))
    with branch_staff.read() as tx:
        unit_id = free_units(tx, needs_of(seat_wish())[0])[0].unit_id

    book(branch_staff, replace(seat_wish(interval=morning), unit_id=unit_id))
    book(branch_staff, replace(seat_wish("S000002"), unit_id=unit_id))


def test_full_house_is_refused_and_a_near_miss_names_what_would_work(branch_staff: Database) -> None:
    book(branch_staff, seat_wish("S000001"))
    book(branch_staff, seat_wish("S000002"))

    with pytest.raises(Refused) as refusal:
        book(branch_staff, seat_wish("S000003"))

    assert [reason.code for reason in refusal.value.reasons] == ["full"]
    assert refusal.value.alternatives[0].office_id == "YG-MRY"
    with branch_staff.read() as tx:
        found = near_misses(
            tx, seat_wish("S000003"), applicant(tx, "S000003"), closed_days(tx), DEFAULT_POLICY, now=NOW
        )
    assert (found[0].wish.office_id, found[0].travel_minutes) == ("YG-MRY", 12)
    booked = book(branch_staff, found[0].wish)
    assert len(booked.units) == 1


def test_one_person_cannot_hold_two_seats_at_once(branch_staff: Database) -> None:
    book(branch_staff, seat_wish())

    with pytest.raises(BookingConflict) as conflict:
        book(branch_staff, seat_wish(office_id="YG-MRY"))

    assert conflict.value.reasons[0].code == "person-has-seat"


def test_web_conference_takes_every_leg_or_none(branch_staff: Database) -> None:
    legs = (Leg("YG-HQ", "kit_or_room", 4, is_host=True), Leg("YG-MRY", "kit_or_room", 2))
    wish = Wish("S000001", Kind.WEB_CONFERENCE, "web_conference", "YG-HQ", AFTERNOON, conf_system="any", legs=legs)
    with pytest.raises(Refused):
        # The kit at Murayama is set up for one person only.
        book(branch_staff, wish)

    with branch_staff.read() as tx:
        assert tx.execute(select(func.count()).select_from(tables.allocation)).scalar_one() == 0
    fits = replace(wish, legs=(legs[0], Leg("YG-MRY", "kit_or_room", 1)))
    assert len(book(branch_staff, fits).units) == 2


def test_web_conference_legs_never_meet_across_networks(branch_staff: Database) -> None:
    legs = (Leg("YG-HQ", "room", 1, is_host=True), Leg("YG-MRY", "kit_or_room", 1))
    wish = Wish("S000001", Kind.WEB_CONFERENCE, "web_conference", "YG-HQ", AFTERNOON, conf_system="internet", legs=legs)

    with pytest.raises(Refused):
        book(branch_staff, wish)


def test_bundle_holds_a_seat_and_a_pc_together(branch_staff: Database) -> None:
    wish = replace(seat_wish(), kind=Kind.BUNDLE, legs=bundle_legs("YG-HQ"))

    booked = book(branch_staff, wish)

    assert sorted(unit.kind for unit in booked.units) == ["mobile_pc", "seat"]
    with pytest.raises(Refused):
        book(branch_staff, replace(wish, staff_id="S000002"))
    with branch_staff.read() as tx:
        assert tx.execute(select(func.count()).select_from(tables.allocation)).scalar_one() == 2


def test_pc_for_a_monday_is_out_from_friday_and_limited_to_five_days_a_month(branch_staff: Database) -> None:
    with branch_staff.read() as tx:
        closed = closed_days(tx)
    period = loan_period([date(2026, 7, 6)], closed, DEFAULT_POLICY)
    assert period == Interval(at("2026-07-03 16:00"), at("2026-07-07 10:00"))
    wish = Wish("S000001", Kind.MOBILE_PC, "home_telework", "YG-HQ", period, use_dates=(date(2026, 7, 6),))
    book(branch_staff, wish)
    five_more = tuple(date(2026, 7, day) for day in (13, 14, 15, 16, 17))
    longer = replace(wish, use_dates=five_more, interval=loan_period(five_more, closed, DEFAULT_POLICY))

    with pytest.raises(Refused) as refusal:
        book(branch_staff, longer)

    assert [reason.code for reason in refusal.value.reasons] == ["E_MONTHLY_LIMIT"]


def test_change_keeps_the_identity_and_frees_the_old_time(branch_staff: Database) -> None:
    booked = book(branch_staff, seat_wish())
    earlier = Interval(at("2026-07-01 13:00"), at("2026-07-01 14:00"))

    with branch_staff.write() as tx:
        changed = operations.change_booking(
            tx,
            booked.booking_id,
            seat_wish(interval=earlier),
            expected_version=0,
            actor=builders.actor("S000001"),
            now=NOW,
        )

    assert changed.version == 1
    with branch_staff.read() as tx:
        assert len(free_units(tx, needs_of(seat_wish("S000002"))[0])) == 2
        row = tx.execute(select(tables.booking)).one()
    assert row.starts_at == earlier.start


def test_change_that_finds_no_room_leaves_everything_as_it_was(branch_staff: Database) -> None:
    mine = book(branch_staff, seat_wish("S000001", interval=Interval(at("2026-07-01 9:00"), at("2026-07-01 10:00"))))
    book(branch_staff, seat_wish("S000002"))
    book(branch_staff, seat_wish("S000003"))

    with pytest.raises(Refused), branch_staff.write() as tx:
        operations.change_booking(
            tx, mine.booking_id, seat_wish(), expected_version=0, actor=builders.actor("S000001"), now=NOW
        )

    with branch_staff.read() as tx:
        row = tx.execute(select(tables.booking).where(tables.booking.c.id == mine.booking_id)).one()
        held = tx.execute(select(tables.allocation).where(tables.allocation.c.booking_id == mine.booking_id)).one()
    assert (row.version, held.holds, held.starts_at) == (0, True, at("2026-07-01 9:00"))


def test_change_based_on_an_old_version_is_refused(branch_staff: Database) -> None:
    booked = book(branch_staff, seat_wish())

    with pytest.raises(StaleVersion), branch_staff.write() as tx:
        operations.change_booking(
            tx, booked.booking_id, seat_wish(), expected_version=7, actor=builders.actor("S000001"), now=NOW
        )


def test_cancelled_booking_frees_the_seat_and_cannot_be_cancelled_again(branch_staff: Database) -> None:
    booked = book(branch_staff, seat_wish())
    with branch_staff.write() as tx:
        operations.cancel(tx, booked.booking_id, actor=builders.actor("S000001"), now=NOW)

    with branch_staff.read() as tx:
        assert len(free_units(tx, needs_of(seat_wish())[0])) == 2
    with pytest.raises(IllegalTransition), branch_staff.write() as tx:
        operations.cancel(tx, booked.booking_id, actor=builders.actor("S000001"), now=NOW)


def test_colleague_of_the_section_may_book_for_me_and_a_stranger_may_not(branch_staff: Database) -> None:
    with branch_staff.write() as tx:
        operations.book(tx, seat_wish("S000001"), actor=builders.actor("S000002", department_id="D0002"), now=NOW)

    with pytest.raises(NotAllowed), branch_staff.write() as tx:
        operations.book(tx, seat_wish("S000002"), actor=builders.actor("S000009", department_id="D0009"), now=NOW)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"interval": Interval(at("2026-07-01 20:30"), at("2026-07-01 21:30"))}, "E_CURFEW"),
        ({"interval": Interval(at("2026-07-04 9:00"), at("2026-07-04 10:00"))}, "E_CLOSED_DAY"),
        ({"interval": Interval(at("2026-07-01 15:05"), at("2026-07-01 16:00"))}, "E_OFF_GRID"),
        ({"interval": Interval(at("2026-06-29 15:00"), at("2026-06-29 16:00"))}, "E_IN_THE_PAST"),
        ({"interval": Interval(at("2027-07-30 15:00"), at("2027-07-30 16:00"))}, "E_BEYOND_HORIZON"),
        ({"office_id": "YG-SNI"}, "E_OWN_OFFICE"),
    ],
)
def test_rule_refuses_by_its_name(branch_staff: Database, change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        book(branch_staff, replace(seat_wish(), **change))

    assert [reason.code for reason in refusal.value.reasons] == [code]


def test_disaster_response_may_use_the_night(branch_staff: Database) -> None:
    night = Interval(at("2026-07-01 20:30"), at("2026-07-01 23:30"))

    book(branch_staff, replace(seat_wish(interval=night), purpose="disaster"))


def test_booking_outside_hours_is_flagged_unless_overtime_was_ordered(branch_staff: Database) -> None:
    evening = Interval(at("2026-07-01 16:00"), at("2026-07-01 18:00"))

    flagged = book(branch_staff, seat_wish(interval=evening))
    ordered = book(branch_staff, replace(seat_wish("S000002", interval=evening), overtime_order_no="OT-1"))

    assert [alert.code for alert in flagged.alerts] == ["W_OUTSIDE_HOURS"]
    assert ordered.alerts == ()


def test_closed_office_has_nothing_free(branch_staff: Database) -> None:
    with branch_staff.write() as tx:
        tx.execute(
            tables.closure.insert().values(
                office_id="YG-HQ",
                kind="seat",
                starts_at=at("2026-07-01 8:30"),
                ends_at=at("2026-07-01 17:15"),
                reason_ja="空調更新工事",
                reason_code="works",
            )
        )

    with pytest.raises(Refused):
        book(branch_staff, seat_wish())


def test_check_in_is_for_places_and_the_desk_hands_out_devices(branch_staff: Database) -> None:
    seat = book(branch_staff, seat_wish())
    with branch_staff.write() as tx:
        operations.check_in(tx, seat.booking_id, actor=builders.actor("S000001"), now=NOW)
    day = Interval(at("2026-07-01 15:00"), at("2026-07-01 16:00"))
    pc = book(branch_staff, Wish("S000001", Kind.MOBILE_PC, "field_trip", "YG-HQ", day))

    with pytest.raises(Refused), branch_staff.write() as tx:
        operations.check_in(tx, pc.booking_id, actor=builders.actor("S000900", Role.COUNTER_STAFF), now=NOW)
