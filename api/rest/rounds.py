"""Rounds: opened, closed, reopened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body, Moment
from api.rest.local_time import in_tokyo
from api.rest.preconditions import Versioned
from scheduler.domain.actor import Role
from scheduler.rounds import operations as round_operations
from scheduler.rounds import queries as round_queries
from scheduler.rounds.queries import RoundView

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}


class RoundIn(Body):
    """The days of a round, both included, and when it closes."""

    name_ja: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    name_en: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    first_day: date
    last_day: date
    closes_at: Moment


@dataclass(frozen=True, slots=True)
class Created:
    round_id: int


@post("/rounds", opt=KEEPERS, tags=["Rounds"], summary="Open a round", sync_to_thread=True)
def open_round(
    data: JSONBody[RoundIn], actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent
) -> Response[Created]:
    """For requests to dates within its days; two rounds that are not applied share no day."""

    def work(tx: Any) -> Created:
        return Created(
            round_operations.open_round(
                tx,
                name_ja=data.name_ja,
                name_en=data.name_en,
                first_day=data.first_day,
                last_day=data.last_day,
                closes_at=data.closes_at,
                actor=actor,
                now=now,
            )
        )

    return idempotent.run(work, location="/api/v1/rounds/{round_id}")


@get("/rounds", opt=KEEPERS, tags=["Rounds"], summary="All rounds", sync_to_thread=True)
def list_rounds(services: GivenServices, actor: GivenActor) -> list[RoundView]:
    """Latest first."""
    with services.database.read() as tx:
        return in_tokyo(list(round_queries.rounds(tx, actor=actor)))


@get("/rounds/{round_id:int}", opt=KEEPERS, tags=["Rounds"], summary="One round", sync_to_thread=True)
def one_round(services: GivenServices, actor: GivenActor, round_id: FromPath[int]) -> RoundView:
    """With the seed that was drawn when it was opened."""
    with services.database.read() as tx:
        return in_tokyo(round_queries.one(tx, round_id, actor=actor))


@post(
    "/rounds/{round_id:int}/close",
    opt=KEEPERS,
    tags=["Rounds"],
    summary="Close a round",
    status_code=200,
    sync_to_thread=True,
)
def close_round(
    actor: GivenActor, now: GivenNow, round_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """Nobody asks for anything in it any more; plans can be made."""
    return _move(actor, now, round_id, "close", idempotent)


@post(
    "/rounds/{round_id:int}/reopen",
    opt=KEEPERS,
    tags=["Rounds"],
    summary="Open a round again",
    status_code=200,
    sync_to_thread=True,
)
def reopen_round(
    actor: GivenActor, now: GivenNow, round_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """Until it is applied."""
    return _move(actor, now, round_id, "reopen", idempotent)


def _move(
    actor: GivenActor, now: GivenNow, round_id: int, event: str, idempotent: GivenIdempotent
) -> Response[Versioned]:
    def work(tx: Any) -> Versioned:
        return Versioned(round_operations.move_round(tx, round_id, event=event, actor=actor, now=now))

    return idempotent.run(work)


ROUTES = (open_round, list_rounds, one_round, close_round, reopen_round)
