"""Whether a request can be served when those who are served accept other options or units, and nobody loses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from solver.allocation.problem import COST, SERVED, STABILITY, Assignment, Limits, Option, Request
from solver.allocation.remedy import Extra
from solver.allocation.search import allocate
from solver.allocation.surroundings import Surroundings

# Fewest moves first, then the cheapest of those.
GOALS = (SERVED, STABILITY, COST)


def made_way(
    surroundings: Surroundings, request: Request, option: Option, extra: tuple[Extra, ...], most: int, seconds: float
) -> tuple[Assignment, ...] | None:
    """The assignments that differ from the plan when the request has the option and everybody served stays served.

    With as few others moved as was found, among the `most` nearest; None when that did not succeed.
    """
    touched = surroundings.touched(option.uses, most)
    given = surroundings.given
    others = [
        replace(surroundings.requests[request_id], must=True, current=given[request_id])
        for request_id in touched.requests
        if request_id in given
    ]
    wanting = replace(request, options=(option,), fallbacks=(), current=None, must=False)
    part = surroundings.part((*others, wanting), extra=extra, goals=GOALS)
    plan = allocate(part, Limits(seconds=seconds))
    if plan.refused:
        return None
    return tuple(item for item in plan.assignments if given.get(item.request_id) != item)


def fewer(extra: tuple[Extra, ...]) -> Iterator[tuple[Extra, ...]]:
    """Fewer units in the same pools and hours, at least one: the fewest first."""
    counts = product(*(range(item.count + 1) for item in extra))
    whole = sum(item.count for item in extra)
    for chosen in sorted((chosen for chosen in counts if 0 < sum(chosen) < whole), key=sum):
        yield tuple(replace(item, count=count) for item, count in zip(extra, chosen, strict=True) if count)
