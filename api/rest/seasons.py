"""Seasons of staggered hours: opened, changed, closed, ended; a bureau's terms, and what a section needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body, Moment
from api.rest.local_time import in_tokyo
from api.rest.preconditions import IfMatch, Versioned, etag, version_of
from api.writing import write
from scheduler.domain.actor import Role
from scheduler.shifts import choosing, coverage, queries, seasons, terms
from scheduler.shifts.choosing import PatternProposal
from scheduler.shifts.coverage import Need
from scheduler.shifts.patterns import Pattern, patterns
from scheduler.shifts.queries import SeasonView
from scheduler.shifts.terms import Terms

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
PLANNERS = {"access": (Role.MANAGER, Role.FACILITIES, Role.ADMIN)}
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


class SeasonIn(Body, kw_only=True):
    """`season_id` is what people type: `2026-summer`. Without `wishes_close_at` every day has its own deadline."""

    season_id: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    name_ja: Name
    name_en: Name
    first_day: date
    last_day: date
    patterns: Literal["summer", "winter", "all"] = "summer"
    wishes_close_at: Moment | None = None


class SeasonChange(Body):
    name_ja: Name
    name_en: Name
    wishes_close_at: Moment


class TermsIn(Body, kw_only=True):
    """A bureau's terms in a season; `most_shifted` null leaves each section its own share."""

    bureau_ja: Name
    choice_unit: Literal["day", "week", "period"] = "day"
    most_shifted: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    rest_minutes: Annotated[int, msgspec.Meta(ge=0, le=960)] = 660


class PatternsIn(Body, kw_only=True):
    bureau_ja: Name
    seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = choosing.DEFAULT_SECONDS


class NeedIn(msgspec.Struct, forbid_unknown_fields=True):
    """On these weekdays, from a time to a time."""

    weekdays: Annotated[list[Weekday], msgspec.Meta(min_length=1, max_length=7)]
    from_time: time
    to_time: time
    min_staff: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    preferred_staff: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    basis: Literal["counter", "peak", "lunch", "phone"] = "counter"


class CoverageIn(Body):
    needs: Annotated[list[NeedIn], msgspec.Meta(max_length=200)]


@dataclass(frozen=True, slots=True)
class Opened:
    season_id: str


@dataclass(frozen=True, slots=True)
class BureauTerms:
    bureau_ja: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class PatternsAsked:
    """Start times that are being worked out; watch the job."""

    job_id: str


@post("/seasons", opt=KEEPERS, tags=["Shifts"], summary="Open a season", sync_to_thread=True)
def open_season(
    data: JSONBody[SeasonIn], actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent
) -> Response[Opened]:
    """For wishes; seasons share no day."""

    def work(tx: Any) -> Opened:
        season_id = seasons.create(
            tx,
            data.season_id,
            name_ja=data.name_ja,
            name_en=data.name_en,
            first_day=data.first_day,
            last_day=data.last_day,
            patterns=data.patterns,
            wishes_close_at=data.wishes_close_at,
            actor=actor,
            now=now,
        )
        return Opened(season_id)

    return idempotent.run(work, location="/api/v1/seasons/{season_id}")


@get("/seasons", tags=["Shifts"], summary="All seasons", sync_to_thread=True)
def list_seasons(services: GivenServices, actor: GivenActor) -> list[SeasonView]:
    """Latest first."""
    with services.database.read() as tx:
        return in_tokyo(list(queries.seasons(tx, actor=actor)))


@get("/seasons/{season_id:str}", tags=["Shifts"], summary="One season", sync_to_thread=True)
def one_season(services: GivenServices, actor: GivenActor, season_id: FromPath[str]) -> Response[SeasonView]:
    """With its ETag, which a change names."""
    with services.database.read() as tx:
        view = queries.season_view(tx, season_id, actor=actor)
    return Response(in_tokyo(view), headers=etag(view.version))


@put("/seasons/{season_id:str}", opt=KEEPERS, tags=["Shifts"], summary="Change a season", sync_to_thread=True)
def change_season(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    season_id: FromPath[str],
    data: JSONBody[SeasonChange],
    if_match: IfMatch = None,
) -> Versioned:
    """Its names and the end of wishes; its days stay."""
    expected = version_of(if_match)

    def work(tx: Any) -> Versioned:
        version = seasons.change(
            tx,
            season_id,
            expected_version=expected,
            name_ja=data.name_ja,
            name_en=data.name_en,
            wishes_close_at=data.wishes_close_at,
            actor=actor,
            now=now,
        )
        return Versioned(version)

    return write(services, work)


