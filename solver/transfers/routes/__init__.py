"""Routes of a van where no courier goes: from a depot to every stop once and back, taking units away and bringing them.

    from solver.transfers.routes import plan_routes, check

Every stop has units to take away or a lack of them; the van leaves the depot with as many as the route needs.
This is the one-commodity pickup and delivery problem with several routes of Dell'Amico et al. (2014).
"""

from __future__ import annotations

from collections.abc import Sequence

from solver.transfers.routes.plan import RoutePlan
from solver.transfers.routes.problem import InvalidRouteProblem, RouteProblem, check, cost

__all__ = ["InvalidRouteProblem", "RoutePlan", "RouteProblem", "balancing_cost", "check", "cost", "plan_routes"]


def plan_routes(problem: RouteProblem, seconds: float) -> RoutePlan:
    """The shortest routes found in the time, with a proven bound of their length."""
    from solver.transfers.routes.search import plan_routes as search  # noqa: PLC0415 - loads OR-Tools

    return search(problem, seconds)


def balancing_cost(demand: Sequence[int], distance: Sequence[Sequence[int]]) -> int:
    """The least sum of distances over which single units must go; a lower level without vans."""
    from solver.transfers.routes.balancing import balancing_cost as flow  # noqa: PLC0415 - loads OR-Tools

    return flow(demand, distance)
