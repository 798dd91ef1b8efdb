"""How many are at work over a day, as the shapes of a chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time

from scheduler.shifts.grid import Curve, Moment
from scheduler.shifts.patterns import minutes

WIDTH, HEIGHT = 640, 140
LEFT, BOTTOM = 32, 20
QUARTER = 15


@dataclass(frozen=True, slots=True)
class ShortSpan:
    """Hours with fewer people than there have to be; `x` and `width` in the chart."""

    start: time
    end: time
    at_work: int
    minimum: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class CurveChart:
    """Points of lines in a chart of WIDTH by HEIGHT, hours along it, and where it is short."""

    date: date
    moments: tuple[Moment, ...]
    at_work: str
    minimum: str
    preferred: str
    hours: tuple[tuple[float, int], ...]
    levels: tuple[tuple[float, int], ...]
    short: tuple[ShortSpan, ...]
    most: int


def chart_of(found: Curve) -> CurveChart:
    """The lines as steps, quarter hour by quarter hour."""
    moments = found.moments
    if not moments:
        return CurveChart(found.date, (), "", "", "", (), (), (), 0)
    most = max(1, *(max(item.at_work, item.preferred) for item in moments))
    first = minutes(moments[0].start)
    span = len(moments) * QUARTER

    def x(minute: int) -> float:
        return round(LEFT + (WIDTH - LEFT) * (minute - first) / span, 1)

    def y(people: int) -> float:
        return round((HEIGHT - BOTTOM) * (1 - people / most) + 4, 1)

    def line(of: Callable[[Moment], int]) -> str:
        points = []
        for item in moments:
            start = minutes(item.start)
            points += [f"{x(start)},{y(of(item))}", f"{x(start + QUARTER)},{y(of(item))}"]
        return " ".join(points)

    hours = tuple((x(hour * 60), hour) for hour in range(-(-first // 60), (first + span) // 60 + 1))
    return CurveChart(
        found.date,
        moments,
        line(lambda item: item.at_work),
        line(lambda item: item.minimum),
        line(lambda item: item.preferred),
        hours,
        tuple((y(level), level) for level in sorted({0, most // 2, most})),
        tuple(_short(moments, x)),
        most,
    )


def _short(moments: Sequence[Moment], x: Callable[[int], float]) -> list[ShortSpan]:
    """Neighbouring quarter hours that are short alike, joined."""
    found: list[ShortSpan] = []
    for item in moments:
        if item.at_work >= item.minimum:
            continue
        start = minutes(item.start)
        end = start + QUARTER
        before = found[-1] if found else None
        if before and minutes(before.end) == start and (before.at_work, before.minimum) == (item.at_work, item.minimum):
            found.pop()
            begin = before.start
        else:
            begin = item.start
        left = x(minutes(begin))
        found.append(ShortSpan(begin, time(*divmod(end, 60)), item.at_work, item.minimum, left, x(end) - left))
    return found
