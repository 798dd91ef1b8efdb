"""The snapshot of a what-if: from the input of the plan that was applied, or from what the office holds now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row

from scheduler.availability.stock import StockUnit
from scheduler.db.tables import plan
from scheduler.db.versions import load
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.states import PlanState
from scheduler.plans.decisions import NO_DECISIONS, decisions_before
from scheduler.plans.earlier import Earlier
from scheduler.plans.scenario import from_json
from scheduler.plans.snapshot import Snapshot, take
from scheduler.plans.supposing import FIRST_EXTRA


def what_if_snapshot(tx: Connection, row: Row[Any], owner: Row[Any]) -> tuple[Snapshot, dict[str, Any]]:
    """The problem, and for the figures: which plan it starts from and what could not be as it was then.

    A proposal that is still open is left aside: its round still waits, so the requests and the stock are those of now.
    """
    earlier = None
    if row.previous_plan_id is not None and load(tx, plan, row.previous_plan_id).state != PlanState.PROPOSED:
        earlier = Earlier.load(tx, row.previous_plan_id)
    if earlier is not None:
        decisions = earlier.decisions
    else:
        decisions = decisions_before(tx, row.id) if row.previous_plan_id is not None else NO_DECISIONS
    terms = {
        "seed": owner.seed,
        "policy": DEFAULT_POLICY,
        "now": row.created_at,
        "decisions": decisions,
        "earlier": earlier,
    }
    snapshot = take(tx, owner.first_day, owner.last_day, scenario=from_json(row.scenario), **terms)
    figures: dict[str, Any] = {"base": {"plan_id": row.previous_plan_id, "stored": earlier is not None, "changed": 0}}
    if earlier is not None:
        again = take(tx, owner.first_day, owner.last_day, **terms)
        figures["base"]["changed"] = earlier.changed(again.problem)
    figures["added_units"] = [_shown(unit) for unit in snapshot.added]
    extra = {key: item for key, item in snapshot.occurrences.items() if key >= FIRST_EXTRA}
    figures["extra"] = {str(key): item.wish.kind.value for key, item in extra.items()}
    return snapshot, figures


def is_real(row: Mapping[str, Any]) -> bool:
    """Whether the proposal is about a request that somebody made."""
    return bool(row["occurrence_id"] < FIRST_EXTRA)


def _shown(unit: StockUnit) -> dict[str, Any]:
    """As proposals show a unit (scheduler/plans/proposals.py)."""
    return {
        "unit_id": unit.unit_id,
        "asset_number": unit.asset_number,
        "name_ja": unit.name_ja,
        "kind": unit.kind,
        "office_id": unit.office_id,
        "turnaround_min": unit.turnaround_min,
        "pool_id": unit.pool_id,
    }
