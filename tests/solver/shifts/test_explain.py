"""Reasons, repairs and changes by hand say what solving again confirms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.shifts import (
    OFF,
    PENALTY,
    SHORTAGE,
    Cell,
    Cover,
    InvalidShiftProblem,
    NoPlan,
    Person,
    Row,
    Rules,
    Shift,
    ShiftLimits,
    ShiftPlan,
    ShiftProblem,
    Wish,
    check,
    check_change,
    goal_values,
    plan_shifts,
)
from solver.shifts.answers import Conflict
from solver.shifts.effects import Standing
from solver.shifts.explain import explain
from solver.shifts.repair import repair
from solver.shifts.shortage import least_shortage, one_day, people_needed, shortages
from tests.solver.shifts.tiny import NIGHT, best_values, staggered

LIMITS = ShiftLimits(seconds=20)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
EARLY, NORMAL = Shift(1, 465, 450, 975, ((720, 780),)), Shift(2, 465, 510, 1035, ((720, 780),))
COUNTER = Cover(0, 0, least=2, span=(975, 1035))


def section(*wishes: Wish, least: int = 2, people: int = 2, **changes: object) -> ShiftProblem:
    """People who may start early or not on one day, and a counter open until 17:15."""
    staff = tuple(Person(number, ((1, 2),)) for number in range(1, people + 1))
    return replace(
        ShiftProblem((0,), (EARLY, NORMAL), staff, wishes, (replace(COUNTER, least=least),)),
        **changes,  # type: ignore[arg-type]
    )


def test_a_wish_against_the_counter_names_the_slots_the_cover_and_that_one_more_person_would_do() -> None:
    problem = section(Wish(1, 0, (1,), 5))
    (unmet,) = explain(problem, plan_shifts(problem, LIMITS).rows)

    assert [(each.span, each.missing_after) for each in unmet.binding] == [((975, 1035), 1)]
    assert unmet.conflict is not None
    assert (unmet.conflict.rules, unmet.conflict.covers) == ((), (0,))
    assert unmet.one_more_person
    assert unmet.swaps == ()


def test_a_wish_that_weighed_less_names_no_rule_but_the_swap() -> None:
    problem = section(Wish(1, 0, (1,), 5), Wish(2, 0, (1,), 4), least=1)
    (unmet,) = explain(problem, plan_shifts(problem, LIMITS).rows)

    assert unmet.wish.person_id == 2
    assert unmet.conflict is not None
    assert (unmet.conflict.rules, unmet.conflict.covers) == ((), ())
    assert unmet.swaps == (1,)


@pytest.mark.parametrize(
    ("person", "pins", "rule"),
    [
        (Person(1, ((2,),)), (), "choice-allowed"),
        (Person(1, ((1, 2),)), (Cell(1, 0, 2),), "pin-kept"),
        (Person(1, ((1, 2),), Rules(most_of=((1, 0),))), (), "most-of"),
    ],
)
def test_a_wish_against_a_rule_of_the_person_names_it(person: Person, pins: tuple[Cell, ...], rule: str) -> None:
    problem = section(Wish(1, 0, (1,), 5), people=1, least=0, pins=pins)
    problem = replace(problem, people=(person,))
    (unmet,) = explain(problem, plan_shifts(problem, LIMITS).rows)

    assert unmet.conflict is not None
    assert unmet.conflict.rules == (rule,)


@given(problem=staggered())
@settings(max_examples=10, deadline=None, suppress_health_check=SLOW)
def test_what_is_short_is_what_nobody_can_hold_and_people_needed_end_it(problem: ShiftProblem) -> None:
    try:
        plan = plan_shifts(problem, LIMITS)
    except NoPlan:
        return
    best = best_values(problem)
    assert best is not None
    found = shortages(problem, plan.rows)
    assert sum(each.people * _slots(problem, each.span) for each in found) == best[0]
    for day in {each.day for each in found}:
        assert people_needed(problem, day) != 0 or problem.periods


def _slots(problem: ShiftProblem, span: tuple[int, int] | None) -> int:
    return 1 if span is None else (span[1] - span[0]) // problem.slot


@given(problem=staggered())
@settings(max_examples=10, deadline=None, suppress_health_check=SLOW)
def test_a_change_by_hand_is_judged_as_the_whole_plan_would_be(problem: ShiftProblem) -> None:
    rows = tuple(
        Row(person.person_id, tuple(choices[0] for choices in person.choices), (0,) * len(problem.days))
        for person in problem.people
    )
    change = check_change(problem, rows, [Cell(1, 1, OFF)])
    changed = (replace(rows[0], choices=(rows[0].choices[0], OFF, rows[0].choices[2])), *rows[1:])

    assert change.before == goal_values(problem, rows)
    assert change.after == goal_values(problem, changed)
    assert any(each.rule == "choice-allowed" for each in change.violations) == (OFF not in problem.people[0].choices[1])


@given(problem=staggered(), data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
def test_the_effect_of_a_change_is_the_difference_that_counting_everything_anew_gives(
    problem: ShiftProblem, data: st.DataObject
) -> None:
    choice = st.sampled_from((OFF, 1, 2))
    rows = tuple(
        Row(person.person_id, tuple(data.draw(choice) for _ in problem.days), (0,) * len(problem.days))
        for person in problem.people
    )
    day = data.draw(st.integers(0, 2))
    cells = [Cell(number, day, data.draw(choice)) for number in data.draw(st.sampled_from(((1,), (2,), (1, 2))))]

    effect, change = Standing(problem, rows).effect(cells), check_change(problem, rows, cells)

    assert set(effect.violations) == set(change.violations)
    assert effect.covers == change.covers
    assert effect.shortage == change.after[SHORTAGE] - change.before[SHORTAGE]
    assert effect.prices.total == change.after[PENALTY] - change.before[PENALTY]


@given(problem=staggered())
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
def test_covers_are_in_conflict_with_a_wish_exactly_where_forcing_it_leaves_the_day_shorter(
    problem: ShiftProblem,
) -> None:
    problem = replace(problem, periods=())
    for unmet in explain(problem, plan_shifts(problem, LIMITS).rows):
        if unmet.conflict is None or unmet.conflict.rules:
            continue
        alone = one_day(problem, unmet.wish.day)
        people = tuple(
            replace(person, choices=((unmet.choice,),)) if person.person_id == unmet.wish.person_id else person
            for person in alone.people
        )
        forced = least_shortage(replace(alone, people=people), 5)
        assert bool(unmet.conflict.covers) == (forced > least_shortage(alone, 5))


def test_people_who_are_free_alike_and_wish_alike_get_the_same_answer_that_solving_for_each_gives() -> None:
    wishes = tuple(Wish(number, 0, (1,), 6 - number) for number in (1, 2, 3, 4))
    cap = Cover(1, 0, most=1, shifts=(1,))
    problem = section(*wishes, people=4, covers=(replace(COUNTER, least=4), cap))
    unmet = explain(problem, plan_shifts(problem, LIMITS).rows)

    assert len(unmet) == 4
    assert {(each.conflict, each.one_more_person, each.relaxed_by_one) for each in unmet} == {
        (Conflict(covers=(0,)), True, True)
    }


def test_after_an_illness_as_few_others_as_possible_change() -> None:
    problem = section(Wish(1, 0, (1,), 9), Wish(2, 0, (1,), 1), Wish(4, 0, (1,), 1), least=2, people=4)
    rows = tuple(Row(number, (1 if number in {1, 2} else 2,), (0,)) for number in range(1, 5))

    mended = repair(problem, rows, person_id=3, days=(0,))

    assert (mended.shortage, mended.others_changed, mended.others_bound) == (0, 1, 1)
    assert mended.rows[2].choices == (OFF,)
    assert mended.rows[3] == rows[3]


def test_the_checker_finds_what_is_wrong_with_a_plan() -> None:
    problem = section(Wish(1, 0, (1,), 5))
    plan = plan_shifts(problem, LIMITS)
    worse = replace(plan.rows[0], choices=(OFF,))

    assert check(problem, plan) == ()
    assert {each.rule for each in check(problem, _with(plan, worse))} == {"choice-allowed", "goals-recomputed"}
    assert {each.rule for each in check(problem, replace(plan, rows=plan.rows[:1]))} == {"one-row"}


def _with(plan: ShiftPlan, row: Row) -> ShiftPlan:
    return replace(plan, rows=(row, *plan.rows[1:]))


@pytest.mark.parametrize(
    ("rules", "choices", "rule"),
    [
        (Rules(most_of=((3, 1),)), (3, 3, OFF, OFF), "most-of"),
        (Rules(least_minutes=1200), (3, OFF, OFF, OFF), "minutes"),
        (Rules(most_run=1), (3, 3, OFF, OFF), "work-run"),
        (Rules(least_run=2), (OFF, 3, OFF, OFF), "work-run"),
        (Rules(least_off_run=2), (3, OFF, 3, 3), "off-run"),
        (Rules(most_weekends=0), (OFF, 3, OFF, OFF), "weekends"),
        (Rules(rest=660), (3, 2, OFF, OFF), "rest"),
        (Rules(), (3, 1, OFF, OFF), "succession"),
    ],
)
def test_each_rule_of_a_row_is_checked(rules: Rules, choices: tuple[int, ...], rule: str) -> None:
    """Four days from a Friday; shift 3 is a night that shift 1 may not follow."""
    night = replace(NIGHT, shift_id=3, forbidden_next=(1,))
    person = Person(1, ((OFF, 1, 2, 3),) * 4, rules)
    problem = ShiftProblem((4, 5, 6, 7), (EARLY, NORMAL, night), (person,))
    rows = (Row(1, (OFF, OFF, OFF, OFF), (0,) * 4),)
    cells = [Cell(1, day, choice) for day, choice in enumerate(choices)]

    assert {each.rule for each in check_change(problem, rows, cells).violations} == {rule}


def test_values_that_contradict_each_other_are_refused_with_the_row_and_the_rule() -> None:
    with pytest.raises(InvalidShiftProblem, match=r"person 1: choices: one entry a day"):
        ShiftProblem((0, 1), (NORMAL,), (Person(1, ((2,),)),))
    with pytest.raises(InvalidShiftProblem, match=r"cover 0: shifts: known shifts"):
        ShiftProblem((0,), (NORMAL,), (), covers=(Cover(0, 0, shifts=(9,)),))
    with pytest.raises(InvalidShiftProblem, match=r"pin of person 1 on day 0: choice"):
        section(pins=(Cell(1, 0, OFF),))
