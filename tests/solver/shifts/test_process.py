"""Planning shifts in a child process: the same answers, and nothing left behind when it fails or is called off."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

import pytest

from solver.process import (
    SolveFailed,
    design_shifts_in_child,
    plan_each_in_child,
    plan_shifts_in_child,
    repair_shifts_in_child,
)
from solver.shifts import Cell, Cover, NoPlan, Period, Person, Rules, Shift, ShiftLimits, ShiftProblem, Wish
from solver.shifts.answers import Report
from solver.shifts.demand import Candidate, DesignProblem
from solver.shifts.design import design_shifts
from solver.shifts.repair import repair
from solver.shifts.report import plan_and_explain
from tests.solver.test_process import children

LIMITS = ShiftLimits(seconds=20)
EARLY, NORMAL = Shift(1, 465, 450, 975, ((720, 780),)), Shift(2, 465, 510, 1035, ((720, 780),))
SHORT = ShiftProblem(
    days=(0, 1),
    shifts=(EARLY, NORMAL),
    people=tuple(Person(number, ((1, 2), (0,))) for number in (1, 2)),
    wishes=(Wish(1, 0, (1,), 5),),
    covers=(Cover(0, 0, least=2, span=(975, 1035)), Cover(1, 1, least=2, span=(510, 720))),
)


def test_the_plan_and_its_reasons_are_those_made_in_this_process() -> None:
    there, here = plan_shifts_in_child(SHORT, LIMITS), plan_and_explain(SHORT, LIMITS)

    assert (there.plan.rows, there.plan.goals, there.unmet, there.short) == (
        here.plan.rows,
        here.plan.goals,
        here.unmet,
        here.short,
    )
    assert [(day.day, day.more) for day in there.short] == [(1, 2)]
    assert [unmet.one_more_person for unmet in there.unmet] == [True]


def test_people_whose_rules_contradict_are_named() -> None:
    problem = ShiftProblem(
        days=(0, 1),
        shifts=(EARLY, NORMAL),
        people=(Person(7, ((1, 2), (1, 2))),),
        periods=(Period((0, 1), most=1),),
        pins=(Cell(7, 0, 1), Cell(7, 1, 2)),
    )
    with pytest.raises(NoPlan) as caught:
        plan_shifts_in_child(problem, LIMITS)
    assert caught.value.people == (7,)


def test_several_are_answered_in_their_order() -> None:
    contradictory = ShiftProblem((0,), (EARLY,), (Person(3, ((0, 1),), Rules(least_minutes=9999)),))

    first, second, third = plan_each_in_child([SHORT, contradictory, SHORT], LIMITS)

    assert isinstance(first, Report)
    assert isinstance(second, NoPlan)
    assert second.people == (3,)
    assert isinstance(third, Report)
    assert third.plan.rows == first.plan.rows


def test_a_child_that_is_killed_ends_where_no_answer_is_left() -> None:
    before = set(children())
    answers = plan_each_in_child([SHORT] * 200, LIMITS)
    next(answers)
    (child,) = set(children()) - before
    os.kill(child, signal.SIGKILL)

    with pytest.raises(SolveFailed) as caught:
        list(answers)
    assert caught.value.reason == "crashed"
    assert set(children()) <= before


def test_what_is_called_off_ends_without_an_answer() -> None:
    with pytest.raises(SolveFailed) as caught:
        plan_shifts_in_child(SHORT, LIMITS, cancelled=lambda: True)
    assert caught.value.reason == "cancelled"


def test_a_repair_and_a_design_are_the_same_as_in_this_process() -> None:
    rows = plan_and_explain(SHORT, LIMITS).plan.rows
    there, here = repair_shifts_in_child(SHORT, rows, 1, (0,), 5), repair(SHORT, rows, 1, (0,), 5)
    assert replace(there, seconds=0) == replace(here, seconds=0)

    problem = DesignProblem((1, 2, 2, 1), 4, (Candidate(0, 3), Candidate(1, 3)), per_shift=1)
    assert design_shifts_in_child(problem, 5) == design_shifts(problem, 5)
