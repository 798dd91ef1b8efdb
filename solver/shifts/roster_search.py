"""Rosters: column generation for a bound, a dive for a plan, neighbourhoods to better it, the MIP solver to close it.

A neighbourhood frees some people and dives again for them beside the rest.  Meanwhile, in a second thread, the MIP
solver works on the whole programme where it is small, then in turn on combinations of the rows found and on some weeks
of everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from random import Random

import numpy as np

from solver.deadline import Deadline
from solver.shifts.columns import Columns, generate
from solver.shifts.diving import dive
from solver.shifts.exact import Exact, solve_whole
from solver.shifts.filling import fill
from solver.shifts.highs import Found, Infeasible, relax, rounded_up, solve
from solver.shifts.matrix import Vector
from solver.shifts.mixing import Meaning, combination, some_days
from solver.shifts.model import Model
from solver.shifts.problem import ShiftLimits
from solver.shifts.sweeping import sweep

# Shares of the time for first sweeps, the first relaxation, and until the bound is left as it is.
SWEEP_SHARE, RELAX_SHARE, BOUND_SHARE = 0.2, 0.2, 0.45
# Share of the rest that the MIP solver may take, where the programme has at most so many entries.
WHOLE_SHARE, WHOLE_ENTRIES = 0.6, 25_000
# Share of the time left then for the first dive.
DIVE_SHARE = 0.8
MOST_ROUNDS = 1_000
MIX_SECONDS = 20.0

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Mixed:
    """A programme given to the MIP solver."""

    found: Future[Found]
    meaning: Meaning
    is_of_days: bool


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

    def start(self) -> None:
        """The bound and the first plan."""
        with ThreadPoolExecutor(self.limits.workers) as pool:
            if self.limits.workers > 1:
                self.columns.side_by_side = pool.map
            self._sweep(SWEEP_SHARE * self.limits.seconds)
            self._bound()
            self._dive()
            self.columns.side_by_side = map

    def _sweep(self, seconds: float) -> None:
        deadline = Deadline(min(seconds, self.deadline.remaining()))
        self._take(sweep(self.columns, self.cells, deadline.remaining))

    def _bound(self) -> None:
        programme = self.model.programme(self.people, self.none, self.model.shortage_weight)
        relaxed = relax(programme, RELAX_SHARE * self.limits.seconds, "highs-ipm")
        if relaxed is not None:
            self.bound = max(0, rounded_up(relaxed.cost + self.model.constant))
            self.prices = relaxed.prices[len(relaxed.prices) - len(self.none) :]
        mixture, state = generate(self.columns, self.people, {}, self.prices, MOST_ROUNDS, self._until_bound)
        if np.isfinite(state.bound):
            self.bound = max(self.bound, rounded_up(state.bound))
        self.prices = mixture.prices if mixture is not None else state.best

    def _dive(self) -> None:
        """A first plan, then swept; who is not decided in time is filled in."""
        deadline = Deadline(DIVE_SHARE * self.deadline.remaining())
        found = dive(self.columns, self.people, {}, self.prices, deadline.remaining)
        found |= fill(self.columns, [index for index in self.people if index not in found], found)
        self._take(sweep(self.columns, [found[index] for index in self.people], self.deadline.remaining))

    def improve(self) -> None:
        """Neighbourhoods until the time is over or the plan is proven best."""
        programme = self.model.programme(self.people, self.none, 0.0)
        with ThreadPoolExecutor(1) as pool:
            whole, mixed = None, None
            if programme.rows.nnz <= WHOLE_ENTRIES:
                whole = pool.submit(solve_whole, self.model, WHOLE_SHARE * self.deadline.remaining())
                if self.limits.workers == 1:
                    wait([whole])
            size = max(3.0, len(self.people) / 4)
            while self.is_open() and self.deadline.remaining() > 0:
                self._listen(whole)
                if self.limits.workers > 1 and (whole is None or whole.done()):
                    mixed = self._mix(pool, mixed)
                people = sorted(self.random.sample(self.people, min(len(self.people), round(size))))
                better = self._take(self._dive_again(people))
                if better:
                    self._sweep(self.deadline.remaining())
                size = max(3.0, len(self.people) / 4) if better else min(len(self.people) * 0.6, size * 1.05)
        self._listen(whole)

    def _mix(self, pool: ThreadPoolExecutor, before: _Mixed | None) -> _Mixed:
        """Takes what the MIP solver made of the last programme, when it is done with it, and gives it the next."""
        if before is not None:
            if not before.found.done():
                return before
            self._take_mixed(before)
        of_days = before is not None and not before.is_of_days
        programme, meaning = some_days(self.model, self.cells, self.random) if of_days else combination(self.columns)
        found = pool.submit(solve, programme, min(MIX_SECONDS, self.deadline.remaining()))
        return _Mixed(found, meaning, of_days)

    def _take_mixed(self, mixed: _Mixed) -> None:
        try:
            values = mixed.found.result().values
        except Infeasible:  # within the solver's tolerances only: the plan that stands is a solution
            return
        if values is not None:
            rows = mixed.meaning(values)
            for index, cells in rows.items():
                self.columns.add(index, cells)
            self._take(rows)

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
        """Rows for those people beside the rest; none when the time is over."""
        fixed = {index: self.cells[index] for index in self.people if index not in people}
        found = dive(self.columns, people, fixed, self.prices, self.deadline.remaining)
        return found if len(found) == len(people) else {}

    def _take(self, found: Mapping[int, Vector]) -> bool:
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
