"""What a process and its solving child say to each other: one task down, lines of progress and one answer up."""

from __future__ import annotations

from dataclasses import dataclass

from solver.allocation.plan import AllocationPlan, Progress
from solver.allocation.problem import AllocationProblem, Limits
from solver.allocation.remedy import Remedies
from solver.shifts.answers import Repair, Report
from solver.shifts.demand import Design, DesignProblem
from solver.shifts.plan import Row
from solver.shifts.problem import ShiftLimits, ShiftProblem
from solver.transfers.problem import TransferLimits, TransferProblem
from solver.transfers.purchase_choice import Offer, Purchase
from solver.transfers.report import TransferReport

CANCELLED, CRASHED, INVALID, OUT_OF_MEMORY, TIMED_OUT = "cancelled", "crashed", "invalid", "out-of-memory", "timed-out"
# People whose own rules no row of shifts keeps; the detail is their numbers, with commas.
CONTRADICTION = "contradiction"


# What explaining a plan of shifts may take beside the time for making it, in seconds.
EXPLAINING = 300.0


@dataclass(frozen=True, slots=True)
class AllocationTask:
    """A problem to be solved, or with a plan of it, what would remedy its refusals.

    `growable`: the pools that may be given more units then, None for all.
    """

    problem: AllocationProblem
    limits: Limits
    plan: AllocationPlan | None = None
    growable: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ShiftTask:
    """Plans of shifts to be made and explained, one after the other, each within the limits."""

    problems: tuple[ShiftProblem, ...]
    limits: ShiftLimits


@dataclass(frozen=True, slots=True)
class RepairTask:
    """Rows of shifts that have to do without a person on some days."""

    problem: ShiftProblem
    rows: tuple[Row, ...]
    person_id: int
    days: tuple[int, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class DesignTask:
    """A demand to be covered by few different shifts."""

    problem: DesignProblem
    seconds: float


@dataclass(frozen=True, slots=True)
class TransferTask:
    """Transfers to be planned and explained."""

    problem: TransferProblem
    limits: TransferLimits


@dataclass(frozen=True, slots=True)
class PurchaseTask:
    """Units on offer, of which the best purchase for every budget is asked for."""

    problem: TransferProblem
    offers: tuple[Offer, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Task:
    """The one line a child reads; exactly one of these is set."""

    allocation: AllocationTask | None = None
    shifts: ShiftTask | None = None
    repair: RepairTask | None = None
    design: DesignTask | None = None
    transfers: TransferTask | None = None
    purchase: PurchaseTask | None = None

    @property
    def seconds(self) -> float:
        """How long the child is expected to take at most until its answer; of several, for each."""
        if self.allocation is not None:
            return self.allocation.limits.seconds
        if self.shifts is not None:
            return self.shifts.limits.seconds + EXPLAINING
        if self.transfers is not None:
            return self.transfers.limits.seconds + EXPLAINING
        short = self.repair or self.design or self.purchase
        return 0.0 if short is None else short.seconds


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no plan; `reason` is one of the codes of this module."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line a child writes; exactly one of these is set.

    After anything but progress no more come; of a ShiftTask one for each of its problems.
    """

    progress: Progress | None = None
    plan: AllocationPlan | None = None
    failure: Failure | None = None
    remedies: Remedies | None = None
    report: Report | None = None
    repair: Repair | None = None
    design: Design | None = None
    transfers: TransferReport | None = None
    purchases: tuple[Purchase, ...] | None = None
