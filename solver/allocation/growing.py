"""What more units would serve: the part they touch, solved again with them."""

from __future__ import annotations

from dataclasses import dataclass

from solver.allocation.goals import LOT, tier_values
from solver.allocation.plan import OPTIMAL, AllocationPlan
from solver.allocation.problem import WEIGHT_GOALS, AllocationProblem, Assignment, Limits, Use
from solver.allocation.remedy import Extra
from solver.allocation.search import allocate
from solver.allocation.surroundings import Surroundings, Touched

# Requests looked at together: for what is true of a part, and for what is true only of the whole.
MOST_NEAR, MOST_WHOLE = 150, 400


@dataclass(frozen=True, slots=True)
class Grown:
    """With the extra units: who is served beyond the plan, who no longer, and the assignments that differ from it."""

    gained: frozenset[int]
    dropped: frozenset[int]
    weight: int
    proof: tuple[Assignment, ...]


class Growing:
    """Solves with more units beside a plan, each question once."""

    def __init__(self, surroundings: Surroundings, plan: AllocationPlan) -> None:
        self.surroundings = surroundings
        self.serves_most = all(tier.value == tier.bound for tier in plan.tiers if tier.name in WEIGHT_GOALS)
        self.weights = tuple(goal for goal in surroundings.problem.goals if goal in WEIGHT_GOALS)
        self._decided: dict[tuple[Extra, ...], Grown | None] = {}

    def most_served(self, extra: Extra, seconds: float) -> Grown | None:
        """The most weight served with the units when whoever is not near stays where the plan has them.

        None when the same can be had without any new unit, or when that was not found out.
        """
        touched = self._touched((extra,), MOST_NEAR)
        requests = self.surroundings.movable(touched)
        before = self._before(touched)
        if not self.serves_most and not _is_best(self.surroundings.part(requests, goals=self.weights), before, seconds):
            return None
        part = self.surroundings.part(requests, extra=(extra,), goals=self.weights)
        return _compared(part, before, allocate(part, Limits(seconds=seconds)))

    def decided(self, extra: tuple[Extra, ...], seconds: float) -> Grown | None:
        """The allocator's own answer with the units, all goals and the lot included; None when it is not proven."""
        if extra not in self._decided:
            self._decided[extra] = self._decide(extra, seconds)
        return self._decided[extra]

    def _decide(self, extra: tuple[Extra, ...], seconds: float) -> Grown | None:
        touched = self._touched(extra, MOST_WHOLE)
        requests = self.surroundings.movable(touched)
        # What stability asks for is known only of those who begin where the problem has them.
        as_asked = all(item.current == self.surroundings.requests[item.request_id].current for item in requests)
        if not (touched.whole and as_asked):
            return None
        part = self.surroundings.part(requests, extra=extra)
        after = allocate(part, Limits(seconds=seconds))
        return _compared(part, self._before(touched), after) if _is_decided(after) else None

    def _touched(self, extra: tuple[Extra, ...], most: int) -> Touched:
        return self.surroundings.touched(
            [Use((item.pool_id,), item.start, item.end, item.count) for item in extra], most
        )

    def _before(self, touched: Touched) -> list[Assignment]:
        given = self.surroundings.given
        return [given[request_id] for request_id in touched.requests if request_id in given]


def _is_best(part: AllocationProblem, before: list[Assignment], seconds: float) -> bool:
    """Whether no plan of the part serves more than what stands there."""
    values = tier_values(part, before)
    tiers = allocate(part, Limits(seconds=seconds)).tiers
    return all(tier.bound == values[tier.name] for tier in tiers if tier.name in WEIGHT_GOALS)


def _is_decided(plan: AllocationPlan) -> bool:
    return plan.status == OPTIMAL and all(tier.value == tier.bound for tier in plan.tiers if tier.name == LOT)


def _compared(part: AllocationProblem, before: list[Assignment], after: AllocationPlan) -> Grown:
    stood = {item.request_id: item for item in before}
    stands = {item.request_id: item for item in after.assignments}
    weight_of = {request.request_id: request.weight for request in part.requests}
    gained, dropped = stands.keys() - stood.keys(), stood.keys() - stands.keys()
    return Grown(
        gained=frozenset(gained),
        dropped=frozenset(dropped),
        weight=sum(weight_of[name] for name in gained) - sum(weight_of[name] for name in dropped),
        proof=tuple(item for item in after.assignments if stood.get(item.request_id) != item),
    )
