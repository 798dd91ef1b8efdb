"""Windows to look at again: requests around the places where the gap between plan and bound sits.

With prices p of the rows the gap of a choice is the sum over requests of what it loses against its best
column at these prices, and over rows of price x room left.  A window is drawn where these are large.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.allocation.dual import Lagrangian
from solver.allocation.part import Part
from solver.allocation.prepare import Prepared
from solver.allocation.problem import SERVED
from solver.allocation.rows import Floats, Mask
from solver.allocation.uses import Integers

# Columns of a window: where it begins, and the limits within which it learns how many are good.
FIRST_SIZE, LEAST_SIZE, MOST_SIZE = 700.0, 150.0, 6000.0
GROWS, SHRINKS = 1.15, 0.75
SHAPES = ("hours", "place", "rivals")
# A place looked at without success is this much less likely to be drawn again.
WEARY = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Columns of one part that are chosen anew, all others staying as they are."""

    part: int
    shape: str
    columns: Mask


class Ground:
    """One part with its prices, its choice as it stands, and where windows in it were drawn."""

    def __init__(
        self, prepared: Prepared, number: int, part: Part, prices: Floats, chosen: Mask, goals: Sequence[str]
    ) -> None:
        self.number, self.part, self.chosen = number, part, chosen
        self.random = np.random.default_rng((abs(prepared.problem.seed), number, len(goals)))
        self.size = dict.fromkeys(SHAPES, FIRST_SIZE)
        self._prices = prices
        dual = Lagrangian(part, part.gains[SERVED].astype(np.float64))
        self._reduced = dual.reduced(prices)
        self._best = dual.best(self._reduced)
        self._first = np.flatnonzero(np.diff(part.owner, prepend=-1))
        use = np.searchsorted(prepared.uses.option, part.columns[self._first])
        self._time = prepared.uses.start[use]
        self._fresh = np.ones(len(part.must))
        self._earlier = goals[: list(goals).index(SERVED)]
        self._later = [goal for goal in goals[list(goals).index(SERVED) + 1 :] if part.gains[goal].any()]

    def loss(self) -> Floats:
        """How much each request may add to the gap, or where later goals count too, to their distance from the best."""
        return self._regret() if self._later else self._gap()

    def _regret(self) -> Floats:
        """For each request with a column how much better the later goals could be for it, in parts of the worst."""
        owner, total = self.part.owner, np.zeros(len(self._best))
        for goal in self._later:
            gain = self.part.gains[goal].astype(np.float64)
            lost = np.zeros(len(total))
            lost[owner[self.chosen]] = np.maximum.reduceat(gain, self._first)[owner[self.chosen]] - gain[self.chosen]
            total += lost / max(1.0, lost.max(initial=0.0))
        return total

    def _gap(self) -> Floats:
        """Where the gap sits: what each request loses, and its share of the room that is paid for and left."""
        rows, owner = self.part.rows, self.part.owner
        has = np.zeros(len(self._best))
        has[owner[self.chosen]] = self._reduced[self.chosen]
        lost = np.maximum(self._best - has, 0.0)
        for goal in self._earlier:
            gain = self.part.gains[goal].astype(np.float64)
            lost += np.maximum.reduceat(gain, self._first)
            lost -= np.bincount(owner[self.chosen], gain[self.chosen], len(lost))
        left = (rows.capacity - rows.load(self.chosen.astype(np.float64))) * self._prices
        wanted = rows.load(np.ones(len(self.chosen)))
        near = rows.prices(np.where(wanted > 0, left / np.maximum(wanted, 1), 0.0), len(self.chosen))
        return lost + np.maximum(np.bincount(owner, near, len(self._best)), 0.0)

    def draw(self, loss: Floats, frozen: Mask) -> Window | None:
        """A window around a request drawn by its loss, away from the frozen rows; None when nothing is lost."""
        weight = loss * self._fresh
        if weight.sum() <= 0:
            return None
        centre = int(self.random.choice(len(weight), p=weight / weight.sum()))
        shape = SHAPES[int(self.random.integers(len(SHAPES)))]
        barred = np.bincount(self.part.owner, self.part.rows.touching(frozen, len(self.chosen)), len(loss)) > 0
        order = self._nearest(centre, shape)
        order = order[~barred[order]]
        count = np.bincount(self.part.owner, minlength=len(loss))
        members = order[: int(np.searchsorted(np.cumsum(count[order]), self.size[shape])) + 1]
        self._fresh[members[: len(members) // 3 + 1]] *= WEARY
        inside = np.zeros(len(loss), dtype=np.bool_)
        inside[members] = True
        columns = inside[self.part.owner]
        return Window(self.number, shape, columns) if columns.any() else None

    def _nearest(self, centre: int, shape: str) -> Integers:
        """Requests in the order in which a window of that shape takes them in."""
        away = np.abs(self._time - self._time[centre]).astype(np.float64)
        mine = self.part.owner == centre
        if shape == "hours":
            return np.argsort(away, kind="stable")
        rows = self.part.rows
        near = rows.load(mine.astype(np.float64)) > 0
        if shape == "place":
            near = np.isin(rows.pools, np.unique(rows.pools[near]))
        touched = np.bincount(self.part.owner, rows.touching(near, len(mine)), len(away))
        if shape == "place":
            return np.lexsort((away, touched == 0))
        # Whoever takes what it wants comes first, then whoever wants it too.
        holds = np.bincount(self.part.owner, rows.touching(near, len(mine)) & self.chosen, len(away))
        return np.lexsort((away, touched == 0, holds == 0))

    def rows_of(self, columns: Mask) -> Mask:
        return self.part.rows.load(columns.astype(np.float64)) > 0

    def cut_out(self, columns: Mask) -> tuple[Part, Mask]:
        """The window as a part of its own beside all that stays, and what of it is chosen now."""
        rows = self.part.rows
        left = rows.capacity - np.rint(rows.load((self.chosen & ~columns).astype(np.float64))).astype(np.int64)
        binding = rows.load(columns.astype(np.float64)) > left + 0.5
        return self.part.among(columns, left, binding), self.chosen[columns]

    def take(self, window: Window, chosen: Mask, *, proven: bool) -> None:
        """Puts the window's new choice in place, and learns how large a window of its shape may be."""
        if (self.chosen[window.columns] != chosen).any():
            # There may be more to gain around what has changed.
            self._fresh[np.unique(self.part.owner[window.columns])] = 1.0
        self.chosen[window.columns] = chosen
        size = self.size[window.shape] * (GROWS if proven else SHRINKS)
        self.size[window.shape] = min(MOST_SIZE, max(LEAST_SIZE, size))
