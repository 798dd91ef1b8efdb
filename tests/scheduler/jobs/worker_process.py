"""A worker of its own, to be killed: `python -m tests.scheduler.jobs.worker_process DATABASE JOBS EXECUTOR`."""

from __future__ import annotations

import sys

from scheduler.clock import Clock
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.jobs.engine import JobEngine
from tests.scheduler.jobs.sample_jobs import KIND


def main() -> None:
    database_url, jobs_url, executor_id = sys.argv[1:]
    engine = JobEngine(
        Database(open_engine(database_url)),
        Clock(),
        jobs_url=jobs_url,
        executor_id=executor_id,
        application_version=1,
        kinds=(KIND,),
        poll_seconds=0.1,
    )
    engine.start()
    print("ready", flush=True)
    sys.stdin.read()
    engine.stop()


if __name__ == "__main__":
    main()
