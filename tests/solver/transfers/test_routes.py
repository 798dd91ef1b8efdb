from itertools import combinations, permutations
from random import Random

import pytest

from solver.transfers.routes import InvalidRouteProblem, RouteProblem, balancing_cost, check, cost, plan_routes
from solver.transfers.routes.problem import fits


@pytest.mark.parametrize("seed", range(4))
def test_no_routes_are_shorter(seed: int) -> None:
    problem = _at_random(seed, stops=6)
    plan = plan_routes(problem, 4)
    assert not list(check(problem, plan.routes))
    assert plan.cost == cost(problem, plan.routes) == plan.bound == _shortest(problem)


def test_routes_that_cannot_be_driven_are_found() -> None:
    problem = RouteProblem((0, 4, 4, -3), 5, ((0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)))
    assert list(check(problem, [(1, 2), (3,)])) == ["route 0 needs more room than the van has"]
    assert list(check(problem, [(1, 3)])) == ["stop 2 is not visited once"]
    assert list(check(problem, [(1, 3, 2), (1,)])) == ["stop 1 is not visited once"]
    assert not list(check(problem, [(1, 3, 2)]))


def test_units_one_by_one_take_the_nearest() -> None:
    assert balancing_cost((0, 2, -2, -1), ((0, 9, 9, 1), (9, 0, 2, 9), (9, 2, 0, 9), (1, 9, 9, 0))) == 2 * 2 + 1


def test_more_units_than_the_van_holds_are_refused() -> None:
    with pytest.raises(InvalidRouteProblem, match="stop 1: demand: not above the capacity of the van"):
        RouteProblem((0, 6), 5, ((0, 1), (1, 0)))


def _at_random(seed: int, *, stops: int) -> RouteProblem:
    random = Random(seed)
    demand = (0, *(random.choice((-4, -3, -2, -1, 1, 2, 3, 4)) for _ in range(stops - 1)))
    points = [(random.randrange(100), random.randrange(100)) for _ in range(stops)]
    ways = tuple(
        tuple(
            0 if one == other else abs(one[0] - other[0]) + abs(one[1] - other[1]) + random.randrange(5)
            for other in points
        )
        for one in points
    )
    return RouteProblem(demand, 5, ways)


def _shortest(problem: RouteProblem) -> int:
    """Every set of stops driven in every order, sets joined."""
    stops = range(1, len(problem.demand))
    best: dict[frozenset[int], int] = {frozenset(): 0}
    alone = {
        frozenset(chosen): min(orders)
        for size in stops
        for chosen in combinations(stops, size)
        if (orders := [cost(problem, [order]) for order in permutations(chosen) if fits(problem, order)])
    }
    for size in stops:
        for chosen in map(frozenset, combinations(stops, size)):
            parts = (part for part in alone if part <= chosen and min(chosen) in part)
            best[chosen] = min(alone[part] + best[chosen - part] for part in parts)
    return best[frozenset(stops)]
