"""What more units would serve: the part they touch, solved again with them."""

from __future__ import annotations

from dataclasses import dataclass

from solver.allocation.goals import LOT, tier_values
from solver.allocation.plan import OPTIMAL, AllocationPlan
from solver.allocation.problem import WEIGHT_GOALS, AllocationProblem, Assignment, Limits, Use
from solver.allocation.remedy import Extra
from solver.allocation.search import allocate
from solver.allocation.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Grown:
    """With the extra units: who is served beyond the plan, who no longer, and the assignments that differ from it.

    `exact`: it is the allocator's own answer to the whole problem with them, the lot included.
    """

    gained: frozenset[int]
    dropped: frozenset[int]
    weight: int
    proof: tuple[Assignment, ...]
    exact: bool


class Growing:
    """Solves with more units, each question once."""

    def __init__(self, surroundings: Surroundings, *, proven: bool, most: int) -> None:
        self.surroundings, self.proven, self.most = surroundings, proven, most
        self._known: dict[tuple[Extra, ...], Grown | None] = {}

    def ask(self, extra: tuple[Extra, ...], seconds: float) -> Grown | None:
        """None when it was not found out, or when the part can be served better without any new unit."""
        if extra not in self._known:
            self._known[extra] = self._solve(extra, seconds)
        return self._known[extra]

    def _solve(self, extra: tuple[Extra, ...], seconds: float) -> Grown | None:
        uses = [Use((item.pool_id,), item.start, item.end, item.count) for item in extra]
        touched = self.surroundings.touched(uses, self.most)
        requests = self.surroundings.movable(touched)
        before = [
            self.surroundings.given[request_id]
            for request_id in touched.requests
            if request_id in self.surroundings.given
        ]
        limits = Limits(seconds=seconds)
        if not self.proven and not _is_best(self.surroundings.part(requests), before, limits):
            return None
        # What stability asks for is known only of those who begin where the problem has them.
        is_whole = touched.whole and all(
            item.current == self.surroundings.requests[item.request_id].current for item in requests
        )
        part = self.surroundings.part(requests, extra=extra)
        after = allocate(part, limits)
        return _compared(part, before, after, exact=is_whole and self.proven and _is_decided(after))


def _is_best(part: AllocationProblem, before: list[Assignment], limits: Limits) -> bool:
    """Whether no plan of the part serves more than what stands there."""
    values = tier_values(part, before)
    return all(tier.bound == values[tier.name] for tier in allocate(part, limits).tiers if tier.name in WEIGHT_GOALS)


def _is_decided(plan: AllocationPlan) -> bool:
    return plan.status == OPTIMAL and all(tier.value == tier.bound for tier in plan.tiers if tier.name == LOT)


def _compared(part: AllocationProblem, before: list[Assignment], after: AllocationPlan, *, exact: bool) -> Grown:
    stood = {item.request_id: item for item in before}
    stands = {item.request_id: item for item in after.assignments}
    weight_of = {request.request_id: request.weight for request in part.requests}
    gained, dropped = stands.keys() - stood.keys(), stood.keys() - stands.keys()
    return Grown(
        gained=frozenset(gained),
        dropped=frozenset(dropped),
        weight=sum(weight_of[name] for name in gained) - sum(weight_of[name] for name in dropped),
        proof=tuple(item for item in after.assignments if stood.get(item.request_id) != item),
        exact=exact,
    )
