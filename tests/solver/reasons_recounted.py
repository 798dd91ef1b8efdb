"""What a refusal says, recounted minute by minute and by trying everything; yields what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations_with_replacement

from solver.allocation import AllocationPlan, AllocationProblem, Blocking, Option, Refusal, Request, Use
from solver.allocation.confirm import MOST_NEW, MOST_TRIED
from solver.allocation.explain import MOST_ALTERNATIVES
from solver.allocation.remedy import MoreUnits, Remedies, check_remedy, check_shortage, grown
from tests.solver.brute_force import Everything, asking_for, given_uses, minutes, standing_still, taken_by


def cheapest_first(options: tuple[Option, ...]) -> list[Option]:
    return sorted(options, key=lambda option: (option.cost, option.option_id))


def refused_request(problem: AllocationProblem, request_id: int) -> Request:
    return next(request for request in problem.requests if request.request_id == request_id)


def wrong_refusal(problem: AllocationProblem, plan: AllocationPlan, refusal: Refusal) -> Iterator[str]:
    request = refused_request(problem, refusal.request_id)
    cheapest = cheapest_first(request.options)[0]
    for entry in refusal.blocking:
        if not any(_counts_hold(problem, plan, request, entry, use) for use in cheapest.uses):
            yield f"{entry} does not hold"
    for use in cheapest.uses:
        named = 0
        for entry in refusal.blocking:
            named |= minutes(entry.start, entry.end) if entry.pool_ids == use.pools else 0
        if _short_minutes(problem, plan, use) & ~named:
            yield f"{use} is short at minutes that are not named"
    everything = Everything(problem)
    fitting = [
        option.option_id
        for option in cheapest_first(request.options + request.fallbacks)
        if everything.fits_beside(plan, option)
    ]
    if [item.option_id for item in refusal.alternatives] != fitting[:MOST_ALTERNATIVES]:
        yield f"{fitting} fit, not {[item.option_id for item in refusal.alternatives]}"


def _holders(problem: AllocationProblem, plan: AllocationPlan, use: Use, span: int) -> tuple[set[int], dict[int, int]]:
    """Units of the use's pools that are busy in the span, and those that requests have, with the weight of each."""
    mine = {unit.unit_id for pool in problem.pools if pool.pool_id in use.pools for unit in pool.units}
    nobody = replace(plan, assignments=())
    busy = {unit_id for unit_id, taken in taken_by(problem, nobody).items() if unit_id in mine and taken & span}
    held: dict[int, int] = {}
    for request, given, units in given_uses(problem, plan):
        if minutes(given.start, given.end) & span:
            held.update({unit_id: request.weight for unit_id in units if unit_id in mine})
    return busy, held


def _counts_hold(problem: AllocationProblem, plan: AllocationPlan, request: Request, entry: Blocking, use: Use) -> bool:
    if entry.pool_ids != use.pools or not use.start <= entry.start < entry.end <= use.end:
        return False
    is_whole = (entry.start, entry.end) == (use.start, use.end)
    spans = [minutes(at, at + 1) for at in range(entry.start, entry.end)]
    at_once = all(_counted(problem, plan, request, use, span) == _said(entry) for span in spans)
    return at_once or (
        is_whole and _counted(problem, plan, request, use, minutes(entry.start, entry.end)) == _said(entry)
    )


def _said(entry: Blocking) -> tuple[int, ...]:
    counts = (entry.units_total, entry.units_taken_fixed, entry.units_taken_by_requests)
    return (*counts, entry.higher_weight_count, entry.units_needed)


def _counted(
    problem: AllocationProblem, plan: AllocationPlan, request: Request, use: Use, span: int
) -> tuple[int, ...]:
    busy, held = _holders(problem, plan, use, span)
    total = sum(len(pool.units) for pool in problem.pools if pool.pool_id in use.pools)
    mine = {unit.unit_id for pool in problem.pools if pool.pool_id in use.pools for unit in pool.units}
    heavier = {
        other.request_id
        for other, given, units in given_uses(problem, plan)
        if other.weight > request.weight and mine & set(units) and minutes(given.start, given.end) & span
    }
    return total, len(busy), len(held.keys() - busy), len(heavier), use.quantity


def _short_minutes(problem: AllocationProblem, plan: AllocationPlan, use: Use) -> int:
    short = 0
    for at in range(use.start, use.end):
        total, busy, held, _, needed = _counted(problem, plan, Request(0, 1, ()), use, minutes(at, at + 1))
        if total - busy - held < needed:
            short |= minutes(at, at + 1)
    return short


