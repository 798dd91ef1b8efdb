"""What would have to change for the refused, each statement confirmed by solving the part it touches again.

Bounded effort: what the time does not reach is not claimed.  First, for every refused request, the fewest new
units beside the plan as it is, which needs no solving; then the dearest shortages; then, heaviest requests
first, whether others would come before them, what they would displace, and whether others could make way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import islice

from solver.allocation.displacing import Displacing, right
from solver.allocation.fitting import Fit, fewest_new, fit
from solver.allocation.forcing import weight_displaced
from solver.allocation.growing import MOST_NEAR, MOST_WHOLE, Growing
from solver.allocation.making_way import fewer, made_way
from solver.allocation.occupancy import occupancy_of
from solver.allocation.plan import OPTIMAL, AllocationPlan
from solver.allocation.problem import AllocationProblem, Assignment, Limits, Option, Request, Span
from solver.allocation.remedy import Displacement, Extra, MoreUnits, OthersMove, Remedies
from solver.allocation.shortages import shortages
from solver.allocation.surroundings import Surroundings
from solver.deadline import Deadline

# New units of one remedy at most.
MOST_NEW = 6
# Ways of one request that are tried with others making way.
MOST_TRIED = 3
SECONDS_EACH = 2.0
# Of the time, what the shortages of the whole plan may take.
SHORTAGES_SHARE = 0.3


def remedies(
    problem: AllocationProblem,
    plan: AllocationPlan,
    limits: Limits,
    growable: Collection[int] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Remedies:
    """What would serve the requests that a valid plan refuses, and where the plan is short.

    `growable`: the pools that may be given more units, all where it is None (a pool that stands for a person
    cannot grow).  `cancelled` is asked between two solves.
    """
    pools = frozenset(pool.pool_id for pool in problem.pools) if growable is None else frozenset(growable)
    return _Confirming(problem, plan, limits, pools, cancelled or (lambda: False)).run()


class _Confirming:
    def __init__(
        self,
        problem: AllocationProblem,
        plan: AllocationPlan,
        limits: Limits,
        growable: frozenset[int],
        cancelled: Callable[[], bool],
    ) -> None:
        self.problem, self.plan, self.growable, self.cancelled = problem, plan, growable, cancelled
        self.deadline = Deadline(limits.seconds)
        self.surroundings = Surroundings(problem, plan)
        self.occupancy = occupancy_of(problem, plan.assignments)
        self.proven = plan.status == OPTIMAL
        self.growing = Growing(self.surroundings, plan)
        self.displacing = Displacing(self.surroundings, MOST_WHOLE)
        self.displaced = weight_displaced(problem, plan)

    def run(self) -> Remedies:
        refused = [self.surroundings.requests[request_id] for request_id in self.plan.refused]
        refused.sort(key=lambda request: (-request.weight, request.request_id))
        more = {request.request_id: found for request in refused if (found := self._more_units(request)) is not None}
        short = shortages(self.problem, self.plan, self.growing, self.growable, self._share(SHORTAGES_SHARE))
        displacements: list[Displacement] = []
        others_move: list[OthersMove] = []
        for request in refused:
            if request.request_id in more:
                more[request.request_id] = self._confirmed(request, more[request.request_id])
            displacements.extend(self._displacement(request))
            others_move.extend(self._others_move(request))
        return Remedies(
            tuple(more[request_id] for request_id in sorted(more)),
            tuple(sorted(others_move, key=lambda remedy: remedy.request_id)),
            tuple(sorted(displacements, key=lambda item: item.request_id)),
            short,
        )

    def _share(self, share: float) -> Callable[[], float]:
        whole = Deadline(self.deadline.remaining() * share)
        return lambda: min(self._seconds(), whole.remaining())

    def _seconds(self) -> float:
        """What the next solve may take; 0 when there is to be none."""
        return 0.0 if self.cancelled() else min(SECONDS_EACH, self.deadline.remaining())

    def _more_units(self, request: Request) -> MoreUnits | None:
        """The fewest new units with everybody else where they are; of as many the cheapest option."""
        best: tuple[int, int, int] | None = None
        found: MoreUnits | None = None
        for option in request.options:
            most = MOST_NEW if best is None else best[0]
            fitting = fewest_new(option, self.occupancy, self.growable, most) if self.deadline.remaining() else None
            if fitting is None:
                continue
            key = (len(fitting.new), option.cost, option.option_id)
            if key[0] == 0:  # it fits as it is: an alternative, not a remedy
                return None
            if best is None or key < best:
                best, found = key, self._with_new_units(request, option, fitting)
        return found

    def _with_new_units(self, request: Request, option: Option, fitting: Fit) -> MoreUnits:
        """The remedy, its new units numbered as `grown` numbers them."""
        hours = [_hours(option, fitting, -number) for number in range(1, len(fitting.new) + 1)]
        places = Counter(zip(fitting.new, hours, strict=True))
        extra = tuple(Extra(pool_id, start, end, count) for (pool_id, (start, end)), count in sorted(places.items()))
        in_order = sorted(range(len(hours)), key=lambda number: (fitting.new[number], hours[number]))
        names = {-1 - number: self.surroundings.highest_unit + place for place, number in enumerate(in_order, 1)}
        units = tuple(tuple(names.get(unit, unit) for unit in mine) for mine in fitting.units)
        proof = Assignment(request.request_id, option.option_id, units)
        return MoreUnits(request.request_id, option.option_id, extra, None, (proof,))

    def _confirmed(self, request: Request, remedy: MoreUnits) -> MoreUnits:
        """With fewer units where others can make way, and with who would come first."""
        option = request.option(remedy.option_id)
        for extra in islice(fewer(remedy.extra), MOST_TRIED):
            proof = self._made_way(request, option, extra) if option else None
            if proof is not None:
                remedy = replace(remedy, extra=extra, proof=proof)
                break
        seconds = self._seconds()
        grown = self.growing.decided(remedy.extra, seconds) if seconds else None
        if grown is None:
            return remedy
        return replace(remedy, ahead=0 if request.request_id in grown.gained else len(grown.gained))

    def _made_way(self, request: Request, option: Option, extra: tuple[Extra, ...]) -> tuple[Assignment, ...] | None:
        seconds = self._seconds()
        return made_way(self.surroundings, request, option, extra, MOST_NEAR, seconds) if seconds else None

    def _displacement(self, request: Request) -> Iterator[Displacement]:
        """From the plan's prices where they prove enough, by solving otherwise."""
        forced = self.displacing.forced(request)
        if forced is None:  # whoever gave way, it could not be served
            return
        found = right(request, self.problem.goals[0], self.displaced.get(request.request_id, 0))
        if found is None and (seconds := self._seconds()):
            found = self.displacing.solved(request, forced, seconds)
        if found is not None:
            yield found

    def _others_move(self, request: Request) -> Iterator[OthersMove]:
        """The cheapest way that others could make, where nothing fits as it is."""
        ways = sorted((*request.options, *request.fallbacks), key=lambda option: (option.cost, option.option_id))
        if any(fit(option, self.occupancy) for option in ways):
            return
        # What was asked for was weighed already where the plan is proven.
        untried = [option for option in ways if not self.proven or option in request.fallbacks]
        for option in untried[:MOST_TRIED]:
            proof = self._made_way(request, option, ())
            if proof is not None:
                yield OthersMove(request.request_id, option.option_id, option.cost, len(proof) - 1, proof)
                return


def _hours(option: Option, fitting: Fit, unit: int) -> Span:
    """From the first to the last minute for which the option would have that unit."""
    uses = [use for use, units in zip(option.uses, fitting.units, strict=True) if unit in units]
    return min(use.start for use in uses), max(use.end for use in uses)
