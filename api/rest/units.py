"""Units by pool, and what is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body, Code, Moment
from api.rest.local_time import in_tokyo
from api.rest.preconditions import IfMatch, etag, version_of
from api.writing import write
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Role
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.domain.states import UnitStatus
from scheduler.errors import Refused
from scheduler.resources import operations, queries
from scheduler.resources.queries import Closure, Pool, UnitDetail

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}


class UnitChange(Body):
    """Either or both."""

    name_ja: Annotated[str, msgspec.Meta(min_length=1, max_length=60)] | None = None
    status: UnitStatus | None = None


class ClosureIn(Body, kw_only=True):
    """One unit, or an office (all of it, or one kind)."""

    starts_at: Moment
    ends_at: Moment
    reason_code: Literal["works", "power", "access", "reserved", "repair"]
    reason_ja: Annotated[str, msgspec.Meta(max_length=200)] = ""
    unit_id: int | None = None
    office_id: Code | None = None
    kind: Code | None = None


@dataclass(frozen=True, slots=True)
class UnitChanged:
    """`affected`: coming bookings that the unit cannot serve any more; none of them is cancelled by itself."""

    version: int
    affected: int


@dataclass(frozen=True, slots=True)
class ClosureMade:
    """`affected`: bookings that stand in that time; none of them is cancelled by itself."""

    closure_id: int
    affected: int


@get("/pools", tags=["Units"], summary="Units by pool", sync_to_thread=True)
def list_pools(
    services: GivenServices,
    actor: GivenActor,
    office_id: Annotated[str | None, QueryParameter(max_length=20)] = None,
    kind: Annotated[str | None, QueryParameter(max_length=20)] = None,
) -> list[Pool]:
    """Each unit with its state and whether it is lent; in whose hands, for those who may know."""
    with services.database.read() as tx:
        return in_tokyo(list(queries.pools(tx, actor=actor, office_id=office_id, kind=kind)))


@get("/units/{unit_id:int}", tags=["Units"], summary="One unit", sync_to_thread=True)
def one_unit(services: GivenServices, actor: GivenActor, now: GivenNow, unit_id: FromPath[int]) -> Response[UnitDetail]:
    """With what is booked on it next. The ETag is the version a change has to name."""
    with services.database.read() as tx:
        detail = queries.unit_detail(tx, actor=actor, now=now, unit_id=unit_id)
    return Response(in_tokyo(detail), headers=etag(detail.unit.version))


@patch(
    "/units/{unit_id:int}",
    opt=KEEPERS,
    tags=["Units"],
    summary="Rename a unit or change its state",
    sync_to_thread=True,
)
def change_unit(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    unit_id: FromPath[int],
    data: JSONBody[UnitChange],
    if_match: IfMatch = None,
) -> Response[UnitChanged]:
    """To repair, written off, lost or back in use."""
    based_on = version_of(if_match)

    def work(tx: Transaction) -> UnitChanged:
        version, affected = based_on, 0
        if data.name_ja is not None:
            version = operations.rename_unit(
                tx, actor=actor, now=now, unit_id=unit_id, expected=based_on, name_ja=data.name_ja
            )
        if data.status is not None:
            changed = operations.set_unit_status(
                tx, actor=actor, now=now, unit_id=unit_id, expected=version, status=data.status
            )
            version, affected = changed.version, len(changed.affected)
        return UnitChanged(version, affected)

    changed = write(services, work)
    return Response(changed, headers=etag(changed.version))


@post("/closures", opt=KEEPERS, tags=["Units"], summary="Close something for a while", sync_to_thread=True)
def close(
    data: JSONBody[ClosureIn], actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent
) -> Response[ClosureMade]:
    """Nothing can be booked there in that time."""

    def work(tx: Any) -> ClosureMade:
        if data.ends_at <= data.starts_at:
            raise Refused(Reason("E_END_BEFORE_START", {"start": data.starts_at, "end": data.ends_at}))
        added = operations.add_closure(
            tx,
            actor=actor,
            now=now,
            interval=Interval(data.starts_at, data.ends_at),
            reason_code=data.reason_code,
            reason_ja=data.reason_ja,
            unit_id=data.unit_id,
            office_id=data.office_id,
            kind=data.kind,
        )
        return ClosureMade(added.closure_id, len(added.affected))

    return idempotent.run(work, location="/api/v1/closures/{closure_id}")


@get("/closures", tags=["Units"], summary="What is closed, from now on", sync_to_thread=True)
def list_closures(
    services: GivenServices,
    now: GivenNow,
    office_id: Annotated[str | None, QueryParameter(max_length=20)] = None,
) -> list[Closure]:
    """Offices, kinds and single units, for a year ahead."""
    year = Interval(now, now + timedelta(days=366))
    with services.database.read() as tx:
        return in_tokyo(list(queries.closures(tx, interval=year, office_id=office_id)))


@get("/closures/{closure_id:int}", tags=["Units"], summary="One closure", sync_to_thread=True)
def one_closure(services: GivenServices, closure_id: FromPath[int]) -> Closure:
    """Until it is lifted."""
    with services.database.read() as tx:
        return in_tokyo(queries.closure_by_id(tx, closure_id))


@delete("/closures/{closure_id:int}", opt=KEEPERS, tags=["Units"], summary="Lift a closure", sync_to_thread=True)
def lift(services: GivenServices, actor: GivenActor, now: GivenNow, closure_id: FromPath[int]) -> None:
    """It stays on record as lifted."""
    write(services, lambda tx: operations.lift_closure(tx, actor=actor, now=now, closure_id=closure_id))


ROUTES = (list_pools, one_unit, change_unit, close, list_closures, one_closure, lift)
