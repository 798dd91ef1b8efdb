"""What would help the refused is found out with the plan, told without names, and offered only while it is free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.bookings import operations as bookings
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason, ReasonParam
from scheduler.domain.states import RequestState
from scheduler.domain.wish import Kind, Wish
from scheduler.plans import applying, queries
from scheduler.plans.advice import advice
from scheduler.plans.choices import Choice
from scheduler.plans.verifying import verify
from scheduler.requests import queries as requests
from scheduler.requests.instead import bookable_now, difference
from solver.allocation import Displacement, Extra, MoreUnits, OthersMove, Remedies
from solver.process import SolveFailed
from tests import builders
from tests.builders import at
from tests.scheduler.rounds import closed_round, propose

NOW = at("2026-07-03 14:00")
DAY = (at("2026-07-06 13:00"), at("2026-07-06 17:00"))
KEEPER = builders.keeper()


@pytest.fixture
def waiting(database: Database) -> tuple[Database, int]:
    """One seat at Murayama that three people want on the same afternoon, the third of them most urgently."""
    with database.write() as tx:
        builders.office(tx, "YG-HQ")
        builders.office(tx, "YG-MRY")
        for number in (1, 2, 3):
            builders.staff_member(tx, f"S00000{number}", office_id="YG-HQ")
        builders.pool_with_units(tx, "seat", "YG-MRY", 1)
        for number, priority in ((1, 5), (2, 3), (3, 1)):
            builders.occurrence(
                tx,
                f"S00000{number}",
                *DAY,
                kind="seat",
                office_id="YG-MRY",
                priority=priority,
                state=RequestState.WAITING,
            )
    return database, closed_round(database, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)


def remedies_of(database: Database, plan_id: int) -> dict[str, tuple[str, ...]]:
    with database.read() as tx:
        found = queries.proposals(tx, plan_id, actor=KEEPER, outcome="refused")
    return {item.staff_id: tuple(reason.code for reason in item.remedies) for item in found}


def test_each_refused_is_told_what_would_help_and_who_comes_first(waiting: tuple[Database, int]) -> None:
    database, round_id = waiting
    plan_id = propose(database, round_id, actor=KEEPER, now=NOW, confirmed=True)

    codes = remedies_of(database, plan_id)
    assert codes["S000002"] == ("remedy-units", "remedy-displaces")
    assert codes["S000001"] == ("remedy-units_behind", "remedy-displaces")

    with database.read() as tx:
        plan = queries.one(tx, plan_id, actor=KEEPER)
        assert verify(tx, plan_id, actor=KEEPER).holds
    (shortage,) = plan.figures["shortages"]
    assert (shortage["office_id"], shortage["kind"], shortage["requests"]) == ("YG-MRY", "seat", 1)


def test_one_such_unit_is_named_where_nothing_else_stands_in_the_way(waiting: tuple[Database, int]) -> None:
    """Two ask for a seat that Murayama does not have, one for more PCs than it has; the second has a seat already."""
    database, round_id = waiting
    with database.write() as tx:
        for number in (4, 5, 6):
            builders.staff_member(tx, f"S00000{number}", office_id="YG-HQ")
        rare: dict[str, Any] = {"kind": "seat", "office_id": "YG-MRY", "required_attributes": ["monitor"]}
        for number in (4, 5):
            builders.occurrence(tx, f"S00000{number}", *DAY, state=RequestState.WAITING, **rare)
        (elsewhere,) = builders.pool_with_units(tx, "seat", "YG-HQ", 1)
        builders.booking(tx, "S000005", [elsewhere], *DAY)
        builders.pool_with_units(tx, "mobile_pc", "YG-MRY", 1)
        loan: dict[str, Any] = {"kind": "mobile_pc", "office_id": "YG-MRY", "quantity": 3}
        builders.occurrence(tx, "S000006", *DAY, state=RequestState.WAITING, **loan)

    plan_id = propose(database, round_id, actor=KEEPER, now=NOW)

    with database.read() as tx:
        found = {item.staff_id: item for item in queries.proposals(tx, plan_id, actor=KEEPER, outcome="refused")}
        assert verify(tx, plan_id, actor=KEEPER).holds
    where: dict[str, ReasonParam] = {"office": "YG-MRY", "start": DAY[0], "end": DAY[1]}
    assert found["S000004"].remedies == (Reason("remedy-such_units", {"count": 1, "kind": "seat", **where}),)
    assert (found["S000005"].reasons[0].code, found["S000005"].remedies) == ("no-unit-with", ())
    assert found["S000006"].remedies == (Reason("remedy-such_units", {"count": 2, "kind": "mobile_pc", **where}),)


def test_applying_hands_it_on_to_the_person_without_names(waiting: tuple[Database, int]) -> None:
    database, round_id = waiting
    plan_id = propose(database, round_id, actor=KEEPER, now=NOW, confirmed=True)
    with database.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)
        stored = tx.execute(select(tables.occurrence.c.remedies)).scalars().all()

    with database.read() as tx:
        (mine,) = requests.of_person(tx, "S000002", actor=builders.actor("S000002"), since=NOW)
    units, displaces = mine.remedies
    assert units.params == {"count": 1, "kind": "seat", "office": "YG-MRY", "start": DAY[0], "end": DAY[1]}
    assert displaces.params["weight"] >= displaces.params["own"]  # type: ignore[operator]
    assert "S0000" not in str(stored)


def test_a_plan_stands_without_what_could_not_be_found_out(
    waiting: tuple[Database, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise SolveFailed("crashed", "planted")

    monkeypatch.setattr("scheduler.plans.confirming.remedies_in_child", crash)
    database, round_id = waiting
    plan_id = propose(database, round_id, actor=KEEPER, now=NOW, confirmed=True)

    assert set(remedies_of(database, plan_id).values()) == {()}
    with database.read() as tx:
        plan = queries.one(tx, plan_id, actor=KEEPER)
    assert plan.figures["granted"] == 1
    assert [item["requests"] for item in plan.figures["shortages"]] == [None]


def test_only_what_can_be_booked_at_this_moment_is_offered(waiting: tuple[Database, int]) -> None:
    database, round_id = waiting
    plan_id = propose(database, round_id, actor=KEEPER, now=NOW)
    with database.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)
    person = builders.actor("S000002")
    with database.read() as tx:
        mine = requests.of_person(tx, "S000002", actor=person, since=NOW)
        before = bookable_now(tx, mine, now=NOW)[mine[0].occurrence_id]
    assert [way.number for way in before] == list(range(len(mine[0].alternatives)))

    taken = before[0]
    with database.write() as tx:
        start, end = (at(taken.choice[name][:16].replace("T", " ")) for name in ("starts_at", "ends_at"))
        (asked,) = requests.by_ids(tx, [mine[0].occurrence_id])
        theirs = replace(asked.wish, staff_id="S000001", interval=Interval(start, end))
        bookings.book(tx, theirs, actor=builders.actor("S000001"), now=NOW)
    with database.read() as tx:
        after = bookable_now(tx, mine, now=NOW).get(mine[0].occurrence_id, ())
        much_later = bookable_now(tx, mine, now=at("2026-08-03 9:00"))
    assert taken.number not in [way.number for way in after]
    assert much_later == {}


def test_what_a_rule_or_ones_own_seat_forbids_by_now_is_not_offered(waiting: tuple[Database, int]) -> None:
    database, round_id = waiting
    plan_id = propose(database, round_id, actor=KEEPER, now=NOW)
    with database.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)
        mine = requests.of_person(tx, "S000002", actor=builders.actor("S000002"), since=NOW)
        first, *_, last = bookable_now(tx, mine, now=NOW)[mine[0].occurrence_id]
        (elsewhere,) = builders.pool_with_units(tx, "seat", "YG-HQ", 1)
        builders.booking(tx, "S000002", [elsewhere], *times_of(first.choice))
        builders.closed_day(tx, times_of(last.choice)[0].date())

        left = bookable_now(tx, mine, now=NOW).get(mine[0].occurrence_id, ())

    assert first.number != last.number
    assert {first.number, last.number}.isdisjoint(way.number for way in left)


def times_of(choice: Mapping[str, Any]) -> tuple[datetime, datetime]:
    start, end = (datetime.fromisoformat(choice[name]) for name in ("starts_at", "ends_at"))
    return start, end


SEAT = Wish("S000001", Kind.SEAT, "after_meeting", "YG-MRY", Interval(*DAY))


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (replace(SEAT, interval=Interval(at("2026-07-06 13:30"), at("2026-07-06 17:30"))), ("instead-later", 30)),
        (replace(SEAT, interval=Interval(at("2026-07-06 12:15"), at("2026-07-06 16:15"))), ("instead-earlier", 45)),
        (replace(SEAT, office_id="YG-SNI"), ("instead-office", "YG-SNI")),
        (
            replace(SEAT, interval=Interval(at("2026-07-07 13:00"), at("2026-07-07 17:00"))),
            ("instead-day", date(2026, 7, 7)),
        ),
        (
            replace(SEAT, office_id="YG-SNI", interval=Interval(at("2026-07-07 13:00"), at("2026-07-07 17:00"))),
            ("instead-other",),
        ),
        (SEAT, ("instead-as_asked",)),
    ],
)
def test_how_an_alternative_differs_is_a_value(other: Wish, said: tuple[object, ...]) -> None:
    reason = difference(SEAT, other)
    assert (reason.code, *reason.params.values()) == said


def test_several_kinds_of_help_are_reasons_built_from_values() -> None:
    pools = {1: {"kind": "seat", "office_id": "YG-MRY"}, 2: {"kind": "mobile_pc", "office_id": "YG-MRY"}}
    choice = Choice("YG-SNI", *DAY, (), "", 60)
    start, end = DAY
    first, last = (int(moment.timestamp()) // 60 for moment in DAY)
    found = Remedies(
        more_units=(MoreUnits(7, 0, (Extra(1, first, last), Extra(2, first, last, 2)), None, ()),),
        others_move=(OthersMove(7, 4, 60, 2, ()),),
        displacements=(Displacement(7, 300, 200),),
    )
    where: dict[str, ReasonParam] = {"office": "YG-MRY", "start": start, "end": end}
    assert advice(found, pools, {7: {4: choice}})[7] == [
        Reason("remedy-units_unsure", {"count": 1, "kind": "seat", **where}),
        Reason("remedy-units_also", {"count": 2, "kind": "mobile_pc", **where}),
        Reason("remedy-others_move", {"count": 2, "office": "YG-SNI", "start": start, "end": end}),
        Reason("remedy-displaces", {"weight": 300, "own": 200}),
    ]
