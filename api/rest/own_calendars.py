"""One's own calendars: plans leave the meetings in them alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from litestar import Request, delete, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.params import FromPath, JSONBody

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.rest.bodies import Body
from api.rest.local_time import in_tokyo
from api.wiring import Services
from api.writing import write
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.own_calendars import giving, operations, queries
from scheduler.own_calendars.giving import Given
from scheduler.own_calendars.queries import OwnCalendar

SHOWN_AHEAD = timedelta(days=60)


class AddressIn(Body):
    """An address that begins with https:// or webcal://."""

    address: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    label: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


@dataclass(frozen=True, slots=True)
class OwnCalendars:
    """The calendars, and when they say one is busy in the next sixty days."""

    calendars: list[OwnCalendar]
    busy: list[Interval]


@dataclass(frozen=True, slots=True)
class Taken:
    calendar_id: int


@get("/own-calendars", tags=["Calendars"], summary="One's own calendars and busy times", sync_to_thread=True)
def list_own(services: GivenServices, actor: GivenActor, now: GivenNow) -> OwnCalendars:
    """Nobody else sees them; of the events only their times are kept."""
    with services.database.read() as tx:
        calendars = queries.mine(tx, actor=actor)
        busy = queries.my_busy_times(tx, Interval(now, now + SHOWN_AHEAD), actor=actor)
    return in_tokyo(OwnCalendars(list(calendars), list(busy)))


@post("/own-calendars/addresses", tags=["Calendars"], summary="Give a calendar by its address", sync_to_thread=True)
def add_address(services: GivenServices, actor: GivenActor, now: GivenNow, data: JSONBody[AddressIn]) -> Taken:
    """Read at once and then every few hours. Addresses of private networks are refused."""
    given = giving.from_address(data.address, now=now)
    return Taken(take(services, given, data.label, actor, now))


@post("/own-calendars/files", tags=["Calendars"], summary="Give a calendar as a file")
async def add_file(request: Request[Any, Any, Any], services: GivenServices, actor: GivenActor, now: GivenNow) -> Taken:
    """multipart/form-data with `file` and `label`. It is read once; to renew it, remove it and give another."""
    form = await request.form()
    file = form.get("file")
    data = await file.read() if isinstance(file, UploadFile) else b""
    label = str(form.get("label", ""))

    def work() -> Taken:
        return Taken(take(services, giving.from_file(data, now=now), label, actor, now))

    return await sync_to_thread(work)


@delete("/own-calendars/{calendar_id:int}", tags=["Calendars"], summary="Take a calendar back", sync_to_thread=True)
def remove_own(services: GivenServices, actor: GivenActor, now: GivenNow, calendar_id: FromPath[int]) -> None:
    """Its times are forgotten with it."""
    write(services, lambda tx: operations.remove(tx, calendar_id, actor=actor, now=now))


def take(services: Services, given: Given, label: str, actor: Actor, now: datetime) -> int:
    """Store a calendar that was read."""
    return write(
        services,
        lambda tx: operations.add(
            tx, given.busy, label=label, address=given.address, etag=given.etag, actor=actor, now=now
        ),
    )


ROUTES = (list_own, add_address, add_file, remove_own)
