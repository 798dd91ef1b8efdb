"""A plan that stands, indexed: who still fits where, who no longer does, and who would have to make way for whom."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from solver.allocation.problem import AllocationProblem, Assignment, Option, Request, Use

# Who holds a unit while it is busy; no request that stands is looked up under this.
NOBODY = None

Openings = tuple[frozenset[int], ...]


class Room(NamedTuple):
    """A unit over [start, end)."""

    unit_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Freed:
    """Units of a pool that became free for some of [start, end)."""

    pool_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Way:
    """An option, and for each of its uses the units it could have: for each such unit, who would have to make way.

    As many openings as the use asks for are needed, and at the same time, which is not looked at here: a request
    without a way has no place, one with a way may have one.
    """

    option: Option
    openings: tuple[Openings, ...]

    def is_open(self, others: frozenset[int]) -> bool:
        """Whether every use has openings enough when only the others make way."""
        return all(count >= use.quantity for count, use in self._counts(others))

    def has_spare(self, others: frozenset[int]) -> bool:
        """Whether some use has more openings than it asks for: then it could have other units."""
        return any(count > use.quantity for count, use in self._counts(others))

    def blockers(self) -> frozenset[int]:
        """Everybody who might have to make way."""
        return frozenset().union(*(blockers for openings in self.openings for blockers in openings))

    def _counts(self, others: frozenset[int]) -> Iterator[tuple[int, Use]]:
        for use, openings in zip(self.option.uses, self.openings, strict=True):
            yield sum(blockers <= others for blockers in openings), use


class Standing:
    """Assignments laid onto the problem as it is now.

    `stood`: the assignments whose requests are still there, pins in place of what stood.  Of these, `given` still fit
    (pins first) and `displaced` do not.  Only `loose` requests may move.
    """

    def __init__(
        self, problem: AllocationProblem, assignments: Iterable[Assignment], movable: frozenset[int] = frozenset()
    ) -> None:
        self.problem = problem
        self.requests = {request.request_id: request for request in problem.requests}
        self.units = {pool.pool_id: tuple(unit.unit_id for unit in pool.units) for pool in problem.pools}
        self.pool_of = {unit_id: pool_id for pool_id, units in self.units.items() for unit_id in units}
        self._starts: dict[int, list[int]] = {}
        self._taken: dict[int, list[tuple[int, int, int | None]]] = {}
        for pool in problem.pools:
            for unit in pool.units:
                self._taken[unit.unit_id] = [(start, end, NOBODY) for start, end in unit.busy]
                self._starts[unit.unit_id] = [start for start, _ in unit.busy]
        pins = {request.request_id: request.pinned for request in problem.requests if request.pinned is not None}
        others = {item.request_id: item for item in assignments if item.request_id in self.requests}
        self.stood: dict[int, Assignment] = pins | {key: item for key, item in others.items() if key not in pins}
        self.given: dict[int, Assignment] = {}
        self._lay()
        self.displaced = {key: item for key, item in self.stood.items() if key not in self.given}
        self.loose = frozenset(
            request_id
            for request_id in movable
            if request_id in self.given and self.requests[request_id].pinned is None
        )

    def _lay(self) -> None:
        for request_id, assignment in self.stood.items():
            option = _asked(self.requests[request_id], assignment)
            if option is None or not self._are_of_its_pools(option, assignment):
                continue
            rooms = list(_rooms(option, assignment))
            if not any(map(self._overlapping, rooms)) and _are_apart(rooms):
                self.given[request_id] = assignment
                for room in rooms:
                    self._take(room, request_id)

    def _are_of_its_pools(self, option: Option, assignment: Assignment) -> bool:
        return len(assignment.units) == len(option.uses) and all(
            len(units) == use.quantity and all(self.pool_of.get(unit_id) in use.pools for unit_id in units)
            for use, units in zip(option.uses, assignment.units, strict=True)
        )

    def _take(self, room: Room, request_id: int) -> None:
        insort(self._starts[room.unit_id], room.start)
        insort(self._taken[room.unit_id], (room.start, room.end, request_id), key=lambda span: span[0])

    def _overlapping(self, room: Room) -> list[tuple[int, int, int | None]]:
        """What is taken of the room."""
        taken = self._taken[room.unit_id]
        last = bisect_left(self._starts[room.unit_id], room.end)
        first = last
        while first and taken[first - 1][1] > room.start:
            first -= 1
        return taken[first:last]

    def rooms(self, assignment: Assignment) -> list[Room]:
        """What an assignment to an option of its request takes of which unit; nothing when the option is gone."""
        option = self.requests[assignment.request_id].option(assignment.option_id)
        return [room for room in _rooms(option, assignment) if room.unit_id in self.pool_of] if option else []

    def rooms_of(self, freed: Iterable[Freed]) -> Iterator[Room]:
        for item in freed:
            for unit_id in self.units[item.pool_id]:
                yield Room(unit_id, item.start, item.end)

    def blockers(self, room: Room, request_id: int) -> frozenset[int] | None:
        """Who would have to make way for the request; None when somebody or something there does not move."""
        found = set()
        for _, _, holder in self._overlapping(room):
            if holder == request_id:
                continue
            if holder is NOBODY or holder not in self.loose:
                return None
            found.add(holder)
        return frozenset(found)

    def ways(self, request: Request) -> tuple[Way, ...]:
        """Every option with enough openings for each of its uses."""
        found = []
        for option in request.options:
            openings: list[Openings] = []
            for use in option.uses:
                openings.append(self._openings(use, request.request_id))
                if len(openings[-1]) < use.quantity:
                    break
            else:
                found.append(Way(option, tuple(openings)))
        return tuple(found)

    def _openings(self, use: Use, request_id: int) -> Openings:
        places = (
            self.blockers(Room(unit_id, use.start, use.end), request_id)
            for pool_id in use.pools
            for unit_id in self.units[pool_id]
        )
        return tuple(blockers for blockers in places if blockers is not None)

    def busy(self, unit_id: int, start: int, end: int, loose: frozenset[int]) -> tuple[tuple[int, int], ...]:
        """What is taken of the unit in [start, end) by anything but the loose requests."""
        return tuple(
            (begin, until)
            for begin, until, holder in self._overlapping(Room(unit_id, start, end))
            if holder not in loose
        )


def _asked(request: Request, assignment: Assignment) -> Option | None:
    """The option, if it was asked for; a fallback counts only where it is pinned."""
    for option in request.options:
        if option.option_id == assignment.option_id:
            return option
    return request.option(assignment.option_id) if assignment == request.pinned else None


def _rooms(option: Option, assignment: Assignment) -> Iterator[Room]:
    for use, units in zip(option.uses, assignment.units, strict=False):
        for unit_id in units:
            yield Room(unit_id, use.start, use.end)


def _are_apart(rooms: Sequence[Room]) -> bool:
    """Whether no two of an assignment's own rooms overlap."""
    return not any(
        one.unit_id == other.unit_id and one.start < other.end and other.start < one.end
        for place, one in enumerate(rooms)
        for other in rooms[:place]
    )
