"""The touched part of a plan as a problem of its own, in which everything else is busy."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from solver.allocation.neighbourhood import Neighbourhood
from solver.allocation.problem import (
    COST,
    ENTITLED,
    LARGEST_COST,
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

# All real costs of a part together; larger ones are divided, so that one move costs more and numbers stay exact.
MOST_REAL_COST = LARGEST_COST // 2


@dataclass(frozen=True, slots=True)
class Part:
    """The problem, in which an option other than the one that stood costs `move_cost` more than all real costs."""

    problem: AllocationProblem
    move_cost: int

    def fewest_moves(self, least_cost: int) -> int:
        """How many must move where the costs of the problem cannot be less."""
        return least_cost // self.move_cost


def part_problem(standing: Standing, around: Neighbourhood) -> Part:
    """Whoever stands must stay served; fewest moves, then cost are one goal after the weight, units come last.

    Where some are displaced and others wait, the displaced come first, in the place that the entitled have
    in the goals: so nothing is taken from them for those that wait.
    """
    displaced_first = bool(around.displaced and around.wanted)
    first = (ENTITLED, SERVED) if displaced_first or ENTITLED in standing.problem.goals else (SERVED,)
    pools = _Pools(standing, around)
    dearest = sum(max(option.cost for option in options) for options in around.options.values())
    coarseness = dearest // MOST_REAL_COST + 1
    move_cost = dearest // coarseness + 1
    requests = []
    for request_id in around.ids:
        stood = standing.stood.get(request_id)
        options = tuple(
            replace(
                option,
                cost=option.cost // coarseness
                + move_cost * (stood is not None and stood.option_id != option.option_id),
                entitled=request_id in standing.displaced if displaced_first else option.entitled,
            )
            for option in pools.options(request_id)
        )
        requests.append(_asking(standing, request_id, options))
    goals = (*first, COST, STABILITY, PACKING)
    return Part(AllocationProblem(tuple(pools.made), tuple(requests), standing.problem.seed, goals), move_cost)


def _asking(standing: Standing, request_id: int, options: tuple[Option, ...]) -> Request:
    return replace(
        standing.requests[request_id],
        options=options,
        fallbacks=(),
        current=standing.stood.get(request_id),
        must=request_id in standing.given,
    )


class _Pools:
    """The pools that the options name, each split into units that are free at the same times.

    A use is then asked for only where units are free for the whole of it, which tells the solver more than how many
    are free at each instant.
    """

    def __init__(self, standing: Standing, around: Neighbourhood) -> None:
        self.around = around
        self.made: list[Pool] = []
        self._of: dict[int, list[Pool]] = {}
        loose = frozenset(around.movable)
        for pool_id, span in sorted(_times(around).items()):
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
            for option in self.around.options[request_id]
        )

    def _open(self, use: Use) -> tuple[int, ...]:
        return tuple(
            pool.pool_id
            for pool_id in use.pools
            for pool in self._of[pool_id]
            if not any(start < use.end and use.start < end for start, end in pool.units[0].busy)
        )


def _times(around: Neighbourhood) -> dict[int, Span]:
    """The first start and the last end of a use at each pool."""
    times: dict[int, Span] = {}
    for use in (use for options in around.options.values() for option in options for use in option.uses):
        for pool_id in use.pools:
            first, last = times.get(pool_id, (use.start, use.end))
            times[pool_id] = min(first, use.start), max(last, use.end)
    return times
