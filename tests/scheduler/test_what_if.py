"""What if: another stock, other hours, other weights, more demand; nothing in the round changes for it."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine
from scheduler.domain.actor import Role
from scheduler.domain.states import RequestState
from scheduler.errors import NotAllowed, Refused
from scheduler.plans import applying, operations, queries
from scheduler.plans.comparing import Comparison, Pair, compare
from scheduler.plans.scenario import (
    NOTHING,
    ClosedFor,
    ExtraWish,
    Growth,
    Hours,
    Scenario,
    StockChange,
    as_json,
    from_json,
)
from scheduler.requests.priority import weight
from solver.allocation import decode_plan, decode_problem
from tests import builders
from tests.builders import at
from tests.scheduler import rounds
from tests.scheduler.rounds import closed_round, propose

NOW = at("2026-07-03 14:00")
DAY = (at("2026-07-06 13:00"), at("2026-07-06 17:00"))
KEEPER = builders.keeper()
MONDAY, FRIDAY = date(2026, 7, 6), date(2026, 7, 10)
ONE_SEAT_MORE = Scenario(stock=(StockChange("YG-HQ", "seat", 1),))


@pytest.fixture
def scarce(database: Database) -> Database:
    """One seat at the head office, one at Murayama; three people of two sections want the head office's."""
    with database.write() as tx:
        builders.office(tx, "YG-HQ")
        builders.office(tx, "YG-MRY")
        for number in range(1, 4):
            section = "D0002" if number < 3 else "D0003"
            builders.staff_member(tx, f"S00000{number}", department_id=section, office_id="YG-SNI")
        builders.pool_with_units(tx, "seat", "YG-HQ", 1)
        builders.pool_with_units(tx, "seat", "YG-MRY", 1)
        builders.travel(tx, "YG-HQ", "YG-MRY", 12)
        for number, priority in ((1, 5), (2, 2), (3, 5)):
            alternatives = ["YG-MRY"] if number == 3 else []
            builders.occurrence(
                tx, f"S00000{number}", *DAY, kind="seat", state=RequestState.WAITING, priority=priority,
                alt_office_ids=alternatives,
            )  # fmt: skip
    return database


def a_round(database: Database) -> int:
    return closed_round(database, MONDAY, FRIDAY, actor=KEEPER, now=NOW)


def tried(database: Database, round_id: int, scenario: Scenario) -> int:
    return rounds.tried(database, round_id, scenario, actor=KEEPER, now=NOW)


def granted(database: Database, plan_id: int) -> dict[str, str | None]:
    with database.read() as tx:
        found = queries.proposals(tx, plan_id, actor=KEEPER, outcome="granted")
        return {item.staff_id: item.office_id for item in found}


def compared(database: Database, plan_a: int, plan_b: int) -> Comparison:
    with database.read() as tx:
        return compare(tx, plan_a, plan_b, actor=KEEPER)


def test_one_seat_more_serves_one_more_and_says_who(scarce: Database) -> None:
    round_id = a_round(scarce)
    plan_id = propose(scarce, round_id, actor=KEEPER, now=NOW)

    what_if = tried(scarce, round_id, ONE_SEAT_MORE)

    found = compared(scarce, plan_id, what_if)
    assert [(item.staff_id, item.kind) for item in found.gains] == [("S000001", "seat")]
    assert found.losses == ()
    assert found.by_kind[0].granted == Pair(2, 3)
    assert found.travel_min == Pair(12, 12)
    assert found.by_office[0].granted == Pair(1, 2)
    assert (found.weight_b.value - found.weight_a.value, found.weight_b.bound) == (1000, found.weight_b.value)
    assert [(item.department_id, item.gained, item.lost) for item in found.sections] == [("D0002", 1, 0)]


