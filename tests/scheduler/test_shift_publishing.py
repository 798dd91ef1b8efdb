"""Publishing: one transaction or nothing, only what fits by now, and whoever sees a difference is told."""

from __future__ import annotations

from datetime import time

import pytest
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from scheduler.db import tables
from scheduler.doctor.queries import examine
from scheduler.domain.states import SeasonState, ShiftPlanState
from scheduler.errors import IllegalTransition, NotAllowed, Refused, StaleShiftPlan, StaleVersion
from scheduler.notices.queries import unread
from scheduler.shifts import coverage, editing, publishing
from scheduler.shifts.comparing import compare
from scheduler.shifts.coverage import Need
from scheduler.shifts.editing import CellChange
from tests import builders
from tests.builders import at
from tests.scheduler.shift_section import (
    EARLY,
    MONDAY,
    NOW,
    SEASON,
    SECTION,
    STANDARD,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    close,
    fact,
    furnish,
    head,
    person,
    planned,
    propose,
    published,
    wish,
)

LATER = at("2026-07-03 19:00")
DAYS, PEOPLE = 10, 6


def furnished(tx: Connection) -> None:
    furnish(tx)
    wish(tx, "S000002", EARLY, MONDAY, TUESDAY)
    close(tx)


def state(tx: Connection, plan_id: int) -> str:
    return str(tx.execute(select(tables.shift_plan.c.state).where(tables.shift_plan.c.id == plan_id)).scalar_one())


def version(tx: Connection, plan_id: int) -> int:
    return int(tx.execute(select(tables.shift_plan.c.version).where(tables.shift_plan.c.id == plan_id)).scalar_one())


def codes_of_notices(tx: Connection, staff_id: str) -> list[str]:
    return [notice.message.code for notice in unread(tx, staff_id)]


def stale(tx: Connection, plan_id: int) -> list[str]:
    """The codes of the reasons for which a plan is not published; nothing of it is."""
    before = published(tx)
    with pytest.raises(StaleShiftPlan) as caught:
        publishing.publish(tx, plan_id, actor=head(), now=LATER)
    assert published(tx) == before
    assert [reason.code for reason in publishing.problems(tx, plan_id, actor=head(), now=LATER)] == [
        reason.code for reason in caught.value.reasons
    ]
    return [reason.code for reason in caught.value.reasons]


def test_a_published_plan_is_what_everybody_works_by(tx: Connection) -> None:
    furnished(tx)
    plan_id = propose(tx, {("S000002", MONDAY): EARLY})

    done = publishing.publish(tx, plan_id, actor=head(), now=LATER)

    assert (done.plans, done.people, done.days) == (1, PEOPLE, PEOPLE * DAYS)
    assert published(tx) == planned(tx, plan_id)
    assert published(tx)["S000002", MONDAY] == EARLY
    assert state(tx, plan_id) == ShiftPlanState.PUBLISHED
    assert tx.execute(select(tables.season.c.state)).scalar_one() == SeasonState.PUBLISHED
    assert codes_of_notices(tx, "S000003") == ["shifts-published"]


def test_publishing_twice_does_nothing_the_second_time(tx: Connection) -> None:
    furnished(tx)
    plan_id = propose(tx)
    publishing.publish(tx, plan_id, actor=head(), now=LATER)

    assert publishing.publish(tx, plan_id, actor=head(), now=LATER).plans == 0
    assert len(codes_of_notices(tx, "S000003")) == 1


def test_only_those_whose_shifts_change_are_told(tx: Connection) -> None:
    furnished(tx)
    publishing.publish(tx, propose(tx), actor=head(), now=LATER)
    after = at("2026-07-03 20:00")
    second = propose(tx, {("S000002", MONDAY): EARLY}, now=after)

    done = publishing.publish(tx, second, actor=head(), now=after)

    assert (done.people, done.days) == (1, 1)
    assert codes_of_notices(tx, "S000002") == ["shifts-changed", "shifts-published"]
    assert codes_of_notices(tx, "S000003") == ["shifts-published"]
    query = select(tables.shift.c.staff_id, func.max(tables.shift.c.version)).group_by(tables.shift.c.staff_id)
    versions = dict(tx.execute(query).all())
    assert versions["S000002"] == versions["S000003"] + 1
    assert set(tx.execute(select(tables.shift.c.plan_id)).scalars()) == {second}


def test_calendars_of_those_who_see_a_difference_are_marked(tx: Connection) -> None:
    furnished(tx)
    publishing.publish(tx, propose(tx), actor=head(), now=LATER)
    before = revisions(tx)
    second = propose(tx, {("S000002", MONDAY): EARLY}, now=at("2026-07-03 20:00"))
    publishing.publish(tx, second, actor=head(), now=at("2026-07-03 20:00"))

    raised = {subject for subject, number in revisions(tx).items() if number != before.get(subject)}
    assert raised == {("person", "S000002"), ("section", SECTION)}


def revisions(tx: Connection) -> dict[tuple[str, str], int]:
    return {(row.scope, row.subject): row.revision for row in tx.execute(select(tables.feed_revision))}


