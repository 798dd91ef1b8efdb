"""The checker finds what is planted, rule by rule, and needs no solver library."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from solver.allocation import (
    RULES,
    AllocationPlan,
    AllocationProblem,
    Assignment,
    Option,
    Request,
    Tier,
    Use,
    allocate,
    check,
    encode_plan,
    encode_problem,
)
from solver.allocation.goals import rank, tier_names, tier_values
from tests.solver.problems import ENOUGH, pool, seat

DOUBLE = Request(3, 2, (Option(0, (Use((1,), 4, 6, 2), Use((2,), 4, 6))),), (Option(1, (Use((2,), 6, 8),)),))
PINNED = replace(seat(4, 8, 10), pinned=Assignment(4, 0, ((12,),)))
MUST = replace(seat(6, 10, 12), must=True, current=Assignment(6, 0, ((11,),)))
PROBLEM = AllocationProblem(
    (pool(1, (), ((6, 7),)), pool(2, ())),
    (seat(1, 0, 4), seat(2, 0, 4), DOUBLE, PINNED, seat(5, 6, 7, weight=1), MUST),
)
PLAN = allocate(PROBLEM, ENOUGH)


def changed(request_id: int, **changes: object) -> AllocationPlan:
    assignments = tuple(
        replace(assignment, **changes) if assignment.request_id == request_id else assignment  # type: ignore[arg-type]
        for assignment in PLAN.assignments
    )
    return honest(replace(PLAN, assignments=assignments))


def honest(plan: AllocationPlan) -> AllocationPlan:
    """The plan with tiers that are right for its assignments, so that only the planted rule is broken."""
    values = tier_values(PROBLEM, plan.assignments)
    return replace(plan, tiers=tuple(Tier(name, values[name], values[name]) for name in tier_names(PROBLEM)))


def without(request_id: int) -> AllocationPlan:
    return honest(replace(PLAN, assignments=tuple(item for item in PLAN.assignments if item.request_id != request_id)))


def with_tier(tier: Tier) -> AllocationPlan:
    return replace(PLAN, tiers=tuple(tier if old.name == tier.name else old for old in PLAN.tiers))


PLANTED: dict[str, list[Callable[[], AllocationPlan]]] = {
    "unit-no-overlap": [
        lambda: changed(2, units=PLAN.assignments[0].units),
        lambda: changed(5, units=((12,),)),
        lambda: changed(3, units=((11, 11), (21,))),
    ],
    "unit-in-pool": [lambda: changed(1, units=((21,),)), lambda: changed(5, units=((77,),))],
    "one-option": [
        lambda: replace(PLAN, assignments=(*PLAN.assignments, PLAN.assignments[0])),
        lambda: changed(3, option_id=1, units=((21,),)),
        lambda: replace(PLAN, assignments=(replace(PLAN.assignments[0], option_id=9), *PLAN.assignments[1:])),
    ],
    "all-uses": [
        lambda: changed(3, units=((11,), (21,))),
        lambda: changed(3, units=((11, 12, 21), (21,))),
        lambda: replace(PLAN, assignments=tuple(replace(item, units=item.units[:1]) for item in PLAN.assignments)),
    ],
    "pin-kept": [lambda: changed(4, units=((11,),)), lambda: replace(without(4), refused=(4,))],
    "must-served": [lambda: replace(without(6), refused=(6,))],
    "refused-or-granted": [
        lambda: without(1),
        lambda: replace(PLAN, refused=(1,)),
        lambda: replace(PLAN, refused=(99,)),
        lambda: replace(without(1), refused=(1, 1)),
    ],
    "tiers-recomputed": [
        lambda: with_tier(Tier("served", PLAN.tiers[0].value + 1, PLAN.tiers[0].bound + 1)),
        lambda: with_tier(Tier("served", PLAN.tiers[0].value, PLAN.tiers[0].value - 1)),
        lambda: with_tier(Tier("cost", 0, 1)),
        lambda: replace(PLAN, tiers=PLAN.tiers[:-1]),
    ],
}


def test_the_plan_to_be_damaged_is_valid() -> None:
    assert check(PROBLEM, PLAN) == ()
    assert PLAN.refused == ()


def test_every_rule_has_a_planted_violation() -> None:
    assert set(PLANTED) == {rule.rule_id for rule in RULES}
    assert all(rule.statement.endswith(".") for rule in RULES)


@pytest.mark.parametrize(
    ("rule_id", "damage"), [(rule_id, damage) for rule_id, planted in PLANTED.items() for damage in planted]
)
def test_a_planted_violation_is_found(rule_id: str, damage: Callable[[], AllocationPlan]) -> None:
    assert rule_id in {violation.rule for violation in check(PROBLEM, damage())}


def test_a_violation_says_where() -> None:
    found = check(PROBLEM, changed(5, units=((12,),)))
    assert [(violation.rule, violation.request_id, violation.unit_id) for violation in found] == [
        ("unit-no-overlap", 5, 12)
    ]


def test_plans_compare_in_the_order_of_the_goals() -> None:
    served, cost = {"served": 2, "cost": 9}, {"served": 1, "cost": 0}
    rest = {"stability": 0, "packing": 0, "lot": 0}
    assert rank(PROBLEM, served | rest) > rank(PROBLEM, cost | rest)
    assert rank(PROBLEM, {"served": 1, "cost": 1} | rest) < rank(PROBLEM, cost | rest)


def test_check_and_explain_work_without_the_solver_library() -> None:
    script = """
import sys
sys.modules["ortools"] = None
from solver.allocation import check, decode_plan, decode_problem, explain
import solver.process
problem, plan = (sys.stdin.buffer.readline() for _ in range(2))
problem, plan = decode_problem(problem), decode_plan(plan)
print(len(check(problem, plan)), len(explain(problem, plan)))
"""
    lines = encode_problem(PROBLEM) + b"\n" + encode_plan(changed(5, units=((12,),))) + b"\n"
    done = subprocess.run([sys.executable, "-c", script], input=lines, capture_output=True, check=True)
    assert done.stdout.split() == [b"1", b"0"]
