"""CP-SAT, twice: optional intervals with a cumulative for each pool, and booleans with a row for each overlap."""

from __future__ import annotations

from math import floor, gcd
from time import monotonic

from ortools.sat.python import cp_model

from benchmarks.formulations.answer import FEASIBLE, NOTHING, OPTIMAL, Answer
from benchmarks.formulations.columns import Columns
from solver.allocation.problem import AllocationProblem, Limits


def intervals(problem: AllocationProblem, limits: Limits) -> Answer:
    """An optional interval for each part, at most as many at once as the pool has units."""
    began = monotonic()
    columns, model, variables = _choices(problem)
    owner = {variable: share.choice for share in columns.shares for variable in share.variables}
    for pool in problem.pools:
        spans, demands = [], []
        for part in columns.parts[pool.pool_id]:
            chosen = variables[owner.get(part.variable, part.variable)]
            spans.append(model.new_optional_fixed_size_interval_var(part.start, part.end - part.start, chosen, ""))
            demands.append(variables[part.variable] if part.variable in owner else part.factor)
        for start, end in (span for unit in pool.units for span in unit.busy):
            spans.append(model.new_fixed_size_interval_var(start, end - start, ""))
            demands.append(1)
        model.add_cumulative(spans, demands, len(pool.units))
    return _solved(columns, model, variables, limits, monotonic() - began)


def booleans(problem: AllocationProblem, limits: Limits) -> Answer:
    """A linear row for each maximal overlap set."""
    began = monotonic()
    columns, model, variables = _choices(problem)
    for row in columns.rows():
        which, factors = zip(*row.terms, strict=True)
        model.add(cp_model.LinearExpr.weighted_sum([variables[each] for each in which], factors) <= row.capacity)
    return _solved(columns, model, variables, limits, monotonic() - began)


def _choices(problem: AllocationProblem) -> tuple[Columns, cp_model.CpModel, list[cp_model.IntVar]]:
    columns, model = Columns(problem), cp_model.CpModel()
    variables = [model.new_int_var(0, upper, "") for upper in columns.upper]
    for choices in columns.of_request:
        model.add_at_most_one(variables[choice] for choice in choices)
    for share in columns.shares:
        model.add(sum(variables[each] for each in share.variables) == share.use.quantity * variables[share.choice])
    return columns, model, variables


def _solved(
    columns: Columns, model: cp_model.CpModel, variables: list[cp_model.IntVar], limits: Limits, spent: float
) -> Answer:
    weights = columns.weights
    scale = gcd(*weights) or 1
    model.maximize(cp_model.LinearExpr.weighted_sum(variables[: len(weights)], [weight // scale for weight in weights]))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(1.0, limits.seconds - spent)
    solver.parameters.num_workers = limits.workers
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(status=NOTHING)
    return Answer(
        columns.counted(solver.values(variables).to_list()),
        floor(solver.best_objective_bound + 1e-6) * scale,
        OPTIMAL if status == cp_model.OPTIMAL else FEASIBLE,
        counted=True,
    )
