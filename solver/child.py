"""The solving process: `python -m solver.child`.

Reads one line of JSON (a Task) on standard input, writes lines of JSON on standard output, and ends
when standard input is closed, so that it dies with its parent however the parent dies.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
import traceback
from typing import BinaryIO

from solver.allocation.problem import InvalidProblem
from solver.codec import InvalidMessage, dumps, loads
from solver.messages import (
    CONTRADICTION,
    CRASHED,
    INVALID,
    OUT_OF_MEMORY,
    AllocationTask,
    DesignTask,
    Failure,
    Line,
    PurchaseTask,
    RepairTask,
    ShiftTask,
    Task,
    TransferTask,
)
from solver.shifts.plan import NoPlan
from solver.shifts.problem import InvalidShiftProblem, ShiftLimits, ShiftProblem
from solver.transfers.problem import InvalidTransferProblem

PARENT_GONE = 3


def main() -> int:
    """Answers the one task; the exit status is 0 whenever an answer was written."""
    with _private_output() as output:
        output.write(dumps(_answer(sys.stdin.buffer.readline(), output)) + b"\n")
    return 0


def _answer(line: bytes, output: BinaryIO) -> Line:
    try:
        task = loads(Task, line)
        threading.Thread(target=_die_with_parent, daemon=True).start()
        return _done(task, output)
    except (InvalidMessage, InvalidProblem, InvalidShiftProblem, InvalidTransferProblem) as error:
        return Line(failure=Failure(INVALID, str(error)))
    except MemoryError:
        return Line(failure=Failure(OUT_OF_MEMORY, "the memory allowed was not enough"))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is the answer; the traceback goes to standard error
        traceback.print_exc()
        return Line(failure=Failure(CRASHED, f"{type(error).__name__}: {error}"))


def _done(task: Task, output: BinaryIO) -> Line:
    if task.allocation is not None:
        return _solve(task.allocation, output)
    if task.shifts is not None:
        return _plan_shifts(task.shifts, output)
    if task.repair is not None:
        return _repair(task.repair)
    if task.design is not None:
        return _design(task.design)
    return _done_with_equipment(task)


def _done_with_equipment(task: Task) -> Line:
    if task.transfers is not None:
        return _plan_transfers(task.transfers)
    if task.purchase is not None:
        return _purchase(task.purchase)
    return Line(failure=Failure(INVALID, "no task"))


def _solve(task: AllocationTask, output: BinaryIO) -> Line:
    if task.limits.memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_AS, (task.limits.memory_bytes, task.limits.memory_bytes))
    try:
        # Loads OR-Tools, within the memory allowed.
        from solver.allocation.confirm import remedies  # noqa: PLC0415
        from solver.allocation.search import allocate  # noqa: PLC0415
    except ImportError as error:
        if task.limits.memory_bytes is None:
            raise
        raise MemoryError from error  # a library that cannot be mapped

    if task.plan is not None:
        return Line(remedies=remedies(task.problem, task.plan, task.limits, task.growable))

    def report(progress: object) -> None:
        output.write(dumps({"progress": progress, "plan": None, "failure": None}) + b"\n")
        output.flush()

    return Line(plan=allocate(task.problem, task.limits, report))


def _plan_shifts(task: ShiftTask, output: BinaryIO) -> Line:
    """The answer to the last problem; those before are written as soon as they are there."""
    *others, last = task.problems
    for problem in others:
        output.write(dumps(_report(problem, task.limits)) + b"\n")
        output.flush()
    return _report(last, task.limits)


def _report(problem: ShiftProblem, limits: ShiftLimits) -> Line:
    from solver.shifts.report import plan_and_explain  # noqa: PLC0415 - loads SciPy

    try:
        return Line(report=plan_and_explain(problem, limits))
    except NoPlan as error:
        return Line(failure=Failure(CONTRADICTION, ",".join(map(str, error.people))))


def _repair(task: RepairTask) -> Line:
    from solver.shifts.repair import repair  # noqa: PLC0415 - loads SciPy

    return Line(repair=repair(task.problem, task.rows, task.person_id, task.days, task.seconds))


def _design(task: DesignTask) -> Line:
    from solver.shifts.design import design_shifts  # noqa: PLC0415 - loads SciPy

    return Line(design=design_shifts(task.problem, task.seconds))


def _plan_transfers(task: TransferTask) -> Line:
    from solver.transfers.report import plan_and_explain  # noqa: PLC0415 - loads NumPy

    return Line(transfers=plan_and_explain(task.problem, task.limits))


def _purchase(task: PurchaseTask) -> Line:
    from solver.transfers.purchase import purchase_curve  # noqa: PLC0415 - loads OR-Tools

    return Line(purchases=purchase_curve(task.problem, task.offers, task.seconds))


def _private_output() -> BinaryIO:
    """Standard output for our lines alone; what a library prints goes to standard error."""
    own = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(own, "wb")


def _die_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(PARENT_GONE)


if __name__ == "__main__":
    sys.exit(main())
