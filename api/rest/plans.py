"""Plans of a round: asked for, looked at, decided on, applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from api.cursors import DEFAULT_LIMIT, CursorParameter, LimitParameter, Page, page_of, read_cursor
from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body
from api.rest.local_time import in_tokyo
from api.writing import write
from scheduler.domain.actor import Role
from scheduler.jobs import operations as job_operations
from scheduler.plans import applying, operations, queries
from scheduler.plans.queries import PlanView, ProposalView

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}


class PlanIn(Body):
    """How long the solver may take; with a budget of `work` as well the same plan can be made again anywhere."""

    seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = operations.DEFAULT_SECONDS
    work: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None


class DecisionIn(Body):
    decision: Literal["none", "pinned", "rejected"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan that is being made; watch the job."""

    plan_id: int
    job_id: str


@dataclass(frozen=True, slots=True)
class Applied:
    """How many bookings were made."""

    bookings: int


@post(
    "/rounds/{round_id:int}/plans",
    opt=KEEPERS,
    tags=["Plans"],
    summary="Ask for a plan",
    status_code=202,
    sync_to_thread=True,
)
def propose(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    round_id: FromPath[int],
    data: JSONBody[PlanIn],
    idempotent: GivenIdempotent,
) -> Response[Asked]:
    """The plan is made by a job after this answer (202)."""

    def work(tx: Any) -> Asked:
        return Asked(*operations.request_plan(tx, round_id, seconds=data.seconds, work=data.work, actor=actor, now=now))

    answer = idempotent.run(work, location="/api/v1/jobs/{job_id}")
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@post(
    "/plans/{plan_id:int}/stop",
    opt=KEEPERS,
    tags=["Plans"],
    summary="Call off a plan that is being made",
    status_code=204,
    sync_to_thread=True,
)
def stop(actor: GivenActor, now: GivenNow, plan_id: FromPath[int], idempotent: GivenIdempotent) -> Response[None]:
    """At once; the round stays as it was, with the proposal it had."""

    def work(tx: Any) -> None:
        operations.stop_plan(tx, plan_id, actor=actor, now=now)

    return idempotent.run(work)


@get("/rounds/{round_id:int}/plans", opt=KEEPERS, tags=["Plans"], summary="The plans of a round", sync_to_thread=True)
def list_plans(services: GivenServices, actor: GivenActor, round_id: FromPath[int]) -> list[PlanView]:
    """Each with its state and figures."""
    with services.database.read() as tx:
        return in_tokyo(list(queries.plans(tx, round_id, actor=actor)))


@get("/plans/{plan_id:int}", opt=KEEPERS, tags=["Plans"], summary="One plan with its figures", sync_to_thread=True)
def one_plan(services: GivenServices, actor: GivenActor, plan_id: FromPath[int]) -> PlanView:
    """What it grants and refuses, how sure the solver is, and what people decided."""
    with services.database.read() as tx:
        return in_tokyo(queries.one(tx, plan_id, actor=actor))


@get("/plans/{plan_id:int}/proposals", opt=KEEPERS, tags=["Plans"], summary="What a plan suggests", sync_to_thread=True)
def proposals(
    services: GivenServices,
    actor: GivenActor,
    plan_id: FromPath[int],
    outcome: Annotated[Literal["granted", "refused"] | None, QueryParameter()] = None,
    kind: Annotated[str | None, QueryParameter(max_length=20)] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = DEFAULT_LIMIT,
) -> Page[ProposalView]:
    """In pages, each with its reasons; `alternatives` were free when the plan was made, and may be taken by now."""
    after = read_cursor(cursor, tuple[int])
    with services.database.read() as tx:
        found = queries.proposals(
            tx,
            plan_id,
            actor=actor,
            outcome=outcome,
            kind=kind,
            after=after[0] if after else 0,
            limit=limit + 1,
        )
    return page_of(in_tokyo(list(found)), limit, lambda item: (item.occurrence_id,))


@put(
    "/plans/{plan_id:int}/decisions/{occurrence_id:int}",
    opt=KEEPERS,
    tags=["Plans"],
    summary="Pin or reject a proposal",
    status_code=204,
    sync_to_thread=True,
)
def decide(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    plan_id: FromPath[int],
    occurrence_id: FromPath[int],
    data: JSONBody[DecisionIn],
) -> None:
    """Respected the next time the round is proposed; what was rejected is not applied."""
    write(services, lambda tx: operations.decide(tx, plan_id, occurrence_id, data.decision, actor=actor, now=now))


@post(
    "/plans/{plan_id:int}/apply",
    opt=KEEPERS,
    tags=["Plans"],
    summary="Apply a plan",
    status_code=200,
    sync_to_thread=True,
)
def apply(
    services: GivenServices, actor: GivenActor, now: GivenNow, plan_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Applied]:
    """All of it in one transaction, or 409 `stale-plan` with everything that came in between."""

    def work(tx: Any) -> Applied:
        booked = applying.apply_plan(tx, plan_id, actor=actor, now=now)
        payload = {"base_url": services.settings.base_url}
        job_operations.submit(tx, kind="build_feeds", payload=payload, actor=actor, now=now)
        return Applied(booked)

    return idempotent.run(work)


ROUTES = (propose, stop, list_plans, one_plan, proposals, decide, apply)
