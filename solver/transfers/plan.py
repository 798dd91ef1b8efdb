"""The answer to a transfer problem: what to send when, and how good that is, in integers."""

from __future__ import annotations

from dataclasses import dataclass

OPTIMAL, FEASIBLE = "optimal", "feasible"


@dataclass(frozen=True, slots=True)
class Move:
    """Units of a kind sent with a run in a week."""

    week: int
    run_id: int
    kind_id: int
    units: int


@dataclass(frozen=True, slots=True)
class TransferPlan:
    """`moves` are decided now, for all scenarios; `later` holds what each branch of the problem would do afterwards.

    `value` is recomputed from the moves and `bound` proven for it (see `counting.value`); both are thousandths of a
    point times the sum of the scenarios' weights.
    """

    moves: tuple[Move, ...]
    later: tuple[tuple[Move, ...], ...]
    value: int
    bound: int
    status: str
    seconds: float

    @property
    def gap(self) -> float:
        """Distance of the value from its bound, relative to the value; 0 when both are equal."""
        return (self.value - self.bound) / self.value if self.value else 0.0
