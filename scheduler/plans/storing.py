"""Writes what a step of a plan's job made, as long as the plan is still wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from scheduler.db.tables import plan
from scheduler.db.transaction import retrying
from scheduler.domain.states import PlanState
from scheduler.jobs.context import JobContext


def store(context: JobContext, plan_id: int, values: Mapping[str, Any]) -> None:
    def write() -> None:
        with context.database.write() as tx:
            # Only a plan that is still wanted: a cancelled job must not bring one back.
            tx.execute(update(plan).where(plan.c.id == plan_id, plan.c.state == PlanState.SOLVING).values(dict(values)))

    retrying(write)
