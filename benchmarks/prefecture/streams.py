"""Random numbers that are the same everywhere, in named streams of one seed."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Stream:
    """Built on `random.Random(int).random()` alone, whose sequence Python keeps."""

    def __init__(self, seed: int, name: str) -> None:
        digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
        self._random = random.Random(int.from_bytes(digest[:8], "big")).random

    def unit(self) -> float:
        return self._random()

    def between(self, low: int, high: int) -> int:
        return low + int(self._random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self._random() < share

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self._random() * len(items))]

    def weighted(self, pairs: Sequence[tuple[T, float]]) -> T:
        """One item of (item, weight) pairs."""
        place = self._random() * sum(weight for _, weight in pairs)
        for item, weight in pairs:
            place -= weight
            if place < 0:
                return item
        return pairs[-1][0]

    def sample(self, items: Iterable[T], count: int) -> list[T]:
        pool = list(items)
        count = min(count, len(pool))
        for place in range(count):
            other = place + int(self._random() * (len(pool) - place))
            pool[place], pool[other] = pool[other], pool[place]
        return pool[:count]

    def exponential(self, mean: float) -> float:
        return -mean * math.log(1.0 - self._random())

    def poisson(self, mean: float) -> int:
        if mean <= 0:
            return 0
        if mean > 30:  # normal approximation by twelve uniforms
            deviation = sum(self._random() for _ in range(12)) - 6.0
            return max(0, round(mean + deviation * math.sqrt(mean)))
        limit, count, product = math.exp(-mean), 0, 1.0
        while True:
            product *= self._random()
            if product <= limit:
                return count
            count += 1
