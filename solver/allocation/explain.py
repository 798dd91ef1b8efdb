"""Why a request was refused: what holds the capacity at which hours, and which options would fit now.

Counts only, never who: a refusal can be shown to anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from solver.allocation.fitting import fit
from solver.allocation.occupancy import Occupancy, chosen_option, occupancy_of
from solver.allocation.plan import AllocationPlan
from solver.allocation.problem import AllocationProblem, Option, Request, Use

MOST_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Blocking:
    """Over [start, end) fewer than `units_needed` units of `pool_ids` are free.

    Of `units_total`, `units_taken_fixed` are busy with what stands already and
    `units_taken_by_requests` with requests of this problem, `higher_weight_count` of which weigh
    more than the refused one.  Where enough units are free at every instant, but not the same ones
    for the whole use, or not for all uses of the option together, the entry is the whole use and
    counts every unit that is taken at some time in it.
    """

    pool_ids: tuple[int, ...]
    start: int
    end: int
    units_total: int
    units_taken_fixed: int
    units_taken_by_requests: int
    higher_weight_count: int
    units_needed: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """An option or fallback that fits beside the plan as it is, with units that prove it."""

    option_id: int
    cost: int
    units: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """`blocking` is about the cheapest option; empty with `no_option` when nothing was asked that could be weighed."""

    request_id: int
    no_option: bool
    blocking: tuple[Blocking, ...]
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class _Taken:
    unit_id: int
    start: int
    end: int
    request_id: int | None
    weight: int


def explain(problem: AllocationProblem, plan: AllocationPlan) -> tuple[Refusal, ...]:
    """A refusal for each refused request of a valid plan, in order of request id."""
    requests = {request.request_id: request for request in problem.requests}
    occupancy = occupancy_of(problem, plan.assignments)
    taken = _taken(problem, plan, requests)
    return tuple(_refusal(requests[request_id], occupancy, taken) for request_id in plan.refused)


def _refusal(request: Request, occupancy: Occupancy, taken: dict[int, list[_Taken]]) -> Refusal:
    alternatives = tuple(_fitting(request, occupancy))
    if not request.options:
        return Refusal(request.request_id, True, (), alternatives)
    cheapest = min(request.options, key=lambda option: (option.cost, option.option_id))
    blocking = tuple(entry for use in cheapest.uses for entry in _blocking(use, request, occupancy, taken))
    if not blocking and fit(cheapest, occupancy) is None:  # each use alone would fit
        blocking = tuple(_whole(use, request, occupancy, taken) for use in cheapest.uses)
    return Refusal(request.request_id, False, blocking, alternatives)


def _fitting(request: Request, occupancy: Occupancy) -> Iterator[Alternative]:
    """Options and fallbacks that fit beside everything, cheapest first, at most MOST_ALTERNATIVES."""
    found = 0
    for option in sorted(request.options + request.fallbacks, key=_cost):
        units = fit(option, occupancy) if found < MOST_ALTERNATIVES else None
        if units is not None:
            found += 1
            yield Alternative(option.option_id, option.cost, units)


def _cost(option: Option) -> tuple[int, int]:
    return option.cost, option.option_id


def _blocking(use: Use, request: Request, occupancy: Occupancy, taken: dict[int, list[_Taken]]) -> Iterator[Blocking]:
    """The hours of the use in which too few units are free, neighbouring hours with the same counts as one."""
    units, inside = _inside(use, occupancy, taken)
    times = {use.start, use.end, *(time for span in inside for time in (span.start, span.end))}
    short: list[Blocking] = []
    for start, end in pairwise(sorted(time for time in times if use.start <= time <= use.end)):
        entry = _count(use, start, end, units, inside, request.weight)
        if units - entry.units_taken_fixed - entry.units_taken_by_requests >= use.quantity:
            continue
        if short and short[-1].end == start and _counts(short[-1]) == _counts(entry):
            entry = replace(entry, start=short.pop().start)
        short.append(entry)
    if short:
        yield from short
    elif len(occupancy.free_units(use)) < use.quantity:
        yield _whole(use, request, occupancy, taken)


def _whole(use: Use, request: Request, occupancy: Occupancy, taken: dict[int, list[_Taken]]) -> Blocking:
    units, inside = _inside(use, occupancy, taken)
    return _count(use, use.start, use.end, units, inside, request.weight)


def _inside(use: Use, occupancy: Occupancy, taken: dict[int, list[_Taken]]) -> tuple[int, list[_Taken]]:
    """How many units the use could have, and what is taken of them during it."""
    units = [unit for pool_id in use.pools for unit in occupancy.units[pool_id]]
    return len(units), [span for unit in units for span in taken[unit] if span.start < use.end and use.start < span.end]


def _count(use: Use, start: int, end: int, total: int, inside: list[_Taken], weight: int) -> Blocking:
    here = [span for span in inside if span.start < end and start < span.end]
    fixed = {span.unit_id for span in here if span.request_id is None}
    by_requests = {span.unit_id for span in here} - fixed
    higher = {span.request_id for span in here if span.request_id is not None and span.weight > weight}
    return Blocking(use.pools, start, end, total, len(fixed), len(by_requests), len(higher), use.quantity)


def _counts(entry: Blocking) -> tuple[int, int, int]:
    return entry.units_taken_fixed, entry.units_taken_by_requests, entry.higher_weight_count


def _taken(problem: AllocationProblem, plan: AllocationPlan, requests: dict[int, Request]) -> dict[int, list[_Taken]]:
    taken = {
        unit.unit_id: [_Taken(unit.unit_id, start, end, None, 0) for start, end in unit.busy]
        for pool in problem.pools
        for unit in pool.units
    }
    for assignment in plan.assignments:
        request = requests[assignment.request_id]
        for use, units in zip(chosen_option(request, assignment).uses, assignment.units, strict=True):
            for unit_id in units:
                taken[unit_id].append(_Taken(unit_id, use.start, use.end, request.request_id, request.weight))
    return taken
