"""One block solved goal after goal: an LP for the bound and the prices, then an integer program per goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.allocation.classes import Given
from solver.allocation.gains import Gains, best_sum
from solver.allocation.greedy import by_price
from solver.allocation.integer_program import Effort, IntegerProgram
from solver.allocation.part import Part
from solver.allocation.problem import SERVED
from solver.allocation.rows import Floats, Mask
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
    program = part.program()
    search = BlockSearch(part, program, part.gains, before.chosen.astype(np.int64), effort)
    relaxation = program.relax(part.gains[SERVED], search.deadline.remaining())
    weight, prices = before.bounds[SERVED], before.prices
    if relaxation is not None:
        prices = np.maximum(relaxation.prices[len(part.must) :], 0.0)
        search.offer(SERVED, by_price(part, prices, search.chosen).astype(np.int64))
        weight = min(weight, relaxation.bound)
    bounds = search.goal_by_goal({}, weight)
    return BlockResult(search.chosen, bounds, prices=prices)


def improve_block(part: Part, start: Mask, effort: Effort, goals: Sequence[str]) -> tuple[Mask, bool]:
    """A choice at least as good as `start` at the first of the goals, and there at the next, and so on.

    The second value: whether it is proven that there is none better.
    """
    search = BlockSearch(part, part.program(), part.gains, start.astype(np.int64), effort)
    proven = True
    for goal in goals:
        bound = search.improve(goal, best_sum(part.gains[goal], part.owner))
        proven = proven and search.value(goal) == bound
    return search.chosen, proven


class BlockSearch:
    """Raises goal after goal from `start` on, a value for each variable of the program.

    The first variables are the columns of the part; `gains` are those of all variables.
    """

    def __init__(self, part: Part, program: IntegerProgram, gains: Gains, start: Integers, effort: Effort) -> None:
        self.part, self.program, self.gains, self.best, self.effort = part, program, gains, start, effort
        self.deadline = Deadline(effort.seconds)

    @property
    def chosen(self) -> Mask:
        return self.best[: len(self.part.columns)] > 0

    def value(self, goal: str) -> int:
        return self._value_of(goal, self.best)

    def goal_by_goal(self, known: Mapping[str, int], weight: int) -> dict[str, int]:
        """The bounds of the goals whose goals before are proven, and of the weight served.

        `known`: bounds that hold where every goal before reaches its own.  `weight`: no choice serves more,
        whatever the goals before.
        """
        bounds: dict[str, int] = {}
        proven = as_known = True
        for goal, gain in self.part.gains.items():
            at_most = weight if goal == SERVED else best_sum(gain, self.part.owner)
            if as_known and goal in known:
                at_most = min(at_most, known[goal])
            bound = self.improve(goal, at_most)
            if proven:
                bounds[goal] = bound
            elif goal == SERVED:
                bounds[goal] = weight
            proven = proven and self.value(goal) == bound
            as_known = as_known and self.value(goal) == known.get(goal)
        return bounds

    def improve(self, goal: str, bound: int) -> int:
        """Raises the goal as far as the effort allows, keeps it there, and says how far it could be raised."""
        if self.value(goal) < bound and self.deadline.remaining() > 0:
            effort = Effort(self.deadline.remaining() * MIP_SHARE, self.effort.nodes)
            solution = self.program.maximise(self.gains[goal], effort, self.best)
            if solution is not None:
                self.offer(goal, solution.values)
                bound = min(bound, max(solution.bound, self.value(goal)))
        self.program = self.program.holding(self.gains[goal], self.value(goal))
        return bound

    def offer(self, goal: str, values: Integers) -> None:
        """Takes the values unless they are worse at the goal or, by a solver's tolerance, at one before it."""
        if not self.part.serves_all_musts(values[: len(self.part.columns)] > 0):
            return
        goals = list(self.gains)[: list(self.gains).index(goal) + 1]
        if [self._value_of(name, values) for name in goals] > [self.value(name) for name in goals]:
            self.best = values

    def _value_of(self, goal: str, values: Integers) -> int:
        return int(self.gains[goal] @ values)
