"""How much of the time given to a solve is left.  Durations only: nothing here knows the hour."""

from __future__ import annotations

from time import monotonic


class Deadline:
    """Counts down from `seconds`, starting when it is made."""

    def __init__(self, seconds: float) -> None:
        self._started = monotonic()
        self._seconds = seconds

    def elapsed(self) -> float:
        return monotonic() - self._started

    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self._seconds - self.elapsed())
