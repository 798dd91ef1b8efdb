"""The fewest new units with which an option fits beside everything that stands: none, where it fits as it is.

Exact where the uses of an option compete for the same units, which the best fit of `Occupancy` only tries.
Units that can serve the same uses are interchangeable, so one of each sort is tried; uses go in order of
time, so that among such units taking the first free one never fails needlessly.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from solver.allocation.occupancy import Occupancy
from solver.allocation.problem import Option, Use

# Steps of one search; only options with many uses of the same few units come near it.
MOST_STEPS = 5_000

# A unit that stands or a new one, with the numbers of the uses given to it.
Given = dict[int, list[int]]


@dataclass(frozen=True, slots=True)
class Fit:
    """For each use of an option its units.  New ones are numbered -1, -2, …; `new`: the pool of each, in that order."""

    units: tuple[tuple[int, ...], ...]
    new: tuple[int, ...]


def fit(option: Option, occupancy: Occupancy) -> tuple[tuple[int, ...], ...] | None:
    """Units for every use of the option beside everything that stands, or None."""
    found = fewest_new(option, occupancy, (), 0)
    return found.units if found is not None else None


def fewest_new(option: Option, occupancy: Occupancy, growable: Container[int], most: int) -> Fit | None:
    """The fit with the fewest new units, at most `most`, all in pools of `growable`; None when there is none."""
    candidates = [occupancy.free_units(use) for use in option.uses]
    least = max(max(0, use.quantity - len(free)) for use, free in zip(option.uses, candidates, strict=True))
    for count in range(least, most + 1):
        found = _Search(option.uses, candidates, growable, count).found()
        if found is not None:
            return found
    return None


class _Search:
    """Places one unit after another, going back where a use finds none."""

    def __init__(
        self, uses: tuple[Use, ...], candidates: list[list[int]], growable: Container[int], most_new: int
    ) -> None:
        self.uses, self.candidates, self.most_new = uses, candidates, most_new
        self.may_grow = [[pool_id for pool_id in use.pools if pool_id in growable] for use in uses]
        self.sort_of: dict[int, tuple[int, ...]] = {}
        for number, free in enumerate(candidates):
            for unit_id in free:
                self.sort_of[unit_id] = (*self.sort_of.get(unit_id, ()), number)
        by_start = sorted(range(len(uses)), key=lambda number: (uses[number].start, number))
        self.slots = [number for number in by_start for _ in range(uses[number].quantity)]
        self.given: Given = {}
        self.new: list[int] = []
        self.steps = 0

    def found(self) -> Fit | None:
        if not self._place(0):
            return None
        units = [
            sorted(unit for unit, given in self.given.items() if number in given) for number in range(len(self.uses))
        ]
        return Fit(tuple(map(tuple, units)), tuple(self.new))

    def _place(self, slot: int) -> bool:
        if slot == len(self.slots):
            return True
        self.steps += 1
        if self.steps > MOST_STEPS:
            return False
        number = self.slots[slot]
        for unit in self._one_of_each_sort(number):
            self.given.setdefault(unit, []).append(number)
            if self._place(slot + 1):
                return True
            self.given[unit].pop()
        return len(self.new) < self.most_new and any(self._with_new(pool, slot) for pool in self.may_grow[number])

    def _one_of_each_sort(self, number: int) -> Iterator[int]:
        tried: set[tuple[int, ...]] = set()
        for unit in (*self.candidates[number], *self._new_for(number)):
            given = self.given.get(unit, [])
            sort = (*self.sort_of.get(unit, (unit,)), -1, *given)
            if sort not in tried and not any(_overlap(self.uses[number], self.uses[other]) for other in given):
                tried.add(sort)
                yield unit

    def _new_for(self, number: int) -> Iterator[int]:
        return (-place for place, pool_id in enumerate(self.new, 1) if pool_id in self.may_grow[number])

    def _with_new(self, pool_id: int, slot: int) -> bool:
        self.new.append(pool_id)
        unit = -len(self.new)
        self.given[unit] = [self.slots[slot]]
        if self._place(slot + 1):
            return True
        del self.given[unit]
        self.new.pop()
        return False


def _overlap(one: Use, other: Use) -> bool:
    return one.start < other.end and other.start < one.end
