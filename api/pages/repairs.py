"""Repairs of what a closure gets in the way of: asked for, looked at, applied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.language import translator_of
from api.pages.jobs import progress_text
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.db.transaction import Transaction, retrying
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.domain.states import PlanState
from scheduler.errors import NotFound, StaleRepair
from scheduler.jobs import queries as jobs
from scheduler.repairs import applying, operations, queries
from scheduler.repairs.applying import Applied
from scheduler.resources.queries import Closure, closure_by_id

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}


@post("/stock/closures/{closure_id:int}/repairs", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def propose(services: GivenServices, actor: GivenActor, now: GivenNow, closure_id: FromPath[int]) -> Response[Any]:
    """Have it worked out who moves where; the page shows how far it is."""
    repair_id = retrying(lambda: _request(services, closure_id, actor, now))
    if services.jobs is not None:
        services.jobs.nudge()
    return see_other(f"/repairs/{repair_id}")


def _request(services: Services, closure_id: int, actor: Actor, now: datetime) -> int:
    with services.database.write() as tx:
        return operations.request_repair(tx, closure_id, actor=actor, now=now)[0]


@get("/repairs/{repair_id:int}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def show(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, repair_id: FromPath[int]
) -> Response[str]:
    return _show(request, services, actor, now, repair_id)


def _show(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    now: datetime,
    repair_id: int,
    stale: Sequence[Reason] = (),
) -> Response[str]:
    with services.database.read() as tx:
        view = queries.one(tx, repair_id, actor=actor)
        closure = _closure(tx, view.closure_id)
        is_solving = view.job_id is not None and view.state is PlanState.SOLVING
        job = jobs.get(tx, actor, view.job_id) if is_solving and view.job_id else None
    return page(
        request,
        "repairs/one.html",
        status_code=409 if stale else 200,
        repair=view,
        closure=closure,
        job=job,
        progress_text=progress_text(translator_of(request), job) if job else "",
        stale=stale,
        now=now,
    )


def _closure(tx: Transaction, closure_id: int) -> Closure | None:
    """None when it was lifted meanwhile."""
    try:
        return closure_by_id(tx, closure_id)
    except NotFound:
        return None


@post("/repairs/{repair_id:int}/apply", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def apply(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, repair_id: FromPath[int]
) -> Response[Any]:
    """Everybody moves as proposed; or it says what came in between, and nobody does."""
    try:
        done = retrying(lambda: _apply(services, repair_id, actor, now))
    except StaleRepair as stale:
        return _show(request, services, actor, now, repair_id, (Reason("stale-repair"), *stale.reasons))
    note = Note("success", "message-repair_applied", {"moved": done.moved, "lost": done.lost})
    return see_other(f"/repairs/{repair_id}", note=note)


def _apply(services: Services, repair_id: int, actor: Actor, now: datetime) -> Applied:
    with services.database.write() as tx:
        return applying.apply_repair(tx, repair_id, actor=actor, now=now)


ROUTES = (propose, show, apply)
