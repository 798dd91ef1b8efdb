"""The bytes of a calendar beside `icalendar`: `python -m benchmarks.feeds [--events 1000]`.

CPU milliseconds of this process, the median of several runs. "Cold" and "after one change" go from the rows of a SQLite
database to the stored bytes; `icalendar` only builds its objects from values in memory and serialises them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from datetime import datetime, timedelta
from statistics import median
from time import process_time
from unittest.mock import patch

import icalendar

from benchmarks.feed_office import BASE_URL, NOW, VIEW, change_one, office_with
from calendars import CalendarEvent
from scheduler.db.tables import feed_document
from scheduler.db.transaction import Database
from scheduler.feeds.composing import compose
from scheduler.feeds.contents import events_of
from scheduler.feeds.contents.request import ContentRequest
from scheduler.feeds.documents import current, packed
from scheduler.feeds.window import window_at

RUNS = 21


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1000)
    events = parser.parse_args().events
    with office_with(events) as database:
        shown = _events(database)
        theirs = _milliseconds(lambda: _with_icalendar(shown))
        rows = {
            "icalendar: build and to_ical": theirs,
            "from rows to bytes": _milliseconds(lambda: _composed(database)),
            "from rows to stored bytes, packed too": _timed(database, _forget),
            "after one changed booking": _timed(database, change_one, is_stored=False),
            "after one changed booking, to stored bytes, packed too": _timed(database, change_one),
            "nothing changed: from the store": _timed(database, lambda *_: None),
        }
        body = _composed(database)
        rows[f"packing alone ({len(body):,} to {len(packed(body)):,} bytes)"] = _milliseconds(lambda: packed(body))
    print(f"| {events:,} events | CPU ms | of icalendar |\n|---|---|---|")
    for name, taken in rows.items():
        print(f"| {name} | {taken:.2f} | 1/{theirs / taken:.0f} |")


def _composed(database: Database) -> bytes:
    with database.read() as tx:
        return compose(ContentRequest(tx, VIEW, window_at(NOW), BASE_URL)).body


def _events(database: Database) -> list[CalendarEvent]:
    with database.read() as tx:
        return list(events_of(ContentRequest(tx, VIEW, window_at(NOW), BASE_URL)))


def _forget(database: Database, now: datetime) -> None:  # noqa: ARG001 - as change_one
    with database.write() as tx:
        tx.execute(feed_document.delete())


def _timed(database: Database, before_each: Callable[[Database, datetime], object], *, is_stored: bool = True) -> float:
    taken = []
    for second in range(RUNS):
        now = NOW + timedelta(seconds=second)
        before_each(database, now)
        with _without_store() if not is_stored else nullcontext():
            before = process_time()
            current(database, VIEW, now=now, base_url=BASE_URL)
            taken.append(process_time() - before)
    return median(taken) * 1000


def _without_store() -> ExitStack:
    """Neither packed nor written: the bytes alone."""
    stack = ExitStack()
    for name in ("_store", "packed"):
        stack.enter_context(patch(f"scheduler.feeds.documents.{name}", lambda *_: b""))
    return stack


def _with_icalendar(events: list[CalendarEvent]) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Sekitori//Benchmark//JA")
    for each in events:
        calendar.add_component(_as_component(each))
    return bytes(calendar.to_ical())


def _as_component(each: CalendarEvent) -> icalendar.Event:
    event = icalendar.Event()
    for name, value in (
        ("uid", each.uid), ("dtstamp", each.changed), ("last-modified", each.changed), ("created", each.created),
        ("sequence", each.sequence), ("dtstart", each.start), ("dtend", each.end), ("summary", each.summary),
        ("location", each.location), ("geo", each.geo), ("description", each.description), ("url", each.url),
        ("categories", each.categories), ("status", each.status.upper()), ("transp", "OPAQUE"),
        ("x-microsoft-cdo-busystatus", "BUSY"), ("class", "PUBLIC"),
    ):  # fmt: skip
        event.add(name, value)
    for used in each.resources:
        resource = icalendar.Component()
        resource.name = "VRESOURCE"
        resource.add("uid", used.uid)
        resource.add("name", used.name)
        resource.add("resource-type", used.kind)
        event.add_component(resource)
    return event


def _milliseconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        before = process_time()
        work()
        taken.append(process_time() - before)
    return median(taken) * 1000


if __name__ == "__main__":
    main()
