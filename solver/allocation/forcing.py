"""What a plan's prices prove about its refusals: the least that others would lose if one were served all the same.

At the prices of the certificate no plan serves more than the bound L (see `certificate`), in which a refused
request with the cheapest price p of its options counts max(0, w - p).  A plan that must serve it leaves at most
L - max(0, w - p) - p to everybody else, and never more than the best plan without the request's own weight.
"""

from __future__ import annotations

from math import gcd

import numpy as np

from solver.allocation.certificate import MICRO, micro_bound, prices_of
from solver.allocation.goals import tier_values
from solver.allocation.plan import AllocationPlan
from solver.allocation.prepare import prepare
from solver.allocation.problem import SERVED, AllocationProblem


def weight_displaced(problem: AllocationProblem, plan: AllocationPlan) -> dict[int, int]:
    """For each refused request that could be forced in at all, the weight of others that this would cost at least.

    Without any solver, from the plan's bound and its certificate; only of problems that put the weight served first.
    """
    prepared = prepare(problem)
    if problem.goals[0] != SERVED or not prepared.columns:
        return {}
    prices = prices_of(prepared.uses, len(prepared.columns), plan.statistics.certificate)
    cheapest = np.minimum.reduceat(prices, prepared.first_columns).tolist()
    by_prices = micro_bound(prepared, plan.statistics.certificate)
    known = next(tier for tier in plan.tiers if tier.name == SERVED)
    value = tier_values(problem, plan.assignments)[SERVED]
    unit = gcd(*(request.weight for request in problem.requests))
    refused = set(plan.refused)
    displaced: dict[int, int] = {}
    for place, price in zip(prepared.first_columns.tolist(), cheapest, strict=True):
        request = prepared.columns[place].request
        if request.request_id in refused:
            at_most = (by_prices - max(0, request.weight * MICRO - price) - price) // MICRO // unit * unit
            displaced[request.request_id] = value - min(at_most, known.bound - request.weight)
    return displaced
