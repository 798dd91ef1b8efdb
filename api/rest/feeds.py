"""Calendar addresses: made, listed, renewed, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import GivenNow, GivenServices, GivenSignedIn
from api.rest.bodies import Body, Code
from api.rest.local_time import in_tokyo
from api.rest.writing import write
from scheduler.feeds import operations as feed_operations
from scheduler.feeds import queries as feeds
from scheduler.feeds.queries import Subscription


class FeedIn(Body):
    """`subject`: the unit's id or the office; one's own calendar needs none."""

    scope: Literal["person", "unit", "office"] = "person"
    subject: Code | None = None
    label: Annotated[str, msgspec.Meta(max_length=60)] = ""
    locale: Literal["ja", "en"] = "ja"


@dataclass(frozen=True, slots=True)
class NewFeed:
    """The address is in this answer and nowhere else."""

    feed_id: int
    address: str


@post("/feeds", tags=["Calendars"], summary="Make a calendar address", sync_to_thread=True)
def create_feed(
    services: GivenServices,
    signed_in: GivenSignedIn,
    now: GivenNow,
    data: JSONBody[FeedIn],
) -> NewFeed:
    """Not repeatable by an Idempotency-Key, because its secret may not be stored."""
    made = write(
        services,
        lambda tx: feed_operations.create(
            tx,
            account_id=signed_in.account_id,
            scope=data.scope,
            subject=data.subject or signed_in.actor.staff_id or "",
            label=data.label,
            locale=data.locale,
            actor=signed_in.actor,
            now=now,
        ),
    )
    return NewFeed(made.feed_id, made.address(services.settings.base_url))


@get("/feeds", tags=["Calendars"], summary="One's own calendar addresses", sync_to_thread=True)
def my_feeds(services: GivenServices, signed_in: GivenSignedIn) -> list[Subscription]:
    """With who fetched each last; never the address itself."""
    with services.database.read() as tx:
        return in_tokyo(list(feeds.of_account(tx, signed_in.account_id)))


@post("/feeds/{feed_id:int}/rotate", tags=["Calendars"], summary="Give a calendar a new address", sync_to_thread=True)
def rotate_feed(services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, feed_id: FromPath[int]) -> NewFeed:
    """The old one stops answering at once."""
    account_id, actor = signed_in.account_id, signed_in.actor
    made = write(services, lambda tx: feed_operations.rotate(tx, feed_id, account_id=account_id, actor=actor, now=now))
    return NewFeed(made.feed_id, made.address(services.settings.base_url))


@delete("/feeds/{feed_id:int}", tags=["Calendars"], summary="Withdraw a calendar address", sync_to_thread=True)
def revoke_feed(services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, feed_id: FromPath[int]) -> None:
    """It stops answering at once."""
    account_id, actor = signed_in.account_id, signed_in.actor
    write(services, lambda tx: feed_operations.revoke(tx, feed_id, account_id=account_id, actor=actor, now=now))


ROUTES = (create_feed, my_feeds, rotate_feed, revoke_feed)