def wrong_remedies(problem: AllocationProblem, plan: AllocationPlan, found: Remedies) -> Iterator[str]:
    for remedy in (*found.more_units, *found.others_move):
        yield from (f"{remedy}: {violation}" for violation in check_remedy(problem, plan, remedy))
    for shortage in found.shortages:
        yield from (f"{shortage}: {violation}" for violation in check_shortage(problem, plan, shortage))
    more = {remedy.request_id: remedy for remedy in found.more_units}
    move = {remedy.request_id: remedy for remedy in found.others_move}
    displaced = {item.request_id: (item.weight, item.own) for item in found.displacements}
    for request_id in plan.refused:
        request = refused_request(problem, request_id)
        yield from _wrong_units(problem, plan, request, more.get(request_id))
        moved = move[request_id].moved if request_id in move else None
        if moved != (fewest := _fewest_moved(problem, plan, request)):
            yield f"request {request_id}: {fewest} others have to move, not {moved}"
        yield from _wrong_displacement(problem, plan, request, displaced.get(request_id))


def _wrong_displacement(
    problem: AllocationProblem, plan: AllocationPlan, request: Request, said: tuple[int, int] | None
) -> Iterator[str]:
    true = _displacement(problem, plan, request)
    # Nothing is claimed where it is not proven: with quotas, or where only somebody who must stay could make way.
    if said is None and ("entitled" in problem.goals or any(other.must for other in problem.requests)):
        return
    agree = said is not None and true is not None and said[1] == true[1] <= said[0] <= true[0]
    if not agree and (said, true) != (None, None):
        yield f"request {request.request_id}: displaces (weight, own) {true}, not {said}"


def _wrong_units(
    problem: AllocationProblem, plan: AllocationPlan, request: Request, remedy: MoreUnits | None
) -> Iterator[str]:
    least = _fewest_new(problem, plan, request)
    if least is None or remedy is None:
        if (least is None) != (remedy is None):
            yield f"request {request.request_id}: {least} new units would do, said {remedy}"
        return
    said = sum(item.count for item in remedy.extra)
    if said > least or (said < least and len(remedy.proof) == 1):
        yield f"request {request.request_id}: {least} new units would do, not {said}"
    if remedy.ahead is None and any(other.current for other in problem.requests):
        return  # which units stay the same is not always proven, and then who comes first is not claimed
    if remedy.ahead not in _ahead(problem, plan, remedy):
        yield f"request {request.request_id}: {_ahead(problem, plan, remedy)} others first, not {remedy.ahead}"


def _fewest_new(problem: AllocationProblem, plan: AllocationPlan, request: Request) -> int | None:
    """New units with everybody else where they are; none are wanted where it fits as it is."""
    everything = Everything(problem)
    for count in range(MOST_NEW + 1):
        for option in request.options:
            pools = sorted({pool_id for use in option.uses for pool_id in use.pools})
            for chosen in combinations_with_replacement(pools, count):
                if everything.fits_beside(plan, option, chosen):
                    return count or None
    return None


def _ahead(problem: AllocationProblem, plan: AllocationPlan, remedy: MoreUnits) -> set[int | None]:
    """For each best plan with the new units: 0 where it serves the request, otherwise how many it serves anew."""
    with_units = grown(problem, remedy.extra)
    served = {item.request_id for item in plan.assignments}
    return {
        0 if remedy.request_id in best.choice else len(best.choice.keys() - served)
        for best in Everything(with_units).all_best()
    }


def _fewest_moved(problem: AllocationProblem, plan: AllocationPlan, request: Request) -> int | None:
    everything = Everything(problem)
    ways = cheapest_first(request.options + request.fallbacks)
    if any(everything.fits_beside(plan, option) for option in ways):
        return None
    for option in [option for option in ways if option in request.fallbacks][:MOST_TRIED]:
        still = standing_still(asking_for(problem, request.request_id, (option,)), plan, request.request_id)
        best = Everything(still).best(request.request_id)
        if best is not None:
            return -best.rank[1]
    return None


def _displacement(problem: AllocationProblem, plan: AllocationPlan, request: Request) -> tuple[int, int] | None:
    """What others lose of the first goal when the request is served at any price, if that is no less than it brings."""
    goal = problem.goals[0]
    options = tuple(replace(option, entitled=False) for option in request.options)
    best = Everything(asking_for(problem, request.request_id, options)).best(request.request_id)
    if best is None:
        return None
    value = next(tier.value for tier in plan.tiers if tier.name == goal)
    lost = value - (best.rank[0] - (0 if goal == "entitled" else request.weight))
    counts = goal == "served" or any(option.entitled for option in request.options)
    own = request.weight if counts else 0
    return (lost, own) if lost >= max(own, 1) else None
