"""The answer to a route problem."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """Stops of each route in order, the depot left out; their length, recomputed, and a proven bound of it."""

    routes: tuple[tuple[int, ...], ...]
    cost: int
    bound: int
    seconds: float

    @property
    def gap(self) -> float:
        """Distance of the length from its bound, relative to the length."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0
