"""The moves of one kind when each branch of the scenarios decides its later moves for itself.

Without the demand that the here-and-now moves be the same for all, every branch is a flow of its own.  Prices on
them, raised where a branch sends more than the others (Lagrange multipliers, by a subgradient), make the branches
agree; the sum of the flows is a bound at any prices, and what the branches send is tried as a plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.deadline import Deadline
from solver.transfers.counting import Units
from solver.transfers.network import Flow, Network, NoFlow
from solver.transfers.pieces import Pieces, pooled_bound

# A gap at which the branches are left as they are, and how often their prices are changed at most.
CLOSE = 0.001
ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Agreed:
    """Units by journey for each branch, the same on here-and-now journeys, with a proven bound of their price."""

    units: tuple[Units, ...]
    price: int
    bound: int


@dataclass(frozen=True, slots=True)
class Room:
    """Units that still find a place on each journey: of here-and-now moves in every branch, of later ones by branch."""

    by_branch: tuple[Units, ...]

    @property
    def in_all(self) -> Units:
        """What every branch has room for."""
        room: Units = np.min(np.array(self.by_branch), axis=0)
        return room


class Branches:
    """One kind, all branches."""

    def __init__(self, network: Network, deadline: Deadline) -> None:
        self._network, self._deadline = network, deadline
        problem = network.problem
        self._scenarios = problem.branches
        weights = [sum(problem.scenarios[number].weight for number in each) for each in self._scenarios]
        self._weights = np.array(weights, dtype=np.int64)
        self._pieces: dict[int, Pieces] = {}
        self._places: dict[int, Units] = {}

    def agree(self, room: Room) -> Agreed:
        """The best found with the room and its bound, a run's own cost counted by the share of its capacity."""
        run_price, everywhere = self._free()
        together = self._together(run_price, room)
        if len(self._scenarios) == 1:
            free = bool((room.in_all >= self._network.capacity).all())
            bound = together if free else self._together(run_price, everywhere)
            return Agreed((together.units,), together.price, bound.price)
        best = Agreed((together.units,) * len(self._scenarios), together.price, 0)
        return self._priced(best, run_price, room)

    def follow(self, before: Agreed, run_price: Units, room: Room) -> Agreed:
        """The best found with a price of runs by branch and journey; begins like the plan before, or as together."""
        together = self._together(run_price, room)
        best = Agreed((together.units,) * len(self._scenarios), together.price, before.bound)
        if len(self._scenarios) > 1:
            for first in (before.units[0], together.units):
                best = self._better(best, first, run_price, room)
        return best

    def _free(self) -> tuple[Units, Room]:
        """Prices and room with which a flow is a bound."""
        share = np.tile(self._network.run_share, (len(self._scenarios), 1))
        return share, Room((self._network.capacity,) * len(self._scenarios))

    def _together(self, run_price: Units, room: Room) -> Flow:
        """All moves decided now, for all scenarios alike."""
        network = self._network
        every = [number for scenarios in self._scenarios for number in scenarios]
        pieces, price = network.pricing.pieces(every), network.price(every) + self._weights @ run_price
        return network.solve(pieces, price, room.in_all)

    def _priced(self, best: Agreed, run_price: Units, room: Room) -> Agreed:
        now = np.flatnonzero(self._network.now)
        prices = np.zeros((len(self._scenarios), len(now)), dtype=np.int64)
        pace, stuck = 1.0, 0
        starts = [best.units[0], np.zeros_like(best.units[0])]
        for _ in range(ROUNDS if len(now) else 1):
            flows = self._apart(prices, now)
            bound = sum(price for _, price in flows)
            if bound > best.bound:
                best, stuck = Agreed(best.units, best.price, bound), 0
            else:
                stuck += 1
                pace, stuck = (pace / 2, 0) if stuck > 2 else (pace, stuck)
            if any(units is None for units, _ in flows):
                return best
            sent = np.array([units[now] for units, _ in flows if units is not None])
            for first in (*starts, *self._candidates(sent, now)):
                best = self._better(best, first, run_price, room)
            starts = []
            apart = sent - sent.mean(axis=0)
            size = float((apart**2).sum())
            if size < 1e-9 or best.price - best.bound <= CLOSE * best.price or self._deadline.remaining() == 0:
                return best
            step = pace * max(best.price - bound, 1) / size
            prices = _balanced(prices + np.rint(step * apart).astype(np.int64))
        return best

    def _apart(self, prices: Units, now: NDArray[np.int64]) -> list[tuple[Units | None, int]]:
        """What each branch sends at its prices, and its price; a bound alone for those that find no time."""
        network = self._network
        run_price, room = self._free()
        found: list[tuple[Units | None, int]] = []
        for branch, scenarios in enumerate(self._scenarios):
            if self._deadline.remaining() == 0:
                bound = sum(pooled_bound(network.problem, network.kind, number) for number in scenarios)
                found.append((None, bound if not prices.any() else -(10**15)))
                continue
            price = self._price(branch, run_price)
            price[now] += prices[branch]
            flow = network.solve(self._of(branch), price, room.by_branch[branch])
            found.append((flow.units, flow.price))
        return found

    def _of(self, branch: int) -> Pieces:
        if branch not in self._pieces:
            self._pieces[branch] = self._network.pricing.pieces(self._scenarios[branch])
        return self._pieces[branch]

    def _price(self, branch: int, run_price: Units) -> Units:
        """Of each journey in a branch, runs included."""
        if branch not in self._places:
            self._places[branch] = self._network.price(self._scenarios[branch])
        price: Units = self._places[branch] + self._weights[branch] * run_price[branch]
        return price

    def _candidates(self, sent: Units, now: NDArray[np.int64]) -> Iterator[Units]:
        """Here-and-now moves to try: what the branches send in the middle, rounded, and what half of them send."""
        shares = self._weights / self._weights.sum()
        for chosen in (np.rint(shares @ sent), np.median(sent, axis=0)):
            units = np.zeros(len(self._network.run), dtype=np.int64)
            units[now] = chosen
            yield units

    def _better(self, best: Agreed, first: Units, run_price: Units, room: Room) -> Agreed:
        """The plan that begins with the here-and-now moves of `first`, if it is better than the best."""
        if (first[self._network.now] > room.in_all[self._network.now]).any():
            return best
        network, units, total = self._network, list[Units](), 0
        for branch in range(len(self._scenarios)):
            if self._deadline.remaining() == 0:
                return best
            price = self._price(branch, run_price)
            try:
                flow = network.solve(self._of(branch), price, room.by_branch[branch], first)
            except NoFlow:
                return best
            units.append(flow.units)
            total += flow.price + int(price[network.now] @ first[network.now])
        return Agreed(tuple(units), total, best.bound) if total < best.price else best


def _balanced(prices: Units) -> Units:
    """Prices whose sum over the branches is 0 for each journey, as a bound needs it."""
    prices[0] -= prices.sum(axis=0)
    return prices
