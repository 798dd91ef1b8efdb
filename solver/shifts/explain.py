"""Why a wish is not met: the slots that bind, the fewest rules to give up, and what else would help.

Every set of rules named was confirmed by solving without it, and every smaller one was tried; a set is looked for up
to MOST_RULES.  Questions that have the same answer, people free to work the same on a day and wishing the same, are
solved once.  People are told apart by number only, for the caller to show or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from solver.shifts.answers import Conflict, Unmet
from solver.shifts.blocks import block_of
from solver.shifts.effects import Effect, Standing
from solver.shifts.goals import is_met
from solver.shifts.highs import Infeasible, solve
from solver.shifts.plan import Row
from solver.shifts.problem import OFF, Cell, Cover, Person, Rules, ShiftProblem, Wish
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


def explain(problem: ShiftProblem, rows: Sequence[Row]) -> tuple[Unmet, ...]:
    """An answer for each unmet wish of a valid plan."""
    explainer = Explainer(problem, rows)
    by_person = explainer.standing.rows
    unmet = (wish for wish in problem.wishes if not is_met(wish, by_person[wish.person_id].choices[wish.day]))
    return tuple(explainer.answer(wish) for wish in unmet)


class Explainer:
    """Answers about one plan; what several wishes have in common is found out once."""

    def __init__(self, problem: ShiftProblem, rows: Sequence[Row]) -> None:
        self.standing = Standing(problem, rows)
        self._problem = problem
        self._people = {person.person_id: person for person in problem.people}
        self._breaks = {OFF: 1} | {shift.shift_id: max(1, len(shift.breaks)) for shift in problem.shifts}
        self._days: dict[int, _Day] = {}

    def answer(self, wish: Wish) -> Unmet:
        options = _options(self._problem, wish)
        effects = {choice: self._alone(wish, choice) for choice in options}
        choice = min(options, key=lambda option: _harm(effects[option]))
        effect = effects[choice]
        swaps = tuple(self._swaps(wish, choice))
        conflict, one_more, relaxed = self._forbidden(wish, choice, effect, bool(swaps))
        return Unmet(
            wish,
            choice,
            tuple(cover for cover in effect.covers if cover.missing_after > cover.missing_before),
            effect.prices,
            conflict,
            one_more,
            relaxed,
            swaps,
        )

    def _alone(self, wish: Wish, choice: int) -> Effect:
        """What giving the choice with nothing else changed would do, at whichever of its breaks does least harm."""
        cells = [Cell(wish.person_id, wish.day, choice)]
        return min((self.standing.effect(cells, [place]) for place in range(self._breaks[choice])), key=_harm)

    def _forbidden(self, wish: Wish, choice: int, effect: Effect, can_swap: bool) -> tuple[Conflict | None, bool, bool]:
        """The conflict, and whether one more person or its covers relaxed by one would end it."""
        person = self._people[wish.person_id]
        # Where the row with that choice breaks nothing, the person's own rules allow it.
        rules = _own_conflict(self._problem, person, wish.day, choice) if effect.violations else ()
        if rules is None:
            return None, False, False
        if rules:
            return Conflict(rules=rules), False, False
        # Where nothing is short, a swap that leaves nothing short proves that nothing forbids the wish.
        if not effect.shortage or (can_swap and not self.standing.shortage(wish.day)):
            return Conflict(), False, False
        if wish.day not in self._days:
            self._days[wish.day] = _Day(self._problem, wish.day)
        return self._days[wish.day].forbidden(wish.person_id, choice)

    def _swaps(self, wish: Wish, choice: int) -> Iterator[int]:
        """People given the choice that day who could exchange it, breaking no rule and leaving nothing shorter."""
        mine = self.standing.rows[wish.person_id]
        own, rest = mine.choices[wish.day], mine.breaks[wish.day]
        for row in self.standing.rows.values():
            if row.choices[wish.day] != choice or row.person_id == wish.person_id:
                continue
            if own not in self._people[row.person_id].choices[wish.day]:
                continue
            cells = [Cell(wish.person_id, wish.day, choice), Cell(row.person_id, wish.day, own)]
            # Each takes the other's break over where there is such a one.
            places = [min(row.breaks[wish.day], self._breaks[choice] - 1), min(rest, self._breaks[own] - 1)]
            effect = self.standing.effect(cells, places)
            if not effect.violations and effect.shortage <= 0:
                yield row.person_id


class _Day:
    """A day by itself, and what was found out about it."""

    def __init__(self, problem: ShiftProblem, day: int) -> None:
        self._alone = one_day(problem, day)
        self._choices = {person.person_id: person.choices[0] for person in self._alone.people}
        self._pinned = {pin.person_id for pin in self._alone.pins}
        self._least: dict[tuple[int, ...], int] = {}
        self._answers: dict[tuple[int, tuple[int, ...], bool], tuple[Conflict | None, bool, bool]] = {}

    def forbidden(self, person_id: int, choice: int) -> tuple[Conflict | None, bool, bool]:
        """The same for everybody who is free to work the same, as long as covers count everybody alike."""
        grouped = not any(cover.people for cover in self._alone.covers) and person_id not in self._pinned
        key = choice, self._choices[person_id] if grouped else (person_id,), grouped
        if key not in self._answers:
            self._answers[key] = self._found(_forced(self._alone, person_id, choice))
        return self._answers[key]

    def _found(self, forced: ShiftProblem) -> tuple[Conflict | None, bool, bool]:
        conflict = self._cover_conflict(forced)
        if conflict is not None and not conflict.covers:
            return conflict, False, False
        least = self._least_without(())
        one_more = least_shortage(with_people(forced, 1), SECONDS) <= least
        relaxed = conflict is not None and least_shortage(_relaxed(forced, conflict.covers), SECONDS) <= least
        return conflict, one_more, relaxed

    def _cover_conflict(self, forced: ShiftProblem) -> Conflict | None:
        """The fewest hard covers without which the choice makes nothing shorter."""
        hard = [cover.cover_id for cover in self._alone.covers if cover.least or cover.most is not None]
        for size in range(MOST_RULES + 1):
            for given_up in combinations(hard, size):
                if least_shortage(_without(forced, given_up), SECONDS) <= self._least_without(given_up):
                    return Conflict(covers=given_up)
        return None

    def _least_without(self, given_up: tuple[int, ...]) -> int:
        if given_up not in self._least:
            self._least[given_up] = least_shortage(_without(self._alone, given_up), SECONDS)
        return self._least[given_up]


def _options(problem: ShiftProblem, wish: Wish) -> list[int]:
    every = (0, *(shift.shift_id for shift in problem.shifts))
    return [choice for choice in every if is_met(wish, choice)] or [wish.choices[0]]


def _harm(effect: Effect) -> tuple[int, int, int]:
    return len(effect.violations), effect.shortage, effect.prices.total


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


def _without(problem: ShiftProblem, given_up: Sequence[int]) -> ShiftProblem:
    """With these hard covers given up."""
    return replace(problem, covers=tuple(_soft(each) if each.cover_id in given_up else each for each in problem.covers))


def _soft(cover: Cover) -> Cover:
    return replace(cover, least=0, most=None)


def _relaxed(problem: ShiftProblem, relaxed: Sequence[int]) -> ShiftProblem:
    """With one person less needed, or one more allowed, by these covers."""
    covers = (_relaxed_by_one(each) if each.cover_id in relaxed else each for each in problem.covers)
    return replace(problem, covers=tuple(covers))


def _relaxed_by_one(cover: Cover) -> Cover:
    return replace(cover, least=max(0, cover.least - 1), most=None if cover.most is None else cover.most + 1)


def _forced(alone: ShiftProblem, person_id: int, choice: int) -> ShiftProblem:
    people = tuple(
        replace(person, choices=((choice,),)) if person.person_id == person_id else person for person in alone.people
    )
    return replace(alone, people=people, pins=tuple(pin for pin in alone.pins if pin.person_id != person_id))
