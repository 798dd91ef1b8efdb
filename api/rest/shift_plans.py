"""Plans of sections: asked for, looked at, changed by hand, pinned, compared, published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body, Code, of_query
from api.rest.local_time import in_tokyo
from api.rest.preconditions import IfMatch, Versioned, etag, version_of
from scheduler.domain.actor import Role
from scheduler.errors import Refused
from scheduler.shifts import absence, comparing, drafting, editing, export, grid, planning, publishing, queries
from scheduler.shifts.absence import AbsenceView
from scheduler.shifts.comparing import Comparison
from scheduler.shifts.editing import CellChange, Effect
from scheduler.shifts.grid import Curve, Grid
from scheduler.shifts.publishing import Published
from scheduler.shifts.queries import PlanView

PLANNERS = {"access": (Role.MANAGER, Role.FACILITIES, Role.ADMIN)}
Sections = Annotated[list[Code], msgspec.Meta(max_length=5000)]


class ShiftPlanIn(Body, kw_only=True):
    """`department_ids` null: every section one plans. `seconds`: at most for each section."""

    department_ids: Sections | None = None
    seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = planning.DEFAULT_SECONDS


class ChangedCell(Body):
    """`pattern_id` null: the person is away that day."""

    staff_id: Code
    date: date
    pattern_id: Code | None


class ChangesIn(Body):
    """`despite_shortage`: it is known that hours are left with fewer people than have to be there."""

    changes: Annotated[list[ChangedCell], msgspec.Meta(min_length=1, max_length=2000)]
    despite_shortage: bool = False


class Spot(Body):
    staff_id: Code
    date: date


class PinsIn(Body):
    spots: Annotated[list[Spot], msgspec.Meta(min_length=1, max_length=2000)]
    pinned: bool = True


class AbsenceIn(Body):
    """`leave`, or `away` on a trip, from a day to a day, both included."""

    staff_id: Code
    first: date
    last: date
    kind: Literal["leave", "away"] = "leave"


class PublishIn(Body):
    """`department_ids` null: the open proposal of every section one plans."""

    department_ids: Sections | None = None


@dataclass(frozen=True, slots=True)
class ShiftsAsked:
    """Plans that are being made; watch the job."""

    job_id: str


@dataclass(frozen=True, slots=True)
class AbsenceAsked:
    plan_id: int
    job_id: str


@dataclass(frozen=True, slots=True)
class Revision:
    """The proposal that was started."""

    plan_id: int


@post(
    "/seasons/{season_id:str}/plans",
    opt=PLANNERS,
    tags=["Shifts"],
    summary="Ask for plans of sections",
    status_code=202,
    sync_to_thread=True,
)
def plan_shifts(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    season_id: FromPath[str],
    data: JSONBody[ShiftPlanIn],
    idempotent: GivenIdempotent,
) -> Response[ShiftsAsked]:
    """Each section gets one of its own, by a job after this answer (202); pins of the one before are kept."""

    def work(tx: Any) -> ShiftsAsked:
        sections = data.department_ids
        return ShiftsAsked(planning.request_plan(tx, season_id, sections, seconds=data.seconds, actor=actor, now=now))

    answer = idempotent.run(work, location="/api/v1/jobs/{job_id}")
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@get("/seasons/{season_id:str}/plans", opt=PLANNERS, tags=["Shifts"], summary="The plans of a season",
     sync_to_thread=True)  # fmt: skip
def list_shift_plans(
    services: GivenServices,
    actor: GivenActor,
    season_id: FromPath[str],
    section: Annotated[str | None, QueryParameter(max_length=20)] = None,
) -> list[PlanView]:
    """Of each section the newest; of one `section` all, newest first."""
    with services.database.read() as tx:
        return in_tokyo(list(queries.plans(tx, season_id, department_id=section, actor=actor)))


@get("/shift-plans/{plan_id:int}", tags=["Shifts"], summary="One plan with its figures", sync_to_thread=True)
def one_shift_plan(services: GivenServices, actor: GivenActor, plan_id: FromPath[int]) -> Response[PlanView]:
    """Its ETag is what a change names."""
    with services.database.read() as tx:
        view = queries.one(tx, plan_id, actor=actor)
    return Response(in_tokyo(view), headers=etag(view.version))


@get("/shift-plans/{plan_id:int}/grid", tags=["Shifts"], summary="People and days of a plan", sync_to_thread=True)
def plan_grid(services: GivenServices, actor: GivenActor, plan_id: FromPath[int]) -> Response[Grid]:
    """Whoever does not plan the section sees it once it is published, and wishes only of their own."""
    with services.database.read() as tx:
        found = grid.grid(tx, plan_id, actor=actor)
    return Response(in_tokyo(found), headers=etag(found.plan.version))


@get("/shift-plans/{plan_id:int}/curve", tags=["Shifts"], summary="People at work over a day", sync_to_thread=True)
def plan_curve(
    services: GivenServices, actor: GivenActor, plan_id: FromPath[int], day: Annotated[date, QueryParameter()]
) -> Curve:
    """By quarter hours, against what is needed."""
    with services.database.read() as tx:
        return grid.curve(tx, plan_id, of_query(day, "day"), actor=actor)


@post(
    "/shift-plans/{plan_id:int}/stop",
    opt=PLANNERS,
    tags=["Shifts"],
    summary="Call off a plan that is being made",
    status_code=204,
    sync_to_thread=True,
)
def stop_shift_plan(
    actor: GivenActor, now: GivenNow, plan_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[None]:
    """Sections that the job has planned already keep their proposals."""
    return idempotent.run(lambda tx: planning.stop_plan(tx, plan_id, actor=actor, now=now))


@post(
    "/shift-plans/{plan_id:int}/try",
    opt=PLANNERS,
    tags=["Shifts"],
    summary="Try a change by hand",
    status_code=200,
    sync_to_thread=True,
)
def try_shift_change(
    services: GivenServices, actor: GivenActor, plan_id: FromPath[int], data: JSONBody[ChangesIn]
) -> Effect:
    """What it would break, leave short and move; nothing is written."""
    with services.database.read() as tx:
        return editing.try_change(tx, plan_id, _changes(data), actor=actor)


@post(
    "/shift-plans/{plan_id:int}/changes",
    opt=PLANNERS,
    tags=["Shifts"],
    summary="Change a plan by hand",
    status_code=200,
    sync_to_thread=True,
)
def change_shift_plan(
    actor: GivenActor,
    now: GivenNow,
    plan_id: FromPath[int],
    data: JSONBody[ChangesIn],
    idempotent: GivenIdempotent,
    if_match: IfMatch = None,
) -> Response[Effect]:
    """All of it or, when a rule is broken, nothing; what was changed is pinned."""
    expected = version_of(if_match)

    def work(tx: Any) -> Effect:
        return editing.apply_change(
            tx,
            plan_id,
            _changes(data),
            expected_version=expected,
            despite_shortage=data.despite_shortage,
            actor=actor,
            now=now,
        )

    return idempotent.run(work)


@post(
    "/shift-plans/{plan_id:int}/pins",
    opt=PLANNERS,
    tags=["Shifts"],
    summary="Pin or free days of people",
    status_code=200,
    sync_to_thread=True,
)
def pin_shifts(
    actor: GivenActor,
    now: GivenNow,
    plan_id: FromPath[int],
    data: JSONBody[PinsIn],
    idempotent: GivenIdempotent,
    if_match: IfMatch = None,
) -> Response[Versioned]:
    """The next solve keeps what is pinned."""
    expected = version_of(if_match)
    spots = [(spot.staff_id, spot.date) for spot in data.spots]

    def work(tx: Any) -> Versioned:
        version = editing.pin(tx, plan_id, spots, pinned=data.pinned, expected_version=expected, actor=actor, now=now)
        return Versioned(version)

    return idempotent.run(work)


@get("/shift-plans/{plan_id:int}/compare", opt=PLANNERS, tags=["Shifts"], summary="Two plans side by side",
     sync_to_thread=True)  # fmt: skip
def compare_shift_plans(
    services: GivenServices, actor: GivenActor, plan_id: FromPath[int], other: Annotated[int, QueryParameter()]
) -> Comparison:
    """What is different in the `other`: who gains, who loses, what is covered."""
    with services.database.read() as tx:
        return comparing.compare(tx, plan_id, other, actor=actor)


@post(
    "/shift-plans/{plan_id:int}/publish",
    opt=PLANNERS,
    tags=["Shifts"],
    summary="Publish a plan",
    status_code=200,
    sync_to_thread=True,
)
def publish_shift_plan(
    services: GivenServices, actor: GivenActor, now: GivenNow, plan_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Published]:
    """All of it in one transaction, or 409 with everything that came in between."""
    answer = idempotent.run(lambda tx: publishing.publish(tx, plan_id, actor=actor, now=now))
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@post(
    "/seasons/{season_id:str}/publish",
    opt=PLANNERS,
    tags=["Shifts"],
    summary="Publish the proposals of sections",
    status_code=200,
    sync_to_thread=True,
)
def publish_season(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    season_id: FromPath[str],
    data: JSONBody[PublishIn],
    idempotent: GivenIdempotent,
) -> Response[Published]:
    """Of all these sections or of none; 409 names every section whose plan no longer fits."""
    sections = data.department_ids
    answer = idempotent.run(lambda tx: publishing.publish_all(tx, season_id, sections, actor=actor, now=now))
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@post(
    "/shift-plans/{plan_id:int}/absences",
    opt=PLANNERS,
    tags=["Shifts"],
    summary="Somebody is away",
    status_code=202,
    sync_to_thread=True,
)
def report_absence(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    plan_id: FromPath[int],
    data: JSONBody[AbsenceIn],
    idempotent: GivenIdempotent,
) -> Response[AbsenceAsked]:
    """A job makes a new proposal that changes as few others as possible; publish it like any other."""

    def work(tx: Any) -> AbsenceAsked:
        return AbsenceAsked(
            *absence.request_absence(
                tx, plan_id, data.staff_id, data.first, data.last, kind=data.kind, actor=actor, now=now
            )
        )

    answer = idempotent.run(work, location="/api/v1/shift-plans/{plan_id}")
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@post(
    "/shift-plans/{plan_id:int}/revisions",
    opt=PLANNERS,
    tags=["Shifts"],
    summary="Change a published plan by hand",
    status_code=201,
    sync_to_thread=True,
)
def revise_shift_plan(
    actor: GivenActor, now: GivenNow, plan_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Revision]:
    """A new proposal with the days of what is published; change it by hand, and publish it like any other."""

    def work(tx: Any) -> Revision:
        return Revision(drafting.revise(tx, plan_id, actor=actor, now=now))

    return idempotent.run(work, location="/api/v1/shift-plans/{plan_id}")


@get("/shift-plans/{plan_id:int}/absence", opt=PLANNERS, tags=["Shifts"], summary="What a plan was made for",
     sync_to_thread=True)  # fmt: skip
def plan_absence(services: GivenServices, actor: GivenActor, plan_id: FromPath[int]) -> AbsenceView | None:
    """How many others change, and fewer than how many is impossible; null when it was made for no absence."""
    with services.database.read() as tx:
        return absence.absence_of(tx, plan_id, actor=actor)


@get(
    "/shift-plans/{plan_id:int}/file",
    opt=PLANNERS,
    tags=["Shifts"],
    summary="A plan as a CSV file",
    media_type="text/csv",
    sync_to_thread=True,
)
def plan_file(
    services: GivenServices,
    actor: GivenActor,
    plan_id: FromPath[int],
    encoding: Annotated[Literal["utf-8-sig", "cp932"], QueryParameter()] = "utf-8-sig",
) -> Response[bytes]:
    """One line for each person and day; 422 names every cell that the encoding cannot write."""
    with services.database.read() as tx:
        made = export.export_plan(tx, plan_id, encoding=encoding, actor=actor)
    if made.data is None:
        raise Refused(*(issue.reason for issue in made.issues))
    name = f"shifts-{plan_id}.csv"
    return Response(made.data, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _changes(data: ChangesIn) -> list[CellChange]:
    return [CellChange(item.staff_id, item.date, item.pattern_id) for item in data.changes]


ROUTES = (
    plan_shifts,
    list_shift_plans,
    one_shift_plan,
    plan_grid,
    plan_curve,
    stop_shift_plan,
    try_shift_change,
    change_shift_plan,
    pin_shifts,
    compare_shift_plans,
    publish_shift_plan,
    publish_season,
    report_absence,
    revise_shift_plan,
    plan_absence,
    plan_file,
)
