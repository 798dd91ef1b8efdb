"""Offers of units, and which purchase of a curve to choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from solver.transfers.problem import THOUSANDTHS


@dataclass(frozen=True, slots=True)
class Offer:
    """What a unit of a kind costs, in any unit of money, and how many could be had at most."""

    kind_id: int
    price: int
    most: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """Units bought, as (office, kind, units), and what they lead to with the moves that go well with them.

    `refused`: expected thousandths of refused loans, of `asked` loans.
    """

    cost: int
    refused: int
    asked: int
    bought: tuple[tuple[int, int, int], ...]

    @property
    def service(self) -> float:
        """The share of loans asked for that are served."""
        return 1 - self.refused / (THOUSANDTHS * self.asked) if self.asked else 1.0


def cheapest(curve: Sequence[Purchase], service: float) -> Purchase | None:
    """The cheapest purchase that reaches the level of service, or None."""
    return next((purchase for purchase in curve if purchase.service >= service), None)


def best_within(curve: Sequence[Purchase], budget: int) -> Purchase:
    """The best purchase that costs no more than the budget."""
    return max((purchase for purchase in curve if purchase.cost <= budget), key=lambda purchase: purchase.cost)
