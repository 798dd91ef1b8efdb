"""One's own calendars: given as a file or by address, so that plans leave meetings alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.pages.forms import GivenForm
from api.pages.rendering import Note, page, see_other
from api.rest.own_calendars import take
from api.wiring import Services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.own_calendars import giving, operations, queries
from scheduler.own_calendars.giving import Given

AnyRequest = Request[Any, Any, Any]
SHOWN_AHEAD = timedelta(days=14)
PATH = "/own-calendars"


@get(PATH, opt={"nav": ("nav-own_calendars", 26)}, include_in_schema=False, sync_to_thread=True)
def own_calendars(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    return _page(request, services, actor, now)


def _page(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    now: datetime,
    reasons: Sequence[Reason] = (),
    label: str = "",
) -> Response[str]:
    with services.database.read() as tx:
        calendars = queries.mine(tx, actor=actor)
        busy = queries.my_busy_times(tx, Interval(now, now + SHOWN_AHEAD), actor=actor)
    context: dict[str, Any] = {"calendars": calendars, "busy": busy, "reasons": reasons, "label": label}
    return page(request, "own_calendars/list.html", status_code=422 if reasons else 200, **context)


@post(f"{PATH}/addresses", include_in_schema=False, sync_to_thread=True)
def add_address(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    def given() -> Given:
        return giving.from_address(form.text("address"), now=now)

    return _add(request, services, actor, now, given, form.text("label"))


@post(f"{PATH}/files", include_in_schema=False)
async def add_file(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[Any]:
    posted = await request.form()
    file, label = posted.get("file"), str(posted.get("label", ""))
    data = await file.read() if isinstance(file, UploadFile) else b""
    return await sync_to_thread(
        _add, request, services, actor, now, lambda: giving.from_file(data, now=now), label.strip()
    )


@post(f"{PATH}/{{calendar_id:int}}/remove", include_in_schema=False, sync_to_thread=True)
def remove(services: GivenServices, actor: GivenActor, now: GivenNow, calendar_id: FromPath[int]) -> Response[Any]:
    def write() -> None:
        with services.database.write() as tx:
            operations.remove(tx, calendar_id, actor=actor, now=now)

    retrying(write)
    return see_other(PATH, note=Note("success", "own-calendars-removed"))


def _add(
    request: AnyRequest, services: Services, actor: Actor, now: datetime, given: Callable[[], Given], label: str
) -> Response[Any]:
    try:
        take(services, given(), label, actor, now)
    except Refused as refused:
        return _page(request, services, actor, now, refused.reasons, label)
    return see_other(PATH, note=Note("success", "own-calendars-taken"))


ROUTES = (own_calendars, add_address, add_file, remove)
