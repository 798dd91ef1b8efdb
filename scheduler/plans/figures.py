"""The figures of a plan that its page shows: served by kind, how good it is proven to be, where it is short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from scheduler.plans.shortages import shortages_of
from scheduler.requests.queries import by_ids
from solver.allocation import AllocationPlan, AllocationProblem


def figures_of(
    tx: Connection,
    row: Row[Any],
    problem: AllocationProblem,
    solution: AllocationPlan,
    rows: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """JSON: by_kind, tiers, saved minutes, differences, shortages."""
    asked = {item.occurrence_id: item for item in by_ids(tx, [item["occurrence_id"] for item in rows])}
    extra = {int(key): kind for key, kind in row.figures.get("extra", {}).items()}
    extra_served = Counter(extra[item.request_id] for item in solution.assignments if item.request_id in extra)
    granted = {item["occurrence_id"] for item in rows if item["outcome"] == "granted"}
    kinds = Counter(item.wish.kind.value for item in asked.values())
    served = Counter(asked[occurrence_id].wish.kind.value for occurrence_id in granted)
    return {
        # What the snapshot and the solve left here: barred, limits, and of a what-if its base and what it added.
        **row.figures,
        "by_kind": _by_kind(kinds, served),
        "extra_by_kind": _by_kind(Counter(extra.values()), extra_served),
        "asked": len(asked),
        "granted": len(granted),
        "saved_min": sum(asked[occurrence_id].saved_min for occurrence_id in granted),
        "saved_min_asked": sum(item.saved_min for item in asked.values()),
        "tiers": [{"name": tier.name, "value": tier.value, "bound": tier.bound} for tier in solution.tiers],
        "seconds": round(solution.statistics.seconds, 2),
        "differences": dict(Counter(item["difference"] for item in rows)),
        "shortages": shortages_of(tx, row, solution),
        "units": sum(len(item.units) for item in problem.pools if item.pool_id > 0),
    }


def _by_kind(asked: Mapping[str, int], served: Counter[str]) -> dict[str, dict[str, int]]:
    return {kind: {"asked": count, "granted": served[kind]} for kind, count in sorted(asked.items())}
