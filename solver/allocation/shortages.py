"""Where the stock of a plan is short: the dearest pools and hours, and what one more unit there would serve."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from solver.allocation.growing import Growing
from solver.allocation.plan import AllocationPlan, Price
from solver.allocation.problem import AllocationProblem, Use
from solver.allocation.remedy import Extra, Shortage

# Of one plan.
MOST_SHORTAGES = 24


def shortages(
    problem: AllocationProblem,
    plan: AllocationPlan,
    growing: Growing,
    growable: Collection[int],
    seconds: Callable[[], float],
) -> tuple[Shortage, ...]:
    """Dearest first; `seconds` says what the next solve may take, and 0 ends it."""
    found: list[Shortage] = []
    for price, extra in _places(problem, plan, growable):
        allowed = seconds()
        if allowed <= 0 or len(found) == MOST_SHORTAGES:
            break
        grown = growing.most_served(extra, allowed)
        if grown is None or grown.weight <= 0:
            continue
        more = len(grown.gained) - len(grown.dropped)
        dropped = tuple(sorted(grown.dropped))
        where = (price.pool_id, price.start, price.end, price.price)
        found.append(Shortage(*where, extra, more, grown.weight, grown.proof, dropped))
    return tuple(found)


def _places(
    problem: AllocationProblem, plan: AllocationPlan, growable: Collection[int]
) -> Iterator[tuple[Price, Extra]]:
    """Each dear place once: the hours of one more unit there are those of the refused uses around it."""
    refused = set(plan.refused)
    wanted: dict[int, list[Use]] = {pool_id: [] for pool_id in growable}
    for request in problem.requests:
        if request.request_id in refused:
            for use in (use for option in request.options for use in option.uses):
                for pool_id in wanted.keys() & set(use.pools):
                    wanted[pool_id].append(use)
    covered: dict[int, list[Extra]] = {pool_id: [] for pool_id in growable}
    for price in sorted(plan.statistics.prices, key=lambda price: (-price.price, price.pool_id, price.start)):
        around = [use for use in wanted.get(price.pool_id, ()) if use.start < price.end and price.start < use.end]
        if not around or any(item.start <= price.start and price.end <= item.end for item in covered[price.pool_id]):
            continue
        extra = Extra(price.pool_id, min(use.start for use in around), max(use.end for use in around))
        covered[price.pool_id].append(extra)
        yield price, extra
