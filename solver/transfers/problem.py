"""The transfer problem as plain values: what stands where, what will be asked for, and which runs can carry units.

Weeks are indices from 0; a week has five working days.  Loans are counted in whole loans, what a unit serves in
thousandths of a loan a week, prices in points: a refused loan costs its kind's `weight`, a run or a place on it its
`cost`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property

THOUSANDTHS = 1000
WORKING_DAYS = 5
LARGEST = 1_000_000


class InvalidTransferProblem(ValueError):
    """A problem that contradicts itself; names the row, the field and the rule it breaks."""

    def __init__(self, row: str, field: str, rule: str) -> None:
        super().__init__(f"{row}: {field}: {rule}")
        self.row, self.field, self.rule = row, field, rule


@dataclass(frozen=True, slots=True)
class Kind:
    """Units that can stand in for each other.

    `served`: thousandths of a loan that one unit serves in a week.  `weight`: points for a refused loan.  `places`:
    what one unit takes of a run's capacity.
    """

    kind_id: int
    served: int
    weight: int = 1
    places: int = 1


@dataclass(frozen=True, slots=True)
class Holding:
    """What an office has of a kind.

    `usable` units stand there and can be moved.  `in_repair` and `on_loan` take storage and are no use yet; they and
    units on the way come into use by `arrivals`, pairs of (week, units).  `committed`: units that booked loans need
    in each week, or nothing.  `safety`: units that stay when others are moved away.  `storage`: units that find
    room.  An office that starts outside of either limit is not made to move, only kept from getting worse.
    """

    office_id: int
    kind_id: int
    usable: int
    in_repair: int = 0
    on_loan: int = 0
    arrivals: tuple[tuple[int, int], ...] = ()
    committed: tuple[int, ...] = ()
    safety: int = 0
    storage: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A weekly run from one office to another, one way: a courier's, or a van's where no courier goes.

    `weekday`: the working day it leaves, 0 a Monday.  `lead_days`: working days until its load can be lent.
    `capacity`: places.  `cost`: for the run when anything is sent with it; `cost_each`: for each unit.  `not_in`:
    weeks without it (holidays, snow).
    """

    run_id: int
    origin: int
    destination: int
    weekday: int
    lead_days: int
    capacity: int
    cost: int = 0
    cost_each: int = 0
    not_in: tuple[int, ...] = ()

    @property
    def lag(self) -> int:
        """Weeks from the sending to the first week in which a unit counts at its destination."""
        return (self.weekday + self.lead_days) // WORKING_DAYS

    @property
    def lost_days(self) -> int:
        """Working days for which a unit is counted somewhere and serves nobody, because it is on the way."""
        return (self.weekday + self.lead_days) % WORKING_DAYS if self.lag else self.lead_days


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way the demand may go: loans asked for, a row for each holding in their order, a column for each week.

    Its probability is `weight` over the sum of weights.  Scenarios of one `branch` cannot be told apart when the
    later moves are decided; without a branch each is its own.
    """

    demand: tuple[tuple[int, ...], ...]
    weight: int = 1
    branch: int | None = None


@dataclass(frozen=True, slots=True)
class TransferLimits:
    """What a solve may use: wall seconds."""

    seconds: float


@dataclass(frozen=True)
class TransferProblem:
    """Equipment of several kinds to be moved between offices over some weeks.

    Moves in the first `here_and_now` weeks are decided for all scenarios alike; those of later weeks, up to
    `last_move` (a week number, exclusive; all weeks without it), by each branch for itself.
    Raises InvalidTransferProblem when a value contradicts another.
    """

    weeks: int
    kinds: tuple[Kind, ...]
    holdings: tuple[Holding, ...]
    runs: tuple[Run, ...]
    scenarios: tuple[Scenario, ...]
    here_and_now: int = 1
    last_move: int | None = None

    @cached_property
    def place(self) -> dict[tuple[int, int], int]:
        """The row of each (office, kind)."""
        return {(holding.office_id, holding.kind_id): row for row, holding in enumerate(self.holdings)}

    @cached_property
    def kind(self) -> dict[int, Kind]:
        return {kind.kind_id: kind for kind in self.kinds}

    @cached_property
    def run(self) -> dict[int, Run]:
        return {run.run_id: run for run in self.runs}

    @cached_property
    def branches(self) -> tuple[tuple[int, ...], ...]:
        """The scenarios of each branch by their places; one branch when no move is left to decide later."""
        if self.here_and_now >= self.moving_weeks:
            return (tuple(range(len(self.scenarios))),)
        groups: dict[Hashable, list[int]] = {}
        for number, scenario in enumerate(self.scenarios):
            key = ("alone", number) if scenario.branch is None else ("branch", scenario.branch)
            groups.setdefault(key, []).append(number)
        return tuple(map(tuple, groups.values()))

    @property
    def moving_weeks(self) -> int:
        """Weeks in which anything may be sent."""
        return self.weeks if self.last_move is None else min(self.last_move, self.weeks)

    @property
    def weight(self) -> int:
        """The sum of the scenarios' weights."""
        return sum(scenario.weight for scenario in self.scenarios)

    def __post_init__(self) -> None:
        _require(self.weeks >= 1, "problem", "weeks", "at least 1")
        _require(0 <= self.here_and_now <= self.weeks, "problem", "here_and_now", "between 0 and the weeks")
        _require(self.last_move is None or self.last_move >= 0, "problem", "last_move", "not negative")
        _require(bool(self.scenarios), "problem", "scenarios", "at least one")
        _unique((kind.kind_id for kind in self.kinds), "kind", "kind_id")
        _unique(((each.office_id, each.kind_id) for each in self.holdings), "holding", "office_id, kind_id")
        _unique((run.run_id for run in self.runs), "run", "run_id")
        for kind in self.kinds:
            row = f"kind {kind.kind_id}"
            _amounts(row, "served, weight", kind.served, kind.weight)
            _require(kind.places >= 1, row, "places", "at least 1")
        for holding in self.holdings:
            _check_holding(holding, self)
        offices = {holding.office_id for holding in self.holdings}
        for run in self.runs:
            _check_run(run, offices, self.weeks)
        for number, scenario in enumerate(self.scenarios):
            _check_scenario(f"scenario {number}", scenario, len(self.holdings), self.weeks)


