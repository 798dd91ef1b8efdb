"""Rounds and their plans: open, close, propose, look, pin, reject, apply."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.formatting import TOKYO, format_date_range, to_local
from api.language import translator_of
from api.pages.forms import GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Actor, Role
from scheduler.domain.states import PlanState
from scheduler.errors import Refused, StalePlan
from scheduler.jobs import operations as job_operations
from scheduler.jobs import queries as jobs
from scheduler.plans import applying, operations, queries
from scheduler.rounds import operations as round_operations
from scheduler.rounds import queries as round_queries

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
PAGE = 50


@get("/rounds", opt={"nav": ("nav-rounds", 50)}, include_in_schema=False, sync_to_thread=True)
def rounds(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    """Every round with its published draw number; for those who run them, the form for a new one: next week."""
    return _list(request, services, actor, now, None)


def _list(
    request: AnyRequest, services: Services, actor: Actor, now: datetime, refused: Refused | None
) -> Response[str]:
    with services.database.read() as tx:
        found = round_queries.rounds(tx, actor=actor)
    today = to_local(now).date()
    monday = today + timedelta(days=7 - today.weekday())
    first = max([monday, *(item.last_day + timedelta(days=3) for item in found if item.last_day >= monday)])
    return page(
        request,
        "rounds/list.html",
        status_code=422 if refused else 200,
        rounds=found,
        first_day=first,
        last_day=first + timedelta(days=4),
        reasons=refused.reasons if refused else (),
        may_run=actor.has(Role.FACILITIES, Role.ADMIN),
    )


@post("/rounds", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def open_round(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    first, last = form.day("first_day"), form.day("last_day")
    closes = form.day("closes_on", first) or first
    if first is None or last is None or closes is None:
        return see_other("/rounds", note=Note("warning", "rounds-days_needed"))
    try:
        round_id = _open(services, actor, now, first, last, closes)
    except Refused as refused:
        return _list(request, services, actor, now, refused)
    return see_other(f"/rounds/{round_id}", note=Note("success", "message-round_opened"))


def _open(services: Services, actor: Actor, now: datetime, first: date, last: date, closes: date) -> int:
    with services.database.write() as tx:
        return round_operations.open_round(
            tx,
            name_ja=f"{format_date_range(first, last, 'ja')}の受付回",
            name_en=f"Round for {format_date_range(first, last, 'en')}",
            first_day=first,
            last_day=last,
            closes_at=datetime.combine(closes, time(12, 0), TOKYO),
            actor=actor,
            now=now,
        )


@get("/rounds/{round_id:int}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def show(request: AnyRequest, services: GivenServices, actor: GivenActor, round_id: FromPath[int]) -> Response[str]:
    return _show(request, services, actor, round_id, None)


def _show(
    request: AnyRequest, services: Services, actor: Actor, round_id: int, stale: StalePlan | None
) -> Response[str]:
    form = of_query(request)
    with services.database.read() as tx:
        view = round_queries.one(tx, round_id, actor=actor)
        demand = round_queries.demand(tx, view.first_day, view.last_day)
        plans = queries.plans(tx, round_id, actor=actor)
        plan = next((item for item in plans if str(item.plan_id) == form.text("plan")), plans[0] if plans else None)
        job = jobs.get(tx, actor, plan.job_id) if plan and plan.job_id and plan.state is PlanState.SOLVING else None
        proposals = (
            queries.proposals(
                tx,
                plan.plan_id,
                actor=actor,
                outcome=form.text("outcome") or None,
                kind=form.text("kind") or None,
                after=form.number("after", 0),
                limit=PAGE + 1,
            )
            if plan
            else ()
        )
    if form.text("code"):
        proposals = tuple(item for item in proposals if item.request_code == form.text("code")) or proposals
    keep = {name: form.text(name) for name in ("plan", "outcome", "kind")}
    after = proposals[PAGE - 1].occurrence_id if len(proposals) > PAGE else None
    return page(
        request,
        "rounds/one.html",
        status_code=409 if stale else 200,
        round=view,
        demand=demand,
        plans=plans,
        plan=plan,
        job=job,
        proposals=proposals[:PAGE],
        following=f"/rounds/{round_id}?{urlencode({**keep, 'after': after})}#proposals" if after else None,
        chosen=keep,
        stale=stale.reasons if stale else (),
        progress_text=_progress_text(request, job) if job else "",
    )


@post("/rounds/{round_id:int}/{event:str}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def move(
    services: GivenServices, actor: GivenActor, now: GivenNow, round_id: FromPath[int], event: FromPath[str]
) -> Response[Any]:
    """Close or reopen a round, or ask for a plan of it."""
    if event == "propose":
        retrying(lambda: _propose(services, actor, now, round_id))
        if services.jobs is not None:
            services.jobs.nudge()
    else:
        with services.database.write() as tx:
            round_operations.move_round(tx, round_id, event=event, actor=actor, now=now)
    return see_other(f"/rounds/{round_id}")


def _propose(services: Services, actor: Actor, now: datetime, round_id: int) -> None:
    with services.database.write() as tx:
        operations.request_plan(tx, round_id, actor=actor, now=now)


@post("/plans/{plan_id:int}/decisions/{occurrence_id:int}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def decide(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    plan_id: FromPath[int],
    occurrence_id: FromPath[int],
    form: GivenForm,
) -> Response[Any]:
    with services.database.write() as tx:
        operations.decide(tx, plan_id, occurrence_id, form.text("decision"), actor=actor, now=now)
        round_id = queries.one(tx, plan_id, actor=actor).round_id
    back = form.text("next") or f"/rounds/{round_id}?plan={plan_id}#proposals"
    return see_other(back, note=Note("success", "message-decided"))


@post("/plans/{plan_id:int}/apply", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def apply(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, plan_id: FromPath[int]
) -> Response[Any]:
    """The proposal becomes bookings, whole; or it says what came in between."""
    with services.database.read() as tx:
        round_id = queries.one(tx, plan_id, actor=actor).round_id
    try:
        booked = retrying(lambda: _apply(services, actor, now, plan_id))
    except StalePlan as stale:
        return _show(request, services, actor, round_id, stale)
    if services.jobs is not None:
        services.jobs.nudge()
    return see_other(f"/rounds/{round_id}", note=Note("success", "message-applied", {"count": booked}))


def _apply(services: Services, actor: Actor, now: datetime, plan_id: int) -> int:
    with services.database.write() as tx:
        booked = applying.apply_plan(tx, plan_id, actor=actor, now=now)
        payload = {"base_url": services.settings.base_url}
        job_operations.submit(tx, kind="build_feeds", payload=payload, actor=actor, now=now)
        return booked


@get("/jobs/{job_id:str}/progress", include_in_schema=False, sync_to_thread=True)
def progress(request: AnyRequest, services: GivenServices, actor: GivenActor, job_id: FromPath[str]) -> dict[str, Any]:
    """What progress.js asks for while somebody watches."""
    with services.database.read() as tx:
        job = jobs.get(tx, actor, job_id)
    state = job.state.value if job.is_over else "running"
    total = job.progress.get("total") or 0
    percent = round(100 * job.progress.get("done", 0) / total) if total else None
    return {"state": state, "percent": percent, "text": _progress_text(request, job), "next": None}


@post("/jobs/{job_id:str}/cancel", include_in_schema=False, sync_to_thread=True)
def cancel_job(
    services: GivenServices, actor: GivenActor, now: GivenNow, job_id: FromPath[str], form: GivenForm
) -> Response[Any]:
    with services.database.write() as tx:
        job_operations.cancel(tx, job_id, actor=actor, now=now)
    return see_other(form.text("next", "/"), note=Note("success", "message-stopped"))


def _progress_text(request: AnyRequest, job: jobs.JobView) -> str:
    words = translator_of(request)
    if job.progress.get("bound"):
        share = job.progress["objective"] / job.progress["bound"]
        return words.t("rounds-progress", percent=f"{share:.1%}")
    return words.t("rounds-working")


ROUTES = (rounds, open_round, show, move, decide, apply, progress, cancel_job)
