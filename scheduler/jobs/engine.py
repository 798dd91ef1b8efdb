"""The jobs of one process: started with it, stopped with it, and the small interface the doors use."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from scheduler.clock import Clock, monotonic_seconds
from scheduler.db.transaction import Database
from scheduler.domain.actor import Actor, Source, system_actor
from scheduler.jobs import operations, queries
from scheduler.jobs.dispatcher import Chore, Dispatcher
from scheduler.jobs.lease import acquire, open_lease
from scheduler.jobs.queries import JobView
from scheduler.jobs.registry import JobKind
from scheduler.jobs.runner import Runner
from scheduler.jobs.storage import open_storage
from scheduler.jobs.workflows import Workflows

logger = logging.getLogger(__name__)


class JobEngine:
    """Runs the given kinds of job in threads of this process; there can be one in a process.

    `executor_id` is this process's own (`lease.executor_name`) and the same after a restart. `application_version`
    grows when stored step outputs can no longer be read by the steps, or the steps change: jobs of an older version
    start over. `poll_seconds` is how long a job may wait before it starts, and before a cancelled one is noticed.

    Submitting does not need an engine: `operations.submit` in any process, and the rows are found here.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        jobs_url: str,
        executor_id: str,
        application_version: int,
        kinds: Sequence[JobKind],
        chores: Sequence[Chore] = (),
        poll_seconds: float = 1.0,
    ) -> None:
        self._database = database
        self._clock = clock
        self._kinds = {kind.name: kind for kind in kinds}
        self._storage = open_storage(jobs_url)
        self._lease = open_lease(self._storage, executor_id)
        self._workflows = Workflows(
            self._storage, executor_id=executor_id, version=application_version, poll_seconds=poll_seconds
        )
        self._runner = Runner(database, clock, self._kinds, self._workflows.checkpoint)
        self._dispatcher = Dispatcher(
            database, self._workflows, self._lease, frozenset(self._kinds), poll_seconds, clock, chores
        )
        self._undo = ExitStack()
        self._name = f"{executor_id} in {self._storage.url.render_as_string()}"

    def start(self) -> None:
        """Take up what was left behind and whatever comes.

        Raises:
            LeaseTaken: another process runs the jobs under this name (on SQLite: at all).
        """
        with ExitStack() as undo:
            undo.callback(self._storage.dispose)
            acquire(self._lease, self._name)
            undo.callback(self._lease.release)
            self._workflows.launch(self._kinds.values(), self._runner.run)
            undo.callback(self._workflows.close)
            self._undo = undo.pop_all()
        self._dispatcher.start()

    def stop(self, grace_seconds: float = 10.0) -> None:
        """Ask the running steps to stop and give their jobs back to the queue; they go on after the next start.

        A step that does not ask `cancelled` within the grace keeps its thread, and its job counts as crashed.
        """
        self._runner.stopping.set()
        self._dispatcher.stop()
        if not self._runner.drain(grace_seconds):
            logger.warning("a step did not stop within %s s; its job will start that step again", grace_seconds)
        self._undo.close()

    def submit(self, kind: str, payload: Mapping[str, Any], actor: Actor) -> str:
        """Queue a job in a transaction of its own and start it soon; returns its id. See `operations.submit`."""
        with self._database.write() as tx:
            job_id = operations.submit(tx, kind=kind, payload=payload, actor=actor, now=self._clock.now())
        self.nudge()
        return job_id

    def nudge(self) -> None:
        """Say that a transaction with a new job was committed, so that it does not wait for the next look."""
        self._dispatcher.nudge()

    def cancel(self, job_id: str, actor: Actor) -> None:
        """Call a job off; see `operations.cancel`."""
        with self._database.write() as tx:
            operations.cancel(tx, job_id, actor=actor, now=self._clock.now())

    def wait(self, job_id: str, timeout_seconds: float) -> JobView:
        """The job once it is over, in whatever state.

        Raises:
            TimeoutError: it is not over by then.
        """
        deadline = monotonic_seconds() + timeout_seconds
        pause = threading.Event()
        while True:
            with self._database.read() as tx:
                view = queries.get(tx, system_actor(Source.JOB), job_id)
            if view.is_over:
                return view
            if monotonic_seconds() >= deadline:
                raise TimeoutError(f"job {job_id} is {view.state} after {timeout_seconds} s")
            pause.wait(0.05)
