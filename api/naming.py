"""Offices by name: rules speak of office ids, people of names. Kept for a minute, for names hardly ever change."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from api.formatting import Locale
from scheduler.clock import monotonic_seconds
from scheduler.db.transaction import Database
from scheduler.offices.queries import offices

SECONDS_KEPT = 60.0


class OfficeNames:
    """Looks the names up in one installation's database."""

    def __init__(self) -> None:
        self._database: Database | None = None
        self._names: Mapping[str, tuple[str, str]] = {}
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def open(self, database: Database) -> None:
        self._database, self._read_at = database, float("-inf")

    def name(self, office_id: str, locale: Locale) -> str:
        """The name in that language; the id itself for an office nobody knows."""
        names = self._current().get(office_id)
        return office_id if names is None else names[0 if locale == "ja" else 1]

    def choices(self, locale: Locale) -> list[tuple[str, str]]:
        """(id, name) of every office, for a list to choose from."""
        return [(office_id, names[0 if locale == "ja" else 1]) for office_id, names in self._current().items()]

    def own_or_first(self, office_id: str | None) -> str:
        """Where to begin looking: one's own office, or else the first there is."""
        return office_id or next(iter(self._current()), "")

    def _current(self) -> Mapping[str, tuple[str, str]]:
        with self._lock:
            if self._database is not None and monotonic_seconds() - self._read_at > SECONDS_KEPT:
                with self._database.read() as tx:
                    self._names = {item.office_id: (item.name_ja, item.name_en) for item in offices(tx)}
                # An empty office is being filled right now: look again next time.
                self._read_at = monotonic_seconds() if self._names else float("-inf")
            return self._names


OFFICES = OfficeNames()
