"""Plans a season in a process of its own, and dies by its own SIGKILL at a named point.

usage: python -m tests.scheduler.shift_crash_driver DATABASE_URL JOBS_URL POINT
"""

from __future__ import annotations

import sys
from typing import Any

from sqlalchemy import select

from scheduler.clock import Clock
from scheduler.db import tables
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.jobs.engine import JobEngine
from scheduler.shifts import planning_job, storing
from tests.scheduler.crash_driver import dying
from tests.scheduler.shift_section import NOW

POINTS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "before-solving": (planning_job, "plan_each_in_child", {}),
    "after-solving": (planning_job, "check", {}),
    "while-proposing": (storing, "figures_of", {}),
    # The first tally is that of the start.
    "after-the-first-proposal": (planning_job, "tally_of", {"call": 2}),
}


def main(database_url: str, jobs_url: str, point: str) -> None:
    if point in POINTS:
        module, name, options = POINTS[point]
        setattr(module, name, dying(getattr(module, name), **options))
    database = Database(open_engine(database_url))
    engine = JobEngine(
        database,
        Clock(NOW - Clock().now()),
        jobs_url=jobs_url,
        executor_id="crash-test",
        application_version=1,
        kinds=(planning_job.PLAN_SHIFTS,),
        poll_seconds=0.1,
    )
    engine.start()
    with database.read() as tx:
        job_id = tx.execute(select(tables.job.c.id)).scalar_one()
    engine.wait(job_id, timeout_seconds=60)
    engine.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
