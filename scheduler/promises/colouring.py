"""Finds units for promises that overlap in time: interval colouring beside what cannot be moved.

With nothing immovable any order by start succeeds as soon as there are enough units at every instant. What is
bound, closed or handed out makes it a search: exact, by start, with the states that failed remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

# An office's class has some tens of units; past this many steps the answer is "not found", never a wrong one.
MOST_STEPS = 20_000
# From when to when a unit cannot be used; a pair, for one shortened by a turnaround may run backwards.
Busy = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Piece:
    """One promise to place; `unit_id` is where it is now, `only` the units it may have (None: any)."""

    key: int
    starts_at: datetime
    ends_at: datetime
    unit_id: int | None = None
    only: frozenset[int] | None = None


def concerned(pieces: Sequence[Piece], new: Piece) -> tuple[Piece, ...]:
    """The new piece and all that hang together with it in time, by start: the others can stay where they are."""
    found: list[Piece] = []
    end: datetime | None = None
    for piece in sorted((*pieces, new), key=lambda piece: (piece.starts_at, piece.key)):
        if end is not None and piece.starts_at >= end:
            if new in found:
                break
            found, end = [], None
        found.append(piece)
        end = piece.ends_at if end is None else max(end, piece.ends_at)
    return tuple(found)


def coloured(pieces: Sequence[Piece], fixed: Mapping[int, Sequence[Busy]]) -> dict[int, int] | None:
    """A unit for every piece (sorted by start), or None; `fixed` has an entry for each unit of the class."""
    if not pieces:
        return {}
    search = _Search(pieces, fixed)
    return search.run()


class _Search:
    def __init__(self, pieces: Sequence[Piece], fixed: Mapping[int, Sequence[Busy]]) -> None:
        self.pieces = pieces
        self.fixed = fixed
        self.busy_until = dict.fromkeys(fixed, pieces[0].starts_at)
        self.failed: set[tuple[int, tuple[datetime, ...]]] = set()

    def run(self) -> dict[int, int] | None:
        """Depth first, without recursion: a chain of promises can be longer than Python's stack."""
        open_choices = [self._choices(0)]
        taken: list[tuple[int, datetime]] = []
        for _step in range(MOST_STEPS):
            unit_id = next(open_choices[-1], None)
            if unit_id is None:
                self.failed.add(self._state(len(taken)))
                open_choices.pop()
                if not taken:
                    return None
                undone, until = taken.pop()
                self.busy_until[undone] = until
                continue
            piece = self.pieces[len(taken)]
            taken.append((unit_id, self.busy_until[unit_id]))
            self.busy_until[unit_id] = piece.ends_at
            if len(taken) == len(self.pieces):
                return {piece.key: unit_id for piece, (unit_id, _) in zip(self.pieces, taken, strict=True)}
            known = self._state(len(taken)) in self.failed
            open_choices.append(iter(()) if known else self._choices(len(taken)))
        return None

    def _state(self, index: int) -> tuple[int, tuple[datetime, ...]]:
        start = self.pieces[index].starts_at
        return index, tuple(max(until, start) for until in self.busy_until.values())

    def _choices(self, index: int) -> Iterator[int]:
        """Tightest gap first, so that long free times stay whole; then the unit it has, so that little moves.

        Units that are free now and have the same immovable times ahead are alike: one of them is enough to try.
        """
        piece = self.pieces[index]
        ranked = sorted(
            self._free(piece),
            key=lambda found: (found[0] is None, found[0] or piece.ends_at, found[1] != piece.unit_id),
        )
        tried: set[tuple[Busy, ...]] = set()
        for _gap, unit_id in ranked:
            ahead = tuple(busy for busy in self.fixed[unit_id] if busy[1] > piece.starts_at)
            others = any(unit_id in (later.only or ()) for later in self.pieces[index + 1 :])
            if ahead in tried and not others:
                continue
            if not others:
                tried.add(ahead)
            yield unit_id

    def _free(self, piece: Piece) -> Iterator[tuple[datetime | None, int]]:
        for unit_id, times in self.fixed.items():
            if piece.only is not None and unit_id not in piece.only:
                continue
            if self.busy_until[unit_id] > piece.starts_at:
                continue
            if any(start < piece.ends_at and end > piece.starts_at for start, end in times):
                continue
            yield min((start for start, _ in times if start >= piece.ends_at), default=None), unit_id
