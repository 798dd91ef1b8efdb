"""Transfers: which equipment to send from where to where in which week, what it is worth, and why.

    from solver.transfers import plan_transfers, check, move_reasons, unit_worth, purchase_curve

Importing this package loads no solver library; planning and the curve of purchases do when they are called.
A what-if is another problem (an office without holdings, other runs, more demand) planned like the first; `outcome`
of both says what differs.
"""

from __future__ import annotations

from collections.abc import Sequence

from solver.transfers.check import RULES, Violation, check
from solver.transfers.counting import Outcome, outcome, value
from solver.transfers.explain import MoveReason, move_reasons, short_weeks
from solver.transfers.plan import FEASIBLE, OPTIMAL, Move, TransferPlan
from solver.transfers.problem import (
    Holding,
    InvalidTransferProblem,
    Kind,
    Run,
    Scenario,
    TransferLimits,
    TransferProblem,
)
from solver.transfers.purchase_choice import Offer, Purchase, best_within, cheapest
from solver.transfers.report import TransferReport
from solver.transfers.worth import unit_worth

__all__ = [
    "FEASIBLE",
    "OPTIMAL",
    "RULES",
    "Holding",
    "InvalidTransferProblem",
    "Kind",
    "Move",
    "MoveReason",
    "Offer",
    "Outcome",
    "Purchase",
    "Run",
    "Scenario",
    "TransferLimits",
    "TransferPlan",
    "TransferProblem",
    "TransferReport",
    "Violation",
    "best_within",
    "cheapest",
    "check",
    "move_reasons",
    "outcome",
    "plan_transfers",
    "purchase_curve",
    "short_weeks",
    "unit_worth",
    "value",
]


def plan_transfers(problem: TransferProblem, limits: TransferLimits) -> TransferPlan:
    """The best plan found within the limits, with its bound; always one that `check` accepts."""
    from solver.transfers.search import plan_transfers as search  # noqa: PLC0415 - loads OR-Tools

    return search(problem, limits)


def purchase_curve(problem: TransferProblem, offers: Sequence[Offer], seconds: float) -> tuple[Purchase, ...]:
    """Purchases from none at all upwards, each the best for its cost, with the moves that go well with it."""
    from solver.transfers.purchase import purchase_curve as curve  # noqa: PLC0415 - loads OR-Tools

    return curve(problem, offers, seconds)
