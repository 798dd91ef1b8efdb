"""One block solved goal after goal: an LP for the bound and the prices, then an integer program per goal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.allocation.classes import Given, Share, shares
from solver.allocation.gains import best_sum
from solver.allocation.greedy import by_price
from solver.allocation.integer_program import Effort, IntegerProgram, Terms, merged, stacked
from solver.allocation.part import Part
from solver.allocation.prepare import Prepared
from solver.allocation.problem import SERVED
from solver.allocation.rows import Floats, Mask, Rows
from solver.allocation.uses import Integers
from solver.deadline import Deadline

# Of a block's time left, what one MIP may take; the goals after it need theirs.
MIP_SHARE = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class BlockResult:
    """Which columns of the part are chosen; per goal an upper bound of its gain, given the goals before it.

    Goals after the first one that is not proven have no bound, but the weight served always has one.
    `exact`: solved over classes of units, with how many of which in `given`.
    """

    chosen: Mask
    bounds: Mapping[str, int]
    given: Given = field(default_factory=dict)
    prices: Floats | None = None
    exact: bool = False


def free_choice(part: Part) -> BlockResult:
    """Nobody competes: each request takes its best option."""
    goals = list(part.gains)
    order = np.lexsort([-part.gains[goal] for goal in reversed(goals)] + [part.owner])
    chosen = np.zeros(len(part.columns), dtype=np.bool_)
    chosen[order[np.flatnonzero(np.diff(part.owner[order], prepend=-1))]] = True
    return BlockResult(chosen, {goal: part.value(goal, chosen) for goal in goals})


def solve_block(part: Part, before: BlockResult, effort: Effort) -> BlockResult:
    """The best choice for the part within the effort, from the one before on, whose columns can stand together."""
    return _BlockSearch(part, part.program(), before.chosen, effort).over_pools(before)


def improve_block(part: Part, start: Mask, effort: Effort, goals: Sequence[str]) -> tuple[Mask, bool]:
    """A choice at least as good as `start` at the first of the goals, and there at the next, and so on.

    The second value: whether it is proven that there is none better.
    """
    search = _BlockSearch(part, part.program(), start, effort)
    proven = True
    for goal in goals:
        bound = search.improve(goal, best_sum(part.gains[goal], part.owner))
        proven = proven and part.value(goal, search.best) == bound
    return search.best, proven


class _BlockSearch:
    def __init__(self, part: Part, program: IntegerProgram, start: Mask, effort: Effort) -> None:
        self.part, self.program, self.best, self.effort = part, program, start, effort
        self.deadline = Deadline(effort.seconds)
        self.given: Given = {}
        self._values: Integers | None = None

    def over_pools(self, before: BlockResult) -> BlockResult:
        relaxation = self.program.relax(self.part.gains[SERVED], self.deadline.remaining())
        bound, prices = before.bounds[SERVED], before.prices
        if relaxation is not None:
            prices = np.maximum(relaxation.prices[len(self.part.must) :], 0.0)
            self._offer(SERVED, by_price(self.part, prices, self.best))
            bound = min(bound, relaxation.bound)
        bounds = self.goal_by_goal(bound)
        return BlockResult(self.best, bounds, prices=prices)

    def goal_by_goal(self, served_bound: int) -> dict[str, int]:
        """Raises goal after goal; the bounds of those whose goals before are proven, and of the weight served."""
        bounds: dict[str, int] = {}
        proven = True
        for goal, gain in self.part.gains.items():
            bound = self.improve(goal, served_bound if goal == SERVED else best_sum(gain, self.part.owner))
            if proven:
                bounds[goal] = bound
            elif goal == SERVED:
                bounds[goal] = served_bound
            proven = proven and self._value(goal) == bound
        return bounds

    def improve(self, goal: str, bound: int) -> int:
        """Raises the goal as far as the effort allows, keeps it there, and says how far it could be raised."""
        gain = self.part.gains[goal]
        if self._value(goal) < bound and self.deadline.remaining() > 0:
            effort = Effort(self.deadline.remaining() * MIP_SHARE, self.effort.nodes)
            solution = self.program.maximise(self._with_others(gain), effort, self._start())
            if solution is not None:
                self._offer(goal, solution.values[: len(self.best)] > 0, solution.values)
                bound = min(bound, max(solution.bound, self._value(goal)))
        self.program = self.program.holding(self._with_others(gain), self._value(goal))
        return bound

    def _with_others(self, gain: Integers) -> Integers:
        """Variables beyond the columns add nothing to a goal."""
        return np.append(gain, np.zeros(len(self.program.upper) - len(gain), dtype=np.int64))

    def _start(self) -> Integers | None:
        if len(self.program.upper) == len(self.best):
            return self.best.astype(np.int64)
        return self._values  # the units of a start are not known, and HiGHS takes whole solutions

    def _offer(self, goal: str, chosen: Mask, values: Integers | None = None) -> bool:
        """Takes the choice unless it is worse at the goal or, by a solver's tolerance, at one before it."""
        if not self.part.serves_all_musts(chosen):
            return False
        goals = list(self.part.gains)[: list(self.part.gains).index(goal) + 1]
        offered = [self.part.value(name, chosen) for name in goals]
        standing = [self._value(name) for name in goals]
        better = offered > standing or (offered == standing and values is not None and self._values is None)
        if better:
            self.best, self._values = chosen, values
        return better

    def _value(self, goal: str) -> int:
        return self.part.value(goal, self.best)


