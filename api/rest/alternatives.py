"""What a round offered instead of a date it could not grant, as far as it can be booked at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.local_time import in_tokyo
from scheduler.requests.alternatives import take_alternative
from scheduler.requests.instead import Instead, alternatives_of

TAGS = ["Requests"]


@dataclass(frozen=True, slots=True)
class Taken:
    """The alternative is a booking now."""

    booking_id: int


@get(
    "/occurrences/{occurrence_id:int}/alternatives",
    tags=TAGS,
    summary="What can be booked instead, now",
    sync_to_thread=True,
)
def alternatives(
    services: GivenServices, actor: GivenActor, now: GivenNow, occurrence_id: FromPath[int]
) -> list[Instead]:
    """Of what the round offered, what is still free; each by its number and how it differs from what was asked for."""
    with services.database.read() as tx:
        return in_tokyo(list(alternatives_of(tx, occurrence_id, actor=actor, now=now)))


@post(
    "/occurrences/{occurrence_id:int}/alternatives/{number:int}/take",
    tags=TAGS,
    summary="Book an alternative",
    sync_to_thread=True,
)
def take(
    actor: GivenActor, now: GivenNow, occurrence_id: FromPath[int], number: FromPath[int], idempotent: GivenIdempotent
) -> Response[Taken]:
    """The date counts as granted from then on, and waits no more."""

    def work(tx: Any) -> Taken:
        return Taken(take_alternative(tx, occurrence_id, number, actor=actor, now=now).booking_id)

    return idempotent.run(work, location="/api/v1/bookings/{booking_id}")


ROUTES = (alternatives, take)
