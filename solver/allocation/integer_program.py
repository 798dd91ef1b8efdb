"""An integer program as columns of numbers, solved by HiGHS.

Goals are integers per variable and always maximised (a cost is a negative gain).  HiGHS is reached
through MathOpt, which releases the interpreter while it solves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import floor, inf, isfinite

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from solver.allocation.rows import Floats, Mask
from solver.allocation.uses import Integers

# A bound in floating point is rounded down to an integer; this much above an integer still counts as it.
ROUNDING = 1e-6
UNBOUNDED = 1 << 60


@dataclass(frozen=True, slots=True)
class Effort:
    """How long one solve may take, in seconds and in nodes of its search."""

    seconds: float
    nodes: int | None = None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The linear program: an upper bound and what one more of each row's limit is worth."""

    bound: int
    prices: Floats


@dataclass(frozen=True, slots=True)
class Solution:
    """A value for each variable, and an upper bound for the goal."""

    values: Integers
    bound: int


@dataclass(frozen=True, slots=True)
class Terms:
    """coefficient x variable in a row, term by term."""

    row: Integers
    variable: Integers
    coefficient: Integers


@dataclass(frozen=True, slots=True)
class IntegerProgram:
    """Variables are integers from 0 to `upper`; each row's sum of terms is between `least` and `most`."""

    upper: Integers
    terms: Terms
    least: Floats
    most: Floats

    def holding(self, gains: Integers, least: int) -> IntegerProgram:
        """The same with a goal that must reach `least`."""
        used = np.flatnonzero(gains)
        if not used.size:
            return self
        scale = _scale(gains)
        terms = Terms(
            np.append(self.terms.row, np.full(used.size, len(self.least))),
            np.append(self.terms.variable, used),
            np.append(self.terms.coefficient, gains[used] // scale),
        )
        return replace(self, terms=terms, least=np.append(self.least, least // scale), most=np.append(self.most, inf))

    def allowing(self, variables: Mask) -> IntegerProgram:
        """The same with all other variables at 0."""
        return replace(self, upper=np.where(variables, self.upper, 0))

    def relax(self, gains: Integers, seconds: float) -> Relaxation | None:
        """The linear program, or None when the time was too short for it."""
        scale = _scale(gains)
        model = mathopt.Model.from_model_proto(self._proto(gains // scale, integer=False))
        result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=_parameters(Effort(seconds)))
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        duals = result.dual_values()
        prices = np.array([duals[row] for row in model.linear_constraints()], dtype=np.float64)
        return Relaxation(_rounded_down(result.objective_value(), scale), scale * prices)

    def maximise(self, gains: Integers, effort: Effort, start: Integers | None = None) -> Solution | None:
        """The best values found from `start` on, or None when the time was too short to find any."""
        scale = _scale(gains)
        model = mathopt.Model.from_model_proto(self._proto(gains // scale, integer=True))
        variables = list(model.variables())
        hints = []
        # HiGHS fails on a start beyond the variables' bounds.
        if start is not None and (start <= self.upper).all():
            hints = [mathopt.SolutionHint(variable_values=dict(zip(variables, start.astype(float), strict=True)))]
        result = mathopt.solve(
            model,
            mathopt.SolverType.HIGHS,
            params=_parameters(effort),
            model_params=mathopt.ModelSolveParameters(solution_hints=hints),
        )
        if not result.has_primal_feasible_solution():
            return None
        found = result.variable_values(variables)
        return Solution(np.rint(found).astype(np.int64), _rounded_down(result.best_objective_bound(), scale))

    def _proto(self, gains: Integers, *, integer: bool) -> model_pb2.ModelProto:
        model = model_pb2.ModelProto()
        count = len(self.upper)
        model.variables.ids.extend(range(count))
        model.variables.lower_bounds.extend([0.0] * count)
        model.variables.upper_bounds.extend(self.upper.tolist())
        model.variables.integers.extend([integer] * count)
        model.objective.maximize = True
        used = np.flatnonzero(gains)
        model.objective.linear_coefficients.ids.extend(used.tolist())
        model.objective.linear_coefficients.values.extend(gains[used].tolist())
        model.linear_constraints.ids.extend(range(len(self.least)))
        model.linear_constraints.lower_bounds.extend(self.least.tolist())
        model.linear_constraints.upper_bounds.extend(self.most.tolist())
        order, terms = np.lexsort((self.terms.variable, self.terms.row)), self.terms
        model.linear_constraint_matrix.row_ids.extend(terms.row[order].tolist())
        model.linear_constraint_matrix.column_ids.extend(terms.variable[order].tolist())
        model.linear_constraint_matrix.coefficients.extend(terms.coefficient[order].tolist())
        return model


def merged(row: Integers, variable: Integers, coefficient: Integers) -> Terms:
    """Terms with those of one variable in one row added up."""
    if not row.size:
        return Terms(row, variable, coefficient)
    order = np.lexsort((variable, row))
    row, variable, coefficient = row[order], variable[order], coefficient[order]
    edge = np.ones(len(row), dtype=np.bool_)
    edge[1:] = (row[1:] != row[:-1]) | (variable[1:] != variable[:-1])
    return Terms(row[edge], variable[edge], np.add.reduceat(coefficient, np.flatnonzero(edge)))


def stacked(parts: Sequence[Terms]) -> Terms:
    return Terms(
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.variable for part in parts]),
        np.concatenate([part.coefficient for part in parts]),
    )


def _scale(gains: Integers) -> int:
    return int(np.gcd.reduce(gains, initial=0)) or 1


def _parameters(effort: Effort) -> mathopt.SolveParameters:
    # All gains are integers after scaling: within half a unit of the bound is optimal.
    return mathopt.SolveParameters(
        time_limit=timedelta(seconds=max(effort.seconds, 0.01)),
        node_limit=effort.nodes,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.5,
    )


def _rounded_down(bound: float, scale: int) -> int:
    if not isfinite(bound):  # stopped before the first LP was done
        return UNBOUNDED
    return floor(bound + ROUNDING * max(1.0, abs(bound) * 1e-3)) * scale