def solve_exact(prepared: Prepared, part: Part, before: BlockResult, start: Mask, effort: Effort) -> BlockResult:
    """The part over classes of units, when its choice `before` was not given units as it is.

    First as much of `before` as can be given units: if that is all of it, its bounds hold here too.
    """
    return _ExactSearch(prepared, part, start, effort).beginning_from(before)


class _ExactSearch(_BlockSearch):
    def __init__(self, prepared: Prepared, part: Part, start: Mask, effort: Effort) -> None:
        self.shares, rows = shares(prepared, part.columns.tolist())
        super().__init__(part, _exact_program(prepared, part, self.shares, rows), start, effort)

    def beginning_from(self, before: BlockResult) -> BlockResult:
        whole = self.program
        others = np.ones(len(whole.upper) - len(self.best), dtype=np.bool_)
        self.program = whole.allowing(np.append(before.chosen, others))
        effort = Effort(self.deadline.remaining() * MIP_SHARE, self.effort.nodes)
        solution = self.program.maximise(self._with_others(self.part.gains[SERVED]), effort)
        self.program = whole
        if solution is not None:
            self._offer(SERVED, solution.values[: len(self.best)] > 0, solution.values)
        if (self.best == before.chosen).all() and self._values is not None:
            bounds = before.bounds
        else:
            bounds = self.goal_by_goal(before.bounds[SERVED])
        return BlockResult(self.best, bounds, self._given(), before.prices, exact=True)

    def _given(self) -> Given:
        given: Given = defaultdict(list)
        if self._values is not None:
            for share, count in zip(self.shares, self._values[len(self.best) :], strict=True):
                if count:
                    given[share.column, share.use].append((share.units, int(count)))
        return dict(given)


def _exact_program(prepared: Prepared, part: Part, found: Sequence[Share], rows: Rows) -> IntegerProgram:
    """Columns, then shares: those of a use are as many units as it asks for if its column is chosen."""
    count, requests = len(part.columns), len(part.must)
    uses = [
        (place, number, use.quantity)
        for place, index in enumerate(part.columns)
        for number, use in enumerate(prepared.columns[index].option.uses)
    ]
    row_of = {(place, number): requests + row for row, (place, number, _) in enumerate(uses)}
    one_each = Terms(part.owner, np.arange(count), np.ones(count, dtype=np.int64))
    asked = Terms(
        requests + np.arange(len(uses)),
        np.array([place for place, _, _ in uses], dtype=np.int64),
        np.array([-quantity for _, _, quantity in uses], dtype=np.int64),
    )
    shared = Terms(
        np.array([row_of[share.place, share.use] for share in found], dtype=np.int64),
        count + np.arange(len(found)),
        np.ones(len(found), dtype=np.int64),
    )
    row, share, quantity = rows.terms()
    capacity = merged(requests + len(uses) + row, count + share, quantity)
    return IntegerProgram(
        np.concatenate([np.ones(count, dtype=np.int64), np.array([share.most for share in found], dtype=np.int64)]),
        stacked([one_each, asked, shared, capacity]),
        np.concatenate([part.must.astype(np.float64), np.zeros(len(uses)), np.full(len(rows), -np.inf)]),
        np.concatenate([np.ones(requests), np.zeros(len(uses)), rows.capacity.astype(np.float64)]),
    )
