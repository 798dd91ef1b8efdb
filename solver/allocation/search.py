"""The whole solve: bounds, plans over pools, units, and what is done when units cannot be given.

1. By weight alone there is a plan at once.
2. Small parts of competing requests are solved goal by goal.  Large ones get prices from the smoothed
   dual, a plan by diving, and with every small part that is not proven they are improved window by window.
3. The chosen uses are given units.  Where that is impossible, the parts involved become one part with
   a variable per class of units; such a part can always be given units.  Step 3 is repeated for it.
4. The uses without units that remain are dropped, and what fits is filled in by greed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from solver.allocation.block_search import BlockResult, solve_block
from solver.allocation.budget import Budget
from solver.allocation.giving_units import GivingUnits
from solver.allocation.greedy import cheapen, fill, musts_where_they_stand
from solver.allocation.improve import improve
from solver.allocation.integer_program import Effort
from solver.allocation.joining import joined
from solver.allocation.large_part import prices_of_part, solve_large
from solver.allocation.later_bounds import LaterBound, later_bounds
from solver.allocation.meanwhile import in_order
from solver.allocation.occupancy import occupancy_of
from solver.allocation.part import Part
from solver.allocation.plan import AllocationPlan, Price, Progress
from solver.allocation.prepare import prepare
from solver.allocation.problem import COST, PACKING, SERVED, AllocationProblem, Assignment, Limits
from solver.allocation.report import Cost, finished_plan, summed
from solver.allocation.standing_plan import StandingPlan, musts_standing
from solver.allocation.windows import Ground

Report = Callable[[Progress], None]
Cancelled = Callable[[], bool]

# A part with more columns begins with prices and a dive; one with many more is not tried as one model at all.
SMALL, LARGE = 3000, 12_000
# Of the time left after the first solve, what windows may take to serve more, and then to serve better.
SERVED_SHARE, LATER_SHARE = 0.8, 0.5
# Giving units and what follows take so many times as long as preparing took, on the same machine;
# at most this part of the time is kept for it.
TIMES_PREPARING, MOST_KEPT = 2.0, 0.5
# Of that, what filling up and reporting take once units are given.
FOR_THE_REST = 0.4


def allocate(
    problem: AllocationProblem, limits: Limits, progress: Report | None = None, cancelled: Cancelled | None = None
) -> AllocationPlan:
    """The best plan found within the limits, with the bound of each goal; always a valid plan.

    `progress` is called after each part and each batch of windows, and every few seconds in between;
    `cancelled` is asked at least as often and ends the solve with what stands.  With the same problem, and
    time enough to prove every goal or a limit of work, the plan is the same.
    """
    return _Search(problem, limits, progress or (lambda _: None), cancelled or (lambda: False)).run()


class _Search:
    def __init__(self, problem: AllocationProblem, limits: Limits, progress: Report, cancelled: Cancelled) -> None:
        self.budget = Budget(limits, cancelled)
        self.workers = max(1, limits.workers)
        self.progress = progress
        self.prepared = prepare(problem)
        self.standing = StandingPlan(self.prepared)
        self.budget.kept = min(MOST_KEPT * limits.seconds, TIMES_PREPARING * self.budget.elapsed())

    def run(self) -> AllocationPlan:
        components = len(self.standing.parts)
        with ThreadPoolExecutor(self.workers) as pool:
            self._solve(pool)
            self._improve(pool)
            later = self._later_bounds(pool)
        self.budget.kept = FOR_THE_REST * self.budget.kept
        units = GivingUnits(self.prepared, self.standing, self.budget, self.progress)
        placed = units.give()
        self.budget.kept = 0.0
        cost = Cost(
            len(self.prepared.columns), components, units.rounds, self.budget.elapsed(), self.budget.cancelled()
        )
        return finished_plan(self.prepared, self._best(placed), self.standing, later, cost)

    def _later_bounds(self, pool: ThreadPoolExecutor) -> dict[str, LaterBound]:
        """Of the goals after the weight served that some part does not know a bound of."""
        goals = self.prepared.problem.goals
        unknown = tuple(
            goal
            for goal in goals[goals.index(SERVED) + 1 :]
            if goal != PACKING and not all(goal in result.bounds for result in self.standing.results)
        )
        if not unknown or self.budget.is_out_of_time():
            return {}
        part, before = joined(self.standing.parts, self.standing.results)
        found = partial(later_bounds, part, before, is_over=self.budget.is_out_of_time)
        return next(iter(in_order(pool, found, [unknown], lambda: self._tell("bounds", 0, 1))))

    def _tell(self, stage: str, done: int, total: int) -> None:
        self.progress(self.standing.progress(stage, done, total))

    def _best(self, placed: Sequence[Assignment]) -> Sequence[Assignment]:
        """What was given units, filled up; or what stood before the solve, should a must have been lost."""
        problem = self.prepared.problem
        filled = self._fill((*self.prepared.pinned, *placed))
        if not self._has_all_musts(filled):
            filled = self._fill((*self.prepared.pinned, *musts_where_they_stand(problem)))
        # Cheaper options are left only where the time was too short.
        return cheapen(problem, filled) if COST in problem.goals else filled

    def _has_all_musts(self, plan: Iterable[Assignment]) -> bool:
        served = {assignment.request_id for assignment in plan}
        return all(request.request_id in served for request in self.prepared.problem.requests if request.must)

    def _fill(self, standing: Sequence[Assignment]) -> tuple[Assignment, ...]:
        """The assignments, and beside them whatever greed can serve."""
        problem = self.prepared.problem
        served = {assignment.request_id for assignment in standing}
        waiting = [request for request in problem.requests if request.request_id not in served]
        return (*standing, *fill(problem, occupancy_of(problem, standing), waiting))

    def _solve(self, pool: ThreadPoolExecutor) -> None:
        """Every part with rows: the large ones begin, then what can be is solved as one model, smallest first."""
        size = [len(part.columns) if len(part.rows) else 0 for part in self.standing.parts]
        large = [number for number in range(len(size)) if size[number] > SMALL]
        self._replace(pool, self._begin_large, large, "prices")
        whole = [number for number in range(len(size)) if 0 < size[number] <= LARGE]
        parts = self.standing.parts
        shares = self.budget.shares([_size(parts[number]) for number in whole], self.workers)
        self._replace(pool, partial(self._solve_whole, shares), whole, "options")

    def _replace(
        self, pool: ThreadPoolExecutor, solve: Callable[[int], BlockResult], numbers: Sequence[int], stage: str
    ) -> None:
        """The results of these parts by what `solve` makes of them; progress is told while one takes long, too."""
        done = 0

        def tell() -> None:
            self._tell(stage, done, len(numbers))

        for number, result in zip(numbers, in_order(pool, solve, numbers, tell), strict=True):
            self.standing.results[number] = result
            done += 1
            tell()

    def _begin_large(self, number: int) -> BlockResult:
        part, before = self.standing.parts[number], self.standing.results[number]
        result = before
        for result in solve_large(part, before, musts_standing(self.prepared, part), self.budget.is_out_of_time):
            self.standing.results[number] = result
        return result

    def _solve_whole(self, shares: Callable[[int], Effort], number: int) -> BlockResult:
        part, before = self.standing.parts[number], self.standing.results[number]
        effort = shares(_size(part))
        return before if self.budget.is_out_of_time() else solve_block(part, before, effort)

    def _improve(self, pool: ThreadPoolExecutor) -> None:
        """Windows of every part that is not proven: the goals up to the weight served, then the later ones too."""
        goals = [goal for goal in self.prepared.problem.goals if goal != PACKING]
        first = goals[: goals.index(SERVED) + 1]
        standing = self.standing
        open_ = [number for number in range(len(standing.parts)) if not standing.is_proven(number, first)]
        self._improve_parts(open_, first, pool, self.budget.part(SERVED_SHARE))
        open_ = [number for number, result in enumerate(standing.results) if not set(goals) <= result.bounds.keys()]
        self._improve_parts(open_, goals, pool, self.budget.part(LATER_SHARE))

    def _improve_parts(
        self, numbers: Sequence[int], goals: Sequence[str], pool: ThreadPoolExecutor, budget: Budget
    ) -> None:
        results = self.standing.results
        grounds = [
            Ground(self.prepared, number, self.standing.parts[number], prices, results[number].chosen.copy(), goals)
            for number in numbers
            if (prices := results[number].prices) is not None
        ]

        def keep_on(solved: int) -> bool:
            budget.spend(solved)
            self.budget.spend(solved)
            for ground in grounds:
                results[ground.number] = replace(results[ground.number], chosen=ground.chosen)
            if solved:
                tell()
            return not budget.is_over()

        def tell() -> None:
            self._tell("windows", self.budget.spent, self.budget.spent)

        if grounds:
            improve(grounds, goals, partial(in_order, pool, meanwhile=tell), budget.window, keep_on)


def _size(part: Part) -> int:
    return int((part.rows.past - part.rows.first).sum()) + 1


def prices(problem: AllocationProblem, limits: Limits) -> tuple[Price, ...]:
    """The dual prices of the weight served, for every part that the time allows."""
    budget = Budget(limits, lambda: False)
    standing = StandingPlan(prepare(problem))
    for number, part in enumerate(standing.parts):
        if len(part.rows) and not budget.is_out_of_time():
            found = prices_of_part(part, budget.remaining(), budget.is_out_of_time)
            standing.results[number] = replace(standing.results[number], prices=found)
    return summed(standing.prices())
