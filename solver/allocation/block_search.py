"""One block solved goal after goal: an LP for the bound and the prices, then a MIP per goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from solver.allocation.classes import Given
from solver.allocation.goals import LOT, lot
from solver.allocation.greedy import by_price
from solver.allocation.model import BlockModel, Outcome, Relaxation
from solver.allocation.plan import Price
from solver.allocation.prepare import Block, Column, Prepared
from solver.allocation.problem import COST, PACKING, SERVED, STABILITY
from solver.deadline import Deadline


@dataclass(frozen=True, slots=True)
class BlockResult:
    """Chosen columns; per goal an upper bound of its gain (see `gains`), given the goals before it.

    Goals after the first one that is not proven have no bound.
    """

    columns: frozenset[int]
    bounds: Mapping[str, int]
    given: Given = field(default_factory=dict)
    prices: tuple[Price, ...] = ()

    def capped(self, served: int | None) -> BlockResult:
        """The same with the bound of weight served lowered to one known from elsewhere."""
        return (
            self if served is None else replace(self, bounds={**self.bounds, SERVED: min(served, self.bounds[SERVED])})
        )


def gain(prepared: Prepared, goal: str, column: Column) -> int:
    """What choosing the column adds to a goal that is to be maximised (costs and changes count negative)."""
    if goal == SERVED:
        return column.request.weight
    if goal == COST:
        return -column.option.cost
    if goal == STABILITY:
        return int(column.kept)
    return lot(prepared.problem.seed, column.request.request_id)


def model_goals(prepared: Prepared) -> tuple[str, ...]:
    """The goals that the choice of options decides, in order; packing is decided with the units."""
    return (*(goal for goal in prepared.problem.goals if goal != PACKING), LOT)


def solve_block(prepared: Prepared, block: Block, start: frozenset[int], seconds: float) -> BlockResult:
    """The best choice for the block within the time; `start` are columns that can stand together."""
    if not block.rows and not block.exact:
        return _free_choice(prepared, block)
    return _BlockSearch(prepared, block, start, seconds).run()


def block_prices(prepared: Prepared, block: Block, seconds: float) -> tuple[Price, ...]:
    """The dual prices of the block's rows for the weight served; () when the time is too short."""
    gains = {index: gain(prepared, SERVED, prepared.columns[index]) for index in block.columns}
    relaxation = BlockModel(prepared, block).relax(gains, seconds)
    return relaxation.prices if relaxation is not None else ()


def no_result(prepared: Prepared, block: Block, start: frozenset[int]) -> BlockResult:
    """The start itself, with the bound that needs no time: everybody served."""
    heaviest = {
        prepared.columns[index].request.request_id: prepared.columns[index].request.weight for index in block.columns
    }
    return BlockResult(start, {SERVED: sum(heaviest.values())})


def _free_choice(prepared: Prepared, block: Block) -> BlockResult:
    """Nobody competes: each request takes its best option."""
    goals = model_goals(prepared)
    best: dict[int, Column] = {}
    for index in block.columns:
        column = prepared.columns[index]
        other = best.get(column.request.request_id)
        if other is None or [gain(prepared, goal, column) for goal in goals] > [
            gain(prepared, goal, other) for goal in goals
        ]:
            best[column.request.request_id] = column
    chosen = frozenset(column.index for column in best.values())
    return BlockResult(chosen, {goal: sum(gain(prepared, goal, column) for column in best.values()) for goal in goals})


class _BlockSearch:
    def __init__(self, prepared: Prepared, block: Block, start: frozenset[int], seconds: float) -> None:
        self.prepared, self.block = prepared, block
        self.deadline = Deadline(seconds)
        self.model = BlockModel(prepared, block)
        self.best = Outcome(start, 0)
        self.gains = {
            goal: {index: gain(prepared, goal, prepared.columns[index]) for index in block.columns}
            for goal in model_goals(prepared)
        }

    def run(self) -> BlockResult:
        relaxation = self.model.relax(self.gains[SERVED], self.deadline.remaining())
        if relaxation is not None and not self.block.exact:
            self._offer(SERVED, Outcome(by_price(self.prepared, self.block, relaxation.column_prices), 0))
        bounds: dict[str, int] = {}
        proven = True
        for goal in self.gains:
            bound = self._improve(goal, relaxation)
            if proven:
                bounds[goal] = bound
            proven = proven and bound == self._value(goal)
        # Rows of an exact block are over classes of units; the prices of its pools are known from before.
        prices = relaxation.prices if relaxation is not None and not self.block.exact else ()
        return BlockResult(self.best.columns, bounds, self.best.given, prices)

    def _improve(self, goal: str, relaxation: Relaxation | None) -> int:
        """Raises the goal as far as the time allows, keeps it there, and says how far it could be raised."""
        bound = self._top(goal)
        if goal == SERVED and relaxation is not None:
            bound = min(bound, relaxation.bound)
        # An exact block needs its MIP at least once: the classes of its units are not known otherwise.
        needed = self._value(goal) < bound or (self.block.exact and goal == SERVED)
        if needed and self.deadline.remaining() > 0:
            outcome = self.model.maximise(self.gains[goal], self.deadline.remaining() * 0.7, self.best.columns)
            if outcome is not None:
                self._offer(goal, outcome)
                bound = min(bound, max(outcome.bound, self._value(goal)))
        if any(self.gains[goal].values()):
            self.model.hold(self.gains[goal], self._value(goal))
        return bound

    def _offer(self, goal: str, outcome: Outcome) -> None:
        """Takes the outcome unless it is worse at the goal or, by a solver's tolerance, at one before it."""
        goals = list(self.gains)[: list(self.gains).index(goal) + 1]
        offered = [sum(self.gains[name][index] for index in outcome.columns) for name in goals]
        standing = [self._value(name) for name in goals]
        if offered > standing or (offered == standing and outcome.given):
            self.best = outcome

    def _value(self, goal: str) -> int:
        return sum(self.gains[goal][index] for index in self.best.columns)

    def _top(self, goal: str) -> int:
        """A bound without a model: for each request its best column, or none."""
        best: dict[int, int] = {}
        for index, worth in self.gains[goal].items():
            request_id = self.prepared.columns[index].request.request_id
            best[request_id] = max(worth, best.get(request_id, 0))
        return sum(best.values())
