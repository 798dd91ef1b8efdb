"""The touched part of a plan as a problem of its own, in which everything else is busy."""

from __future__ import annotations

from dataclasses import replace

from solver.allocation.neighbourhood import Neighbourhood
from solver.allocation.problem import (
    COST,
    ENTITLED,
    PACKING,
    SERVED,
    STABILITY,
    AllocationProblem,
    Option,
    Pool,
    Request,
    Unit,
)
from solver.allocation.standing import Standing


def part_problem(standing: Standing, part: Neighbourhood) -> AllocationProblem:
    """Whoever stands must stay served; keeping the option they had comes right after the weight served.

    Where some are displaced and others wait, the displaced come first, in the place that the entitled have
    in the goals: so nothing is taken from them for those that wait.
    """
    displaced_first = bool(part.displaced and part.wanted)
    goals = standing.problem.goals
    first = (ENTITLED, SERVED) if displaced_first or ENTITLED in goals else (SERVED,)
    requests = [_asking(standing, request_id, part.options[request_id]) for request_id in part.ids]
    if displaced_first:
        requests = [_ranked(request, request.request_id in standing.displaced) for request in requests]
    return AllocationProblem(
        _pools(standing, part), tuple(requests), standing.problem.seed, (*first, STABILITY, COST, PACKING)
    )


def _asking(standing: Standing, request_id: int, options: tuple[Option, ...]) -> Request:
    stood = standing.stood.get(request_id)
    return replace(
        standing.requests[request_id],
        options=options,
        fallbacks=(),
        current=stood if any(stood and option.option_id == stood.option_id for option in options) else None,
        must=request_id in standing.given,
    )


def _ranked(request: Request, is_first: bool) -> Request:
    return replace(request, options=tuple(replace(option, entitled=is_first) for option in request.options))


def _pools(standing: Standing, part: Neighbourhood) -> tuple[Pool, ...]:
    """The pools that the options name, with what is taken between the first start and the last end at each."""
    times: dict[int, tuple[int, int]] = {}
    for use in (use for options in part.options.values() for option in options for use in option.uses):
        for pool_id in use.pools:
            first, last = times.get(pool_id, (use.start, use.end))
            times[pool_id] = min(first, use.start), max(last, use.end)
    loose = frozenset(part.movable)
    return tuple(
        Pool(pool_id, tuple(Unit(unit_id, standing.busy(unit_id, *span, loose)) for unit_id in standing.units[pool_id]))
        for pool_id, span in sorted(times.items())
    )
