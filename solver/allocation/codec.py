"""Problems and plans as JSON bytes in a canonical order, and the hash that names a problem."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from solver.allocation.plan import AllocationPlan
from solver.allocation.problem import AllocationProblem, Option, Request
from solver.allocation.remedy import Remedies
from solver.codec import dumps, loads


def encode_problem(problem: AllocationProblem) -> bytes:
    """The problem with everything whose order has no meaning sorted: equal problems give equal bytes."""
    return dumps(canonical(problem))


def decode_problem(data: bytes) -> AllocationProblem:
    """Raises InvalidMessage for what is not a problem and InvalidProblem for one that contradicts itself."""
    return loads(AllocationProblem, data)


def encode_plan(plan: AllocationPlan) -> bytes:
    return dumps(plan)


def decode_plan(data: bytes) -> AllocationPlan:
    """Raises InvalidMessage for what is not a plan."""
    return loads(AllocationPlan, data)


def encode_remedies(remedies: Remedies) -> bytes:
    return dumps(remedies)


def decode_remedies(data: bytes) -> Remedies:
    """Raises InvalidMessage for what are not remedies."""
    return loads(Remedies, data)


def problem_hash(problem: AllocationProblem) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal: the order of requests, pools and options does not matter."""
    return sha256(encode_problem(problem)).hexdigest()


def canonical(problem: AllocationProblem) -> AllocationProblem:
    """Pools, units, requests and options sorted by id; the order of an option's uses means something and stays."""
    pools = tuple(
        replace(pool, units=tuple(sorted(pool.units, key=lambda unit: unit.unit_id))) for pool in problem.pools
    )
    return replace(
        problem,
        pools=tuple(sorted(pools, key=lambda pool: pool.pool_id)),
        requests=tuple(sorted(map(_canonical_request, problem.requests), key=lambda request: request.request_id)),
    )


def _canonical_request(request: Request) -> Request:
    return replace(
        request, options=_canonical_options(request.options), fallbacks=_canonical_options(request.fallbacks)
    )


def _canonical_options(options: tuple[Option, ...]) -> tuple[Option, ...]:
    sorted_pools = (
        replace(option, uses=tuple(replace(use, pools=tuple(sorted(use.pools))) for use in option.uses))
        for option in options
    )
    return tuple(sorted(sorted_pools, key=lambda option: option.option_id))
