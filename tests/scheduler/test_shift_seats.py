"""Published shifts become the input of the allocation: a seat is wanted for the hours that are worked."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from scheduler.bookings import operations as bookings
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.interval import Interval
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.states import RequestState
from scheduler.domain.wish import Kind, Wish
from scheduler.plans.applying import apply_plan
from scheduler.plans.snapshot import take
from scheduler.shifts import publishing
from tests import builders
from tests.builders import at
from tests.scheduler.rounds import closed_round
from tests.scheduler.rounds import propose as propose_round
from tests.scheduler.shift_section import (
    EARLY,
    LATE,
    MONDAY,
    NOW,
    TUESDAY,
    close,
    furnish,
    head,
    propose,
    wish,
)

MORNING, EVENING = at("2026-07-06 8:30"), at("2026-07-06 17:15")


def shifts(tx: Connection) -> None:
    """On Monday number 2 comes early and number 3 late; the seats are at another office than theirs."""
    furnish(tx)
    builders.office(tx, "YG-MRY")
    builders.pool_with_units(tx, "seat", "YG-MRY", 2)
    wish(tx, "S000002", EARLY, MONDAY)
    wish(tx, "S000003", LATE, MONDAY)
    close(tx)
    given = {("S000002", MONDAY): EARLY, ("S000003", MONDAY): LATE}
    publishing.publish(tx, propose(tx, given), actor=head(), now=NOW)


def wanted(tx: Connection, staff_id: str, start: object = MORNING, end: object = EVENING, kind: str = "seat") -> int:
    state = RequestState.WAITING
    return builders.occurrence(tx, staff_id, start, end, kind=kind, office_id="YG-MRY", state=state)  # type: ignore[arg-type]


def asked_for(tx: Connection, occurrence_id: int) -> tuple[str, str]:
    """What the solver is asked for first."""
    snapshot = take(tx, MONDAY, MONDAY, seed=1, policy=DEFAULT_POLICY, now=NOW)
    choice = snapshot.choices[occurrence_id][0]
    assert choice.cost == 0
    return f"{choice.starts_at:%H:%M}", f"{choice.ends_at:%H:%M}"


def test_a_seat_for_the_day_is_wanted_for_the_hours_of_the_shift(tx: Connection) -> None:
    shifts(tx)

    assert asked_for(tx, wanted(tx, "S000002")) == ("07:30", "16:15")
    assert asked_for(tx, wanted(tx, "S000003")) == ("09:30", "18:15")
    assert asked_for(tx, wanted(tx, "S000004")) == ("08:30", "17:15")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (MORNING, at("2026-07-06 12:00"), ("07:30", "12:00")),
        (at("2026-07-06 13:00"), EVENING, ("13:00", "16:15")),
        (at("2026-07-06 10:00"), at("2026-07-06 15:00"), ("10:00", "15:00")),
        (at("2026-07-06 16:45"), EVENING, ("16:45", "17:15")),
    ],
)
def test_hours_that_were_asked_for_otherwise_stay(
    tx: Connection, start: object, end: object, expected: tuple[str, str]
) -> None:
    shifts(tx)

    assert asked_for(tx, wanted(tx, "S000002", start, end)) == expected


def test_a_tablet_is_wanted_when_it_was_asked_for(tx: Connection) -> None:
    shifts(tx)
    builders.pool_with_units(tx, "tablet", "YG-MRY", 1)

    assert asked_for(tx, wanted(tx, "S000002", kind="tablet")) == ("08:30", "17:15")


def test_hours_of_an_early_shift_are_no_overtime(tx: Connection) -> None:
    shifts(tx)
    codes = []
    for staff_id, day in (("S000002", "2026-07-06"), ("S000002", "2026-07-07"), ("S000004", "2026-07-06")):
        interval = Interval(at(f"{day} 7:30"), at(f"{day} 16:00"))
        booked = bookings.book(
            tx,
            Wish(staff_id, Kind.SEAT, "after_meeting", "YG-MRY", interval),
            actor=builders.actor(staff_id),
            now=NOW,
        )
        codes.append([reason.code for reason in booked.alerts])

    assert codes == [[], ["W_OUTSIDE_HOURS"], ["W_OUTSIDE_HOURS"]]


def test_a_round_gives_the_seat_for_the_shift(sqlite_database: Database) -> None:
    keeper = builders.keeper()
    with sqlite_database.write() as tx:
        shifts(tx)
        wanted(tx, "S000002")
    round_id = closed_round(sqlite_database, MONDAY, TUESDAY, actor=keeper, now=NOW)
    plan_id = propose_round(sqlite_database, round_id, actor=keeper, now=NOW)
    with sqlite_database.write() as tx:
        apply_plan(tx, plan_id, actor=keeper, now=NOW)
        row = tx.execute(select(tables.booking)).one()

    assert (row.starts_at, row.ends_at) == (at("2026-07-06 7:30"), at("2026-07-06 16:15"))
    assert row.alerts == []
