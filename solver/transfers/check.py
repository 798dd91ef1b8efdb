"""The independent check of a plan of transfers: no model, no solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.transfers.counting import limits, standing, stock, value
from solver.transfers.plan import Move, TransferPlan
from solver.transfers.problem import TransferProblem


@dataclass(frozen=True, slots=True)
class Violation:
    """What breaks which rule, and where."""

    rule: str
    detail: str
    office_id: int | None = None
    kind_id: int | None = None
    week: int | None = None


RULES = (
    "move-form",
    "run-known",
    "run-in-week",
    "run-capacity",
    "here-and-now",
    "units-there",
    "stock-limits",
    "units-constant",
    "value-recomputed",
)


def check(problem: TransferProblem, plan: TransferPlan) -> tuple[Violation, ...]:
    """Every violation of every rule; () for a valid plan.  Commitments without a unit are priced, not violated."""
    found = tuple(breaches(problem, plan.moves, plan.later))
    if found:
        return found
    total = value(problem, plan.moves, plan.later)
    if total != plan.value or plan.bound > plan.value:
        return (Violation("value-recomputed", f"{total}, not {plan.value} with bound {plan.bound}"),)
    return ()


def feasible(problem: TransferProblem, moves: Sequence[Move], later: Sequence[Sequence[Move]]) -> bool:
    """Whether the moves break nothing."""
    return next(breaches(problem, moves, later), None) is None


def breaches(problem: TransferProblem, moves: Sequence[Move], later: Sequence[Sequence[Move]]) -> Iterator[Violation]:
    """What the moves break, branch by branch."""
    if len(later) != len(problem.branches):
        yield Violation("move-form", f"later moves of {len(later)} of {len(problem.branches)} branches")
        return
    forms = [*_forms(problem, moves), *(violation for own in later for violation in _forms(problem, own))]
    if forms:
        yield from forms
        return
    if len(later) > 1:
        yield from (_at("here-and-now", move) for move in moves if move.week >= problem.here_and_now)
        yield from (_at("here-and-now", move) for own in later for move in own if move.week < problem.here_and_now)
    for own in later:
        together = (*moves, *own)
        yield from _runs(problem, together)
        yield from _stocks(problem, together)


def _at(rule: str, move: Move) -> Violation:
    return Violation(rule, f"{move.units} units on run {move.run_id}", None, move.kind_id, move.week)


def _forms(problem: TransferProblem, moves: Sequence[Move]) -> Iterator[Violation]:
    """Each move is one that the problem's runs, kinds and weeks allow."""
    for move in moves:
        run = problem.run.get(move.run_id)
        places = {(run.origin, move.kind_id), (run.destination, move.kind_id)} if run else set()
        if run is None or not places <= problem.place.keys():
            yield _at("run-known", move)
        elif move.units < 1:
            yield _at("move-form", move)
        elif move.week in run.not_in or not 0 <= move.week < min(problem.moving_weeks, problem.weeks - run.lag):
            yield _at("run-in-week", move)


def _runs(problem: TransferProblem, moves: Sequence[Move]) -> Iterator[Violation]:
    loads: dict[tuple[int, int], int] = defaultdict(int)
    for move in moves:
        loads[move.run_id, move.week] += move.units * problem.kind[move.kind_id].places
    for (run_id, week), load in loads.items():
        capacity = problem.run[run_id].capacity
        if load > capacity:
            yield Violation("run-capacity", f"{load} of {capacity} places on run {run_id}", week=week)


def _stocks(problem: TransferProblem, moves: Sequence[Move]) -> Iterator[Violation]:
    """Only units that were there before the week's moves leave, none falls below or rises above its limits."""
    units, (least, most) = stock(problem, moves), limits(problem)
    leaving, underway = np.zeros_like(units), np.zeros_like(units)
    arriving = np.diff(standing(problem), axis=1)
    for move in moves:
        run = problem.run[move.run_id]
        leaving[problem.place[run.origin, move.kind_id], move.week] += move.units
        underway[problem.place[run.origin, move.kind_id], move.week : move.week + run.lag] += move.units
    for row, week in np.argwhere((units < least) | (units > most)):
        holding = problem.holdings[row]
        detail = f"{units[row, week]} units, not {least[row, week]} to {most[row, week]}"
        yield Violation("stock-limits", detail, holding.office_id, holding.kind_id, int(week))
    before = standing(problem)[:, :1]
    there = np.hstack([before, units[:, :-1] + arriving])
    for row, week in np.argwhere(leaving > there):
        holding = problem.holdings[row]
        detail = f"{leaving[row, week]} leave, {there[row, week]} were there"
        yield Violation("units-there", detail, holding.office_id, holding.kind_id, int(week))
    yield from _constant(problem, units + underway)


def _constant(problem: TransferProblem, everywhere: np.ndarray) -> Iterator[Violation]:
    """A unit is in one place at a time: those at the offices and on the way are as many as without moves."""
    expected = standing(problem)
    for kind in problem.kinds:
        rows = [row for row, holding in enumerate(problem.holdings) if holding.kind_id == kind.kind_id]
        for week in np.flatnonzero(everywhere[rows].sum(axis=0) != expected[rows].sum(axis=0)):
            yield Violation("units-constant", "units appear or vanish", None, kind.kind_id, int(week))
