"""Has the solver mend and fill up a part, and says what would be different, in the office's terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler.moving.moves import Move, Place
from scheduler.moving.part import Part
from scheduler.moving.standing import Standing
from scheduler.plans.choices import Choice
from solver.allocation import Assignment, Limits
from solver.allocation.incremental import Resolved
from solver.process import resolve_in_child


@dataclass(frozen=True, slots=True)
class Changes:
    """`gains`: by date that waits the place it would get. `lost`: bookings that find no place.

    `fewest` is the bound on the number of moves: nobody can serve this weight with fewer.
    """

    moves: tuple[Move, ...]
    gains: Mapping[int, Place]
    costs: Mapping[int, int]
    lost: tuple[int, ...]
    fewest: int
    status: str


def changes_of(part: Part, *, movable: frozenset[int], wanted: frozenset[int], seconds: float) -> Changes:
    """What would be different; `movable` are numbers of bookings, `wanted` of dates that wait.

    Raises:
        SolveFailed: the solver's process gave no answer.
    """
    found = resolve_in_child(
        part.problem,
        part.standing,
        Limits(seconds),
        movable=frozenset(-booking_id for booking_id in movable),
        wanted=wanted,
    )
    return read(part, found)


def read(part: Part, found: Resolved) -> Changes:
    """The solver's answer in the office's terms."""
    now = {item.request_id: item for item in found.assignments}
    return Changes(
        moves=tuple(_moves(part, now)),
        gains={key: _place(part, now[key]) for key in found.gained},
        costs={key: _choice(part, now[key]).cost for key in found.gained},
        lost=tuple(sorted(-key for key in found.displaced_lost)),
        fewest=found.moves.bound,
        status=found.status,
    )


def _moves(part: Part, now: Mapping[int, Assignment]) -> Iterator[Move]:
    for key, item in sorted(part.bookings.items(), reverse=True):
        if key not in now:
            continue
        before, after = _before(item), _place(part, now[key])
        if before != after:
            yield Move(item.booking_id, item.version, before, after)


def _before(item: Standing) -> Place:
    wish = item.wish
    return Place(
        wish.office_id, wish.interval.start, wish.interval.end, wish.use_dates, wish.conf_system, item.unit_ids
    )


def _place(part: Part, assignment: Assignment) -> Place:
    choice = _choice(part, assignment)
    # Pools of persons and quotas have units below zero: they are nobody's equipment.
    units = tuple(unit_id for use in assignment.units for unit_id in use if unit_id > 0)
    return Place(choice.office_id, choice.starts_at, choice.ends_at, choice.use_dates, choice.conf_system, units)


def _choice(part: Part, assignment: Assignment) -> Choice:
    return part.choices[assignment.request_id][assignment.option_id]
