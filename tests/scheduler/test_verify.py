"""A plan is replayed from what is stored with it; whoever changes any of it afterwards is found out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update

from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Role
from scheduler.domain.states import RequestState
from scheduler.errors import NotAllowed, Refused
from scheduler.plans import applying, operations
from scheduler.plans.scenario import Scenario, StockChange
from scheduler.plans.verifying import Verification, _bound, replay_of, solve_again, verify
from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Dual,
    Tier,
    decode_plan,
    decode_remedies,
    encode_plan,
    encode_remedies,
)
from tests import builders
from tests.builders import at
from tests.scheduler.rounds import closed_round, propose, tried

NOW = at("2026-07-03 14:00")
DAY = (at("2026-07-06 13:00"), at("2026-07-06 17:00"))
KEEPER = builders.keeper()


@pytest.fixture
def scarce(database: Database) -> Database:
    """Two seats, four people of whom one was refused before; two cannot be served, one is barred by a rule."""
    with database.write() as tx:
        builders.office(tx, "YG-HQ")
        for number in range(1, 6):
            office_id = "YG-HQ" if number == 5 else "YG-SNI"
            builders.staff_member(tx, f"S00000{number}", department_id=f"D000{number}", office_id=office_id)
        builders.pool_with_units(tx, "seat", "YG-HQ", 2)
        past = at("2026-06-01 9:00"), at("2026-06-01 10:00")
        builders.occurrence(tx, "S000004", *past, kind="seat", state=RequestState.REFUSED)
        for number in range(1, 6):
            builders.occurrence(tx, f"S00000{number}", *DAY, kind="seat", state=RequestState.WAITING)
    return database


@pytest.fixture
def planned(scarce: Database) -> tuple[Database, int]:
    return scarce, made(scarce)


def made(database: Database, *, confirmed: bool = False) -> int:
    """A plan of them; `confirmed`: with what would have helped the refused."""
    round_id = closed_round(database, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)
    return propose(database, round_id, actor=KEEPER, now=NOW, confirmed=confirmed)


def verified(database: Database, plan_id: int) -> Verification:
    with database.read() as tx:
        return verify(tx, plan_id, actor=KEEPER)


def found_out(database: Database, plan_id: int) -> set[str]:
    return {item.said.code for item in verified(database, plan_id).checks if item.holds is False}


def tamper(database: Database, plan_id: int, **values: Any) -> None:
    with database.write() as tx:
        tx.execute(update(tables.plan).where(tables.plan.c.id == plan_id).values(values))


def change_solution(database: Database, plan_id: int, change: Callable[[AllocationPlan], AllocationPlan]) -> None:
    with database.read() as tx:
        stored = tx.execute(select(tables.plan.c.solution).where(tables.plan.c.id == plan_id)).scalar_one()
    tamper(database, plan_id, solution=encode_plan(change(decode_plan(stored))))


def test_plan_as_it_was_made_holds_also_after_it_was_applied(planned: tuple[Database, int]) -> None:
    database, plan_id = planned

    before = verified(database, plan_id)
    with database.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)
    after = verified(database, plan_id)

    assert before.holds
    assert after.holds
    codes = [item.said.code for item in before.checks]
    assert codes[:3] == ["verify-input", "verify-seed", "verify-rules"]
    assert {"verify-tier", "verify-figures", "verify-weights", "verify-refusals", "verify-answers"} <= set(codes)
    assert "verify-bound" in codes


def test_one_byte_of_the_problem_is_found(planned: tuple[Database, int]) -> None:
    database, plan_id = planned
    with database.read() as tx:
        stored = tx.execute(select(tables.plan.c.problem).where(tables.plan.c.id == plan_id)).scalar_one()
    place = stored.index(b'"weight":1005') + len(b'"weight":100')

    tamper(database, plan_id, problem=stored[:place] + b"9" + stored[place + 1 :])
    assert {"verify-input", "verify-weights"} <= found_out(database, plan_id)

    tamper(database, plan_id, problem=stored[:-1])
    assert {"verify-input", "verify-unreadable"} == found_out(database, plan_id)


def test_another_assignment_is_found(planned: tuple[Database, int]) -> None:
    """Somebody else has the seat: as valid as before, and not what was published."""
    database, plan_id = planned

    def swap(found: AllocationPlan) -> AllocationPlan:
        loser = next(key for key in found.refused if key not in barred)
        winner = found.assignments[0]
        changed = tuple(
            sorted((replace(winner, request_id=loser), *found.assignments[1:]), key=lambda item: item.request_id)
        )
        refused = tuple(sorted({*found.refused, winner.request_id} - {loser}))
        return replace(found, assignments=changed, refused=refused)

    with database.read() as tx:
        figures = tx.execute(select(tables.plan.c.figures).where(tables.plan.c.id == plan_id)).scalar_one()
    barred = {int(key) for key in figures["barred"]}
    change_solution(database, plan_id, swap)

    assert {"verify-tier", "verify-answers"} <= found_out(database, plan_id)


def test_an_assignment_to_what_does_not_exist_is_found(planned: tuple[Database, int]) -> None:
    database, plan_id = planned

    change_solution(
        database,
        plan_id,
        lambda found: replace(
            found, assignments=(replace(found.assignments[0], option_id=999), *found.assignments[1:])
        ),
    )

    assert {"verify-rules", "verify-unreadable"} <= found_out(database, plan_id)


def test_a_tier_is_found_in_the_solution_and_on_the_page(planned: tuple[Database, int]) -> None:
    database, plan_id = planned
    with database.read() as tx:
        figures = tx.execute(select(tables.plan.c.figures).where(tables.plan.c.id == plan_id)).scalar_one()
    shown = [dict(tier) for tier in figures["tiers"]]
    shown[0]["bound"] += 1

    tamper(database, plan_id, figures={**figures, "tiers": shown})
    assert found_out(database, plan_id) == {"verify-figures"}

    tamper(database, plan_id, figures=figures)
    change_solution(
        database,
        plan_id,
        lambda found: replace(found, tiers=(replace(found.tiers[0], value=found.tiers[0].value - 1), *found.tiers[1:])),
    )
    assert {"verify-tier", "verify-rules", "verify-figures"} <= found_out(database, plan_id)


@pytest.mark.parametrize("column", ["reasons", "alternatives", "remedies", "outcome"])
def test_what_people_were_told_is_found(planned: tuple[Database, int], column: str) -> None:
    database, plan_id = planned
    with database.write() as tx:
        refused = select(tables.proposal).where(tables.proposal.c.outcome == "refused")
        row = tx.execute(refused.order_by(tables.proposal.c.id)).first()
        assert row is not None
        values: dict[str, Any] = {
            "reasons": [{"code": "no-option", "params": {}}],
            "alternatives": [{"office_id": "YG-HQ"}],
            "remedies": [{"code": "no-option", "params": {}}],
            "outcome": "granted",
        }
        tx.execute(update(tables.proposal).where(tables.proposal.c.id == row.id).values({column: values[column]}))

    assert found_out(database, plan_id) == {"verify-answers"}


def test_proof_of_what_would_have_helped_is_checked_and_its_change_found(scarce: Database) -> None:
    plan_id = made(scarce, confirmed=True)
    said = {item.said.code: item for item in verified(scarce, plan_id).checks}
    assert said["verify-remedies"].holds
    assert int(str(said["verify-remedies"].said.params["checked"])) > 0
    with scarce.read() as tx:
        stored = tx.execute(select(tables.plan.c.remedies).where(tables.plan.c.id == plan_id)).scalar_one()
    found = decode_remedies(stored)

    false = replace(found, more_units=tuple(replace(item, proof=()) for item in found.more_units))
    tamper(scarce, plan_id, remedies=encode_remedies(false))

    assert "verify-remedies" in found_out(scarce, plan_id)


def test_seed_that_was_not_published_is_found(planned: tuple[Database, int]) -> None:
    database, plan_id = planned
    with database.write() as tx:
        tx.execute(update(tables.round_).values(seed=2))

    assert found_out(database, plan_id) == {"verify-seed"}


def test_class_of_a_request_changed_afterwards_is_found(planned: tuple[Database, int]) -> None:
    database, plan_id = planned
    with database.write() as tx:
        tx.execute(update(tables.request).where(tables.request.c.staff_id == "S000001").values(priority=2))

    assert found_out(database, plan_id) == {"verify-weights"}


def test_what_if_can_be_replayed_too(planned: tuple[Database, int]) -> None:
    database, plan_id = planned
    with database.read() as tx:
        round_id = tx.execute(select(tables.plan.c.round_id).where(tables.plan.c.id == plan_id)).scalar_one()

    scenario = Scenario(stock=(StockChange("YG-HQ", "seat", 1),), bonuses=((5, 7),))
    what_if = tried(database, round_id, scenario, actor=KEEPER, now=NOW)

    assert verified(database, what_if).holds


def test_solving_again_gives_the_same_plan(planned: tuple[Database, int]) -> None:
    database, plan_id = planned
    with database.read() as tx:
        replay = replay_of(tx, plan_id, actor=KEEPER)

    assert replay.limits.seconds == 20
    checks = solve_again(replay)
    assert [(item.said.code, item.holds) for item in checks] == [("verify-again", True), ("verify-again_same", True)]


def test_solving_again_within_a_budget_of_work_has_to_give_the_same_plan(planned: tuple[Database, int]) -> None:
    """Also where nothing is proven: the budget and not the clock decides when a solve ends."""
    database, plan_id = planned
    with database.read() as tx:
        replay = replay_of(tx, plan_id, actor=KEEPER)
    unproven = replace(replay.solution, status="feasible", assignments=replay.solution.assignments[1:])
    by_work = replace(replay, solution=unproven, limits=replace(replay.limits, work=100))

    checks = {item.said.code: item.holds for item in solve_again(by_work)}

    assert checks["verify-again_same"] is False


def test_a_certificate_that_proves_less_than_was_reached_is_found(planned: tuple[Database, int]) -> None:
    """Prices of nothing at all prove only that no plan serves more than everything."""
    database, plan_id = planned
    said = {item.said.code: item for item in verified(database, plan_id).checks}
    assert said["verify-bound"].holds
    assert said["verify-bound"].said.params["proven"] == 2005

    free = Dual((), 0, 0)
    change_solution(
        database, plan_id, lambda found: replace(found, statistics=replace(found.statistics, certificate=(free,)))
    )
    again = {item.said.code: item for item in verified(database, plan_id).checks}
    # Each of the four with an option counts in full.
    assert again["verify-searched"].said.params["difference"] == 4005 - 2005


def test_solving_again_contradicts_a_bound_that_is_too_low(planned: tuple[Database, int]) -> None:
    database, plan_id = planned
    with database.read() as tx:
        replay = replay_of(tx, plan_id, actor=KEEPER)
    served = replace(replay.solution.tiers[0], value=1000, bound=1000)
    false = replace(replay, solution=replace(replay.solution, tiers=(served, *replay.solution.tiers[1:])))

    assert solve_again(false)[0].holds is False


def test_a_plan_made_before_certificates_says_so(planned: tuple[Database, int]) -> None:
    database, plan_id = planned
    change_solution(
        database, plan_id, lambda found: replace(found, statistics=replace(found.statistics, certificate=()))
    )

    said = {item.said.code: item.holds for item in verified(database, plan_id).checks}

    assert said["verify-no_certificate"] is None


@pytest.mark.parametrize(
    ("proven", "said"),
    [
        (2500, {"verify-bound": True, "verify-searched": None}),
        (2100, {"verify-bound": True}),
        (2000, {"verify-bound": True}),
        (1999, {"verify-bound": False}),
    ],
)
def test_bound_is_split_into_what_is_certified_and_what_was_searched(
    monkeypatch: pytest.MonkeyPatch, proven: int, said: dict[str, bool | None]
) -> None:
    solution = SimpleNamespace(
        tiers=(Tier("served", 2000, 2100),), statistics=SimpleNamespace(certificate=("dual values",))
    )
    monkeypatch.setattr("scheduler.plans.verifying.certified_bound", lambda *_: proven)

    checks = list(_bound(AllocationProblem((), ()), solution))  # type: ignore[arg-type]

    assert {item.said.code: item.holds for item in checks} == said


def test_a_plan_in_the_making_and_strangers_are_refused(planned: tuple[Database, int]) -> None:
    database, plan_id = planned
    with database.write() as tx:
        round_id = tx.execute(select(tables.plan.c.round_id)).scalars().first()
        assert round_id is not None
        unfinished, _ = operations.request_plan(tx, round_id, actor=KEEPER, now=NOW)

    with pytest.raises(Refused, match="plan-not-finished"):
        verified(database, unfinished)
    with pytest.raises(NotAllowed), database.read() as tx:
        verify(tx, plan_id, actor=builders.actor("S000001", Role.MANAGER))


def test_replay_loads_no_solver_library(planned: tuple[Database, int]) -> None:
    database, plan_id = planned
    if not database.is_sqlite:
        pytest.skip("one database says as much as two")
    program = f"""
import sys
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.domain.actor import Source, system_actor
from scheduler.plans.verifying import verify
with Database(open_engine({str(database.engine.url)!r})).read() as tx:
    assert verify(tx, {plan_id}, actor=system_actor(Source.COMMAND)).holds
print(sorted(name for name in sys.modules if name.partition(".")[0] == "ortools" or name == "scipy.optimize"))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
