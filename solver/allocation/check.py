"""The independent check of a plan: no model, no solver, only the problem and the plan.

Each rule has an id, a statement and a function that yields what breaks it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from solver.allocation.goals import MAXIMISED, tier_names, tier_values
from solver.allocation.plan import AllocationPlan
from solver.allocation.problem import AllocationProblem, Assignment, Option, Request, Use


@dataclass(frozen=True, slots=True)
class Violation:
    """What breaks which rule, and where."""

    rule: str
    detail: str
    request_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule a plan must keep; `find` yields (detail, request_id, unit_id) for each breach."""

    rule_id: str
    statement: str
    find: Callable[[AllocationProblem, AllocationPlan], Iterator[tuple[str, int | None, int | None]]]


def check(problem: AllocationProblem, plan: AllocationPlan) -> tuple[Violation, ...]:
    """Every violation of every rule; () for a valid plan."""
    return tuple(
        Violation(rule.rule_id, detail, request_id, unit_id)
        for rule in RULES
        for detail, request_id, unit_id in rule.find(problem, plan)
    )


Breaches = Iterator[tuple[str, int | None, int | None]]


def _unit_no_overlap(problem: AllocationProblem, plan: AllocationPlan) -> Breaches:
    spans: dict[int, list[tuple[int, int, int | None]]] = defaultdict(list)
    for pool in problem.pools:
        for unit in pool.units:
            spans[unit.unit_id].extend((start, end, None) for start, end in unit.busy)
    for assignment, use, units in _uses(problem, plan):
        for unit_id in units:
            spans[unit_id].append((use.start, use.end, assignment.request_id))
    for unit_id, taken in spans.items():
        taken.sort(key=lambda span: span[:2])
        reach: tuple[int, int, int | None] | None = None
        for span in taken:
            if reach is not None and span[0] < reach[1]:
                yield (
                    f"[{span[0]}, {span[1]}) begins before {reach[1]}",
                    span[2] if span[2] is not None else reach[2],
                    unit_id,
                )
            if reach is None or span[1] > reach[1]:
                reach = span


def _unit_in_pool(problem: AllocationProblem, plan: AllocationPlan) -> Breaches:
    pool_of = {unit.unit_id: pool.pool_id for pool in problem.pools for unit in pool.units}
    for assignment, use, units in _uses(problem, plan):
        for unit_id in units:
            if pool_of.get(unit_id) not in use.pools:
                yield f"not of the pools {use.pools}", assignment.request_id, unit_id


def _one_option(problem: AllocationProblem, plan: AllocationPlan) -> Breaches:
    requests = _requests(problem)
    for request_id, count in Counter(assignment.request_id for assignment in plan.assignments).items():
        if count > 1:
            yield f"{count} assignments", request_id, None
    for assignment in plan.assignments:
        request = requests.get(assignment.request_id)
        if request is not None and _asked(request, assignment) is None:
            yield f"option {assignment.option_id} was not asked for", assignment.request_id, None


def _all_uses(problem: AllocationProblem, plan: AllocationPlan) -> Breaches:
    requests = _requests(problem)
    for assignment in plan.assignments:
        request = requests.get(assignment.request_id)
        option = _asked(request, assignment) if request is not None else None
        if option is None:
            continue
        if len(assignment.units) != len(option.uses):
            yield f"{len(assignment.units)} of {len(option.uses)} uses", assignment.request_id, None
        for use, units in zip(option.uses, assignment.units, strict=False):
            if len(set(units)) != use.quantity or len(units) != use.quantity:
                yield f"{len(set(units))} units where {use.quantity} are asked for", assignment.request_id, None


def _pin_kept(problem: AllocationProblem, plan: AllocationPlan) -> Breaches:
    given = {assignment.request_id: assignment for assignment in plan.assignments}
    for request in problem.requests:
        if request.pinned is not None and given.get(request.request_id) != request.pinned:
            yield "differs from its pin", request.request_id, None


def _must_served(problem: AllocationProblem, plan: AllocationPlan) -> Breaches:
    given = {assignment.request_id for assignment in plan.assignments}
    for request in problem.requests:
        if request.must and request.request_id not in given:
            yield "is not served", request.request_id, None


def _refused_or_granted(problem: AllocationProblem, plan: AllocationPlan) -> Breaches:
    answers = Counter(plan.refused) + Counter({assignment.request_id for assignment in plan.assignments})
    known = {request.request_id for request in problem.requests}
    for request_id in sorted(known | answers.keys()):
        if request_id not in known:
            yield "no such request", request_id, None
        elif answers[request_id] != 1:
            yield f"{answers[request_id]} answers", request_id, None


def _tiers_recomputed(problem: AllocationProblem, plan: AllocationPlan) -> Breaches:
    requests = _requests(problem)
    valid = [
        item
        for item in plan.assignments
        if item.request_id in requests and _asked(requests[item.request_id], item) and _complete(requests, item)
    ]
    values = tier_values(problem, valid)
    if tuple(tier.name for tier in plan.tiers) != tier_names(problem):
        yield f"tiers are not {', '.join(tier_names(problem))}", None, None
    for tier in plan.tiers:
        if values.get(tier.name) != tier.value:
            yield f"{tier.name} is {values.get(tier.name)}, not {tier.value}", None, None
        if (tier.bound - tier.value) * (1 if tier.name in MAXIMISED else -1) < 0:
            yield f"{tier.name} {tier.value} is better than its bound {tier.bound}", None, None


RULES = (
    Rule("unit-no-overlap", "A unit serves one use at a time, and none while it is busy.", _unit_no_overlap),
    Rule("unit-in-pool", "Every unit belongs to a pool of its use.", _unit_in_pool),
    Rule("one-option", "A request has at most one assignment, to an option that was asked for.", _one_option),
    Rule("all-uses", "All uses of an option are given, each with its quantity of distinct units.", _all_uses),
    Rule("pin-kept", "A pinned request keeps its option and its units.", _pin_kept),
    Rule("must-served", "A request that must be served is.", _must_served),
    Rule("refused-or-granted", "Each request is granted or refused, exactly once.", _refused_or_granted),
    Rule(
        "tiers-recomputed",
        "The tiers are the goals recomputed from the assignments, none better than its bound.",
        _tiers_recomputed,
    ),
)


def _requests(problem: AllocationProblem) -> dict[int, Request]:
    return {request.request_id: request for request in problem.requests}


def _asked(request: Request, assignment: Assignment) -> Option | None:
    """The option, if it was asked for; a fallback counts only where it is pinned."""
    option = request.option(assignment.option_id)
    pinned = request.pinned is not None and request.pinned.option_id == assignment.option_id
    return option if option in request.options or pinned else None


def _complete(requests: dict[int, Request], assignment: Assignment) -> bool:
    option = requests[assignment.request_id].option(assignment.option_id)
    return option is not None and len(option.uses) == len(assignment.units)


def _uses(problem: AllocationProblem, plan: AllocationPlan) -> Iterator[tuple[Assignment, Use, tuple[int, ...]]]:
    """Every use that is given, with its units; what is malformed is left to the rules on form."""
    requests = _requests(problem)
    for assignment in plan.assignments:
        request = requests.get(assignment.request_id)
        option = request.option(assignment.option_id) if request is not None else None
        for use, units in zip(option.uses if option else (), assignment.units, strict=False):
            yield assignment, use, units
