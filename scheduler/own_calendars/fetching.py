"""Fetches a calendar from an address that somebody gave: https only, to machines that `Reach` allows, bounded."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, urljoin, urlsplit

from calendars.incoming import MOST_BYTES
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.own_calendars import rules
from scheduler.own_calendars.reach import Reach

MOST_REDIRECTS = 3
SECONDS_TO_CONNECT = 5.0
SECONDS_IN_ALL = 12.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Fetched:
    """`data` is None when it has not changed since the content with that tag."""

    data: bytes | None
    etag: str


class _Pinned(HTTPSConnection):
    """A connection to an address that was checked, with the certificate of the name that was asked for."""

    def __init__(self, host: str, port: int, ip: str, reach: Reach) -> None:
        super().__init__(host, port, timeout=SECONDS_TO_CONNECT, context=reach.context)
        self._ip, self._reach = ip, reach

    def connect(self) -> None:
        plain = socket.create_connection((self._ip, self.port), self.timeout)
        try:
            self.sock = self._reach.context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def fetch(address: str, *, etag: str = "", reach: Reach | None = None) -> Fetched:
    """The content of an address that `rules.address` accepted. `etag`: what is known already.

    Raises:
        Refused: it leads where it may not, cannot be reached, answers with something else, too much or too slowly.
    """
    reach = reach or Reach()
    for _ in range(MOST_REDIRECTS + 1):
        parts = urlsplit(address)
        with _answer(parts, etag, reach) as answer:
            if answer.status not in _REDIRECTS:
                return _content(answer, etag)
            # Each step is a new address, and is checked like the first.
            address = rules.address(urljoin(address, answer.headers.get("Location", "")))
    raise Refused(Reason("own-calendar-redirects", {"max": MOST_REDIRECTS}))


@contextmanager
def _answer(parts: SplitResult, etag: str, reach: Reach) -> Iterator[HTTPResponse]:
    host, port = parts.hostname or "", parts.port or 443
    connection = _Pinned(host, port, reach.resolve(host, port), reach)
    # A server that sends a byte now and then never runs into the time-out of a single step.
    watch = threading.Timer(SECONDS_IN_ALL, lambda: _cut(connection))
    watch.start()
    known = {"If-None-Match": etag} if etag else {}
    headers = {"Accept": "text/calendar, */*;q=0.5", "Accept-Encoding": "identity", "User-Agent": "Sekitori", **known}
    try:
        connection.request("GET", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", headers=headers)
        yield connection.getresponse()
    except (OSError, HTTPException, ValueError) as error:
        raise Refused(Reason("own-calendar-unreachable", {"host": host})) from error
    finally:
        watch.cancel()
        connection.close()


def _cut(connection: HTTPSConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _content(answer: HTTPResponse, etag: str) -> Fetched:
    if answer.status == 304 and etag:
        return Fetched(None, etag)
    if answer.status != 200:
        raise Refused(Reason("own-calendar-status", {"status": answer.status}))
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise Refused(Reason("own-calendar-packed"))
    data = answer.read(MOST_BYTES + 1)
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and len(data) <= MOST_BYTES and len(data) < int(length):
        raise Refused(Reason("own-calendar-cut_off"))
    return Fetched(data, answer.headers.get("ETag", "")[:200])
