"""What a refusal says would help: new units, others making way, and what it would cost others otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Assignment,
    Extra,
    Limits,
    Option,
    Remedies,
    Request,
    Use,
    allocate,
    check_remedy,
    check_shortage,
    decode_remedies,
    encode_remedies,
    remedies,
)
from solver.process import remedies_in_child
from tests.solver.problems import ENOUGH, pool, seat

MORNING, AFTERNOON = (0, 4), (4, 8)


def found(problem: AllocationProblem) -> tuple[AllocationPlan, Remedies]:
    plan = allocate(problem, ENOUGH)
    return plan, remedies(problem, plan, ENOUGH)


def test_one_more_unit_serves_a_refused_request_and_the_proof_holds() -> None:
    problem = AllocationProblem((pool(1, ()),), (seat(1, 0, 8, weight=3), seat(2, 2, 6)))
    plan, answer = found(problem)
    (remedy,) = answer.more_units
    assert (remedy.request_id, remedy.extra, remedy.ahead) == (2, (Extra(1, 2, 6),), 0)
    assert remedy.proof == (Assignment(2, 0, ((12,),)),)
    assert check_remedy(problem, plan, remedy) == ()


def test_who_would_come_first_is_said() -> None:
    wishes = (seat(1, 0, 8, weight=12), seat(2, 0, 4, weight=5), seat(3, 4, 8, weight=5), seat(4, 0, 8, weight=2))
    _, answer = found(AllocationProblem((pool(1, ()),), wishes))
    assert {remedy.request_id: remedy.ahead for remedy in answer.more_units} == {2: 0, 3: 0, 4: 2}


def test_a_pool_that_cannot_grow_is_no_remedy() -> None:
    person = pool(9, ())
    wishes = tuple(Request(number, 3 - number, (Option(0, (Use((1,), 0, 4), Use((9,), 0, 4))),)) for number in (1, 2))
    problem = AllocationProblem((pool(1, (), ()), person), wishes)
    plan = allocate(problem, ENOUGH)
    assert remedies(problem, plan, ENOUGH, growable=(1,)).more_units == ()
    (remedy,) = remedies(problem, plan, ENOUGH).more_units
    assert remedy.extra == (Extra(9, 0, 4),)


def test_fewer_units_do_where_others_can_make_way() -> None:
    # The third wants a unit of each pool; the second could leave its unit of pool 2 for one of pool 3.
    elsewhere = Request(2, 5, (Option(0, (Use((2,), 0, 4),)), Option(1, (Use((3,), 0, 4),), 1)))
    both = Request(3, 1, (Option(0, (Use((1,), 0, 4), Use((2,), 0, 4))),))
    problem = AllocationProblem((pool(1, ()), pool(2, ()), pool(3, ())), (seat(1, 0, 4, weight=5), elsewhere, both))
    plan, answer = found(problem)
    assert plan.refused == (3,)
    (remedy,) = answer.more_units
    assert remedy.extra == (Extra(1, 0, 4),)
    assert {item.request_id for item in remedy.proof} == {2, 3}
    assert check_remedy(problem, plan, remedy) == ()


def test_another_day_is_possible_when_somebody_makes_way() -> None:
    tomorrow = Option(5, (Use((1,), *AFTERNOON),), 60)
    flexible = Request(2, 3, (Option(0, (Use((1,), *AFTERNOON),)), Option(1, (Use((2,), *AFTERNOON),), 1)))
    problem = AllocationProblem(
        (pool(1, ()), pool(2, ())),
        (seat(1, *MORNING, weight=9), flexible, replace(seat(3, *MORNING), fallbacks=(tomorrow,))),
    )
    plan, answer = found(problem)
    (remedy,) = answer.others_move
    assert (remedy.request_id, remedy.option_id, remedy.cost, remedy.moved) == (3, 5, 60, 1)
    assert check_remedy(problem, plan, remedy) == ()


def test_nobody_has_to_move_where_something_fits_as_it_is() -> None:
    free = Option(5, (Use((1,), *AFTERNOON),), 60)
    problem = AllocationProblem(
        (pool(1, ()),), (seat(1, *MORNING, weight=9), replace(seat(2, *MORNING), fallbacks=(free,)))
    )
    assert found(problem)[1].others_move == ()


def test_serving_the_refused_would_cost_others_more() -> None:
    wishes = (seat(1, 0, 4, weight=3), seat(2, 4, 8, weight=3), seat(3, 2, 6, weight=4))
    _, answer = found(AllocationProblem((pool(1, ()),), wishes))
    (displacement,) = answer.displacements
    assert (displacement.request_id, displacement.own) == (3, 4)
    assert 4 <= displacement.weight <= 6  # "at least": the prices may prove less than the whole truth


def test_nothing_is_said_about_displacing_what_nobody_can_give_up() -> None:
    closed = AllocationProblem((pool(1, ((0, 8),)),), (seat(1, 2, 6),))
    assert found(closed)[1].displacements == ()


def test_where_the_round_is_short_and_what_one_more_unit_would_serve() -> None:
    wishes = (*(seat(number, *MORNING, weight=5) for number in (1, 2, 3)), seat(4, *AFTERNOON, weight=2), seat(5, 0, 8))
    problem = AllocationProblem((pool(1, ()), pool(2, ())), wishes)
    plan, answer = found(problem)
    (shortage,) = answer.shortages
    assert (shortage.pool_id, shortage.start, shortage.price) == (1, 0, 5.0)
    assert (shortage.extra.start, shortage.requests, shortage.weight) == (0, 1, 5)
    assert check_shortage(problem, plan, shortage) == ()


def test_a_proof_that_proves_nothing_is_found_out() -> None:
    problem = AllocationProblem((pool(1, ()),), (seat(1, 0, 8, weight=3), seat(2, 2, 6)))
    plan, answer = found(problem)
    (remedy,) = answer.more_units
    rules = {violation.rule for violation in check_remedy(problem, plan, replace(remedy, extra=()))}
    assert "unit-in-pool" in rules
    thief = replace(remedy, proof=(Assignment(2, 0, ((11,),)),))
    assert "unit-no-overlap" in {violation.rule for violation in check_remedy(problem, plan, thief)}
    nobody = replace(remedy, proof=())
    assert {violation.rule for violation in check_remedy(problem, plan, nobody)} == {"remedy-serves"}
    (shortage,) = answer.shortages
    boast = replace(shortage, requests=shortage.requests + 1)
    assert {violation.rule for violation in check_shortage(problem, plan, boast)} == {"shortage-served"}


def test_without_time_only_what_needs_no_solving_is_claimed() -> None:
    problem = AllocationProblem((pool(1, ()),), (seat(1, 0, 8, weight=3), seat(2, 2, 6)))
    plan = allocate(problem, ENOUGH)
    assert remedies(problem, plan, Limits(seconds=0)) == Remedies(
        displacements=remedies(problem, plan, ENOUGH).displacements
    )
    stopped = remedies(problem, plan, ENOUGH, cancelled=lambda: True)
    assert [(remedy.request_id, remedy.ahead) for remedy in stopped.more_units] == [(2, None)]


@pytest.mark.parametrize("growable", [None, (1,)])
def test_remedies_come_back_from_a_child_as_they_were(growable: tuple[int, ...] | None) -> None:
    problem = AllocationProblem((pool(1, ()),), (seat(1, 0, 8, weight=3), seat(2, 2, 6)))
    plan = allocate(problem, ENOUGH)
    answer = remedies_in_child(problem, plan, ENOUGH, growable)
    assert answer == remedies(problem, plan, ENOUGH, growable)
    assert decode_remedies(encode_remedies(answer)) == answer
