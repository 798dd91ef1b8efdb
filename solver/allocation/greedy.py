"""Plans without a model: the floor under every solve, and what still fits beside a finished plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from solver.allocation.goals import lot
from solver.allocation.occupancy import Occupancy, chosen_option, occupancy_of
from solver.allocation.part import Part
from solver.allocation.problem import SERVED, AllocationProblem, Assignment, Option, Request
from solver.allocation.rows import Floats, Mask
from solver.allocation.uses import free_counts, uses_of


def fill(problem: AllocationProblem, occupancy: Occupancy, requests: Iterable[Request]) -> list[Assignment]:
    """Serves what fits, heaviest request first and the lot among equals, each by its cheapest option that fits.

    Where the plan before served a request it is served the same way again if that is still free.
    Changes `occupancy` by what it places.
    """
    served: list[Assignment] = []
    ordered = sorted(
        requests, key=lambda request: (-request.weight, -lot(problem.seed, request.request_id), request.request_id)
    )
    for request in _with_room(ordered, occupancy):
        assignment = _kept(request, occupancy) or _cheapest(request, occupancy)
        if assignment is not None:
            occupancy.place_all(chosen_option(request, assignment), assignment)
            served.append(assignment)
    return served


def _with_room(requests: Sequence[Request], occupancy: Occupancy) -> list[Request]:
    """The requests with those of their options that have units enough, each use for itself; most have none."""
    options = [(place, option) for place, request in enumerate(requests) for option in request.options]
    uses = uses_of(option for _, option in options)
    full = set(uses.option[free_counts(uses, occupancy) < uses.quantity].tolist())
    open_: dict[int, list[Option]] = defaultdict(list)
    for number, (place, option) in enumerate(options):
        if number not in full:
            open_[place].append(option)
    return [replace(requests[place], options=tuple(mine), must=False) for place, mine in open_.items()]


def musts_where_they_stand(problem: AllocationProblem) -> list[Assignment]:
    """What must be served, as it is now; it fits beside the pins."""
    return [request.current for request in problem.requests if request.must and request.current and not request.pinned]


def cheapen(problem: AllocationProblem, assignments: Sequence[Assignment]) -> tuple[Assignment, ...]:
    """The same requests served, each moved to a cheaper option that is free and keeps within quotas as it did.

    What is pinned and what the plan before gave stay where they are.  Options that are free only once the
    request itself has left its units are not looked for.
    """
    requests = {request.request_id: request for request in problem.requests}
    occupancy = occupancy_of(problem, assignments)
    plan = {assignment.request_id: assignment for assignment in assignments}
    cheaper = [
        replace(request, options=better)
        for request, assignment in ((requests[name], assignment) for name, assignment in plan.items())
        if request.pinned is None
        and request.current != assignment
        and (better := _better(request, chosen_option(request, assignment)))
    ]
    for request in _with_room(cheaper, occupancy):
        assignment = plan[request.request_id]
        found = _cheapest(request, occupancy)
        if found is not None:
            occupancy.remove_all(chosen_option(requests[request.request_id], assignment), assignment)
            occupancy.place_all(chosen_option(request, found), found)
            plan[request.request_id] = found
    return tuple(plan.values())


def _better(request: Request, option: Option) -> tuple[Option, ...]:
    return tuple(other for other in request.options if other.cost < option.cost and other.entitled >= option.entitled)


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
