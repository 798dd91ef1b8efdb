"""What this process knows of calendars it has just looked up, so that an app that asks again costs next to nothing.

Held for a second at most, and not over a commit of this process: a change is in the answers at once where it was made,
and a second later on every other process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from api.ics.answers import Answer, content, not_modified, shown_name
from api.ics.conditions import tags_of
from scheduler.clock import monotonic_seconds
from scheduler.db.transaction import Database
from scheduler.feeds.documents import Document
from scheduler.feeds.views import View

SECONDS = 1.0
CALENDARS_KEPT = 2_000
BYTES_KEPT = 64 * 1024 * 1024
MOST_ANSWERS = 8

Key = tuple[str, bool]  # the hash of the secret, and whether series are written out


@dataclass(slots=True)
class Known:
    """A calendar that stands, as it was looked up. `good_until`: when its window moves on."""

    view: View
    etag: str
    changed_at: datetime
    good_until: datetime
    is_packed: bool
    looked_up: float
    commits: int
    document: Document | None = None
    etags: frozenset[str] = field(init=False)
    answers: dict[tuple[str, bool], Answer] = field(init=False)

    def __post_init__(self) -> None:
        self.etags = tags_of(self.etag)
        self.answers = {}

    def not_modified(self, now: datetime, *, packed: bool) -> Answer:
        """The 304, made once."""
        found = self.answers.get(("", packed))
        if found is None:
            found = not_modified(self.etag, self.changed_at, now, packed=packed)
            self.answers["", packed] = found
        return found

    def content(self, document: Document, name: str, now: datetime, *, packed: bool) -> Answer:
        """The 200; the packed one is made once for each name it is asked by: one, unless somebody plays."""
        found = self.answers.get((name, packed))
        if found is None:
            found = content(document, shown_name(name), now, packed=packed)
            if packed and len(self.answers) < MOST_ANSWERS:
                self.answers[name, packed] = found
        return found

    @property
    def size(self) -> int:
        return len(self.document.body_gzip) if self.document else 0


class KnownCalendars:
    """The calendars that were asked for last, with the bytes of as many as there is room for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[Key, Known] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, key: Key, now: datetime) -> Known | None:
        """What is known of a calendar, unless it is too old or something was committed since."""
        known = self._kept.get(key)
        if known is None or known.commits != self._database.commits.count or known.good_until <= now:
            return None
        return known if monotonic_seconds() - known.looked_up < SECONDS else None

    def keep(self, key: Key, known: Known) -> None:
        """Remember a calendar; of one with the same tag the bytes are at hand already."""
        with self._lock:
            before = self._kept.pop(key, None)
            if before is not None:
                self._bytes -= before.size
                if known.document is None and before.etag == known.etag:
                    known.document = before.document
            self._kept[key] = known
            self._bytes += known.size
            while len(self._kept) > CALENDARS_KEPT or self._bytes > BYTES_KEPT:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= oldest.size
