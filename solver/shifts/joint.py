"""What joins people: rows of cover, of breaks and of the worst-off person over everybody's cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.shifts.counting import Segment, counts, members_of, present, rests, segments
from solver.shifts.matrix import INFINITE, Builder, Programme, Vector
from solver.shifts.problem import Cover, ShiftProblem, Span

Place = tuple[int, int]  # index of a person, place of a shift


@dataclass(frozen=True, slots=True)
class BreakGroup:
    """Work that counts for the same covers of a day and has the same breaks: who rests when is exchangeable."""

    day: int
    covers: tuple[int, ...]
    breaks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Joint:
    """Rows over the people's cells and columns of their own: low <= cells + own <= high.

    `cells[index]`: the rows' coefficients for the cells of person number `index`.  `shortage`: what the own columns
    add to the shortage.  `groups`: who may belong to a break group; `resting`: its columns, one for each break.
    """

    programme: Programme
    shortage: Vector
    cells: tuple[sparse.csr_matrix, ...]
    groups: dict[BreakGroup, list[Place]]
    resting: dict[BreakGroup, list[int]]


def joint_of(problem: ShiftProblem, unmet: Sequence[np.ndarray]) -> Joint:
    """The joint rows; `unmet[index][day, place]`: weight of the person's wishes unmet by a choice (place 0 is OFF)."""
    build = _JointBuilder(problem)
    build.breaks()
    for cover in problem.covers:
        build.cover(cover)
    if problem.weights.worst_off:
        build.worst_off(unmet)
    return build.built()


class _JointBuilder:
    def __init__(self, problem: ShiftProblem) -> None:
        self.problem = problem
        self.width = len(problem.shifts)
        self.builder = Builder()
        self.shortage: dict[int, int] = {}  # column, slots
        self.cells: list[list[tuple[int, int, float]]] = [[] for _ in problem.people]  # row, cell, coefficient
        self.groups = _break_groups(problem)
        self.resting: dict[BreakGroup, list[int]] = {}
        self.of_cover: dict[int, list[BreakGroup]] = defaultdict(list)
        for group in self.groups:
            for cover_id in group.covers:
                self.of_cover[cover_id].append(group)

    def breaks(self) -> None:
        """As many people of a group rest at one of its breaks as are given its shifts."""
        for group, members in self.groups.items():
            weight = self.problem.weights.moved_break
            columns = [self.builder.column(len(members), weight * (place > 0)) for place in range(len(group.breaks))]
            self.resting[group] = columns
            row = self.builder.row([(column, -1) for column in columns], 0, 0)
            for index, place in members:
                self.cells[index].append((row, group.day * self.width + place, 1))

    def cover(self, cover: Cover) -> None:
        members = members_of(self.problem, cover)
        for (places, at_rest), slots in self._merged(cover).items():
            rest = [(column, -1.0) for column in at_rest]
            people = len(members)
            if cover.under or cover.over:
                under = self.builder.column(cover.preferred, cover.under * slots)
                over = self.builder.column(people, cover.over * slots)
                terms = [*rest, (under, 1.0), (over, -1.0)]
                self._have(cover, members, places, terms, (cover.preferred, cover.preferred))
            if cover.least:
                terms = [*rest, (self._short(cover.least, slots), 1.0)]
                self._have(cover, members, places, terms, (cover.least, INFINITE))
            if cover.most is not None and cover.most < people:
                terms = [*rest, (self._short(people, slots), -1.0)]
                self._have(cover, members, places, terms, (-INFINITE, cover.most))

    def _merged(self, cover: Cover) -> dict[tuple[tuple[int, ...], tuple[int, ...]], int]:
        """Segments with the same shifts and the same breaks in them as one: places, columns at rest, slots."""
        merged: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = defaultdict(int)
        for segment in segments(self.problem, cover):
            places = tuple(place for place in range(self.width) if self._counts(segment, place))
            at_rest = tuple(
                column
                for group in self.of_cover[cover.cover_id]
                for column, rest in zip(self.resting[group], group.breaks, strict=True)
                if rests(segment, rest)
            )
            merged[places, at_rest] += segment.slots
        return merged

    def _counts(self, segment: Segment, place: int) -> bool:
        """Whether the shift counts, those with a choice of breaks even where a break falls."""
        shift = self.problem.shifts[place]
        return counts(segment, shift) if len(shift.breaks) > 1 else present(segment, shift, 0)

    def _have(
        self,
        cover: Cover,
        members: Sequence[int],
        places: Sequence[int],
        terms: list[tuple[int, float]],
        bounds: tuple[float, float],
    ) -> None:
        row = self.builder.row(terms, *bounds)
        for index in members:
            self.cells[index].extend((row, cover.day * self.width + place, 1) for place in places)

    def _short(self, most: int, slots: int) -> int:
        column = self.builder.column(most)
        self.shortage[column] = slots
        return column

    def worst_off(self, unmet: Sequence[np.ndarray]) -> None:
        """Nobody's unmet weight is above the worst."""
        burdens = [person.burden for person in self.problem.people]
        highest = [burden + int(part.max(axis=1).sum()) for burden, part in zip(burdens, unmet, strict=True)]
        worst = self.builder.column(max(highest), self.problem.weights.worst_off, max(burdens))
        for index, part in enumerate(unmet):
            if highest[index] > max(burdens):
                row = self.builder.row([(worst, -1)], high=-burdens[index] - int(part[:, 0].sum()))
                change = (part[:, 1:] - part[:, :1]).reshape(-1)
                self.cells[index].extend((row, int(cell), float(change[cell])) for cell in np.flatnonzero(change))

    def built(self) -> Joint:
        shortage: Vector = np.zeros(self.builder.columns)
        for column, slots in self.shortage.items():
            shortage[column] = slots
        shape = self.builder.rows, len(self.problem.days) * self.width
        cells = tuple(_sparse(terms, shape) for terms in self.cells)
        return Joint(self.builder.built(), shortage, cells, self.groups, self.resting)


def _break_groups(problem: ShiftProblem) -> dict[BreakGroup, list[Place]]:
    """Who may belong to each group, for shifts with a choice of breaks that a cover with a span counts."""
    covers: dict[Place, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for cover in problem.covers:
        if cover.span is None:
            continue
        for index in members_of(problem, cover):
            for place, shift in enumerate(problem.shifts):
                if len(shift.breaks) > 1 and (not cover.shifts or shift.shift_id in cover.shifts):
                    covers[index, place][cover.day].append(cover.cover_id)
    groups: dict[BreakGroup, list[Place]] = defaultdict(list)
    for (index, place), by_day in covers.items():
        for day, ids in by_day.items():
            if problem.shifts[place].shift_id in problem.people[index].choices[day]:
                groups[BreakGroup(day, tuple(ids), problem.shifts[place].breaks)].append((index, place))
    return dict(groups)


def _sparse(terms: Sequence[tuple[int, int, float]], shape: tuple[int, int]) -> sparse.csr_matrix:
    rows, columns, values = zip(*terms, strict=True) if terms else ((), (), ())
    return sparse.csr_matrix((values, (rows, columns)), shape=shape, dtype=float)
