"""A problem made ready for solving: pins placed, hopeless options left out, the rest split into blocks.

A block is a set of requests that compete with each other: two requests belong together when a
capacity row that can bind holds options of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from solver.allocation.occupancy import Occupancy, occupancy_of
from solver.allocation.problem import AllocationProblem, Assignment, Option, Request
from solver.allocation.rows import Rows, capacity_rows
from solver.allocation.uses import Integers, Uses, free_counts, uses_of


@dataclass(frozen=True, slots=True)
class Column:
    """An option that may be chosen, at its place in `Prepared.columns`.

    `kept`: the plan before chose it, with units that can be had again.
    """

    index: int
    request: Request
    option: Option
    kept: bool


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Columns (indices, in order) that compete, with the rows that bind them.

    The rows number the columns by their place in the block.
    """

    columns: Integers
    rows: Rows


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """The problem, what stands (busy and pinned), and the columns in order of request, cost and option.

    `uses`: those of the columns; `owner`: the number of each column's request, counted over those that have
    columns; `first_columns`: where the columns of each of these begin.
    """

    problem: AllocationProblem
    pinned: tuple[Assignment, ...]
    standing: Occupancy
    columns: tuple[Column, ...]
    uses: Uses
    owner: Integers
    first_columns: Integers


def prepare(problem: AllocationProblem) -> Prepared:
    """Leaves out what is pinned and every option with a use for which too few units are ever free."""
    requests = sorted(problem.requests, key=lambda request: request.request_id)
    pinned = tuple(request.pinned for request in requests if request.pinned is not None)
    standing = occupancy_of(problem, pinned)
    wanted = [
        (request, option)
        for request in requests
        if request.pinned is None
        for option in sorted(request.options, key=lambda option: (option.cost, option.option_id))
    ]
    uses = uses_of(option for _, option in wanted)
    possible = np.ones(len(wanted), dtype=np.bool_)
    possible[uses.option[free_counts(uses, standing) < uses.quantity]] = False
    kept = (pair for pair, can_be in zip(wanted, possible, strict=True) if can_be)
    columns = tuple(
        Column(index, request, option, _can_stay(request, option, standing))
        for index, (request, option) in enumerate(kept)
    )
    names = np.array([column.request.request_id for column in columns], dtype=np.int64)
    begins = np.ones(len(names), dtype=np.bool_)
    begins[1:] = names[1:] != names[:-1]
    return Prepared(
        problem, pinned, standing, columns, uses.of(possible), np.cumsum(begins) - 1, np.flatnonzero(begins)
    )


def _can_stay(request: Request, option: Option, standing: Occupancy) -> bool:
    current = request.current
    return current is not None and current.option_id == option.option_id and standing.has_room(option, current.units)


def split(prepared: Prepared) -> list[Block]:
    """The blocks, smallest first; a request that competes with nobody is a block without rows."""
    busy = {
        pool_id: [prepared.standing.taken[unit_id] for unit_id in units]
        for pool_id, units in prepared.standing.units.items()
    }
    count = len(prepared.columns)
    rows = capacity_rows(prepared.uses, busy, prepared.owner, np.arange(count), np.ones(count, dtype=np.int64))
    of_column, of_row = _components(prepared, rows)
    columns, column_ends = _sorted_by(of_column)
    row_order, row_ends = _sorted_by(of_row, len(column_ends))
    entries, entry_ends = _sorted_by(of_column[rows.option], len(column_ends))
    column_place, row_place = np.argsort(columns), np.append(np.argsort(row_order), 0)
    blocks = []
    for name in range(len(column_ends)):
        mine = columns[_begin(column_ends, name) : column_ends[name]]
        here = row_order[_begin(row_ends, name) : row_ends[name]]
        entry = entries[_begin(entry_ends, name) : entry_ends[name]]
        # The rows of an entry follow each other in the block too: all that lie between belong to it.
        first = row_place[rows.first[entry]] - _begin(row_ends, name)
        blocks.append(
            Block(
                mine,
                Rows(
                    rows.sets,
                    rows.pools[here],
                    rows.start[here],
                    rows.end[here],
                    rows.capacity[here],
                    column_place[rows.option[entry]] - _begin(column_ends, name),
                    first,
                    first + rows.past[entry] - rows.first[entry],
                    rows.quantity[entry],
                ),
            )
        )
    return sorted(blocks, key=lambda block: (len(block.columns), int(block.columns[0])))


def _components(prepared: Prepared, rows: Rows) -> tuple[Integers, Integers]:
    """For each column and each row the number of its component."""
    requests = len(prepared.first_columns)
    size = len(rows) + 1
    covered = np.cumsum(np.bincount(rows.first, minlength=size) - np.bincount(rows.past - 1, minlength=size))
    linked = np.flatnonzero(covered[: len(rows)] > 0)  # some entry is in this row and the next
    one = np.concatenate([prepared.owner[rows.option], requests + linked])
    other = np.concatenate([requests + rows.first, requests + linked + 1])
    nodes = requests + len(rows)
    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(nodes, nodes))
    _, label = connected_components(graph, directed=False)
    # Rows that hold nobody do not exist, so every component has a request.
    return label[:requests][prepared.owner].astype(np.int64), label[requests:].astype(np.int64)


def _sorted_by(label: Integers, count: int | None = None) -> tuple[Integers, Integers]:
    """Places in order of their label, and where each label's places end."""
    size = int(label.max(initial=-1)) + 1 if count is None else count
    return np.argsort(label, kind="stable"), np.cumsum(np.bincount(label, minlength=size))


def _begin(ends: Integers, name: int) -> int:
    return int(ends[name - 1]) if name else 0


def connected(nodes: Iterable[int], groups: Iterable[Sequence[int]]) -> dict[int, int]:
    """For each node the representative of its component, the members of a group being linked."""
    parent = {node: node for node in nodes}

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for group in groups:
        for node in group[1:]:
            parent[find(node)] = find(group[0])
    return {node: find(node) for node in parent}
