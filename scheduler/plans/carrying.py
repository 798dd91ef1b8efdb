"""What an earlier plan gave, in the terms of a new problem: the same units, pools of persons and quotas anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scheduler.quotas.pools import QUOTA_TWIN
from solver.allocation import Assignment, Option, Pool, Use

Span = tuple[int, int]


class Carrying:
    """Which units are taken by what is kept so far."""

    def __init__(self, pools: Iterable[Pool]) -> None:
        self._units = {pool.pool_id: tuple(unit.unit_id for unit in pool.units) for pool in pools}
        self._pool_of = {unit_id: pool_id for pool_id, units in self._units.items() for unit_id in units}
        self._taken: dict[int, list[Span]] = {unit.unit_id: list(unit.busy) for pool in pools for unit in pool.units}

    def pin(self, assignment: Assignment, options: Sequence[Option]) -> Assignment | None:
        """To be kept exactly; None when its units are gone, busy, or not of its option any more."""
        for option in _variants(assignment, options):
            found = self._placed(assignment, option)
            if found is not None and self._fits(found, option):
                for use, units in zip(option.uses, found.units, strict=True):
                    for unit_id in units:
                        self._taken[unit_id].append((use.start, use.end))
                return found
        return None

    def current(self, assignment: Assignment, options: Sequence[Option]) -> Assignment:
        """What it had, to change no more than needed; as it was where it cannot be said anew."""
        for option in _variants(assignment, options):
            found = self._placed(assignment, option)
            if found is not None:
                return found
        return assignment

    def _placed(self, assignment: Assignment, option: Option) -> Assignment | None:
        """The same real units, and for the pools of persons and quotas the units it had or others that are free."""
        real = [units for units in assignment.units if units[0] > 0]
        had = {unit_id for units in assignment.units for unit_id in units if unit_id < 0}
        uses = [use for use in option.uses if _is_real(use)]
        if len(real) != len(uses):
            return None
        chosen: list[tuple[int, ...]] = list(real)
        for use in option.uses[len(uses) :]:
            free = [unit_id for unit_id in self._units[use.pools[0]] if self._is_free(unit_id, use)]
            free.sort(key=lambda unit_id: (unit_id not in had, -unit_id))
            if len(free) < use.quantity:
                return None
            chosen.append(tuple(sorted(free[: use.quantity])))
        return Assignment(assignment.request_id, option.option_id, tuple(chosen))

    def _fits(self, assignment: Assignment, option: Option) -> bool:
        return all(
            len(units) == use.quantity
            and all(self._pool_of.get(unit_id) in use.pools and self._is_free(unit_id, use) for unit_id in units)
            for use, units in zip(option.uses, assignment.units, strict=True)
        )

    def _is_free(self, unit_id: int, use: Use) -> bool:
        return all(use.end <= start or end <= use.start for start, end in self._taken[unit_id])


def _variants(assignment: Assignment, options: Sequence[Option]) -> Iterable[Option]:
    """The option it had, within its quotas first, then beyond them."""
    by_id: Mapping[int, Option] = {option.option_id: option for option in options}
    first = assignment.option_id % QUOTA_TWIN
    return (by_id[number] for number in (first, first + QUOTA_TWIN) if number in by_id)


def _is_real(use: Use) -> bool:
    """Pools of persons and quotas are numbered below zero, and come after the others in an option."""
    return use.pools[0] > 0
