"""Transfers: which equipment to send from where to where in which week, what it is worth, and why.

    from solver.transfers import plan_transfers, check

Importing this package loads no solver library; `plan_transfers` does when it is called.
"""

from __future__ import annotations

from solver.transfers.check import RULES, Violation, check
from solver.transfers.counting import Outcome, outcome, value
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

__all__ = [
    "FEASIBLE",
    "OPTIMAL",
    "RULES",
    "Holding",
    "InvalidTransferProblem",
    "Kind",
    "Move",
    "Outcome",
    "Run",
    "Scenario",
    "TransferLimits",
    "TransferPlan",
    "TransferProblem",
    "Violation",
    "check",
    "outcome",
    "plan_transfers",
    "value",
]


def plan_transfers(problem: TransferProblem, limits: TransferLimits) -> TransferPlan:
    """The best plan found within the limits, with its bound; always one that `check` accepts."""
    from solver.transfers.search import plan_transfers as search  # noqa: PLC0415 - loads OR-Tools

    return search(problem, limits)
