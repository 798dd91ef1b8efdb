from dataclasses import replace

import pytest

from solver.transfers import Offer, best_within, cheapest, outcome, purchase_curve
from solver.transfers.problem import Holding, Kind, Scenario, TransferProblem
from tests.solver.transfers.problems import at_random


def test_the_curve_rises_with_the_money() -> None:
    curve = purchase_curve(at_random(1, scenarios=3), [Offer(1, 30, 6), Offer(2, 20, 6)], 30)
    assert [purchase.cost for purchase in curve] == sorted({purchase.cost for purchase in curve})
    assert [purchase.service for purchase in curve] == sorted({purchase.service for purchase in curve})
    assert curve[0].cost == 0


@pytest.mark.parametrize("service", [0.5, 0.75, 1.0])
def test_the_cheapest_purchase_is_what_counting_every_purchase_finds(service: float) -> None:
    problem = _without_runs()
    curve = purchase_curve(problem, [Offer(1, 50, 4), Offer(2, 40, 4)], 30)
    found = cheapest(curve, service)
    costs = [
        50 * first + 50 * second + 40 * third
        for first in range(5)
        for second in range(5 - first)
        for third in range(5)
        if _service(problem, (first, second, third)) >= service
    ]
    assert (found.cost if found else None) == min(costs, default=None)


def test_a_budget_is_not_exceeded_and_nothing_better_is_left() -> None:
    curve = purchase_curve(_without_runs(), [Offer(1, 50, 4), Offer(2, 40, 4)], 30)
    chosen = best_within(curve, 99)
    assert chosen.cost <= 99
    assert all(other.cost > 99 for other in curve if other.service > chosen.service)


def _without_runs() -> TransferProblem:
    kinds = (Kind(1, 2000), Kind(2, 3000))
    holdings = (Holding(0, 1, 1), Holding(1, 1, 0), Holding(0, 2, 0))
    return TransferProblem(2, kinds, holdings, (), (Scenario(((4, 4), (3, 1), (6, 5))),), 2)


def _service(problem: TransferProblem, more: tuple[int, ...]) -> float:
    added = zip(problem.holdings, more, strict=True)
    holdings = tuple(replace(holding, usable=holding.usable + units) for holding, units in added)
    found = outcome(replace(problem, holdings=holdings), (), ((),))
    return float(1 - found.refused.sum() / (1000 * found.asked.sum()))
