"""A problem as columns: a choice for each option, and shares where a use may take units of several pools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from solver.allocation.problem import AllocationProblem, Assignment, Option, Pool, Request, Use


@dataclass(frozen=True, slots=True)
class Part:
    """`factor` x the value of a variable is the number of units taken of a pool over [start, end)."""

    variable: int
    factor: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Share:
    """The variables, one for each pool of the use, that add up to its quantity if its option is chosen."""

    choice: int
    use: Use
    variables: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The sum of factor x variable must not exceed `capacity`."""

    capacity: int
    terms: tuple[tuple[int, int], ...]


class Columns:
    """`upper`: each variable's largest value (choices first); `parts`: per pool; `of_request`: choices of which one."""

    def __init__(self, problem: AllocationProblem) -> None:
        self.problem = problem
        self.choices: list[tuple[Request, Option]] = []
        self.of_request: list[range] = []
        size = {pool.pool_id: len(pool.units) for pool in problem.pools}
        for request in problem.requests:
            first = len(self.choices)
            self.choices.extend((request, option) for option in request.options if _can_be_had(option, size))
            self.of_request.append(range(first, len(self.choices)))
        self.upper = [1] * len(self.choices)
        self.shares: list[Share] = []
        self.parts: dict[int, list[Part]] = defaultdict(list)
        self._share_of: dict[tuple[int, int], Share] = {}
        for choice, (_, option) in enumerate(self.choices):
            for number, use in enumerate(option.uses):
                self._add(choice, number, use)

    @property
    def weights(self) -> list[int]:
        return [request.weight for request, _ in self.choices]

    def _add(self, choice: int, number: int, use: Use) -> None:
        if len(use.pools) == 1:
            self.parts[use.pools[0]].append(Part(choice, use.quantity, use.start, use.end))
            return
        share = Share(choice, use, tuple(range(len(self.upper), len(self.upper) + len(use.pools))))
        self.upper.extend([use.quantity] * len(use.pools))
        self.shares.append(share)
        self._share_of[choice, number] = share
        for pool_id, variable in zip(use.pools, share.variables, strict=True):
            self.parts[pool_id].append(Part(variable, 1, use.start, use.end))

    def rows(self) -> Iterator[Row]:
        """A row for each maximal set of parts that overlap in a pool, unless it cannot bind."""
        for pool in self.problem.pools:
            yield from _overlaps(pool, self.parts[pool.pool_id], self.upper)

    def counted(self, values: Sequence[float]) -> tuple[Assignment, ...]:
        """The plan that the values choose, with pools in place of units."""
        return tuple(
            Assignment(
                request.request_id,
                option.option_id,
                tuple(self._pools(choice, number, use, values) for number, use in enumerate(option.uses)),
            )
            for choice, (request, option) in enumerate(self.choices)
            if values[choice] > 0.5
        )

    def _pools(self, choice: int, number: int, use: Use, values: Sequence[float]) -> tuple[int, ...]:
        share = self._share_of.get((choice, number))
        if share is None:
            return use.pools * use.quantity
        pairs = zip(use.pools, share.variables, strict=True)
        return tuple(pool_id for pool_id, variable in pairs for _ in range(round(values[variable])))


def _can_be_had(option: Option, size: Mapping[int, int]) -> bool:
    return all(use.quantity <= sum(size[pool_id] for pool_id in use.pools) for use in option.uses)


def _overlaps(pool: Pool, parts: Sequence[Part], upper: Sequence[int]) -> Iterator[Row]:
    """Walks along the time; a set is maximal where the next instant ends a part or frees a unit."""
    starting: dict[int, list[Part]] = defaultdict(list)
    ending: dict[int, list[Part]] = defaultdict(list)
    freed: dict[int, int] = defaultdict(int)
    for part in parts:
        starting[part.start].append(part)
        ending[part.end].append(part)
    for start, end in (span for unit in pool.units for span in unit.busy):
        freed[start] -= 1
        freed[end] += 1
    active: dict[int, Part] = {}
    capacity, grown = len(pool.units), False
    for now, then in pairwise(sorted({*starting, *ending, *freed})):
        for part in ending.get(now, ()):
            del active[id(part)]
        active.update((id(part), part) for part in starting.get(now, ()))
        capacity += freed.get(now, 0)
        grown |= now in starting or freed.get(now, 0) < 0
        if grown and (then in ending or freed.get(then, 0) > 0):
            grown = False
            if sum(part.factor * upper[part.variable] for part in active.values()) > capacity:
                yield Row(capacity, tuple((part.variable, part.factor) for part in active.values()))