def test_what_if_changes_nothing_in_the_round_and_cannot_be_applied(scarce: Database) -> None:
    round_id = a_round(scarce)
    plan_id = propose(scarce, round_id, actor=KEEPER, now=NOW)
    with scarce.read() as tx:
        before = tx.execute(select(tables.round_)).one()

    what_if = tried(scarce, round_id, ONE_SEAT_MORE)

    with scarce.read() as tx:
        assert tx.execute(select(tables.round_)).one() == before
        assert [item.plan_id for item in queries.plans(tx, round_id, actor=KEEPER)] == [plan_id]
        assert queries.one(tx, plan_id, actor=KEEPER).state == "proposed"
        assert [item.plan_id for item in queries.what_ifs(tx, round_id, actor=KEEPER)] == [what_if]
        assert examine(tx) == ()
    with pytest.raises(Refused, match="what-if-not-applied"), scarce.write() as tx:
        applying.apply_plan(tx, what_if, actor=KEEPER, now=NOW)
    with pytest.raises(Refused, match="what-if-not-applied"), scarce.write() as tx:
        operations.decide(tx, what_if, 1, "pinned", actor=KEEPER, now=NOW)
    with scarce.write() as tx:
        assert applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW) == 2


def test_round_goes_on_while_a_what_if_is_computed_and_after_it(scarce: Database) -> None:
    round_id = a_round(scarce)
    with scarce.write() as tx:
        operations.request_what_if(tx, round_id, ONE_SEAT_MORE, actor=KEEPER, now=NOW)

    first = propose(scarce, round_id, actor=KEEPER, now=NOW)
    tried(scarce, round_id, ONE_SEAT_MORE)
    second = propose(scarce, round_id, actor=KEEPER, now=NOW)

    with scarce.read() as tx:
        states = {item.plan_id: item.state.value for item in queries.plans(tx, round_id, actor=KEEPER)}
        assert queries.one(tx, second, actor=KEEPER).previous_plan_id == first
    assert states == {first: "superseded", second: "proposed"}


def test_applied_round_is_tried_with_the_same_input(scarce: Database) -> None:
    round_id = a_round(scarce)
    plan_id = propose(scarce, round_id, actor=KEEPER, now=NOW)
    with scarce.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)

    same = tried(scarce, round_id, NOTHING)
    more = tried(scarce, round_id, ONE_SEAT_MORE)

    assert granted(scarce, same) == granted(scarce, plan_id)
    assert [item.staff_id for item in compared(scarce, plan_id, more).gains] == ["S000001"]
    with scarce.read() as tx:
        view = queries.one(tx, same, actor=KEEPER)
        stored, again = (
            decode_problem(tx.execute(select(tables.plan.c.problem).where(tables.plan.c.id == key)).scalar_one())
            for key in (plan_id, same)
        )
    assert view.figures["base"] == {"plan_id": plan_id, "stored": True, "changed": 0}
    assert again.pools == stored.pools
    assert [item.options for item in again.requests] == [item.options for item in stored.requests]


def test_applied_round_whose_people_had_other_seats_is_still_the_same_input(scarce: Database) -> None:
    """What the plan itself granted must not stand in its own way, nor days at home that it filled."""
    with scarce.write() as tx:
        builders.pool_with_units(tx, "mobile_pc", "YG-HQ", 2)
        for day in (7, 8):
            builders.occurrence(
                tx, "S000001", at(f"2026-07-0{day} 9:00"), at(f"2026-07-0{day} 12:00"), kind="seat",
                state=RequestState.WAITING,
            )  # fmt: skip
        for days in (["2026-07-07", "2026-07-08", "2026-07-09"], ["2026-07-08", "2026-07-09", "2026-07-10"]):
            builders.occurrence(
                tx, "S000003", at("2026-07-06 16:00"), at("2026-07-13 10:00"), state=RequestState.WAITING,
                use_dates=days,
            )  # fmt: skip
    round_id = a_round(scarce)
    plan_id = propose(scarce, round_id, actor=KEEPER, now=NOW)
    with scarce.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)

    same = tried(scarce, round_id, NOTHING)

    with scarce.read() as tx:
        assert queries.one(tx, same, actor=KEEPER).figures["base"]["changed"] == 0
    assert compared(scarce, plan_id, same).gains == compared(scarce, plan_id, same).losses == ()


