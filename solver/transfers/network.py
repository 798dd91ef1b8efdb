"""The units of one kind as a flow through offices and weeks, solved exactly by a minimum-cost flow.

Every office has two nodes a week, before and after the moves, so that a unit makes at most one journey in a week.
Units stay, are sent with a run, or stand until the next week, which saves what `pieces` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from solver.transfers.counting import FOR_NOTHING, Units, demand, lost
from solver.transfers.pieces import Pieces, Pricing, rows_of
from solver.transfers.problem import THOUSANDTHS, Kind, TransferProblem


class NoFlow(Exception):
    """The moves fixed leave too little somewhere."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Units sent by journey, and the price of all that was to be paid, what was fixed left aside.

    `bought`: by office (in the order of the kind's holdings), units added at the beginning.
    """

    units: Units
    price: int
    bought: Units


@dataclass(frozen=True, slots=True)
class Arcs:
    """From node to node, how many units at most and at which price each; and what each node has to give."""

    tail: Units
    head: Units
    most: Units
    price: Units
    supplies: Units


class Network:
    """The journeys of a kind: a run in a week, in columns `run` (its place in the problem), `week`.

    `now`: whether it is here-and-now.
    """

    def __init__(self, problem: TransferProblem, kind: Kind) -> None:
        self.problem, self.kind = problem, kind
        self.pricing = Pricing(problem, kind)
        self._rows = rows_of(problem, kind)
        self._weeks = problem.weeks
        journeys = list(self._journeys())
        columns = np.array(journeys, dtype=np.int64).reshape(-1, 5).T
        self.run, self.week, self._from, self._to, self._place = columns
        self.now = self.week < problem.here_and_now
        runs = problem.runs
        self.capacity: Units = np.array([runs[run].capacity for run in self.run], dtype=np.int64) // kind.places
        share = [THOUSANDTHS * runs[run].cost * kind.places // max(runs[run].capacity, 1) for run in self.run]
        self.run_share: Units = np.array(share, dtype=np.int64)
        self._lost: Units = np.array([lost(kind, runs[run]) for run in self.run], dtype=np.int64)
        self._asked = demand(problem)[:, self._rows].reshape(len(problem.scenarios), -1) * THOUSANDTHS
        self._supplies = self._standing()

    def price(self, scenarios: Sequence[int]) -> Units:
        """What a unit on each journey costs without the run's own cost, summed over the scenarios times weights."""
        total: Units = np.zeros(len(self.run), dtype=np.int64)
        arrival = self._to - len(self._rows) * self._weeks
        for number in scenarios:
            underway = np.minimum(self._lost, self._asked[number, arrival])
            total += self.problem.scenarios[number].weight * (self.kind.weight * underway + self._place)
        return total

    def _journeys(self) -> list[tuple[int, int, int, int, int]]:
        problem, kind = self.problem, self.kind
        place = {problem.holdings[row].office_id: number for number, row in enumerate(self._rows)}
        found = []
        for number, run in enumerate(problem.runs):
            if run.origin not in place or run.destination not in place or run.capacity < kind.places:
                continue
            each = THOUSANDTHS * run.cost_each + FOR_NOTHING
            for week in range(min(problem.moving_weeks, self._weeks - run.lag)):
                if week not in run.not_in:
                    before, after = self._before(place[run.origin], week), place[run.destination]
                    found.append((number, week, before, self._after(after, week + run.lag), each))
        return found

    def _before(self, office: int, week: int) -> int:
        return office * self._weeks + week

    def _after(self, office: int, week: int) -> int:
        return (len(self._rows) + office) * self._weeks + week

    def _standing(self) -> Units:
        """What comes into use at each node; the last one takes everything at the end."""
        supplies = np.zeros(2 * len(self._rows) * self._weeks + 1, dtype=np.int64)
        for office, row in enumerate(self._rows):
            holding = self.problem.holdings[row]
            supplies[self._before(office, 0)] += holding.usable
            for week, units in holding.arrivals:
                supplies[self._before(office, week)] += units
        supplies[-1] = -supplies.sum()
        return supplies

    def solve(self, pieces: Pieces, price: Units, room: Units, fixed: Units | None = None, more: int = 0) -> Flow:
        """The best flow with a price and room for each journey; with `fixed` units on here-and-now journeys.

        `more` units are added where they serve best.  Raises NoFlow when the fixed ones cannot be, or more units
        find no room.
        """
        arcs = self.arcs(pieces, price, room, fixed, more)
        solver = min_cost_flow.SimpleMinCostFlow()
        numbers = solver.add_arcs_with_capacity_and_unit_cost(arcs.tail, arcs.head, arcs.most, arcs.price)
        solver.set_nodes_supplies(np.arange(len(arcs.supplies)), arcs.supplies)
        if solver.solve() != solver.OPTIMAL:
            raise NoFlow
        flows = np.asarray(solver.flows(np.asarray(numbers)), dtype=np.int64)
        units, bought = flows[: len(self.run)], flows[len(flows) - len(self._rows) :]
        if fixed is not None:
            units = np.where(self.now, fixed, units)
        return Flow(units, int(solver.optimal_cost()) + pieces.base, bought)

    def arcs(self, pieces: Pieces, price: Units, room: Units, fixed: Units | None = None, more: int = 0) -> Arcs:
        """The arcs of that flow: first the journeys, last one to each office for what is added."""
        supplies = np.append(self._supplies, more)
        supplies[-2] -= more
        total = int(-supplies[-2])
        most = np.minimum(room, total)
        if fixed is not None:
            np.subtract.at(supplies, self._from[self.now], fixed[self.now])
            np.add.at(supplies, self._to[self.now], fixed[self.now])
            most = np.where(self.now, 0, most)
        cells = len(self._rows) * self._weeks
        before, after = np.arange(cells), cells + np.arange(cells)
        following = before + 1
        following[self._weeks - 1 :: self._weeks] = 2 * cells
        np.subtract.at(supplies, after, pieces.least)
        np.add.at(supplies, following, pieces.least)
        doors, shop = before[:: self._weeks], len(supplies) - 1
        return Arcs(
            np.concatenate([self._from, before, after[pieces.cell], np.full(len(doors), shop)]),
            np.concatenate([self._to, after, following[pieces.cell], doors]),
            np.concatenate([most, np.full(cells, total), pieces.units, np.full(len(doors), more)]),
            np.concatenate([price, np.zeros(cells, np.int64), pieces.price, np.zeros(len(doors), np.int64)]),
            supplies,
        )

    def sent(self, units: Units, which: Sequence[bool] | np.ndarray) -> list[tuple[int, int, int]]:
        """Week, run and units of the journeys in `which` that carry something."""
        used = np.flatnonzero((units > 0) & np.asarray(which))
        return [(int(self.week[j]), self.problem.runs[self.run[j]].run_id, int(units[j])) for j in used]
