"""Requests for rounds, and the word of the section head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import GivenActor, GivenNow, GivenServices, GivenSignedIn
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body, Code
from api.rest.local_time import in_tokyo
from api.rest.preconditions import Versioned
from api.rest.wishes import WishIn, wish_of
from scheduler.domain.actor import Role
from scheduler.domain.reason import Reason
from scheduler.errors import NotFound
from scheduler.requests import operations, queries
from scheduler.requests.instead import with_bookable
from scheduler.requests.operations import RequestForm
from scheduler.requests.queries import RequestView

Minutes = Annotated[int, msgspec.Meta(ge=0, le=480)]


class RequestIn(Body, kw_only=True):
    """A wish and how flexible the person is. `rrule`: RFC 5545, DAILY, WEEKLY or MONTHLY, with UNTIL or COUNT.

    `may_move`: may be moved later so that others fit in; `may_wait`: wants to wait when refused.
    """

    wish: WishIn
    flex_earlier_min: Minutes = 0
    flex_later_min: Minutes = 0
    alt_office_ids: Annotated[list[Code], msgspec.Meta(max_length=10)] = msgspec.field(default_factory=list)
    alt_dates: Annotated[list[date], msgspec.Meta(max_length=10)] = msgspec.field(default_factory=list)
    rrule: Annotated[str, msgspec.Meta(max_length=200)] = ""
    exdates: Annotated[list[date], msgspec.Meta(max_length=100)] = msgspec.field(default_factory=list)
    may_move: bool = False
    may_wait: bool = True


@dataclass(frozen=True, slots=True)
class Submitted:
    request_id: int
    code: str
    occurrences: int
    alerts: list[Reason]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many dates."""

    dates: int


@post("/requests", tags=["Requests"], summary="Ask for something in a round", sync_to_thread=True)
def submit(
    data: JSONBody[RequestIn], signed_in: GivenSignedIn, now: GivenNow, idempotent: GivenIdempotent
) -> Response[Submitted]:
    """It waits for its approval and its round."""

    def work(tx: Any) -> Submitted:
        form = RequestForm(
            wish=wish_of(tx, data.wish, signed_in.actor.staff_id),
            flex_earlier_min=data.flex_earlier_min,
            flex_later_min=data.flex_later_min,
            alt_office_ids=tuple(data.alt_office_ids),
            alt_dates=tuple(data.alt_dates),
            rrule=data.rrule,
            exdates=tuple(data.exdates),
            may_move=data.may_move,
            may_wait=data.may_wait,
        )
        made = operations.submit(tx, form, actor=signed_in.actor, now=now)
        return in_tokyo(Submitted(made.request_id, made.code, made.occurrences, list(made.alerts)))

    return idempotent.run(work, location="/api/v1/requests/{request_id}")


@get("/requests", tags=["Requests"], summary="One's own requests and their answers", sync_to_thread=True)
def my_requests(services: GivenServices, actor: GivenActor, now: GivenNow) -> list[RequestView]:
    """One line for each date that is still ahead; its `alternatives` can be booked now, each by its `number`."""
    if actor.staff_id is None:
        raise NotFound("staff_member", "")
    with services.database.read() as tx:
        mine = queries.of_person(tx, actor.staff_id, actor=actor, since=now)
        return in_tokyo(list(with_bookable(tx, mine, now=now)))


@get("/requests/{request_id:int}", tags=["Requests"], summary="One request, date by date", sync_to_thread=True)
def one_request(
    services: GivenServices, actor: GivenActor, now: GivenNow, request_id: FromPath[int]
) -> list[RequestView]:
    """Past dates as well; for its person, their section and whoever approves it."""
    with services.database.read() as tx:
        return in_tokyo(list(with_bookable(tx, queries.of_request(tx, request_id, actor=actor), now=now)))


@get(
    "/approvals",
    opt={"access": (Role.MANAGER, Role.ADMIN)},
    tags=["Requests"],
    summary="Requests that wait for one's word",
    sync_to_thread=True,
)
def approvals(services: GivenServices, actor: GivenActor, now: GivenNow) -> list[RequestView]:
    """One line for each request, with the first date that is still ahead."""
    with services.database.read() as tx:
        return in_tokyo(list(queries.to_approve(tx, actor=actor, now=now)))


@post(
    "/requests/{request_id:int}/approve",
    opt={"access": (Role.MANAGER, Role.ADMIN)},
    tags=["Requests"],
    summary="Approve a request",
    status_code=200,
    sync_to_thread=True,
)
def approve(
    actor: GivenActor, now: GivenNow, request_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """It takes part in its round."""
    return _decide(actor, now, request_id, "approve", idempotent)


@post(
    "/requests/{request_id:int}/decline",
    opt={"access": (Role.MANAGER, Role.ADMIN)},
    tags=["Requests"],
    summary="Decline a request",
    status_code=200,
    sync_to_thread=True,
)
def decline(
    actor: GivenActor, now: GivenNow, request_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """None of its dates takes part."""
    return _decide(actor, now, request_id, "decline", idempotent)


def _decide(
    actor: GivenActor, now: GivenNow, request_id: int, event: str, idempotent: GivenIdempotent
) -> Response[Versioned]:
    def work(tx: Any) -> Versioned:
        return Versioned(operations.decide(tx, request_id, event=event, actor=actor, now=now))

    return idempotent.run(work)


@post(
    "/requests/{request_id:int}/cancel",
    tags=["Requests"],
    summary="Take a request back",
    status_code=200,
    sync_to_thread=True,
)
def cancel(
    actor: GivenActor, now: GivenNow, request_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[TakenBack]:
    """Every date that is still ahead, with its booking."""

    def work(tx: Any) -> TakenBack:
        return TakenBack(operations.cancel_request(tx, request_id, actor=actor, now=now))

    return idempotent.run(work)


@post(
    "/occurrences/{occurrence_id:int}/cancel",
    tags=["Requests"],
    summary="Take one date back",
    status_code=200,
    sync_to_thread=True,
)
def cancel_date(
    actor: GivenActor, now: GivenNow, occurrence_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[TakenBack]:
    """One date of a request, with its booking."""

    def work(tx: Any) -> TakenBack:
        operations.cancel_occurrence(tx, occurrence_id, actor=actor, now=now)
        return TakenBack(1)

    return idempotent.run(work)


ROUTES = (submit, my_requests, one_request, approvals, approve, decline, cancel, cancel_date)
