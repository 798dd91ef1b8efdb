"""Offices, units, closures and loans."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.local_time import in_tokyo
from api.rest.preconditions import IfMatch, etag, version_of
from api.rest.wishes import Code, Moment
from scheduler.domain.actor import Role
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.domain.states import UnitStatus
from scheduler.errors import Refused
from scheduler.loans import operations as loan_operations
from scheduler.loans import queries as loans
from scheduler.loans.queries import Loan, ToIssue
from scheduler.loans.rules import Condition
from scheduler.offices.queries import Office, offices
from scheduler.resources import operations, queries
from scheduler.resources.queries import Closure, Pool, UnitDetail

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
DESK = {"access": (Role.COUNTER_STAFF, Role.FACILITIES, Role.ADMIN)}


class UnitChange(msgspec.Struct, forbid_unknown_fields=True):
    """Either or both."""

    name_ja: Annotated[str, msgspec.Meta(min_length=1, max_length=60)] | None = None
    status: UnitStatus | None = None


class ClosureIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One unit, or an office (all of it, or one kind)."""

    starts_at: Moment
    ends_at: Moment
    reason_code: Literal["works", "power", "access", "reserved", "repair"]
    reason_ja: Annotated[str, msgspec.Meta(max_length=200)] = ""
    unit_id: int | None = None
    office_id: Code | None = None
    kind: Code | None = None


class IssueIn(msgspec.Struct, forbid_unknown_fields=True):
    """By the loan, by the number on the device, or both (an exchange)."""

    loan_id: int | None = None
    asset_number: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class ReturnIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    office_id: Code
    condition: Condition = Condition.GOOD
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""
    loan_id: int | None = None
    asset_number: Annotated[str, msgspec.Meta(max_length=40)] | None = None


@get("/offices", tags=["Stock"], summary="All offices", sync_to_thread=True)
def list_offices(services: GivenServices) -> list[Office]:
    with services.database.read() as tx:
        return list(offices(tx))


@get("/pools", tags=["Stock"], summary="Units by pool", sync_to_thread=True)
def list_pools(
    services: GivenServices,
    actor: GivenActor,
    office_id: Annotated[str | None, QueryParameter(max_length=20)] = None,
    kind: Annotated[str | None, QueryParameter(max_length=20)] = None,
) -> list[Pool]:
    with services.database.read() as tx:
        return in_tokyo(list(queries.pools(tx, actor=actor, office_id=office_id, kind=kind)))


@get("/units/{unit_id:int}", tags=["Stock"], summary="One unit", sync_to_thread=True)
def one_unit(services: GivenServices, actor: GivenActor, now: GivenNow, unit_id: FromPath[int]) -> Response[UnitDetail]:
    with services.database.read() as tx:
        detail = queries.unit_detail(tx, actor=actor, now=now, unit_id=unit_id)
    return Response(in_tokyo(detail), headers=etag(detail.unit.version))


@patch(
    "/units/{unit_id:int}",
    opt=KEEPERS,
    tags=["Stock"],
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
) -> dict[str, int]:
    """`affected`: coming bookings that the unit cannot serve any more."""
    expected: int | None = version_of(if_match)
    affected = 0
    with services.database.write() as tx:
        if data.name_ja is not None:
            operations.rename_unit(tx, actor=actor, now=now, unit_id=unit_id, expected=expected, name_ja=data.name_ja)
            expected = None
        if data.status is not None:
            change = operations.set_unit_status(
                tx, actor=actor, now=now, unit_id=unit_id, expected=expected, status=data.status
            )
            affected = len(change.affected)
    return {"affected": affected}


@post("/closures", opt=KEEPERS, tags=["Stock"], summary="Close something for a while", sync_to_thread=True)
def close(
    data: JSONBody[ClosureIn], actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent
) -> Response[dict[str, int]]:
    """`affected`: bookings that stand in that time; none of them is cancelled by itself."""

    def work(tx: Any) -> dict[str, int]:
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
        return {"closure_id": added.closure_id, "affected": len(added.affected)}

    return idempotent.run(work, status_code=201)


