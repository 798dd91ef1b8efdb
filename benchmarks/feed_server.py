"""Calendars over HTTP beside an empty route and Radicale: `python -m benchmarks.feed_server [--radicale PYTHON]`.

CPU microseconds of the server process for each request, so that what else the machine does hardly counts; requests a
second are a million divided by them. `--radicale` names a Python that has Radicale; it serves the same events.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from litestar import Litestar, get

from benchmarks import radicale_peer
from benchmarks.feed_office import NOW, PERSON, VIEW, office_with
from benchmarks.server_process import Answer, Connection, Server, ask, ask_anew, free_port, granian, running
from scheduler.accounts import operations as accounts
from scheduler.clock import Clock
from scheduler.db.transaction import Database
from scheduler.demo.clock import set_clock
from scheduler.domain.actor import Source, system_actor
from scheduler.feeds import operations
from scheduler.feeds.readers import actor_of

SYSTEM = system_actor(Source.COMMAND)
PACKED, PLAIN = {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}


def empty_app() -> Litestar:
    """The least a Litestar application can do."""

    @get("/empty")
    async def empty() -> None: ...

    return Litestar([empty], openapi_config=None, logging_config=None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--radicale", help="a Python that has Radicale")
    arguments = parser.parse_args()
    rows = asyncio.run(_measure(arguments.events, arguments.requests))
    if arguments.radicale:
        with TemporaryDirectory() as scratch, office_with(arguments.events) as database:
            rows |= asyncio.run(_radicale(arguments.radicale, Path(scratch), database))
    empty = rows["empty Litestar route"]
    print(f"| {arguments.events:,} events | CPU µs a request | requests/s of a core | of the empty route |")
    print("|---|---|---|---|")
    for name, taken in rows.items():
        print(f"| {name} | {taken:,.0f} | {1e6 / taken:,.0f} | {empty / taken:.4g} |")


async def _measure(events: int, requests: int) -> dict[str, float]:
    with running(granian("benchmarks.feed_server:empty_app", port := free_port()), {}, port) as server:
        empty = await ask(server, "/empty", {}, requests)
    with serving(events) as (server, path):
        first = await _once(server, path, PACKED)
        same = {"If-None-Match": first.headers["etag"], **PACKED}
        return {
            "empty Litestar route": empty,
            "304": await ask(server, path, same, requests),
            f"200, gzip ({len(first.body):,} bytes)": await ask(server, path, PACKED, requests),
            f"200, plain ({len(gzip.decompress(first.body)):,} bytes)": await ask(server, path, PLAIN, requests // 10),
        }


@contextmanager
def serving(events: int) -> Iterator[tuple[Server, str]]:
    """The product over an office with so many bookings, and the path of their person's calendar."""
    with TemporaryDirectory() as scratch:
        folder, port = Path(scratch), free_port()
        environment = {
            "SEKITORI_DATA_DIR": scratch,
            "SEKITORI_BASE_URL": f"http://127.0.0.1:{port}",
            "SEKITORI_CALENDAR_FETCHES": "0",
        }
        with office_with(events, folder) as database:
            path = subscribe(database)
        with running(granian("api.app:app_from_environment", port), environment, port) as server:
            yield server, path


def subscribe(database: Database) -> str:
    """An account for the person, and the path of a calendar of theirs."""
    with database.write() as tx:
        set_clock(tx, offset=NOW - Clock().now())
        account_id = accounts.create(
            tx, actor=SYSTEM, now=NOW, login=PERSON, password="correct horse battery", staff_id=PERSON
        )
        actor = actor_of(tx, account_id) or SYSTEM
        made = operations.create(tx, VIEW, account_id=account_id, label="", actor=actor, now=NOW)
    return made.address("")


async def _once(server: Server, path: str, headers: dict[str, str]) -> Answer:
    connection = await Connection.open(server.port)
    answer = await connection.get(path, headers)
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    return answer


async def _radicale(python: str, scratch: Path, database: Database) -> dict[str, float]:
    radicale_peer.fill(scratch, database)
    with running(radicale_peer.command(python, scratch, port := free_port()), {}, port) as server:
        answer = await _once(server, "/person/calendar/", PLAIN)
        same = {"If-None-Match": answer.headers["etag"], **PLAIN}
        return {
            f"Radicale: GET ({len(answer.body):,} bytes)": await ask_anew(server, "/person/calendar/", PLAIN, 10),
            "Radicale: GET, gzip": await ask_anew(server, "/person/calendar/", PACKED, 10),
            "Radicale: GET with its own tag": await ask_anew(server, "/person/calendar/", same, 10),
        }


if __name__ == "__main__":
    main()
