"""What is told of a plan beside its rows: why wishes are not met, and what is short.  Plain values, no solver."""

from __future__ import annotations

from dataclasses import dataclass

from solver.shifts.check import CoverChange
from solver.shifts.effects import Prices
from solver.shifts.plan import Row, ShiftPlan
from solver.shifts.problem import Span, Wish


@dataclass(frozen=True, slots=True)
class Conflict:
    """What forbids the wish together: rules of the person's own row, by id, and hard covers, by cover id.

    Both empty: nothing forbids it, other goals weighed more.
    """

    rules: tuple[str, ...] = ()
    covers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish that is not met.

    `choice`: the one that comes nearest.  `binding`: cover that giving it alone would make short, or shorter.
    `prices`: what giving it alone, with nothing else changed, would add to the penalty.
    `conflict`: the smallest set found, None when too many would have to be given up (explain.MOST_RULES).
    `one_more_person`: whether another person that day would do.  `relaxed_by_one`: whether the covers of the conflict
    with one person less to be there, or one more allowed.  `swaps`: people with whom to exchange the day.
    """

    wish: Wish
    choice: int
    binding: tuple[CoverChange, ...]
    prices: Prices
    conflict: Conflict | None
    one_more_person: bool
    relaxed_by_one: bool
    swaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shortage:
    """In that part of the cover `have` people count, `people` fewer (or, above its most, more) than it allows."""

    cover_id: int
    day: int
    span: Span | None
    have: int
    people: int


@dataclass(frozen=True, slots=True)
class ShortDay:
    """A day on which hard cover is not held, part by part, and with how many more people nothing would be short.

    `more` is None where more people alone would not do.
    """

    day: int
    more: int | None
    parts: tuple[Shortage, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A plan, an answer for each unmet wish, and the short days in their order."""

    plan: ShiftPlan
    unmet: tuple[Unmet, ...]
    short: tuple[ShortDay, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """The new rows, how many other people have a changed day, and fewer than how many is impossible.

    The bounds hold for plans that change the days of absence only; that of the people for this shortage.
    """

    rows: tuple[Row, ...]
    others_changed: int
    others_bound: int
    shortage: int
    shortage_bound: int
    seconds: float
