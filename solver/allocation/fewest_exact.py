"""The fewest units for fixed intervals as one CP-SAT model: a literal per task and unit, and per unit used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model

from solver.allocation.interval_tasks import IntervalTask, overlap_sets


@dataclass(frozen=True, slots=True)
class ExactResult:
    """Unit by task, {} when none was found in time, and a number of units that no assignment goes below."""

    placed: dict[int, int]
    bound: int


def solve_exactly(
    tasks: Sequence[IntervalTask], bound: int, start: Mapping[int, int], seconds: float, seed: int
) -> ExactResult | None:
    """The best assignment within the seconds, beginning from `start`; None when there is provably none."""
    model = cp_model.CpModel()
    taken = {(task, unit): model.new_bool_var("") for task, of in enumerate(tasks) for unit in of.units}
    members: dict[int, list[int]] = defaultdict(list)
    for task, unit in taken:
        members[unit].append(task)
    used = {unit: model.new_bool_var("") for unit in sorted(members)}
    for task, of in enumerate(tasks):
        model.add_exactly_one(taken[task, unit] for unit in of.units)
    for unit, can_do in members.items():
        for together in overlap_sets(tasks, can_do):
            model.add_at_most_one([~used[unit], *(taken[task, unit] for task in together)])
    for key, literal in taken.items():
        model.add_hint(literal, start.get(key[0]) == key[1])
    model.add(sum(used.values()) >= bound)
    model.minimize(sum(used.values()))
    solver = _solver(seconds, seed)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    placed = {task: unit for (task, unit), literal in taken.items() if found and solver.boolean_value(literal)}
    return ExactResult(placed, max(bound, ceil(solver.best_objective_bound - 1e-6)))


def _solver(seconds: float, seed: int) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    # Interval assignment without an LP: measured ten times faster than the default search.
    solver.parameters.subsolvers.append("quick_restart_no_lp")
    solver.parameters.random_seed = seed
    # Outside the main thread OR-Tools' own handler aborts the process at Ctrl-C.
    solver.parameters.catch_sigint_signal = False
    return solver
