"""What people do with plans: ask for one, try a what-if, pin and reject parts of one."""

from __future__ import annotations

from collections.abc import Mapping
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
from scheduler.jobs.operations import cancel, submit
from scheduler.plans.scenario import Scenario, as_json
from scheduler.plans.sensible import problems_of

DEFAULT_SECONDS = 60.0
DECISIONS = ("none", "pinned", "rejected")


def request_plan(
    tx: Connection,
    round_id: int,
    *,
    seconds: float = DEFAULT_SECONDS,
    work: int | None = None,
    actor: Actor,
    now: datetime,
) -> tuple[int, str]:
    """Ask for a plan of a closed round: returns the plan's id and its job's. It is made after the commit.

    With a budget of `work` (solver.allocation.Limits) and seconds enough for it anybody gets the same plan again.
    """
    permission.require(permission.may_run_rounds(actor), "propose")
    payload = {"round_id": round_id, "seconds": seconds, "work": work}
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
    earlier = tx.execute(plans.where(plan.c.scenario.is_(None))).all()
    if any(row.state == PlanState.SOLVING for row in earlier):
        raise Refused(Reason("still-solving"))
    proposed = [row.id for row in earlier if row.state == PlanState.PROPOSED]
    previous = proposed[-1] if proposed else None
    plan_id = _insert(tx, round_id, job_id, previous, None, actor=actor, now=now)
    record(tx, actor=actor, now=now, action="propose", noun="plan", key=plan_id, after={"round": round_id})
    return plan_id


def request_what_if(
    tx: Connection,
    round_id: int,
    scenario: Scenario,
    *,
    seconds: float = DEFAULT_SECONDS,
    base_plan_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> tuple[int, str]:
    """Try what a plan would be like if something were different: returns its id and its job's.

    It changes nothing in the round and can never be applied. A round that was applied is tried with the input of its
    plan (`base_plan_id`, or else the one that was applied); any other with the requests and the stock of now.

    Raises:
        Refused: the scenario makes no sense, or the plan to compare with is none of this round's.
    """
    permission.require(permission.may_run_rounds(actor), "what-if")
    owner = load(tx, round_, round_id)
    problems = problems_of(tx, scenario)
    if problems:
        raise Refused(*problems)
    _give_up_on_ended_jobs(tx, round_id)
    base = _base_of(tx, round_id, base_plan_id)
    if base is None and owner.state == RoundState.APPLIED:
        raise Refused(Reason("what-if-no-base"))
    payload = {"round_id": round_id, "seconds": seconds}
    job_id = submit(tx, kind="propose", payload=payload, actor=actor, now=now)
    plan_id = _insert(tx, round_id, job_id, base, as_json(scenario), actor=actor, now=now)
    after = {"round": round_id, "name": scenario.name}
    record(tx, actor=actor, now=now, action="what-if", noun="plan", key=plan_id, after=after)
    return plan_id, job_id


def _base_of(tx: Connection, round_id: int, wanted: int | None) -> int | None:
    """The plan a what-if is compared with: the one asked for, or the latest that counts."""
    query = (
        select(plan.c.id)
        .where(
            plan.c.round_id == round_id,
            plan.c.scenario.is_(None),
            plan.c.solution.is_not(None),
            plan.c.state.in_((PlanState.PROPOSED, PlanState.APPLIED, PlanState.SUPERSEDED)),
        )
        .order_by((plan.c.state == PlanState.APPLIED).desc(), plan.c.id.desc())
        .limit(1)
    )
    if wanted is None:
        query = query.where(plan.c.state != PlanState.SUPERSEDED)
        return tx.execute(query).scalar_one_or_none()
    found = tx.execute(query.where(plan.c.id == wanted)).scalar_one_or_none()
    if found is None:
        raise Refused(Reason("what-if-no-base"))
    return int(found)


def _insert(
    tx: Connection,
    round_id: int,
    job_id: str,
    previous_plan_id: int | None,
    scenario: Mapping[str, Any] | None,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    values: dict[str, Any] = {
        "round_id": round_id,
        "number": tx.execute(select(func.count()).where(plan.c.round_id == round_id)).scalar_one() + 1,
        "state": PlanState.SOLVING,
        "job_id": job_id,
        "previous_plan_id": previous_plan_id,
        "scenario": scenario,
        "figures": {},
        "created_by": actor.staff_id,
        "created_at": now,
    }
    return int(tx.execute(insert(plan).values(values).returning(plan.c.id)).scalar_one())


def stop_plan(tx: Connection, plan_id: int, *, actor: Actor, now: datetime) -> None:
    """Call off a plan that is being made. Its round stays as it was, with the proposal it had.

    Raises:
        IllegalTransition: it is made already, or was called off.
    """
    permission.require(permission.may_run_rounds(actor), "stop-plan")
    row = load(tx, plan, plan_id, lock=True)
    state = advance("plan", PLAN, PlanState(row.state), "fail")
    if row.job_id is not None:
        cancel(tx, row.job_id, actor=actor, now=now)
    change(tx, plan, plan_id, expected=None, state=state)


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
    if row.scenario is not None:
        raise Refused(Reason("what-if-not-applied"))
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
