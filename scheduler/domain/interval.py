"""Half-open intervals of instants, [start, end)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Instants from `start` up to, not including, `end`; both aware. An empty interval is refused."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an interval needs aware datetimes")
        if self.end <= self.start:
            raise ValueError(f"empty interval: {self.start} to {self.end}")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: Interval) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Interval) -> bool:
        return self.start <= other.start and other.end <= self.end

    def extended(self, by: timedelta) -> Interval:
        return Interval(self.start, self.end + by)

    def moved(self, by: timedelta) -> Interval:
        return Interval(self.start + by, self.end + by)


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The union of the intervals as sorted, disjoint, non-touching intervals."""
    result: list[Interval] = []
    for interval in sorted(intervals):
        if result and interval.start <= result[-1].end:
            if interval.end > result[-1].end:
                result[-1] = Interval(result[-1].start, interval.end)
        else:
            result.append(interval)
    return tuple(result)
