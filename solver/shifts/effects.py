"""What single changes of a plan that stands would do, with all that they leave alone counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from solver.shifts.check import CoverChange, Violation, breaches
from solver.shifts.counting import Segment, present, segments
from solver.shifts.goals import cover_price, is_met, missing, own_price, unmet_weights, worst_off
from solver.shifts.plan import Row
from solver.shifts.problem import Cell, ShiftProblem, Wish


@dataclass(frozen=True, slots=True)
class Prices:
    """What a change adds to each part of the penalty; below 0 where it saves."""

    cover: int
    wishes: int
    worst_off: int
    own: int

    @property
    def total(self) -> int:
        return self.cover + self.wishes + self.worst_off + self.own


@dataclass(frozen=True, slots=True)
class Effect:
    """Rules newly broken, parts of covers with another number of people, and what is added to the goals."""

    violations: tuple[Violation, ...]
    covers: tuple[CoverChange, ...]
    shortage: int
    prices: Prices


class Standing:
    """A plan that stands; `effect` gives of one day's cells what `check_change` would, as differences."""

    def __init__(self, problem: ShiftProblem, rows: Sequence[Row]) -> None:
        self.problem = problem
        self.rows = {row.person_id: row for row in rows}
        self._people = {person.person_id: person for person in problem.people}
        self._shifts = {shift.shift_id: shift for shift in problem.shifts}
        self._wishes: dict[tuple[int, int], list[Wish]] = defaultdict(list)
        for wish in problem.wishes:
            self._wishes[wish.person_id, wish.day].append(wish)
        self._unmet = unmet_weights(problem, self.rows)
        self._worst = worst_off(problem, self._unmet)
        self._segments: dict[int, list[Segment]] = defaultdict(list)
        for cover in problem.covers:
            self._segments[cover.day].extend(segments(problem, cover))
        self._haves: dict[int, list[int]] = {}
        self._standing: dict[int, set[Violation]] = {}

    def shortage(self, day: int) -> int:
        """People missing against the day's hard cover, times slots."""
        parts = zip(self._segments[day], self._counts(day), strict=True)
        return sum(missing(segment, have) * segment.slots for segment, have in parts)

    def effect(self, cells: Sequence[Cell], places: Sequence[int] | None = None) -> Effect:
        """What giving these cells instead would do; all on one day, one for a person.

        `places`: which of its shift's breaks each takes; without, who changes their shift gets its usual one.
        """
        day = cells[0].day
        changed = {cell.person_id: _given(self.rows[cell.person_id], cell) for cell in cells}
        for cell, place in zip(cells, places or (), strict=False):
            changed[cell.person_id] = _resting(changed[cell.person_id], day, place)
        moved, shortage, price = self._covers(day, changed)
        unmet = dict(self._unmet)
        for person_id, row in changed.items():
            unmet[person_id] += self._wished(person_id, day, row) - self._wished(person_id, day, self.rows[person_id])
        own = sum(
            own_price(self.problem, self._people[person_id], row)
            - own_price(self.problem, self._people[person_id], self.rows[person_id])
            for person_id, row in changed.items()
        )
        wishes = sum(unmet[person_id] - self._unmet[person_id] for person_id in changed)
        worst = self.problem.weights.worst_off * (worst_off(self.problem, unmet) - self._worst)
        return Effect(self._violations(changed), tuple(moved), shortage, Prices(price, wishes, worst, own))

    def _wished(self, person_id: int, day: int, row: Row) -> int:
        """Weight of the wishes for that day that the row leaves unmet."""
        return sum(wish.weight for wish in self._wishes[person_id, day] if not is_met(wish, row.choices[day]))

    def _covers(self, day: int, changed: dict[int, Row]) -> tuple[list[CoverChange], int, int]:
        """Parts whose number changes, and what is added to the shortage and to the price of cover."""
        moved, shortage, price = [], 0, 0
        for segment, had in zip(self._segments[day], self._counts(day), strict=True):
            have = had + sum(
                self._counted(segment, row) - self._counted(segment, self.rows[person_id])
                for person_id, row in changed.items()
            )
            if have == had:
                continue
            gone, left = missing(segment, had), missing(segment, have)
            moved.append(CoverChange(segment.cover.cover_id, day, segment.span, had, have, gone, left))
            shortage += (left - gone) * segment.slots
            price += (cover_price(segment, have) - cover_price(segment, had)) * segment.slots
        return moved, shortage, price

    def _counts(self, day: int) -> list[int]:
        if day not in self._haves:
            self._haves[day] = [
                sum(self._counted(segment, row) for row in self.rows.values()) for segment in self._segments[day]
            ]
        return self._haves[day]

    def _counted(self, segment: Segment, row: Row) -> bool:
        people, day = segment.cover.people, segment.cover.day
        if people and row.person_id not in people:
            return False
        return present(segment, self._shifts.get(row.choices[day]), row.breaks[day])

    def _violations(self, changed: dict[int, Row]) -> tuple[Violation, ...]:
        after = breaches(self.problem, [changed[person_id] for person_id in sorted(changed)])
        return tuple(violation for violation in after if violation not in self._broken(violation.person_id or 0))

    def _broken(self, person_id: int) -> set[Violation]:
        """What breaks the person's rules already."""
        if person_id not in self._standing:
            self._standing[person_id] = set(breaches(self.problem, [self.rows[person_id]]))
        return self._standing[person_id]


def _resting(row: Row, day: int, place: int) -> Row:
    return replace(row, breaks=(*row.breaks[:day], place, *row.breaks[day + 1 :]))


def _given(row: Row, cell: Cell) -> Row:
    if row.choices[cell.day] == cell.choice:
        return row
    choices, breaks = list(row.choices), list(row.breaks)
    choices[cell.day], breaks[cell.day] = cell.choice, 0
    return replace(row, choices=tuple(choices), breaks=tuple(breaks))
