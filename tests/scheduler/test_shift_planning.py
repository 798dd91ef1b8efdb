"""A season is planned section by section: proposals with reasons, what is short, pins, and jobs that end early."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.reason import Reason, ReasonParam
from scheduler.domain.states import ShiftPlanState
from scheduler.errors import NotAllowed, NotFound, Refused
from scheduler.jobs import operations as jobs
from scheduler.shifts import coverage, planning, planning_job, queries
from scheduler.shifts.coverage import Need
from scheduler.shifts.grid import GridCell, curve, grid
from solver.messages import CRASHED
from solver.process import SolveFailed
from solver.shifts import NoPlan, ShiftLimits, ShiftProblem
from solver.shifts.answers import Report
from solver.shifts.report import plan_and_explain
from tests import builders
from tests.builders import at
from tests.scheduler import shift_section
from tests.scheduler.shift_planning import furnish_other, last_summer, one_by_one, planned, quick, request, run
from tests.scheduler.shift_section import EARLY, MONDAY, NOW, SEASON, SECTION, STANDARD, TUESDAY, head, person

__all__ = ("quick",)

pytestmark = pytest.mark.usefixtures("quick")
KEEPER = builders.keeper()
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")


@pytest.fixture
def section(database: Database) -> Database:
    with database.write() as tx:
        shift_section.furnish(tx)
    return database


def cells(database: Database, plan_id: int) -> Mapping[str, GridCell | None]:
    """What everybody is given on Tuesday."""
    with database.read() as tx:
        found = grid(tx, plan_id, actor=KEEPER)
    return {row.staff_id: row.cells[1] for row in found.rows}


def codes(cell: GridCell | None) -> list[str]:
    return [] if cell is None else [reason.code for reason in cell.reasons]


def test_wishes_are_met_up_to_the_cap_and_who_is_left_out_is_told_why_and_what_would_help(section: Database) -> None:
    with section.write() as tx:
        for number, weight in ((1, 5), (2, 2), (3, 4)):
            shift_section.wish(tx, f"S00000{number}", EARLY, TUESDAY, weight=weight)

    (plan,) = planned(section)

    assert (plan.state, plan.status, plan.gap) == (ShiftPlanState.PROPOSED, "optimal", 0)
    assert (plan.figures["wishes"], plan.figures["met"], plan.figures["people_unmet"]) == (3, 2, 1)
    given = cells(section, plan.plan_id)
    assert {who for who, cell in given.items() if cell is not None and cell.pattern_id == EARLY} == {
        "S000001",
        "S000003",
    }
    left_out = given["S000002"]
    assert left_out is not None
    assert (left_out.pattern_id, left_out.wished_pattern_id) == (STANDARD, EARLY)
    assert left_out.reasons == (
        Reason("unmet-cap", {"day": TUESDAY, "most": 2}),
        Reason("unmet-others", {"day": TUESDAY}),
        Reason("help-swap", {"day": TUESDAY, "count": 2}),
    )


def test_a_counter_that_needs_everybody_is_named_with_its_hours_and_what_would_help(section: Database) -> None:
    with section.write() as tx:
        need = Need(WEEKDAYS, time(16, 0), time(17, 15), 6, 6, "counter")
        coverage.replace(tx, SECTION, [need], actor=head(), now=NOW)
        shift_section.wish(tx, "S000002", EARLY, TUESDAY)

    (plan,) = planned(section)

    where: dict[str, ReasonParam] = {"day": TUESDAY, "start": "16:15", "end": "17:15", "basis": "counter"}
    cell = cells(section, plan.plan_id)["S000002"]
    assert cell is not None
    assert cell.reasons == (
        Reason("unmet-short", {**where, "least": 6, "count": 5}),
        Reason("unmet-whoever-need", {**where, "start": "16:00", "least": 6}),
        Reason("help-one-more", {"day": TUESDAY}),
        Reason("help-need", {**where, "start": "16:00", "least": 5}),
    )


def test_a_day_that_nobody_can_cover_is_told_to_the_hour_and_the_person(section: Database) -> None:
    with section.write() as tx:
        for number in range(1, 6):
            shift_section.fact(tx, f"S00000{number}", "leave", TUESDAY, TUESDAY)

    (plan,) = planned(section)

    (short,) = plan.shortages
    # Of two who are there one would be at rest at noon.
    assert (short.date, short.present, short.required, short.short_by) == (TUESDAY, 1, 3, 2)
    assert {(span.start, span.end, span.have, span.least, span.basis) for span in short.spans} == {
        (time(8, 30), time(12, 0), 1, 2, "counter"),
        (time(12, 0), time(13, 0), 0, 2, "counter"),
        (time(13, 0), time(17, 15), 1, 2, "counter"),
    }


def test_a_wish_that_a_rule_forbids_is_told_with_the_rule_and_never_given(section: Database) -> None:
    with section.write() as tx:
        shift_section.wish(tx, "S000002", EARLY, TUESDAY)
        shift_section.fact(tx, "S000002", "fixed", TUESDAY, TUESDAY, STANDARD)

    (plan,) = planned(section)

    cell = cells(section, plan.plan_id)["S000002"]
    assert cell is not None
    assert (cell.pattern_id, codes(cell)) == (STANDARD, ["wish-against-fixed"])
    assert (plan.figures["wishes"], plan.figures["barred"]) == (0, 1)


def test_what_is_pinned_stays_in_the_next_plan_which_replaces_the_one_before(section: Database) -> None:
    with section.write() as tx:
        for number in (1, 2, 3):
            shift_section.wish(tx, f"S00000{number}", EARLY, TUESDAY, weight=number)
    (first,) = planned(section)
    pinned = {"pattern_id": EARLY, "pinned": True, "source": "hand"}
    with section.write() as tx:
        row = tables.shift_assignment.c
        condition = (row.plan_id == first.plan_id) & (row.staff_id == "S000001") & (row.date == TUESDAY)
        tx.execute(update(tables.shift_assignment).where(condition).values(pinned))

    (second,) = planned(section)

    cell = cells(section, second.plan_id)["S000001"]
    assert cell is not None
    assert (cell.pattern_id, cell.pinned, cell.source) == (EARLY, True, "hand")
    assert (second.number, second.previous_plan_id, second.figures["pins"]) == (2, first.plan_id, 1)
    with section.read() as tx:
        assert queries.one(tx, first.plan_id, actor=KEEPER).state is ShiftPlanState.SUPERSEDED


def test_the_curve_counts_who_is_at_work_and_not_at_rest(section: Database) -> None:
    with section.write() as tx:
        shift_section.wish(tx, "S000002", EARLY, MONDAY)
        shift_section.fact(tx, "S000003", "away", MONDAY, MONDAY)

    (plan,) = planned(section)

    with section.read() as tx:
        found = {moment.start: moment for moment in curve(tx, plan.plan_id, MONDAY, actor=KEEPER).moments}
    assert (found[time(7, 30)].at_work, found[time(7, 30)].minimum) == (1, 0)
    assert (found[time(9, 0)].at_work, found[time(9, 0)].minimum, found[time(9, 0)].preferred) == (5, 2, 3)
    assert found[time(16, 30)].at_work == 4
    noon = sum(found[start].at_work for start in (time(11, 0), time(12, 0), time(13, 0)))
    assert noon == 3 * 5 - 5  # each is at rest once
    assert min(moment.at_work for start, moment in found.items() if time(8, 30) <= start < time(17, 15)) >= 2


def test_nobody_plans_a_section_that_is_not_theirs(section: Database) -> None:
    with section.write() as tx:
        furnish_other(tx)
    for actor in (person(2), head("D0002")):
        with pytest.raises(NotAllowed):
            request(section, [SECTION], actor=actor)
    with pytest.raises(NotAllowed):
        request(section, None, actor=builders.actor("S000002", department_id=None))
    with pytest.raises(NotFound):
        request(section, ["D9999"])

    run(section, request(section, None, actor=head()))

    with section.read() as tx:
        plans = queries.plans(tx, SEASON, actor=KEEPER)
        assert [plan.department_id for plan in plans] == [SECTION]
        with pytest.raises(NotAllowed):
            queries.one(tx, plans[0].plan_id, actor=person(2))
        with pytest.raises(NotAllowed):
            queries.plans(tx, SEASON, actor=person(2))


def test_colleagues_see_patterns_once_they_are_published_and_never_each_others_wishes(section: Database) -> None:
    with section.write() as tx:
        for number in (1, 2, 3):
            shift_section.wish(tx, f"S00000{number}", EARLY, TUESDAY, weight=number)
    (plan,) = planned(section)
    with section.write() as tx:
        tx.execute(update(tables.shift_plan).values(state=ShiftPlanState.PUBLISHED))

    with section.read() as tx:
        rows = {row.staff_id: row for row in grid(tx, plan.plan_id, actor=person(2)).rows}
        with pytest.raises(NotAllowed):
            grid(tx, plan.plan_id, actor=person(9, "D0002"))
    own, other = rows["S000002"].cells[1], rows["S000001"].cells[1]
    assert own is not None
    assert other is not None
    assert own.wished_pattern_id == EARLY
    assert (other.pattern_id, other.wished_pattern_id, other.reasons) == (STANDARD, None, ())
    assert (rows["S000001"].wished, rows["S000001"].met) == (0, 0)


def test_a_section_is_not_planned_twice_at_once(section: Database) -> None:
    job_id = request(section)
    with pytest.raises(Refused) as refused:
        request(section)
    assert refused.value.reasons == (Reason("still-solving"),)

    with section.write() as tx:
        jobs.cancel(tx, job_id, actor=KEEPER, now=NOW)
        (given_up,) = queries.plans(tx, SEASON, actor=KEEPER)
    assert given_up.state is ShiftPlanState.FAILED
    (plan,) = planned(section)
    assert (plan.number, plan.state) == (2, ShiftPlanState.PROPOSED)


def test_calling_a_plan_off_frees_its_section(section: Database) -> None:
    job_id = request(section)
    with section.write() as tx:
        (plan,) = queries.plans(tx, SEASON, actor=KEEPER)
        with pytest.raises(NotAllowed):
            planning.stop_plan(tx, plan.plan_id, actor=person(2), now=NOW)
        planning.stop_plan(tx, plan.plan_id, actor=KEEPER, now=NOW)
        assert tx.execute(select(tables.job.c.state)).scalar_one() == "cancelled"

    run(section, job_id)

    with section.read() as tx:
        assert queries.one(tx, plan.plan_id, actor=KEEPER).state is ShiftPlanState.FAILED
        assert queries.latest(tx, SEASON, SECTION, actor=KEEPER) is None


def test_a_job_that_was_killed_goes_on_with_the_sections_that_are_left(
    section: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with section.write() as tx:
        furnish_other(tx)
    solved: list[int] = []

    def dying(problem: ShiftProblem, limits: ShiftLimits) -> Report:
        solved.append(len(problem.people))
        if len(problem.people) == 1 and len(solved) < 3:
            raise MemoryError
        return plan_and_explain(problem, limits)

    monkeypatch.setattr(planning_job, "plan_each_in_child", one_by_one(dying))
    job_id = request(section)
    with pytest.raises(MemoryError):
        run(section, job_id)
    context = run(section, job_id)

    assert sorted(solved) == [1, 1, 6]
    said = [(seen["done"], seen["total"], seen["section"]) for seen in context.reported]
    assert (said[0], said[1]) == ((1, 2, ""), (2, 2, "D0002"))
    with section.read() as tx:
        assert {plan.state for plan in queries.plans(tx, SEASON, actor=KEEPER)} == {ShiftPlanState.PROPOSED}


def test_where_a_child_fails_the_other_sections_are_planned_all_the_same(
    section: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with section.write() as tx:
        furnish_other(tx)
        for number in range(3, 7):
            builders.staff_member(tx, f"S00001{number}", department_id=f"D000{number}")

    def failing(problem: ShiftProblem, limits: ShiftLimits) -> Report:
        if len(problem.people) > 1:
            raise SolveFailed(CRASHED)
        return plan_and_explain(problem, limits)

    monkeypatch.setattr(planning_job, "plan_each_in_child", one_by_one(failing))
    plans = planned(section)

    assert [plan.state for plan in plans] == [ShiftPlanState.FAILED, *[ShiftPlanState.PROPOSED] * 5]


def test_what_was_called_off_meanwhile_is_not_proposed(section: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def called_off(problem: ShiftProblem, limits: ShiftLimits) -> Report:
        with section.write() as tx:
            tx.execute(update(tables.shift_plan).values(state=ShiftPlanState.FAILED))
        return plan_and_explain(problem, limits)

    monkeypatch.setattr(planning_job, "plan_each_in_child", one_by_one(called_off))
    (plan,) = planned(section)

    assert plan.state is ShiftPlanState.FAILED
    with section.read() as tx:
        assert tx.execute(select(tables.shift_assignment)).all() == []


def crashed(*_: Any) -> Report:
    raise SolveFailed(CRASHED, "signal 9")


def contradictory(*_: Any) -> NoPlan:
    return NoPlan((2, 3))


def wrong(problem: ShiftProblem, limits: ShiftLimits) -> Report:
    report = plan_and_explain(problem, limits)
    first = replace(report.plan.rows[0], choices=(2,) * len(problem.days))
    return replace(report, plan=replace(report.plan, rows=(first, *report.plan.rows[1:])))


@pytest.mark.parametrize(
    ("engine", "reason"),
    [
        (crashed, Reason("shifts-not-solved")),
        (wrong, Reason("shifts-not-solved")),
        (contradictory, Reason("shifts-contradict", {"staff": "S000002, S000003"})),
    ],
)
def test_a_section_without_a_plan_that_can_be_trusted_says_so_and_keeps_what_it_had(
    section: Database, monkeypatch: pytest.MonkeyPatch, engine: Callable[..., Report | NoPlan], reason: Reason
) -> None:
    (before,) = planned(section)
    monkeypatch.setattr(planning_job, "plan_each_in_child", one_by_one(engine))

    (plan,) = planned(section)

    assert (plan.state, plan.reasons) == (ShiftPlanState.FAILED, (reason,))
    with section.read() as tx:
        still = queries.latest(tx, SEASON, SECTION, actor=KEEPER)
    assert still is not None
    assert still.plan_id == before.plan_id


def test_a_season_that_is_over_or_without_people_is_not_planned(section: Database) -> None:
    with section.write() as tx:
        tx.execute(update(tables.season).values(state="ended"))
    with pytest.raises(Refused) as refused:
        request(section)
    assert [reason.code for reason in refused.value.reasons] == ["season-not-open"]
    with section.write() as tx, pytest.raises(Refused) as refused:
        planning.request_plan(tx, SEASON, seconds=0, actor=KEEPER, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["shift-seconds"]

    with section.write() as tx:
        tx.execute(update(tables.season).values(state="open"))
        tx.execute(delete(tables.shift_preference))
        tx.execute(delete(tables.staff_member))
    with pytest.raises(Refused) as refused:
        request(section)
    assert [reason.code for reason in refused.value.reasons] == ["nobody-to-plan"]


def test_who_was_left_out_last_summer_comes_first_in_this(section: Database) -> None:
    with section.write() as tx:
        for number in (1, 2, 3):
            shift_section.wish(tx, f"S00000{number}", EARLY, TUESDAY, weight=3)
        last_summer(tx, {"S000001": True, "S000002": True, "S000003": False})
    (plan,) = planned(section)
    given = cells(section, plan.plan_id)
    assert given["S000003"] is not None
    assert given["S000003"].pattern_id == EARLY

    with section.write() as tx:
        tx.execute(delete(tables.shift))
        last_summer(tx, {"S000001": False, "S000002": True, "S000003": True}, number=2)
    (plan,) = planned(section, now=at("2026-07-03 19:00"))
    given = cells(section, plan.plan_id)
    assert given["S000001"] is not None
    assert given["S000001"].pattern_id == EARLY
