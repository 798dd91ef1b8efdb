"""Routes by local search, their bound by rounds of cuts, and a proof by an integer programme over the arcs left.

Arcs that by their reduced cost cannot be in anything shorter than the best routes are forbidden first.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, isfinite

import numpy as np

from solver.deadline import Deadline
from solver.transfers.routes.cuts import violated
from solver.transfers.routes.formulation import ROUNDING, Formulation, Vector
from solver.transfers.routes.plan import RoutePlan
from solver.transfers.routes.problem import RouteProblem, check, cost
from solver.transfers.routes.vans import search_routes

Routes = tuple[tuple[int, ...], ...]
# The share of the time for the first routes, and at most how many seconds of it.
FIRST, MOST_FIRST = 0.2, 5.0
# How near a bound is from which a proof is likely, and the share of the time left for more search, near or far.
NEAR, NEAR_SHARE, FAR_SHARE = 0.97, 0.25, 0.8
# Rounds of cuts that raise the bound by less than this share of it end the rounds.
RISE, PATIENCE = 1e-5, 4
# Cuts added in a round at most.
AT_ONCE = 60


class NoRoutes(Exception):
    """The search found no routes; more time may."""


def plan_routes(problem: RouteProblem, seconds: float) -> RoutePlan:
    """The shortest routes found, with a proven bound.  Raises NoRoutes when none were found in the time."""
    deadline = Deadline(seconds)
    if len(problem.demand) == 1:
        return RoutePlan((), 0, 0, 0.0)
    routes = search_routes(problem, min(FIRST * seconds, MOST_FIRST))
    if not routes:
        raise NoRoutes
    formulation = Formulation(problem)
    bound = _rounds(problem, formulation, cost(problem, routes), deadline)
    if bound < cost(problem, routes):
        share = NEAR_SHARE if bound >= NEAR * cost(problem, routes) else FAR_SHARE
        routes = _shorter(problem, routes, search_routes(problem, share * deadline.remaining(), routes))
    routes, bound = _prove(problem, formulation, routes, bound, deadline)
    return RoutePlan(routes, cost(problem, routes), min(bound, cost(problem, routes)), deadline.elapsed())


def _shorter(problem: RouteProblem, one: Routes, other: Routes) -> Routes:
    if not other or next(check(problem, other), None) is not None:
        return one
    return min(one, other, key=lambda routes: cost(problem, routes))


def _rounds(problem: RouteProblem, formulation: Formulation, best: int, deadline: Deadline) -> int:
    """Solves the relaxation and adds what it breaks, until little is gained; then forbids arcs."""
    length, idle, relaxed = 0.0, 0, formulation.relaxed()
    while relaxed is not None:
        idle = 0 if relaxed.length > length * (1 + RISE) else idle + 1
        length = max(length, relaxed.length)
        if ceil(length - ROUNDING) >= best or idle > PATIENCE or deadline.remaining() < deadline.elapsed() / 2:
            break
        broken = violated(problem, formulation, relaxed.driven)
        if not broken:
            break
        for stops in sorted(broken, key=lambda stops: (len(stops), sorted(stops)))[:AT_ONCE]:
            formulation.cut(stops)
        relaxed = formulation.relaxed()
    if relaxed is None:
        return best
    formulation.keep(relaxed.length + relaxed.reduced <= best - 1 + ROUNDING)
    return min(best, ceil(length - ROUNDING))


def _prove(
    problem: RouteProblem, formulation: Formulation, routes: Routes, bound: int, deadline: Deadline
) -> tuple[Routes, int]:
    """Whole arcs within the arcs left, cut again where they are no routes, until none shorter than the best are."""
    while bound < cost(problem, routes) and deadline.remaining() > 0:
        searched = formulation.whole(deadline.remaining())
        if searched.bound == float("inf"):
            return routes, cost(problem, routes)
        if isfinite(searched.bound):
            bound = max(bound, min(ceil(searched.bound - ROUNDING), cost(problem, routes)))
        if searched.driven is None:
            return routes, bound
        broken = violated(problem, formulation, np.rint(searched.driven))
        if not broken:
            return _shorter(problem, routes, _routes(formulation, searched.driven)), bound
        for stops in broken:
            formulation.cut(stops)
    return routes, bound


def _routes(formulation: Formulation, driven: Vector) -> Routes:
    """The arcs driven, from the depot on."""
    used = np.flatnonzero(driven > 0.5)
    following = {int(formulation.tail[arc]): int(formulation.head[arc]) for arc in used if formulation.tail[arc]}
    starts: Sequence[int] = [int(formulation.head[arc]) for arc in used if not formulation.tail[arc]]
    routes = []
    for start in starts:
        route = [start]
        while following[route[-1]]:
            route.append(following[route[-1]])
        routes.append(tuple(route))
    return tuple(routes)
