"""The job that makes a plan: snapshot, solve, confirm, publish. Each step can run again and changes nothing twice."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from scheduler.db.tables import plan, proposal, round_
from scheduler.db.transaction import retrying
from scheduler.db.versions import change, load
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.states import PLAN, ROUND, PlanState, RoundState, advance
from scheduler.jobs.context import JobContext
from scheduler.jobs.registry import JobKind
from scheduler.plans.choices import decode, encode
from scheduler.plans.confirming import confirm
from scheduler.plans.decisions import decisions_before
from scheduler.plans.figures import figures_of
from scheduler.plans.lacking import encode as encode_lacking
from scheduler.plans.proposals import proposal_rows
from scheduler.plans.snapshot import Snapshot, take
from scheduler.plans.storing import store
from scheduler.plans.trying import is_real, what_if_snapshot
from scheduler.reasons import as_json
from solver.allocation import (
    AllocationPlan,
    Limits,
    Progress,
    check,
    decode_plan,
    decode_problem,
    encode_plan,
    encode_problem,
    problem_hash,
)
from solver.process import allocate_in_child

SOLVER_VERSION = "allocation-1"


def solver_version() -> str:
    """What makes the plans: ours, and the library whose answers depend on its version."""
    return f"{SOLVER_VERSION} ortools-{version('ortools')}"[:40]


class PlanRejected(RuntimeError):
    """The independent checker found the plan wrong; it is never shown to anybody as a proposal."""


def take_snapshot(context: JobContext, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Store the problem as one transaction sees it."""
    context.report({"stage": "snapshot"})
    limits = _limits(payload)
    with context.database.read() as tx:
        plan_id = tx.execute(select(plan.c.id).where(plan.c.job_id == context.job_id)).scalar_one()
        row = load(tx, plan, plan_id)
        owner = load(tx, round_, row.round_id)
        snapshot, further = (
            what_if_snapshot(tx, row, owner) if row.scenario is not None else (_snapshot(tx, row, owner), {})
        )
    values = {
        "problem": encode_problem(snapshot.problem),
        "problem_hash": problem_hash(snapshot.problem),
        "choices": encode(snapshot.choices),
        "figures": {
            "barred": {str(key): as_json(reasons) for key, reasons in snapshot.barred.items()},
            "lacking": encode_lacking(snapshot.lacking),
            "refusals": {str(key): times for key, times in snapshot.refusals.items()},
            "limits": {"seconds": limits.seconds, "workers": limits.workers, "work": limits.work},
            **further,
        },
        "solver_version": solver_version(),
    }
    store(context, plan_id, values)
    return {"plan_id": plan_id, **_budget(payload)}


def _budget(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: payload[name] for name in ("seconds", "work") if payload.get(name) is not None}


def _limits(payload: Mapping[str, Any]) -> Limits:
    return Limits(**_budget(payload))


def _snapshot(tx: Connection, row: Row[Any], owner: Row[Any]) -> Snapshot:
    terms = {"seed": owner.seed, "policy": DEFAULT_POLICY, "now": row.created_at}
    return take(tx, owner.first_day, owner.last_day, **terms, decisions=decisions_before(tx, row.id))


def solve(context: JobContext, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Solve in a process of its own; the best plan at the deadline counts."""
    with context.database.read() as tx:
        row = load(tx, plan, payload["plan_id"])
    problem = decode_problem(row.problem)

    def report(progress: Progress) -> None:
        context.report(
            {
                "stage": progress.stage,
                "done": progress.done,
                "total": progress.total,
                "objective": progress.objective,
                "bound": progress.bound,
                "gap": progress.gap,
                "served": [list(pair) for pair in progress.served],
            }
        )

    found = allocate_in_child(problem, _limits(payload), progress=report, cancelled=context.cancelled)
    violations = check(problem, found)
    if violations:
        raise PlanRejected(f"plan {row.id}: {violations[0]}")
    store(context, row.id, {"solution": encode_plan(found), "status": found.status, "gap": found.statistics.gap})
    return {"plan_id": row.id}


def publish(context: JobContext, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the solution into proposals on the board, in one transaction."""

    def write() -> dict[str, Any]:
        with context.database.write() as tx:
            return publish_plan(tx, payload["plan_id"], context)

    return retrying(write)


def publish_plan(tx: Connection, plan_id: int, context: JobContext) -> dict[str, Any]:
    row = load(tx, plan, plan_id, lock=True)
    if row.state != PlanState.SOLVING:
        return {"plan_id": plan_id}
    problem, solution = decode_problem(row.problem), decode_plan(row.solution)
    choices = decode(row.choices)
    previous = _previous(tx, row)
    rows = [item for item in proposal_rows(tx, row, problem, solution, choices, previous) if is_real(item)]
    tx.execute(delete(proposal).where(proposal.c.plan_id == plan_id))
    if rows:
        tx.execute(insert(proposal), rows)
    figures = figures_of(tx, row, problem, solution, rows)
    state = advance("plan", PLAN, PlanState(row.state), "propose")
    change(tx, plan, plan_id, expected=None, state=state, proposed_at=context.clock.now(), figures=figures)
    if row.scenario is None:
        _replace_in_round(tx, row)
    return {"plan_id": plan_id, "status": solution.status}


def _previous(tx: Connection, row: Row[Any]) -> AllocationPlan | None:
    if row.previous_plan_id is None:
        return None
    return decode_plan(load(tx, plan, row.previous_plan_id).solution)


def _replace_in_round(tx: Connection, row: Row[Any]) -> None:
    """The round has a new proposal, and the one before is no longer open; a what-if does neither."""
    owner = load(tx, round_, row.round_id, lock=True)
    if row.previous_plan_id is not None:
        before = load(tx, plan, row.previous_plan_id, lock=True)
        state = advance("plan", PLAN, PlanState(before.state), "supersede")
        change(tx, plan, before.id, expected=None, state=state)
    change(tx, round_, owner.id, expected=None, state=advance("round", ROUND, RoundState(owner.state), "propose"))


PROPOSE = JobKind("propose", (take_snapshot, solve, confirm, publish))
