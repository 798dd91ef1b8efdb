"""A finished plan: its recomputed tiers with their bounds, its status, its statistics and prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from solver.allocation.block_search import BlockResult
from solver.allocation.certificate import bound_of
from solver.allocation.goals import LOT, MAXIMISED, lot, tier_names, tier_values
from solver.allocation.later_bounds import LaterBound
from solver.allocation.plan import (
    CANCELLED,
    FEASIBLE,
    OPTIMAL,
    AllocationPlan,
    Dual,
    Price,
    Statistics,
    Tier,
    relative_gap,
)
from solver.allocation.prepare import Prepared
from solver.allocation.problem import ENTITLED, PACKING, SERVED, Assignment
from solver.allocation.standing_plan import StandingPlan


@dataclass(frozen=True, slots=True)
class Cost:
    """What the solve had to do."""

    options: int
    components: int
    rounds: int
    seconds: float
    cancelled: bool


def finished_plan(
    prepared: Prepared,
    assignments: Sequence[Assignment],
    standing: StandingPlan,
    later: Mapping[str, LaterBound],
    cost: Cost,
) -> AllocationPlan:
    """Values recomputed from the assignments, never taken from a solver; bounds from the parts and their prices."""
    problem = prepared.problem
    ordered = tuple(sorted(assignments, key=lambda assignment: assignment.request_id))
    served = {assignment.request_id for assignment in ordered}
    certificate = _certificate(standing.duals())
    proven_weight = bound_of(prepared, certificate)
    tiers = _tiers(prepared, tier_values(problem, ordered), standing.results, later, proven_weight)
    proven = all(tier.value == tier.bound for tier in tiers if tier.name not in (PACKING, LOT))
    weight = next(tier for tier in tiers if tier.name == SERVED)
    statistics = Statistics(
        requests=len(problem.requests),
        options=cost.options,
        components=cost.components,
        rounds=cost.rounds,
        seconds=cost.seconds,
        gap=relative_gap(weight.value, weight.bound),
        prices=summed(standing.prices()),
        certificate=certificate,
    )
    return AllocationPlan(
        assignments=ordered,
        refused=tuple(sorted(request.request_id for request in problem.requests if request.request_id not in served)),
        tiers=tiers,
        status=CANCELLED if cost.cancelled else OPTIMAL if proven else FEASIBLE,
        seed=problem.seed,
        statistics=statistics,
    )


def _tiers(
    prepared: Prepared,
    values: dict[str, int],
    results: Sequence[BlockResult],
    later: Mapping[str, LaterBound],
    proven_weight: int,
) -> tuple[Tier, ...]:
    tiers: list[Tier] = []
    gained = _gained(prepared, values)
    known = True
    for name in tier_names(prepared.problem):
        bound = _trivial_bound(prepared, name)
        has_bound = name != PACKING and all(name in result.bounds for result in results)
        if has_bound and (known or name == SERVED):
            bound = _bound(prepared, name, sum(result.bounds[name] for result in results))
        elif name in later:
            bound = max(bound, _bound(prepared, name, later[name].at_most(gained)))  # costs and changes: less is better
        if name == SERVED:
            bound = min(bound, proven_weight)
        tiers.append(Tier(name, values[name], bound))
        if name != PACKING:
            known = known and values[name] == bound
    return tuple(tiers)


def _bound(prepared: Prepared, name: str, gained: int) -> int:
    """From the gains of the blocks to the value of the tier, beginning from a plan of the pins alone."""
    alone = tier_values(prepared.problem, prepared.pinned)[name]
    return alone + gained if name in MAXIMISED else alone - gained


def _gained(prepared: Prepared, values: Mapping[str, int]) -> dict[str, int]:
    """What the values are above those of a plan of the pins alone, counted so that more is better."""
    alone = tier_values(prepared.problem, prepared.pinned)
    return {name: value - alone[name] if name in MAXIMISED else alone[name] - value for name, value in values.items()}


def _trivial_bound(prepared: Prepared, name: str) -> int:
    if name in (ENTITLED, SERVED):
        return sum(request.weight for request in prepared.problem.requests)
    if name == LOT:
        return sum(lot(prepared.problem.seed, request.request_id) for request in prepared.problem.requests)
    return 0


def _certificate(duals: Iterable[Dual]) -> tuple[Dual, ...]:
    """Sorted, one for each inequality, only those with a price."""
    price: dict[tuple[tuple[int, ...], int], int] = defaultdict(int)
    for dual in duals:
        price[dual.pools, dual.at] += dual.price
    return tuple(Dual(pools, at, worth) for (pools, at), worth in sorted(price.items()) if worth > 0)


def summed(prices: Iterable[Price]) -> tuple[Price, ...]:
    """Prices of one pool that overlap are added up; the result is sorted and disjoint, prices rounded to 1e-6."""
    steps: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for price in prices:
        steps[price.pool_id][price.start] += price.price
        steps[price.pool_id][price.end] -= price.price
    found: list[Price] = []
    for pool_id, step in sorted(steps.items()):
        level = 0.0
        times = sorted(step)
        for now, then in pairwise(times):
            level += step[now]
            worth = round(level, 6)
            if worth <= 0:
                continue
            last = found[-1] if found else None
            if last and (last.pool_id, last.end, last.price) == (pool_id, now, worth):
                found[-1] = replace(last, end=then)
            else:
                found.append(Price(pool_id, now, then, worth))
    return tuple(found)
