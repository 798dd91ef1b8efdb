"""When somebody is free and when not, as one VFREEBUSY at an address of its own: inside a feed it breaks readers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from litestar import HttpMethod, Request, route
from litestar.concurrency import sync_to_thread
from litestar.types import ASGIApp

from api.caldav.routes import COLLECTIONS, OPEN, CollectionsDoor
from api.ics.answers import ALWAYS, Answer, refusal
from api.ics.conditions import is_known, last_modified
from scheduler.db.transaction import UNAVAILABLE
from scheduler.feeds.operations import hash_of
from scheduler.feeds.window import Window

AHEAD = timedelta(days=60)


@route(
    "/free-busy/{token:str}/{name:str}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    opt=OPEN,
    include_in_schema=False,
)
async def free_busy(request: Request[Any, Any, Any]) -> ASGIApp:
    """The next sixty days of the calendar behind a secret."""
    door: CollectionsDoor = request.app.state[COLLECTIONS]
    token = request.path_params["token"]
    now = door.calendars.services.clock.now()
    try:
        opened = await sync_to_thread(door.open, token, request.headers.get("user-agent", ""), now)
    except UNAVAILABLE:
        return refusal(503, "try again later", (b"retry-after", b"60"))
    if opened is None:
        return refusal(404, "no such calendar")
    wait = door.throttle.seconds_to_wait(hash_of(token))
    if wait:
        return refusal(429, "too many requests", (b"retry-after", str(wait).encode()))
    found = opened.collection
    tag = f'{found.etag[:-1]}-busy"'
    dated = [(b"etag", tag.encode()), (b"last-modified", last_modified(found.changed_at, now).encode())]
    if is_known(dict(request.headers), frozenset({tag}), found.changed_at):
        return Answer(304, [*ALWAYS, *dated])
    start = Window(found.token.day).midnight
    body = await sync_to_thread(found.free_busy, start, start + AHEAD)
    described = [(b"content-type", b"text/calendar; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    return Answer(200, [*ALWAYS, *dated, *described], body)


ROUTES = (free_busy,)
