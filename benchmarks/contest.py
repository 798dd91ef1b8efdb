"""Several methods on one problem, each in a process of its own with the same limits, each plan checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module

from benchmarks.formulations.answer import Answer, Point, miscounted
from benchmarks.instances import instance
from benchmarks.measure import Effort, Stopwatch, apart
from solver.allocation import AllocationPlan, AllocationProblem, Limits, Statistics, Tier, check, tier_values

OURS = "this solver"
# Where each method is; what it needs is loaded only in its own process.
METHODS = {
    "first come, first served": "formulations.first_fit:first_come",
    "greedy by weight": "formulations.first_fit:greedy",
    "CP-SAT, intervals": "formulations.constraints:intervals",
    "CP-SAT, overlap rows": "formulations.constraints:booleans",
    "HiGHS, one MIP": "formulations.linear:mip",
    "HiGHS, LP bound": "formulations.linear:lp_bound",
    OURS: "ours:solver",
}
# These take no longer than reading the problem.
WITHOUT_MODEL = ("first come, first served", "greedy by weight", OURS)
# A method may run over its limit, but not for ever.
PATIENCE = 3.0
FAILED = "died or never ended"


@dataclass(frozen=True, slots=True)
class Result:
    """What a method served of a problem: weights, requests by kind (served, asked), and at what cost in minutes."""

    problem: str
    method: str
    asked: int
    status: str
    served: int = 0
    bound: int | None = None
    granted: int = 0
    cost: int = 0
    effort: Effort | None = None
    by_kind: dict[str, tuple[int, int]] = field(default_factory=dict)
    curve: tuple[Point, ...] = ()


def compete(
    name: str, problem: AllocationProblem, limits: Limits, methods: Sequence[str] = tuple(METHODS)
) -> Iterator[Result]:
    """A result for each method, as it is there."""
    for method in methods:
        found = apart(partial(_result, name, method, problem, limits), PATIENCE * limits.seconds + 60)
        yield found or Result(name, method, len(problem.requests), FAILED)


def _result(name: str, method: str, problem: AllocationProblem, limits: Limits) -> Result:
    module, function = METHODS[method].split(":")
    solve = getattr(import_module(f"benchmarks.{module}"), function)
    solve(instance(2), Limits(5.0))  # loads the solvers, which is not what is measured
    stopwatch = Stopwatch()
    answer: Answer = solve(problem, limits)
    effort = stopwatch.effort()
    values = tier_values(problem, answer.assignments)
    wrong = miscounted(problem, answer.assignments) if answer.counted else violations(problem, answer)
    kinds = {request.request_id: request.kind for request in problem.requests}
    asked = Counter(kinds.values())
    granted = Counter(kinds[assignment.request_id] for assignment in answer.assignments)
    return Result(
        problem=name,
        method=method,
        asked=len(problem.requests),
        status=f"INVALID: {wrong[0]}" if wrong else answer.status + (", counts only" if answer.counted else ""),
        served=values["served"],
        bound=answer.bound,
        granted=len(answer.assignments),
        cost=values["cost"],
        effort=effort,
        by_kind={kind: (granted[kind], asked[kind]) for kind in sorted(asked)},
        curve=answer.curve,
    )


def violations(problem: AllocationProblem, answer: Answer) -> list[str]:
    """What the checker says of the plan, its values recomputed."""
    served = {assignment.request_id for assignment in answer.assignments}
    values = tier_values(problem, answer.assignments)
    plan = AllocationPlan(
        assignments=answer.assignments,
        refused=tuple(request.request_id for request in problem.requests if request.request_id not in served),
        tiers=tuple(
            Tier(name, values[name], answer.bound if name == "served" and answer.bound else values[name])
            for name in (*problem.goals, "lot")
        ),
        status=answer.status,
        seed=problem.seed,
        statistics=Statistics(len(problem.requests), 0, 0, 0, 0.0, 0.0),
    )
    return [f"{violation.rule}: {violation.detail}" for violation in check(problem, plan)]
