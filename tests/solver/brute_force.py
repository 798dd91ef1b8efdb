"""The best plan of a small problem by trying everything, minute by minute and unit by unit.

Shares nothing with the solver but the values of a problem: a slow second opinion on plans and on reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import combinations, product

from solver.allocation import AllocationPlan, AllocationProblem, Assignment, Option, Request, Unit, Use

# request id -> the option it is served by; whoever is not in it is refused.
Choice = Mapping[int, Option]


@dataclass(frozen=True)
class Found:
    """A choice that can be given units, with its rank: larger is better, goal after goal, the lot last."""

    rank: tuple[int, ...]
    choice: Choice


def minutes(start: int, end: int) -> int:
    """The minutes of a span as bits."""
    return (1 << end) - (1 << start)


class Everything:
    """All plans of a problem whose times are small and not negative."""

    def __init__(self, problem: AllocationProblem) -> None:
        self.problem = problem
        self.requests = {request.request_id: request for request in problem.requests}
        self.units = {pool.pool_id: [unit.unit_id for unit in pool.units] for pool in problem.pools}
        self.busy = {unit.unit_id: _busy(unit) for pool in problem.pools for unit in pool.units}
        self._choices = sorted(
            ((self._most(choice), number, choice) for number, choice in enumerate(self._all_choices())), reverse=True
        )

    def _all_choices(self) -> Iterator[Choice]:
        ways: list[list[Option | None]] = []
        for request in self.problem.requests:
            if request.pinned is not None:
                ways.append([request.option(request.pinned.option_id)])
            else:
                ways.append([*request.options, *([] if request.must else [None])])
        for chosen in product(*ways):
            pairs = zip(self.problem.requests, chosen, strict=True)
            yield {request.request_id: option for request, option in pairs if option is not None}

    def best(self, serving: int | None = None) -> Found | None:
        """The best plan, or the best that serves a request; None when nothing does."""
        return next(iter(self.all_best(serving)), None)

    def all_best(self, serving: int | None = None, *, drawing: bool = True) -> list[Found]:
        """Every choice of the best rank; without drawing, of the best rank before the lot."""
        last = None if drawing else -1
        found: list[Found] = []
        for most, _, choice in self._choices:
            if found and most[:last] < found[0].rank[:last]:
                break
            if serving is not None and serving not in choice:
                continue
            kept = self.most_kept(choice)
            if kept is not None:
                found.append(Found(self._rank(choice, self._changes(choice, kept)), choice))
                found.sort(key=lambda item: item.rank, reverse=True)
        return [item for item in found if item.rank[:last] == found[0].rank[:last]]

    def _most(self, choice: Choice) -> tuple[int, ...]:
        """The rank if every unit could be kept."""
        return self._rank(choice, self._changes(choice, len(self._keepers(choice))))

    def _changes(self, choice: Choice, kept: int) -> int:
        return sum(request.current is not None for request in self.problem.requests) - kept

    def _rank(self, choice: Choice, changes: int) -> tuple[int, ...]:
        served = [(self.requests[name], option) for name, option in choice.items()]
        values = {
            "entitled": sum(request.weight for request, option in served if option.entitled),
            "served": sum(request.weight for request, _ in served),
            "cost": -sum(option.cost for _, option in served),
            "stability": -changes,
            "packing": 0,
        }
        lots = sum(drawn(self.problem.seed, request.request_id) for request, _ in served)
        return (*(values[goal] for goal in self.problem.goals), lots)

    def _keepers(self, choice: Choice) -> list[Assignment]:
        """What stood and would not change if the units could be had again."""
        currents = ((self.requests[name].current, option) for name, option in choice.items())
        return [
            current
            for current, option in currents
            if current is not None
            and current.option_id == option.option_id
            and [len(set(units)) for units in current.units] == [use.quantity for use in option.uses]
        ]

    def most_kept(self, choice: Choice) -> int | None:
        """How many can keep exactly what they had at most; None when there are no units for the choice at all."""
        keepers = self._keepers(choice)
        for count in range(len(keepers), -1, -1):
            if any(self.can_stand(choice, kept) for kept in combinations(keepers, count)):
                return count
        return None

    def can_stand(self, choice: Choice, kept: Iterable[Assignment] = ()) -> bool:
        """Whether there are units for every use of the choice, those of `kept` and of pins being given."""
        pins = [request.pinned for request in self.problem.requests if request.pinned is not None]
        given = {item.request_id: item for item in (*kept, *pins)}
        free = dict(self.busy)
        if not all(
            _take(free, use, units, self.units)
            for name, item in given.items()
            for use, units in zip(choice[name].uses, item.units, strict=True)
        ):
            return False
        left = [use for name, option in choice.items() if name not in given for use in option.uses]
        return self._placed(sorted(left, key=lambda use: (len(self._of(use)), use.start)), free)

    def _of(self, use: Use) -> list[int]:
        return [unit_id for pool_id in use.pools for unit_id in self.units[pool_id]]

    def _placed(self, uses: list[Use], taken: dict[int, int]) -> bool:
        if not uses:
            return True
        use, span = uses[0], minutes(uses[0].start, uses[0].end)
        free = [unit_id for unit_id in self._of(use) if not taken[unit_id] & span]
        for units in combinations(free, use.quantity):
            if self._placed(uses[1:], taken | {unit_id: taken[unit_id] | span for unit_id in units}):
                return True
        return False

    def fits_beside(self, plan: AllocationPlan, option: Option, more: Iterable[int] = ()) -> bool:
        """Whether an option fits beside a plan that stays as it is, with one more unit in each pool of `more`."""
        taken = taken_by(self.problem, plan)
        units = {pool_id: list(mine) for pool_id, mine in self.units.items()}
        beside = Everything.__new__(Everything)
        beside.units = units
        for number, pool_id in enumerate(more, 1):
            units[pool_id].append(-number)
            taken[-number] = 0
        return beside._placed(list(option.uses), taken)


def drawn(seed: int, request_id: int) -> int:
    return int(sha256(f"{seed}:{request_id}".encode()).hexdigest()[:4], 16)


def taken_by(problem: AllocationProblem, plan: AllocationPlan) -> dict[int, int]:
    """For each unit the minutes in which it is busy or given."""
    taken = {unit.unit_id: _busy(unit) for pool in problem.pools for unit in pool.units}
    for _, use, units in given_uses(problem, plan):
        for unit_id in units:
            taken[unit_id] |= minutes(use.start, use.end)
    return taken


def given_uses(problem: AllocationProblem, plan: AllocationPlan) -> Iterator[tuple[Request, Use, tuple[int, ...]]]:
    requests = {request.request_id: request for request in problem.requests}
    for item in plan.assignments:
        request = requests[item.request_id]
        option = request.option(item.option_id)
        assert option is not None
        for use, units in zip(option.uses, item.units, strict=True):
            yield request, use, units


def asking_for(problem: AllocationProblem, request_id: int, options: tuple[Option, ...]) -> AllocationProblem:
    """The problem in which a request asks for these options instead."""
    return replace(
        problem,
        requests=tuple(
            replace(request, options=options, fallbacks=()) if request.request_id == request_id else request
            for request in problem.requests
        ),
    )


def standing_still(problem: AllocationProblem, plan: AllocationPlan, request_id: int) -> AllocationProblem:
    """The served must stay served and better where they are, one request more is to be served, nobody else asks."""
    given = {item.request_id: item for item in plan.assignments}
    return replace(
        problem,
        goals=("served", "stability", "cost"),
        requests=tuple(
            replace(request, must=True, current=given[request.request_id])
            if request.request_id in given
            else replace(request, must=False, current=None)
            for request in problem.requests
            if request.request_id in given or request.request_id == request_id
        ),
    )


def _busy(unit: Unit) -> int:
    taken = 0
    for start, end in unit.busy:
        taken |= minutes(max(start, 0), min(end, 64)) if start < 64 and end > 0 else 0
    return taken


def _take(taken: dict[int, int], use: Use, units: tuple[int, ...], of_pool: Mapping[int, list[int]]) -> bool:
    span = minutes(use.start, use.end)
    for unit_id in units:
        if not any(unit_id in of_pool[pool_id] for pool_id in use.pools) or taken[unit_id] & span:
            return False
        taken[unit_id] |= span
    return True
