"""A new proposal that starts from a plan that stands, by the facts of now: for changes after it was published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update
from sqlalchemy import Row as DataRow

from scheduler.audit.operations import record
from scheduler.db.tables import job, shift_assignment, shift_plan
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import ShiftPlanState
from scheduler.errors import Refused
from scheduler.jobs.states import UNFINISHED
from scheduler.reasons import as_json
from scheduler.shifts import storing
from scheduler.shifts.patterns import minutes
from scheduler.shifts.sheet import Sheet, open_sheet
from scheduler.shifts.snapshot import Snapshot, take
from scheduler.shifts.standing import short_days, standing_shortages
from solver.shifts import FEASIBLE, OFF, PENALTY, SHORTAGE, Goal, Row, ShiftPlan, goal_values
from solver.shifts.answers import Report


def revise(tx: Connection, plan_id: int, *, actor: Actor, now: datetime) -> int:
    """A proposal with the days of a published plan, to be changed by hand; returns its id.

    Who is away by now is taken out, and who came works the first pattern they may.

    Raises:
        NotAllowed: the section is not the actor's to plan.
        Refused: the plan does not stand any more, or another of the section is being made.
    """
    new_id = start_from(tx, plan_id, job_id=None, actor=actor, now=now)
    base = open_sheet(tx, plan_id)
    snapshot = take(tx, base.plan.season_id, base.plan.department_id, previous_plan_id=plan_id)
    propose_from(tx, new_id, base, snapshot, carried(base, snapshot), now=now)
    return new_id


def start_from(tx: Connection, plan_id: int, *, job_id: str | None, actor: Actor, now: datetime) -> int:
    """A place for a plan that will start from what stands; returns its id."""
    base = load(tx, shift_plan, plan_id, lock=True)
    permission.require(permission.may_plan_section(actor, base.department_id), "revise-shift-plan")
    if base.state not in {ShiftPlanState.PROPOSED, ShiftPlanState.PUBLISHED}:
        raise Refused(Reason("shift-plan-not-open", {"state": base.state}))
    own = and_(shift_plan.c.season_id == base.season_id, shift_plan.c.department_id == base.department_id)
    solving = (
        select(shift_plan.c.id)
        .join(job, job.c.id == shift_plan.c.job_id)
        .where(own, shift_plan.c.state == ShiftPlanState.SOLVING, job.c.state.in_(UNFINISHED))
    )
    if tx.execute(solving).first() is not None:
        raise Refused(Reason("still-solving"))
    values: dict[str, Any] = {
        "season_id": base.season_id,
        "department_id": base.department_id,
        "number": tx.execute(select(func.max(shift_plan.c.number)).where(own)).scalar_one() + 1,
        "state": ShiftPlanState.SOLVING,
        "job_id": job_id,
        "previous_plan_id": plan_id,
        "key": {},
        "figures": {},
        "shortages": [],
        "created_by": actor.staff_id,
        "created_at": now,
    }
    new_id = int(tx.execute(insert(shift_plan).values(values).returning(shift_plan.c.id)).scalar_one())
    record(tx, actor=actor, now=now, action="revise", noun="shift_plan", key=new_id, after={"from": plan_id})
    return new_id


def carried(base: Sheet, snapshot: Snapshot) -> tuple[Row, ...]:
    """What stands, in the numbers of a newer problem of the same section."""
    return tuple(Row(*_carried(base, snapshot, staff_id)) for staff_id in snapshot.key.staff_ids)


def _carried(base: Sheet, snapshot: Snapshot, staff_id: str) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    key, problem = snapshot.key, snapshot.problem
    person = problem.people[key.persons[staff_id] - 1]
    shifts = {shift.shift_id: shift for shift in problem.shifts}
    choices, places = [], []
    for number, day in enumerate(key.dates):
        item, allowed = base.assignments.get((staff_id, day)), person.choices[number]
        stays = item is not None and allowed != (OFF,) and item.pattern_id in key.shifts
        choice = key.shifts[item.pattern_id] if item is not None and stays else allowed[0]
        starts = [rest[0] for rest in shifts[choice].breaks] if choice != OFF else []
        rest = minutes(item.break_start) if item is not None else None
        choices.append(choice)
        places.append(starts.index(rest) if rest in starts else 0)
    return person.person_id, tuple(choices), tuple(places)


def propose_from(
    tx: Connection,
    plan_id: int,
    base: Sheet,
    snapshot: Snapshot,
    rows: tuple[Row, ...],
    *,
    now: datetime,
    further: dict[str, Any] | None = None,
) -> None:
    """Turn the rows into the section's proposal, with what is known from the plan it starts from.

    `further`: figures beside the usual ones.  Nothing is proven of such a plan, so it has no gap.
    """
    values = goal_values(snapshot.problem, rows)
    goals = tuple(Goal(name, values[name], 0) for name in (SHORTAGE, PENALTY))
    report = Report(ShiftPlan(rows, goals, FEASIBLE, 0.0), (), tuple(short_days(snapshot.problem, rows)))
    figures = storing.propose(tx, plan_id, snapshot, report, now=now)
    if figures is None:
        return
    _take_over_reasons(tx, plan_id, base)
    shortages = standing_shortages(snapshot.problem, snapshot.key, rows, base.plan.shortages)
    kept = {"figures": {**figures, **(further or {})}, "gap": None, "shortages": shortages}
    change(tx, shift_plan, plan_id, expected=None, **kept)


def _take_over_reasons(tx: Connection, plan_id: int, base: Sheet) -> None:
    """Days that stay keep who decided them, and why a wish is not met; one that is lost now says that it stands in."""
    query = select(shift_assignment).where(shift_assignment.c.plan_id == plan_id)
    for item in tx.execute(query).all():
        values = dict(_kept(item, base.assignments.get((item.staff_id, item.date))))
        if any(getattr(item, name) != value for name, value in values.items()):
            here = and_(
                shift_assignment.c.plan_id == plan_id,
                shift_assignment.c.staff_id == item.staff_id,
                shift_assignment.c.date == item.date,
            )
            tx.execute(update(shift_assignment).where(here).values(values))


def _kept(item: DataRow[Any], before: DataRow[Any] | None) -> Iterator[tuple[str, Any]]:
    is_unmet = item.wished_pattern_id not in {None, item.pattern_id}
    if before is not None and before.pattern_id == item.pattern_id:
        yield "source", before.source
        yield "reasons", before.reasons if is_unmet else []
    elif is_unmet and not item.reasons:
        yield "reasons", as_json([Reason("shift-stands-in", {"day": item.date})])
