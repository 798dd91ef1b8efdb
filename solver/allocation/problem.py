"""The allocation problem as plain values: pools of units, requests with options, and what must be kept.

Times are integer minutes since 1970-01-01T00:00Z and intervals are half-open, [start, end).
A request asks for at most one of its options; an option is a set of uses that are granted together
or not at all.  Everything a person may hold only once at a time (a seat per person) is a pool with
one unit for that person, so the problem knows no further concept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

ENTITLED, SERVED, COST, STABILITY, PACKING = "entitled", "served", "cost", "stability", "packing"
GOALS = (SERVED, COST, STABILITY, PACKING)
WEIGHT_GOALS = (ENTITLED, SERVED)

# Weights and costs stay exact in the floating point of a MIP solver up to here.
LARGEST_WEIGHT = 1_000_000
LARGEST_COST = 1_000_000

Span = tuple[int, int]


class InvalidProblem(ValueError):
    """A problem that contradicts itself; names the row, the field and the rule it breaks."""

    def __init__(self, row: str, field: str, rule: str) -> None:
        super().__init__(f"{row}: {field}: {rule}")
        self.row, self.field, self.rule = row, field, rule


@dataclass(frozen=True, slots=True)
class Unit:
    """One numbered thing.  `busy`: what stands already (bookings, outages, closures), sorted and disjoint."""

    unit_id: int
    busy: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """Interchangeable units; a unit belongs to exactly one pool."""

    pool_id: int
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """`quantity` distinct units of any of `pools` for the whole of [start, end); `end` includes turnaround."""

    pools: tuple[int, ...]
    start: int
    end: int
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Option:
    """One way to serve a request: all its uses together.  `cost`: minutes of deviation or travel, lower is better.

    A quota is a pool of as many units as the group may have; an option within the quota uses it.  The same option
    without that use and not `entitled` goes beyond the quota: with the goal "entitled" in front such options
    take only what the entitled leave, so that no quota strands stock.
    """

    option_id: int
    uses: tuple[Use, ...]
    cost: int = 0
    entitled: bool = True


@dataclass(frozen=True, slots=True)
class Assignment:
    """A request served by an option: for each of its uses the unit ids, in the order of the uses."""

    request_id: int
    option_id: int
    units: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A wish of `weight`, served by at most one of `options`.

    `fallbacks` go beyond what was asked: the solver never chooses one, `explain` may offer one.
    `pinned` is kept exactly; `current` is what the plan before gave, for the stability goal.
    Requests of one `series` are given the same units where possible.  `must`: it stands already and may be
    moved to another of its options, but not lost; its `current` is one of them and fits beside the others'.
    `kind` is a label: progress counts what is served by it, and the search looks at one kind at a time.
    """

    request_id: int
    weight: int
    options: tuple[Option, ...]
    fallbacks: tuple[Option, ...] = ()
    pinned: Assignment | None = None
    current: Assignment | None = None
    series: int | None = None
    must: bool = False
    kind: str = ""

    def option(self, option_id: int) -> Option | None:
        """The option or fallback of that id, or None."""
        return next((option for option in self.options + self.fallbacks if option.option_id == option_id), None)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a solve may use: wall seconds, threads, and for a child process its address space in bytes.

    `work`: how many windows of the plan may be solved again to improve it.  With it every model is ended by a
    number of nodes; with seconds enough to do that work the plan is the same on every machine.
    """

    seconds: float
    workers: int = 1
    memory_bytes: int | None = None
    work: int | None = None


@dataclass(frozen=True, slots=True)
class AllocationProblem:
    """Pools, requests, the seed that breaks ties, and the goals in order of importance.

    Raises InvalidProblem when a value contradicts another.
    """

    pools: tuple[Pool, ...]
    requests: tuple[Request, ...]
    seed: int = 0
    goals: tuple[str, ...] = GOALS

    def __post_init__(self) -> None:
        _check_goals(self.goals)
        _check_pools(self.pools)
        pool_of_unit = {unit.unit_id: pool.pool_id for pool in self.pools for unit in pool.units}
        _unique((request.request_id for request in self.requests), "request", "request_id")
        pool_ids = {pool.pool_id for pool in self.pools}
        for request in self.requests:
            _check_request(request, pool_ids)
        _check_standing(self, pool_of_unit)


def _check_goals(goals: tuple[str, ...]) -> None:
    if len(set(goals)) != len(goals) or not set(goals) <= {ENTITLED, *GOALS}:
        raise InvalidProblem("problem", "goals", f"each of {ENTITLED}, {', '.join(GOALS)} at most once")
    if goals[:1] != (SERVED,) and goals[:2] != (ENTITLED, SERVED):
        raise InvalidProblem("problem", "goals", "served comes first, or second after entitled")
    if PACKING in goals[:-1]:
        raise InvalidProblem("problem", "goals", "packing comes last, because units are given after options are chosen")


def _check_pools(pools: tuple[Pool, ...]) -> None:
    _unique((pool.pool_id for pool in pools), "pool", "pool_id")
    _unique((unit.unit_id for pool in pools for unit in pool.units), "unit", "unit_id")
    for pool in pools:
        for unit in pool.units:
            row = f"unit {unit.unit_id}"
            if any(start >= end for start, end in unit.busy):
                raise InvalidProblem(row, "busy", "start before end")
            if any(before[1] > after[0] for before, after in pairwise(unit.busy)):
                raise InvalidProblem(row, "busy", "sorted and disjoint")


def _check_request(request: Request, pool_ids: set[int]) -> None:
    row = f"request {request.request_id}"
    if not 1 <= request.weight <= LARGEST_WEIGHT:
        raise InvalidProblem(row, "weight", f"between 1 and {LARGEST_WEIGHT}")
    _unique((option.option_id for option in request.options + request.fallbacks), row, "option_id")
    for option in request.options + request.fallbacks:
        _check_option(option, f"{row} option {option.option_id}", pool_ids)
    for name, kept in (("pinned", request.pinned), ("current", request.current)):
        if kept is not None and kept.request_id != request.request_id:
            raise InvalidProblem(row, name, "is an assignment of this request")
    asked = {option.option_id for option in request.options}
    if request.must and (request.current is None or request.current.option_id not in asked):
        raise InvalidProblem(row, "must", "it has a current assignment, to one of its options")


def _check_option(option: Option, row: str, pool_ids: set[int]) -> None:
    if not 0 <= option.cost <= LARGEST_COST:
        raise InvalidProblem(row, "cost", f"between 0 and {LARGEST_COST}")
    if not option.uses:
        raise InvalidProblem(row, "uses", "at least one")
    for use in option.uses:
        if use.start >= use.end:
            raise InvalidProblem(row, "start", "start before end")
        if use.quantity < 1:
            raise InvalidProblem(row, "quantity", "at least 1")
        if not use.pools or len(set(use.pools)) != len(use.pools):
            raise InvalidProblem(row, "pools", "at least one, each once")
        if not pool_ids.issuperset(use.pools):
            raise InvalidProblem(row, "pools", "known pools")


def _check_standing(problem: AllocationProblem, pool_of_unit: dict[int, int]) -> None:
    """What is pinned, and what must be served, fits where it stands."""
    taken = {unit.unit_id: list(unit.busy) for pool in problem.pools for unit in pool.units}
    for request in problem.requests:
        name, kept = ("pinned", request.pinned) if request.pinned else ("current", request.current)
        if kept is None or not (request.pinned or request.must):
            continue
        row = f"request {request.request_id}"
        for unit_id, use in _standing_uses(request, kept, row, name):
            if pool_of_unit.get(unit_id) not in use.pools:
                raise InvalidProblem(row, name, f"unit {unit_id} belongs to a pool of its use")
            if any(use.start < end and start < use.end for start, end in taken[unit_id]):
                raise InvalidProblem(row, name, f"unit {unit_id} is free for the whole of its use")
            taken[unit_id].append((use.start, use.end))


def _standing_uses(request: Request, kept: Assignment, row: str, name: str) -> Iterator[tuple[int, Use]]:
    option = request.option(kept.option_id)
    if option is None:
        raise InvalidProblem(row, name, "an option or fallback of this request")
    if [len(units) for units in kept.units] != [use.quantity for use in option.uses]:
        raise InvalidProblem(row, name, "as many units as each use asks for")
    for use, units in zip(option.uses, kept.units, strict=True):
        for unit_id in units:
            yield unit_id, use


def _unique(keys: Iterable[int], row: str, field: str) -> None:
    seen: set[int] = set()
    for key in keys:
        if key in seen:
            raise InvalidProblem(f"{row} {key}", field, "unique")
        seen.add(key)
