"""What is left of the time and the work that a solve may use, and how it is divided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from solver.allocation.integer_program import Effort
from solver.allocation.problem import Limits
from solver.deadline import Deadline

# Of the time left, what the first solve of all parts may take; the rest is for windows and units.
FIRST_SHARE = 0.4
# Seconds that even the smallest part may take while there are any.
LEAST_PART = 1.0
# And what even the largest may take: what is not proven by then is better improved in windows.
MOST_PART = 10.0
# Seconds below which nothing new is worth starting.
LEAST = 0.02
WINDOW_SECONDS = 8.0
UNIT_MODEL_SECONDS = 5.0
# Where work is limited instead of time: nodes for the integer program of one part.
PART_NODES = 200


class Budget:
    """`work` counts windows; without a limit of it only the time counts."""

    def __init__(self, limits: Limits, cancelled: Callable[[], bool]) -> None:
        self._deadline = Deadline(limits.seconds)
        self._work = limits.work
        self.cancelled = cancelled
        self.spent = 0
        # Seconds kept for what comes later: nothing else may use them.
        self.kept = 0.0

    def elapsed(self) -> float:
        return self._deadline.elapsed()

    def remaining(self) -> float:
        return max(0.0, self._deadline.remaining() - self.kept)

    def is_out_of_time(self) -> bool:
        return self.cancelled() or self.remaining() < LEAST

    def is_over(self) -> bool:
        return self.is_out_of_time() or (self._work is not None and self.spent >= self._work)

    def spend(self, windows: int) -> None:
        self.spent += windows

    def part(self, share: float) -> Budget:
        """A budget of this share of what is left."""
        work = None if self._work is None else max(0, round((self._work - self.spent) * share))
        return Budget(Limits(self.remaining() * share, work=work), self.cancelled)

    def window(self) -> float:
        """Seconds for one window; where work is limited the nodes alone end it."""
        if self.cancelled():
            return 0.0
        return self.remaining() if self._work is not None else min(WINDOW_SECONDS, self.remaining())

    def unit_model(self) -> float:
        """Seconds for the units of one group, whose model counts its operations itself."""
        return self.remaining() if self._work is not None else min(UNIT_MODEL_SECONDS, self.remaining() / 2)

    def exact(self) -> Effort:
        """For one part solved over classes of units."""
        if self._work is not None:
            return Effort(self.remaining(), PART_NODES)
        return Effort(self.remaining() / 2)

    def shares(self, sizes: Sequence[int], workers: int) -> Callable[[int], Effort]:
        """Divides time among parts by size, asked one by one; what small parts leave over goes to the larger ones."""
        deadline = Deadline(FIRST_SHARE * self.remaining())
        left = sum(sizes)
        lock = Lock()

        def share(size: int) -> Effort:
            nonlocal left
            if self._work is not None:
                return Effort(self.remaining(), PART_NODES)
            with lock:
                remaining = deadline.remaining()
                seconds = max(LEAST_PART, remaining * workers * size / max(left, 1))
                left -= size
            return Effort(min(seconds, remaining, MOST_PART))

        return share
