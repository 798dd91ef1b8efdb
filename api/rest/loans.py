"""Devices handed out and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body, Code
from api.rest.local_time import in_tokyo
from scheduler.domain.actor import Role
from scheduler.loans import operations as loan_operations
from scheduler.loans import queries as loans
from scheduler.loans.queries import Loan, ToIssue
from scheduler.loans.rules import Condition

DESK = {"access": (Role.COUNTER_STAFF, Role.FACILITIES, Role.ADMIN)}


class IssueIn(Body):
    """By the loan, by the number on the device, or both (an exchange)."""

    loan_id: int | None = None
    asset_number: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class ExchangeIn(Body):
    """The number on the device that is given instead."""

    asset_number: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class ReturnIn(Body, kw_only=True):
    office_id: Code
    condition: Condition = Condition.GOOD
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""
    loan_id: int | None = None
    asset_number: Annotated[str, msgspec.Meta(max_length=40)] | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    loan_id: int
    asset_number: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`affected`: coming bookings that the device cannot serve any more."""

    loan_id: int
    is_late: bool
    affected: int


@dataclass(frozen=True, slots=True)
class Lost:
    """`affected`: coming bookings that the device cannot serve any more."""

    affected: int


@get("/loans/mine", tags=["Loans"], summary="One's own loans", sync_to_thread=True)
def my_loans(services: GivenServices, actor: GivenActor, now: GivenNow) -> list[Loan]:
    """Promised or handed out."""
    with services.database.read() as tx:
        return in_tokyo(list(loans.my_loans(tx, actor=actor, now=now)))


@get("/loans/to-issue", opt=DESK, tags=["Loans"], summary="To hand out today", sync_to_thread=True)
def to_issue(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    office_id: Annotated[str | None, QueryParameter(max_length=20)] = None,
) -> list[ToIssue]:
    """Each with what stands in its way, at one's own office when none is named."""
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
    """At one's own office when none is named."""
    find = loans.overdue if overdue else loans.due_today
    with services.database.read() as tx:
        return in_tokyo(list(find(tx, actor=actor, now=now, office_id=office_id or actor.office_id)))


@post("/loans/issue", opt=DESK, tags=["Loans"], summary="Hand a device out", status_code=200, sync_to_thread=True)
def issue(
    data: JSONBody[IssueIn], actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent
) -> Response[HandedOver]:
    """To whom it was promised, within the time of the loan."""

    def work(tx: Any) -> HandedOver:
        made = loan_operations.issue(tx, actor=actor, now=now, loan_id=data.loan_id, asset_number=data.asset_number)
        return in_tokyo(HandedOver(made.loan_id, made.asset_number, made.due_at))

    return idempotent.run(work)


@post("/loans/return", opt=DESK, tags=["Loans"], summary="Take a device back", status_code=200, sync_to_thread=True)
def take_back(
    data: JSONBody[ReturnIn], actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent
) -> Response[TakenBack]:
    """At any office; a damaged one goes to repair."""

    def work(tx: Any) -> TakenBack:
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
        return TakenBack(made.loan_id, made.is_late, len(made.affected))

    return idempotent.run(work)


@post(
    "/loans/{loan_id:int}/exchange",
    opt=DESK,
    tags=["Loans"],
    summary="Settle which device it will be",
    status_code=200,
    sync_to_thread=True,
)
def exchange(
    data: JSONBody[ExchangeIn], actor: GivenActor, now: GivenNow, loan_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[HandedOver]:
    """Any of the same pool, before it is handed out, and from then on that one; promises in its way take others."""

    def work(tx: Any) -> HandedOver:
        given = loan_operations.exchange_unit(tx, actor=actor, now=now, loan_id=loan_id, asset_number=data.asset_number)
        return in_tokyo(HandedOver(given.loan_id, given.asset_number, given.due_at))

    return idempotent.run(work)


@post(
    "/loans/{loan_id:int}/lost",
    tags=["Loans"],
    summary="Report a device lost",
    status_code=200,
    sync_to_thread=True,
)
def lost(actor: GivenActor, now: GivenNow, loan_id: FromPath[int], idempotent: GivenIdempotent) -> Response[Lost]:
    """By the desk, or by the people it was lent to."""

    def work(tx: Any) -> Lost:
        return Lost(len(loan_operations.report_lost(tx, actor=actor, now=now, loan_id=loan_id)))

    return idempotent.run(work)


ROUTES = (my_loans, to_issue, out, issue, take_back, exchange, lost)
