"""Levels of what a row uses up, and arrays of least costs over them."""

from __future__ import annotations

import numpy as np

from solver.shifts.problem import Rules

Level = tuple[int, ...]


def bands(days: int, rules: Rules, longest: int, least: int, most: int) -> list[range]:
    """Levels of work that may lead from none to `least` and not above `most`: before the first day, after each.

    `longest`: the most that one day adds.
    """
    worked = [longest * _working_days(rules, count) for count in range(days + 1)]
    lows = [max(0, min(least, most) - after) for after in reversed(worked)]
    highs = [min(most, before) for before in worked]
    return [range(low, max(low, high) + 1) for low, high in zip(lows, highs, strict=True)]


def _working_days(rules: Rules, days: int) -> int:
    """The most of so many days that may be worked."""
    run, off = rules.most_run or days, max(1, rules.least_off_run)
    return days // (run + off) * run + min(days % (run + off), run)


def lower(target: np.ndarray, source: np.ndarray, step: Level, price: float) -> None:
    """Lowers the target to the source moved by the step, plus the price."""
    sizes = list(zip(step, target.shape, source.shape, strict=True))
    if any(move >= to or -move >= of for move, to, of in sizes):
        return
    to = target[tuple(slice(max(move, 0), of + move) for move, _, of in sizes)]
    given = source[tuple(slice(max(-move, 0), to - move) for move, to, _ in sizes)]
    np.minimum(to, given + price, out=to)


def least_of(values: np.ndarray) -> Level:
    """Where the least value is."""
    return tuple(int(place) for place in np.unravel_index(int(values.argmin()), values.shape))


def minus(level: Level, taken: Level) -> Level:
    return tuple(have - less for have, less in zip(level, taken, strict=True))
