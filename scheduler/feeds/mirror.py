"""Files for calendars outside the office's network: written one way, and nothing in them but taken time.

Only subscriptions whose owner asked for it are written, and only such as carry no names (`may_be_mirrored`). What is
written is read by nobody here; somebody else carries the folder outside.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from scheduler.db.transaction import Database
from scheduler.feeds import documents, queries
from scheduler.feeds.queries import Subscription
from scheduler.feeds.rules import may_be_mirrored

# A withdrawn one says so this long; after that its file is taken away.
GRACE = timedelta(days=14)


def write_mirror(database: Database, folder: Path, *, now: datetime, base_url: str) -> tuple[Path, ...]:
    """Bring the files in the folder up to date; returns those that changed. A file changes whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    with database.read() as tx:
        wanted = queries.mirrored(tx)
    changed = [path for item, may in wanted if (path := _write(database, folder, item, may, now, base_url))]
    names = {_name(item) for item, _ in wanted if not _is_over(item, now)}
    for path in folder.glob("calendar-*.ics"):
        if path.name not in names:
            path.unlink()
            changed.append(path)
    return tuple(sorted(changed))


def _write(
    database: Database, folder: Path, item: Subscription, may_read: bool, now: datetime, base_url: str
) -> Path | None:
    if _is_over(item, now) or not may_be_mirrored(item.view):
        return None
    if item.revoked_at is not None or not may_read:
        body = documents.withdrawn(item.view, item.revoked_at or now).body
    else:
        body = documents.current(database, item.view, now=now, base_url=base_url).body
    path = folder / _name(item)
    if path.exists() and path.read_bytes() == body:
        return None
    written = path.with_suffix(".part")
    written.write_bytes(body)
    written.replace(path)
    return path


def _name(item: Subscription) -> str:
    """Says nothing about the person."""
    return f"calendar-{item.feed_id}.ics"


def _is_over(item: Subscription, now: datetime) -> bool:
    return item.revoked_at is not None and now - item.revoked_at > GRACE
