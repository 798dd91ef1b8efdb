"""The touched part of a plan as a problem of its own, in which everything else is busy."""

from __future__ import annotations

from collections import defaultdict
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
    Span,
    Unit,
    Use,
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
    pools = _Pools(standing, part)
    requests = [_asking(standing, request_id, pools.options(request_id)) for request_id in part.ids]
    if displaced_first:
        requests = [_ranked(request, request.request_id in standing.displaced) for request in requests]
    return AllocationProblem(
        tuple(pools.made), tuple(requests), standing.problem.seed, (*first, STABILITY, COST, PACKING)
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


class _Pools:
    """The pools that the options name, each split into units that are free at the same times.

    A use is then asked for only where units are free for the whole of it, which tells the solver more than how many
    are free at each instant.
    """

    def __init__(self, standing: Standing, part: Neighbourhood) -> None:
        self.part = part
        self.made: list[Pool] = []
        self._of: dict[int, list[Pool]] = {}
        loose = frozenset(part.movable)
        for pool_id, span in sorted(_times(part).items()):
            alike: dict[tuple[Span, ...], list[int]] = defaultdict(list)
            for unit_id in standing.units[pool_id]:
                alike[standing.busy(unit_id, *span, loose)].append(unit_id)
            self._of[pool_id] = [
                Pool(number, tuple(Unit(unit_id, busy) for unit_id in units))
                for number, (busy, units) in enumerate(alike.items(), len(self.made))
            ]
            self.made.extend(self._of[pool_id])

    def options(self, request_id: int) -> tuple[Option, ...]:
        return tuple(
            replace(option, uses=tuple(replace(use, pools=self._open(use)) for use in option.uses))
            for option in self.part.options[request_id]
        )

    def _open(self, use: Use) -> tuple[int, ...]:
        return tuple(
            pool.pool_id
            for pool_id in use.pools
            for pool in self._of[pool_id]
            if not any(start < use.end and use.start < end for start, end in pool.units[0].busy)
        )


def _times(part: Neighbourhood) -> dict[int, Span]:
    """The first start and the last end of a use at each pool."""
    times: dict[int, Span] = {}
    for use in (use for options in part.options.values() for option in options for use in option.uses):
        for pool_id in use.pools:
            first, last = times.get(pool_id, (use.start, use.end))
            times[pool_id] = min(first, use.start), max(last, use.end)
    return times
