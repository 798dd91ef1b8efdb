"""Offers or accepts in a process of its own, and dies by its own SIGKILL at a named point.

usage: python -m tests.scheduler.offer_crash_driver offer|accept DATABASE_URL JOBS_URL POINT
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
from scheduler.waiting import answers, job
from tests.scheduler.crash_driver import dying
from tests.scheduler.waiting_list import KEEPER, NOW

POINTS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "while-searching": (job, "look", {}),
    "after-searching": (job, "drafts_of", {"after": True}),
    "after-an-offer": (job, "make_offer", {"after": True}),
    "after-offering": (job, "retrying", {"after": True}),
    "after-the-moves": (answers, "carry_out", {"after": True}),
    "before-the-commit": (answers, "ask_for_offers", {"after": True}),
}


def main(mode: str, database_url: str, jobs_url: str, point: str) -> None:
    if point in POINTS:
        module, name, options = POINTS[point]
        setattr(module, name, dying(getattr(module, name), **options))
    database = Database(open_engine(database_url))
    clock = Clock(NOW - Clock().now())
    if mode == "offer":
        offer(database, clock, jobs_url)
    else:
        with database.write() as tx:
            offer_id = tx.execute(select(tables.offer.c.id)).scalar_one()
            answers.accept(tx, offer_id, actor=KEEPER, now=clock.now())


def offer(database: Database, clock: Clock, jobs_url: str) -> None:
    engine = JobEngine(
        database,
        clock,
        jobs_url=jobs_url,
        executor_id="crash-test",
        application_version=1,
        kinds=(job.OFFER,),
        poll_seconds=0.1,
    )
    engine.start()
    with database.read() as tx:
        job_id = tx.execute(select(tables.job.c.id).order_by(tables.job.c.created_at)).scalars().first()
    assert job_id is not None
    engine.wait(job_id, timeout_seconds=60)
    engine.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
