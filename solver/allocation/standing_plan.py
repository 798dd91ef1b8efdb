"""The plan over pools as it stands during a solve: part by part the chosen columns, their bounds and prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from solver.allocation.block_search import BlockResult, free_choice
from solver.allocation.certificate import MICRO
from solver.allocation.gains import best_sum, gains_of
from solver.allocation.greedy import by_price
from solver.allocation.part import Part, part_of
from solver.allocation.plan import Dual, Price, Progress, relative_gap
from solver.allocation.prepare import Prepared, split
from solver.allocation.problem import SERVED
from solver.allocation.rows import Mask


class StandingPlan:
    """Parts of competing requests, and of each the best result so far."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        gains = gains_of(prepared)
        self.parts = [part_of(prepared, gains, block.columns, block.rows) for block in split(prepared)]
        self.results = [_begun(prepared, part) for part in self.parts]
        pinned = {assignment.request_id for assignment in prepared.pinned}
        self._pinned = [request for request in prepared.problem.requests if request.request_id in pinned]
        self._kinds = sorted({request.kind for request in prepared.problem.requests})
        number = {kind: place for place, kind in enumerate(self._kinds)}
        self._kind_of = np.array([number[column.request.kind] for column in prepared.columns], dtype=np.int64)

    def is_proven(self, number: int, goals: Sequence[str]) -> bool:
        """Whether no choice of the part reaches more of any of these goals, as far as they have bounds."""
        part, result = self.parts[number], self.results[number]
        known = [goal for goal in goals if goal in result.bounds]
        return all(part.value(goal, result.chosen) >= result.bounds[goal] for goal in known)

    def chosen(self) -> list[int]:
        """The chosen columns, in order."""
        pairs = zip(self.parts, self.results, strict=True)
        return sorted(index for part, result in pairs for index in part.columns[result.chosen].tolist())

    def replace(self, made: Sequence[tuple[Sequence[int], tuple[Part, BlockResult]]]) -> None:
        """Each time one part, with its result, in the place of several."""
        gone = {number for numbers, _ in made for number in numbers}
        kept = [number for number in range(len(self.parts)) if number not in gone]
        self.parts = [*(self.parts[number] for number in kept), *(part for _, (part, _) in made)]
        self.results = [*(self.results[number] for number in kept), *(result for _, (_, result) in made)]

    def progress(self, stage: str, done: int, total: int) -> Progress:
        kept = sum(request.weight for request in self._pinned)
        pairs = list(zip(self.parts, self.results, strict=True))
        value = kept + sum(part.value(SERVED, result.chosen) for part, result in pairs)
        bound = kept + sum(result.bounds[SERVED] for result in self.results)
        counts = np.zeros(len(self._kinds), dtype=np.int64)
        for part, result in pairs:
            counts += np.bincount(self._kind_of[part.columns[result.chosen]], minlength=len(counts))
        pinned = Counter(request.kind for request in self._pinned)
        served = tuple(
            (kind, int(count) + pinned[kind]) for kind, count in zip(self._kinds, counts, strict=True) if kind
        )
        return Progress(stage, done, total, value, bound, relative_gap(value, bound), served)

    def duals(self) -> Iterable[Dual]:
        for part, result in zip(self.parts, self.results, strict=True):
            if result.prices is not None:
                rows = part.rows
                worth = np.rint(result.prices * MICRO).astype(np.int64)
                for row in np.flatnonzero(worth > 0):
                    yield Dual(rows.sets[rows.pools[row]], int(rows.start[row]), int(worth[row]))

    def prices(self) -> Iterable[Price]:
        for part, result in zip(self.parts, self.results, strict=True):
            if result.prices is not None:
                rows = part.rows
                for row in np.flatnonzero(result.prices * MICRO >= 1):
                    price = float(result.prices[row])
                    for pool_id in rows.sets[rows.pools[row]]:
                        yield Price(pool_id, int(rows.start[row]), int(rows.end[row]), price)


def musts_standing(prepared: Prepared, part: Part) -> Mask:
    """The columns of what must be served, as they are now; they fit beside each other."""
    chosen = np.zeros(len(part.columns), dtype=np.bool_)
    if part.must.any():
        mine = np.flatnonzero(part.must[part.owner])
        chosen[mine] = [prepared.columns[index].kept for index in part.columns[mine]]
    return chosen


def _begun(prepared: Prepared, part: Part) -> BlockResult:
    """By weight alone, with the bound that needs no time; nobody who competes with nobody waits."""
    if not len(part.rows):
        return free_choice(part)
    chosen = by_price(part, np.zeros(len(part.rows)), musts_standing(prepared, part))
    return BlockResult(chosen, {SERVED: best_sum(part.gains[SERVED], part.owner)})
