"""Allocation: which request gets which units when, why not, and what would.

    from solver.allocation import allocate, check, explain, remedies

Importing this package does not load OR-Tools; `allocate`, `prices` and `remedies` load it when they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from solver.allocation.certificate import certified_bound
from solver.allocation.check import RULES, Violation, check
from solver.allocation.codec import (
    decode_plan,
    decode_problem,
    decode_remedies,
    encode_plan,
    encode_problem,
    encode_remedies,
    problem_hash,
)
from solver.allocation.explain import Alternative, Blocking, Refusal, explain
from solver.allocation.fitting import fit
from solver.allocation.goals import lot, tier_values
from solver.allocation.incremental import Resolved, resolve
from solver.allocation.occupancy import occupancy_of
from solver.allocation.plan import AllocationPlan, Dual, Price, Progress, Statistics, Tier
from solver.allocation.problem import (
    AllocationProblem,
    Assignment,
    InvalidProblem,
    Limits,
    Option,
    Pool,
    Request,
    Unit,
    Use,
)
from solver.allocation.remedy import (
    Displacement,
    Extra,
    MoreUnits,
    OthersMove,
    Remedies,
    Shortage,
    check_remedy,
    check_shortage,
    grown,
)
from solver.allocation.standing import Freed

__all__ = [
    "RULES",
    "AllocationPlan",
    "AllocationProblem",
    "Alternative",
    "Assignment",
    "Blocking",
    "Displacement",
    "Dual",
    "Extra",
    "Freed",
    "InvalidProblem",
    "Limits",
    "MoreUnits",
    "Option",
    "OthersMove",
    "Pool",
    "Price",
    "Progress",
    "Refusal",
    "Remedies",
    "Request",
    "Resolved",
    "Shortage",
    "Statistics",
    "Tier",
    "Unit",
    "Use",
    "Violation",
    "allocate",
    "certified_bound",
    "check",
    "check_remedy",
    "check_shortage",
    "decode_plan",
    "decode_problem",
    "decode_remedies",
    "encode_plan",
    "encode_problem",
    "encode_remedies",
    "explain",
    "fit",
    "grown",
    "lot",
    "occupancy_of",
    "prices",
    "problem_hash",
    "remedies",
    "resolve",
    "tier_values",
]


def allocate(
    problem: AllocationProblem,
    limits: Limits,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> AllocationPlan:
    """The best plan found within the limits, with the bound of each goal; always a valid plan.

    `progress` is called after each part and each batch of windows, and every few seconds in between;
    `cancelled` is asked at least as often and ends the solve with what stands.
    """
    from solver.allocation.search import allocate as search  # noqa: PLC0415 - loads OR-Tools

    return search(problem, limits, progress, cancelled)


def prices(problem: AllocationProblem, limits: Limits) -> tuple[Price, ...]:
    """Where one more unit would serve most: the LP's dual prices, without a plan; sorted by pool and time."""
    from solver.allocation.search import prices as search  # noqa: PLC0415 - loads OR-Tools

    return search(problem, limits)


def remedies(
    problem: AllocationProblem,
    plan: AllocationPlan,
    limits: Limits,
    growable: Collection[int] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Remedies:
    """What would serve the requests that a valid plan refuses, and where the plan is short, confirmed by solving.

    `growable`: the pools that may be given more units, all where it is None (a pool that stands for a person
    cannot grow).  `cancelled` is asked between two solves.
    """
    from solver.allocation.confirm import remedies as confirmed  # noqa: PLC0415 - loads OR-Tools

    return confirmed(problem, plan, limits, growable, cancelled)
