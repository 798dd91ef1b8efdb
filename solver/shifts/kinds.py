"""Shifts that only prices tell apart are one kind for whoever prices rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from solver.shifts.problem import Shift


def kinds_of(
    shifts: Sequence[Shift], forbidden: Collection[tuple[int, int]], never: Collection[int], apart: Collection[int]
) -> list[list[int]]:
    """Places of the shifts of each kind: as long as each other, with the same before and after them on other days.

    `forbidden`: pairs (today, tomorrow) of ids; `never`: shifts of no kind; `apart`: shifts of a kind of their own.
    """
    kinds: dict[tuple[object, ...], list[int]] = {}
    for place, shift in enumerate(shifts):
        after = frozenset(b for a, b in forbidden if a == shift.shift_id)
        before = frozenset(a for a, b in forbidden if b == shift.shift_id)
        own = shift.shift_id if shift.shift_id in apart else None
        if shift.shift_id not in never:
            kinds.setdefault((shift.minutes, own, after, before), []).append(place)
    return list(kinds.values())
