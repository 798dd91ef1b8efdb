"""The exact form of a block: which class of units gives how much to which use.

Rows over whole pools ask only that enough units are free at each instant.  A unit that is busy in the
middle can still be impossible to give for a whole use.  Units of a pool with the same busy spans are
a class; within a class uses that never exceed its size at any instant can always be given units
(interval colouring), so a plan over classes is a plan over units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from solver.allocation.capacity import CapacityRow, Load, capacity_rows
from solver.allocation.prepare import Block, Column, Prepared
from solver.allocation.problem import Span

Units = tuple[int, ...]
# For a column's use: the classes it takes units from, and how many of each.
Given = dict[tuple[int, int], list[tuple[Units, int]]]


@dataclass(frozen=True, slots=True)
class Share:
    """A variable: how many of `units` the use number `use` of a column takes, at most `most`."""

    column: int
    use: int
    units: Units
    most: int


def shares(prepared: Prepared, block: Block) -> tuple[list[Share], list[CapacityRow]]:
    """The variables of the exact form, and its rows: one per class and maximal overlap set of shares."""
    columns = [prepared.columns[index] for index in block.columns]
    classes = _classes(prepared, columns)
    found: list[Share] = []
    loads: list[Load] = []
    for column in columns:
        for number, name, share in _shares_of(column, prepared, classes):
            use = column.option.uses[number]
            loads.append(
                Load(
                    len(found),
                    column.request.request_id,
                    column.option.option_id,
                    frozenset({name}),
                    use.start,
                    use.end,
                    1,
                    share.most,
                )
            )
            found.append(share)
    busy = {
        name: [prepared.standing.taken[unit] for unit in units]
        for of_pool in classes.values()
        for name, units in of_pool
    }
    return found, capacity_rows(loads, busy)


def _classes(prepared: Prepared, columns: list[Column]) -> dict[int, list[tuple[int, Units]]]:
    """For each pool in use its classes, each with a number of its own."""
    uses = [use for column in columns for use in column.option.uses]
    first, last = min(use.start for use in uses), max(use.end for use in uses)
    classes: dict[int, list[tuple[int, Units]]] = {}
    count = 0
    for pool_id in sorted({pool_id for use in uses for pool_id in use.pools}):
        by_spans: dict[tuple[Span, ...], list[int]] = defaultdict(list)
        for unit_id in prepared.standing.units[pool_id]:
            spans = tuple(
                (start, end) for start, end in prepared.standing.taken[unit_id] if start < last and first < end
            )
            by_spans[spans].append(unit_id)
        classes[pool_id] = [(count + number, tuple(units)) for number, units in enumerate(by_spans.values())]
        count += len(by_spans)
    return classes


def _shares_of(
    column: Column, prepared: Prepared, classes: dict[int, list[tuple[int, Units]]]
) -> Iterator[tuple[int, int, Share]]:
    for number, use in enumerate(column.option.uses):
        for pool_id in use.pools:
            for name, units in classes[pool_id]:
                if prepared.standing.is_free(units[0], use.start, use.end):
                    yield number, name, Share(column.index, number, units, min(use.quantity, len(units)))
