"""Which start times and lengths to offer: few different shifts that cover a demand (minimum shift design).

Demand is given for each slot of a cycle of days; a shift may run past midnight, and past the cycle's end into its
beginning.  Cost: `under` and `over` for each person and slot off the demand, `per_shift` for each different shift.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from solver.shifts.highs import rounded_up, solve
from solver.shifts.matrix import Builder


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shift that could be offered: first slot of the day, and how many slots."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class DesignProblem:
    """People wanted in each slot, and the shifts to choose from; raises ValueError when they do not fit together."""

    demand: tuple[int, ...]
    slots_per_day: int
    candidates: tuple[Candidate, ...]
    under: int = 1
    over: int = 1
    per_shift: int = 60

    def __post_init__(self) -> None:
        if self.slots_per_day < 1 or len(self.demand) % self.slots_per_day:
            raise ValueError("demand: whole days")
        if any(
            not 0 <= each.start < self.slots_per_day or not 1 <= each.length <= len(self.demand)
            for each in self.candidates
        ):
            raise ValueError("candidates: a start within the day, a length within the demand")
        if len(set(self.candidates)) != len(self.candidates):
            raise ValueError("candidates: each once")

    @property
    def days(self) -> int:
        return len(self.demand) // self.slots_per_day

    def slots(self, candidate: Candidate, day: int) -> list[int]:
        """The slots somebody works who starts the shift on that day."""
        first = day * self.slots_per_day + candidate.start
        return [slot % len(self.demand) for slot in range(first, first + candidate.length)]


@dataclass(frozen=True, slots=True)
class Offered:
    """A shift of the design and how many people start it on each day."""

    candidate: Candidate
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Design:
    """Shifts to offer, cost recomputed from them, and a lower bound of any design's cost."""

    offered: tuple[Offered, ...]
    cost: int
    bound: int


def design_cost(problem: DesignProblem, offered: Sequence[Offered]) -> int:
    """The cost of a design, from its shifts alone."""
    have = [0] * len(problem.demand)
    for each in offered:
        for day, people in enumerate(each.people):
            for slot in problem.slots(each.candidate, day):
                have[slot] += people
    off = (
        problem.under * max(0, need - got) + problem.over * max(0, got - need)
        for need, got in zip(problem.demand, have, strict=True)
    )
    return sum(off) + problem.per_shift * sum(any(each.people) for each in offered)


def design_shifts(problem: DesignProblem, seconds: float) -> Design:
    """The best design found in the time."""
    builder = Builder()
    working: list[list[tuple[int, float]]] = [[] for _ in problem.demand]
    columns = [_candidate(problem, candidate, builder, working) for candidate in problem.candidates]
    for slot, need in enumerate(problem.demand):
        under = builder.column(need, problem.under)
        over = builder.column(sum(problem.demand), problem.over)
        builder.row([*working[slot], (under, 1), (over, -1)], need, need)
    found = solve(builder.built(), seconds)
    if found.values is None:
        return Design((), design_cost(problem, ()), 0)
    offered = tuple(
        Offered(candidate, tuple(round(found.values[column]) for column in starts))
        for candidate, starts in zip(problem.candidates, columns, strict=True)
    )
    offered = tuple(each for each in offered if any(each.people))
    return Design(offered, design_cost(problem, offered), max(0, rounded_up(found.bound)))


def _candidate(
    problem: DesignProblem, candidate: Candidate, builder: Builder, working: list[list[tuple[int, float]]]
) -> list[int]:
    """Columns of how many start on each day; nobody where the shift is not offered."""
    used = builder.column(1, problem.per_shift)
    starts = []
    for day in range(problem.days):
        slots = problem.slots(candidate, day)
        most = max(problem.demand[slot] for slot in slots)
        start = builder.column(most)
        builder.row([(start, 1), (used, -most)], high=0)
        starts.append(start)
        for slot in slots:
            working[slot].append((start, 1))
    return starts
