"""A problem that contradicts itself is refused with the row, the field and the rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solver.allocation import AllocationProblem, Assignment, InvalidProblem, Option, Pool, Request, Unit, Use
from tests.solver.problems import pool, seat

GOOD = AllocationProblem((pool(1, (), ((5, 9),)), pool(2, ())), (seat(7, 0, 4), seat(8, 2, 6, pools=(1, 2))))


def with_request(**changes: object) -> AllocationProblem:
    return replace(GOOD, requests=(replace(GOOD.requests[0], **changes), GOOD.requests[1]))  # type: ignore[arg-type]


def with_use(use: Use) -> AllocationProblem:
    return with_request(options=(Option(0, (use,)),))


def pin(option_id: int = 0, units: tuple[tuple[int, ...], ...] = ((11,),), request_id: int = 7) -> AllocationProblem:
    return with_request(pinned=Assignment(request_id, option_id, units))


@pytest.mark.parametrize(
    ("build", "row", "field"),
    [
        (lambda: replace(GOOD, goals=("cost", "served")), "problem", "goals"),
        (lambda: replace(GOOD, goals=("served", "served")), "problem", "goals"),
        (lambda: replace(GOOD, goals=("served", "packing", "cost")), "problem", "goals"),
        (lambda: replace(GOOD, goals=("served", "beauty")), "problem", "goals"),
        (lambda: replace(GOOD, pools=(*GOOD.pools, pool(1))), "pool 1", "pool_id"),
        (lambda: replace(GOOD, pools=(*GOOD.pools, Pool(3, (Unit(11),)))), "unit 11", "unit_id"),
        (lambda: replace(GOOD, pools=(pool(1, ((4, 4),)), pool(2, ()))), "unit 11", "busy"),
        (lambda: replace(GOOD, pools=(pool(1, ((0, 4), (3, 5))), pool(2, ()))), "unit 11", "busy"),
        (lambda: replace(GOOD, requests=(GOOD.requests[0], GOOD.requests[0])), "request 7", "request_id"),
        (lambda: with_request(weight=0), "request 7", "weight"),
        (lambda: with_request(weight=10**7), "request 7", "weight"),
        (lambda: with_request(fallbacks=GOOD.requests[0].options), "request 7 0", "option_id"),
        (lambda: with_request(options=(Option(0, ()),)), "request 7 option 0", "uses"),
        (lambda: with_request(options=(Option(0, (Use((1,), 0, 1),), -1),)), "request 7 option 0", "cost"),
        (lambda: with_use(Use((1,), 4, 4)), "request 7 option 0", "start"),
        (lambda: with_use(Use((1,), 0, 4, 0)), "request 7 option 0", "quantity"),
        (lambda: with_use(Use((), 0, 4)), "request 7 option 0", "pools"),
        (lambda: with_use(Use((1, 1), 0, 4)), "request 7 option 0", "pools"),
        (lambda: with_use(Use((1, 9), 0, 4)), "request 7 option 0", "pools"),
        (lambda: pin(request_id=8), "request 7", "pinned"),
        (lambda: with_request(current=Assignment(8, 0, ((11,),))), "request 7", "current"),
        (lambda: pin(option_id=5), "request 7", "pinned"),
        (lambda: pin(units=((11, 12),)), "request 7", "pinned"),
        (lambda: pin(units=((21,),)), "request 7", "pinned"),
    ],
)
def test_a_contradiction_is_named(build: object, row: str, field: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        build()  # type: ignore[operator]
    assert (caught.value.row, caught.value.field) == (row, field)
    assert caught.value.rule


def test_a_pin_on_a_busy_unit_is_refused() -> None:
    late = Request(9, 1, (Option(0, (Use((1,), 8, 12),)),), pinned=Assignment(9, 0, ((12,),)))
    with pytest.raises(InvalidProblem, match="unit 12 is free"):
        replace(GOOD, requests=(late,))


def test_two_pins_on_one_unit_are_refused() -> None:
    first = replace(seat(1, 0, 4), pinned=Assignment(1, 0, ((11,),)))
    second = replace(seat(2, 3, 5), pinned=Assignment(2, 0, ((11,),)))
    with pytest.raises(InvalidProblem, match="request 2: pinned"):
        replace(GOOD, requests=(first, second))


def test_a_pin_may_keep_a_fallback_that_a_person_accepted() -> None:
    fallback = Option(3, (Use((2,), 0, 4),), 90)
    request = replace(seat(1, 0, 4), fallbacks=(fallback,), pinned=Assignment(1, 3, ((21,),)))
    assert replace(GOOD, requests=(request,)).requests[0].pinned is not None