def test_closed_office_and_shorter_hours_take_seats_away(scarce: Database) -> None:
    round_id = a_round(scarce)
    plan_id = propose(scarce, round_id, actor=KEEPER, now=NOW)
    closed = ClosedFor("YG-HQ", "seat", at("2026-07-06 0:00"), at("2026-07-07 0:00"))

    without_hq = tried(scarce, round_id, Scenario(closures=(closed,)))
    short_days = tried(scarce, round_id, Scenario(hours=(Hours(time(8, 30), time(16, 0)),)))
    short_at_hq = tried(scarce, round_id, Scenario(hours=(Hours(time(8, 30), time(16, 0), "YG-HQ"),)))
    same_hours = tried(scarce, round_id, Scenario(hours=(Hours(time(8, 30), time(17, 0)),)))

    assert granted(scarce, without_hq) == {"S000003": "YG-MRY"}
    assert granted(scarce, short_days) == {}
    assert granted(scarce, short_at_hq) == {"S000003": "YG-MRY"}
    assert granted(scarce, same_hours) == granted(scarce, plan_id)
    assert [item.staff_id for item in compared(scarce, plan_id, without_hq).losses] == ["S000002"]


def test_other_weights_change_who_is_served(scarce: Database) -> None:
    round_id = a_round(scarce)
    plan_id = propose(scarce, round_id, actor=KEEPER, now=NOW)

    what_if = tried(scarce, round_id, Scenario(bonuses=((2, 0), (5, 40))))

    found = compared(scarce, plan_id, what_if)
    assert [item.staff_id for item in found.gains] == ["S000001"]
    assert [item.staff_id for item in found.losses] == ["S000002"]
    assert not found.same_weights


def test_growth_draws_the_same_copies_again_and_never_takes_a_real_number(scarce: Database) -> None:
    round_id = a_round(scarce)
    scenario = Scenario(growth=(Growth("seat", 100),), stock=(StockChange("YG-HQ", "seat", 5),))

    first, second = tried(scarce, round_id, scenario), tried(scarce, round_id, scenario)

    with scarce.read() as tx:
        views = [queries.one(tx, plan_id, actor=KEEPER) for plan_id in (first, second)]
        ids = tx.execute(select(tables.proposal.c.occurrence_id).where(tables.proposal.c.plan_id == first)).scalars()
        assert max(ids) < 1_000_000_000
    assert views[0].figures["extra_by_kind"] == {"seat": {"asked": 3, "granted": 3}}
    assert views[0].problem_hash == views[1].problem_hash
    found = compared(scarce, first, second)
    assert found.by_kind[0].asked == Pair(6, 6)


def test_wishes_nobody_made_compete_like_real_ones(scarce: Database) -> None:
    round_id = a_round(scarce)
    extra = ExtraWish("S000001", "seat", "YG-MRY", *DAY, priority=1)

    what_if = tried(scarce, round_id, Scenario(extra=(extra,)))

    assert granted(scarce, what_if) == {"S000002": "YG-HQ"}


def test_units_taken_away_are_those_that_are_busy_least(scarce: Database) -> None:
    round_id = a_round(scarce)

    none_left = tried(scarce, round_id, Scenario(stock=(StockChange("YG-HQ", "seat", -3),)))
    new_kind = tried(scarce, round_id, Scenario(stock=(StockChange("YG-MRY", "seat", 2, ("quiet",)),)))

    assert granted(scarce, none_left) == {"S000003": "YG-MRY"}
    assert granted(scarce, new_kind) == {"S000002": "YG-HQ", "S000003": "YG-MRY"}


def test_pin_on_a_unit_that_is_supposed_gone_is_let_go(scarce: Database) -> None:
    round_id = a_round(scarce)
    plan_id = propose(scarce, round_id, actor=KEEPER, now=NOW)
    with scarce.write() as tx:
        pinned = queries.proposals(tx, plan_id, actor=KEEPER, outcome="granted")[0]
        operations.decide(tx, plan_id, pinned.occurrence_id, "pinned", actor=KEEPER, now=NOW)

    what_if = tried(scarce, round_id, Scenario(stock=(StockChange("YG-HQ", "seat", -1),)))

    assert granted(scarce, what_if) == {"S000003": "YG-MRY"}


