"""Answers of the calendars' door, ready to be sent: status, headers and the whole body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from litestar.types import Receive, Scope, Send

from api.ics.conditions import gzip_tag, last_modified
from scheduler.feeds.documents import Document

Header = tuple[bytes, bytes]
Headers = list[Header]

# Exactly this: some clients read no other spelling.
CONTENT_TYPE = b"text/calendar; charset=utf-8"
CACHING: Headers = [
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Accept-Encoding"),
]
ALWAYS: Headers = [
    *CACHING,
    (b"x-content-type-options", b"nosniff"),
    (b"x-robots-tag", b"noindex"),
    (b"referrer-policy", b"no-referrer"),
]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, as an application of its own; nothing of it goes out before all of it is there."""

    status: int
    headers: Headers
    body: bytes = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - an application's shape
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        body = b"" if scope.get("method") == "HEAD" else self.body
        await send({"type": "http.response.body", "body": body, "more_body": False})


def not_modified(etag: str, changed_at: datetime, now: datetime, *, packed: bool) -> Answer:
    """What the client has is still right; no more headers than RFC 9110, 15.4.5 asks for."""
    return Answer(304, [*CACHING, *_validators(etag, changed_at, now, packed=packed)])


def content(document: Document, file_name: str, now: datetime, *, packed: bool) -> Answer:
    """The bytes of a calendar."""
    body = document.body_gzip if packed else document.body
    name = file_name.encode()
    headers = [
        *ALWAYS,
        *_validators(document.etag, document.changed_at, now, packed=packed),
        (b"content-type", CONTENT_TYPE),
        (b"content-length", b"%d" % len(body)),
        (b"content-disposition", b"inline; filename=\"%b\"; filename*=UTF-8''%b" % (name, name)),
    ]
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    return Answer(200, headers, body)


def _validators(etag: str, changed_at: datetime, now: datetime, *, packed: bool) -> Headers:
    tag = gzip_tag(etag) if packed else etag
    return [(b"etag", tag.encode()), (b"last-modified", last_modified(changed_at, now).encode())]


def refusal(status: int, text: str, *headers: Header) -> Answer:
    """What went wrong, in a line; never a page, which an app would take for a calendar."""
    body = f"{text}\n".encode()
    described = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    return Answer(status, [*ALWAYS, *described, *headers], body)


def shown_name(name: str) -> str:
    """The last part of an address, as far as a header may carry it."""
    return re.sub(r"[^A-Za-z0-9._-]", "", name)[:60] or "calendar.ics"
