"""Plans sections in a test as the job would, step by step in this thread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Connection, insert

from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Actor
from scheduler.shifts import planning, planning_job, queries
from scheduler.shifts.queries import PlanView
from solver.shifts import NoPlan, ShiftLimits, ShiftProblem
from solver.shifts.answers import Report
from solver.shifts.report import plan_and_explain
from tests import builders
from tests.scheduler.rounds import StepContext
from tests.scheduler.shift_section import EARLY, NOW, SEASON, SECTION, STANDARD

Cancelled = Callable[[], bool]
Engine = Callable[[Sequence[ShiftProblem], ShiftLimits, Cancelled], Iterator[Report | NoPlan]]


def one_by_one(solve: Callable[[ShiftProblem, ShiftLimits], Report | NoPlan]) -> Engine:
    """What solves several sections with what solves one."""

    def engine(
        problems: Sequence[ShiftProblem], limits: ShiftLimits, _cancelled: Cancelled
    ) -> Iterator[Report | NoPlan]:
        return (solve(problem, limits) for problem in problems)

    return engine


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process of its own, which takes longer to start than a small section to solve."""
    monkeypatch.setattr(planning_job, "plan_each_in_child", one_by_one(plan_and_explain))


def request(
    database: Database, sections: Collection[str] | None = None, *, actor: Actor | None = None, now: datetime = NOW
) -> str:
    with database.write() as tx:
        return planning.request_plan(tx, SEASON, sections, seconds=20, actor=actor or builders.keeper(), now=now)


def run(database: Database, job_id: str, *, now: datetime = NOW) -> StepContext:
    context = StepContext(database, now, job_id)
    planning_job.plan_sections(context, {"season_id": SEASON, "seconds": 20})  # type: ignore[arg-type]
    return context


def planned(database: Database, sections: Collection[str] | None = None, *, now: datetime = NOW) -> list[PlanView]:
    """Plans from their request to their proposals, by section."""
    job_id = request(database, sections, now=now)
    run(database, job_id, now=now)
    with database.read() as tx:
        found = queries.plans(tx, SEASON, actor=builders.keeper())
    return [plan for plan in found if plan.job_id == job_id]


def furnish_other(tx: Connection) -> None:
    """A second section, of one person, with nothing to cover."""
    builders.department(tx, "D0002")
    builders.staff_member(tx, "S000009", department_id="D0002")


def last_summer(tx: Connection, met: Mapping[str, bool], *, number: int = 1) -> None:
    """A week a year ago that is published, in which these people wished to start early every day."""
    season_id, first = f"2025-{number}", date(2025, 7, 7) + timedelta(weeks=number)
    days = [first + timedelta(days=each) for each in range(5)]
    moments = {"created_at": NOW, "proposed_at": NOW, "published_at": NOW}
    names = {"name_ja": "去年", "name_en": "Last year", "first_day": days[0], "last_day": days[-1]}
    tx.execute(
        insert(tables.season).values(
            season_id=season_id, **names, patterns="summer", state="ended", wishes_close_at=NOW, created_at=NOW
        )
    )
    plan = {"season_id": season_id, "department_id": SECTION, "number": 1, "state": "published", "key": {}}
    made = insert(tables.shift_plan).values(**plan, **moments, figures={}, shortages=[])
    plan_id = tx.execute(made.returning(tables.shift_plan.c.id)).scalar_one()
    for staff_id, was_met in met.items():
        for day in days:
            given = {"staff_id": staff_id, "date": day, "pattern_id": EARLY if was_met else STANDARD}
            at_rest = {"break_start": time(12, 0), "break_end": time(13, 0), "plan_id": plan_id}
            wished = {"pinned": False, "source": "solver", "wished_pattern_id": EARLY, "reasons": []}
            tx.execute(insert(tables.shift_assignment).values(**given, **at_rest, **wished))
            tx.execute(insert(tables.shift).values(**given, **at_rest, department_id=SECTION, changed_at=NOW))
