"""One block solved goal after goal: an LP for the bound and the prices, then a MIP per goal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from solver.allocation.classes import Given
from solver.allocation.goals import LOT, lot
from solver.allocation.greedy import by_price
from solver.allocation.model import BlockModel, Outcome
from solver.allocation.plan import Dual, Price
from solver.allocation.prepare import Block, Column, Prepared
from solver.allocation.problem import COST, ENTITLED, PACKING, SERVED, STABILITY
from solver.deadline import Deadline

# Of a block's time left, what one MIP may take; the goals after it need theirs.
MIP_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class BlockResult:
    """Chosen columns; per goal an upper bound of its gain (see `gains`), given the goals before it.

    Goals after the first one that is not proven have no bound.
    """

    columns: frozenset[int]
    bounds: Mapping[str, int]
    given: Given = field(default_factory=dict)
    prices: tuple[Price, ...] = ()
    duals: tuple[Dual, ...] = ()


def gain(prepared: Prepared, goal: str, column: Column) -> int:
    """What choosing the column adds to a goal that is to be maximised (costs and changes count negative)."""
    if goal == SERVED:
        return column.request.weight
    if goal == ENTITLED:
        return column.request.weight * column.option.entitled
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
    if not block.rows:
        return _free_choice(prepared, block)
    return _BlockSearch(prepared, block, start, seconds).over_pools()


def solve_exact(
    prepared: Prepared, block: Block, before: BlockResult, start: frozenset[int], seconds: float
) -> BlockResult:
    """The same over classes of units, for a block whose choice `before` was not given units as it is."""
    return _BlockSearch(prepared, block, start, seconds).over_classes(before)


def merged(results: Sequence[BlockResult]) -> BlockResult:
    """The results of several blocks as that of one."""
    known = [goal for goal in results[0].bounds if all(goal in result.bounds for result in results)]
    return BlockResult(
        columns=frozenset(index for result in results for index in result.columns),
        bounds={goal: sum(result.bounds[goal] for result in results) for goal in known},
        duals=tuple(dual for result in results for dual in result.duals),
    )


def block_prices(prepared: Prepared, block: Block, seconds: float) -> tuple[Price, ...]:
    """The dual prices of the block's rows for the weight served; () when the time is too short."""
    gains = {index: gain(prepared, SERVED, prepared.columns[index]) for index in block.columns}
    relaxation = BlockModel(prepared, block).relax(gains, seconds)
    return relaxation.prices if relaxation is not None else ()


def no_result(prepared: Prepared, block: Block, start: frozenset[int]) -> BlockResult:
    """The start itself, with the bound that needs no time: everybody served."""
    heaviest = {
        column.request.request_id: column.request.weight for column in map(prepared.columns.__getitem__, block.columns)
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
        self.must = {column.request.request_id for column in self._columns(block.columns) if column.request.must}
        self.gains = {
            goal: {index: gain(prepared, goal, prepared.columns[index]) for index in block.columns}
            for goal in model_goals(prepared)
        }

    def over_pools(self) -> BlockResult:
        relaxation = self.model.relax(self.gains[SERVED], self.deadline.remaining())
        if relaxation is None:
            return BlockResult(self.best.columns, self._goal_by_goal(self._top(SERVED)))
        self._offer(SERVED, Outcome(by_price(self.prepared, self.block, relaxation.column_prices), 0))
        bounds = self._goal_by_goal(min(self._top(SERVED), relaxation.bound))
        return BlockResult(self.best.columns, bounds, prices=relaxation.prices, duals=relaxation.duals)

    def over_classes(self, before: BlockResult) -> BlockResult:
        """First as much of `before` as can be given units: if that is all of it, its bounds hold here too."""
        self.model.restrict(before.columns)
        outcome = self.model.maximise(self.gains[SERVED], self.deadline.remaining() * MIP_SHARE, frozenset())
        self.model.restrict(self.block.columns)
        if outcome is not None:
            self._offer(SERVED, outcome)
        if self.best.columns == before.columns:
            return replace(before, given=self.best.given)
        bounds = self._goal_by_goal(before.bounds[SERVED])
        return BlockResult(self.best.columns, bounds, self.best.given)

    def _goal_by_goal(self, served_bound: int) -> dict[str, int]:
        """Raises goal after goal; the bounds of those whose goals before are proven."""
        bounds: dict[str, int] = {}
        for goal in self.gains:
            bound = self._improve(goal, served_bound if goal == SERVED else self._top(goal))
            if all(self._value(name) == known for name, known in bounds.items()):
                bounds[goal] = bound
        return bounds

    def _improve(self, goal: str, bound: int) -> int:
        """Raises the goal as far as the time allows, keeps it there, and says how far it could be raised."""
        if self._value(goal) < bound and self.deadline.remaining() > 0:
            outcome = self.model.maximise(self.gains[goal], self.deadline.remaining() * MIP_SHARE, self.best.columns)
            if outcome is not None:
                self._offer(goal, outcome)
                bound = min(bound, max(outcome.bound, self._value(goal)))
        if any(self.gains[goal].values()):
            self.model.hold(self.gains[goal], self._value(goal))
        return bound

    def _offer(self, goal: str, outcome: Outcome) -> None:
        """Takes the outcome unless it is worse at the goal or, by a solver's tolerance, at one before it."""
        if not self.must <= {column.request.request_id for column in self._columns(outcome.columns)}:
            return
        goals = list(self.gains)[: list(self.gains).index(goal) + 1]
        offered = [sum(self.gains[name][index] for index in outcome.columns) for name in goals]
        standing = [self._value(name) for name in goals]
        if offered > standing or (offered == standing and outcome.given and not self.best.given):
            self.best = outcome

    def _columns(self, indices: Iterable[int]) -> Iterator[Column]:
        return (self.prepared.columns[index] for index in indices)

    def _value(self, goal: str) -> int:
        return sum(self.gains[goal][index] for index in self.best.columns)

    def _top(self, goal: str) -> int:
        """A bound without a model: for each request its best column, or none."""
        best: dict[int, int] = {}
        for index, worth in self.gains[goal].items():
            request_id = self.prepared.columns[index].request.request_id
            best[request_id] = max(worth, best.get(request_id, 0))
        return sum(best.values())