def test_what_was_published_before_and_other_proposals_give_way(tx: Connection) -> None:
    furnished(tx)
    first = propose(tx)
    publishing.publish(tx, first, actor=head(), now=LATER)
    after = at("2026-07-03 20:00")
    second, third = propose(tx, now=after), propose(tx, now=after)

    publishing.publish(tx, third, actor=head(), now=after)

    assert [state(tx, plan_id) for plan_id in (first, second, third)] == ["superseded", "superseded", "published"]


def test_days_that_are_over_stay_what_they_were(tx: Connection) -> None:
    furnished(tx)
    publishing.publish(tx, propose(tx), actor=head(), now=LATER)
    tuesday = at("2026-07-07 9:00")
    given = {("S000002", MONDAY): EARLY, ("S000002", TUESDAY): EARLY}

    publishing.publish(tx, propose(tx, given, now=tuesday), actor=head(), now=tuesday)

    assert published(tx)["S000002", MONDAY] == STANDARD
    assert published(tx)["S000002", TUESDAY] == EARLY


def test_while_wishes_are_open_nothing_is_published(tx: Connection) -> None:
    furnish(tx)
    plan_id = propose(tx)

    with pytest.raises(IllegalTransition):
        publishing.publish(tx, plan_id, actor=head(), now=LATER)


def test_only_who_plans_the_section_publishes(tx: Connection) -> None:
    furnished(tx)
    builders.department(tx, "D0002")
    plan_id = propose(tx)
    for actor in (person(2), head("D0002")):
        with pytest.raises(NotAllowed):
            publishing.publish(tx, plan_id, actor=actor, now=LATER)
    with pytest.raises(Refused, match="nothing-to-publish"):
        publishing.publish_all(tx, SEASON, actor=head("D0002"), now=LATER)
    with pytest.raises(NotAllowed):
        publishing.publish_all(tx, SEASON, [SECTION], actor=person(2), now=LATER)


def test_a_plan_that_somebody_changed_is_looked_at_again(tx: Connection) -> None:
    furnished(tx)
    plan_id = propose(tx)
    seen = version(tx, plan_id)
    editing.apply_change(tx, plan_id, [CellChange("S000002", MONDAY, EARLY)], actor=head(), now=NOW)

    with pytest.raises(StaleVersion):
        publishing.publish(tx, plan_id, expected_version=seen, actor=head(), now=LATER)
    publishing.publish(tx, plan_id, expected_version=version(tx, plan_id), actor=head(), now=LATER)
    assert published(tx)["S000002", MONDAY] == EARLY


def test_leave_given_since_keeps_a_plan_from_being_published(tx: Connection) -> None:
    furnished(tx)
    plan_id = propose(tx)
    fact(tx, "S000003", "leave", WEDNESDAY, THURSDAY)

    assert stale(tx, plan_id) == ["shift-away-since", "shift-away-since"]


def test_somebody_who_came_since_keeps_a_plan_from_being_published(tx: Connection) -> None:
    furnished(tx)
    plan_id = propose(tx)
    builders.staff_member(tx, "S000007", department_id=SECTION)

    assert stale(tx, plan_id) == ["shift-person-joined"]


def test_somebody_who_left_since_keeps_a_plan_from_being_published(tx: Connection) -> None:
    furnished(tx)
    builders.department(tx, "D0002")
    plan_id = propose(tx)
    moved = update(tables.staff_member).where(tables.staff_member.c.staff_id == "S000004")
    tx.execute(moved.values(department_id="D0002"))

    assert stale(tx, plan_id) == ["shift-person-left"]


def test_wishes_and_needs_that_changed_keep_a_plan_from_being_published(tx: Connection) -> None:
    furnish(tx)
    plan_id = propose(tx)
    wish(tx, "S000005", EARLY, THURSDAY)
    close(tx)

    assert stale(tx, plan_id) == ["shift-wishes-since"]

    coverage.write(tx, {SECTION: [Need(("MO",), time(9), time(12), 3, 3, "counter")]})
    assert stale(tx, plan_id) == ["shift-wishes-since", "shift-needs-since"]


def test_a_fixed_pattern_since_keeps_a_plan_from_being_published(tx: Connection) -> None:
    furnished(tx)
    plan_id = propose(tx)
    fact(tx, "S000003", "fixed", MONDAY, MONDAY, EARLY)

    assert stale(tx, plan_id) == ["shift-choice-since"]


def test_a_proposal_made_before_another_was_published_is_out_of_date(tx: Connection) -> None:
    furnished(tx)
    first, second = propose(tx), propose(tx)
    publishing.publish(tx, second, actor=head(), now=LATER)
    tx.execute(update(tables.shift_plan).where(tables.shift_plan.c.id == first).values(state="proposed"))

    assert stale(tx, first) == ["shifts-published-since"]


