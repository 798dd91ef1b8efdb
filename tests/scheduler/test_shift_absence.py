"""Somebody is away at short notice: the fewest others change, and it is said how many."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.states import ShiftPlanState
from scheduler.errors import NotAllowed
from scheduler.jobs.states import JobState
from scheduler.shifts import absence, drafting, editing, publishing
from scheduler.shifts.absence import AbsenceView
from scheduler.shifts.absence_job import work_out
from scheduler.shifts.comparing import compare
from scheduler.shifts.editing import CellChange
from tests import builders
from tests.builders import at
from tests.refusals import refused
from tests.scheduler.rounds import StepContext
from tests.scheduler.shift_section import (
    EARLY,
    LATE,
    MONDAY,
    NOW,
    SECTION,
    STANDARD,
    THURSDAY,
    TUESDAY,
    close,
    furnish,
    head,
    person,
    planned,
    propose,
    published,
    wish,
)

LATER = at("2026-07-05 20:00")


@pytest.fixture
def plan_id(database: Database) -> int:
    """Of four people three are needed until 17:15; on Monday number 2 comes early, so all the others are needed."""
    with database.write() as tx:
        furnish(tx, people=[f"S{number:06}" for number in range(1, 5)], least=3, preferred=3)
        tx.execute(tables.coverage.update().values(from_time=tables.coverage.c.to_time.type.python_type(13, 0)))
        wish(tx, "S000002", EARLY, MONDAY, TUESDAY)
        close(tx)
        plan_id = propose(tx, {("S000002", MONDAY): EARLY})
        publishing.publish(tx, plan_id, actor=head(), now=NOW)
    return plan_id


def away(database: Database, plan_id: int, staff_id: str, first: date, last: date) -> int:
    """From the call in the morning to the new proposal."""
    with database.write() as tx:
        new_id, job_id = absence.request_absence(tx, plan_id, staff_id, first, last, actor=head(), now=LATER)
        query = select(tables.job.c.payload).where(tables.job.c.id == job_id)
        payload = tx.execute(query).scalar_one()
    work_out(StepContext(database, LATER, job_id), payload)  # type: ignore[arg-type]
    return new_id


def view(database: Database, plan_id: int) -> AbsenceView:
    with database.read() as tx:
        found = absence.absence_of(tx, plan_id, actor=head())
    assert found is not None
    return found


def test_one_other_is_asked_to_stand_in_and_nobody_else_changes(database: Database, plan_id: int) -> None:
    new_id = away(database, plan_id, "S000003", MONDAY, MONDAY)

    found = view(database, new_id)
    assert (found.others_changed, found.others_bound) == (1, 1)
    assert (found.shortage, found.shortage_before) == (0, 4)
    with database.read() as tx:
        changed = compare(tx, plan_id, new_id, actor=head()).days
    assert [(day.staff_id, day.date, day.a, day.b) for day in changed] == [
        ("S000002", MONDAY, EARLY, STANDARD),
        ("S000003", MONDAY, STANDARD, None),
    ]
    with database.read() as tx:
        reasons = tx.execute(
            select(tables.shift_assignment.c.reasons).where(
                tables.shift_assignment.c.plan_id == new_id,
                tables.shift_assignment.c.staff_id == "S000002",
                tables.shift_assignment.c.date == MONDAY,
            )
        ).scalar_one()
    assert [reason["code"] for reason in reasons] == ["shift-stands-in"]


def test_where_nobody_is_needed_nobody_changes(database: Database, plan_id: int) -> None:
    new_id = away(database, plan_id, "S000002", MONDAY, THURSDAY)

    assert view(database, new_id).others_changed == 0
    with database.write() as tx:
        before = published(tx)
        done = publishing.publish(tx, new_id, actor=head(), now=LATER)
        assert (done.people, done.days) == (1, 4)
        gone = {spot for spot in before if spot not in published(tx)}
    assert gone == {("S000002", date(2026, 7, day)) for day in range(6, 10)}


def test_what_cannot_be_covered_is_said(database: Database, plan_id: int) -> None:
    away(database, plan_id, "S000003", MONDAY, MONDAY)
    with database.write() as tx:
        tx.execute(tables.job.update().values(state=JobState.DONE))
        latest = tx.execute(select(tables.shift_plan.c.id).where(tables.shift_plan.c.state == "proposed")).scalar_one()
    new_id = away(database, latest, "S000004", MONDAY, MONDAY)

    found = view(database, new_id)
    assert (found.shortage, found.shortage_bound) == (17, 17)
    with database.read() as tx:
        row = tx.execute(select(tables.shift_plan).where(tables.shift_plan.c.id == new_id)).one()
    assert [(day["date"], day["present"], day["short_by"]) for day in row.shortages] == [("2026-07-06", 2, 1)]
    assert row.figures["short_days"] == 1


def test_the_person_is_counted_on_in_no_later_plan(database: Database, plan_id: int) -> None:
    away(database, plan_id, "S000003", MONDAY, MONDAY)

    with database.write() as tx:
        assert ("S000003", MONDAY) not in planned(tx, propose(tx))


def test_nothing_changes_before_it_is_published(database: Database, plan_id: int) -> None:
    with database.read() as tx:
        before = published(tx)
    new_id = away(database, plan_id, "S000003", MONDAY, MONDAY)

    with database.write() as tx:
        assert published(tx) == before
        publishing.publish(tx, new_id, actor=head(), now=LATER)
        assert published(tx) == planned(tx, new_id) != before


def test_a_step_that_runs_again_proposes_nothing_twice(database: Database, plan_id: int) -> None:
    new_id = away(database, plan_id, "S000003", MONDAY, MONDAY)
    with database.write() as tx:
        job = tx.execute(select(tables.job)).all()[-1]
        editing.pin(tx, new_id, [("S000004", MONDAY)], actor=head(), now=LATER)
        seen = tx.execute(select(tables.shift_plan.c.version).where(tables.shift_plan.c.id == new_id)).scalar_one()

    work_out(StepContext(database, LATER, job.id), job.payload)  # type: ignore[arg-type]

    with database.read() as tx:
        query = select(tables.shift_plan.c.version).where(tables.shift_plan.c.id == new_id)
        assert tx.execute(query).scalar_one() == seen


def test_what_cannot_be_asked_for(database: Database, plan_id: int) -> None:
    def ask(staff_id: str, first: date, last: date, kind: str = "leave") -> list[str]:
        with database.write() as tx:
            return refused(
                lambda: absence.request_absence(
                    tx, plan_id, staff_id, first, last, kind=kind, actor=head(), now=at("2026-07-08 9:00")
                )
            )

    assert ask("S000003", MONDAY, TUESDAY) == ["absence-no-days"]
    assert ask("S000099", THURSDAY, THURSDAY) == ["shift-not-in-plan"]
    assert ask("S000003", THURSDAY, THURSDAY, "prefer") == ["wish-kind"]
    with database.write() as tx, pytest.raises(NotAllowed):
        absence.request_absence(tx, plan_id, "S000003", THURSDAY, THURSDAY, actor=person(3), now=LATER)


def test_while_a_plan_is_made_another_is_not_begun(database: Database, plan_id: int) -> None:
    with database.write() as tx:
        absence.request_absence(tx, plan_id, "S000003", MONDAY, MONDAY, actor=head(), now=LATER)
        codes = refused(lambda: drafting.revise(tx, plan_id, actor=head(), now=LATER))

    assert codes == ["still-solving"]


def test_a_published_plan_is_changed_by_hand_through_a_proposal_of_its_own(database: Database, plan_id: int) -> None:
    with database.write() as tx:
        new_id = drafting.revise(tx, plan_id, actor=head(), now=LATER)
        assert planned(tx, new_id) == planned(tx, plan_id)
        editing.apply_change(tx, new_id, [CellChange("S000002", MONDAY, STANDARD)], actor=head(), now=LATER)
        assert published(tx)["S000002", MONDAY] == EARLY
        publishing.publish(tx, new_id, actor=head(), now=LATER)
        assert published(tx)["S000002", MONDAY] == STANDARD
        states = dict(tx.execute(select(tables.shift_plan.c.id, tables.shift_plan.c.state)).all())
    assert states == {plan_id: ShiftPlanState.SUPERSEDED, new_id: ShiftPlanState.PUBLISHED}


def test_a_proposal_that_starts_from_what_stands_knows_who_came_and_who_left(database: Database, plan_id: int) -> None:
    with database.write() as tx:
        builders.department(tx, "D0002")
        tx.execute(
            tables.staff_member.update()
            .where(tables.staff_member.c.staff_id == "S000004")
            .values(department_id="D0002")
        )
        builders.staff_member(tx, "S000007", department_id=SECTION)
        new_id = drafting.revise(tx, plan_id, actor=head(), now=LATER)
        people = {staff_id for staff_id, _ in planned(tx, new_id)}
        assert people == {"S000001", "S000002", "S000003", "S000007"}
        assert {pattern for (who, _), pattern in planned(tx, new_id).items() if who == "S000007"} == {STANDARD}
        publishing.publish(tx, new_id, actor=head(), now=LATER)
        assert published(tx) == planned(tx, new_id)
    assert LATE not in published_patterns(database)


def published_patterns(database: Database) -> set[str]:
    with database.read() as tx:
        return set(published(tx).values())
