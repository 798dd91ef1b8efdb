"""The durable workflow engine behind the jobs (DBOS): which job is queued, who runs it, and what its steps gave.

The only module that knows DBOS, of which there can be one in a process. It connects to its database and to nothing
else: no conductor, no telemetry, no admin server.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID
from sqlalchemy import Engine

from scheduler.jobs.registry import JobKind, Json

# Without a handler of ours DBOS installs one and writes to the console past our logging.
logging.getLogger("dbos").addHandler(logging.NullHandler())

_ONE_IN_A_PROCESS = threading.Lock()
_FORGOTTEN_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Run:
    """What the engine knows of a job. `owner` is the executor that runs it or ran it last."""

    state: str
    owner: str | None
    version: int

    @property
    def is_waiting(self) -> bool:
        return self.state in {"ENQUEUED", "DELAYED"}

    @property
    def is_running(self) -> bool:
        """Somebody took it; that one may be dead."""
        return self.state == "PENDING"


class Workflows:
    """One launched workflow engine. Every job is a workflow with the job's id; of each kind one runs at a time."""

    def __init__(self, storage: Engine, *, executor_id: str, version: int, poll_seconds: float) -> None:
        self.executor_id = executor_id
        self.version = version
        self._storage = storage
        self._poll_seconds = poll_seconds

    def launch(self, kinds: Iterable[JobKind], run: Callable[[str], None]) -> None:
        """Start taking queued jobs of these kinds; each is passed to `run` in a thread of its own."""
        if not _ONE_IN_A_PROCESS.acquire(blocking=False):
            raise RuntimeError("this process runs jobs already")
        try:
            self._queue = _queue_of(kinds)
            DBOS(config=self._config())
            self._workflow = _workflow(run)
            self._launch()
        except BaseException:
            self.close()
            raise

    def _config(self) -> DBOSConfig:
        return {
            "name": "sekitori",
            "system_database_url": self._storage.url.render_as_string(hide_password=False),
            "system_database_engine": self._storage,
            "dbos_system_schema": "jobs",
            "executor_id": self.executor_id,
            "application_version": str(self.version),
            "serializer": DBOSPortableJSONSerializer(),
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": 0.5,  # what a stop waits for
            "enable_otlp": False,
            "log_level": "WARNING",
        }

    def _launch(self) -> None:
        DBOS.listen_queues([self._queue])
        DBOS.launch()
        DBOS.register_queue(
            self._queue,
            partition_worker_concurrency=1,
            polling_interval_sec=self._poll_seconds,
            on_conflict="always_update",
        )

    def close(self) -> None:
        # A queue that takes a job just now reports that nobody is there to run it; it goes on at the next start.
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        DBOS.destroy(destroy_registry=True)
        _ONE_IN_A_PROCESS.release()

    def checkpoint(self, name: str, work: Callable[[], Json]) -> Json:
        """Inside a running job: the stored output of that step, or do it and store the output."""
        return DBOS.run_step({"name": name}, work)

    def enqueue(self, job_id: str, kind: str) -> None:
        """Does nothing when the job is known already."""
        with SetWorkflowID(job_id), SetEnqueueOptions(queue_partition_key=kind):
            DBOS.enqueue_workflow(self._queue, self._workflow, job_id)

    def resume(self, job_id: str) -> None:
        """Queue a job again whose executor died; its finished steps are not repeated."""
        DBOS.resume_workflow(job_id, queue_name=self._queue)

    def forget(self, job_id: str) -> None:
        """Drop everything about the job, so that it can be queued from the start."""
        DBOS.delete_workflow(job_id)

    def runs(self, job_ids: list[str]) -> dict[str, Run]:
        """What is known of these jobs; the others are missing."""
        found = DBOS.list_workflows(workflow_ids=job_ids, load_input=False, load_output=False)
        return {
            status.workflow_id: Run(status.status, status.executor_id, int(status.app_version or 0)) for status in found
        }

    def forget_successes(self) -> None:
        """Drop jobs that came to their end: the office's rows remember them, the steps' outputs are only weight."""
        done = DBOS.list_workflows(status="SUCCESS", limit=_FORGOTTEN_AT_ONCE, load_input=False, load_output=False)
        if done:
            DBOS.delete_workflows([status.workflow_id for status in done])


def _queue_of(kinds: Iterable[JobKind]) -> str:
    """One queue for all of them, since each costs a thread that asks the database again and again.

    Named by its kinds, so that a process takes no job that it cannot run.
    """
    return " ".join(sorted(kind.name for kind in kinds))


def _workflow(run: Callable[[str], None]) -> Callable[[str], None]:
    # No limit of its own on restarts: ours counts crashes only, not restarts in good order.
    @DBOS.workflow(name="run_job", max_recovery_attempts=None)
    def run_job(job_id: str) -> None:
        run(job_id)

    return run_job
