"""Writes what the solver made of a section: everybody's days with reasons, what is short, and the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from scheduler.db.tables import shift_assignment, shift_plan
from scheduler.db.versions import change, load
from scheduler.domain.reason import Reason
from scheduler.domain.states import SHIFT_PLAN, ShiftPlanState, advance
from scheduler.reasons import as_json
from scheduler.shifts.patterns import clock_of
from scheduler.shifts.reasons import reasons_of, short_day
from scheduler.shifts.snapshot import Snapshot
from solver.codec import dumps
from solver.shifts import OFF, PENALTY, SHORTAGE, Row, ShiftPlan, ShiftProblem
from solver.shifts.answers import Report
from solver.shifts.goals import is_met, unmet_weights

SOLVER_VERSION = "shifts-1"


def solver_version() -> str:
    """What makes the plans: ours, and the library whose answers depend on its version."""
    return f"{SOLVER_VERSION} scipy-{version('scipy')}"[:40]


def propose(
    tx: Connection, plan_id: int, snapshot: Snapshot, report: Report, *, now: datetime
) -> dict[str, Any] | None:
    """Turn an answer into the section's proposal in this transaction; returns its figures.

    None, and nothing happens, when the plan is no longer wanted.  A proposal that was open before is superseded.
    """
    row = load(tx, shift_plan, plan_id, lock=True)
    if row.state != ShiftPlanState.SOLVING:
        return None
    _supersede(tx, row.season_id, row.department_id)
    tx.execute(delete(shift_assignment).where(shift_assignment.c.plan_id == plan_id))
    rows = list(_assignments(plan_id, snapshot, report))
    if rows:
        tx.execute(insert(shift_assignment), rows)
    figures = figures_of(snapshot, report)
    values = {
        "problem": dumps(snapshot.problem),
        "key": snapshot.key.as_json(),
        "solution": dumps(report.plan),
        "status": report.plan.status,
        "figures": figures,
        "shortages": [
            short_day(day, snapshot.present[day.day], snapshot.problem, snapshot.key) for day in report.short
        ],
        "gap": report.plan.gap,
        "solver_version": solver_version(),
        "proposed_at": now,
    }
    tx.execute(update(shift_plan).where(shift_plan.c.id == plan_id).values(values))
    state = advance("shift_plan", SHIFT_PLAN, ShiftPlanState.SOLVING, "propose")
    change(tx, shift_plan, plan_id, expected=None, state=state)
    return figures


def fail(tx: Connection, plan_id: int, reasons: tuple[Reason, ...]) -> None:
    """Say why a section has no plan; what it had before stays."""
    row = load(tx, shift_plan, plan_id, lock=True)
    if row.state != ShiftPlanState.SOLVING:
        return
    state = advance("shift_plan", SHIFT_PLAN, ShiftPlanState.SOLVING, "fail")
    change(tx, shift_plan, plan_id, expected=None, state=state, figures={"reasons": as_json(reasons)})


def figures_of(snapshot: Snapshot, report: Report) -> dict[str, Any]:
    """The plan in numbers.

    wishes, met: wished days, and those given; people who wished, with a wish unmet; barred: wished days that a rule
    forbids; shifted_days; worst_off: largest unmet weight of a person; people_changed and days_changed against what
    is published; both goals with their bounds; seconds of the solver.
    """
    problem, plan = snapshot.problem, report.plan
    by_person = {row.person_id: row for row in plan.rows}
    unmet = unmet_weights(problem, by_person)
    met = sum(is_met(wish, by_person[wish.person_id].choices[wish.day]) for wish in problem.wishes)
    changed = [_days_changed(person.published, by_person[person.person_id]) for person in problem.people]
    standard = 1
    return {
        "people": len(problem.people),
        "wishes": len(problem.wishes),
        "met": met,
        "barred": len(snapshot.barred),
        "people_wishing": len({wish.person_id for wish in problem.wishes}),
        "people_unmet": sum(weight > 0 for weight in unmet.values()),
        "worst_off": max(unmet.values(), default=0),
        "shifted_days": sum(choice not in {OFF, standard} for row in plan.rows for choice in row.choices),
        "people_changed": sum(days > 0 for days in changed),
        "days_changed": sum(changed),
        "short_days": len(report.short),
        "pins": len(problem.pins),
        "seconds": round(plan.seconds, 2),
        **_goals(plan),
    }


def _goals(plan: ShiftPlan) -> dict[str, int]:
    return {
        name: value
        for goal in (plan.goal(SHORTAGE), plan.goal(PENALTY))
        for name, value in ((goal.name, goal.value), (f"{goal.name}_bound", goal.bound))
    }


def _days_changed(published: tuple[int, ...], row: Row) -> int:
    return sum(before != after for before, after in zip(published, row.choices, strict=False))


def _supersede(tx: Connection, season_id: str, department_id: str) -> None:
    open_ones = select(shift_plan.c.id).where(
        shift_plan.c.season_id == season_id,
        shift_plan.c.department_id == department_id,
        shift_plan.c.state == ShiftPlanState.PROPOSED,
    )
    state = advance("shift_plan", SHIFT_PLAN, ShiftPlanState.PROPOSED, "supersede")
    for plan_id in tx.execute(open_ones).scalars().all():
        change(tx, shift_plan, plan_id, expected=None, state=state)


def _assignments(plan_id: int, snapshot: Snapshot, report: Report) -> Iterator[dict[str, Any]]:
    problem, key = snapshot.problem, snapshot.key
    shifts = {shift.shift_id: shift for shift in problem.shifts}
    pinned = {(pin.person_id, pin.day) for pin in problem.pins}
    wished = _wished(problem)
    reasons = {
        (unmet.wish.person_id, unmet.wish.day): reasons_of(unmet, problem, key)
        for unmet in sorted(report.unmet, key=lambda each: each.wish.weight)
    }
    for row in report.plan.rows:
        for day, choice in enumerate(row.choices):
            if choice == OFF:
                continue
            where = row.person_id, day
            barred = snapshot.barred.get(where)
            wish = wished.get(where)
            pattern_id = key.pattern_id(wish) if wish else barred[0] if barred else None
            why = reasons.get(where, ()) or ((barred[1],) if barred else ())
            rest = shifts[choice].breaks[row.breaks[day]] if shifts[choice].breaks else (shifts[choice].start,) * 2
            yield {
                "plan_id": plan_id,
                "staff_id": key.staff_id(row.person_id),
                "date": key.dates[day],
                "pattern_id": key.pattern_id(choice),
                "break_start": clock_of(rest[0]),
                "break_end": clock_of(rest[1]),
                "pinned": where in pinned,
                "source": "hand" if where in pinned else "solver",
                "wished_pattern_id": pattern_id,
                "reasons": as_json(why) if pattern_id != key.pattern_id(choice) else [],
            }


def _wished(problem: ShiftProblem) -> Mapping[tuple[int, int], int]:
    """The shift wished for a day; the one that weighs most where there are several."""
    ordered = sorted(problem.wishes, key=lambda wish: wish.weight)
    return {(wish.person_id, wish.day): wish.choices[0] for wish in ordered}
