"""Problems, plans and purchases travel to another process and back."""

from __future__ import annotations

from dataclasses import replace

from solver.codec import dumps, loads
from solver.process import plan_transfers_in_child, purchase_curve_in_child
from solver.transfers import Offer, TransferLimits, TransferProblem, check, plan_transfers, purchase_curve
from tests.solver.transfers.problems import at_random


def test_a_problem_comes_back_as_it_was() -> None:
    problem = at_random(2, scenarios=3)
    assert loads(TransferProblem, dumps(problem)) == problem


def test_a_child_plans_and_explains() -> None:
    problem = at_random(4, scenarios=3, here_and_now=1)
    report = plan_transfers_in_child(problem, TransferLimits(30))
    here = plan_transfers(problem, TransferLimits(30))
    assert check(problem, report.plan) == ()
    assert replace(report.plan, seconds=0) == replace(here, seconds=0)
    assert [reason.move for reason in report.reasons] == list(report.plan.moves)
    assert len(report.worth) == len(problem.holdings)


def test_a_child_finds_the_same_purchases() -> None:
    problem, offers = at_random(1), [Offer(1, 30, 3), Offer(2, 20, 3)]
    assert purchase_curve_in_child(problem, offers, 30) == purchase_curve(problem, offers, 30)
