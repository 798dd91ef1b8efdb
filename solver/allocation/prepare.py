"""A problem made ready for solving: pins placed, hopeless options left out, the rest split into blocks.

A block is a set of requests that compete with each other: two requests belong together when a
capacity row that can bind holds options of both.  Blocks are solved one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.allocation.capacity import CapacityRow, Load, capacity_rows
from solver.allocation.occupancy import Occupancy, occupancy_of
from solver.allocation.problem import AllocationProblem, Assignment, Option, Request
from solver.allocation.uses import Integers, Uses, free_counts, uses_of


@dataclass(frozen=True, slots=True)
class Column:
    """An option that may be chosen, at its place in `Prepared.columns`."""

    index: int
    request: Request
    option: Option

    @property
    def kept(self) -> bool:
        """Whether the plan before chose this option."""
        current = self.request.current
        return current is not None and current.option_id == self.option.option_id


@dataclass(frozen=True, slots=True)
class Block:
    """Columns (indices) that compete, with the rows that bind them.

    `exact`: solved with a variable for every class of units instead of rows over whole pools.
    """

    columns: tuple[int, ...]
    rows: tuple[CapacityRow, ...]
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """The problem, what stands (busy and pinned), and the columns in order of request, cost and option.

    `uses`: those of the columns; `first_columns`: where the columns of each request begin.
    """

    problem: AllocationProblem
    pinned: tuple[Assignment, ...]
    standing: Occupancy
    columns: tuple[Column, ...]
    uses: Uses
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
    columns = tuple(Column(index, request, option) for index, (request, option) in enumerate(kept))
    names = np.array([column.request.request_id for column in columns], dtype=np.int64)
    first = np.flatnonzero(np.concatenate([[True], names[1:] != names[:-1]])[: len(names)])
    return Prepared(problem, pinned, standing, columns, uses.of(possible), first)


def split(prepared: Prepared) -> list[Block]:
    """The blocks, smallest first; a request that competes with nobody is a block without rows."""
    columns = prepared.columns
    loads = [
        Load(
            column.index,
            column.request.request_id,
            column.option.option_id,
            frozenset(use.pools),
            use.start,
            use.end,
            use.quantity,
        )
        for column in columns
        for use in column.option.uses
    ]
    busy = {
        pool_id: [prepared.standing.taken[unit_id] for unit_id in units]
        for pool_id, units in prepared.standing.units.items()
    }
    rows = capacity_rows(loads, busy)
    request_of = [column.request.request_id for column in columns]
    root = connected(request_of, ([request_of[variable] for variable, _ in row.terms] for row in rows))
    columns_of: dict[int, list[int]] = defaultdict(list)
    rows_of: dict[int, list[CapacityRow]] = defaultdict(list)
    for index, request_id in enumerate(request_of):
        columns_of[root[request_id]].append(index)
    for row in rows:
        rows_of[root[request_of[row.terms[0][0]]]].append(row)
    blocks = [Block(tuple(members), tuple(rows_of[name])) for name, members in columns_of.items()]
    return sorted(blocks, key=lambda block: (len(block.columns), block.columns))


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
