"""Thousands of calendars polled like an hour of a working day: `python -m benchmarks.feed_subscribers [--seconds 120]`.

Every person's calendar has so many subscribers. Each asks four times, compressed, with the tag it was last given;
meanwhile somebody else's process changes a booking each second. The hour is compressed into `--seconds`. Prints what
was answered, how long the clients waited, and the server's CPU microseconds for each request.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select

from benchmarks.feed_office import NOW, PERSON, change_one, office_with, person
from benchmarks.feed_server import subscribe
from benchmarks.server_process import Connection, Server, free_port, granian, running
from scheduler.db import tables
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.feeds.operations import hash_of

POLLS_AN_HOUR = 4
CONNECTIONS = 32


@dataclass
class Tally:
    answers: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscribers", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--bookings", type=int, default=20, help="of each person")
    parser.add_argument("--seconds", type=float, default=120.0)
    arguments = parser.parse_args()
    with TemporaryDirectory() as scratch:
        port = free_port()
        environment = {"SEKITORI_DATA_DIR": scratch, "SEKITORI_BASE_URL": f"http://127.0.0.1:{port}"}
        with office_with(arguments.bookings, Path(scratch), arguments.people) as database:
            subscribe(database)
            paths = _many(database, arguments.subscribers, arguments.people)
        with running(granian("api.app:app_from_environment", port), environment, port) as server:
            before = server.cpu_seconds()
            tally = asyncio.run(_hour(server, paths, arguments.seconds, Path(scratch)))
            spent = server.cpu_seconds() - before
    waits = sorted(tally.waits)
    shares = {share: waits[int(len(waits) * share)] * 1000 for share in (0.5, 0.95, 0.99)}
    print(f"{len(paths):,} subscribers, {len(waits):,} requests in {arguments.seconds:.0f} s: {dict(tally.answers)}")
    print(", ".join(f"{share:.0%} within {wait:.1f} ms" for share, wait in shares.items()))
    print(f"{spent / len(waits) * 1e6:.0f} CPU µs a request")


def _many(database: Database, subscribers: int, people: int) -> list[str]:
    """So many addresses of the people's calendars, each with a secret of its own."""
    tokens = [f"{number:043}" for number in range(subscribers)]
    with database.write() as tx:
        first = tx.execute(tables.account.select().where(tables.account.c.login == PERSON)).one()
        for number in range(1, people):
            row = {**first._mapping, "id": None, "login": person(number), "staff_id": person(number)}  # noqa: SLF001
            tx.execute(insert(tables.account).values({name: row[name] for name in row if name != "id"}))
        accounts = dict(tx.execute(select(tables.account.c.staff_id, tables.account.c.id)).all())
        shared = {"scope": "person", "profile": "full", "locale": "ja", "label": "", "created_at": NOW}
        rows = [
            {**shared, "token_hash": hash_of(token), "subject": whose, "account_id": accounts[whose]}
            for number, token in enumerate(tokens)
            for whose in (person(number % people),)
        ]
        tx.execute(insert(tables.feed), rows)
    return [f"/feeds/{token}/calendar.ics" for token in tokens]


async def _hour(server: Server, paths: list[str], seconds: float, folder: Path) -> Tally:
    tally, tags = Tally(), dict.fromkeys(paths, '"none"')
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await Connection.open(server.port))
    moments = sorted((random.random() * seconds, path) for path in paths for _ in range(POLLS_AN_HOUR))
    began = time.monotonic()
    changes = asyncio.create_task(_changes(folder))
    async with asyncio.TaskGroup() as group:
        for moment, path in moments:
            await asyncio.sleep(max(0.0, began + moment - time.monotonic()))
            group.create_task(_poll(free, path, tags, tally))
    changes.cancel()
    return tally


async def _poll(free: asyncio.Queue[Connection], path: str, tags: dict[str, str], tally: Tally) -> None:
    began = time.monotonic()
    connection = await free.get()
    answer = await connection.get(path, {"Accept-Encoding": "gzip", "If-None-Match": tags[path]})
    free.put_nowait(connection)
    tally.waits.append(time.monotonic() - began)
    tally.answers[answer.status] += 1
    tags[path] = answer.headers.get("etag", tags[path])


async def _changes(folder: Path) -> None:
    """Somebody else's process changes a booking each second."""
    database = Database(open_engine(f"sqlite:///{folder / 'sekitori.db'}"))
    for second in count():
        await asyncio.to_thread(change_one, database, NOW, second)
        await asyncio.sleep(1)


if __name__ == "__main__":
    main()
