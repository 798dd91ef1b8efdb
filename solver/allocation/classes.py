"""The exact form of a block: which class of units gives how much to which use.

Rows over whole pools ask only that enough units are free at each instant.  A unit that is busy in the
middle can still be impossible to give for a whole use.  Units of a pool with the same busy spans are
a class; within a class uses that never exceed its size at any instant can always be given units
(interval colouring), so a plan over classes is a plan over units.  Units that are to be told apart are
classes of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.allocation.prepare import Column, Prepared
from solver.allocation.problem import Span, Use
from solver.allocation.rows import Rows, capacity_rows
from solver.allocation.uses import Uses

Units = tuple[int, ...]
# For a column's use: the classes it takes units from, and how many of each.
Given = dict[tuple[int, int], list[tuple[Units, int]]]


@dataclass(frozen=True, slots=True)
class Share:
    """A variable: how many of `units` (the class of that `name`) use number `use` of a column takes, at most `most`.

    `place` is that of the column in its block.
    """

    place: int
    column: int
    use: int
    name: int
    units: Units
    most: int


def shares(prepared: Prepared, indices: Sequence[int], alone: Collection[int]) -> tuple[list[Share], Rows]:
    """The variables of the exact form of these columns, and its rows: one per class and maximal overlap set.

    The units `alone` are told apart from all others.
    """
    columns = [prepared.columns[index] for index in indices]
    classes = _classes(prepared, columns, alone)
    found = [share for place, column in enumerate(columns) for share in _shares_of(place, column, prepared, classes)]
    busy = {
        name: [prepared.standing.taken[unit] for unit in units]
        for of_pool in classes.values()
        for name, units in of_pool
    }
    chosen = [prepared.columns[share.column].option.uses[share.use] for share in found]
    option = np.array([share.column for share in found], dtype=np.int64)
    most = np.array([share.most for share in found], dtype=np.int64)
    return found, capacity_rows(_uses(found, chosen, len(busy)), busy, prepared.owner[option], option, most)


def _uses(found: Sequence[Share], chosen: Sequence[Use], classes: int) -> Uses:
    """Each share as a use of one unit of its class."""
    return Uses(
        np.arange(len(found)),
        np.array([share.name for share in found], dtype=np.int64),
        np.array([use.start for use in chosen], dtype=np.int64),
        np.array([use.end for use in chosen], dtype=np.int64),
        np.ones(len(found), dtype=np.int64),
        tuple((name,) for name in range(classes)),
    )


def _classes(prepared: Prepared, columns: list[Column], alone: Collection[int]) -> dict[int, list[tuple[int, Units]]]:
    """For each pool in use its classes, each with a number of its own."""
    uses = [use for column in columns for use in column.option.uses]
    first, last = min(use.start for use in uses), max(use.end for use in uses)
    classes: dict[int, list[tuple[int, Units]]] = {}
    count = 0
    for pool_id in sorted({pool_id for use in uses for pool_id in use.pools}):
        alike: dict[tuple[int | None, tuple[Span, ...]], list[int]] = defaultdict(list)
        for unit_id in prepared.standing.units[pool_id]:
            spans = tuple(
                (start, end) for start, end in prepared.standing.taken[unit_id] if start < last and first < end
            )
            alike[unit_id if unit_id in alone else None, spans].append(unit_id)
        classes[pool_id] = [(count + number, tuple(units)) for number, units in enumerate(alike.values())]
        count += len(alike)
    return classes


def _shares_of(
    place: int, column: Column, prepared: Prepared, classes: dict[int, list[tuple[int, Units]]]
) -> Iterator[Share]:
    for number, use in enumerate(column.option.uses):
        for pool_id in use.pools:
            for name, units in classes[pool_id]:
                if prepared.standing.is_free(units[0], use.start, use.end):
                    yield Share(place, column.index, number, name, units, min(use.quantity, len(units)))
