"""The part of a problem that a change can touch, and that part as a problem of its own beside the rest of a plan."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from solver.allocation.occupancy import chosen_option
from solver.allocation.plan import AllocationPlan
from solver.allocation.prepare import connected, prepare, split
from solver.allocation.problem import AllocationProblem, Pool, Request, Use
from solver.allocation.remedy import Extra, enlarged, new_units


@dataclass(frozen=True, slots=True)
class Touched:
    """Requests that a change can reach.  `whole`: nobody else competes with any of them."""

    requests: frozenset[int]
    whole: bool


class Surroundings:
    """Who competes with whom in a problem, and what each request has in a (valid) plan."""

    def __init__(self, problem: AllocationProblem, plan: AllocationPlan) -> None:
        self.problem = problem
        self.requests = {request.request_id: request for request in problem.requests}
        self.given = {assignment.request_id: assignment for assignment in plan.assignments}
        self.highest_unit = max((unit.unit_id for pool in problem.pools for unit in pool.units), default=0)
        self._pools = {pool.pool_id: pool for pool in problem.pools}
        self._taken = self._taken_by_unit()
        uses = [use for request in problem.requests for option in request.options for use in option.uses]
        self._cluster_of = connected(self._pools, (use.pools for use in uses))
        self._wanting = self._wanting_by_cluster()
        self._longest = {name: max(end - start for start, end, _ in spans) for name, spans in self._wanting.items()}
        self._rivals, self._hopeful = self._rivals_by_request()

    def _taken_by_unit(self) -> dict[int, list[tuple[int, int, int]]]:
        taken: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for assignment in self.given.values():
            option = chosen_option(self.requests[assignment.request_id], assignment)
            for use, units in zip(option.uses, assignment.units, strict=True):
                for unit_id in units:
                    taken[unit_id].append((use.start, use.end, assignment.request_id))
        return taken

    def _wanting_by_cluster(self) -> dict[int, list[tuple[int, int, int]]]:
        """Of pools that uses link, every (start, end, request) of an option there; what is pinned wants nothing."""
        wanting: dict[int, set[tuple[int, int, int]]] = defaultdict(set)
        for request in self.problem.requests:
            if request.pinned is None:
                for use in (use for option in request.options for use in option.uses):
                    wanting[self._cluster_of[use.pools[0]]].add((use.start, use.end, request.request_id))
        return {cluster: sorted(spans) for cluster, spans in wanting.items()}

    def _rivals_by_request(self) -> tuple[dict[int, frozenset[int]], set[tuple[int, int]]]:
        """The requests of each request's block, and every (request, option) that is not hopeless from the start."""
        prepared = prepare(self.problem)
        rivals: dict[int, frozenset[int]] = {}
        for block in split(prepared):
            members = frozenset(prepared.columns[index].request.request_id for index in block.columns)
            rivals.update(dict.fromkeys(members, members))
        hopeful = {(column.request.request_id, column.option.option_id) for column in prepared.columns}
        return rivals, hopeful

    def touched(self, uses: Collection[Use], most: int) -> Touched:
        """Whoever may be served otherwise when units for these uses come or go; the nearest `most` of them."""
        direct = self._wanting_any(uses)
        # What had no hope before may now take units elsewhere as well.
        awakened = [
            use
            for request_id in direct
            for option in self.requests[request_id].options
            if (request_id, option.option_id) not in self._hopeful
            for use in option.uses
        ]
        direct |= self._wanting_any(awakened)
        reached = direct.union(*(self._rivals.get(request_id, frozenset()) for request_id in direct))
        if len(reached) <= most:
            return Touched(frozenset(reached), True)
        return Touched(frozenset(sorted(reached, key=lambda name: self._distance(name, direct, uses))[:most]), False)

    def _wanting_any(self, uses: Iterable[Use]) -> set[int]:
        return {request_id for use in uses for request_id in self._overlapping(use)}

    def _overlapping(self, use: Use) -> Iterator[int]:
        cluster = self._cluster_of[use.pools[0]]
        spans = self._wanting.get(cluster, [])
        # None that starts earlier reaches as far as the use.
        first = bisect_left(spans, (use.start - self._longest.get(cluster, 0),))
        last = bisect_left(spans, (use.end,))
        return (request_id for _, end, request_id in spans[first:last] if use.start < end)

    def _distance(self, request_id: int, direct: Collection[int], uses: Iterable[Use]) -> tuple[bool, int, int]:
        mine = (use for option in self.requests[request_id].options for use in option.uses)
        moment = min(use.start for use in uses)
        return request_id not in direct, min((abs(use.start - moment) for use in mine), default=0), request_id

    def movable(self, touched: Touched) -> list[Request]:
        """The touched requests; whoever must stay served begins where the plan has them, since others do as well."""
        found = [self.requests[request_id] for request_id in sorted(touched.requests)]
        return [
            replace(request, current=self.given[request.request_id]) if request.must else request for request in found
        ]

    def part(
        self, requests: Iterable[Request], *, extra: Iterable[Extra] = (), goals: tuple[str, ...] | None = None
    ) -> AllocationProblem:
        """These requests as a problem of their own, everybody else staying exactly where the plan has them.

        With the units of `extra`, which have the ids that `grown` gives them.
        """
        # Fallbacks are none of the solver's business, and may lie in pools that nobody here asks for.
        in_order = sorted(requests, key=lambda request: request.request_id)
        chosen = tuple(replace(request, fallbacks=()) for request in in_order)
        free = {request.request_id for request in chosen}
        names = {
            pool_id for request in chosen for option in request.options for use in option.uses for pool_id in use.pools
        }
        added = new_units(extra, self.highest_unit)
        pools = tuple(enlarged(self._beside(self._pools[pool_id], free), added) for pool_id in sorted(names))
        goals = goals or self.problem.goals
        return AllocationProblem(pools, chosen, self.problem.seed, goals)

    def _beside(self, pool: Pool, free: Collection[int]) -> Pool:
        """The pool with what requests outside `free` have in the plan as busy."""
        units = []
        for unit in pool.units:
            others = [
                (start, end) for start, end, request_id in self._taken.get(unit.unit_id, ()) if request_id not in free
            ]
            units.append(replace(unit, busy=tuple(sorted((*unit.busy, *others)))) if others else unit)
        return replace(pool, units=tuple(units))
