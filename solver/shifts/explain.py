"""Why a wish is not met: the slots that bind, the fewest rules to give up, and what else would help.

Every set of rules named was confirmed by solving without it, and every smaller one was tried; a set is looked for up
to MOST_RULES.  People are told apart by number only, for the caller to show or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from solver.shifts.blocks import block_of
from solver.shifts.check import Change, CoverChange, check_change
from solver.shifts.goals import is_met
from solver.shifts.highs import Infeasible, solve
from solver.shifts.plan import PENALTY, SHORTAGE, Row
from solver.shifts.problem import Cell, Cover, Person, Rules, ShiftProblem, Wish
from solver.shifts.shortage import least_shortage, one_day, with_people

MOST_RULES = 2
SECONDS = 5.0

# The fields of Rules that a rule of `rules.py` stands for, and the values that switch it off.
RELAXED: dict[str, dict[str, object]] = {
    "rest": {"rest": 0},
    "most-of": {"most_of": ()},
    "minutes": {"least_minutes": 0, "most_minutes": None},
    "work-run": {"least_run": 1, "most_run": None},
    "off-run": {"least_off_run": 1, "most_off_run": None},
    "weekends": {"most_weekends": None},
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """What forbids the wish together: rules of the person's own row, by id, and hard covers, by cover id.

    Both empty: nothing forbids it, other goals weighed more.
    """

    rules: tuple[str, ...] = ()
    covers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish that is not met.

    `choice`: the one that comes nearest.  `binding`: cover that giving it alone would make short, or shorter.
    `penalty_change`: what giving it alone, with nothing else changed, would add to the penalty.
    `conflict`: the smallest set found, None when more than MOST_RULES would have to be given up.
    `one_more_person`: whether another person that day would do.  `swaps`: people with whom to exchange the day.
    """

    wish: Wish
    choice: int
    binding: tuple[CoverChange, ...]
    penalty_change: int
    conflict: Conflict | None
    one_more_person: bool
    swaps: tuple[int, ...]


def explain(problem: ShiftProblem, rows: Sequence[Row]) -> tuple[Unmet, ...]:
    """An answer for each unmet wish of a valid plan."""
    by_person = {row.person_id: row for row in rows}
    unmet = (wish for wish in problem.wishes if not is_met(wish, by_person[wish.person_id].choices[wish.day]))
    return tuple(explain_wish(problem, rows, wish) for wish in unmet)


def explain_wish(problem: ShiftProblem, rows: Sequence[Row], wish: Wish) -> Unmet:
    """The answer for one wish."""
    options = _options(problem, wish)
    changes = {choice: check_change(problem, rows, [Cell(wish.person_id, wish.day, choice)]) for choice in options}
    choice = min(options, key=lambda option: _harm(changes[option]))
    change = changes[choice]
    conflict = _conflict(problem, wish, choice)
    return Unmet(
        wish,
        choice,
        tuple(cover for cover in change.covers if cover.missing_after > cover.missing_before),
        change.after[PENALTY] - change.before[PENALTY],
        conflict,
        _one_more_helps(problem, wish, choice) if conflict is None or conflict.covers else False,
        tuple(_swaps(problem, rows, wish, choice)),
    )


def _options(problem: ShiftProblem, wish: Wish) -> list[int]:
    every = (0, *(shift.shift_id for shift in problem.shifts))
    return [choice for choice in every if is_met(wish, choice)] or [wish.choices[0]]


def _harm(change: Change) -> tuple[int, int, int]:
    return len(change.violations), change.after[SHORTAGE], change.after[PENALTY]


def _conflict(problem: ShiftProblem, wish: Wish, choice: int) -> Conflict | None:
    person = next(person for person in problem.people if person.person_id == wish.person_id)
    rules = _own_conflict(problem, person, wish.day, choice)
    if rules is None or rules:
        return None if rules is None else Conflict(rules=rules)
    return _cover_conflict(problem, wish, choice)


