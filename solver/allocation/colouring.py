"""Units for chosen uses: interval colouring, greedy first, by a small model where greed fails.

Pieces that overlap in time and could take the same unit form a group; groups are coloured one by one,
in order of time, so that a series finds the units it had before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest

from solver.allocation.classes import Given, Units
from solver.allocation.occupancy import FOREVER, chosen_option, occupancy_of
from solver.allocation.prepare import Column, Prepared, connected
from solver.allocation.problem import Request, Span, Use

Colours = dict[int, Units]
SeriesPlace = tuple[int, tuple[int, ...]]
NEVER = (-FOREVER, -FOREVER)


@dataclass(frozen=True, slots=True)
class Piece:
    """`quantity` of `units` (all free) over [start, end) for use number `use` of a column.

    `current`: the units of the plan before, when it chose the same option and they can be had again.
    """

    number: int
    column: int
    use: int
    start: int
    end: int
    quantity: int
    units: Units
    current: Units = ()
    series: SeriesPlace | None = None


def pieces_of(prepared: Prepared, chosen: Iterable[int], given: Given) -> list[Piece]:
    """The pieces of the chosen columns; where `given` names classes of units, one piece per class."""
    pieces: list[Piece] = []
    free = cache(lambda pools, start, end: tuple(prepared.standing.free_units(Use(pools, start, end))))
    for index in sorted(chosen):
        column = prepared.columns[index]
        for number, use in enumerate(column.option.uses):
            parts = given.get((index, number)) or [(free(use.pools, use.start, use.end), use.quantity)]
            for units, quantity in parts:
                current = _current(column, number, units, quantity)
                pieces.append(
                    Piece(
                        len(pieces),
                        index,
                        number,
                        use.start,
                        use.end,
                        quantity,
                        units,
                        current,
                        _series_place(column.request, use),
                    )
                )
    return pieces


def _series_place(request: Request, use: Use) -> SeriesPlace | None:
    return None if request.series is None else (request.series, tuple(sorted(use.pools)))


def _current(column: Column, number: int, units: Units, quantity: int) -> Units:
    current = column.request.current
    if current is None or not column.kept:
        return ()
    mine = tuple(sorted(set(current.units[number]).intersection(units)))
    return mine if len(mine) == quantity else ()


def groups_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that can get in each other's way, directly or through others; groups in order of time."""
    of_unit: dict[int, list[Piece]] = defaultdict(list)
    one_of = _one_of_alike(pieces)
    for piece in sorted(pieces, key=lambda piece: piece.start):
        for unit in one_of[piece.units]:
            of_unit[unit].append(piece)
    links: list[tuple[int, int]] = []
    for touching in of_unit.values():
        longest = touching[0]
        for piece in touching[1:]:
            if piece.start < longest.end:
                links.append((longest.number, piece.number))
            if piece.end > longest.end:
                longest = piece
    root = connected((piece.number for piece in pieces), links)
    groups: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        groups[root[piece.number]].append(piece)
    return sorted(groups.values(), key=lambda group: (min(piece.start for piece in group), group[0].number))


def _one_of_alike(pieces: Iterable[Piece]) -> dict[Units, list[int]]:
    """For each set of units that pieces could take one unit of each kind: alike are those in the same sets."""
    kind_of: dict[int, list[int]] = defaultdict(list)
    sets = list({piece.units: None for piece in pieces})
    for number, units in enumerate(sets):
        for unit in units:
            kind_of[unit].append(number)
    first: dict[tuple[int, ...], int] = {}
    for unit, numbers in kind_of.items():
        first.setdefault(tuple(numbers), unit)
    found: dict[Units, list[int]] = {units: [] for units in sets}
    for kinds, unit in first.items():
        for number in kinds:
            found[sets[number]].append(unit)
    return found


Order = Callable[[Piece], tuple[int, ...]]
ByModel = Callable[[Sequence[Piece], Colours | None], Colours | None]


