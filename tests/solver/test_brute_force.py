"""Small random instances: the allocator's plan and every reason it gives equal what trying everything finds."""

from __future__ import annotations

import pytest

from solver.allocation import AllocationPlan, AllocationProblem, Limits, allocate, check, explain
from solver.allocation.confirm import remedies
from tests.solver.brute_force import Everything
from tests.solver.random_problems import random_problem
from tests.solver.reasons_recounted import wrong_refusal, wrong_remedies

FEW, MANY = range(100), range(100, 1000)
ENOUGH = Limits(seconds=20)
HIGHER_IS_BETTER = ("entitled", "served", "lot")


def rank(problem: AllocationProblem, plan: AllocationPlan) -> tuple[int, ...]:
    """The tiers of the plan in the order of the goals, the lot last, larger is better."""
    values = {tier.name: tier.value for tier in plan.tiers}
    return tuple(values[name] if name in HIGHER_IS_BETTER else -values[name] for name in (*problem.goals, "lot"))


def what_is_wrong(seed: int) -> list[str]:
    problem = random_problem(seed)
    plan = allocate(problem, ENOUGH)
    wrong = [str(violation) for violation in check(problem, plan)]
    best = Everything(problem).best()
    if best is None or rank(problem, plan) != best.rank:
        wrong.append(f"{rank(problem, plan)} is not the best: {best}")
    if plan.status != "optimal":
        wrong.append("not proven")
    for refusal in explain(problem, plan):
        wrong.extend(wrong_refusal(problem, plan, refusal))
    wrong.extend(wrong_remedies(problem, plan, remedies(problem, plan, ENOUGH)))
    return wrong


def test_a_hundred_instances_equal_trying_everything_reasons_included() -> None:
    assert {seed: wrong for seed in FEW if (wrong := what_is_wrong(seed))} == {}


@pytest.mark.thorough
def test_a_thousand_instances_equal_trying_everything_reasons_included() -> None:
    assert {seed: wrong for seed in MANY if (wrong := what_is_wrong(seed))} == {}
