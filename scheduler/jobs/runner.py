"""Runs the steps of one job and writes its end; knows nothing of queues or of how outputs are kept."""

from __future__ import annotations

import json
import logging
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection

from scheduler.clock import Clock
from scheduler.db.transaction import Database, retrying
from scheduler.domain.reason import Reason
from scheduler.errors import OfficeError
from scheduler.jobs import attempts, failure
from scheduler.jobs.attempts import Attempt
from scheduler.jobs.context import JobContext
from scheduler.jobs.registry import JobKind, Json, Step, step_name

T = TypeVar("T")
logger = logging.getLogger(__name__)

# Does the work unless its output is already stored under that name for the running job, and stores it.
Checkpoint: TypeAlias = Callable[[str, Callable[[], Json]], Json]


class Interrupted(BaseException):
    """This start ends without an outcome. No `Exception`: neither a step nor the engine below may take it for one."""


class Runner:
    """Everything that runs in this process; `stopping` asks it to end soon."""

    def __init__(self, database: Database, clock: Clock, kinds: Mapping[str, JobKind], checkpoint: Checkpoint) -> None:
        self.stopping = threading.Event()
        self._database = database
        self._clock = clock
        self._kinds = kinds
        self._checkpoint = checkpoint
        self._idle = threading.Condition()
        self._running = 0

    def run(self, job_id: str) -> None:
        """Take the job and bring it to an end.

        Raises:
            Interrupted: the process stops or another one took the job over; the job goes on later or there.
        """
        with self._counted():
            attempt = self._begin(job_id)
            if attempt is None:
                return
            try:
                self._run_steps(attempt, JobContext(self._database, self._clock, attempt, self.stopping))
            except Interrupted:
                if self._write(lambda tx: attempts.give_back(tx, attempt)):
                    raise

    def drain(self, timeout_seconds: float) -> bool:
        """Wait until nothing runs here; False when something still does after that time."""
        with self._idle:
            return self._idle.wait_for(lambda: self._running == 0, timeout_seconds)

    def _begin(self, job_id: str) -> Attempt | None:
        if self.stopping.is_set():
            raise Interrupted
        holder = str(uuid.uuid4())
        return self._write(lambda tx: attempts.begin(tx, job_id, holder=holder, now=self._clock.now()))

    def _run_steps(self, attempt: Attempt, context: JobContext) -> None:
        data: Json = dict(attempt.payload)
        for step in self._kinds[attempt.kind].steps:
            if context.cancelled():
                raise Interrupted
            answer = self._checkpoint(step_name(step), partial(_do, step, context, data))
            if "failed" in answer:
                self._fail(attempt, failure.from_json(answer["failed"]))
                return
            data = answer["output"]
        if not self._write(lambda tx: attempts.finish(tx, attempt, data, now=self._clock.now())):
            raise Interrupted

    def _fail(self, attempt: Attempt, reasons: tuple[Reason, ...]) -> None:
        if not self._write(lambda tx: attempts.fail(tx, attempt, reasons, now=self._clock.now())):
            raise Interrupted

    def _write(self, change: Callable[[Connection], T]) -> T:
        def work() -> T:
            with self._database.write() as tx:
                return change(tx)

        return retrying(work)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._idle:
            self._running += 1
        try:
            yield
        finally:
            with self._idle:
                self._running -= 1
                self._idle.notify_all()


def _do(step: Step, context: JobContext, data: Json) -> Json:
    """The step's output or why it failed, as JSON: a failure is stored like an output, so a restart repeats neither."""
    try:
        output = step(context, data)
        context.flush()
        json.dumps(output, allow_nan=False)
        answer: Json = {"output": output}
    except Exception as error:  # noqa: BLE001 - a step may fail in any way, and its job says so
        answer = {"failed": failure.to_json(_reasons(step, context, error))}
    if context.was_told_to_stop:
        raise Interrupted
    return answer


def _reasons(step: Step, context: JobContext, error: Exception) -> tuple[Reason, ...]:
    if isinstance(error, OfficeError):
        return failure.reasons_of(error)
    if not context.was_told_to_stop:
        logger.error("step %s of job %s crashed", step_name(step), context.job_id, exc_info=error)
    return (failure.CRASHED,)
