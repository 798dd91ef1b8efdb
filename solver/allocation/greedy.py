"""Plans without a model: the floor under every solve, and what still fits beside a finished plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from solver.allocation.goals import lot
from solver.allocation.occupancy import Occupancy, chosen_option, occupancy_of
from solver.allocation.prepare import Block, Prepared
from solver.allocation.problem import AllocationProblem, Assignment, Request


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
    if current is None or option is None or len(current.units) != len(option.uses):
        return None
    units_of_use = tuple(tuple(sorted(units)) for units in current.units)
    fits = all(
        set(units) <= set(occupancy.free_units(use)) and len(set(units)) == use.quantity
        for use, units in zip(option.uses, units_of_use, strict=True)
    )
    flat = [unit for units in units_of_use for unit in units]
    if not fits or len(set(flat)) != len(flat):  # one unit for two uses of an option: placed afresh
        return None
    return Assignment(request.request_id, option.option_id, units_of_use)


def _cheapest(request: Request, occupancy: Occupancy) -> Assignment | None:
    for option in sorted(request.options, key=lambda option: (option.cost, option.option_id)):
        units = occupancy.fit(option)
        if units is not None:
            return Assignment(request.request_id, option.option_id, units)
    return None


def by_price(prepared: Prepared, block: Block, column_prices: Mapping[int, float]) -> frozenset[int]:
    """Columns of the block that its rows allow together, taken in order of weight minus the price of their uses."""
    rows_of: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(block.rows):
        for index, quantity in row.terms:
            rows_of[index].append((number, quantity))
    left = [row.capacity for row in block.rows]
    chosen: set[int] = set()
    served: set[int] = set()
    for index in sorted(
        block.columns, key=lambda index: column_prices.get(index, 0.0) - prepared.columns[index].request.weight
    ):
        request_id = prepared.columns[index].request.request_id
        if request_id not in served and all(left[number] >= quantity for number, quantity in rows_of[index]):
            served.add(request_id)
            chosen.add(index)
            for number, quantity in rows_of[index]:
                left[number] -= quantity
    return frozenset(chosen)
