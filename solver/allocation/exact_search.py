"""A block over classes of units: what it chooses can always be given units.

Variables are the columns, the shares of their uses in the classes, and for each column that the plan before
chose whether it keeps exactly the units it had, each of which is a class of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import numpy as np

from solver.allocation.block_search import BlockResult, BlockSearch
from solver.allocation.classes import Given, Share, shares
from solver.allocation.gains import Gains, best_sum
from solver.allocation.integer_program import Effort, IntegerProgram, Terms, merged, stacked
from solver.allocation.part import Part
from solver.allocation.prepare import Column, Prepared
from solver.allocation.problem import SERVED, STABILITY, Assignment
from solver.allocation.uses import Integers

# With more shares the units that were had before are not told apart from others.
MOST_SHARES = 20_000


def solve_exact(
    prepared: Prepared, part: Part, before: BlockResult, start: Sequence[Assignment], effort: Effort
) -> BlockResult:
    """The part over classes of units, when its choice `before` was not given the units that were wanted for it.

    `start`: assignments of some of its requests, all that must be served among them, that fit beside each other.
    First the choice `before` is given units: if it reaches all that was expected of it, its bounds hold here too.
    """
    form = ExactForm(prepared, part)
    search = BlockSearch(part, form.program(), form.gains(), form.values(start), effort)
    whole = search.program
    columns = np.ones(len(whole.upper), dtype=np.bool_)
    columns[: len(part.columns)] = before.chosen
    search.program = whole.allowing(columns)
    for goal in (SERVED, STABILITY):
        if goal in part.gains:
            search.improve(goal, part.value(goal, before.chosen))
    search.program = whole
    if all(search.value(goal) == part.value(goal, before.chosen) for goal in part.gains):
        bounds = before.bounds
    else:
        bounds = search.goal_by_goal(before.bounds, best_sum(part.gains[SERVED], part.owner))
    return BlockResult(search.chosen, bounds, form.given(search.best), before.prices, exact=True)


class ExactForm:
    """The variables and rows of a part over classes of units."""

    def __init__(self, prepared: Prepared, part: Part) -> None:
        self.part = part
        self.columns = [prepared.columns[index] for index in part.columns.tolist()]
        kept = [place for place, column in enumerate(self.columns) if column.kept] if STABILITY in part.gains else []
        alone = {unit for place in kept for units in _had(self.columns[place]) for unit in units}
        self.shares, self.rows = shares(prepared, part.columns.tolist(), alone)
        if len(self.shares) > MOST_SHARES and alone:
            kept = []
            self.shares, self.rows = shares(prepared, part.columns.tolist(), ())
        self.kept = kept

    @cached_property
    def _shares_of(self) -> dict[tuple[int, int], list[int]]:
        """The shares of each use of each column, as variables."""
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, share in enumerate(self.shares, len(self.columns)):
            found[share.place, share.use].append(number)
        return found

    def _share(self, place: int, use: int, unit: int) -> int:
        """The variable of the share that holds the unit."""
        return next(
            number for number in self._shares_of[place, use] if unit in self.shares[number - len(self.columns)].units
        )

    def gains(self) -> Gains:
        """Those of the columns; what was had before counts where it is kept to the unit."""
        none = np.zeros(len(self.shares) + len(self.kept), dtype=np.int64)
        found = {goal: np.append(gain, none) for goal, gain in self.part.gains.items()}
        if self.kept:
            found[STABILITY][self.kept] = 0
            found[STABILITY][len(none) + len(self.columns) - len(self.kept) :] = 1
        return found

    def values(self, assignments: Iterable[Assignment]) -> Integers:
        """The variables where these assignments stand."""
        values = np.zeros(len(self.columns) + len(self.shares) + len(self.kept), dtype=np.int64)
        place_of = {
            (column.request.request_id, column.option.option_id): place for place, column in enumerate(self.columns)
        }
        for assignment in assignments:
            place = place_of[assignment.request_id, assignment.option_id]
            values[place] = 1
            for use, units in enumerate(assignment.units):
                for unit in units:
                    values[self._share(place, use, unit)] += 1
            if place in self.kept and list(map(set, assignment.units)) == list(map(set, _had(self.columns[place]))):
                values[len(values) - len(self.kept) + self.kept.index(place)] = 1
        return values

    def given(self, values: Integers) -> Given:
        given: Given = defaultdict(list)
        for share, count in zip(self.shares, values[len(self.columns) :].tolist(), strict=False):
            if count:
                given[share.column, share.use].append((share.units, count))
        return dict(given)

    def program(self) -> IntegerProgram:
        """The shares of a use are as many units as it asks for if its column is chosen."""
        part, columns, keeps = self.part, len(self.columns), len(self.kept)
        requests = len(part.must)
        asked = _asked(self.columns)
        one_each = Terms(part.owner, np.arange(columns), np.ones(columns, dtype=np.int64))
        shared, needed, capacity = _terms_of_uses(self.columns, self.shares, asked), self._terms_of_keeps(), self.rows
        heights = np.cumsum([requests, len(asked), len(capacity)])
        row, share, quantity = capacity.terms()
        held = int(needed.row.max(initial=-1)) + 1
        return IntegerProgram(
            np.concatenate([np.ones(columns), [share.most for share in self.shares], np.ones(keeps)]).astype(np.int64),
            stacked(
                [
                    one_each,
                    Terms(shared.row + heights[0], shared.variable, shared.coefficient),
                    merged(row + heights[1], columns + share, quantity),
                    Terms(needed.row + heights[2], needed.variable, needed.coefficient),
                ]
            ),
            np.concatenate(
                [part.must.astype(np.float64), np.zeros(len(asked)), np.full(len(capacity), -np.inf), np.zeros(held)]
            ),
            np.concatenate(
                [np.ones(requests), np.zeros(len(asked)), capacity.capacity.astype(float), np.full(held, np.inf)]
            ),
        )

    def _terms_of_keeps(self) -> Terms:
        """Row by row: whoever keeps what it had has that unit."""
        first = len(self.columns) + len(self.shares)
        pairs = [
            (first + number, self._share(place, use, unit))
            for number, place in enumerate(self.kept)
            for use, units in enumerate(_had(self.columns[place]))
            for unit in sorted(set(units))
        ]
        variables = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        rows = np.arange(len(pairs))
        ones = np.ones(len(pairs), dtype=np.int64)
        return Terms(np.append(rows, rows), np.append(variables[:, 1], variables[:, 0]), np.append(ones, -ones))


def _had(column: Column) -> Sequence[Collection[int]]:
    current = column.request.current
    return () if current is None else current.units


def _asked(columns: Sequence[Column]) -> dict[tuple[int, int], int]:
    """For each use of each column its number among all of them."""
    uses = ((place, use) for place, column in enumerate(columns) for use in range(len(column.option.uses)))
    return {key: number for number, key in enumerate(uses)}


def _terms_of_uses(columns: Sequence[Column], found: Sequence[Share], asked: dict[tuple[int, int], int]) -> Terms:
    """Row by row: the shares of a use less what its column asks for."""
    quantities = [use.quantity for column in columns for use in column.option.uses]
    return Terms(
        np.array([*asked.values(), *(asked[share.place, share.use] for share in found)], dtype=np.int64),
        np.array([*(place for place, _ in asked), *range(len(columns), len(columns) + len(found))], dtype=np.int64),
        np.array([*(-quantity for quantity in quantities), *(1 for _ in found)], dtype=np.int64),
    )
