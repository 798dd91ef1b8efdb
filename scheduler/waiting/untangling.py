"""What the solver found, cut into offers that stand on their own: one date each, with the moves that it needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from scheduler.moving.moves import Move
from scheduler.moving.resolving import Changes
from scheduler.waiting.offering import Draft


def drafts_of(changes: Changes) -> tuple[tuple[Draft, ...], tuple[int, ...]]:
    """Offers that need nothing of one another, and the dates that only come together with others.

    Whoever takes a unit that somebody else is to leave hangs together with that somebody.
    """
    groups = _groups(changes)
    moves = {move.booking_id: move for move in changes.moves}
    drafts: list[Draft] = []
    tangled: list[int] = []
    for group in groups:
        gains = sorted(key for key in group if key > 0)
        if len(gains) == 1:
            movers = tuple(moves[-key] for key in sorted(group, reverse=True) if key < 0)
            drafts.append(Draft(gains[0], changes.gains[gains[0]], changes.costs[gains[0]], movers))
        else:
            tangled.extend(gains)
    return tuple(drafts), tuple(sorted(tangled))


def _groups(changes: Changes) -> list[set[int]]:
    """Dates by their numbers and bookings by theirs below zero, those together that hang together."""
    leaving = _leaving(changes.moves)
    takers = {-move.booking_id: move.after.unit_ids for move in changes.moves}
    takers |= {key: place.unit_ids for key, place in changes.gains.items()}
    groups = {key: {key} for key in takers}
    for key, unit_ids in takers.items():
        for other in {holder for unit_id in unit_ids for holder in leaving[unit_id]} - {key}:
            together = groups[key] | groups[other]
            for member in together:
                groups[member] = together
    return [group for key, group in sorted(groups.items()) if key == min(group)]


def _leaving(moves: Iterable[Move]) -> defaultdict[int, list[int]]:
    """By unit: the bookings that are to leave it."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for move in moves:
        for unit_id in move.before.unit_ids:
            found[unit_id].append(-move.booking_id)
    return found