@post(
    "/seasons/{season_id:str}/close",
    opt=KEEPERS,
    tags=["Shifts"],
    summary="End the time for wishes",
    status_code=200,
    sync_to_thread=True,
)
def close_season(
    actor: GivenActor, now: GivenNow, season_id: FromPath[str], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """From now on only heads of sections change what people work."""
    return idempotent.run(lambda tx: Versioned(seasons.move(tx, season_id, event="close", actor=actor, now=now)))


@post(
    "/seasons/{season_id:str}/reopen",
    opt=KEEPERS,
    tags=["Shifts"],
    summary="Take wishes again",
    status_code=200,
    sync_to_thread=True,
)
def reopen_season(
    actor: GivenActor, now: GivenNow, season_id: FromPath[str], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """As long as nothing is published."""
    return idempotent.run(lambda tx: Versioned(seasons.move(tx, season_id, event="reopen", actor=actor, now=now)))


@post(
    "/seasons/{season_id:str}/end",
    opt=KEEPERS,
    tags=["Shifts"],
    summary="End a season",
    status_code=200,
    sync_to_thread=True,
)
def end_season(
    actor: GivenActor, now: GivenNow, season_id: FromPath[str], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """What was published stays to be read."""
    return idempotent.run(lambda tx: Versioned(seasons.move(tx, season_id, event="end", actor=actor, now=now)))


@get(
    "/seasons/{season_id:str}/patterns", tags=["Shifts"], summary="Patterns one can work in a season",
    sync_to_thread=True,
)  # fmt: skip
def season_patterns(services: GivenServices, actor: GivenActor, season_id: FromPath[str]) -> list[Pattern]:
    """The standard one first."""
    with services.database.read() as tx:
        queries.season_view(tx, season_id, actor=actor)
        return list(patterns(tx, season_id))


@get(
    "/seasons/{season_id:str}/terms", opt=KEEPERS, tags=["Shifts"], summary="Terms of bureaus in a season",
    sync_to_thread=True,
)  # fmt: skip
def season_terms(services: GivenServices, actor: GivenActor, season_id: FromPath[str]) -> list[BureauTerms]:
    """Of those bureaus that have terms of their own."""
    with services.database.read() as tx:
        queries.season_view(tx, season_id, actor=actor)
        return [BureauTerms(bureau, own) for bureau, own in terms.bureaus_terms(tx, season_id).items()]


@put(
    "/seasons/{season_id:str}/terms", opt=KEEPERS, tags=["Shifts"], summary="Give a bureau terms of its own",
    status_code=204, sync_to_thread=True,
)  # fmt: skip
def set_season_terms(
    services: GivenServices, actor: GivenActor, now: GivenNow, season_id: FromPath[str], data: JSONBody[TermsIn]
) -> None:
    """For plans that are made from now on."""
    own = Terms(data.choice_unit, data.most_shifted, data.rest_minutes)
    write(services, lambda tx: terms.set_terms(tx, season_id, data.bureau_ja, own, actor=actor, now=now))


@post(
    "/seasons/{season_id:str}/pattern-proposals",
    opt=KEEPERS,
    tags=["Shifts"],
    summary="Ask which start times a bureau needs",
    status_code=202,
    sync_to_thread=True,
)
def ask_patterns(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    season_id: FromPath[str],
    data: JSONBody[PatternsIn],
    idempotent: GivenIdempotent,
) -> Response[PatternsAsked]:
    """Few start times that cover what its sections need, worked out by a job after this answer (202)."""

    def work(tx: Any) -> PatternsAsked:
        bureau, seconds = data.bureau_ja, data.seconds
        return PatternsAsked(choosing.request_patterns(tx, season_id, bureau, seconds=seconds, actor=actor, now=now))

    answer = idempotent.run(work, location="/api/v1/pattern-proposals/{job_id}")
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@get(
    "/pattern-proposals/{job_id:str}",
    opt=KEEPERS,
    tags=["Shifts"],
    summary="Start times that were worked out",
    sync_to_thread=True,
)
def pattern_proposal(services: GivenServices, actor: GivenActor, job_id: FromPath[str]) -> PatternProposal | None:
    """Null before the job is done; nothing is offered to anybody by it."""
    with services.database.read() as tx:
        return choosing.proposal_of(tx, job_id, actor=actor)


@get("/sections/{department_id:str}/coverage", opt=PLANNERS, tags=["Shifts"], summary="What a section needs",
     sync_to_thread=True)  # fmt: skip
def section_coverage(services: GivenServices, actor: GivenActor, department_id: FromPath[str]) -> list[Need]:
    """By weekday and time."""
    with services.database.read() as tx:
        return list(coverage.needs_of(tx, department_id, actor=actor))


@put("/sections/{department_id:str}/coverage", opt=PLANNERS, tags=["Shifts"], summary="Say what a section needs",
     status_code=204, sync_to_thread=True)  # fmt: skip
def set_section_coverage(
    services: GivenServices, actor: GivenActor, now: GivenNow, department_id: FromPath[str], data: JSONBody[CoverageIn]
) -> None:
    """All of it, in place of what stood; every broken rule is told with its row."""
    needs = [
        Need(tuple(item.weekdays), item.from_time, item.to_time, item.min_staff, item.preferred_staff, item.basis)
        for item in data.needs
    ]
    write(services, lambda tx: coverage.replace(tx, department_id, needs, actor=actor, now=now))


ROUTES = (
    open_season,
    list_seasons,
    one_season,
    change_season,
    close_season,
    reopen_season,
    end_season,
    season_patterns,
    season_terms,
    set_season_terms,
    ask_patterns,
    pattern_proposal,
    section_coverage,
    set_section_coverage,
)
