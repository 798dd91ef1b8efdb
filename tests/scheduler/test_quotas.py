"""Quotas: a group has its share first, nothing is left unused for their sake, and who asked first does not matter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from sqlalchemy import Connection

from scheduler.bookings import operations as bookings
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Role
from scheduler.domain.interval import Interval
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.states import RequestState
from scheduler.domain.wish import Kind, Wish
from scheduler.errors import NotAllowed, Refused
from scheduler.plans import applying, operations, queries
from scheduler.plans.scenario import NOTHING
from scheduler.plans.snapshot import take
from scheduler.plans.verifying import verify
from scheduler.quotas.operations import QuotaTerms, add_quota, end_quota
from scheduler.quotas.pools import QUOTA_TWIN, quota_of
from scheduler.quotas.queries import quotas
from solver.allocation import AllocationProblem, Assignment, Option
from solver.allocation.goals import lot
from solver.allocation.occupancy import Occupancy
from tests import builders
from tests.builders import at
from tests.scheduler.rounds import closed_round, propose, tried

NOW = at("2026-07-03 14:00")
MONDAY, FRIDAY = date(2026, 7, 6), date(2026, 7, 10)
DAY = (at("2026-07-06 13:00"), at("2026-07-06 17:00"))
KEEPER = builders.keeper()


def people(tx: Connection, **departments: int) -> None:
    """So many people of each section, all at Shonai, numbered by section: D1 has S000101, S000102, …"""
    builders.office(tx, "YG-HQ")
    for section, count in departments.items():
        for number in range(1, count + 1):
            staff_id = f"S0001{section[1:]}{number}"
            builders.staff_member(tx, staff_id, department_id=section, office_id="YG-SNI")


def asks(tx: Connection, staff_id: str, span: tuple[object, object] = DAY, **values: object) -> int:
    start, end = span
    return builders.occurrence(tx, staff_id, start, end, kind="seat", state=RequestState.WAITING, **values)  # type: ignore[arg-type]


def agree(tx: Connection, code: str, most: int, *departments: str, **more: object) -> int:
    terms = QuotaTerms(code, code, code, "seat", "at_once", most, department_ids=departments)
    return add_quota(tx, replace(terms, **more), actor=KEEPER, now=NOW)  # type: ignore[arg-type]


def problem_of(tx: Connection) -> AllocationProblem:
    return take(tx, MONDAY, FRIDAY, seed=1, policy=DEFAULT_POLICY, now=NOW).problem


def best_by_trying(problem: AllocationProblem) -> dict[int, int]:
    """Request -> option of the best plan by entitled weight, weight, cost and lot; every combination is tried."""
    choices: list[Sequence[Option | None]] = [(None, *item.options) for item in problem.requests]
    best: tuple[tuple[int, ...], dict[int, int]] = ((-1,), {})
    for chosen in product(*choices):
        taken = [(item, option) for item, option in zip(problem.requests, chosen, strict=True) if option is not None]
        rank = (
            sum(item.weight for item, option in taken if option.entitled),
            sum(item.weight for item, _ in taken),
            -sum(option.cost for _, option in taken),
            sum(lot(problem.seed, item.request_id) for item, _ in taken),
        )
        if rank > best[0] and fits(problem, taken):
            best = (rank, {item.request_id: option.option_id for item, option in taken})
    return best[1]


def fits(problem: AllocationProblem, taken: Sequence[tuple[object, Option]]) -> bool:
    occupancy = Occupancy(problem)
    for _, option in taken:
        units = occupancy.fit(option)
        if units is None:
            return False
        occupancy.place_all(option, Assignment(0, option.option_id, units))
    return True


def served_by_section(tx: Connection, problem: AllocationProblem) -> dict[str, int]:
    found = best_by_trying(problem)
    rows = tx.execute(
        tables.occurrence.join(tables.request, tables.request.c.id == tables.occurrence.c.request_id).select()
    )
    sections: dict[str, int] = {}
    for row in rows:
        section = f"D{row.staff_id[5]}"
        sections[section] = sections.get(section, 0) + (row.id in found)
    return sections


def test_share_is_served_first_and_the_rest_goes_to_the_others(tx: Connection) -> None:
    people(tx, D1=3, D2=2)
    builders.pool_with_units(tx, "seat", "YG-HQ", 3)
    for staff_id in ("S000111", "S000112", "S000113"):
        asks(tx, staff_id, priority=2)
    for staff_id in ("S000121", "S000122"):
        asks(tx, staff_id)
    agree(tx, "D1", 1, "D1")

    # By weight alone the three of D1 would have all the seats.
    assert served_by_section(tx, problem_of(tx)) == {"D1": 1, "D2": 2}


def test_an_unused_share_strands_nothing(tx: Connection) -> None:
    people(tx, D1=1, D2=4)
    builders.pool_with_units(tx, "seat", "YG-HQ", 4)
    asks(tx, "S000111")
    for number in range(1, 5):
        asks(tx, f"S00012{number}")
    agree(tx, "D1", 3, "D1")
    agree(tx, "D2", 1, "D2")

    assert served_by_section(tx, problem_of(tx)) == {"D1": 1, "D2": 3}


def test_nested_quotas_hold_together(tx: Connection) -> None:
    """The bureau of D1 and D2 has two seats, of which D1 at most one; D3 has none of its own and is entitled."""
    people(tx, D1=2, D2=2, D3=2)
    builders.pool_with_units(tx, "seat", "YG-HQ", 4)
    for section in (1, 2, 3):
        for number in (1, 2):
            asks(tx, f"S0001{section}{number}", priority=2 if section == 1 else 5)
    agree(tx, "BUREAU", 2, "D1", "D2")
    agree(tx, "D1", 1, "D1")

    assert served_by_section(tx, problem_of(tx)) == {"D1": 1, "D2": 1, "D3": 2}


def test_shared_quota_is_one_for_its_sections_together(tx: Connection) -> None:
    people(tx, D1=2, D2=2, D3=2)
    builders.pool_with_units(tx, "seat", "YG-HQ", 4)
    for section in (1, 2, 3):
        for number in (1, 2):
            asks(tx, f"S0001{section}{number}", priority=2 if section < 3 else 5)
    agree(tx, "BOTH", 2, "D1", "D2")

    found = served_by_section(tx, problem_of(tx))
    assert found["D1"] + found["D2"] == 2
    assert found["D3"] == 2


def test_order_of_submission_does_not_matter(database: Database) -> None:
    order = [f"S0001{section}{number}" for section in (1, 2) for number in (1, 2, 3)]
    random.Random(3).shuffle(order)
    with database.write() as tx:
        people(tx, D1=3, D2=3)
        builders.pool_with_units(tx, "seat", "YG-HQ", 3)
        agree(tx, "D1", 1, "D1")
        for staff_id in order:
            asks(tx, staff_id, priority=2 if staff_id[5] == "1" else 5)
        first = served_by_section(tx, problem_of(tx))
        tx.execute(tables.occurrence.delete())
        for staff_id in reversed(order):
            asks(tx, staff_id, priority=2 if staff_id[5] == "1" else 5)
        assert served_by_section(tx, problem_of(tx)) == first == {"D1": 1, "D2": 2}


@pytest.mark.parametrize(
    ("measure", "served"), [("at_once", 4), ("per_day", 3), ("per_week", 1), ("per_month", 1), ("per_round", 1)]
)
def test_measures_count_moments_days_weeks_months_or_the_round(tx: Connection, measure: str, served: int) -> None:
    """Entitled: four requests, two after one another on Monday, one on Tuesday, one on Friday; a share of one."""
    people(tx, D1=4)
    builders.pool_with_units(tx, "seat", "YG-HQ", 4)
    for number, span in enumerate(
        (("06 9:00", "06 12:00"), ("06 13:00", "06 17:00"), ("07 9:00", "07 12:00"), ("10 9:00", "10 12:00")), 1
    ):
        asks(tx, f"S00011{number}", (at(f"2026-07-{span[0]}"), at(f"2026-07-{span[1]}")))
    agree(tx, "D1", 1, "D1", measure=measure)

    found = best_by_trying(problem_of(tx))

    assert sum(option_id < QUOTA_TWIN for option_id in found.values()) == served
    assert len(found) == 4


def test_what_the_group_has_booked_counts_in_its_month_but_not_in_the_round(tx: Connection) -> None:
    people(tx, D1=2)
    builders.pool_with_units(tx, "seat", "YG-HQ", 4)
    wish = Wish("S000111", Kind.SEAT, "after_meeting", "YG-HQ", Interval(at("2026-07-13 9:00"), at("2026-07-13 10:00")))
    bookings.book(tx, wish, actor=builders.actor("S000111"), now=NOW)
    asks(tx, "S000112")
    month = agree(tx, "MONTH", 1, "D1", measure="per_month")
    agree(tx, "ROUND", 1, "D1", measure="per_round")

    problem = problem_of(tx)

    assert [quota_of(pool.pool_id) for pool in problem.pools if pool.pool_id < 0] == [month]
    assert best_by_trying(problem)[problem.requests[0].request_id] >= QUOTA_TWIN


def test_quota_nobody_can_exceed_leaves_the_problem_as_it_was(tx: Connection) -> None:
    people(tx, D1=2)
    builders.pool_with_units(tx, "seat", "YG-HQ", 1)
    asks(tx, "S000111")
    asks(tx, "S000112")
    without = problem_of(tx)
    agree(tx, "D1", 2, "D1")

    assert problem_of(tx) == without
    assert without.goals[0] == "served"
    assert {item.kind for item in without.requests} == {"seat"}


def test_grades_grounds_and_offices_narrow_a_quota(tx: Connection) -> None:
    people(tx, D1=3)
    builders.pool_with_units(tx, "seat", "YG-HQ", 3)
    tx.execute(tables.staff_member.update().where(tables.staff_member.c.staff_id == "S000111").values(role="head"))
    tx.execute(tables.eligibility.insert().values(staff_id="S000112", ground="child", valid_until=None))
    asked = [asks(tx, f"S00011{number}") for number in (1, 2, 3)]
    agree(tx, "HEADS", 0, grades=("head",))
    agree(tx, "PARENTS", 0, grounds=("child",))
    agree(tx, "ELSEWHERE", 0, office_ids=("YG-SNI",))

    problem = problem_of(tx)

    counted = {item.request_id: any(not option.entitled for option in item.options) for item in problem.requests}
    assert counted == dict(zip(asked, (True, True, False), strict=True))


def test_booking_at_once_is_flagged_and_not_refused(database: Database) -> None:
    with database.write() as tx:
        people(tx, D1=2)
        builders.pool_with_units(tx, "seat", "YG-HQ", 2)
        agree(tx, "D1", 1, "D1")
        found = [
            bookings.book(
                tx,
                Wish(staff_id, Kind.SEAT, "after_meeting", "YG-HQ", Interval(*DAY)),
                actor=builders.actor(staff_id),
                now=NOW,
            )
            for staff_id in ("S000111", "S000112")
        ]

    assert [[reason.code for reason in item.alerts] for item in found] == [[], ["W_QUOTA_EXCEEDED"]]


def test_quota_is_added_ended_once_and_audited(database: Database) -> None:
    with database.write() as tx:
        people(tx, D1=2)
        quota_id = agree(tx, "D1", 1, "D1")
    with database.write() as tx:
        first = end_quota(tx, quota_id, actor=KEEPER, now=NOW)
        assert end_quota(tx, quota_id, actor=KEEPER, now=NOW) == first
        asks(tx, "S000111")
        asks(tx, "S000112")
        assert all(pool.pool_id > 0 for pool in problem_of(tx).pools)
    with database.read() as tx:
        assert [item.ended_at is None for item in quotas(tx, actor=KEEPER)] == [False]
        actions = tx.execute(tables.audit.select().where(tables.audit.c.noun == "quota")).all()
    assert [row.action for row in actions] == ["add", "end"]


def test_quota_that_makes_no_sense_is_refused_with_everything_that_is_wrong(tx: Connection) -> None:
    people(tx, D1=1)
    terms = QuotaTerms("a b", "", "", "chair", "per_hour", -1, department_ids=("D9",))

    with pytest.raises(Refused) as refused:
        add_quota(tx, terms, actor=KEEPER, now=NOW)

    codes = [reason.code for reason in refused.value.reasons]
    assert codes == ["quota-unknown", "quota-unknown", "quota-unknown", "quota-code", "quota-name", "quota-most"]
    with pytest.raises(NotAllowed):
        add_quota(tx, terms, actor=builders.actor("S000111", Role.MANAGER), now=NOW)


def test_plan_keeps_to_the_quota_says_so_and_bears_being_proposed_again(database: Database) -> None:
    with database.write() as tx:
        people(tx, D1=3, D2=1)
        builders.pool_with_units(tx, "seat", "YG-HQ", 2)
        for staff_id in ("S000111", "S000112", "S000113"):
            asks(tx, staff_id, priority=2)
        asks(tx, "S000121")
        agree(tx, "D1", 1, "D1")
    round_id = closed_round(database, MONDAY, FRIDAY, actor=KEEPER, now=NOW)

    first = propose(database, round_id, actor=KEEPER, now=NOW)

    with database.read() as tx:
        items = queries.proposals(tx, first, actor=KEEPER)
    granted = {item.staff_id: item for item in items if item.outcome == "granted"}
    assert sorted(staff_id[:6] for staff_id in granted) == ["S00011", "S00012"]
    refused = next(item for item in items if item.outcome == "refused")
    assert [reason.code for reason in refused.reasons] == ["all-taken", "quota-used"]
    assert refused.reasons[1].params["total"] == 1
    with database.write() as tx:
        kept = next(item for staff_id, item in granted.items() if staff_id.startswith("S00011"))
        operations.decide(tx, first, kept.occurrence_id, "pinned", actor=KEEPER, now=NOW)
        agree(tx, "ALL", 1)
    second = propose(database, round_id, actor=KEEPER, now=NOW)
    with database.read() as tx:
        again = {item.staff_id: item for item in queries.proposals(tx, second, actor=KEEPER, outcome="granted")}
        assert verify(tx, first, actor=KEEPER).holds
        assert verify(tx, second, actor=KEEPER).holds
    assert again[kept.staff_id].decision == "pinned"
    assert len(again) == 2
    with database.write() as tx:
        assert applying.apply_plan(tx, second, actor=KEEPER, now=NOW) == 2
    what_if = tried(database, round_id, NOTHING, actor=KEEPER, now=NOW)
    with database.read() as tx:
        # Neither its own bookings nor the shares they use stand in the way of the plan that made them.
        assert queries.one(tx, what_if, actor=KEEPER).figures["base"]["changed"] == 0
        assert verify(tx, what_if, actor=KEEPER).holds
