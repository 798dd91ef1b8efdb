"""Asks for a season to be planned, section by section, and calls that off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from scheduler.audit.operations import record
from scheduler.db.tables import department, job, season, shift_plan, staff_member
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import SHIFT_PLAN, SeasonState, ShiftPlanState, advance
from scheduler.errors import NotFound, Refused
from scheduler.jobs.operations import cancel, submit

# For one section; nearly all are proven long before.
DEFAULT_SECONDS = 20.0
LONGEST_SECONDS = 600


def request_plan(
    tx: Connection,
    season_id: str,
    department_ids: Collection[str] | None = None,
    *,
    seconds: float = DEFAULT_SECONDS,
    actor: Actor,
    now: datetime,
) -> str:
    """Ask for plans of these sections, or of all that the actor plans; returns the job that makes them.

    Each section gets a plan of its own, with the next number; pins of the one before are kept.  `seconds`: for a
    section.

    Raises:
        NotAllowed: a section among them is not the actor's to plan.
        Refused: the season has ended, a section is being planned already, or nobody works in any of them.
    """
    term = load(tx, season, season_id)
    wanted = _sections(tx, department_ids, actor)
    if not 1 <= seconds <= LONGEST_SECONDS:
        raise Refused(Reason("shift-seconds", {"max": LONGEST_SECONDS}))
    if term.state == SeasonState.ENDED:
        raise Refused(Reason("season-not-open", {"season": season_id}))
    _give_up_on_ended_jobs(tx, season_id)
    solving = select(shift_plan.c.department_id).where(
        shift_plan.c.season_id == season_id, shift_plan.c.state == ShiftPlanState.SOLVING
    )
    if set(tx.execute(solving).scalars()) & set(wanted):
        raise Refused(Reason("still-solving"))
    payload = {"season_id": season_id, "seconds": seconds}
    job_id = submit(tx, kind="plan_shifts", payload=payload, actor=actor, now=now)
    _insert(tx, season_id, wanted, job_id, actor=actor, now=now)
    after = {"sections": len(wanted), "seconds": seconds}
    record(tx, actor=actor, now=now, action="plan", noun="season", key=season_id, after=after)
    return job_id


def stop_plan(tx: Connection, plan_id: int, *, actor: Actor, now: datetime) -> None:
    """Call off the job that makes this plan; sections that it has proposed already keep their proposals.

    Raises:
        NotAllowed: a section that the job plans is not the actor's to plan.
        IllegalTransition: the plan is made already, or was called off.
    """
    row = load(tx, shift_plan, plan_id, lock=True)
    advance("shift_plan", SHIFT_PLAN, ShiftPlanState(row.state), "fail")
    together = select(shift_plan).where(shift_plan.c.job_id == row.job_id, shift_plan.c.state == ShiftPlanState.SOLVING)
    waiting = tx.execute(together.with_for_update()).all()
    for each in waiting:
        permission.require(permission.may_plan_section(actor, each.department_id), "stop-plan")
    if row.job_id is not None:
        cancel(tx, row.job_id, actor=actor, now=now)
    state = advance("shift_plan", SHIFT_PLAN, ShiftPlanState.SOLVING, "fail")
    for each in waiting:
        change(tx, shift_plan, each.id, expected=None, state=state)


def _sections(tx: Connection, department_ids: Collection[str] | None, actor: Actor) -> list[str]:
    """Sections with people, checked against what the actor may plan."""
    known = set(tx.execute(select(department.c.department_id)).scalars())
    if department_ids is None:
        own = set() if actor.department_id is None else {actor.department_id}
        department_ids = known if permission.may_keep_seasons(actor) else own
        permission.require(bool(department_ids), "plan-shifts")
    for department_id in department_ids:
        permission.require(permission.may_plan_section(actor, department_id), "plan-shifts")
        if department_id not in known:
            raise NotFound("department", department_id)
    peopled = set(tx.execute(select(staff_member.c.department_id).distinct()).scalars())
    wanted = sorted(set(department_ids) & peopled)
    if not wanted:
        raise Refused(Reason("nobody-to-plan"))
    return wanted


def _give_up_on_ended_jobs(tx: Connection, season_id: str) -> None:
    """A job that was cancelled or crashed left plans behind that nobody is working on."""
    query = (
        select(shift_plan.c.id)
        .join(job, job.c.id == shift_plan.c.job_id)
        .where(
            shift_plan.c.season_id == season_id,
            shift_plan.c.state == ShiftPlanState.SOLVING,
            job.c.state.in_(("failed", "cancelled")),
        )
    )
    state = advance("shift_plan", SHIFT_PLAN, ShiftPlanState.SOLVING, "fail")
    for plan_id in tx.execute(query).scalars().all():
        change(tx, shift_plan, plan_id, expected=None, state=state)


def _insert(
    tx: Connection, season_id: str, department_ids: list[str], job_id: str, *, actor: Actor, now: datetime
) -> None:
    numbers = (
        select(shift_plan.c.department_id, func.max(shift_plan.c.number))
        .where(shift_plan.c.season_id == season_id)
        .group_by(shift_plan.c.department_id)
    )
    last: dict[str, int] = dict(tx.execute(numbers).all())
    rows: list[dict[str, Any]] = [
        {
            "season_id": season_id,
            "department_id": department_id,
            "number": last.get(department_id, 0) + 1,
            "state": ShiftPlanState.SOLVING,
            "job_id": job_id,
            "previous_plan_id": _plan_before(tx, season_id, department_id),
            "key": {},
            "figures": {},
            "shortages": [],
            "created_by": actor.staff_id,
            "created_at": now,
        }
        for department_id in department_ids
    ]
    tx.execute(insert(shift_plan), rows)


def _plan_before(tx: Connection, season_id: str, department_id: str) -> int | None:
    """The proposal that the new plan will replace, or else what is published."""
    query = select(shift_plan.c.id).where(
        shift_plan.c.season_id == season_id,
        shift_plan.c.department_id == department_id,
        shift_plan.c.state.in_((ShiftPlanState.PROPOSED, ShiftPlanState.PUBLISHED)),
    )
    return tx.execute(query.order_by(shift_plan.c.number.desc()).limit(1)).scalar_one_or_none()
