"""Brings the office's rows and the workflow engine together: what is queued gets started, what was left behind goes on.

A job is queued in the transaction that asks for it and handed over after the commit. So a crash in between, a dead
worker, a restored backup or a new release all look the same here: a row that is not over and nobody who works on it.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import select

from scheduler.clock import Clock, monotonic_seconds
from scheduler.db.tables import job
from scheduler.db.transaction import Database
from scheduler.jobs.lease import Lease
from scheduler.jobs.states import UNFINISHED
from scheduler.jobs.workflows import Run, Workflows

logger = logging.getLogger(__name__)
LOOKS_BETWEEN_CLEARINGS = 500
SECONDS_BETWEEN_CHORES = 15.0

# What time alone brings about (offers expire): done again and again by one process at a time, in its own
# transactions; what is due is read from the rows, so that nothing is forgotten over a restart.
Chore: TypeAlias = Callable[[Database, Clock], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    job_id: str
    kind: str


class Dispatcher:
    """A thread that looks every `poll_seconds`, and at once when nudged."""

    def __init__(
        self,
        database: Database,
        workflows: Workflows,
        lease: Lease,
        kinds: frozenset[str],
        poll_seconds: float,
        clock: Clock,
        chores: Sequence[Chore] = (),
    ) -> None:
        self._database = database
        self._clock = clock
        self._chores = chores
        self._chores_done_at = float("-inf")
        self._workflows = workflows
        self._lease = lease
        self._kinds = kinds
        self._poll_seconds = poll_seconds
        self._nudged = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="job-dispatcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def nudge(self) -> None:
        self._nudged.set()

    def stop(self) -> None:
        self._stopping.set()
        self._nudged.set()
        if self._thread.is_alive():
            self._thread.join()

    def _loop(self) -> None:
        for count in itertools.count():
            self._nudged.clear()
            if self._stopping.is_set():
                return
            try:
                self.look()
                if count % LOOKS_BETWEEN_CLEARINGS == 0:
                    self._workflows.forget_successes()
            except Exception:
                # The database may be away for a while; the rows wait, and so do we.
                logger.exception("could not look after the jobs; trying again")
            self._nudged.wait(self._poll_seconds)

    def look(self) -> None:
        """Hand over what is queued and take up what was left behind, unless another process is doing just that."""
        with self._lease.turn() as mine:
            if mine:
                self._do_chores()
            waiting = self._unfinished() if mine else []
            if waiting:
                runs = self._workflows.runs([each.job_id for each in waiting])
                for each in waiting:
                    self._look_after(each, runs.get(each.job_id))

    def _do_chores(self) -> None:
        if monotonic_seconds() - self._chores_done_at < SECONDS_BETWEEN_CHORES:
            return
        self._chores_done_at = monotonic_seconds()
        for chore in self._chores:
            try:
                chore(self._database, self._clock)
            except Exception:
                # The jobs do not wait for it, and it is tried again.
                logger.exception("a chore was not done; trying again later")

    def _unfinished(self) -> list[_Waiting]:
        query = select(job.c.id, job.c.kind).where(job.c.state.in_(UNFINISHED), job.c.kind.in_(self._kinds))
        with self._database.read() as tx:
            return [_Waiting(row.id, row.kind) for row in tx.execute(query.order_by(job.c.created_at, job.c.id))]

    def _look_after(self, each: _Waiting, run: Run | None) -> None:
        if run is None:
            self._workflows.enqueue(each.job_id, each.kind)
        elif run.is_waiting:
            # An older release queued it and cannot start it; a newer one will start its own.
            if run.version < self._workflows.version:
                self._start_over(each)
        elif not run.is_running:
            # The engine is done with it but could not write the job's end, or the row is from a backup.
            self._start_over(each)
        elif run.owner != self._workflows.executor_id:
            self._take_over(each, run.owner or "")
        elif run.version != self._workflows.version:
            self._start_over(each)

    def _take_over(self, each: _Waiting, owner: str) -> None:
        with self._lease.of(owner) as dead:
            # Read again now that nobody can change it: somebody else may have taken it over meanwhile.
            run = self._workflows.runs([each.job_id]).get(each.job_id) if dead else None
            if run is None or not run.is_running or run.owner != owner:
                return
            logger.warning("taking over job %s of the dead executor %s", each.job_id, owner)
            if run.version == self._workflows.version:
                self._workflows.resume(each.job_id)
            else:
                self._start_over(each)

    def _start_over(self, each: _Waiting) -> None:
        self._workflows.forget(each.job_id)
        self._workflows.enqueue(each.job_id, each.kind)
