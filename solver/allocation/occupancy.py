"""Which unit is taken when, and the units that an option can have beside everything that stands."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from solver.allocation.problem import AllocationProblem, Assignment, Option, Request, Span, Use

FOREVER = 1 << 60


class Occupancy:
    """The taken intervals of every unit, sorted: what is busy, plus the uses placed."""

    def __init__(self, problem: AllocationProblem) -> None:
        self.units = {pool.pool_id: tuple(unit.unit_id for unit in pool.units) for pool in problem.pools}
        self.taken: dict[int, list[Span]] = {
            unit.unit_id: list(unit.busy) for pool in problem.pools for unit in pool.units
        }

    def is_free(self, unit_id: int, start: int, end: int) -> bool:
        taken = self.taken[unit_id]
        place = bisect_left(taken, (end, end))
        return place == 0 or taken[place - 1][1] <= start

    def free_units(self, use: Use) -> list[int]:
        """Units of the use's pools that are free for the whole of it, in order of pool and unit."""
        return [
            unit_id
            for pool_id in use.pools
            for unit_id in self.units[pool_id]
            if self.is_free(unit_id, use.start, use.end)
        ]

    def has_room(self, option: Option, units: Sequence[Sequence[int]]) -> bool:
        """Whether the option's uses can have these units: as many as asked for, of the pools named, and free."""
        if [len(set(mine)) for mine in units] != [use.quantity for use in option.uses]:
            return False
        rooms = [(unit_id, use) for use, mine in zip(option.uses, units, strict=True) for unit_id in set(mine)]
        return all(set(mine).issubset(self.free_units(use)) for use, mine in zip(option.uses, units, strict=True)) and (
            not any(
                unit_id == other_id and _overlap(use, other)
                for place, (unit_id, use) in enumerate(rooms)
                for other_id, other in rooms[:place]
            )
        )

    def slack(self, unit_id: int, start: int, end: int) -> int:
        """Free minutes left around [start, end) on the unit: the less, the fewer fragments."""
        taken = self.taken[unit_id]
        place = bisect_left(taken, (start, end))
        before = taken[place - 1][1] if place else -FOREVER
        after = taken[place][0] if place < len(taken) else FOREVER
        return (start - before) + (after - end)

    def place(self, start: int, end: int, units: Iterable[int]) -> None:
        for unit_id in units:
            insort(self.taken[unit_id], (start, end))

    def place_all(self, option: Option, assignment: Assignment) -> None:
        for use, units in zip(option.uses, assignment.units, strict=True):
            self.place(use.start, use.end, units)

    def remove(self, start: int, end: int, units: Iterable[int]) -> None:
        for unit_id in units:
            self.taken[unit_id].remove((start, end))

    def remove_all(self, option: Option, assignment: Assignment) -> None:
        for use, units in zip(option.uses, assignment.units, strict=True):
            self.remove(use.start, use.end, units)

    def fit(self, option: Option, preferred: Mapping[int, int] | None = None) -> tuple[tuple[int, ...], ...] | None:
        """Units for every use of the option, or None; leaves the occupancy as it was.

        The use with the fewest candidates chooses first, and leaves to the others what they can use:
        exact where the uses' pools are nested or apart, a heuristic otherwise.  `preferred` ranks
        units (lower first) before the best fit decides.
        """
        candidates = [self.free_units(use) for use in option.uses]
        if any(len(units) < use.quantity for use, units in zip(option.uses, candidates, strict=True)):
            return None
        wanted = Counter(unit_id for units in candidates for unit_id in units)
        rank = preferred or {}
        given: dict[int, tuple[int, ...]] = {}
        for number in sorted(range(len(candidates)), key=lambda number: len(candidates[number])):
            use = option.uses[number]
            taken = {unit for other, units in given.items() if _overlap(use, option.uses[other]) for unit in units}
            free = [unit for unit in candidates[number] if unit not in taken]
            if len(free) < use.quantity:
                return None
            free.sort(key=lambda unit: (wanted[unit], rank.get(unit, 0), self.slack(unit, use.start, use.end), unit))
            given[number] = tuple(free[: use.quantity])
        return tuple(given[number] for number in range(len(candidates)))


def occupancy_of(problem: AllocationProblem, assignments: Iterable[Assignment]) -> Occupancy:
    """The occupancy once all of these (valid) assignments stand."""
    requests = {request.request_id: request for request in problem.requests}
    occupancy = Occupancy(problem)
    for assignment in assignments:
        occupancy.place_all(chosen_option(requests[assignment.request_id], assignment), assignment)
    return occupancy


def chosen_option(request: Request, assignment: Assignment) -> Option:
    """The option an assignment names; KeyError when the request has no such option."""
    option = request.option(assignment.option_id)
    if option is None:
        raise KeyError(f"request {request.request_id} has no option {assignment.option_id}")
    return option


def _overlap(one: Use, other: Use) -> bool:
    return one.start < other.end and other.start < one.end
