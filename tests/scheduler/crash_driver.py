"""Proposes or applies in a process of its own, and dies by its own SIGKILL at a named point.

usage: python -m tests.scheduler.crash_driver propose|apply DATABASE_URL JOBS_URL POINT
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from scheduler.clock import Clock
from scheduler.db import tables
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.jobs.engine import JobEngine
from scheduler.plans import applying, proposing
from tests import builders
from tests.scheduler.test_rounds import NOW

SURVIVE = "nowhere"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(function: Callable[..., Any], *, call: int = 1, after: bool = False) -> Callable[..., Any]:
    """The function, except that its n-th call is the end of the process."""
    calls = 0

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and not after:
            die()
        result = function(*args, **kwargs)
        if calls == call and after:
            die()
        return result

    return wrapped


POINTS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "before-solving": (proposing, "allocate_in_child", {}),
    "after-solving": (proposing, "allocate_in_child", {"after": True}),
    "while-publishing": (proposing, "figures_of", {}),
    "after-publishing": (proposing, "retrying", {"after": True}),
    "after-the-first-booking": (applying, "finish_placing", {"after": True}),
    "before-the-commit": (applying, "record", {"after": True}),
}


def main(mode: str, database_url: str, jobs_url: str, point: str) -> None:
    if point in POINTS:
        module, name, options = POINTS[point]
        setattr(module, name, dying(getattr(module, name), **options))
    database = Database(open_engine(database_url))
    clock = Clock(NOW - Clock().now())
    if mode == "propose":
        propose(database, clock, jobs_url)
    else:
        apply(database, clock)
        if point == "after-the-commit":
            die()


def propose(database: Database, clock: Clock, jobs_url: str) -> None:
    engine = JobEngine(
        database,
        clock,
        jobs_url=jobs_url,
        executor_id="crash-test",
        application_version=1,
        # `publish` looks its helpers up in the module, where a point may have replaced them.
        kinds=(proposing.PROPOSE,),
        poll_seconds=0.1,
    )
    engine.start()
    with database.read() as tx:
        job_id = tx.execute(select(tables.job.c.id)).scalar_one()
    engine.wait(job_id, timeout_seconds=60)
    engine.stop()


def apply(database: Database, clock: Clock) -> None:
    with database.write() as tx:
        plan_id = tx.execute(select(tables.plan.c.id)).scalar_one()
        applying.apply_plan(tx, plan_id, actor=builders.keeper(), now=clock.now())


if __name__ == "__main__":
    main(*sys.argv[1:])
