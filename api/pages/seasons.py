"""Seasons of staggered hours for those who plan: opened, closed, every section planned and published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.formatting import to_local
from api.language import translator_of
from api.pages.forms import GivenForm
from api.pages.jobs import progress_text
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from api.writing import write
from scheduler.domain.actor import Actor, Role
from scheduler.domain.permission import may_keep_seasons
from scheduler.domain.reason import Reason
from scheduler.domain.states import ShiftPlanState
from scheduler.errors import Refused, StaleShiftPlan
from scheduler.jobs import queries as jobs
from scheduler.shifts import planning, publishing, queries, seasons
from scheduler.shifts.queries import PlanView

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
PLANNERS = {"access": (Role.MANAGER, Role.FACILITIES, Role.ADMIN)}
FIELDS = ("season_id", "name_ja", "name_en", "first_day", "last_day", "patterns")


@get("/seasons", opt={**PLANNERS, "nav": ("nav-seasons", 55)}, include_in_schema=False, sync_to_thread=True)
def list_seasons(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    """Every season; for those who keep them, the form for a new one."""
    year = to_local(now).year
    values = {
        "season_id": f"{year}-winter",
        "name_ja": f"{year}年冬の時差出勤",
        "name_en": f"Staggered hours, winter {year}",
        "first_day": f"{year}-12-01",
        "last_day": f"{year + 1}-03-31",
        "patterns": "winter",
    }
    return _list(request, services, actor, values, {})


def _list(
    request: AnyRequest, services: Services, actor: Actor, values: Mapping[str, str], errors: Mapping[str, str]
) -> Response[str]:
    with services.database.read() as tx:
        found = queries.seasons(tx, actor=actor)
    words = translator_of(request)
    return page(
        request,
        "shifts/seasons.html",
        status_code=422 if errors else 200,
        seasons=found,
        values=values,
        errors=errors,
        sets=[(name, words.t(f"seasons-set_{name}")) for name in seasons.PATTERN_SETS],
        may_keep=may_keep_seasons(actor),
    )


@post("/seasons", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def open_season(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    words = translator_of(request)
    values = {name: form.text(name) for name in FIELDS}
    first, last = form.day("first_day"), form.day("last_day")
    errors = {name: words.sentence(reason) for name, reason in form.problems.items()}
    if first is None or last is None:
        return _list(request, services, actor, values, errors or {"first_day": words.t("rounds-days_needed")})
    try:
        with services.database.write() as tx:
            seasons.create(
                tx,
                values["season_id"],
                name_ja=values["name_ja"],
                name_en=values["name_en"] or values["name_ja"],
                first_day=first,
                last_day=last,
                patterns=values["patterns"],
                actor=actor,
                now=now,
            )
    except Refused as refused:
        sentence = " ".join(words.sentence(reason) for reason in refused.reasons)
        return _list(request, services, actor, values, {"": sentence})
    return see_other(f"/seasons/{values['season_id']}", note=Note("success", "message-season_opened"))


@get("/seasons/{season_id:str}", opt=PLANNERS, include_in_schema=False, sync_to_thread=True)
def show(request: AnyRequest, services: GivenServices, actor: GivenActor, season_id: FromPath[str]) -> Response[str]:
    return _show(request, services, actor, season_id, ())


def _show(
    request: AnyRequest, services: Services, actor: Actor, season_id: str, reasons: tuple[Reason, ...]
) -> Response[str]:
    with services.database.read() as tx:
        view = queries.season_view(tx, season_id, actor=actor)
        plans = queries.plans(tx, season_id, actor=actor)
        making = next((item for item in plans if item.state is ShiftPlanState.SOLVING and item.job_id), None)
        job = jobs.get(tx, actor, making.job_id) if making and making.job_id else None
    words = translator_of(request)
    return page(
        request,
        "shifts/season.html",
        status_code=409 if reasons else 200,
        season=view,
        plans=plans,
        sums=_sums(plans),
        job=job,
        progress_text=progress_text(words, job) if job else "",
        reasons=reasons,
        may_keep=may_keep_seasons(actor),
    )


def _sums(plans: tuple[PlanView, ...]) -> dict[str, int]:
    """What all finished plans together come to."""
    made = [item for item in plans if item.gap is not None]
    return {
        "sections": len(plans),
        "made": len(made),
        "proposed": sum(item.state is ShiftPlanState.PROPOSED for item in plans),
        "proven": sum(item.gap == 0 for item in made),
        "wishes": sum(item.figures["wishes"] for item in made),
        "met": sum(item.figures["met"] for item in made),
        "short_days": sum(len(item.shortages) for item in made),
    }


@post("/seasons/{season_id:str}/{event:str}", opt=PLANNERS, include_in_schema=False, sync_to_thread=True)
def move(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    season_id: FromPath[str],
    event: FromPath[str],
) -> Response[Any]:
    """Close, reopen or end a season; have its sections planned; publish their proposals."""
    back, note = f"/seasons/{season_id}", None
    try:
        match event:
            case "plan":
                write(services, lambda tx: planning.request_plan(tx, season_id, actor=actor, now=now))
            case "publish":
                done = write(services, lambda tx: publishing.publish_all(tx, season_id, actor=actor, now=now))
                note = Note("success", "message-shifts_published", {"plans": done.plans, "people": done.people})
            case _:
                write(services, lambda tx: seasons.move(tx, season_id, event=event, actor=actor, now=now))
    except (Refused, StaleShiftPlan) as refused:
        return _show(request, services, actor, season_id, tuple(refused.reasons))
    if services.jobs is not None:
        services.jobs.nudge()
    return see_other(back, note=note)


ROUTES = (list_seasons, open_season, show, move)
