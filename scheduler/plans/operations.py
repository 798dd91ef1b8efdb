"""What people do with plans: ask for one, pin and reject parts of it, apply it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from scheduler.audit.operations import record
from scheduler.db.tables import job, plan, proposal, round_
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import PLAN, ROUND, PlanState, RoundState, advance
from scheduler.errors import NotFound, Refused
from scheduler.jobs.operations import submit

DEFAULT_SECONDS = 60.0
DECISIONS = ("none", "pinned", "rejected")


def request_plan(
    tx: Connection, round_id: int, *, seconds: float = DEFAULT_SECONDS, actor: Actor, now: datetime
) -> tuple[int, str]:
    """Ask for a plan of a closed round: returns the plan's id and its job's. It is made after the commit."""
    permission.require(permission.may_run_rounds(actor), "propose")
    payload = {"round_id": round_id, "seconds": seconds}
    job_id = submit(tx, kind="propose", payload=payload, actor=actor, now=now)
    return start_plan(tx, round_id, job_id=job_id, actor=actor, now=now), job_id


def start_plan(tx: Connection, round_id: int, *, job_id: str, actor: Actor, now: datetime) -> int:
    """A place for the plan that a job will propose; what people decided about the last one is kept.

    Raises:
        Refused: `still-solving` when another plan of the round is being made.
        IllegalTransition: the round is still open, or applied.
    """
    permission.require(permission.may_run_rounds(actor), "propose")
    owner = load(tx, round_, round_id, lock=True)
    advance("round", ROUND, RoundState(owner.state), "propose")
    _give_up_on_ended_jobs(tx, round_id)
    plans = select(plan.c.id, plan.c.number, plan.c.state).where(plan.c.round_id == round_id).order_by(plan.c.number)
    earlier = tx.execute(plans).all()
    if any(row.state == PlanState.SOLVING for row in earlier):
        raise Refused(Reason("still-solving"))
    proposed = [row.id for row in earlier if row.state == PlanState.PROPOSED]
    values: dict[str, Any] = {
        "round_id": round_id,
        "number": tx.execute(select(func.count()).where(plan.c.round_id == round_id)).scalar_one() + 1,
        "state": PlanState.SOLVING,
        "job_id": job_id,
        "previous_plan_id": proposed[-1] if proposed else None,
        "figures": {},
        "created_by": actor.staff_id,
        "created_at": now,
    }
    plan_id = int(tx.execute(insert(plan).values(values).returning(plan.c.id)).scalar_one())
    record(tx, actor=actor, now=now, action="propose", noun="plan", key=plan_id, after={"round": round_id})
    return plan_id


def _give_up_on_ended_jobs(tx: Connection, round_id: int) -> None:
    """A job that was cancelled or crashed left a plan behind that nobody is working on."""
    query = (
        select(plan.c.id)
        .join(job, job.c.id == plan.c.job_id)
        .where(plan.c.round_id == round_id, plan.c.state == PlanState.SOLVING, job.c.state.in_(("failed", "cancelled")))
    )
    for plan_id in tx.execute(query).scalars().all():
        change(tx, plan, plan_id, expected=None, state=advance("plan", PLAN, PlanState.SOLVING, "fail"))


def decide(tx: Connection, plan_id: int, occurrence_id: int, decision: str, *, actor: Actor, now: datetime) -> None:
    """Keep a granted proposal exactly as it is, never give it again, or leave it to the solver again.

    A decision takes effect when the round is proposed anew; rejecting also keeps it out of what is applied.
    """
    permission.require(permission.may_run_rounds(actor), "decide")
    row = load(tx, plan, plan_id, lock=True)
    if row.state != PlanState.PROPOSED:
        raise Refused(Reason("plan-not-open", {"state": row.state}))
    if decision not in DECISIONS:
        allowed = ", ".join(DECISIONS)
        raise Refused(Reason("E_UNKNOWN_CODE", {"column": "decision", "text": decision, "allowed": allowed}))
    statement = (
        update(proposal)
        .where(
            proposal.c.plan_id == plan_id,
            proposal.c.occurrence_id == occurrence_id,
            proposal.c.outcome == "granted",
        )
        .values(decision=decision, decided_by=actor.staff_id)
    )
    if tx.execute(statement).rowcount == 0:
        raise NotFound("proposal", occurrence_id)
    after = {"occurrence": occurrence_id, "decision": decision}
    record(tx, actor=actor, now=now, action="decide", noun="plan", key=plan_id, after=after)
