"""Problems and plans survive the way through JSON; equal problems have equal hashes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from solver.allocation import (
    AllocationProblem,
    InvalidProblem,
    allocate,
    decode_plan,
    decode_problem,
    encode_plan,
    encode_problem,
    problem_hash,
)
from solver.allocation.codec import canonical
from solver.codec import InvalidMessage
from tests.solver.problems import ENOUGH, pool, problems, seat

PROBLEM = AllocationProblem(
    (pool(1, (), ((2, 3),)), pool(2, ())), (seat(1, 0, 4, series=3), seat(2, 0, 4, pools=(2, 1)))
)


@settings(deadline=None)
@given(problems())
def test_a_problem_comes_back_as_it_was(problem: AllocationProblem) -> None:
    assert decode_problem(encode_problem(problem)) == canonical(problem)


def test_a_plan_comes_back_as_it_was() -> None:
    plan = allocate(PROBLEM, ENOUGH)
    assert decode_plan(encode_plan(plan)) == plan


def test_the_hash_ignores_order_and_nothing_else() -> None:
    turned = replace(PROBLEM, pools=PROBLEM.pools[::-1], requests=PROBLEM.requests[::-1])
    assert problem_hash(turned) == problem_hash(PROBLEM)
    for other in (
        replace(PROBLEM, seed=1),
        replace(PROBLEM, goals=("served", "stability", "cost", "packing")),
        replace(PROBLEM, requests=(replace(PROBLEM.requests[0], weight=2), PROBLEM.requests[1])),
    ):
        assert problem_hash(other) != problem_hash(PROBLEM)
    assert len(problem_hash(PROBLEM)) == 64


def damaged(change: object) -> bytes:
    raw = json.loads(encode_problem(PROBLEM))
    change(raw)  # type: ignore[operator]
    return json.dumps(raw).encode()


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (b"{", "message"),
        (b"[]", "AllocationProblem"),
        (damaged(lambda raw: raw.pop("requests")), "AllocationProblem"),
        (damaged(lambda raw: raw.update(extra=1)), "AllocationProblem"),
        (damaged(lambda raw: raw.update(seed="1")), "AllocationProblem.seed"),
        (damaged(lambda raw: raw.update(seed=True)), "AllocationProblem.seed"),
        (damaged(lambda raw: raw["requests"][1].update(weight=1.5)), "AllocationProblem.requests[1].weight"),
        (
            damaged(lambda raw: raw["pools"][0]["units"][1].update(busy=[[1]])),
            "AllocationProblem.pools[0].units[1].busy[0]",
        ),
        (damaged(lambda raw: raw.update(pools={})), "AllocationProblem.pools"),
    ],
)
def test_what_is_not_a_problem_is_refused_by_place(data: bytes, path: str) -> None:
    with pytest.raises(InvalidMessage) as caught:
        decode_problem(data)
    assert caught.value.path == path


def test_a_decoded_problem_is_checked_too() -> None:
    with pytest.raises(InvalidProblem):
        decode_problem(damaged(lambda raw: raw["requests"][0].update(weight=0)))
