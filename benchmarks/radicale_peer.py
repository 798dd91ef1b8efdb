"""The same events in a collection of Radicale, served by itself."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.feed_office import BASE_URL, NOW, VIEW
from calendars import join_feed, render_event
from scheduler.db.transaction import Database
from scheduler.feeds.composing import placeholder_of
from scheduler.feeds.contents import events_of
from scheduler.feeds.contents.request import ContentRequest
from scheduler.feeds.headers import header_of
from scheduler.feeds.window import window_at


def fill(folder: Path, database: Database) -> None:
    """One file for each event, as Radicale keeps a collection."""
    collection = folder / "collection-root" / "person" / "calendar"
    collection.mkdir(parents=True)
    (collection / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR", "D:displayname": "calendar"}))
    with database.read() as tx:
        request = ContentRequest(tx, VIEW, window_at(NOW), BASE_URL)
        header, empty = header_of(tx, VIEW, is_complete=True), placeholder_of(request)
        for event in events_of(request):
            body = join_feed(header, [render_event(event)], placeholder=empty)
            (collection / f"{event.uid}.ics").write_bytes(body)


def command(python: str, folder: Path, port: int) -> list[str]:
    """Without accounts and without a log, on this machine alone."""
    return [
        python, "-m", "radicale", "--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none",
        "--storage-filesystem-folder", str(folder), "--rights-type", "authenticated", "--logging-level", "error",
    ]  # fmt: skip