def _check_holding(holding: Holding, problem: TransferProblem) -> None:
    row = f"holding of office {holding.office_id}, kind {holding.kind_id}"
    _require(any(kind.kind_id == holding.kind_id for kind in problem.kinds), row, "kind_id", "a known kind")
    _amounts(row, "usable, in_repair, on_loan, safety", holding.usable, holding.in_repair, holding.on_loan)
    _amounts(row, "safety", holding.safety)
    _amounts(row, "storage", holding.storage or 0)
    _amounts(row, "committed", *holding.committed)
    _require(len(holding.committed) in {0, problem.weeks}, row, "committed", "nothing or one number a week")
    _amounts(row, "arrivals", *(units for _, units in holding.arrivals))
    known = all(0 <= week < problem.weeks for week, _ in holding.arrivals)
    _require(known, row, "arrivals", "in weeks of the problem")


def _check_run(run: Run, offices: set[int], weeks: int) -> None:
    row = f"run {run.run_id}"
    _require({run.origin, run.destination} <= offices, row, "origin, destination", "offices that hold something")
    _require(run.origin != run.destination, row, "origin, destination", "two offices")
    _require(0 <= run.weekday < WORKING_DAYS, row, "weekday", "between 0 and 4")
    _require(0 <= run.lead_days <= WORKING_DAYS * weeks, row, "lead_days", "not negative, within the weeks")
    _amounts(row, "capacity, cost, cost_each", run.capacity, run.cost, run.cost_each)


def _check_scenario(row: str, scenario: Scenario, holdings: int, weeks: int) -> None:
    _require(1 <= scenario.weight <= LARGEST, row, "weight", f"between 1 and {LARGEST}")
    _require(len(scenario.demand) == holdings, row, "demand", "a row for each holding")
    _require(all(len(line) == weeks for line in scenario.demand), row, "demand", "a number for each week")
    within = all(min(line) >= 0 and max(line) <= LARGEST for line in scenario.demand)
    _require(within, row, "demand", f"between 0 and {LARGEST}")


def _amounts(row: str, field: str, *amounts: int) -> None:
    _require(all(0 <= amount <= LARGEST for amount in amounts), row, field, f"between 0 and {LARGEST}")


def _require(holds: bool, row: str, field: str, rule: str) -> None:
    if not holds:
        raise InvalidTransferProblem(row, field, rule)


def _unique(keys: Iterable[Hashable], row: str, field: str) -> None:
    seen: set[Hashable] = set()
    for key in keys:
        _require(key not in seen, f"{row} {key}", field, "unique")
        seen.add(key)
