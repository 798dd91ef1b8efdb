"""What a solve hands back: assignments, refusals, the value and bound of every goal, and progress on the way."""

from __future__ import annotations

from dataclasses import dataclass

from solver.allocation.problem import Assignment

OPTIMAL, FEASIBLE, CANCELLED = "optimal", "feasible", "cancelled"


@dataclass(frozen=True, slots=True)
class Tier:
    """A goal's recomputed value, and a bound: no plan is better that reaches at least the values of the tiers before.

    Where a tier before is not proven optimal, a plan that reaches more of it may well be worse here.
    """

    name: str
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class Price:
    """What one more unit of the pool over [start, end) is worth, in served weight (a dual price of the LP)."""

    pool_id: int
    start: int
    end: int
    price: float


@dataclass(frozen=True, slots=True)
class Dual:
    """A valid inequality with its price, in millionths of weight per unit.

    Uses whose pools are all among `pools` and which contain the instant `at` take at most the units of
    `pools` that are not busy then.
    """

    pools: tuple[int, ...]
    at: int
    price: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """How the plan came about; `gap` is (bound - value) / bound of the weight served.

    `certificate`: prices from which `certified_bound` computes a bound of the weight served, without any solver.
    """

    requests: int
    options: int
    components: int
    rounds: int
    seconds: float
    gap: float
    prices: tuple[Price, ...] = ()
    certificate: tuple[Dual, ...] = ()


@dataclass(frozen=True, slots=True)
class AllocationPlan:
    """Every request is in `assignments` or in `refused`, exactly once; both are sorted by request id.

    `status`: "optimal" (every goal above packing proven), "feasible" or "cancelled".
    """

    assignments: tuple[Assignment, ...]
    refused: tuple[int, ...]
    tiers: tuple[Tier, ...]
    status: str
    seed: int
    statistics: Statistics


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a solve is: `objective` and `bound` are weight served, over everything looked at so far.

    `served`: how many requests of each kind the plan serves as it stands; kinds in order, those without one left out.
    """

    stage: str
    done: int
    total: int
    objective: int
    bound: int
    gap: float
    served: tuple[tuple[str, int], ...] = ()


def relative_gap(value: int, bound: int) -> float:
    """The part of the bound that is not reached, 0.0 when nothing can be served."""
    return (bound - value) / bound if bound else 0.0
