"""One's bookings by mail, as invitations that calendar apps take over at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from litestar import delete, get, put
from litestar.params import JSONBody

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.rest.bodies import Body
from api.wiring import mail_server
from api.writing import write
from scheduler.invitations import operations, queries


class AddressIn(Body):
    """Where to send one's bookings, and in which language."""

    address: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
    locale: Literal["ja", "en"] = "ja"


@dataclass(frozen=True, slots=True)
class Invitations:
    """`is_possible`: this installation sends mail. `address`: None when one's bookings are not sent."""

    is_possible: bool
    address: str | None


@get("/invitations", tags=["Calendars"], summary="Where one's bookings are sent by mail", sync_to_thread=True)
def my_invitations(services: GivenServices, actor: GivenActor) -> Invitations:
    """Off unless the installation names a mail server and the person an address."""
    with services.database.read() as tx:
        return Invitations(bool(services.settings.smtp_url), queries.my_address(tx, actor=actor))


@put("/invitations", tags=["Calendars"], summary="Get one's bookings by mail", sync_to_thread=True)
def ask(services: GivenServices, actor: GivenActor, now: GivenNow, data: JSONBody[AddressIn]) -> None:
    """From the next new or changed booking on."""
    server = mail_server(services.settings)
    write(
        services,
        lambda tx: operations.set_address(tx, data.address, locale=data.locale, server=server, actor=actor, now=now),
    )


@delete("/invitations", tags=["Calendars"], summary="No more bookings by mail", sync_to_thread=True)
def decline(services: GivenServices, actor: GivenActor, now: GivenNow) -> None:
    """What was sent stays in one's calendar."""
    write(services, lambda tx: operations.remove_address(tx, actor=actor, now=now))


ROUTES = (my_invitations, ask, decline)