@get("/closures", tags=["Stock"], summary="What is closed, from now on", sync_to_thread=True)
def list_closures(
    services: GivenServices,
    now: GivenNow,
    office_id: Annotated[str | None, QueryParameter(max_length=20)] = None,
) -> list[Closure]:
    """Offices, kinds and single units, for a year ahead."""
    year = Interval(now, now + timedelta(days=366))
    with services.database.read() as tx:
        return in_tokyo(list(queries.closures(tx, interval=year, office_id=office_id)))


@delete("/closures/{closure_id:int}", opt=KEEPERS, tags=["Stock"], summary="Lift a closure", sync_to_thread=True)
def lift(services: GivenServices, actor: GivenActor, now: GivenNow, closure_id: FromPath[int]) -> None:
    with services.database.write() as tx:
        operations.lift_closure(tx, actor=actor, now=now, closure_id=closure_id)


@get("/loans/mine", tags=["Loans"], summary="One's own loans", sync_to_thread=True)
def my_loans(services: GivenServices, actor: GivenActor, now: GivenNow) -> list[Loan]:
    with services.database.read() as tx:
        return in_tokyo(list(loans.my_loans(tx, actor=actor, now=now)))


@get("/loans/to-issue", opt=DESK, tags=["Loans"], summary="To hand out today", sync_to_thread=True)
def to_issue(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    office_id: Annotated[str | None, QueryParameter(max_length=20)] = None,
) -> list[ToIssue]:
    office = office_id or actor.office_id
    with services.database.read() as tx:
        return in_tokyo(list(loans.to_issue_today(tx, actor=actor, now=now, office_id=office)))


@get("/loans/out", opt=DESK, tags=["Loans"], summary="Due today, or overdue", sync_to_thread=True)
def out(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    overdue: Annotated[bool, QueryParameter()] = False,
    office_id: Annotated[str | None, QueryParameter(max_length=20)] = None,
) -> list[Loan]:
    find = loans.overdue if overdue else loans.due_today
    with services.database.read() as tx:
        return in_tokyo(list(find(tx, actor=actor, now=now, office_id=office_id or actor.office_id)))


@post("/loans/issue", opt=DESK, tags=["Loans"], summary="Hand a device out", sync_to_thread=True)
def issue(
    data: JSONBody[IssueIn], actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent
) -> Response[dict[str, Any]]:
    def work(tx: Any) -> dict[str, Any]:
        if data.loan_id is None and data.asset_number is None:
            raise Refused(Reason("loan-needed"))
        made = loan_operations.issue(tx, actor=actor, now=now, loan_id=data.loan_id, asset_number=data.asset_number)
        return {"loan_id": made.loan_id, "asset_number": made.asset_number, "due_at": in_tokyo(made.due_at)}

    return idempotent.run(work, status_code=200)


@post("/loans/return", opt=DESK, tags=["Loans"], summary="Take a device back", sync_to_thread=True)
def take_back(
    data: JSONBody[ReturnIn], actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent
) -> Response[dict[str, Any]]:
    def work(tx: Any) -> dict[str, Any]:
        if data.loan_id is None and data.asset_number is None:
            raise Refused(Reason("loan-needed"))
        made = loan_operations.take_back(
            tx,
            actor=actor,
            now=now,
            office_id=data.office_id,
            condition=data.condition,
            note=data.note,
            loan_id=data.loan_id,
            asset_number=data.asset_number,
        )
        return {"loan_id": made.loan_id, "is_late": made.is_late, "affected": len(made.affected)}

    return idempotent.run(work, status_code=200)


@post("/loans/{loan_id:int}/lost", opt=DESK, tags=["Loans"], summary="Report a device lost", sync_to_thread=True)
def lost(
    actor: GivenActor, now: GivenNow, loan_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[dict[str, int]]:
    def work(tx: Any) -> dict[str, int]:
        return {"affected": len(loan_operations.report_lost(tx, actor=actor, now=now, loan_id=loan_id))}

    return idempotent.run(work, status_code=200)


ROUTES = (
    list_offices, list_pools, one_unit, change_unit,
    close, list_closures, lift, my_loans, to_issue, out, issue, take_back, lost,
)  # fmt: skip
