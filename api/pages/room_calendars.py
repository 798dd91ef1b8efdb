"""The old calendar of a room: a file is looked at, some of it is chosen, and those times are closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.pages.forms import GivenForm
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Actor, Role
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.own_calendars.reading import read
from scheduler.resources import queries
from scheduler.room_calendars import operations
from scheduler.room_calendars.operations import Entry, Preview, Taken

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
PATH = "/stock/units/{unit_id:int}/calendar"
_PLACES = 11  # of the seconds of an instant in this century and the next, with room


@get(PATH, opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def choose(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, unit_id: FromPath[int]
) -> Response[str]:
    return _page(request, services, actor, now, unit_id)


@post(PATH, opt=KEEPERS, include_in_schema=False)
async def look(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, unit_id: FromPath[int]
) -> Response[Any]:
    """Read the file and show what it holds; nothing is taken yet."""
    file = (await request.form()).get("file")
    data = await file.read() if isinstance(file, UploadFile) else b""
    return await sync_to_thread(_look, request, services, actor, now, unit_id, data)


def _look(
    request: AnyRequest, services: Services, actor: Actor, now: datetime, unit_id: int, data: bytes
) -> Response[Any]:
    try:
        found = read(data, now=now)
        with services.database.read() as tx:
            preview = operations.preview(tx, unit_id, found, actor=actor, now=now)
    except Refused as refused:
        return _page(request, services, actor, now, unit_id, reasons=refused.reasons)
    return _page(request, services, actor, now, unit_id, preview=preview)


@post(f"{PATH}/take", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def take(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    unit_id: FromPath[int],
    form: GivenForm,
) -> Response[Any]:
    """Close the room at the times that were ticked."""

    def write() -> Taken:
        with services.database.write() as tx:
            entries = [_entry(text) for text in form.texts("entries")]
            return operations.take(tx, unit_id, entries, actor=actor, now=now)

    try:
        taken = retrying(write)
    except Refused as refused:
        return _page(request, services, actor, now, unit_id, reasons=refused.reasons)
    counts: dict[str, str | int] = {"count": taken.count, "affected": len(taken.affected)}
    note = Note("warning" if taken.affected else "success", "room-calendar-taken", counts)
    return see_other(f"/stock/units/{unit_id}", note=note)


def _page(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    now: datetime,
    unit_id: int,
    *,
    preview: Preview | None = None,
    reasons: Sequence[Reason] = (),
) -> Response[Any]:
    with services.database.read() as tx:
        detail = queries.unit_detail(tx, actor=actor, now=now, unit_id=unit_id)
    return page(
        request,
        "stock/calendar.html",
        status_code=422 if reasons else 200,
        unit=detail.unit,
        preview=preview,
        entries=[(_value(entry), entry) for entry in preview.entries] if preview else [],
        reasons=reasons,
    )


def _value(entry: Entry) -> str:
    """An entry as its tick box sends it back."""
    return f"{int(entry.interval.start.timestamp())} {int(entry.interval.end.timestamp())} {entry.title}"


def _entry(text: str) -> Entry:
    """Raises Refused for what no tick box of this page sends."""
    start, _, rest = text.partition(" ")
    end, _, title = rest.partition(" ")
    if not all(each.isdecimal() and len(each) < _PLACES for each in (start, end)) or int(start) >= int(end):
        raise Refused(Reason("input-order"))
    begins, ends = (datetime.fromtimestamp(int(each), UTC) for each in (start, end))
    return Entry(Interval(begins, ends), title)


ROUTES = (choose, look, take)
