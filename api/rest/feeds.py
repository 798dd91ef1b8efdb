"""Calendar addresses: made, listed, renewed, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from api.dependencies import GivenNow, GivenServices, GivenSignedIn
from api.rest.bodies import Body
from api.rest.local_time import in_tokyo
from api.writing import write
from scheduler.accounts.sessions import SignedIn
from scheduler.feeds import operations as feed_operations
from scheduler.feeds import queries as feeds
from scheduler.feeds.operations import Options
from scheduler.feeds.queries import Subscription
from scheduler.feeds.views import PROFILES, Profile, Scope, View


class FeedOptions(Body):
    """`is_packed`: may be sent compressed; `drops_cancelled`: what is cancelled disappears at once; `is_mirrored`:
    written as a file for calendars outside the network."""

    is_packed: bool = True
    drops_cancelled: bool = False
    is_mirrored: bool = False


class FeedIn(FeedOptions):
    """`subject`: a unit's id, an office, a group (`YG-HQ:web_room`), a section, a round; one's own needs none.

    `profile`: how much is shown; without it the first that the scope knows.
    """

    scope: Scope = "person"
    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=40)] | None = None
    profile: Profile | None = None
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
            _view(data, signed_in),
            account_id=signed_in.account_id,
            label=data.label,
            options=Options(data.is_packed, data.drops_cancelled, data.is_mirrored),
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
    """The old one shows only that it was withdrawn, for 14 days, and is gone after that."""
    account_id, actor = signed_in.account_id, signed_in.actor
    made = write(services, lambda tx: feed_operations.rotate(tx, feed_id, account_id=account_id, actor=actor, now=now))
    return NewFeed(made.feed_id, made.address(services.settings.base_url))


@delete("/feeds/{feed_id:int}", tags=["Calendars"], summary="Withdraw a calendar address", sync_to_thread=True)
def revoke_feed(services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, feed_id: FromPath[int]) -> None:
    """It shows only that it was withdrawn, for 14 days, and is gone after that."""
    account_id, actor = signed_in.account_id, signed_in.actor
    write(services, lambda tx: feed_operations.revoke(tx, feed_id, account_id=account_id, actor=actor, now=now))


@put("/feeds/{feed_id:int}/options", tags=["Calendars"], summary="Change how a calendar is served", sync_to_thread=True)
def change_feed(
    services: GivenServices,
    signed_in: GivenSignedIn,
    now: GivenNow,
    feed_id: FromPath[int],
    data: JSONBody[FeedOptions],
) -> None:
    """All three options, those that are not named at their defaults. The address stays."""
    options = Options(data.is_packed, data.drops_cancelled, data.is_mirrored)
    account_id, actor = signed_in.account_id, signed_in.actor
    write(
        services,
        lambda tx: feed_operations.change_options(tx, feed_id, options, account_id=account_id, actor=actor, now=now),
    )


def _view(data: FeedIn, signed_in: SignedIn) -> View:
    subject = data.subject or (signed_in.actor.staff_id if data.scope == "person" else None) or ""
    profile = data.profile or PROFILES[data.scope][0]
    return View(data.scope, subject, profile, data.locale)


ROUTES = (create_feed, my_feeds, rotate_feed, revoke_feed, change_feed)
