"""Rosters: column generation for a bound, a dive for a plan, neighbourhoods to better it, the MIP solver to close it.

A neighbourhood frees some people and dives again for them beside the rest.  Meanwhile, in a second thread, the MIP
solver works on the whole programme where it is small, then on combinations of the rows found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from random import Random

import numpy as np

from solver.deadline import Deadline
from solver.shifts.columns import Columns, generate
from solver.shifts.diving import dive
from solver.shifts.exact import Exact, solve_whole
from solver.shifts.filling import fill
from solver.shifts.highs import Found, relax, rounded_up, solve
from solver.shifts.matrix import Vector
from solver.shifts.model import Model
from solver.shifts.problem import ShiftLimits

# Shares of the time for the first relaxation, and until the bound is left as it is.
RELAX_SHARE, BOUND_SHARE = 0.2, 0.45
# Share of the rest that the MIP solver may take, where the programme has at most so many entries.
WHOLE_SHARE, WHOLE_ENTRIES = 0.6, 25_000
MOST_ROUNDS = 1_000
COMBINE_SECONDS = 20.0

Report = Callable[[int, int], None]


def search_roster(model: Model, limits: ShiftLimits, report: Report) -> Exact:
    """Everybody's cells with bounds; Infeasible when somebody has no row at all."""
    search = _Search(model, limits, report)
    search.start()
    if search.is_open():
        search.improve()
    return search.result()


class _Search:
    def __init__(self, model: Model, limits: ShiftLimits, report: Report) -> None:
        self.model, self.limits, self.report = model, limits, report
        self.deadline = Deadline(limits.seconds)
        self.random = Random(len(model.problem.wishes))  # noqa: S311 - the same problem is searched alike each time
        self.columns = Columns(model, model.shortage_weight)
        self.people = range(len(model.blocks))
        self.none: Vector = np.zeros(len(model.joint.programme.low))
        self.cells = list(fill(self.columns, self.people, {}).values())
        self.value = self._weighed(self.cells)
        self.bound = 0
        self.prices = self.none
        self.whole: Exact | None = None
        self.offered: list[int] = []

    def start(self) -> None:
        """The bound and the first plan."""
        programme = self.model.programme(self.people, self.none, self.model.shortage_weight)
        relaxed = relax(programme, RELAX_SHARE * self.limits.seconds, "highs-ipm")
        if relaxed is not None:
            self.bound = max(0, rounded_up(relaxed.cost + self.model.constant))
            self.prices = relaxed.prices[len(relaxed.prices) - len(self.none) :]
        mixture, state = generate(self.columns, self.people, {}, self.prices, MOST_ROUNDS, self._until_bound)
        if np.isfinite(state.bound):
            self.bound = max(self.bound, rounded_up(state.bound))
        self.prices = mixture.prices if mixture is not None else state.best
        self._take(dive(self.columns, self.people, {}, self.prices, self.deadline.remaining))

    def improve(self) -> None:
        """Neighbourhoods until the time is over or the plan is proven best."""
        programme = self.model.programme(self.people, self.none, 0.0)
        with ThreadPoolExecutor(1) as pool:
            whole = None
            if programme.rows.nnz <= WHOLE_ENTRIES:
                whole = pool.submit(solve_whole, self.model, WHOLE_SHARE * self.deadline.remaining())
                if self.limits.workers == 1:
                    wait([whole])
            size = max(3.0, len(self.people) / 4)
            combined: Future[Found] | None = None
            while self.is_open() and self.deadline.remaining() > 0:
                self._listen(whole)
                if self.limits.workers > 1 and (whole is None or whole.done()):
                    combined = self._combine(pool, combined)
                people = sorted(self.random.sample(self.people, min(len(self.people), round(size))))
                better = self._take(self._dive_again(people))
                size = max(3.0, len(self.people) / 4) if better else min(len(self.people) * 0.6, size * 1.05)
        self._listen(whole)

    def _combine(self, pool: ThreadPoolExecutor, before: Future[Found] | None) -> Future[Found]:
        """Lets the MIP solver combine the rows known by now, when it is done with those known before."""
        if before is not None and not before.done():
            return before
        values = before.result().values if before is not None else None
        if values is not None:
            self._take(self._chosen(values))
        programme, _ = self.columns.master(self.people, self.none)
        self.offered = [len(rows) for rows in self.columns.rows]
        return pool.submit(solve, programme, min(COMBINE_SECONDS, self.deadline.remaining()))

    def _chosen(self, values: Vector) -> dict[int, Vector]:
        """Each person's row in a combination of those offered."""
        ends = np.cumsum(self.offered)
        parts = np.split(values[: ends[-1]], ends[:-1])
        return {index: self.columns.rows[index][int(parts[index].argmax())] for index in self.people}

    def is_open(self) -> bool:
        return self.value > self.bound

    def result(self) -> Exact:
        """The bounds of both goals that follow from the bound of their weighted sum."""
        weight, most = self.model.shortage_weight, self.model.most_penalty
        if not weight:
            return Exact(self.cells, 0, self.bound)
        shortage, _ = self.model.value(self.cells)
        least = max(0, -(-(self.bound - most) // weight))
        return Exact(self.cells, least, max(0, self.bound - weight * shortage))

    def _dive_again(self, people: Sequence[int]) -> dict[int, Vector]:
        fixed = {index: self.cells[index] for index in self.people if index not in people}
        return dive(self.columns, people, fixed, self.prices, self.deadline.remaining)

    def _take(self, found: dict[int, Vector]) -> bool:
        """Takes a plan that is not worse; whether it is better."""
        cells = [found.get(index, self.cells[index]) for index in self.people]
        value = self._weighed(cells)
        better = value < self.value
        if value <= self.value:
            self.cells, self.value = cells, value
        self.report(self.value, self.bound)
        return better

    def _listen(self, whole: Future[Exact] | None) -> None:
        """Takes what the MIP solver found, once."""
        if whole is None or self.whole is not None or not whole.done():
            return
        self.whole = whole.result()
        weight = self.model.shortage_weight
        if self.whole.cells is not None:
            for index, cells in enumerate(self.whole.cells):
                self.columns.add(index, cells)
            self._take(dict(enumerate(self.whole.cells)))
        least = self.whole.shortage_bound
        if not weight or least == self.model.value(self.cells)[0]:  # the weight is above any penalty
            self.bound = max(self.bound, weight * least + self.whole.penalty_bound)

    def _until_bound(self) -> float:
        return BOUND_SHARE * self.limits.seconds - self.deadline.elapsed()

    def _weighed(self, cells: Sequence[Vector]) -> int:
        shortage, penalty = self.model.value(cells)
        return self.model.shortage_weight * shortage + penalty
