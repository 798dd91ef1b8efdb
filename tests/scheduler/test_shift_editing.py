"""Changes of a section's plan by hand: checked by the rules it was made with, pinned, and never silently short."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import Connection, select, update

from scheduler.db import tables
from scheduler.domain.states import ShiftPlanState
from scheduler.errors import NotAllowed, Refused, StaleVersion
from scheduler.shifts import editing
from scheduler.shifts.editing import CellChange
from scheduler.shifts.snapshot import take
from tests import builders
from tests.refusals import refused
from tests.scheduler.shift_section import (
    EARLY,
    LATE,
    MONDAY,
    NOW,
    SEASON,
    SECTION,
    STANDARD,
    TUESDAY,
    WEDNESDAY,
    close,
    fact,
    furnish,
    head,
    person,
    planned,
    propose,
    wish,
)


def version(tx: Connection, plan_id: int) -> int:
    query = select(tables.shift_plan.c.version).where(tables.shift_plan.c.id == plan_id)
    return int(tx.execute(query).scalar_one())


@pytest.fixture
def plan_id(tx: Connection) -> int:
    """Everybody wishes to come early on Monday; nobody does in the plan."""
    furnish(tx)
    for number in range(2, 7):
        wish(tx, f"S{number:06}", EARLY, MONDAY)
    close(tx)
    return propose(tx)


def test_a_change_that_is_tried_changes_nothing(tx: Connection, plan_id: int) -> None:
    before = planned(tx, plan_id)

    effect = editing.try_change(tx, plan_id, [CellChange("S000002", MONDAY, EARLY)], actor=head())

    assert effect.is_allowed
    assert effect.penalty_after < effect.penalty_before
    assert planned(tx, plan_id) == before


def test_a_wish_can_be_met_by_hand_and_stays_in_the_next_solve(tx: Connection, plan_id: int) -> None:
    editing.apply_change(tx, plan_id, [CellChange("S000002", MONDAY, EARLY)], actor=head(), now=NOW)

    assert planned(tx, plan_id)["S000002", MONDAY] == EARLY
    again = take(tx, SEASON, SECTION, previous_plan_id=plan_id)
    assert [(pin.person_id, pin.day, pin.choice) for pin in again.problem.pins] == [
        (again.key.persons["S000002"], 0, again.key.shifts[EARLY])
    ]


def test_nobody_is_moved_by_hand_to_what_they_did_not_ask_for(tx: Connection, plan_id: int) -> None:
    effect = editing.try_change(tx, plan_id, [CellChange("S000002", TUESDAY, EARLY)], actor=head())

    assert [reason.code for reason in effect.refusals] == ["shift-not-allowed"]
    assert effect.refusals[0].params["allowed"] == "08:30–17:15"


def test_no_more_than_the_share_may_be_moved_to_other_hours(tx: Connection, plan_id: int) -> None:
    changes = [CellChange(f"S{number:06}", MONDAY, EARLY) for number in (2, 3, 4)]

    codes = refused(lambda: editing.apply_change(tx, plan_id, changes, actor=head(), now=NOW))

    assert codes == ["shift-too-many-shifted"]
    assert set(planned(tx, plan_id).values()) == {STANDARD}
    assert editing.try_change(tx, plan_id, changes[:2], actor=head()).is_allowed


def test_who_is_on_leave_is_given_nothing(tx: Connection) -> None:
    furnish(tx)
    fact(tx, "S000002", "leave", MONDAY, MONDAY)
    plan_id = propose(tx)

    codes = refused(
        lambda: editing.apply_change(tx, plan_id, [CellChange("S000002", MONDAY, STANDARD)], actor=head(), now=NOW)
    )

    assert codes == ["shift-away"]


def test_hours_left_short_are_told_and_have_to_be_known(tx: Connection) -> None:
    furnish(tx, least=6, preferred=6)
    wish(tx, "S000002", EARLY, MONDAY)
    plan_id = propose(tx)
    change = [CellChange("S000002", MONDAY, EARLY)]

    effect = editing.try_change(tx, plan_id, change, actor=head())
    codes = refused(lambda: editing.apply_change(tx, plan_id, change, actor=head(), now=NOW))

    assert codes == ["shift-leaves-short"]
    (short,) = effect.shortages
    assert (short.params["start"], short.params["end"], short.params["count"]) == ("16:15", "17:15", 5)
    assert effect.shortage_after - effect.shortage_before == 4
    editing.apply_change(tx, plan_id, change, despite_shortage=True, actor=head(), now=NOW)
    assert planned(tx, plan_id)["S000002", MONDAY] == EARLY


def test_between_two_days_lies_the_rest(tx: Connection) -> None:
    furnish(tx)
    for pattern_id, day in ((LATE, MONDAY), (EARLY, TUESDAY)):
        wish(tx, "S000002", pattern_id, day)
    tx.execute(
        tables.season_terms.insert().values(
            season_id=SEASON, bureau_ja="総務部", choice_unit="day", rest_minutes=14 * 60
        )
    )
    plan_id = propose(tx)
    both = [CellChange("S000002", MONDAY, LATE), CellChange("S000002", TUESDAY, EARLY)]

    codes = refused(lambda: editing.apply_change(tx, plan_id, both, actor=head(), now=NOW))

    assert codes == ["shift-rest"]
    assert editing.try_change(tx, plan_id, both[1:], actor=head()).is_allowed


def test_what_is_pinned_stays_until_it_is_unpinned(tx: Connection, plan_id: int) -> None:
    spot, change = ("S000002", MONDAY), [CellChange("S000002", MONDAY, EARLY)]
    editing.pin(tx, plan_id, [spot], actor=head(), now=NOW)

    assert refused(lambda: editing.apply_change(tx, plan_id, change, actor=head(), now=NOW)) == ["shift-pinned"]

    editing.pin(tx, plan_id, [spot], pinned=False, actor=head(), now=NOW)
    editing.apply_change(tx, plan_id, change, actor=head(), now=NOW)
    assert planned(tx, plan_id)[spot] == EARLY


def test_a_pin_names_a_day_somebody_works(tx: Connection, plan_id: int) -> None:
    for spot in (("S000009", MONDAY), ("S000002", MONDAY.replace(month=6))):
        codes = refused(lambda spot=spot: editing.pin(tx, plan_id, [spot], actor=head(), now=NOW))
        assert codes == ["shift-not-in-plan"]


def test_a_wish_taken_back_by_hand_says_so_to_its_person(tx: Connection) -> None:
    furnish(tx)
    wish(tx, "S000002", EARLY, MONDAY)
    plan_id = propose(tx, {("S000002", MONDAY): EARLY})

    editing.apply_change(tx, plan_id, [CellChange("S000002", MONDAY, STANDARD)], actor=head(), now=NOW)

    query = select(tables.shift_assignment).where(
        tables.shift_assignment.c.staff_id == "S000002", tables.shift_assignment.c.date == MONDAY
    )
    row = tx.execute(query).one()
    assert (row.wished_pattern_id, row.source, row.reasons[0]["code"]) == (EARLY, "hand", "shift-changed-by-hand")


def test_only_who_plans_the_section_changes_it(tx: Connection, plan_id: int) -> None:
    builders.department(tx, "D0002")
    change = [CellChange("S000002", MONDAY, EARLY)]
    for actor in (person(2), head("D0002"), replace(head(), department_id=None)):
        with pytest.raises(NotAllowed):
            editing.try_change(tx, plan_id, change, actor=actor)
        with pytest.raises(NotAllowed):
            editing.apply_change(tx, plan_id, change, actor=actor, now=NOW)
        with pytest.raises(NotAllowed):
            editing.pin(tx, plan_id, [("S000002", MONDAY)], actor=actor, now=NOW)

    assert editing.apply_change(tx, plan_id, change, actor=builders.keeper(), now=NOW).is_allowed


def test_of_two_who_change_a_plan_the_second_looks_again(tx: Connection, plan_id: int) -> None:
    seen = version(tx, plan_id)
    first, second = CellChange("S000002", MONDAY, EARLY), CellChange("S000003", MONDAY, EARLY)
    editing.apply_change(tx, plan_id, [first], expected_version=seen, actor=head(), now=NOW)

    with pytest.raises(StaleVersion):
        editing.apply_change(tx, plan_id, [second], expected_version=seen, actor=head(), now=NOW)


def test_a_plan_that_is_over_is_not_changed(tx: Connection, plan_id: int) -> None:
    tx.execute(tables.shift_plan.update().values(state=ShiftPlanState.SUPERSEDED))

    change = [CellChange("S000002", MONDAY, EARLY)]
    assert refused(lambda: editing.apply_change(tx, plan_id, change, actor=head(), now=NOW)) == ["shift-plan-not-open"]


def test_what_the_plan_does_not_have_is_named(tx: Connection, plan_id: int) -> None:
    unknown = (
        ("shift-not-in-plan", CellChange("S000099", MONDAY, EARLY)),
        ("shift-not-in-plan", CellChange("S000002", MONDAY.replace(month=12), EARLY)),
        ("wish-pattern", CellChange("S000002", WEDNESDAY, "X0000")),
    )
    for code, change in unknown:
        with pytest.raises(Refused, match=code):
            editing.try_change(tx, plan_id, [change], actor=head())


def test_a_break_stays_when_it_was(tx: Connection, plan_id: int) -> None:
    """Who covers the counter at noon goes on doing so."""
    here = (tables.shift_assignment.c.staff_id == "S000002") & (tables.shift_assignment.c.date == MONDAY)
    tx.execute(update(tables.shift_assignment).where(here).values(break_start=time(13), break_end=time(14)))

    effect = editing.apply_change(tx, plan_id, [CellChange("S000002", MONDAY, EARLY)], actor=head(), now=NOW)

    row = tx.execute(select(tables.shift_assignment).where(here)).one()
    assert (row.pattern_id, row.break_start, row.break_end) == (EARLY, time(13), time(14))
    assert [(cover.start, cover.end) for cover in effect.cover] == [(time(16, 15), time(17, 15))]
