"""Chores that wait for other machines: beside the thread that hands out jobs, which must not wait with them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TypeAlias

from scheduler.clock import Clock
from scheduler.db.transaction import Database

logger = logging.getLogger(__name__)
Chore: TypeAlias = Callable[[Database, Clock], None]


class InBackground:
    """A chore that returns at once; the work goes on in a thread, one at a time."""

    def __init__(self, name: str, work: Callable[[Database, Clock], object]) -> None:
        self._name, self._work = name, work
        self._thread: threading.Thread | None = None

    def __call__(self, database: Database, clock: Clock) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, args=(database, clock), name=self._name, daemon=True)
            self._thread.start()

    def _run(self, database: Database, clock: Clock) -> None:
        try:
            self._work(database, clock)
        except Exception:
            # What is due is read from the rows again next time.
            logger.exception("the chore %s was not done; trying again later", self._name)
