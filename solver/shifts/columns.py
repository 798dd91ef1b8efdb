"""Column generation: a master that combines rows of people, and prices that say which rows are missing.

The master is the linear relaxation over whole rows (Dantzig-Wolfe); its prices are smoothed (Wentges 1997) to
converge in fewer rounds, and any prices give a Lagrangian lower bound for everybody's cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.shifts.highs import Relaxed, relax, solve
from solver.shifts.matrix import INFINITE, Programme, Vector
from solver.shifts.model import Model
from solver.shifts.pricing import Pricer

# Weight of the best prices so far against the master's newest.
SMOOTHING = 0.7
# Costs are integers: a master this close to the bound has no better integer cost below it.
CLOSED = 0.5

# Like `map`; threads do because NumPy releases the interpreter on large arrays.
SideBySide = Callable[[Callable[[int], Any], Iterable[int]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Mixture:
    """The master's solution: its cost, its prices, and for each person the shares of their columns."""

    cost: float
    prices: Vector
    shares: dict[int, Vector]


class Columns:
    """Rows found so far for each person of a model, and how to find more."""

    def __init__(self, model: Model, shortage_weight: float) -> None:
        self.model = model
        joint = model.joint.programme
        self.own = replace(joint, cost=joint.cost + shortage_weight * model.joint.shortage)
        self.pricers = [Pricer(model.problem, block.person) for block in model.blocks]
        self.rows: list[list[Vector]] = [[] for _ in model.blocks]
        self.costs: list[list[float]] = [[] for _ in model.blocks]
        self.used: list[list[Vector]] = [[] for _ in model.blocks]
        self.side_by_side: SideBySide = map
        self._known: list[set[bytes]] = [set() for _ in model.blocks]

    def add(self, index: int, cells: Vector) -> bool:
        """Keeps the row; False when it was known."""
        key = cells.astype(np.int8).tobytes()
        if key in self._known[index]:
            return False
        self._known[index].add(key)
        self.rows[index].append(cells)
        self.costs[index].append(self.model.cost(index, cells))
        self.used[index].append(self.use(index, cells))
        return True

    def use(self, index: int, cells: Vector) -> Vector:
        """What the row adds to the joint rows."""
        used: Vector = self.model.joint.cells[index] @ cells
        return used

    def worth(self, index: int, cells: Vector, prices: Vector) -> float:
        """What the row costs less what the joint rows pay for it."""
        return self.model.cost(index, cells) - float(prices @ self.use(index, cells))

    def price_each(
        self, people: Sequence[int], prices: Vector, seconds: Callable[[], float]
    ) -> list[tuple[float, Vector]] | None:
        """`price` for each of the people, side by side where there is a pool; None when the time was too short."""

        def priced(index: int) -> tuple[float, Vector] | None:
            return self.price(index, prices) if seconds() > 0 else None

        found = [each for each in self.side_by_side(priced, people) if each is not None]
        return found if len(found) == len(people) else None

    def price(self, index: int, prices: Vector) -> tuple[float, Vector]:
        """The person's row of least cost less what the joint rows pay for it, and a bound of that cost."""
        block = self.model.blocks[index]
        paid = self.model.joint.cells[index].T @ prices
        if len(block.programme.cost) > self.model.cells and block.programme.cost[self.model.cells :].any():
            cost = block.programme.cost.copy()
            cost[: self.model.cells] -= paid
            found = solve(replace(block.programme, cost=cost), 10.0)
            cells = self.rows[index][-1] if found.values is None else np.round(found.values[: self.model.cells])
            return found.bound + block.constant, cells
        grid = np.zeros((len(self.model.problem.days), self.model.width + 1))
        grid[:, 1:] = (block.programme.cost[: self.model.cells] - paid).reshape(-1, self.model.width)
        value, cells = self.pricers[index].best(grid)
        return value + block.constant, cells

    def beside(self, used: Vector) -> Programme:
        """The joint rows alone, when all people together use so much of them."""
        return replace(self.own, low=self.own.low - used, high=self.own.high - used)

    def bound(self, prices: Vector, values: float, others: Vector) -> float:
        """The Lagrangian bound at these prices, when the people's own values add up to `values`."""
        joint = self.own
        paid = np.where(prices > 0, joint.low - others, joint.high - others)
        cost = joint.cost - joint.rows.T @ prices
        own = np.where(cost > 0, joint.least, joint.most) * cost
        with np.errstate(invalid="ignore"):
            return float(values + own.sum() + np.where(prices == 0, 0.0, paid * prices).sum())

    def mix(self, people: Sequence[int], others: Vector, seconds: float) -> Mixture | None:
        """The best mixture of known rows beside what the others use; None when the time was too short."""
        programme, own = self.master(people, others)
        found = relax(programme, seconds)
        if found is None:
            return None
        return Mixture(found.cost, found.prices[len(people) :], self._shares(people, found, own))

    def master(self, people: Sequence[int], others: Vector) -> tuple[Programme, int]:
        """A row for each person ("one of their columns"), then the joint rows; the number of columns that are rows."""
        joint, sizes = self.own, [len(self.rows[index]) for index in people]
        total = sum(sizes)
        owner = np.repeat(np.arange(len(people)), sizes)
        choose = sparse.csr_matrix((np.ones(total), (owner, np.arange(total))), shape=(len(people), total))
        uses = sparse.csr_matrix(np.array([use for index in people for use in self.used[index]]).T)
        ones = np.ones(len(people))
        programme = Programme(
            sparse.block_array([[choose, None], [uses, joint.rows]], format="csr"),
            np.concatenate([ones, joint.low - others]),
            np.concatenate([ones, joint.high - others]),
            np.concatenate([np.array([cost for index in people for cost in self.costs[index]]), joint.cost]),
            np.concatenate([np.zeros(total), joint.least]),
            np.concatenate([np.full(total, INFINITE), joint.most]),
        )
        return programme, total

    def _shares(self, people: Sequence[int], found: Relaxed, own: int) -> dict[int, Vector]:
        starts = np.cumsum([len(self.rows[index]) for index in people])[:-1]
        return dict(zip(people, np.split(found.values[:own], starts), strict=True))


