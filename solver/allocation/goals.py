"""The value of each goal of a plan, recomputed from the assignments alone, and the lot that breaks ties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256

from solver.allocation.occupancy import chosen_option
from solver.allocation.problem import (
    COST,
    ENTITLED,
    PACKING,
    SERVED,
    STABILITY,
    AllocationProblem,
    Assignment,
    Request,
)

LOT = "lot"
MAXIMISED = frozenset({ENTITLED, SERVED, LOT})


def lot(seed: int, request_id: int) -> int:
    """0..65535, the first two bytes of SHA-256 of "<seed>:<request_id>": anyone can draw it again."""
    return int.from_bytes(sha256(f"{seed}:{request_id}".encode("ascii")).digest()[:2], "big")


def tier_names(problem: AllocationProblem) -> tuple[str, ...]:
    """The goals in order, the lot last."""
    return (*problem.goals, LOT)


def tier_values(problem: AllocationProblem, assignments: Iterable[Assignment]) -> dict[str, int]:
    """Every goal's value for these assignments, which must name requests and options of the problem.

    entitled: sum of the weights of those served within their quotas; served: sum of weights; cost: sum of
    the chosen options' costs; stability: requests whose assignment differs from `current`, one that lost it
    included; packing: units beyond the fewest that a series needs at its pools; lot: sum of the lots of the
    served.
    """
    requests = {request.request_id: request for request in problem.requests}
    given = {assignment.request_id: assignment for assignment in assignments}
    served = [(requests[request_id], assignment) for request_id, assignment in given.items()]
    return {
        ENTITLED: sum(request.weight for request, item in served if chosen_option(request, item).entitled),
        SERVED: sum(request.weight for request, _ in served),
        COST: sum(chosen_option(request, assignment).cost for request, assignment in served),
        STABILITY: sum(_differs(request, given.get(request.request_id)) for request in problem.requests),
        PACKING: _spare_units_of_series(served),
        LOT: sum(lot(problem.seed, request.request_id) for request, _ in served),
    }


def rank(problem: AllocationProblem, values: dict[str, int]) -> tuple[int, ...]:
    """The values in the problem's order of goals, larger is better: two plans compare like two tuples."""
    return tuple(values[name] if name in MAXIMISED else -values[name] for name in tier_names(problem))


def _differs(request: Request, assignment: Assignment | None) -> bool:
    if request.current is None:
        return False
    return assignment is None or _shape(assignment) != _shape(request.current)


def _shape(assignment: Assignment) -> tuple[int, tuple[tuple[int, ...], ...]]:
    return assignment.option_id, tuple(tuple(sorted(units)) for units in assignment.units)


def _spare_units_of_series(served: Iterable[tuple[Request, Assignment]]) -> int:
    units_of: dict[tuple[int, tuple[int, ...]], set[int]] = defaultdict(set)
    fewest: dict[tuple[int, tuple[int, ...]], int] = defaultdict(int)
    for request, assignment in served:
        if request.series is None:
            continue
        for use, units in zip(chosen_option(request, assignment).uses, assignment.units, strict=True):
            place = (request.series, tuple(sorted(use.pools)))
            units_of[place].update(units)
            fewest[place] = max(fewest[place], use.quantity)
    return sum(len(units) - fewest[place] for place, units in units_of.items())
