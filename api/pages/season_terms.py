"""What bureaus and sections say of staggered hours: a bureau's terms, what a section needs, which patterns would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.form_input import InputError, parse_time
from api.language import translator_of
from api.pages.forms import Form, GivenForm
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.jobs import queries as jobs
from scheduler.shifts import choosing, coverage, queries, terms
from scheduler.shifts.coverage import BASES, Need
from scheduler.shifts.terms import OFFICE_TERMS, Terms

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
PLANNERS = {"access": (Role.MANAGER, Role.FACILITIES, Role.ADMIN)}
UNITS = ("day", "week", "period")
WEEKDAY_SETS = (("MO", "TU", "WE", "TH", "FR"), ("MO",), ("TU",), ("WE",), ("TH",), ("FR",))
EMPTY_ROWS = 2


@get("/seasons/{season_id:str}/bureaus", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def bureaus(request: AnyRequest, services: GivenServices, actor: GivenActor, season_id: FromPath[str]) -> Response[str]:
    """The terms of every bureau, and the ways to change them."""
    return _bureaus(request, services, actor, season_id, ())


def _bureaus(
    request: AnyRequest, services: Services, actor: Actor, season_id: str, reasons: Sequence[Reason]
) -> Response[str]:
    words = translator_of(request)
    with services.database.read() as tx:
        view = queries.season_view(tx, season_id, actor=actor)
        own = terms.bureaus_terms(tx, season_id)
        names = queries.bureaus(tx)
    return page(
        request,
        "shifts/bureaus.html",
        status_code=422 if reasons else 200,
        season=view,
        bureaus=[(name, name_en, own.get(name, OFFICE_TERMS), name in own) for name, name_en in names],
        units=[(unit, words.t(f"bureau_terms-unit_{unit}")) for unit in UNITS],
        reasons=reasons,
    )


@post("/seasons/{season_id:str}/bureaus", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def set_terms(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    season_id: FromPath[str],
    form: GivenForm,
) -> Response[Any]:
    """Keep a bureau's terms, give it the office's again, or have start times worked out for it."""
    bureau, action = form.text("bureau"), form.text("action", "save")
    try:
        with services.database.write() as tx:
            if action == "patterns":
                job_id = choosing.request_patterns(tx, season_id, bureau, actor=actor, now=now)
            else:
                own = _terms(form) if action == "save" else None
                terms.set_terms(tx, season_id, bureau, own, actor=actor, now=now)
    except Refused as refused:
        return _bureaus(request, services, actor, season_id, refused.reasons)
    if action == "patterns":
        if services.jobs is not None:
            services.jobs.nudge()
        return see_other(f"/seasons/{season_id}/patterns/{job_id}")
    return see_other(f"/seasons/{season_id}/bureaus", note=Note("success", "message-terms_kept"))


def _terms(form: Form) -> Terms:
    share = form.text("percent")
    return Terms(
        form.text("unit"),
        int(share) / 100 if share.isdecimal() else None,
        form.number("rest_hours", OFFICE_TERMS.rest_minutes // 60) * 60,
    )


@get("/seasons/{season_id:str}/patterns/{job_id:str}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def patterns(
    request: AnyRequest, services: GivenServices, actor: GivenActor, season_id: FromPath[str], job_id: FromPath[str]
) -> Response[str]:
    """The start times that were worked out, or how far that is."""
    with services.database.read() as tx:
        view = queries.season_view(tx, season_id, actor=actor)
        found = choosing.proposal_of(tx, job_id, actor=actor)
        job = jobs.get(tx, actor, job_id)
    return page(request, "shifts/patterns.html", season=view, found=found, job=job)


@get("/sections/{department_id:str}/coverage", opt=PLANNERS, include_in_schema=False, sync_to_thread=True)
def section_coverage(
    request: AnyRequest, services: GivenServices, actor: GivenActor, department_id: FromPath[str]
) -> Response[str]:
    """How many people a section needs, row by row."""
    with services.database.read() as tx:
        needs = coverage.needs_of(tx, department_id, actor=actor)
    return _coverage(request, services, department_id, [_row(need) for need in needs], ())


def _coverage(
    request: AnyRequest,
    services: Services,
    department_id: str,
    rows: Sequence[Mapping[str, Any]],
    reasons: Sequence[Reason],
) -> Response[str]:
    words = translator_of(request)
    with services.database.read() as tx:
        name = queries.section_name(tx, department_id)
    empty = {"weekdays": ";".join(WEEKDAY_SETS[0]), "from": "", "to": "", "min": "", "preferred": "", "basis": ""}
    sets = {";".join(days): words.t(f"weekdays-{days[0] if len(days) == 1 else 'all'}") for days in WEEKDAY_SETS}
    sets |= {row["weekdays"]: row["weekdays"] for row in rows if row["weekdays"] not in sets}
    return page(
        request,
        "shifts/coverage.html",
        status_code=422 if reasons else 200,
        department_id=department_id,
        name=name,
        rows=[*rows, *[empty] * EMPTY_ROWS],
        weekday_sets=list(sets.items()),
        bases=[(basis, words.t(f"shift-basis-{basis}")) for basis in BASES],
        reasons=reasons,
    )


def _row(need: Need) -> dict[str, Any]:
    return {
        "weekdays": ";".join(need.weekdays),
        "from": f"{need.from_time:%H:%M}",
        "to": f"{need.to_time:%H:%M}",
        "min": need.min_staff,
        "preferred": need.preferred_staff,
        "basis": need.basis,
    }


@post("/sections/{department_id:str}/coverage", opt=PLANNERS, include_in_schema=False, sync_to_thread=True)
def set_coverage(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    department_id: FromPath[str],
    form: GivenForm,
) -> Response[Any]:
    """All rows in place of those that stood; a row without times is left out."""
    rows = _posted(form)
    try:
        needs = [_need(number, row) for number, row in enumerate(rows, 1)]
        with services.database.write() as tx:
            coverage.replace(tx, department_id, needs, actor=actor, now=now)
    except Refused as refused:
        return _coverage(request, services, department_id, rows, refused.reasons)
    return see_other(f"/sections/{department_id}/coverage", note=Note("success", "message-coverage_kept"))


def _posted(form: Form) -> list[dict[str, Any]]:
    names = ("weekdays", "from", "to", "min", "preferred", "basis")
    columns = [form.values.get(name, []) for name in names]
    rows = [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=False)]
    return [row for row in rows if row["from"] or row["to"]]


def _need(number: int, row: Mapping[str, str]) -> Need:
    """A row as it was typed; `Refused` names the row that cannot be read."""
    try:
        times: list[time] = [parse_time(row[name]) for name in ("from", "to")]
        least, better = int(row["min"] or 0), int(row["preferred"] or row["min"] or 0)
    except (InputError, ValueError) as error:
        raise Refused(Reason("coverage-order", {"row": number})) from error
    return Need(tuple(row["weekdays"].split(";")), times[0], times[1], least, better, row["basis"])


ROUTES = (bureaus, set_terms, patterns, section_coverage, set_coverage)
