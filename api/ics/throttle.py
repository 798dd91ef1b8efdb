"""Keeps one calendar address from being fetched without pause; counts in this process, for the last minute."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import timedelta

from scheduler.clock import monotonic_seconds

ADDRESSES_KEPT = 10_000


class Throttle:
    """At most `most` fetches of one key in any stretch of `per`; any number when `most` is 0."""

    def __init__(self, *, most: int, per: timedelta) -> None:
        self._most = most
        self._seconds = per.total_seconds()
        self._fetches: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def seconds_to_wait(self, key: str) -> int:
        """0 when the fetch may go on, which is counted; otherwise when to come back."""
        if not self._most:
            return 0
        moment = monotonic_seconds()
        with self._lock:
            times = self._fetches.setdefault(key, deque())
            self._fetches.move_to_end(key)
            while len(self._fetches) > ADDRESSES_KEPT:
                self._fetches.popitem(last=False)
            while times and times[0] <= moment - self._seconds:
                times.popleft()
            if len(times) >= self._most:
                return int(times[0] + self._seconds - moment) + 1
            times.append(moment)
            return 0
