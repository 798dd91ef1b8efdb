"""Plans as the board and the round's page show them: figures, proposals, reasons, the difference to the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, literal, select

from scheduler.db.tables import department, job, occurrence, plan, proposal, request, staff_member
from scheduler.db.versions import load
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.permission import may_run_rounds, require
from scheduler.domain.reason import Reason
from scheduler.domain.states import PlanState
from scheduler.reasons import from_json


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan without its proposals. `gap` is the part of the bound on weight served that is not proven reached."""

    plan_id: int
    round_id: int
    number: int
    state: PlanState
    job_id: str | None
    status: str | None
    gap: float | None
    figures: dict[str, Any]
    problem_hash: str | None
    created_at: datetime
    proposed_at: datetime | None
    applied_at: datetime | None
    version: int
    scenario: dict[str, Any] | None
    previous_plan_id: int | None
    solver_version: str | None


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What a plan suggests for one date of one request. `uses` hold unit_id, asset_number, name_ja, kind, office_id."""

    occurrence_id: int
    request_code: str
    staff_id: str
    section_ja: str
    section_en: str
    kind: str
    purpose: str
    asked_office_id: str
    asked_starts_at: datetime
    asked_ends_at: datetime
    outcome: str
    office_id: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    uses: tuple[dict[str, Any], ...]
    difference: str
    decision: str
    reasons: tuple[Reason, ...]
    alternatives: tuple[dict[str, Any], ...]
    remedies: tuple[Reason, ...]

    @property
    def is_as_asked(self) -> bool:
        return self.office_id == self.asked_office_id and self.starts_at == self.asked_starts_at


def plans(tx: Connection, round_id: int, *, actor: Actor) -> tuple[PlanView, ...]:
    """The plans of a round, latest first, without what was only tried."""
    require(may_run_rounds(actor), "see-plans")
    query = _plans().where(plan.c.round_id == round_id, plan.c.scenario.is_(None))
    return tuple(_plan_view(row) for row in tx.execute(query.order_by(plan.c.number.desc())))


def what_ifs(tx: Connection, round_id: int, *, actor: Actor) -> tuple[PlanView, ...]:
    """What was tried for a round, latest first."""
    require(may_run_rounds(actor), "see-plans")
    query = _plans().where(plan.c.round_id == round_id, plan.c.scenario.is_not(None))
    return tuple(_plan_view(row) for row in tx.execute(query.order_by(plan.c.number.desc())))


def one(tx: Connection, plan_id: int, *, actor: Actor) -> PlanView:
    require(may_run_rounds(actor), "see-plans")
    load(tx, plan, plan_id)
    return _plan_view(tx.execute(_plans().where(plan.c.id == plan_id)).one())


def proposals(
    tx: Connection,
    plan_id: int,
    *,
    actor: Actor,
    outcome: str | None = None,
    kind: str | None = None,
    difference: str | None = None,
    window: Interval | None = None,
    after: int = 0,
    limit: int | None = None,
) -> tuple[ProposalView, ...]:
    """The proposals of a plan in order of the request's date. `after` and `limit` page by occurrence id."""
    require(may_run_rounds(actor), "see-plans")
    conditions = [proposal.c.plan_id == plan_id, proposal.c.occurrence_id > after]
    if outcome is not None:
        conditions.append(proposal.c.outcome == outcome)
    if kind is not None:
        conditions.append(request.c.kind == kind)
    if difference is not None:
        conditions.append(proposal.c.difference == difference)
    if window is not None:
        conditions += [proposal.c.starts_at < window.end, proposal.c.ends_at > window.start]
    query = _proposals().where(*conditions).limit(limit)
    return tuple(_proposal_view(row) for row in tx.execute(query))


def _proposals() -> Select[Any]:
    """With what was asked for, and the section of who asked."""
    return (
        select(
            proposal,
            request.c.code,
            request.c.staff_id,
            request.c.kind,
            request.c.purpose,
            request.c.office_id.label("asked_office_id"),
            occurrence.c.starts_at.label("asked_starts_at"),
            occurrence.c.ends_at.label("asked_ends_at"),
            department.c.section_ja,
            department.c.section_en,
        )
        .join(occurrence, occurrence.c.id == proposal.c.occurrence_id)
        .join(request, request.c.id == occurrence.c.request_id)
        .join(staff_member, staff_member.c.staff_id == request.c.staff_id)
        .join(department, department.c.department_id == staff_member.c.department_id)
        .order_by(proposal.c.occurrence_id)
    )


def latest_proposed(tx: Connection, window: Interval, *, actor: Actor) -> PlanView | None:
    """The open proposal whose days meet the window, for drawing it on the board."""
    require(may_run_rounds(actor), "see-plans")
    query = (
        select(plan.c.id)
        .join(proposal, proposal.c.plan_id == plan.c.id)
        .where(
            plan.c.state == PlanState.PROPOSED,
            plan.c.scenario.is_(None),
            proposal.c.starts_at < window.end,
            proposal.c.ends_at > window.start,
        )
        .order_by(plan.c.id.desc())
        .limit(1)
    )
    plan_id = tx.execute(query).scalar_one_or_none()
    return None if plan_id is None else one(tx, plan_id, actor=actor)


# When its job was called off or crashed nobody makes the plan any more, whatever its row still says.
_STATE = case(
    (
        and_(plan.c.state == PlanState.SOLVING, job.c.state.in_(("failed", "cancelled"))),
        literal(PlanState.FAILED.value),
    ),
    else_=plan.c.state,
)


def _plans() -> Select[Any]:
    # Without the problem and the solution: they are large, and nobody reads them on a page.
    columns = (
        plan.c.id,
        plan.c.round_id,
        plan.c.number,
        _STATE.label("state"),
        plan.c.job_id,
        plan.c.status,
        plan.c.gap,
        plan.c.figures,
        plan.c.problem_hash,
        plan.c.created_at,
        plan.c.proposed_at,
        plan.c.applied_at,
        plan.c.version,
        plan.c.scenario,
        plan.c.previous_plan_id,
        plan.c.solver_version,
    )
    return select(*columns).outerjoin(job, job.c.id == plan.c.job_id)


def _plan_view(row: Row[Any]) -> PlanView:
    return PlanView(
        plan_id=row.id,
        round_id=row.round_id,
        number=row.number,
        state=PlanState(row.state),
        job_id=row.job_id,
        status=row.status,
        gap=row.gap,
        figures=row.figures,
        problem_hash=row.problem_hash,
        created_at=row.created_at,
        proposed_at=row.proposed_at,
        applied_at=row.applied_at,
        version=row.version,
        scenario=row.scenario,
        previous_plan_id=row.previous_plan_id,
        solver_version=row.solver_version,
    )


def _proposal_view(row: Row[Any]) -> ProposalView:
    return ProposalView(
        occurrence_id=row.occurrence_id,
        request_code=row.code,
        staff_id=row.staff_id,
        section_ja=row.section_ja,
        section_en=row.section_en,
        kind=row.kind,
        purpose=row.purpose,
        asked_office_id=row.asked_office_id,
        asked_starts_at=row.asked_starts_at,
        asked_ends_at=row.asked_ends_at,
        outcome=row.outcome,
        office_id=row.office_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        uses=tuple(row.uses),
        difference=row.difference,
        decision=row.decision,
        reasons=from_json(row.reasons),
        alternatives=tuple(row.alternatives),
        remedies=from_json(row.remedies),
    )
