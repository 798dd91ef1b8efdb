"""Small allocation problems for the tests: written by hand, drawn at random, and solved by trying everything."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from math import comb, prod

from hypothesis import strategies as st

from solver.allocation import AllocationProblem, Assignment, Limits, Option, Pool, Request, Unit, Use
from solver.allocation.goals import rank, tier_values

ENOUGH = Limits(seconds=20)


def pool(pool_id: int, *busy: tuple[tuple[int, int], ...]) -> Pool:
    """A pool with one unit per tuple of busy spans; its units are numbered pool_id * 10 + 1, 2, …"""
    return Pool(pool_id, tuple(Unit(pool_id * 10 + number, spans) for number, spans in enumerate(busy, 1)))


def seat(
    request_id: int, start: int, end: int, *, weight: int = 1, pools: tuple[int, ...] = (1,), **more: object
) -> Request:
    """A request with one option: one unit of `pools` over [start, end)."""
    return Request(request_id, weight, (Option(0, (Use(pools, start, end),)),), **more)  # type: ignore[arg-type]


_spans = st.tuples(st.integers(0, 7), st.integers(1, 4)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@st.composite
def _busy(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    if draw(st.integers(0, 2)):
        return ()
    return (draw(_spans),)


@st.composite
def _uses(draw: st.DrawFn, pool_ids: list[int]) -> Use:
    start, end = draw(_spans)
    chosen = draw(st.lists(st.sampled_from(pool_ids), min_size=1, max_size=2, unique=True))
    return Use(tuple(chosen), start, end, draw(st.sampled_from([1, 1, 1, 2])))


@st.composite
def _options(draw: st.DrawFn, option_id: int, pool_ids: list[int]) -> Option:
    uses = draw(st.lists(_uses(pool_ids), min_size=1, max_size=2))
    return Option(option_id, tuple(uses), draw(st.integers(0, 3)))


@st.composite
def problems(draw: st.DrawFn, most_requests: int = 5) -> AllocationProblem:
    """Two or three pools of one to three units, some busy for a while; flexible, joint and multiple uses."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    pools = tuple(pool(number, *(draw(_busy()) for _ in range(size))) for number, size in enumerate(sizes, 1))
    pool_ids = [made.pool_id for made in pools]
    requests = []
    for request_id in range(1, draw(st.integers(1, most_requests)) + 1):
        options = tuple(draw(_options(number, pool_ids)) for number in range(draw(st.integers(0, 2))))
        requests.append(Request(request_id, draw(st.integers(1, 3)), options))
    return AllocationProblem(pools, tuple(requests), seed=draw(st.integers(0, 3)))


def most_plans(problem: AllocationProblem) -> int:
    """How many choices of options and units there are, whether they can stand together or not."""
    return prod(
        1
        + sum(prod(comb(len(_units(problem, use)), use.quantity) for use in option.uses) for option in request.options)
        for request in problem.requests
    )


def best_rank(problem: AllocationProblem) -> tuple[int, ...]:
    """The rank of the best plan, found by trying every choice of options and units."""
    return max(rank(problem, tier_values(problem, plan)) for plan in _plans(problem, 0, ()))


def _plans(problem: AllocationProblem, place: int, chosen: tuple[Assignment, ...]) -> Iterator[tuple[Assignment, ...]]:
    if place == len(problem.requests):
        yield chosen
        return
    yield from _plans(problem, place + 1, chosen)
    request = problem.requests[place]
    for option in request.options:
        for units in product(*(combinations(_units(problem, use), use.quantity) for use in option.uses)):
            assignment = Assignment(request.request_id, option.option_id, units)
            if _stands(problem, (*chosen, assignment)):
                yield from _plans(problem, place + 1, (*chosen, assignment))


def _units(problem: AllocationProblem, use: Use) -> list[int]:
    return [unit.unit_id for made in problem.pools if made.pool_id in use.pools for unit in made.units]


def _stands(problem: AllocationProblem, chosen: tuple[Assignment, ...]) -> bool:
    requests = {request.request_id: request for request in problem.requests}
    taken = {unit.unit_id: list(unit.busy) for made in problem.pools for unit in made.units}
    for assignment in chosen:
        option = requests[assignment.request_id].option(assignment.option_id)
        for use, units in zip(option.uses if option else (), assignment.units, strict=True):
            for unit in units:
                if any(use.start < end and start < use.end for start, end in taken[unit]):
                    return False
                taken[unit].append((use.start, use.end))
    return True


@st.composite
def crowded(draw: st.DrawFn) -> AllocationProblem:
    """Two pools of one unit and uses of one or both, so that what fits at each instant may not fit as a whole."""
    pools = (pool(1, draw(_busy())), pool(2, draw(_busy())))
    places = st.sampled_from([(1,), (2,), (1, 2)])
    requests = [
        seat(request_id, *draw(_spans), weight=draw(st.integers(1, 2)), pools=draw(places))
        for request_id in range(1, draw(st.integers(3, 7)) + 1)
    ]
    return AllocationProblem(pools, tuple(requests), seed=draw(st.integers(0, 3)))