class Colouring:
    """Gives units beside what stands, and remembers which units each series has."""

    def __init__(self, prepared: Prepared) -> None:
        problem = prepared.problem
        self.occupancy = occupancy_of(problem, prepared.pinned)
        self.series_units: dict[SeriesPlace, set[int]] = defaultdict(set)
        requests = {request.request_id: request for request in problem.requests}
        for pin in prepared.pinned:
            request = requests[pin.request_id]
            for use, units in zip(chosen_option(request, pin).uses, pin.units, strict=True):
                if (series := _series_place(request, use)) is not None:
                    self.series_units[series].update(units)

    def colour(self, group: Sequence[Piece], by_model: ByModel, *, in_haste: bool) -> Colours:
        """Units for every piece of the group, or for some when there are not for all (or none were found in time).

        Keeping every current unit comes first; where that fails the model minimises the changes,
        starting from a colouring that keeps nothing if greed finds one.  In haste greed is tried once.
        """
        colours = (
            self._greedy(group, _by_start, keep=True, partly=True) if in_haste else self._any_order(group, keep=True)
        )
        if colours is None:
            anyhow = self._any_order(group, keep=False) if any(piece.current for piece in group) else None
            colours = by_model(group, anyhow) or anyhow or self._greedy(group, _by_start, keep=True, partly=True) or {}
        self.take(group, colours)
        return colours

    def take(self, group: Sequence[Piece], colours: Colours) -> None:
        """Puts the units in place."""
        for piece in group:
            if piece.number in colours:
                self.occupancy.place(piece.start, piece.end, colours[piece.number])
                if piece.series is not None:
                    self.series_units[piece.series].update(colours[piece.number])

    def _any_order(self, group: Sequence[Piece], *, keep: bool) -> Colours | None:
        orders = (
            (_series_first, _by_start, _scarcest_first)
            if any(piece.series for piece in group)
            else (_by_start, _scarcest_first)
        )
        attempts = (self._greedy(group, order, keep=keep) for order in orders)
        return next((colours for colours in attempts if colours is not None), None)

    def _greedy(self, group: Sequence[Piece], order: Order, *, keep: bool, partly: bool = False) -> Colours | None:
        """Best fit, piece after piece, current units first; leaves the occupancy as it was.

        None where a piece finds no units, unless `partly`: then the other pieces have theirs.
        """
        wanted = _demand(group)
        latest: dict[int, Span] = {}
        series_units = {piece.series: set(self.series_units[piece.series]) for piece in group if piece.series}
        colours: Colours = {}
        for piece in sorted(group, key=lambda piece: (not (keep and piece.current), order(piece))):
            mine = series_units[piece.series] if piece.series else set()
            kept = keep and piece.current
            units = self._best_fit(piece, piece.current if kept else piece.units, mine, wanted, latest)
            if units is None and partly and kept:
                units = self._best_fit(piece, piece.units, mine, wanted, latest)
            if units is None and partly:
                continue
            if units is None:
                break
            self.occupancy.place(piece.start, piece.end, units)
            latest.update((unit, max(latest.get(unit, NEVER), (piece.end, piece.start))) for unit in units)
            mine.update(units)
            colours[piece.number] = units
        for piece in group:
            self.occupancy.remove(piece.start, piece.end, colours.get(piece.number, ()))
        return colours if partly or len(colours) == len(group) else None

    def _best_fit(
        self, piece: Piece, units: Units, mine: set[int], wanted: Mapping[int, float], latest: Mapping[int, Span]
    ) -> Units | None:
        """`latest`: of what the group has placed on each unit, end and start of what ends last."""
        start, end = piece.start, piece.end
        free = []
        for unit in units:
            # Beside the rest of the group, because whatever stands leaves the piece's units free.
            until, since = latest.get(unit, NEVER)
            if until <= start or (since >= end and self.occupancy.is_free(unit, start, end)):
                free.append(unit)
        if len(free) < piece.quantity:
            return None
        return tuple(
            nsmallest(
                piece.quantity,
                free,
                key=lambda unit: (unit not in mine, wanted[unit], _gap(latest.get(unit, NEVER), start, end), unit),
            )
        )


def _gap(latest: Span, start: int, end: int) -> int:
    """Between the piece and what is last on the unit."""
    until, since = latest
    return start - until if until <= start else since - end


def _series_first(piece: Piece) -> tuple[int, ...]:
    return piece.series is None, piece.start, len(piece.units), piece.number


def _by_start(piece: Piece) -> tuple[int, ...]:
    return piece.start, len(piece.units), -piece.end, piece.number


def _scarcest_first(piece: Piece) -> tuple[int, ...]:
    return len(piece.units), piece.start, piece.number


def _demand(group: Sequence[Piece]) -> Mapping[int, float]:
    """Expected minutes of use per unit: flexible pieces leave the units that others need."""
    of_set: dict[Units, float] = defaultdict(float)
    for piece in group:
        of_set[piece.units] += (piece.end - piece.start) * piece.quantity / max(1, len(piece.units))
    wanted: dict[int, float] = defaultdict(float)
    for units, minutes in of_set.items():
        for unit in units:
            wanted[unit] += minutes
    return wanted
