"""Plans without a model: the floor under every solve, and what still fits beside a finished plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from solver.allocation.goals import lot
from solver.allocation.occupancy import Occupancy, chosen_option, occupancy_of
from solver.allocation.part import Part
from solver.allocation.problem import SERVED, AllocationProblem, Assignment, Request
from solver.allocation.rows import Floats, Mask


def fill(problem: AllocationProblem, occupancy: Occupancy, requests: Iterable[Request]) -> list[Assignment]:
    """Serves what fits, heaviest request first and the lot among equals, each by its cheapest option that fits.

    Where the plan before served a request it is served the same way again if that is still free.
    Changes `occupancy` by what it places.
    """
    served: list[Assignment] = []
    for request in sorted(
        requests, key=lambda request: (-request.weight, -lot(problem.seed, request.request_id), request.request_id)
    ):
        assignment = _kept(request, occupancy) or _cheapest(request, occupancy)
        if assignment is not None:
            occupancy.place_all(chosen_option(request, assignment), assignment)
            served.append(assignment)
    return served


def musts_where_they_stand(problem: AllocationProblem) -> list[Assignment]:
    """What must be served, as it is now; it fits beside the pins."""
    return [request.current for request in problem.requests if request.must and request.current and not request.pinned]


def cheapen(problem: AllocationProblem, assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """The same requests served, each moved to a cheaper option that is free.

    What is pinned and what the plan before gave stay where they are.
    """
    requests = {request.request_id: request for request in problem.requests}
    plan = list(assignments)
    occupancy = occupancy_of(problem, plan)
    for place, assignment in enumerate(plan):
        request = requests[assignment.request_id]
        if request.pinned is not None or request.current == assignment:
            continue
        option = chosen_option(request, assignment)
        cheaper = replace(request, options=tuple(other for other in request.options if other.cost < option.cost))
        occupancy.remove_all(option, assignment)
        plan[place] = _cheapest(cheaper, occupancy) or assignment
        occupancy.place_all(chosen_option(request, plan[place]), plan[place])
    return tuple(plan)


def _kept(request: Request, occupancy: Occupancy) -> Assignment | None:
    """The current assignment, when it names an option of the request and units that are free."""
    current = request.current
    option = next((option for option in request.options if current and option.option_id == current.option_id), None)
    if current is None or option is None or not occupancy.has_room(option, current.units):
        return None
    return Assignment(request.request_id, option.option_id, tuple(tuple(sorted(set(units))) for units in current.units))


def _cheapest(request: Request, occupancy: Occupancy) -> Assignment | None:
    for option in sorted(request.options, key=lambda option: (option.cost, option.option_id)):
        units = occupancy.fit(option)
        if units is not None:
            return Assignment(request.request_id, option.option_id, units)
    return None


class Filling:
    """Takes columns of a part one after the other as long as the rows have room and the request has none yet."""

    def __init__(self, part: Part) -> None:
        rows = part.rows
        self.left = rows.capacity.copy()
        self.served = np.zeros(len(part.must), dtype=np.bool_)
        self.chosen = np.zeros(len(part.columns), dtype=np.bool_)
        self._owner = part.owner
        self._begin = np.searchsorted(rows.option, np.arange(len(part.columns) + 1))
        self._first, self._past, self._quantity = rows.first, rows.past, rows.quantity

    def take(self, columns: Iterable[int]) -> None:
        """Those that fit, in this order."""
        for column in columns:
            owner = self._owner[column]
            if not self.served[owner] and self._reserve(range(self._begin[column], self._begin[column + 1])):
                self.served[owner] = self.chosen[column] = True

    def _reserve(self, entries: range) -> bool:
        """The room of all the entries, or none of it."""
        for done, entry in enumerate(entries):
            room = self.left[self._first[entry] : self._past[entry]]
            room -= self._quantity[entry]
            if room.min() < 0:
                for back in entries[: done + 1]:
                    self.left[self._first[back] : self._past[back]] += self._quantity[back]
                return False
        return True


def by_price(part: Part, prices: Floats, start: Mask) -> Mask:
    """Columns that the rows allow together, taken in order of weight less the price of their uses.

    What must be served is taken first, as in `start`.
    """
    reduced = part.gains[SERVED] - part.rows.prices(prices, len(part.columns))
    filling = Filling(part)
    filling.take(np.flatnonzero(start & part.must[part.owner]))
    filling.take(np.argsort(-reduced, kind="stable"))
    return filling.chosen
