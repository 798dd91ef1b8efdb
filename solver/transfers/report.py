"""A plan of transfers with all that is told of it: why each move, what is still short, what one more unit is worth."""

from __future__ import annotations

from dataclasses import dataclass

from solver.transfers.explain import MoveReason, move_reasons, short_weeks
from solver.transfers.plan import TransferPlan
from solver.transfers.problem import TransferLimits, TransferProblem
from solver.transfers.worth import unit_worth


@dataclass(frozen=True, slots=True)
class TransferReport:
    """A reason for each here-and-now move; `short`: office, kind, week, expected refusals in thousandths of a loan.

    `worth`: expected points saved by one more unit, a row for each holding, a column for each week from which it is
    there.
    """

    plan: TransferPlan
    reasons: tuple[MoveReason, ...]
    short: tuple[tuple[int, int, int, int], ...]
    worth: tuple[tuple[float, ...], ...]


def plan_and_explain(problem: TransferProblem, limits: TransferLimits) -> TransferReport:
    """Makes a plan within the limits as `plan_transfers` does, and explains it; that takes time of its own."""
    from solver.transfers.search import plan_transfers  # noqa: PLC0415 - loads OR-Tools

    plan = plan_transfers(problem, limits)
    worth = tuple(map(tuple, unit_worth(problem, plan).round(3).tolist()))
    return TransferReport(plan, move_reasons(problem, plan), tuple(short_weeks(problem, plan)), worth)
