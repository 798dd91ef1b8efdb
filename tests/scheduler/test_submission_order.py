"""Who asks first does not matter in a round: only the published draw, which goes by the number of a date, does."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from scheduler.db import tables
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.states import RequestState
from scheduler.plans.snapshot import take
from scheduler.quotas.operations import QuotaTerms, add_quota
from solver.allocation import Limits, allocate, check
from tests import builders
from tests.builders import at

NOW = at("2026-07-03 14:00")
MORNING = at("2026-07-06 9:00")
PEOPLE = 7

# What one person asks for: (class, quarter hours until it starts, its length, whether Murayama would do as well)
requests = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, 5]), st.integers(0, 8), st.integers(2, 8), st.booleans()),
    min_size=3,
    max_size=PEOPLE,
)
quotas = st.lists(st.tuples(st.sampled_from(["D1", "D2", ""]), st.integers(0, 2)), max_size=2)


def furnish(tx: Connection) -> None:
    for office_id in ("YG-HQ", "YG-MRY"):
        builders.office(tx, office_id)
    builders.travel(tx, "YG-HQ", "YG-MRY", 12)
    for number in range(PEOPLE):
        builders.staff_member(tx, f"S00000{number}", department_id=f"D{number % 2 + 1}", office_id="YG-SNI")
    builders.pool_with_units(tx, "seat", "YG-HQ", 2)
    builders.pool_with_units(tx, "seat", "YG-MRY", 1)


def outcome(tx: Connection, asked: list[tuple[int, tuple[int, int, int, bool]]]) -> dict[str, int]:
    """The value of each goal but the draw, when the requests come in in this order."""
    tx.execute(tables.occurrence.delete())
    for number, (priority, start, length, flexible) in asked:
        first = MORNING + start * timedelta(minutes=15)
        builders.occurrence(
            tx, f"S00000{number}", first, first + length * timedelta(minutes=15), kind="seat",
            state=RequestState.WAITING, priority=priority, alt_office_ids=["YG-MRY"] if flexible else [],
        )  # fmt: skip
    problem = take(tx, MORNING.date(), MORNING.date(), seed=1, policy=DEFAULT_POLICY, now=NOW).problem
    plan = allocate(problem, Limits(seconds=20))
    assert check(problem, plan) == ()
    assert plan.status == "optimal"
    # Packing is improved as time allows, and the draw goes by number.
    return {tier.name: tier.value for tier in plan.tiers if tier.name not in {"packing", "lot"}}


def test_order_of_submission_changes_no_goal_of_a_round_with_or_without_quotas(tx: Connection) -> None:
    furnish(tx)

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(asked=requests, shares=quotas, data=st.data())
    def holds(asked: list[tuple[int, int, int, bool]], shares: list[tuple[str, int]], data: st.DataObject) -> None:
        with tx.begin_nested() as undone:
            for place, (section, most) in enumerate(shares):
                departments = (section,) if section else ()
                terms = QuotaTerms(f"Q{place}", "Q", "Q", "seat", "at_once", most, department_ids=departments)
                add_quota(tx, terms, actor=builders.keeper(), now=NOW)
            in_order = list(enumerate(asked))
            otherwise = data.draw(st.permutations(in_order))
            assert outcome(tx, in_order) == outcome(tx, otherwise)
            undone.rollback()

    holds()
