"""CalDAV, to be read: the same calendars as at /feeds, object by object, and what has changed since a moment.

The secret of a subscription is the password, with any user name, or stands in the address: /caldav/<secret>/.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import cast
from xml.etree.ElementTree import Element

from litestar import asgi
from litestar.concurrency import sync_to_thread
from litestar.types import HTTPScope, Receive, Scope, Send

from api.caldav import xml
from api.caldav.reports import Reported, answered, report, wanted_names
from api.caldav.tree import BASE, CALENDAR, CALENDARS, PERSON, Place, place_of
from api.caldav.xml import BadXml, dav
from api.ics.answers import ALWAYS, Answer, Headers
from api.ics.reading import CalendarsDoor, Withdrawn
from api.ics.throttle import Throttle
from scheduler.caldav.changes import changed_since
from scheduler.caldav.collection import Collection, current_collection, empty_collection, tag_of
from scheduler.caldav.tokens import SyncToken
from scheduler.db.transaction import UNAVAILABLE
from scheduler.feeds.operations import hash_of
from scheduler.feeds.views import View

_logger = logging.getLogger(__name__)
OPEN = {"access": "public", "exclude_from_auth": True}
METHODS = b"OPTIONS, GET, HEAD, PROPFIND, REPORT"
_CAPABLE: Headers = [(b"dav", b"1, 3, calendar-access"), (b"allow", METHODS)]
_CHALLENGE = (b"www-authenticate", b'Basic realm="Sekitori", charset="UTF-8"')
_BELOW = {"start": (PERSON, CALENDARS), "calendars": (CALENDAR,)}
COLLECTIONS_KEPT = 64
# An app asks several things where it would fetch once.
ASKED_FOR_ONE_FETCH = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """A calendar somebody has the secret of; `view` is None once it was withdrawn."""

    collection: Collection
    view: View | None


class CollectionsDoor:
    """What the requests of this door share: the calendars, and how often each was asked for."""

    def __init__(self, calendars: CalendarsDoor) -> None:
        self.calendars = calendars
        most = calendars.services.settings.calendar_fetches * ASKED_FOR_ONE_FETCH
        self.throttle = Throttle(most=most, per=timedelta(minutes=1))
        self._kept: OrderedDict[str, Collection] = OrderedDict()

    def open(self, token: str, client: str, now: datetime) -> Opened | None:
        """None for a secret that was never given out, or was withdrawn long ago."""
        key = (hash_of(token), False)
        known = self.calendars.known.find(key, now) or self.calendars.look_up(token, key, client, now)
        if known is None:
            return None
        if isinstance(known, Withdrawn):
            return Opened(empty_collection(known.document), None) if known.document else None
        kept = self._kept.get(known.etag)
        if kept is None:
            services = self.calendars.services
            kept = current_collection(services.database, known.view, now=now, base_url=services.settings.base_url)
            self._kept[kept.etag] = kept
            while len(self._kept) > COLLECTIONS_KEPT:
                self._kept.popitem(last=False)
        return Opened(kept, known.view)

    def changed_since(self, opened: Opened, now: datetime, token: SyncToken) -> frozenset[str] | None:
        if opened.view is None:
            return None
        services = self.calendars.services
        return changed_since(
            services.database, opened.view, token, opened.collection, now=now, base_url=services.settings.base_url
        )


@dataclass(frozen=True, slots=True)
class Call:
    """A request of somebody who may read."""

    door: CollectionsDoor
    opened: Opened
    place: Place
    method: str
    headers: dict[str, str]


COLLECTIONS = "collections"  # the key in app.state


@asgi(BASE, is_mount=True, opt=OPEN, copy_scope=False)
async def collections(scope: Scope, receive: Receive, send: Send) -> None:
    """Every method and address below /caldav."""
    # The framework has cut off its beginning, by which the log knows what to mask.
    scope["path"] = _path(cast(HTTPScope, scope))
    try:
        answer = await _answer(cast(HTTPScope, scope), receive)
    except UNAVAILABLE:
        _logger.exception("a calendar could not be read")
        answer = _plain(503, "try again later", (b"retry-after", b"60"))
    await answer(scope, receive, send)


@asgi("/.well-known/caldav", opt=OPEN, copy_scope=True)
async def well_known(scope: Scope, receive: Receive, send: Send) -> None:
    """Where apps look first (RFC 6764)."""
    await Answer(301, [*ALWAYS, (b"location", b"/caldav/"), (b"content-length", b"0")])(scope, receive, send)


async def _answer(scope: HTTPScope, receive: Receive) -> Answer:
    """What can be said before anybody is known."""
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
    if scope["method"] == "OPTIONS":
        return Answer(200, [*ALWAYS, *_CAPABLE, (b"content-length", b"0")])
    if scope["method"] not in METHODS.decode().split(", "):
        return _plain(405, "this calendar can only be read", *_CAPABLE)
    place = place_of(_path(scope))
    if place is None:
        return _plain(404, "there is nothing here")
    door: CollectionsDoor = scope["litestar_app"].state[COLLECTIONS]
    token = place.token or _password(headers)
    opened = await _open(door, token, headers.get("user-agent", "")) if token else None
    if opened is None:
        return _plain(404, "no such calendar") if place.token else _plain(401, "a password is needed", _CHALLENGE)
    wait = door.throttle.seconds_to_wait(hash_of(token))
    if wait:
        return _plain(429, "too many requests", (b"retry-after", str(wait).encode()))
    return await _act(Call(door, opened, place, scope["method"], headers), receive)


async def _act(call: Call, receive: Receive) -> Answer:
    place, collection = call.place, call.opened.collection
    if place.kind == "object" and place.uid not in collection.objects:
        return _plain(404, "there is nothing here")
    if call.method in ("GET", "HEAD"):
        return _content(place, collection, call.headers)
    try:
        asked = xml.parse(await _body(receive))
    except BadXml:
        return _plain(400, "the request is no XML that is accepted here")
    if call.method == "PROPFIND":
        return await sync_to_thread(_properties, place, collection, asked, call.headers.get("depth", "infinity"))
    if asked is None or place.kind != "calendar":
        return _xml(403, xml.refusal(dav("supported-report")))
    since = partial(call.door.changed_since, call.opened, call.door.calendars.services.clock.now())
    found: Reported = await sync_to_thread(report, place, collection, asked, since)
    return _made(found.status, found.body, found.content_type)


async def _open(door: CollectionsDoor, token: str, client: str) -> Opened | None:
    return await sync_to_thread(door.open, token, client, door.calendars.services.clock.now())


def _properties(place: Place, collection: Collection, asked: Element | None, depth: str) -> Answer:
    """PROPFIND (RFC 4918 9.1)."""
    if depth not in ("0", "1"):
        return _xml(403, xml.refusal(dav("propfind-finite-depth")))
    if asked is not None and asked.tag != dav("propfind"):
        return _plain(400, "this is no propfind")
    names = None if asked is None else wanted_names(asked)
    is_named_only = asked is not None and asked.find(dav("propname")) is not None
    places = [place]
    if depth == "1":
        places += [found for below in _BELOW.get(place.kind, ()) if (found := place_of(place.path(below)))]
        if place.kind == "calendar":
            places += [Place("object", place.token, uid) for uid in collection.objects]
    return _xml(207, xml.multistatus(answered(each, collection, names, is_named_only=is_named_only) for each in places))


def _content(place: Place, collection: Collection, headers: dict[str, str]) -> Answer:
    if place.kind not in ("calendar", "object"):
        return _plain(405, "there is no content here", (b"allow", b"OPTIONS, PROPFIND"))
    body = collection.body if place.kind == "calendar" else collection.objects[place.uid]
    tag = collection.etag if place.kind == "calendar" else tag_of(body)
    known = {each.strip().removeprefix("W/") for each in headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Answer(304, [*ALWAYS, (b"etag", tag.encode())])
    return _made(200, body, b"text/calendar; charset=utf-8", (b"etag", tag.encode()))


def _path(scope: HTTPScope) -> str:
    """The path as it was sent."""
    return scope["raw_path"].partition(b"?")[0].decode("latin-1")


def _password(headers: dict[str, str]) -> str:
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(credentials.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


async def _body(receive: Receive) -> bytes:
    """Raises BadXml for one that is too large."""
    parts, length, is_more = [], 0, True
    while is_more:
        message = await receive()
        if message["type"] != "http.request":
            break
        parts.append(message["body"])
        length += len(parts[-1])
        if length > xml.MOST_OCTETS:
            raise BadXml("too large")
        is_more = message.get("more_body", False)
    return b"".join(parts)


def _xml(status: int, body: bytes) -> Answer:
    return _made(status, body, b"application/xml; charset=utf-8")


def _plain(status: int, text: str, *more: tuple[bytes, bytes]) -> Answer:
    return _made(status, f"{text}\n".encode(), b"text/plain; charset=utf-8", *more)


def _made(status: int, body: bytes, content_type: bytes, *more: tuple[bytes, bytes]) -> Answer:
    length = (b"content-length", b"%d" % len(body))
    return Answer(status, [*ALWAYS, (b"content-type", content_type), length, *more], body)


ROUTES = (collections, well_known)
