"""What-ifs of a round, two plans side by side, and a plan replayed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.language import translator_of
from api.naming import OFFICES
from api.pages.board import KINDS
from api.pages.forms import Form, GivenForm
from api.pages.jobs import progress_text
from api.pages.rendering import page, see_other
from api.pages.scenario_form import CLASS_FIELDS, ROW_COUNTS, on_form, values_of
from api.pages.scenario_form import read as read_scenario
from api.pages.wish_form import ATTRIBUTES
from api.scenario_text import describe
from api.wiring import Services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.domain.states import PlanState, RoundState
from scheduler.domain.wish import Kind
from scheduler.errors import Refused
from scheduler.jobs import queries as jobs
from scheduler.plans import operations, queries, solving_again
from scheduler.plans.comparing import compare
from scheduler.plans.scenario import Scenario, from_json
from scheduler.plans.verifying import verify
from scheduler.requests import priority
from scheduler.rounds import queries as round_queries

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
SHOWN = 100
KNOWN_ATTRIBUTES = sorted({name for names in ATTRIBUTES.values() for name in names})
DIGEST_LENGTH = 64
LONGEST_SECONDS = 600
PUBLISHED = {
    **{name: priority.BONUS[number] for name, number in CLASS_FIELDS.items()},
    "refusal": priority.REFUSAL_BONUS,
}


@get("/rounds/{round_id:int}/what-ifs", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def what_ifs(request: AnyRequest, services: GivenServices, actor: GivenActor, round_id: FromPath[int]) -> Response[str]:
    """What was tried for the round, and the form to try something else."""
    return _what_ifs(request, services, actor, round_id, Form({}), None)


@post("/rounds/{round_id:int}/what-ifs", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def try_it(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    round_id: FromPath[int],
    form: GivenForm,
) -> Response[Any]:
    """Ask for a what-if; the button for more rows only shows the form again, with more of them."""
    if form.text("more"):
        return _what_ifs(request, services, actor, round_id, form, None)
    try:
        scenario = read_scenario(form)
    except Refused as refused:
        return _what_ifs(request, services, actor, round_id, form, refused)
    seconds = min(max(1, form.number("seconds", int(operations.DEFAULT_SECONDS))), LONGEST_SECONDS)
    try:
        retrying(lambda: _ask(services, actor, now, round_id, scenario, float(seconds)))
    except Refused as refused:
        return _what_ifs(request, services, actor, round_id, form, Refused(*on_form(form, refused.reasons)))
    if services.jobs is not None:
        services.jobs.nudge()
    return see_other(f"/rounds/{round_id}/what-ifs#tried")


def _ask(services: Services, actor: Actor, now: datetime, round_id: int, scenario: Scenario, seconds: float) -> None:
    with services.database.write() as tx:
        operations.request_what_if(tx, round_id, scenario, seconds=seconds, actor=actor, now=now)


def _what_ifs(
    request: AnyRequest, services: Services, actor: Actor, round_id: int, form: Form, refused: Refused | None
) -> Response[str]:
    words = translator_of(request)
    with services.database.read() as tx:
        view = round_queries.one(tx, round_id, actor=actor)
        tried = queries.what_ifs(tx, round_id, actor=actor)
        solving = [item.job_id for item in tried if item.state is PlanState.SOLVING and item.job_id]
        first = jobs.get(tx, actor, solving[-1]) if solving else None
    return page(
        request,
        "rounds/what_if.html",
        status_code=422 if refused else 200,
        round=view,
        tried=[(item, describe(words, from_json(item.scenario))) for item in tried],
        working=first,
        progress_text=progress_text(words, first) if first else "",
        is_stored=view.state is RoundState.APPLIED,
        reasons=refused.reasons if refused else (),
        values=values_of(form),
        rows={name: form.number(f"rows_{name}", least) + bool(form.text("more")) for name, least in ROW_COUNTS.items()},
        offices=OFFICES.choices(words.locale),
        kinds=[(name, words.t(f"kind-{name}")) for name in KINDS],
        wish_kinds=[(kind.value, words.t(f"kind-{kind.value}")) for kind in Kind],
        attributes=[(name, words.t(f"attribute-{name}")) for name in KNOWN_ATTRIBUTES],
        published=PUBLISHED,
    )


@get("/plans/{plan_id:int}/comparison/{other_id:int}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def comparison(
    request: AnyRequest, services: GivenServices, actor: GivenActor, plan_id: FromPath[int], other_id: FromPath[int]
) -> Response[str]:
    """The second plan against the first: a summary in words, figures, and who gains or loses."""
    words = translator_of(request)
    with services.database.read() as tx:
        found = compare(tx, plan_id, other_id, actor=actor)
        view = queries.one(tx, other_id, actor=actor)
    return page(
        request,
        "rounds/compare.html",
        found=found,
        view=view,
        lines=describe(words, found.scenario_b) if found.scenario_b else [],
        changed_input=view.figures.get("base", {}).get("changed", 0),
        gains=found.gains[:SHOWN],
        losses=found.losses[:SHOWN],
    )


@get("/plans/{plan_id:int}/verification", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def verification(
    request: AnyRequest, services: GivenServices, actor: GivenActor, plan_id: FromPath[int]
) -> Response[str]:
    """Every check of the plan, with the recorded and the recomputed value."""
    with services.database.read() as tx:
        found = verify(tx, plan_id, actor=actor)
        view = queries.one(tx, plan_id, actor=actor)
        again = solving_again.latest(tx, plan_id, actor=actor)
    words = translator_of(request)
    checks = [
        (item, words.sentence(_breakable(item.said))) for item in (*found.checks, *solving_again.checks_of(again))
    ]
    return page(
        request,
        "rounds/verify.html",
        holds=all(item.holds is not False for item, _ in checks),
        checks=checks,
        view=view,
        again=again,
        progress_text=progress_text(words, again) if again else "",
    )


@post("/plans/{plan_id:int}/verification", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def verify_again(services: GivenServices, actor: GivenActor, now: GivenNow, plan_id: FromPath[int]) -> Response[Any]:
    """Have it solved again; the page shows how far it is."""
    retrying(lambda: _request_again(services, actor, now, plan_id))
    if services.jobs is not None:
        services.jobs.nudge()
    return see_other(f"/plans/{plan_id}/verification")


def _request_again(services: Services, actor: Actor, now: datetime, plan_id: int) -> None:
    with services.database.write() as tx:
        solving_again.request_again(tx, plan_id, actor=actor, now=now)


def _breakable(said: Reason) -> Reason:
    """A digest in groups of sixteen: sixty-four letters in one word are wider than a telephone."""
    params = {
        key: " ".join(value[place : place + 16] for place in range(0, len(value), 16))
        if isinstance(value, str) and len(value) == DIGEST_LENGTH
        else value
        for key, value in said.params.items()
    }
    return Reason(said.code, params)  # a code of scheduler/plans/verifying.py


ROUTES = (what_ifs, try_it, comparison, verification, verify_again)
