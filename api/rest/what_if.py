"""What-ifs, comparisons and replays of plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body, Code, Moment
from api.rest.local_time import in_tokyo
from api.rest.plans import Asked
from scheduler.domain.actor import Role
from scheduler.plans import operations, queries, solving_again
from scheduler.plans.comparing import Comparison, compare
from scheduler.plans.queries import PlanView
from scheduler.plans.scenario import ClosedFor, ExtraWish, Growth, Hours, Scenario, StockChange
from scheduler.plans.verifying import Check, verify

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
Bonus = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class StockIn(Body):
    """Units more, or fewer when `count` is negative."""

    office_id: Code
    kind: Code
    count: Annotated[int, msgspec.Meta(ge=-500, le=500)]
    attributes: list[Code] = msgspec.field(default_factory=list)


class ClosedIn(Body, kw_only=True):
    """An office, or one kind in it, for a while."""

    office_id: Code
    kind: Annotated[str, msgspec.Meta(max_length=20)] = ""
    starts_at: Moment
    ends_at: Moment


class HoursIn(Body):
    """Between when seats and rooms can be used; of every office when none is named."""

    starts: time
    ends: time
    office_id: Annotated[str, msgspec.Meta(max_length=20)] = ""


class BonusesIn(Body):
    """In place of the published ones."""

    disaster: Bonus | None = None
    child: Bonus | None = None
    commute: Bonus | None = None
    meeting: Bonus | None = None
    other: Bonus | None = None
    refusal: Bonus | None = None


class GrowthIn(Body):
    """More requests of a kind, drawn from the real ones with the round's seed."""

    kind: Code
    percent: Annotated[int, msgspec.Meta(ge=1, le=500)]
    office_id: Annotated[str, msgspec.Meta(max_length=20)] = ""


class ExtraIn(Body, kw_only=True):
    """A request nobody has made: somebody like this person wants this."""

    staff_id: Code
    kind: Code
    office_id: Code
    starts_at: Moment
    ends_at: Moment
    quantity: Annotated[int, msgspec.Meta(ge=1, le=50)] = 1
    purpose: Code = "after_meeting"
    use_dates: list[date] = msgspec.field(default_factory=list)
    priority: Annotated[int, msgspec.Meta(ge=1, le=5)] = 5


class WhatIfIn(Body, kw_only=True):
    """Everything that is to be different, and how long the solver may take."""

    name: Annotated[str, msgspec.Meta(max_length=80)] = ""
    stock: Annotated[list[StockIn], msgspec.Meta(max_length=50)] = msgspec.field(default_factory=list)
    closures: Annotated[list[ClosedIn], msgspec.Meta(max_length=50)] = msgspec.field(default_factory=list)
    hours: Annotated[list[HoursIn], msgspec.Meta(max_length=50)] = msgspec.field(default_factory=list)
    bonuses: BonusesIn = msgspec.field(default_factory=BonusesIn)
    growth: Annotated[list[GrowthIn], msgspec.Meta(max_length=50)] = msgspec.field(default_factory=list)
    extra: Annotated[list[ExtraIn], msgspec.Meta(max_length=2000)] = msgspec.field(default_factory=list)
    base_plan_id: int | None = None
    seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = operations.DEFAULT_SECONDS


@dataclass(frozen=True, slots=True)
class Tried:
    """A what-if that is being computed; watch the job."""

    plan_id: int
    job_id: str


@dataclass(frozen=True, slots=True)
class CheckOut:
    """`holds` is null where nothing can be said."""

    code: str
    params: dict[str, Any]
    holds: bool | None


@dataclass(frozen=True, slots=True)
class VerificationOut:
    """`holds`: nothing that is stored contradicts the rest of it, nor what was found when it was solved again.

    `again_job_id`: the job that last solved it again, null if none did; `again`: what that found, once it is done.
    """

    plan_id: int
    holds: bool
    checks: list[CheckOut]
    again_job_id: str | None
    again: list[CheckOut]


