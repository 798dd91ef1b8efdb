"""Runs a round in a test as the job engine would, step by step in this thread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from scheduler.clock import Clock
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Actor
from scheduler.plans import operations as plans
from scheduler.plans.confirming import confirm
from scheduler.plans.proposing import PROPOSE
from scheduler.plans.scenario import Scenario
from scheduler.rounds import operations as rounds

QUICK_STEPS = tuple(step for step in PROPOSE.steps if step is not confirm)


class StepContext:
    """What a job's step is given, without an engine behind it."""

    def __init__(self, database: Database, now: datetime, job_id: str) -> None:
        self.database = database
        self.clock = Clock(now - Clock().now())
        self.job_id = job_id
        self.reported: list[Mapping[str, Any]] = []

    def report(self, progress: Mapping[str, Any]) -> None:
        self.reported.append(progress)

    def cancelled(self) -> bool:
        return False


def closed_round(database: Database, first_day: date, last_day: date, *, actor: Actor, now: datetime) -> int:
    with database.write() as tx:
        round_id = rounds.open_round(
            tx,
            name_ja="受付回",
            name_en="Round",
            first_day=first_day,
            last_day=last_day,
            closes_at=now,
            actor=actor,
            now=now,
            seed=1,
        )
        rounds.move_round(tx, round_id, event="close", actor=actor, now=now)
    return round_id


def propose(
    database: Database, round_id: int, *, actor: Actor, now: datetime, seconds: float = 20, confirmed: bool = False
) -> int:
    """`confirmed`: with what would help the refused, which takes another child process."""
    with database.write() as tx:
        plan_id, job_id = plans.request_plan(tx, round_id, seconds=seconds, actor=actor, now=now)
    payload: dict[str, Any] = {"round_id": round_id, "seconds": seconds}
    for step in PROPOSE.steps if confirmed else QUICK_STEPS:
        payload = step(StepContext(database, now, job_id), payload)  # type: ignore[arg-type]
    return plan_id


def tried(database: Database, round_id: int, scenario: Scenario, *, actor: Actor, now: datetime, **more: Any) -> int:
    """A what-if from its request to its result."""
    with database.write() as tx:
        plan_id, job_id = plans.request_what_if(tx, round_id, scenario, seconds=20, actor=actor, now=now, **more)
    payload: dict[str, Any] = {"round_id": round_id, "seconds": 20}
    for step in QUICK_STEPS:
        payload = step(StepContext(database, now, job_id), payload)  # type: ignore[arg-type]
    return plan_id


def approve_everything(database: Database) -> None:
    with database.write() as tx:
        tx.execute(update(tables.request).values(approval="approved"))