@dataclass(slots=True)
class Prices:
    """Where column generation stands: the best prices and the bound they prove."""

    best: Vector
    bound: float = -INFINITE


def generate(
    columns: Columns,
    people: Sequence[int],
    fixed: Mapping[int, Vector],
    start: Vector,
    rounds: int,
    seconds: Callable[[], float],
) -> tuple[Mixture | None, Prices]:
    """Adds columns until they no longer help, or rounds or seconds run out; the rest of the people stay `fixed`."""
    others = columns.model.use(fixed)
    state = Prices(start)
    mixture: Mixture | None = None
    added = True
    for _ in range(rounds):
        if seconds() <= 0:
            break
        prices = _next(columns, state, mixture, smooth=added)
        exact = mixture is not None and not added
        found = columns.price_each(people, prices, seconds)
        if found is None:
            break
        added = False
        for index, (_, cells) in zip(people, found, strict=True):
            added = columns.add(index, cells) or added
        bound = columns.bound(prices, sum(value for value, _ in found), others)
        if bound > state.bound:
            state.best, state.bound = prices, bound
        mixture = columns.mix(people, others, seconds()) or mixture
        if mixture is None or mixture.cost - state.bound < CLOSED or (exact and not added):
            break
    return mixture, state


def _next(columns: Columns, state: Prices, mixture: Mixture | None, smooth: bool) -> Vector:
    """The prices to try: smoothed, or the master's own when smoothed ones found nothing.

    Prices of rows without a lower (upper) side are made not positive (negative).
    """
    prices = state.best
    if mixture is not None:
        prices = SMOOTHING * state.best + (1 - SMOOTHING) * mixture.prices if smooth else mixture.prices
    joint = columns.own
    prices = np.where(np.isinf(joint.low), np.minimum(prices, 0), prices)
    return np.where(np.isinf(joint.high), np.maximum(prices, 0), prices)
