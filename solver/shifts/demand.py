"""A demand to be covered by few different shifts, and the answer to it.  Plain values, no solver.

Demand is given for each slot of a cycle of days; a shift may run past midnight, and past the cycle's end into its
beginning.  Cost: `under` and `over` for each person and slot off the demand, `per_shift` for each different shift.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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
