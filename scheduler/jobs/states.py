"""The states of a job and what leads from one to the next."""

from __future__ import annotations

from enum import StrEnum

from scheduler.domain.states import Machine


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)

JOB: Machine[JobState] = {
    (JobState.QUEUED, "start"): JobState.RUNNING,
    # Again, after its process died.
    (JobState.RUNNING, "start"): JobState.RUNNING,
    (JobState.QUEUED, "fail"): JobState.FAILED,
    (JobState.QUEUED, "cancel"): JobState.CANCELLED,
    (JobState.RUNNING, "give_back"): JobState.QUEUED,
    (JobState.RUNNING, "finish"): JobState.DONE,
    (JobState.RUNNING, "fail"): JobState.FAILED,
    (JobState.RUNNING, "cancel"): JobState.CANCELLED,
}