@post(
    "/rounds/{round_id:int}/what-ifs",
    opt=KEEPERS,
    tags=["Plans"],
    summary="Try a what-if",
    status_code=202,
    sync_to_thread=True,
)
def try_what_if(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    round_id: FromPath[int],
    data: JSONBody[WhatIfIn],
    idempotent: GivenIdempotent,
) -> Response[Tried]:
    """It changes nothing in the round and can never be applied. A job computes it after this answer (202)."""
    scenario = _scenario(data)

    def work(tx: Any) -> Tried:
        return Tried(
            *operations.request_what_if(
                tx, round_id, scenario, seconds=data.seconds, base_plan_id=data.base_plan_id, actor=actor, now=now
            )
        )

    answer = idempotent.run(work, location="/api/v1/jobs/{job_id}")
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@get("/rounds/{round_id:int}/what-ifs", opt=KEEPERS, tags=["Plans"], summary="What was tried", sync_to_thread=True)
def list_what_ifs(services: GivenServices, actor: GivenActor, round_id: FromPath[int]) -> list[PlanView]:
    """The what-ifs of a round, latest first, each with its scenario."""
    with services.database.read() as tx:
        return in_tokyo(list(queries.what_ifs(tx, round_id, actor=actor)))


@get(
    "/plans/{plan_id:int}/comparison/{other_id:int}",
    opt=KEEPERS,
    tags=["Plans"],
    summary="Compare two plans",
    sync_to_thread=True,
)
def comparison(
    services: GivenServices, actor: GivenActor, plan_id: FromPath[int], other_id: FromPath[int]
) -> Comparison:
    """Who gains and who loses in the second plan, minutes, and the weight of each with its bound."""
    with services.database.read() as tx:
        return in_tokyo(compare(tx, plan_id, other_id, actor=actor))


@get("/plans/{plan_id:int}/verification", opt=KEEPERS, tags=["Plans"], summary="Replay a plan", sync_to_thread=True)
def verification(services: GivenServices, actor: GivenActor, plan_id: FromPath[int]) -> VerificationOut:
    """Everything that can be recomputed from what is stored with the plan, without solving it again."""
    with services.database.read() as tx:
        found = verify(tx, plan_id, actor=actor)
        again = solving_again.latest(tx, plan_id, actor=actor)
    solved = solving_again.checks_of(again)
    return VerificationOut(
        found.plan_id,
        found.holds and all(item.holds is not False for item in solved),
        [_check(item) for item in found.checks],
        again.job_id if again else None,
        [_check(item) for item in solved],
    )


@post(
    "/plans/{plan_id:int}/verification",
    opt=KEEPERS,
    tags=["Plans"],
    summary="Solve a plan again to verify it",
    status_code=202,
    sync_to_thread=True,
)
def verify_again(
    services: GivenServices, actor: GivenActor, now: GivenNow, plan_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Asked]:
    """By a job after this answer (202), with the seed and limits of the plan; then it is in the verification."""

    def work(tx: Any) -> Asked:
        return Asked(plan_id, solving_again.request_again(tx, plan_id, actor=actor, now=now))

    answer = idempotent.run(work, location="/api/v1/jobs/{job_id}")
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


def _check(item: Check) -> CheckOut:
    return CheckOut(item.said.code, dict(item.said.params), item.holds)


def _scenario(data: WhatIfIn) -> Scenario:
    given = data.bonuses
    classes = (given.disaster, given.child, given.commute, given.meeting, given.other)
    return Scenario(
        name=data.name,
        stock=tuple(StockChange(item.office_id, item.kind, item.count, tuple(item.attributes)) for item in data.stock),
        closures=tuple(ClosedFor(item.office_id, item.kind, item.starts_at, item.ends_at) for item in data.closures),
        hours=tuple(Hours(item.starts, item.ends, item.office_id) for item in data.hours),
        bonuses=tuple((number, bonus) for number, bonus in enumerate(classes, 1) if bonus is not None),
        refusal_bonus=given.refusal,
        growth=tuple(Growth(item.kind, item.percent, item.office_id) for item in data.growth),
        extra=tuple(_extra(item) for item in data.extra),
    )


def _extra(item: ExtraIn) -> ExtraWish:
    return ExtraWish(
        item.staff_id,
        item.kind,
        item.office_id,
        item.starts_at,
        item.ends_at,
        item.quantity,
        item.purpose,
        tuple(item.use_dates),
        item.priority,
    )


ROUTES = (try_what_if, list_what_ifs, comparison, verification, verify_again)