def _own_conflict(problem: ShiftProblem, person: Person, day: int, choice: int) -> tuple[str, ...] | None:
    """The fewest own rules without which the person has a row with that choice; () when no rule is in the way."""
    names = ("choice-allowed", "pin-kept", "succession", "period", *RELAXED)
    for size in range(MOST_RULES + 1):
        for given_up in combinations(names, size):
            if _has_row(problem, person, Cell(person.person_id, day, choice), given_up):
                return given_up
    return None


def _has_row(problem: ShiftProblem, person: Person, cell: Cell, given_up: Sequence[str]) -> bool:
    rules: Rules = person.rules
    for name in given_up:
        rules = replace(rules, **RELAXED.get(name, {}))  # type: ignore[arg-type]
    choices = person.choices
    pins = tuple(pin for pin in problem.pins if pin.person_id == cell.person_id and "pin-kept" not in given_up)
    if cell.choice not in choices[cell.day] and "choice-allowed" not in given_up:
        return False
    if any(pin.day == cell.day and pin.choice != cell.choice for pin in pins):
        return False
    choices = (*choices[: cell.day], (cell.choice,), *choices[cell.day + 1 :])
    forced = replace(person, choices=choices, rules=rules)
    shifts = problem.shifts
    if "succession" in given_up:
        shifts = tuple(replace(shift, forbidden_next=()) for shift in shifts)
    periods = () if "period" in given_up else problem.periods
    alone = replace(problem, shifts=shifts, people=(forced,), wishes=(), covers=(), periods=periods, pins=pins)
    try:
        solve(block_of(alone, forced, np.zeros((len(alone.days), len(shifts) + 1))).programme, SECONDS)
    except Infeasible:
        return False
    return True


def _cover_conflict(problem: ShiftProblem, wish: Wish, choice: int) -> Conflict | None:
    """The fewest hard covers of the day without which the choice makes nothing shorter."""
    alone = one_day(problem, wish.day)
    forced = _forced(alone, wish.person_id, choice)
    hard = [cover.cover_id for cover in alone.covers if cover.least or cover.most is not None]
    for size in range(MOST_RULES + 1):
        for given_up in combinations(hard, size):
            if _shortage_without(forced, given_up) <= _shortage_without(alone, given_up):
                return Conflict(covers=given_up)
    return None


def _shortage_without(problem: ShiftProblem, given_up: Sequence[int]) -> int:
    covers = tuple(_soft(cover) if cover.cover_id in given_up else cover for cover in problem.covers)
    return least_shortage(replace(problem, covers=covers), SECONDS)


def _soft(cover: Cover) -> Cover:
    return replace(cover, least=0, most=None)


def _forced(alone: ShiftProblem, person_id: int, choice: int) -> ShiftProblem:
    people = tuple(
        replace(person, choices=((choice,),)) if person.person_id == person_id else person for person in alone.people
    )
    return replace(alone, people=people, pins=tuple(pin for pin in alone.pins if pin.person_id != person_id))


def _one_more_helps(problem: ShiftProblem, wish: Wish, choice: int) -> bool:
    alone = one_day(problem, wish.day)
    forced = with_people(_forced(alone, wish.person_id, choice), 1)
    return least_shortage(forced, SECONDS) <= least_shortage(alone, SECONDS)


def _swaps(problem: ShiftProblem, rows: Sequence[Row], wish: Wish, choice: int) -> Iterator[int]:
    """People given the choice that day who could exchange it, without breaking a rule or leaving anything shorter."""
    own = next(row for row in rows if row.person_id == wish.person_id).choices[wish.day]
    for row in rows:
        if row.choices[wish.day] == choice and row.person_id != wish.person_id:
            cells = [Cell(wish.person_id, wish.day, choice), Cell(row.person_id, wish.day, own)]
            change = check_change(problem, rows, cells)
            if not change.violations and change.after[SHORTAGE] <= change.before[SHORTAGE]:
                yield row.person_id
