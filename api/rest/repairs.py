"""Repairs of what a closure gets in the way of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body
from api.rest.local_time import in_tokyo
from api.rest.preconditions import etag
from scheduler.domain.actor import Role
from scheduler.repairs import applying, operations, queries
from scheduler.repairs.queries import RepairView

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
TAGS = ["Repairs"]


class RepairIn(Body):
    """How long the solver may take, in seconds."""

    seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = operations.DEFAULT_SECONDS


@dataclass(frozen=True, slots=True)
class Proposed:
    """A repair that is being worked out; watch the job."""

    repair_id: int
    job_id: str


@dataclass(frozen=True, slots=True)
class Applied:
    """How many bookings were moved, and how many have no place and wait."""

    moved: int
    lost: int


@post(
    "/closures/{closure_id:int}/repairs", opt=KEEPERS, tags=TAGS, summary="Work a repair out", status_code=202,
    sync_to_thread=True,
)  # fmt: skip
def propose(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    closure_id: FromPath[int],
    data: JSONBody[RepairIn],
    idempotent: GivenIdempotent,
) -> Response[Proposed]:
    """Who moves where, with the fewest moves; nothing changes before it is applied. A job does it after this answer."""

    def work(tx: Any) -> Proposed:
        return Proposed(*operations.request_repair(tx, closure_id, seconds=data.seconds, actor=actor, now=now))

    answer = idempotent.run(work, location="/api/v1/repairs/{repair_id}")
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@get("/closures/{closure_id:int}/repairs", opt=KEEPERS, tags=TAGS, summary="Repairs of a closure", sync_to_thread=True)
def of_closure(services: GivenServices, actor: GivenActor, closure_id: FromPath[int]) -> list[RepairView]:
    """The latest first."""
    with services.database.read() as tx:
        return in_tokyo(list(queries.of_closure(tx, closure_id, actor=actor)))


@get("/repairs/{repair_id:int}", opt=KEEPERS, tags=TAGS, summary="One repair", sync_to_thread=True)
def one_repair(services: GivenServices, actor: GivenActor, repair_id: FromPath[int]) -> Response[RepairView]:
    """Who moves where, who has no place and what would work, and what is left to people."""
    with services.database.read() as tx:
        view = queries.one(tx, repair_id, actor=actor)
    return Response(in_tokyo(view), headers=etag(view.version))


@post(
    "/repairs/{repair_id:int}/apply", opt=KEEPERS, tags=TAGS, summary="Apply a repair", status_code=200,
    sync_to_thread=True,
)  # fmt: skip
def apply(actor: GivenActor, now: GivenNow, repair_id: FromPath[int], idempotent: GivenIdempotent) -> Response[Applied]:
    """All of it, or 409 `stale-repair` and nothing; applying twice does nothing the second time."""

    def work(tx: Any) -> Applied:
        done = applying.apply_repair(tx, repair_id, actor=actor, now=now)
        return Applied(done.moved, done.lost)

    return idempotent.run(work)


ROUTES = (propose, of_closure, one_repair, apply)
