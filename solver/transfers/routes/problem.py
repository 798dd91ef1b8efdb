"""The route problem as plain values, and the independent check of routes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


class InvalidRouteProblem(ValueError):
    """A problem that contradicts itself; names the row, the field and the rule it breaks."""

    def __init__(self, row: str, field: str, rule: str) -> None:
        super().__init__(f"{row}: {field}: {rule}")
        self.row, self.field, self.rule = row, field, rule


@dataclass(frozen=True, slots=True)
class RouteProblem:
    """Stop 0 is the depot.  `demand`: units to take away from each stop, below 0 units to bring.

    `capacity`: units that find room in the van.  `distance`: from stop to stop, in whole numbers; it may differ by
    direction.  Raises InvalidRouteProblem when a value contradicts another.
    """

    demand: tuple[int, ...]
    capacity: int
    distance: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        stops = len(self.demand)
        if not stops or self.demand[0] != 0:
            raise InvalidRouteProblem("stop 0", "demand", "0, as it is the depot")
        if len(self.distance) != stops or any(len(row) != stops for row in self.distance):
            raise InvalidRouteProblem("problem", "distance", "a row and a column for each stop")
        for stop, (units, row) in enumerate(zip(self.demand, self.distance, strict=True)):
            if abs(units) > self.capacity:
                raise InvalidRouteProblem(f"stop {stop}", "demand", "not above the capacity of the van")
            if any(length < 0 for length in row):
                raise InvalidRouteProblem(f"stop {stop}", "distance", "not negative")


def cost(problem: RouteProblem, routes: Sequence[Sequence[int]]) -> int:
    """The length of the routes, the ways from and to the depot included."""
    return sum(problem.distance[here][there] for route in routes for here, there in pairwise((0, *route, 0)))


def fits(problem: RouteProblem, route: Sequence[int]) -> bool:
    """Whether some first load keeps the van between empty and full all the way."""
    loads = list(accumulate((problem.demand[stop] for stop in route), initial=0))
    return max(loads) - min(loads) <= problem.capacity


def check(problem: RouteProblem, routes: Sequence[Sequence[int]]) -> Iterator[str]:
    """What is wrong with the routes; nothing for routes that can be driven."""
    visits = Counter(stop for route in routes for stop in route)
    for stop in range(1, len(problem.demand)):
        if visits.pop(stop, 0) != 1:
            yield f"stop {stop} is not visited once"
    for stop in visits:
        yield f"stop {stop} is not a stop"
    for number, route in enumerate(routes):
        if not set(route) & visits.keys() and not fits(problem, route):
            yield f"route {number} needs more room than the van has"
