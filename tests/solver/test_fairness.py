"""The order in which requests come in decides nothing; the published draw alone breaks ties."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from solver.allocation import AllocationPlan, AllocationProblem, Limits, Request, allocate, encode_plan, lot
from tests.solver.brute_force import Everything
from tests.solver.problems import pool, seat
from tests.solver.random_problems import random_problem

ENOUGH = Limits(seconds=20)


def shuffled(problem: AllocationProblem, random: Random) -> AllocationProblem:
    """The same requests in another order, and the options of each."""
    requests = [
        replace(
            request,
            options=tuple(random.sample(request.options, len(request.options))),
            fallbacks=tuple(random.sample(request.fallbacks, len(request.fallbacks))),
        )
        for request in problem.requests
    ]
    random.shuffle(requests)
    return replace(problem, requests=tuple(requests))


def renumbered(problem: AllocationProblem, random: Random) -> tuple[AllocationProblem, dict[int, int]]:
    """The same requests with the numbers they would have had, had they come in another order; old number by new."""
    old = [request.request_id for request in problem.requests]
    numbers = dict(zip(old, random.sample(old, len(old)), strict=True))
    requests = tuple(_renumbered(request, numbers[request.request_id]) for request in problem.requests)
    return replace(problem, requests=requests), {new: before for before, new in numbers.items()}


def _renumbered(request: Request, number: int) -> Request:
    pinned, current = (kept and replace(kept, request_id=number) for kept in (request.pinned, request.current))
    return replace(request, request_id=number, pinned=pinned, current=current)


def answer(plan: AllocationPlan) -> bytes:
    """Everything a person is told; how long it took is not part of it."""
    return encode_plan(replace(plan, statistics=replace(plan.statistics, seconds=0.0, prices=(), certificate=())))


def unequal_after_shuffling(seeds: range) -> list[int]:
    wrong = []
    for seed in seeds:
        problem = random_problem(seed)
        plan = allocate(problem, ENOUGH)
        if answer(allocate(shuffled(problem, Random(seed)), ENOUGH)) != answer(plan):
            wrong.append(seed)
    return wrong


def unequal_beyond_the_draw(seeds: range) -> list[int]:
    """Seeds for which another numbering changes a goal, or changes who is served though no draw was needed."""
    wrong = []
    for seed in seeds:
        problem = random_problem(seed)
        other, number_before = renumbered(problem, Random(seed))
        plan, again = allocate(problem, ENOUGH), allocate(other, ENOUGH)
        if plan.status != again.status or plan.status != "optimal":
            continue
        served = frozenset(item.request_id for item in plan.assignments)
        served_again = frozenset(number_before[item.request_id] for item in again.assignments)
        values = [[tier.value for tier in item.tiers if tier.name != "lot"] for item in (plan, again)]
        if values[0] != values[1] or (served != served_again and not is_drawn(problem)):
            wrong.append(seed)
    return wrong


def is_drawn(problem: AllocationProblem) -> bool:
    """Whether different people could be served by plans that are equally good before the draw."""
    return len({frozenset(best.choice) for best in Everything(problem).all_best(drawing=False)}) > 1


def test_whoever_submits_first_has_no_advantage() -> None:
    assert unequal_after_shuffling(range(40)) == []


def test_a_number_counts_in_the_draw_alone() -> None:
    assert unequal_beyond_the_draw(range(40)) == []


@pytest.mark.thorough
def test_the_order_of_submission_never_matters() -> None:
    assert unequal_after_shuffling(range(40, 400)) == []
    assert unequal_beyond_the_draw(range(40, 400)) == []


def test_among_equals_the_draw_decides_and_not_the_number() -> None:
    """Equal wishes for two units: whatever the seed, those with the highest draws are served."""
    for seed in range(12):
        wishes = tuple(seat(number, 0, 4) for number in range(1, 7))
        plan = allocate(AllocationProblem((pool(1, (), ()),), wishes, seed=seed), ENOUGH)
        drawn = sorted((wish.request_id for wish in wishes), key=lambda number: lot(seed, number), reverse=True)
        assert {item.request_id for item in plan.assignments} == set(drawn[:2])
