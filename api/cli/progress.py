"""Long work on a terminal: who runs it, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

from api.cli.failures import JobFailed
from api.wiring import Services, open_jobs
from scheduler.domain.actor import Source, system_actor
from scheduler.jobs import queries
from scheduler.jobs.lease import LeaseTaken
from scheduler.jobs.queries import JobView
from scheduler.jobs.states import JobState

SECONDS_BETWEEN_LOOKS = 0.2


@contextmanager
def running_jobs(services: Services) -> Iterator[None]:
    """Run jobs in this process, unless a server of the same installation already does."""
    engine = open_jobs(services.settings, services.database, services.clock, "command")
    try:
        engine.start()
    except LeaseTaken:
        yield
        return
    try:
        yield
    finally:
        engine.stop()


def watch(services: Services, job_id: str, console: Console) -> JobView:
    """Show a job until it is over.

    Raises:
        JobFailed: it ended without its result.
    """
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    pause = Event()
    with Progress(*columns, TextColumn("{task.fields[figures]}"), TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task("…", total=None, figures="")
        while True:
            with services.database.read() as tx:
                job = queries.get(tx, system_actor(Source.COMMAND), job_id)
            progress = job.progress
            bar.update(
                task,
                description=str(progress.get("stage", job.state.value)),
                total=progress.get("total"),
                completed=progress.get("done", 0),
                figures=_figures(progress),
            )
            if job.is_over:
                break
            pause.wait(SECONDS_BETWEEN_LOOKS)
        bar.update(task, total=1, completed=1)
    if job.state is not JobState.DONE:
        codes = ", ".join(reason.code for reason in job.reasons)
        raise JobFailed(f"the job {job.kind} was not finished: {job.state.value} {codes}".rstrip())
    return job


def _figures(progress: Mapping[str, Any]) -> str:
    if "short_days" in progress:
        return (
            f"{progress['section']} wishes {progress['met']:,} of {progress['wishes']:,}, "
            f"short section-days {progress['short_days']}"
        )
    if progress.get("bound") is None:
        return ""
    served = "".join(f", {kind} {count:,}" for kind, count in progress.get("served", ()))
    return f"weight {progress['objective']:,} of at most {progress['bound']:,} (gap {progress['gap']:.2%}){served}"
