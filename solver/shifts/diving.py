"""From mixtures of rows to one row each: fix the people the master has (nearly) decided, generate again, repeat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from solver.shifts.columns import Columns, Mixture, generate
from solver.shifts.matrix import Vector

# A person whose largest share is at least this is decided; of the others this part is decided with them.
DECIDED = 0.9
PART = 0.1
# Rounds of column generation between decisions, fewer where the time would be too short.
ROUNDS = 6


def dive(
    columns: Columns,
    people: Sequence[int],
    fixed: Mapping[int, Vector],
    prices: Vector,
    seconds: Callable[[], float],
) -> dict[int, Vector]:
    """Rows for the people beside the fixed ones; fewer where the time is too short."""
    fixed, free = dict(fixed), list(people)
    found: dict[int, Vector] = {}
    rounds = ROUNDS
    while free:
        before = seconds()
        mixture, state = generate(columns, free, fixed, prices, rounds, seconds)
        if mixture is None:
            break
        rounds = _affordable((before - seconds()) / rounds, seconds())
        prices = state.best
        for index in _decided(mixture, free):
            found[index] = fixed[index] = columns.rows[index][int(mixture.shares[index].argmax())]
            free.remove(index)
    return found


def _affordable(took: float, left: float) -> int:
    """How many rounds each step may have, when a round took so long and each step decides PART of who is free."""
    return ROUNDS if took <= 0 else max(1, min(ROUNDS, int(left * PART / took)))


def _decided(mixture: Mixture, free: Sequence[int]) -> list[int]:
    """At least one: the people with the largest shares."""
    order = sorted(free, key=lambda index: -mixture.shares[index].max())
    sure = sum(mixture.shares[index].max() >= DECIDED for index in free)
    return order[: max(1, sure, round(PART * len(free)))]