def test_all_sections_are_published_or_none(tx: Connection) -> None:
    furnished(tx)
    builders.staff_member(tx, "S000021", department_id="D0002")
    plans = [propose(tx), propose(tx, section="D0002")]
    fact(tx, "S000003", "leave", WEDNESDAY, WEDNESDAY)

    with pytest.raises(StaleShiftPlan) as caught:
        publishing.publish_all(tx, SEASON, actor=builders.keeper(), now=LATER)

    assert [reason.code for reason in caught.value.reasons] == ["shift-section-stale", "shift-away-since"]
    assert caught.value.reasons[0].params == {"section": "D0001課"}
    assert published(tx) == {}
    plans[0] = propose(tx)
    done = publishing.publish_all(tx, SEASON, actor=builders.keeper(), now=LATER)
    assert (done.plans, done.people) == (2, 7)
    assert published(tx) == planned(tx, plans[0]) | planned(tx, plans[1])


def test_who_moved_to_another_section_has_one_shift_a_day(tx: Connection) -> None:
    furnished(tx)
    builders.department(tx, "D0002")
    publishing.publish(tx, propose(tx), actor=head(), now=LATER)
    moved = update(tables.staff_member).where(tables.staff_member.c.staff_id == "S000004")
    tx.execute(moved.values(department_id="D0002"))
    after = at("2026-07-03 20:00")

    other = propose(tx, section="D0002", now=after)
    publishing.publish(tx, other, actor=head("D0002"), now=after)
    own = propose(tx, now=at("2026-07-03 21:00"))
    publishing.publish(tx, own, actor=head(), now=at("2026-07-03 21:00"))

    query = select(tables.shift.c.department_id).where(tables.shift.c.staff_id == "S000004")
    assert tx.execute(query).scalars().all() == ["D0002"] * DAYS
    assert published(tx) == planned(tx, own) | planned(tx, other)


def test_the_database_refuses_a_second_shift_of_a_person_a_day(tx: Connection) -> None:
    furnished(tx)
    plan_id = propose(tx)
    publishing.publish(tx, plan_id, actor=head(), now=LATER)
    row = dict(tx.execute(select(tables.shift).limit(1)).one()._mapping)

    with pytest.raises(IntegrityError), tx.begin_nested():
        tx.execute(insert(tables.shift).values({**row, "pattern_id": EARLY}))


def test_two_plans_side_by_side(tx: Connection) -> None:
    furnished(tx)
    first = propose(tx, {("S000002", MONDAY): EARLY})
    second = propose(tx, {("S000002", TUESDAY): EARLY})

    found = compare(tx, first, second, actor=head())

    assert [(day.staff_id, day.date, day.a, day.b) for day in found.days] == [
        ("S000002", MONDAY, EARLY, STANDARD),
        ("S000002", TUESDAY, STANDARD, EARLY),
    ]
    assert [(day.is_gain, day.is_loss) for day in found.days] == [(False, True), (True, False)]
    assert (found.wishes_met.a, found.wishes_met.b, found.shifted.a, found.shifted.b) == (1, 1, 1, 1)
    assert [(each.staff_id, each.days, each.met.difference) for each in found.people] == [("S000002", 2, 0)]


def test_a_day_that_is_short_in_one_of_two_plans_is_told(tx: Connection) -> None:
    furnish(tx, least=6, preferred=6)
    wish(tx, "S000002", EARLY, MONDAY)
    first, second = propose(tx), propose(tx, {("S000002", MONDAY): EARLY})

    found = compare(tx, first, second, actor=head())

    lunch = 4 * 6  # everybody rests from noon
    assert found.cover[0].date == MONDAY
    assert (found.cover[0].short.a, found.cover[0].short.b) == (lunch, lunch + 4)
    assert found.short.difference == 4


def test_plans_of_two_sections_are_not_compared(tx: Connection) -> None:
    furnished(tx)
    builders.staff_member(tx, "S000021", department_id="D0002")

    with pytest.raises(Refused, match="shift-plans-differ"):
        compare(tx, propose(tx), propose(tx, section="D0002"), actor=builders.keeper())
    with pytest.raises(NotAllowed):
        compare(tx, propose(tx), propose(tx), actor=person(2))


def test_before_the_season_is_planned_there_is_nothing_to_publish(tx: Connection) -> None:
    furnished(tx)

    with pytest.raises(Refused, match="nothing-to-publish"):
        publishing.publish_all(tx, SEASON, actor=builders.keeper(), now=LATER)


def test_the_doctor_finds_a_shift_that_no_plan_says_and_a_plan_that_breaks_a_rule(tx: Connection) -> None:
    furnished(tx)
    plan_id = propose(tx)
    publishing.publish(tx, plan_id, actor=head(), now=LATER)
    assert [finding for finding in examine(tx) if finding.check.startswith("shift")] == []

    here = (tables.shift.c.staff_id == "S000003") & (tables.shift.c.date == MONDAY)
    tx.execute(update(tables.shift).where(here).values(pattern_id=EARLY))
    problem = tx.execute(select(tables.shift_plan.c.problem)).scalar_one()
    long_rest = problem.replace(b'"rest":660', b'"rest":960')
    tx.execute(update(tables.shift_plan).values(problem=long_rest))

    found = [finding for finding in examine(tx) if finding.check.startswith("shift")]
    assert [(each.check, each.key) for each in found if each.check == "shifts"] == [("shifts", "S000003 2026-07-06")]
    assert {each.key for each in found if each.check == "shift-plans"} == {str(plan_id)}
