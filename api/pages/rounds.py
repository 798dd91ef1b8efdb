"""Rounds and their plans: open, close, propose, look, pin, reject, apply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.formatting import format_date_range, to_local
from api.language import translator_of
from api.pages.forms import GivenForm, of_query
from api.pages.jobs import progress_text
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.db.transaction import Transaction, retrying
from scheduler.domain.actor import Actor, Role
from scheduler.domain.states import PlanState
from scheduler.errors import Refused, StalePlan
from scheduler.jobs import operations as job_operations
from scheduler.jobs import queries as jobs
from scheduler.plans import applying, operations, queries
from scheduler.requests import priority
from scheduler.rounds import operations as round_operations
from scheduler.rounds import queries as round_queries
from scheduler.rounds.queries import RoundView

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
PAGE = 50
DAYS_OF_WEEK = 7
LONGEST_NAME = 60
FILTERS = ("outcome", "kind", "difference")
DIFFERENCES = ("new", "changed", "lost", "same")
NOT_MADE = (PlanState.SOLVING, PlanState.FAILED)
FORMULA = {
    "base": priority.BASE,
    "disaster": priority.BONUS[1],
    "care": priority.BONUS[2],
    "commute": priority.BONUS[3],
    "meeting": priority.BONUS[4],
    "refusal": priority.REFUSAL_BONUS,
    "refusals": priority.REFUSALS_COUNTED,
}


@get("/rounds", opt={"nav": ("nav-rounds", 50)}, include_in_schema=False, sync_to_thread=True)
def rounds(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    """Every round with its published draw number; for those who run them, the form for a new one: next week."""
    with services.database.read() as tx:
        found = round_queries.rounds(tx, actor=actor)
    first = _next_free_monday(found, to_local(now).date())
    last = first + timedelta(days=4)
    values = {
        "name_ja": "",
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "closes_on": (first - timedelta(days=3)).isoformat(),
        "closes_time": "12:00",
    }
    return _list(request, found, actor, values, {})


def _list(
    request: AnyRequest,
    found: tuple[RoundView, ...],
    actor: Actor,
    values: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response[str]:
    return page(
        request,
        "rounds/list.html",
        status_code=422 if errors else 200,
        rounds=found,
        values=values,
        errors=errors,
        formula=FORMULA,
        may_run=actor.has(Role.FACILITIES, Role.ADMIN),
    )


def _next_free_monday(found: Iterable[RoundView], today: date) -> date:
    """The Monday after today and after the days of every round."""
    after = max([today, *(item.last_day for item in found)])
    return after + timedelta(days=7 - after.weekday())


def _names(first: date, last: date) -> tuple[str, str]:
    """What the round of those days is called, in Japanese and English."""
    if first.weekday() == 0 and (last - first).days < DAYS_OF_WEEK:
        return f"{first.month}月{first.day}日の週", f"Week of {first.day} {first:%B}"
    return f"{format_date_range(first, last, 'ja')}の受付回", f"Round for {format_date_range(first, last, 'en')}"


@post("/rounds", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def open_round(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    words = translator_of(request)
    first, last, closes = form.day("first_day"), form.day("last_day"), form.moment("closes_on", "closes_time")
    errors = {name: words.sentence(reason) for name, reason in form.problems.items()}
    if first is not None and last is not None and closes is not None:
        name_ja, name_en = _names(first, last)
        try:
            with services.database.write() as tx:
                round_id = round_operations.open_round(
                    tx,
                    name_ja=form.text("name_ja")[:LONGEST_NAME] or name_ja,
                    name_en=name_en,
                    first_day=first,
                    last_day=last,
                    closes_at=closes,
                    actor=actor,
                    now=now,
                )
            return see_other(f"/rounds/{round_id}", note=Note("success", "message-round_opened"))
        except Refused as refused:
            errors = {"": " ".join(words.sentence(reason) for reason in refused.reasons)}
    with services.database.read() as tx:
        found = round_queries.rounds(tx, actor=actor)
    values = {name: form.text(name) for name in ("name_ja", "first_day", "last_day", "closes_on", "closes_time")}
    return _list(request, found, actor, values, errors or {"": words.t("rounds-days_needed")})


@get("/rounds/{round_id:int}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def show(request: AnyRequest, services: GivenServices, actor: GivenActor, round_id: FromPath[int]) -> Response[str]:
    return _show(request, services, actor, round_id, None)


def _show(
    request: AnyRequest, services: Services, actor: Actor, round_id: int, stale: StalePlan | None
) -> Response[str]:
    form = of_query(request)
    chosen = {name: form.text(name) for name in ("plan", *FILTERS)}
    with services.database.read() as tx:
        view = round_queries.one(tx, round_id, actor=actor)
        demand = round_queries.demand(tx, view.first_day, view.last_day)
        plans = queries.plans(tx, round_id, actor=actor)
        latest = plans[0] if plans else None
        # A plan that was called off or failed takes nothing away: the proposal before it still stands.
        standing = next((item for item in plans if item.state is not PlanState.FAILED), latest)
        plan = next((item for item in plans if str(item.plan_id) == chosen["plan"]), standing)
        job = jobs.get(tx, actor, latest.job_id) if latest and latest.job_id and latest.state in NOT_MADE else None
        proposals = _proposals(tx, plan.plan_id, actor, chosen, form.number("after", 0)) if plan else ()
    more = {**chosen, "after": proposals[PAGE - 1].occurrence_id} if len(proposals) > PAGE else None
    return page(
        request,
        "rounds/one.html",
        status_code=409 if stale else 200,
        round=view,
        demand=demand,
        plans=plans,
        plan=plan,
        served=next((tier for tier in plan.figures.get("tiers", ()) if tier["name"] == "served"), None)
        if plan
        else None,
        job=job,
        proposals=proposals[:PAGE],
        following=f"/rounds/{round_id}?{urlencode(more)}#proposals" if more else None,
        chosen=chosen,
        stale=stale.reasons if stale else (),
        formula=FORMULA,
        differences=[(name, translator_of(request).t(f"difference-{name}")) for name in DIFFERENCES],
        progress_text=progress_text(translator_of(request), job) if job else "",
    )


def _proposals(
    tx: Transaction, plan_id: int, actor: Actor, chosen: Mapping[str, str], after: int
) -> tuple[queries.ProposalView, ...]:
    """One page of them and one more, which says that there is another page."""
    return queries.proposals(
        tx,
        plan_id,
        actor=actor,
        after=after,
        limit=PAGE + 1,
        outcome=chosen["outcome"] or None,
        kind=chosen["kind"] or None,
        difference=chosen["difference"] or None,
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


ROUTES = (rounds, open_round, show, move, decide, apply)