def test_empty_scenario_weighs_by_the_published_formula() -> None:
    assert all(NOTHING.weight(key, times) == weight(key, times) for key in range(1, 6) for times in range(8))


def test_scenario_is_kept_as_it_was_given(scarce: Database) -> None:
    scenario = Scenario(
        "置賜に2台", (StockChange("YG-HQ", "seat", 1, ("a",)),), (ClosedFor("YG-HQ", "", *DAY),),
        (Hours(time(8), time(18)),), ((2, 50),), 9, (Growth("seat", 20, "YG-HQ"),),
        (ExtraWish("S000001", "mobile_pc", "YG-HQ", *DAY, use_dates=(MONDAY,)),),
    )  # fmt: skip
    round_id = a_round(scarce)

    with scarce.write() as tx:
        plan_id, _ = operations.request_what_if(tx, round_id, scenario, actor=KEEPER, now=NOW)

    with scarce.read() as tx:
        assert from_json(queries.one(tx, plan_id, actor=KEEPER).scenario) == scenario
    assert from_json(as_json(scenario)) == scenario


def test_scenario_without_sense_is_refused_with_everything_that_is_wrong(scarce: Database) -> None:
    round_id = a_round(scarce)
    scenario = Scenario(
        stock=(StockChange("YG-XXX", "chair", 0),),
        closures=(ClosedFor("YG-HQ", "", DAY[1], DAY[0]),),
        growth=(Growth("seat", 0),),
        bonuses=((9, 1),),
        extra=(ExtraWish("S999999", "bundle", "YG-HQ", *DAY),),
    )

    with pytest.raises(Refused) as refused, scarce.write() as tx:
        operations.request_what_if(tx, round_id, scenario, actor=KEEPER, now=NOW)

    codes = {reason.code for reason in refused.value.reasons}
    assert codes == {"what-if-unknown", "what-if-count", "what-if-percent", "what-if-bonus", "what-if-order"}


def test_scenario_that_is_refused_says_where_it_makes_no_sense(scarce: Database) -> None:
    round_id = a_round(scarce)
    scenario = Scenario(
        stock=(StockChange("YG-HQ", "seat", 1), StockChange("", "chair", 1)),
        closures=(ClosedFor("", "", *DAY), ClosedFor("YG-HQ", "seat", DAY[1], DAY[0])),
        growth=(Growth("", 20),),
    )

    with pytest.raises(Refused) as refused, scarce.write() as tx:
        operations.request_what_if(tx, round_id, scenario, actor=KEEPER, now=NOW)

    found = [
        (reason.code, *(reason.params[name] for name in ("part", "row", "field"))) for reason in refused.value.reasons
    ]
    assert sorted(found) == [
        ("what-if-missing", "closures", 1, "office"),
        ("what-if-missing", "growth", 1, "kind"),
        ("what-if-missing", "stock", 2, "office"),
        ("what-if-order", "closures", 2, "end"),
        ("what-if-unknown", "stock", 2, "kind"),
    ]


def test_only_those_who_run_rounds_try_and_compare(scarce: Database) -> None:
    round_id = a_round(scarce)
    plan_id = propose(scarce, round_id, actor=KEEPER, now=NOW)
    manager = builders.actor("S000001", Role.MANAGER)

    with pytest.raises(NotAllowed), scarce.write() as tx:
        operations.request_what_if(tx, round_id, NOTHING, actor=manager, now=NOW)
    with pytest.raises(NotAllowed), scarce.read() as tx:
        compare(tx, plan_id, plan_id, actor=manager)


def test_plan_keeps_its_seed_limits_and_solver(scarce: Database) -> None:
    plan_id = propose(scarce, a_round(scarce), actor=KEEPER, now=NOW)

    with scarce.read() as tx:
        view = queries.one(tx, plan_id, actor=KEEPER)
        solution = decode_plan(tx.execute(select(tables.plan.c.solution)).scalar_one())
    assert view.figures["limits"] == {"seconds": 20, "workers": 1, "work": None}
    assert view.solver_version is not None
    assert "ortools-" in view.solver_version
    assert solution.seed == 1
