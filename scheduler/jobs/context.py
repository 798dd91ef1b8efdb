"""What a running step can reach: the database, the clock, its job, and the two ways it talks to the people waiting."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from scheduler.clock import Clock, monotonic_seconds
from scheduler.db.transaction import Database, retrying
from scheduler.jobs import attempts
from scheduler.jobs.attempts import Attempt

# Often enough for a person who watches, rare enough for a database with one writer.
SECONDS_BETWEEN_TALKS = 0.25


class JobContext:
    """Given to every step of one start of a job; its methods may be called from any thread."""

    def __init__(self, database: Database, clock: Clock, attempt: Attempt, stopping: threading.Event) -> None:
        self.database = database
        self.clock = clock
        self.job_id = attempt.job_id
        self.payload = attempt.payload
        self._attempt = attempt
        self._stopping = stopping
        self._lock = threading.Lock()
        self._unwritten: Mapping[str, Any] | None = None
        self._written_at = float("-inf")
        self._asked_at = float("-inf")
        self._lost = False
        self._told = False

    def report(self, progress: Mapping[str, Any]) -> None:
        """Say how far it is, in JSON values; written at most four times a second, the last one always.

        What came too soon after another is written with the next `report` or `cancelled`, or when the step ends.
        """
        with self._lock:
            self._unwritten = progress
            self._write_if_due()

    def cancelled(self) -> bool:
        """Whether the step should stop now: called off, taken over by another process, or this process stops.

        A step that stops for this may return or raise whatever it likes; its output is dropped. Ask often.
        """
        with self._lock:
            self._write_if_due()
            if not self._lost and monotonic_seconds() - self._asked_at >= SECONDS_BETWEEN_TALKS:
                self._asked_at = monotonic_seconds()
                with self.database.read() as tx:
                    self._lost = not attempts.is_held(tx, self._attempt)
            should_stop = self._lost or self._stopping.is_set()
            self._told = self._told or should_stop
            return should_stop

    @property
    def was_told_to_stop(self) -> bool:
        """Whether `cancelled` has said yes: from then on an output may be half an output."""
        return self._told

    def flush(self) -> None:
        """Write what was reported and held back."""
        with self._lock:
            self._write()

    def _write_if_due(self) -> None:
        if monotonic_seconds() - self._written_at >= SECONDS_BETWEEN_TALKS:
            self._write()

    def _write(self) -> None:
        progress, self._unwritten = self._unwritten, None
        if progress is None:
            return

        def write() -> None:
            with self.database.write() as tx:
                attempts.report(tx, self._attempt, progress)

        self._written_at = monotonic_seconds()

        retrying(write)
