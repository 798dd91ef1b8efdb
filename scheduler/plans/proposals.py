"""A solution as the office reads it: who gets which unit when, or why not and what would work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.db.tables import pool, unit
from scheduler.domain.reason import Reason
from scheduler.plans.advice import advice
from scheduler.plans.choices import Choice, Choices
from scheduler.plans.lacking import would_do
from scheduler.plans.minutes import moment_of
from scheduler.plans.person_pools import FIRST_MONTH_POOL
from scheduler.quotas.pools import QUOTA_TWIN, quota_of
from scheduler.quotas.queries import kinds
from scheduler.reasons import as_json
from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Assignment,
    Blocking,
    Refusal,
    decode_remedies,
    explain,
)


def proposal_rows(
    tx: Connection,
    row: Row[Any],
    problem: AllocationProblem,
    solution: AllocationPlan,
    choices: Choices,
    previous: AllocationPlan | None,
) -> list[dict[str, Any]]:
    """One row for each request of the problem, ready to insert."""
    units = _units(tx) | {item["unit_id"]: item for item in row.figures.get("added_units", ())}
    pools = {item["pool_id"]: item for item in units.values()}
    quota_kinds = kinds(tx)
    helpful = advice(decode_remedies(row.remedies), pools, choices) if row.remedies else {}
    before = {item.request_id: item for item in previous.assignments} if previous else None
    pinned = {item.request_id for item in problem.requests if item.pinned is not None and row.scenario is None}
    rows = [
        _granted(row.id, item, choices[item.request_id][item.option_id], units, before, item.request_id in pinned)
        for item in solution.assignments
    ]
    barred = row.figures.get("barred", {})
    lacking = would_do(row.figures.get("lacking", {}), problem, solution)
    for refusal in explain(problem, solution):
        reasons = barred.get(str(refusal.request_id)) or as_json(_reasons(refusal, pools, quota_kinds))
        alternatives = [_alternative(choices[refusal.request_id][option.option_id]) for option in refusal.alternatives]
        was_granted = before is not None and refusal.request_id in before
        remedies = lacking.get(refusal.request_id) or as_json(helpful.get(refusal.request_id, ()))
        rows.append(_refused(row.id, refusal.request_id, reasons, alternatives, remedies, was_granted, before is None))
    return rows


def _granted(
    plan_id: int,
    assignment: Assignment,
    choice: Choice,
    units: Mapping[int, dict[str, Any]],
    before: Mapping[int, Assignment] | None,
    is_pinned: bool,
) -> dict[str, Any]:
    # Pools of persons have units below zero: they are nobody's equipment.
    held = [unit_id for use in assignment.units for unit_id in use if unit_id > 0]
    return {
        "plan_id": plan_id,
        "occurrence_id": assignment.request_id,
        "outcome": "granted",
        "option_id": assignment.option_id,
        "office_id": choice.office_id,
        "starts_at": choice.starts_at,
        "ends_at": choice.ends_at,
        "uses": [units[unit_id] for unit_id in held],
        "difference": _difference(assignment, before),
        "decision": "pinned" if is_pinned else "none",
        "reasons": [],
        "alternatives": [],
        "remedies": [],
    }


def _refused(
    plan_id: int,
    occurrence_id: int,
    reasons: list[dict[str, Any]],
    alternatives: list[dict[str, Any]],
    remedies: list[dict[str, Any]],
    was_granted: bool,
    is_first: bool,
) -> dict[str, Any]:
    return {
        "plan_id": plan_id,
        "occurrence_id": occurrence_id,
        "outcome": "refused",
        "option_id": None,
        "office_id": None,
        "starts_at": None,
        "ends_at": None,
        "uses": [],
        "difference": "lost" if was_granted else "new" if is_first else "same",
        "decision": "none",
        "reasons": reasons,
        "alternatives": alternatives,
        "remedies": remedies,
    }


def _difference(assignment: Assignment, before: Mapping[int, Assignment] | None) -> str:
    if before is None or assignment.request_id not in before:
        return "new"
    return "same" if _seen(before[assignment.request_id]) == _seen(assignment) else "changed"


def _seen(assignment: Assignment) -> tuple[int, list[tuple[int, ...]]]:
    """What a person would notice of it: the option and the equipment, not the pools of persons and quotas."""
    return assignment.option_id % QUOTA_TWIN, [units for units in assignment.units if units[0] > 0]


def _reasons(refusal: Refusal, pools: Mapping[int, dict[str, Any]], quota_kinds: Mapping[int, str]) -> list[Reason]:
    if refusal.no_option:
        return [Reason("no-option")]
    return [_reason(blocking, pools, quota_kinds) for blocking in refusal.blocking]


def _reason(blocking: Blocking, pools: Mapping[int, dict[str, Any]], quota_kinds: Mapping[int, str]) -> Reason:
    """What holds the capacity at which hours: counts, never names."""
    hours = {"start": moment_of(blocking.start), "end": moment_of(blocking.end)}
    counts = {
        "total": blocking.units_total,
        "booked": blocking.units_taken_fixed,
        "others": blocking.units_taken_by_requests,
    }
    real = [pools[pool_id] for pool_id in blocking.pool_ids if pool_id in pools]
    if real:
        where = {"kind": real[0]["kind"], "office": real[0]["office_id"]}
        return Reason("all-taken", {**hours, **counts, **where, "higher": blocking.higher_weight_count})
    quota_id = quota_of(blocking.pool_ids[0])
    if quota_id is not None:
        return Reason("quota-used", {**hours, **counts, "kind": quota_kinds[quota_id]})
    # A pool of the person: another seat at that time, or the month's days at home.
    is_month = blocking.pool_ids[0] <= FIRST_MONTH_POOL
    return Reason("own-days-used" if is_month else "own-other-request", hours)


def _alternative(choice: Choice) -> dict[str, Any]:
    return {
        "office_id": choice.office_id,
        "starts_at": choice.starts_at.isoformat(),
        "ends_at": choice.ends_at.isoformat(),
        "use_dates": [day.isoformat() for day in choice.use_dates],
        "conf_system": choice.conf_system,
        "cost": choice.cost,
    }


def _units(tx: Connection) -> dict[int, dict[str, Any]]:
    query = (
        select(unit.c.id, unit.c.asset_number, unit.c.name_ja, pool.c.kind, pool.c.office_id, pool.c.turnaround_min)
        .add_columns(unit.c.pool_id)
        .join(pool, pool.c.id == unit.c.pool_id)
    )
    return {
        row.id: {
            "unit_id": row.id,
            "asset_number": row.asset_number,
            "name_ja": row.name_ja,
            "kind": row.kind,
            "office_id": row.office_id,
            "turnaround_min": row.turnaround_min,
            "pool_id": row.pool_id,
        }
        for row in tx.execute(query)
    }
