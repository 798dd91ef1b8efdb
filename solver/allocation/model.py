"""The options model of one block as a MIP, solved by HiGHS: at most one option a request, rows of capacity.

Goals are integers per column and always maximised here (a cost is a negative gain).  HiGHS is
reached through MathOpt, which releases the interpreter while it solves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import floor, gcd, isfinite

from ortools.math_opt.python import mathopt

from solver.allocation.capacity import CapacityRow
from solver.allocation.certificate import MICRO
from solver.allocation.classes import Given, Share, shares
from solver.allocation.plan import Dual, Price
from solver.allocation.prepare import Block, Prepared

# A bound in floating point is rounded down to an integer; this much above an integer still counts as it.
ROUNDING = 1e-6
UNBOUNDED = 1 << 60

Gains = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The LP: an upper bound, what each row's last unit is worth, and the price of each column's uses."""

    bound: int
    prices: tuple[Price, ...]
    duals: tuple[Dual, ...]
    column_prices: dict[int, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Chosen columns with an upper bound for the goal; `given`: in an exact block the units' classes and counts."""

    columns: frozenset[int]
    bound: int
    given: Given = field(default_factory=dict)


class BlockModel:
    """Variables and rows of one block; goals are maximised one after the other, each then held."""

    def __init__(self, prepared: Prepared, block: Block) -> None:
        self._model = mathopt.Model()
        self._choice = {index: self._model.add_binary_variable() for index in block.columns}
        self._shares: list[tuple[Share, mathopt.Variable]] = []
        per_request: dict[int, list[mathopt.Variable]] = defaultdict(list)
        for index, variable in self._choice.items():
            per_request[prepared.columns[index].request.request_id].append(variable)
        must = {
            column.request.request_id
            for column in map(prepared.columns.__getitem__, block.columns)
            if column.request.must
        }
        for request_id, variables in per_request.items():
            self._model.add_linear_constraint(lb=float(request_id in must), ub=1.0, expr=mathopt.fast_sum(variables))
        self._rows = self._exact_rows(prepared, block) if block.exact else self._add_rows(block.rows, self._choice)
        self._last: Mapping[mathopt.Variable, float] | None = None

    def _add_rows(
        self, rows: Sequence[CapacityRow], variables: Mapping[int, mathopt.Variable]
    ) -> list[tuple[CapacityRow, mathopt.LinearConstraint]]:
        added = []
        for row in rows:
            constraint = self._model.add_linear_constraint(ub=row.capacity)
            for variable, quantity in row.terms:
                constraint.set_coefficient(variables[variable], quantity)
            added.append((row, constraint))
        return added

    def _exact_rows(self, prepared: Prepared, block: Block) -> list[tuple[CapacityRow, mathopt.LinearConstraint]]:
        found, rows = shares(prepared, block)
        variables = [self._model.add_integer_variable(lb=0, ub=share.most) for share in found]
        self._shares = list(zip(found, variables, strict=True))
        of_use: dict[tuple[int, int], list[mathopt.Variable]] = defaultdict(list)
        for share, variable in self._shares:
            of_use[share.column, share.use].append(variable)
        for index in block.columns:
            for number, use in enumerate(prepared.columns[index].option.uses):
                self._model.add_linear_constraint(
                    mathopt.fast_sum(of_use[index, number]) == use.quantity * self._choice[index]
                )
        return self._add_rows(rows, dict(enumerate(variables)))

    def relax(self, gains: Gains, seconds: float) -> Relaxation | None:
        """The LP relaxation, or None when the time was too short for it."""
        scale = self._aim(gains)
        self._set_integer(False)
        result = mathopt.solve(self._model, mathopt.SolverType.HIGHS, params=_parameters(seconds))
        self._set_integer(True)
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        duals = result.dual_values()
        prices: list[Price] = []
        certificate: list[Dual] = []
        column_prices: dict[int, float] = defaultdict(float)
        for row, constraint in self._rows:
            worth = scale * duals[constraint]
            if worth > ROUNDING:
                certificate.append(Dual(tuple(sorted(row.pools)), row.start, round(worth * MICRO)))
                prices.extend(Price(pool_id, row.start, row.end, worth) for pool_id in row.pools)
                for variable, quantity in row.terms:
                    column_prices[variable] += quantity * worth
        return Relaxation(
            _rounded_down(result.objective_value(), scale), tuple(prices), tuple(certificate), column_prices
        )

    def maximise(self, gains: Gains, seconds: float, start: frozenset[int]) -> Outcome | None:
        """The best columns found from `start` on, or None when the time was too short to find any."""
        scale = self._aim(gains)
        result = mathopt.solve(
            self._model, mathopt.SolverType.HIGHS, params=_parameters(seconds), model_params=self._hint(start)
        )
        if not result.has_primal_feasible_solution():
            return None
        values = result.variable_values()
        self._last = values
        chosen = frozenset(index for index, variable in self._choice.items() if values[variable] > 0.5)
        given: Given = defaultdict(list)
        for share, variable in self._shares:
            if count := round(values[variable]):
                given[share.column, share.use].append((share.units, count))
        return Outcome(chosen, _rounded_down(result.best_objective_bound(), scale), dict(given))

    def restrict(self, columns: Collection[int]) -> None:
        """From now on only these columns may be chosen."""
        for index, variable in self._choice.items():
            variable.upper_bound = float(index in columns)

    def hold(self, gains: Gains, least: int) -> None:
        """From now on the goal must reach `least`."""
        terms = [gain * self._choice[index] for index, gain in gains.items() if gain]
        self._model.add_linear_constraint(mathopt.fast_sum(terms) >= least)

    def _aim(self, gains: Gains) -> int:
        scale = gcd(*gains.values()) or 1
        self._model.maximize(
            mathopt.fast_sum(gain // scale * self._choice[index] for index, gain in gains.items() if gain)
        )
        return scale

    def _hint(self, start: frozenset[int]) -> mathopt.ModelSolveParameters:
        if self._last is not None:
            hint = dict(self._last)
        elif self._shares:
            return mathopt.ModelSolveParameters()  # the units of a start are not known, and HiGHS takes whole solutions
        else:
            hint = {variable: float(index in start) for index, variable in self._choice.items()}
        return mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(variable_values=hint)])

    def _set_integer(self, integer: bool) -> None:
        for variable in self._choice.values():
            variable.integer = integer
        for _, variable in self._shares:
            variable.integer = integer


def _parameters(seconds: float) -> mathopt.SolveParameters:
    # All gains are integers after scaling: within half a unit of the bound is optimal.
    return mathopt.SolveParameters(
        time_limit=timedelta(seconds=max(seconds, 0.01)), relative_gap_tolerance=0.0, absolute_gap_tolerance=0.5
    )


def _rounded_down(bound: float, scale: int) -> int:
    if not isfinite(bound):  # stopped before the first LP was done
        return UNBOUNDED
    return floor(bound + ROUNDING * max(1.0, abs(bound) * 1e-3)) * scale
