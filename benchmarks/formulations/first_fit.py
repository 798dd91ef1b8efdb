"""Plans without a model: request after request, the first option for which units are free."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from benchmarks.formulations.answer import Answer
from solver.allocation.problem import AllocationProblem, Assignment, Limits, Option, Request, Span, Use


def first_come(problem: AllocationProblem, _: Limits) -> Answer:
    """In order of request id, each only what it asks for first."""
    queue = sorted(problem.requests, key=lambda request: request.request_id)
    return _serve(problem, ((request, request.options[:1]) for request in queue))


def greedy(problem: AllocationProblem, _: Limits) -> Answer:
    """The heaviest first, each by the cheapest option that is free."""
    queue = sorted(problem.requests, key=lambda request: (-request.weight, request.request_id))
    return _serve(problem, ((request, sorted(request.options, key=lambda option: option.cost)) for request in queue))


def _serve(problem: AllocationProblem, queue: Iterable[tuple[Request, Iterable[Option]]]) -> Answer:
    free = _Units(problem)
    served = []
    for request, options in queue:
        for option in options:
            units = free.take(option)
            if units is not None:
                served.append(Assignment(request.request_id, option.option_id, units))
                break
    return Answer(tuple(served))


class _Units:
    """Per unit the taken spans, sorted."""

    def __init__(self, problem: AllocationProblem) -> None:
        self._of_pool = {pool.pool_id: [unit.unit_id for unit in pool.units] for pool in problem.pools}
        self._taken: dict[int, list[Span]] = {
            unit.unit_id: list(unit.busy) for pool in problem.pools for unit in pool.units
        }

    def take(self, option: Option) -> tuple[tuple[int, ...], ...] | None:
        """The first free units for every use, or None and nothing taken."""
        given: list[tuple[int, ...]] = []
        for use in option.uses:
            units = self._first(use)
            if len(units) < use.quantity:
                for before, those in zip(option.uses, given, strict=False):
                    for unit in those:
                        self._taken[unit].remove((before.start, before.end))
                return None
            for unit in units:
                insort(self._taken[unit], (use.start, use.end))
            given.append(units)
        return tuple(given)

    def _first(self, use: Use) -> tuple[int, ...]:
        units: list[int] = []
        for pool_id in use.pools:
            for unit in self._of_pool[pool_id]:
                if len(units) < use.quantity and self._is_free(unit, use):
                    units.append(unit)
        return tuple(units)

    def _is_free(self, unit: int, use: Use) -> bool:
        taken = self._taken[unit]
        place = bisect_left(taken, (use.end, use.end))
        return place == 0 or taken[place - 1][1] <= use.start
