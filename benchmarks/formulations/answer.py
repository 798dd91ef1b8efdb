"""What a formulation gives: a plan, or one that only counts units, and the bound it proves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from solver.allocation.problem import AllocationProblem, Assignment, Option, Request

OPTIMAL, FEASIBLE, NOTHING = "optimal", "feasible", "nothing found"


@dataclass(frozen=True, slots=True)
class Point:
    """The weight served and its bound after so many CPU seconds."""

    seconds: float
    objective: int
    bound: int


@dataclass(frozen=True, slots=True)
class Answer:
    """`counted`: the assignments name pools where they would name units, because the formulation gives none.

    `bound`: the largest weight that any plan can serve, or None where the formulation proves nothing.
    `curve`: how the plan and the bound came nearer to each other.
    """

    assignments: tuple[Assignment, ...] = ()
    bound: int | None = None
    status: str = FEASIBLE
    counted: bool = False
    curve: tuple[Point, ...] = ()


def miscounted(problem: AllocationProblem, assignments: tuple[Assignment, ...]) -> list[str]:
    """What is wrong with a plan that only counts units: [] where each request is served once and no pool runs out."""
    requests = {request.request_id: request for request in problem.requests}
    found = []
    if len({assignment.request_id for assignment in assignments}) != len(assignments):
        found.append("a request is served twice")
    # A unit that is busy takes itself away.
    change: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for pool in problem.pools:
        for span in (span for unit in pool.units for span in unit.busy):
            change[pool.pool_id][span[0]] += 1
            change[pool.pool_id][span[1]] -= 1
    for assignment in assignments:
        for pool_id, start, end in _taken(requests[assignment.request_id], assignment, found):
            change[pool_id][start] += 1
            change[pool_id][end] -= 1
    size = {pool.pool_id: len(pool.units) for pool in problem.pools}
    for pool_id, at in change.items():
        if max(accumulate(by for _, by in sorted(at.items()))) > size[pool_id]:
            found.append(f"pool {pool_id} holds fewer units")
    return found


def _taken(request: Request, assignment: Assignment, found: list[str]) -> Iterator[tuple[int, int, int]]:
    option: Option | None = request.option(assignment.option_id)
    uses = option.uses if option else ()
    if [len(pools) for pools in assignment.units] != [use.quantity for use in uses]:
        found.append(f"request {request.request_id} is not served whole")
    for use, pools in zip(uses, assignment.units, strict=False):
        for pool_id in pools:
            if pool_id not in use.pools:
                found.append(f"request {request.request_id} does not want pool {pool_id}")
            yield pool_id, use.start, use.end
