"""Rounds and plans: open, close, propose, decide, apply; and the jobs behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from api.cursors import DEFAULT_LIMIT, CursorParameter, LimitParameter, Page, page_of, read_cursor
from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.local_time import in_tokyo
from api.rest.wishes import Moment
from scheduler.domain.actor import Role
from scheduler.jobs import operations as job_operations
from scheduler.jobs import queries as jobs
from scheduler.jobs.queries import JobView
from scheduler.plans import applying, operations, queries
from scheduler.plans.queries import PlanView, ProposalView
from scheduler.rounds import operations as round_operations
from scheduler.rounds import queries as round_queries
from scheduler.rounds.queries import RoundView

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
TAGS = ["Rounds"]


class RoundIn(msgspec.Struct, forbid_unknown_fields=True):
    """The days of a round, both included, and when it closes."""

    name_ja: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    name_en: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    first_day: date
    last_day: date
    closes_at: Moment


class PlanIn(msgspec.Struct, forbid_unknown_fields=True):
    """How long the solver may take."""

    seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = operations.DEFAULT_SECONDS


class DecisionIn(msgspec.Struct, forbid_unknown_fields=True):
    decision: Literal["none", "pinned", "rejected"]


@dataclass(frozen=True, slots=True)
class Created:
    round_id: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan that is being made; watch the job."""

    plan_id: int
    job_id: str


@post("/rounds", opt=KEEPERS, tags=TAGS, summary="Open a round", sync_to_thread=True)
def open_round(
    data: JSONBody[RoundIn], actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent
) -> Response[Created]:
    def work(tx: Any) -> Created:
        return Created(
            round_operations.open_round(
                tx,
                name_ja=data.name_ja,
                name_en=data.name_en,
                first_day=data.first_day,
                last_day=data.last_day,
                closes_at=data.closes_at,
                actor=actor,
                now=now,
            )
        )

    return idempotent.run(work, status_code=201)


@get("/rounds", opt=KEEPERS, tags=TAGS, summary="All rounds", sync_to_thread=True)
def list_rounds(services: GivenServices, actor: GivenActor) -> list[RoundView]:
    with services.database.read() as tx:
        return in_tokyo(list(round_queries.rounds(tx, actor=actor)))


@get("/rounds/{round_id:int}", opt=KEEPERS, tags=TAGS, summary="One round", sync_to_thread=True)
def one_round(services: GivenServices, actor: GivenActor, round_id: FromPath[int]) -> RoundView:
    with services.database.read() as tx:
        return in_tokyo(round_queries.one(tx, round_id, actor=actor))


@post("/rounds/{round_id:int}/close", opt=KEEPERS, tags=TAGS, summary="Close a round", sync_to_thread=True)
def close_round(
    actor: GivenActor, now: GivenNow, round_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[dict[str, int]]:
    return _move(actor, now, round_id, "close", idempotent)


@post("/rounds/{round_id:int}/reopen", opt=KEEPERS, tags=TAGS, summary="Open a round again", sync_to_thread=True)
def reopen_round(
    actor: GivenActor, now: GivenNow, round_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[dict[str, int]]:
    return _move(actor, now, round_id, "reopen", idempotent)


def _move(
    actor: GivenActor, now: GivenNow, round_id: int, event: str, idempotent: GivenIdempotent
) -> Response[dict[str, int]]:
    def work(tx: Any) -> dict[str, int]:
        return {"version": round_operations.move_round(tx, round_id, event=event, actor=actor, now=now)}

    return idempotent.run(work, status_code=200)


@post("/rounds/{round_id:int}/plans", opt=KEEPERS, tags=TAGS, summary="Ask for a plan", sync_to_thread=True)
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
        return Asked(*operations.request_plan(tx, round_id, seconds=data.seconds, actor=actor, now=now))

    answer = idempotent.run(work, status_code=202)
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@get("/rounds/{round_id:int}/plans", opt=KEEPERS, tags=TAGS, summary="The plans of a round", sync_to_thread=True)
def list_plans(services: GivenServices, actor: GivenActor, round_id: FromPath[int]) -> list[PlanView]:
    with services.database.read() as tx:
        return in_tokyo(list(queries.plans(tx, round_id, actor=actor)))


@get("/plans/{plan_id:int}", opt=KEEPERS, tags=TAGS, summary="One plan with its figures", sync_to_thread=True)
def one_plan(services: GivenServices, actor: GivenActor, plan_id: FromPath[int]) -> PlanView:
    with services.database.read() as tx:
        return in_tokyo(queries.one(tx, plan_id, actor=actor))


@get("/plans/{plan_id:int}/proposals", opt=KEEPERS, tags=TAGS, summary="What a plan suggests", sync_to_thread=True)
def proposals(
    services: GivenServices,
    actor: GivenActor,
    plan_id: FromPath[int],
    outcome: Annotated[Literal["granted", "refused"] | None, QueryParameter()] = None,
    kind: Annotated[str | None, QueryParameter(max_length=20)] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = DEFAULT_LIMIT,
) -> Page[ProposalView]:
    """Each with its reasons and alternatives, in pages."""
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
    tags=TAGS,
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
    with services.database.write() as tx:
        operations.decide(tx, plan_id, occurrence_id, data.decision, actor=actor, now=now)


@post("/plans/{plan_id:int}/apply", opt=KEEPERS, tags=TAGS, summary="Apply a plan", sync_to_thread=True)
def apply(
    services: GivenServices, actor: GivenActor, now: GivenNow, plan_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[dict[str, int]]:
    """All of it in one transaction, or 409 `stale-plan` with everything that came in between."""

    def work(tx: Any) -> dict[str, int]:
        booked = applying.apply_plan(tx, plan_id, actor=actor, now=now)
        payload = {"base_url": services.settings.base_url}
        job_operations.submit(tx, kind="build_feeds", payload=payload, actor=actor, now=now)
        return {"bookings": booked}

    return idempotent.run(work, status_code=200)


@get("/jobs/{job_id:str}", tags=["Jobs"], summary="One job and how far it is", sync_to_thread=True)
def one_job(services: GivenServices, actor: GivenActor, job_id: FromPath[str]) -> JobView:
    with services.database.read() as tx:
        return in_tokyo(jobs.get(tx, actor, job_id))


@post("/jobs/{job_id:str}/cancel", tags=["Jobs"], summary="Call a job off", sync_to_thread=True)
def cancel_job(
    actor: GivenActor, now: GivenNow, job_id: FromPath[str], idempotent: GivenIdempotent
) -> Response[dict[str, str]]:
    def work(tx: Any) -> dict[str, str]:
        job_operations.cancel(tx, job_id, actor=actor, now=now)
        return {"state": "cancelled"}

    return idempotent.run(work, status_code=200)


ROUTES = (
    open_round, list_rounds, one_round, close_round, reopen_round, propose, list_plans, one_plan, proposals, decide,
    apply, one_job, cancel_job,
)  # fmt: skip
