"""Answers what this process knows by heart before a route is looked for: most of what calendar apps ask for.

Everything else, every refusal included, goes the way of all requests.
"""

from __future__ import annotations

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from api.ics.answers import Answer
from api.ics.conditions import is_known, takes_gzip
from api.ics.reading import CalendarsDoor
from api.security.hosts import OwnHosts
from scheduler.feeds.operations import hash_of

PREFIX = "/feeds/"


class Shortcut:
    """Stands before the application."""

    def __init__(self, app: ASGIApp, door: CalendarsDoor, hosts: OwnHosts) -> None:
        self._app, self._door, self._hosts = app, door, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_calendar = scope["type"] == ScopeType.HTTP and scope["path"].startswith(PREFIX)
        answer = self._known(scope) if is_calendar else None
        await (answer or self._app)(scope, receive, send)

    def _known(self, scope: Scope) -> Answer | None:
        token, _, name = scope["path"][len(PREFIX) :].partition("/")
        if scope.get("method") not in ("GET", "HEAD") or not name.endswith(".ics") or not self._hosts.is_own(scope):
            return None
        door, now = self._door, self._door.services.clock.now()
        key = key_of(token, scope)
        known = door.known.find(key, now)
        if known is None:
            return None
        headers = headers_of(scope)
        packed = known.is_packed and takes_gzip(headers)
        if is_known(headers, known.etags, known.changed_at):
            return known.not_modified(now, packed=packed)
        if known.document is None or "/" in name or door.throttle.seconds_to_wait(key[0]):
            return None
        return known.content(known.document, name, now, packed=packed)


def key_of(token: str, scope: Scope) -> tuple[str, bool]:
    """By what a calendar is known: the hash of its secret, and whether series are written out."""
    return hash_of(token), b"expand=1" in scope["query_string"].split(b"&")


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers of a request; of one that stands twice the last."""
    return {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
