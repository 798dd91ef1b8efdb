"""The waiting list: what is offered to oneself, what one waits for, and for the stock's keepers everybody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body
from api.rest.local_time import in_tokyo
from api.rest.preconditions import IfMatch, Versioned, etag, version_of
from api.wiring import Services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Role
from scheduler.errors import NotFound
from scheduler.waiting import answers, consent, joining, queries
from scheduler.waiting.queries import OfferView, WaitingView

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
TAGS = ["Waiting list"]


class ConsentIn(Body):
    """Being moved so that others fit in, within what one said would do; and waiting when refused."""

    may_move: bool
    may_wait: bool


class MoveConsentIn(Body):
    """Being moved so that others fit in."""

    may_move: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """The place is a booking now."""

    booking_id: int


@dataclass(frozen=True, slots=True)
class Searching:
    """The job that looks; null when nobody waits any more."""

    job_id: str | None


@get("/offers", tags=TAGS, summary="What is offered to oneself", sync_to_thread=True)
def my_offers(services: GivenServices, actor: GivenActor) -> list[OfferView]:
    """Places that are held until they are answered, the first to expire first."""
    if actor.staff_id is None:
        raise NotFound("staff_member", "")
    with services.database.read() as tx:
        return in_tokyo(list(queries.offers_of(tx, actor.staff_id, actor=actor)))


@get("/offers/{offer_id:int}", tags=TAGS, summary="One offer", sync_to_thread=True)
def one_offer(services: GivenServices, actor: GivenActor, offer_id: FromPath[int]) -> Response[OfferView]:
    """Open, or how it was answered; for its person, their section and those who keep the stock."""
    with services.database.read() as tx:
        view = queries.one_offer(tx, offer_id, actor=actor)
    return Response(in_tokyo(view), headers=etag(view.version))


@post("/offers/{offer_id:int}/accept", tags=TAGS, summary="Take the place", status_code=200, sync_to_thread=True)
def accept(
    actor: GivenActor, now: GivenNow, offer_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Accepted]:
    """Whoever has to move for it moves in the same step. 409 `stale-offer`: something has changed, and nothing is."""
    return idempotent.run(lambda tx: Accepted(answers.accept(tx, offer_id, actor=actor, now=now)))


@post(
    "/offers/{offer_id:int}/decline", tags=TAGS, summary="Leave the place to the next", status_code=200,
    sync_to_thread=True,
)  # fmt: skip
def decline(
    actor: GivenActor, now: GivenNow, offer_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """The date goes on waiting for another place."""
    return idempotent.run(lambda tx: Versioned(answers.decline(tx, offer_id, actor=actor, now=now)))


@post(
    "/offers/{offer_id:int}/withdraw", opt=KEEPERS, tags=TAGS, summary="Take an offer back", status_code=200,
    sync_to_thread=True,
)  # fmt: skip
def withdraw(
    actor: GivenActor, now: GivenNow, offer_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """The place goes to whoever is next."""
    return idempotent.run(lambda tx: Versioned(answers.withdraw(tx, offer_id, actor=actor, now=now)))


@get("/waiting", tags=TAGS, summary="What one waits for", sync_to_thread=True)
def my_waiting(services: GivenServices, actor: GivenActor, now: GivenNow) -> list[WaitingView]:
    """With one's place in the list: honest, and no promise."""
    if actor.staff_id is None:
        raise NotFound("staff_member", "")
    with services.database.read() as tx:
        return in_tokyo(list(queries.waiting_of(tx, actor.staff_id, actor=actor, now=now)))


@get("/waiting-list", opt=KEEPERS, tags=TAGS, summary="Everybody who waits", sync_to_thread=True)
def waiting_list(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    office_id: Annotated[str | None, QueryParameter(description="Of one office.")] = None,
    kind: Annotated[str | None, QueryParameter(description="Of one kind.")] = None,
) -> list[WaitingView]:
    """By office, kind and day, in the order of their turn."""
    with services.database.read() as tx:
        return in_tokyo(list(queries.waiting_list(tx, actor=actor, now=now, office_id=office_id, kind=kind)))


@get("/open-offers", opt=KEEPERS, tags=TAGS, summary="Offers that wait for an answer", sync_to_thread=True)
def open_offers(services: GivenServices, actor: GivenActor) -> list[OfferView]:
    """Of everybody, the first to expire first."""
    with services.database.read() as tx:
        return in_tokyo(list(queries.open_offers(tx, actor=actor)))


@post(
    "/occurrences/{occurrence_id:int}/wait", tags=TAGS, summary="Let a refused date wait", status_code=200,
    sync_to_thread=True,
)  # fmt: skip
def wait(
    actor: GivenActor, now: GivenNow, occurrence_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """Its person is told when something becomes free."""
    return idempotent.run(lambda tx: Versioned(joining.set_waiting(tx, occurrence_id, True, actor=actor, now=now)))


@post(
    "/occurrences/{occurrence_id:int}/stop-waiting", tags=TAGS, summary="Wait no more", status_code=200,
    sync_to_thread=True,
)  # fmt: skip
def stop_waiting(
    actor: GivenActor, now: GivenNow, occurrence_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """What is offered for the date goes to somebody else."""
    return idempotent.run(lambda tx: Versioned(joining.set_waiting(tx, occurrence_id, False, actor=actor, now=now)))


@post(
    "/occurrences/{occurrence_id:int}/serve", opt=KEEPERS, tags=TAGS, summary="Look for a place", status_code=202,
    sync_to_thread=True,
)  # fmt: skip
def serve(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    occurrence_id: FromPath[int],
    idempotent: GivenIdempotent,
) -> Response[Searching]:
    """At once, moving only people who agreed to it; a date whose round is over is put on the list first."""
    answer = idempotent.run(lambda tx: Searching(joining.look_for(tx, occurrence_id, actor=actor, now=now)))
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@put("/requests/{request_id:int}/consent", tags=TAGS, summary="What one agrees to", sync_to_thread=True)
def consent_of_request(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    request_id: FromPath[int],
    data: JSONBody[ConsentIn],
    if_match: IfMatch = None,
) -> Response[Versioned]:
    """For all that is left of a request, its bookings included."""
    flags = {"may_move": data.may_move, "may_wait": data.may_wait}
    expected = version_of(if_match)
    return _changed(
        services,
        lambda tx: consent.set_for_request(tx, request_id, **flags, expected_version=expected, actor=actor, now=now),
    )


@put("/bookings/{booking_id:int}/consent", tags=TAGS, summary="Whether it may be moved", sync_to_thread=True)
def consent_of_booking(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    booking_id: FromPath[int],
    data: JSONBody[MoveConsentIn],
    if_match: IfMatch = None,
) -> Response[Versioned]:
    """Before it begins."""
    expected = version_of(if_match)
    return _changed(
        services,
        lambda tx: consent.set_for_booking(
            tx, booking_id, data.may_move, expected_version=expected, actor=actor, now=now
        ),
    )


def _changed(services: Services, change: Callable[[Any], int]) -> Response[Versioned]:
    """Do it in a transaction of its own; the answer carries the new version."""

    def work() -> int:
        with services.database.write() as tx:
            return change(tx)

    version = retrying(work)
    return Response(Versioned(version), headers=etag(version))


ROUTES = (
    my_offers,
    one_offer,
    accept,
    decline,
    withdraw,
    my_waiting,
    waiting_list,
    open_offers,
    wait,
    stop_waiting,
    serve,
    consent_of_request,
    consent_of_booking,
)
