"""What would have to be there for somebody who asked for units that their office lacks, and whether it would do.

The solver knows nothing of such a request: it has no option. What is left of it is held against the finished plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from scheduler.availability.stock import StockUnit
from scheduler.domain.reason import Reason, ReasonParam
from scheduler.domain.wish import Need
from scheduler.plans.minutes import span
from scheduler.reasons import as_json
from solver.allocation import AllocationPlan, AllocationProblem, Option, Use, fit, occupancy_of


@dataclass(frozen=True, slots=True)
class Lack:
    """`wanted`: the units that are missing, in words; `uses`: what the wish takes of what is there."""

    wanted: tuple[Reason, ...]
    uses: tuple[Use, ...]


def lack_of(needs: Iterable[Need], units_for: Callable[[Need], Sequence[StockUnit]], personal: Iterable[Use]) -> Lack:
    """`personal`: what else the wish counts against, its person's own limits and quotas."""
    wanted: list[Reason] = []
    uses: list[Use] = []
    for need in needs:
        units = units_for(need)
        there = min(len(units), need.quantity)
        if there < need.quantity:
            wanted.append(_wanted(need, need.quantity - there, is_first=not wanted))
        if there:
            start, end = span(need.interval)
            turnaround = max(unit.turnaround_min for unit in units)
            uses.append(Use(tuple(sorted({unit.pool_id for unit in units})), start, end + turnaround, there))
    return Lack(tuple(wanted), (*uses, *personal))


def _wanted(need: Need, count: int, *, is_first: bool) -> Reason:
    values: dict[str, ReasonParam] = {
        "count": count,
        "kind": need.unit_kinds[0],
        "office": need.office_id,
        "start": need.interval.start,
        "end": need.interval.end,
    }
    return Reason("remedy-such_units", values) if is_first else Reason("remedy-such_units_also", values)


def encode(lacking: Mapping[int, Lack]) -> dict[str, Any]:
    """As the figures of a plan keep it."""
    return {
        str(key): {"wanted": as_json(item.wanted), "uses": msgspec.to_builtins(item.uses)}
        for key, item in lacking.items()
    }


def would_do(
    lacking: Mapping[str, Any], problem: AllocationProblem, solution: AllocationPlan
) -> dict[int, list[dict[str, Any]]]:
    """By occurrence the reasons, as JSON, of those who are served beside the plan as it is once the units are there."""
    if not lacking:
        return {}
    occupancy = occupancy_of(problem, solution.assignments)
    found: dict[int, list[dict[str, Any]]] = {}
    for key, item in lacking.items():
        uses = msgspec.convert(item["uses"], tuple[Use, ...])
        if not uses or fit(Option(0, uses, 0), occupancy) is not None:
            found[int(key)] = item["wanted"]
    return found
