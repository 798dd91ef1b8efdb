"""The step of a plan's job that finds out what would help the refused, by solving what they touch again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from scheduler.db.tables import plan
from scheduler.db.versions import load
from scheduler.jobs.context import JobContext
from scheduler.plans.storing import store
from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Limits,
    Remedies,
    decode_plan,
    decode_problem,
    encode_remedies,
)
from solver.messages import CANCELLED
from solver.process import SolveFailed, remedies_in_child

# Of the time that a plan was given, what may be spent on its reasons; what is not reached is not claimed.
SHARE, MOST_SECONDS = 0.25, 60.0

_logger = logging.getLogger(__name__)


def confirm(context: JobContext, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What would serve the refused requests and where the stock is short, stored with the plan."""
    with context.database.read() as tx:
        row = load(tx, plan, payload["plan_id"])
    if row.solution is None:  # it was called off
        return {"plan_id": row.id}
    solution = decode_plan(row.solution)
    if solution.refused:
        context.report({"stage": "reasons"})
        seconds = min(MOST_SECONDS, SHARE * row.figures["limits"]["seconds"])
        found = _remedies(context, decode_problem(row.problem), solution, seconds)
        store(context, row.id, {"remedies": encode_remedies(found) if found is not None else None})
    return {"plan_id": row.id}


def _remedies(
    context: JobContext, problem: AllocationProblem, solution: AllocationPlan, seconds: float
) -> Remedies | None:
    """None when the search failed: the plan is as good without it, and then nothing is claimed."""
    # Pools below zero stand for persons and quotas, of which there cannot be more to buy.
    real = [pool.pool_id for pool in problem.pools if pool.pool_id > 0]
    try:
        return remedies_in_child(problem, solution, Limits(seconds=seconds), real, context.cancelled)
    except SolveFailed as failed:
        if failed.reason == CANCELLED:
            raise
        _logger.error("no remedies for the refused: %s", failed)
        return None
