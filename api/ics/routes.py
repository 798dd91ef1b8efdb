"""Calendars over HTTP: stored bytes, strong validators, real errors, never a redirect.

An app that is sent a 200 with something else in it, or a redirect to a sign-in page, deletes everything it had.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import HttpMethod, Request, route
from litestar.concurrency import sync_to_thread
from litestar.types import ASGIApp, Scope

from api.ics.answers import Answer, content, not_modified, refusal
from api.ics.conditions import is_known, tags_of, takes_gzip
from api.ics.reading import CalendarsDoor, Withdrawn
from api.ics.shortcut import headers_of, key_of
from scheduler.db.transaction import UNAVAILABLE

_logger = logging.getLogger(__name__)
DOOR = "calendars"  # the key in app.state


@route(
    "/feeds/{token:str}/{name:str}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    opt={"access": "public", "exclude_from_auth": True},
    include_in_schema=False,
)
async def fetch(request: Request[Any, Any, Any]) -> ASGIApp:
    """The calendar behind a secret address."""
    try:
        return await _calendar(request.app.state[DOOR], request.scope)
    except UNAVAILABLE:
        # Never a part of a calendar: an app keeps what it has when it is told to come back.
        _logger.exception("a calendar could not be read")
        return refusal(503, "try again later", (b"retry-after", b"60"))


async def _calendar(door: CalendarsDoor, scope: Scope) -> Answer:
    token, name = scope["path_params"]["token"], scope["path_params"]["name"]
    headers, key, now = headers_of(scope), key_of(token, scope), door.services.clock.now()
    # An address ends as it was given; what some app made of it is another one.
    is_whole = name.endswith(".ics")
    known = door.known.find(key, now) if is_whole else None
    if known is None:
        found = await sync_to_thread(door.look_up, token, key, headers.get("user-agent", ""), now) if is_whole else None
        if found is None:
            return refusal(404, "no such calendar")
        if isinstance(found, Withdrawn):
            return _withdrawn(found, headers, now)
        known = found
    packed = known.is_packed and takes_gzip(headers)
    if is_known(headers, known.etags, known.changed_at):
        return known.not_modified(now, packed=packed)
    wait = door.throttle.seconds_to_wait(key[0])
    if wait:
        return refusal(429, "too many requests", (b"retry-after", str(wait).encode()))
    if known.document is not None:
        return known.content(known.document, name, now, packed=packed)
    filled, document = await sync_to_thread(door.fill, key, known, now)
    return filled.content(document, name, now, packed=packed)


def _withdrawn(found: Withdrawn, headers: Mapping[str, str], now: datetime) -> Answer:
    document = found.document
    if document is None:
        return refusal(410, "this calendar was withdrawn")
    packed = found.is_packed and takes_gzip(headers)
    if is_known(headers, tags_of(document.etag), document.changed_at):
        return not_modified(document.etag, document.changed_at, now, packed=packed)
    return content(document, "withdrawn.ics", now, packed=packed)


ROUTES = (fetch,)
