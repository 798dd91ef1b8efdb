"""The part of a plan that a change touches, grown request by request.

From people without a place towards room: who stands where they could be, where those could go instead, and so on.
From freed room towards people: who could use it, whose place that leaves, and who could use that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from solver.allocation.problem import Option
from solver.allocation.standing import Freed, Room, Standing, Way

NOBODY: frozenset[int] = frozenset()
# Requests solved together with the displaced.  What is left out costs quality, and what is put in costs time.
MOST = 60
# From freed room: somebody moves in, somebody moves to that one's place, a third gets that one's place.
CHAIN = 3


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Requests to be solved together, each with the options that are left when nobody outside makes way."""

    displaced: tuple[int, ...]
    wanted: tuple[int, ...]
    movable: tuple[int, ...]
    options: Mapping[int, tuple[Option, ...]]

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(sorted(self.options))


def neighbourhood(
    standing: Standing, wanted: Sequence[int], freed: Iterable[Freed] | None, most: int = MOST
) -> Neighbourhood:
    """The displaced, those of `wanted` who might be served, and the loose ones who might have to make way.

    With `freed`, only those of `wanted` are looked at who could use that room, or the place of somebody who could.
    """
    ways = _Ways(standing)
    if freed is not None:
        left = (room for assignment in standing.displaced.values() for room in standing.rooms(assignment))
        wanted = _Suitors(standing, wanted).of((*standing.rooms_of(freed), *left))
    found = _grown(ways, filter(ways.of, standing.displaced), _in_order(ways, wanted)[: most // 2], most)
    able = _able(ways, found)
    reached = _reached(able, [request_id for request_id in able if request_id not in standing.given])
    return Neighbourhood(
        displaced=tuple(sorted(reached & standing.displaced.keys())),
        wanted=tuple(sorted(reached - standing.stood.keys())),
        movable=tuple(sorted(reached & standing.given.keys())),
        options={request_id: tuple(way.option for way in able[request_id]) for request_id in reached},
    )


class _Ways:
    """The ways of every request looked at, computed once."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self._found: dict[int, tuple[Way, ...]] = {}

    def of(self, request_id: int) -> tuple[Way, ...]:
        if request_id not in self._found:
            self._found[request_id] = self.standing.ways(self.standing.requests[request_id])
        return self._found[request_id]

    def open_to(self, request_id: int, others: frozenset[int]) -> tuple[Way, ...]:
        """The ways when only the others make way; () for whoever stands and has no place but their own."""
        ways = tuple(way for way in self.of(request_id) if way.is_open(others))
        stays = request_id in self.standing.given and len(ways) == 1 and not ways[0].has_spare(others)
        return () if stays else ways


def _in_order(ways: _Ways, wanted: Iterable[int]) -> list[int]:
    """Those with any way: first whoever can be served without a move, then by weight."""
    requests = ways.standing.requests
    return sorted(
        filter(ways.of, wanted),
        key=lambda request_id: (not ways.open_to(request_id, NOBODY), -requests[request_id].weight, request_id),
    )


def _grown(ways: _Ways, displaced: Iterable[int], wanted: Iterable[int], most: int) -> set[int]:
    """These, whoever might make way for them, for those in turn, and so on, up to `most` beside the displaced."""
    displaced = set(displaced)
    frontier = found = displaced.union(wanted)
    most += len(displaced)
    while frontier and len(found) < most:
        near = {blocker for request_id in frontier for way in ways.of(request_id) for blocker in way.blockers()}
        # Whoever can move without anybody else moving comes first.
        nearest = sorted(near - found, key=lambda request_id: (not ways.open_to(request_id, NOBODY), request_id))
        frontier = set(nearest[: most - len(found)])
        found = found | frontier
    return found


def _able(ways: _Ways, found: Iterable[int]) -> dict[int, tuple[Way, ...]]:
    """Leaves out, until there is nobody to leave out, whoever has no place to go to among the others."""
    left = frozenset(found)
    while True:
        able = {request_id: still for request_id in left if (still := ways.open_to(request_id, left))}
        if len(able) == len(left):
            return able
        left = frozenset(able)


def _reached(ways: Mapping[int, Sequence[Way]], targets: Iterable[int]) -> frozenset[int]:
    """The targets and whoever stands in the way of one of them or of somebody reached."""
    reached = set(targets)
    frontier = set(reached)
    while frontier:
        near = {blocker for request_id in frontier for way in ways[request_id] for blocker in way.blockers()}
        frontier = (near & ways.keys()) - reached
        reached |= frontier
    return frozenset(reached)


class _Suitors:
    """Who could use which room: wanted and loose requests by the pools of their options."""

    def __init__(self, standing: Standing, wanted: Iterable[int]) -> None:
        self.standing, self.wanted = standing, frozenset(wanted)
        self._by_pool: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for request_id in sorted(self.wanted | standing.loose):
            for option in standing.requests[request_id].options:
                for use in option.uses:
                    for pool_id in use.pools:
                        self._by_pool[pool_id].append((use.start, use.end, request_id))
        self._longest: dict[int, int] = {}
        for pool_id, uses in self._by_pool.items():
            uses.sort()
            self._longest[pool_id] = max(end - start for start, end, _ in uses)

    def of(self, rooms: Iterable[Room]) -> list[int]:
        """The wanted who could use a room, or that of a loose one who could, along chains of CHAIN links."""
        found: set[int] = set()
        for _ in range(CHAIN):
            near = {request_id for room in set(rooms) for request_id in self._into(room)} - found
            found |= near
            moving = [self.standing.given[request_id] for request_id in near if request_id in self.standing.given]
            rooms = [room for assignment in moving for room in self.standing.rooms(assignment)]
        return sorted(found & self.wanted)

    def _into(self, room: Room) -> Iterator[int]:
        pool_id = self.standing.pool_of[room.unit_id]
        uses = self._by_pool[pool_id]
        first = bisect_left(uses, (room.start - self._longest.get(pool_id, 0),))
        for start, end, request_id in uses[first : bisect_left(uses, (room.end,))]:
            if room.start < end and self.standing.blockers(Room(room.unit_id, start, end), request_id) is not None:
                yield request_id
