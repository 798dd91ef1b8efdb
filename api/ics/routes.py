"""Calendars over HTTP: stored bytes, strong validators, real errors, never a redirect.

An app that is sent a 200 with something else in it, or a redirect to a sign-in page, deletes everything it had.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from litestar import HttpMethod, MediaType, Request, Response, route
from litestar.params import FromPath

from api.dependencies import GivenNow, GivenServices
from api.ics.throttle import Throttle
from api.wiring import Services
from scheduler.feeds import documents, operations, queries
from scheduler.feeds.documents import Document, Validators
from scheduler.feeds.queries import Subscription

# The framework adds the character set to every text type.
CONTENT_TYPE = "text/calendar"
# A withdrawn calendar says so this long, so that what it held leaves the devices; after that it is gone.
GRACE = timedelta(days=14)
BETWEEN_NOTES = timedelta(hours=1)
THROTTLE = Throttle(most=60, per=timedelta(minutes=1))
ALWAYS = {
    "Cache-Control": "private, no-cache",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
AnyRequest = Request[Any, Any, Any]


@route(
    "/feeds/{token:str}/{name:str}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    opt={"access": "public"},
    include_in_schema=False,
    sync_to_thread=True,
)
def fetch(
    request: AnyRequest, services: GivenServices, now: GivenNow, token: FromPath[str], name: FromPath[str]
) -> Response[Any]:
    """The calendar behind a secret address."""
    wait = THROTTLE.seconds_to_wait(operations.hash_of(token))
    if wait:
        return _plain(429, "too many requests", {"Retry-After": str(wait)})
    is_expanded = request.query_params.get("expand") == "1"
    with services.database.read() as tx:
        reading = queries.by_token(tx, token, is_expanded=is_expanded, now=now)
    if reading is None:
        return _plain(404, "no such calendar")
    found, wanted = reading.subscription, reading.validators
    if found.revoked_at is not None or not reading.may_read:
        return _withdrawn(request, found, now)
    if _is_known(request, wanted):
        return _not_modified(request, wanted)
    base_url = services.settings.base_url
    document = documents.current(services.database, reading.view, now=now, base_url=base_url)
    _note(services, found, request.headers.get("user-agent", ""), now)
    return _answer(request, document, name)


def _withdrawn(request: AnyRequest, found: Subscription, now: datetime) -> Response[Any]:
    revoked_at = found.revoked_at or now
    if now - revoked_at > GRACE:
        return _plain(410, "this calendar was withdrawn")
    document = documents.withdrawn(found.view, revoked_at)
    return _answer(request, document, "withdrawn.ics")


def _is_known(request: AnyRequest, wanted: Validators) -> bool:
    """If-None-Match with lists and weak tags; If-Modified-Since only where there is none (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or bool(known & {wanted.etag, _gzip_tag(wanted.etag)})
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return wanted.changed_at.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _not_modified(request: AnyRequest, wanted: Validators) -> Response[Any]:
    etag = _gzip_tag(wanted.etag) if _takes_gzip(request) else wanted.etag
    headers = {**ALWAYS, "ETag": etag, "Last-Modified": _http_date(wanted.changed_at)}
    return Response(None, status_code=304, headers=headers)


def _answer(request: AnyRequest, document: Document, name: str) -> Response[Any]:
    headers = {**ALWAYS, "Last-Modified": _http_date(document.changed_at)}
    if _takes_gzip(request):
        body, headers["ETag"] = document.body_gzip, _gzip_tag(document.etag)
        headers["Content-Encoding"] = "gzip"
    else:
        body, headers["ETag"] = document.body, document.etag
    shown = "".join(letter for letter in name if letter.isalnum() or letter in "-_.") or "calendar.ics"
    headers["Content-Disposition"] = f'inline; filename="{shown}"'
    headers["Content-Length"] = str(len(body))
    content = b"" if request.method == "HEAD" else body
    return Response(content, headers=headers, media_type=CONTENT_TYPE)


def _plain(status: int, text: str, headers: dict[str, str] | None = None) -> Response[Any]:
    return Response(text, status_code=status, headers={**ALWAYS, **(headers or {})}, media_type=MediaType.TEXT)


def _takes_gzip(request: AnyRequest) -> bool:
    offers = request.headers.get("accept-encoding", "").lower().split(",")
    return any(offer.strip().split(";")[0] == "gzip" and "q=0" not in offer.replace(" ", "") for offer in offers)


def _gzip_tag(etag: str) -> str:
    return f'{etag[:-1]}-gzip"'


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _note(services: Services, found: Subscription, client: str, now: datetime) -> None:
    if found.fetched_at is not None and now - found.fetched_at < BETWEEN_NOTES:
        return
    with services.database.write() as tx:
        operations.note_fetch(tx, found.feed_id, client=client, now=now)


ROUTES = (fetch,)
