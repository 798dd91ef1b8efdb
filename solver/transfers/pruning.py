"""Leaves out what is not worth its run: a run that costs more than the refusals its load avoids."""

from __future__ import annotations

from collections.abc import Sequence

from solver.transfers.check import feasible
from solver.transfers.counting import value
from solver.transfers.plan import Move
from solver.transfers.problem import TransferProblem

Moves = tuple[tuple[Move, ...], tuple[tuple[Move, ...], ...]]
# Branches up to which every run with a cost of its own is tried; each try counts the plan anew.
TRIED = 8


def pruned(problem: TransferProblem, plan: Moves) -> Moves:
    """The plan without the runs whose load is not worth them; never a worse one."""
    moves, later = plan
    if len(later) > TRIED or not any(run.cost for run in problem.runs):
        return plan
    best = value(problem, moves, later)
    for run_id, week in _dear_runs(problem, moves):
        without = tuple(move for move in moves if (move.run_id, move.week) != (run_id, week))
        found = value(problem, without, later)
        if found < best and feasible(problem, without, later):
            moves, best = without, found
    return moves, later


def _dear_runs(problem: TransferProblem, moves: Sequence[Move]) -> list[tuple[int, int]]:
    used = {(move.run_id, move.week) for move in moves if problem.run[move.run_id].cost}
    return sorted(used, key=lambda key: (-problem.run[key[0]].cost, key))
