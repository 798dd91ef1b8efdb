"""Solving in a process of its own, so that a crash, a kill or too little memory takes nothing else down.

Nothing here loads OR-Tools.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO

from solver.allocation.incremental import Resolved, resolve
from solver.allocation.plan import AllocationPlan, Progress
from solver.allocation.problem import AllocationProblem, Assignment, Limits
from solver.allocation.remedy import Remedies
from solver.allocation.standing import Freed
from solver.codec import dumps, loads
from solver.deadline import Deadline
from solver.messages import (
    CANCELLED,
    CONTRADICTION,
    CRASHED,
    OUT_OF_MEMORY,
    TIMED_OUT,
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
from solver.shifts.answers import Repair, Report
from solver.shifts.demand import Design, DesignProblem
from solver.shifts.plan import NoPlan, Row
from solver.shifts.problem import ShiftLimits, ShiftProblem
from solver.transfers.problem import TransferLimits, TransferProblem
from solver.transfers.purchase_choice import Offer, Purchase
from solver.transfers.report import TransferReport

# How often the caller's wish to cancel is looked at, in seconds.
PULSE = 0.1
# A child is killed when it has taken this much longer than it was given: HiGHS looks at its clock
# only between steps.
GRACE_SECONDS, GRACE_FACTOR = 30.0, 1.5
ROOT = Path(__file__).resolve().parent.parent


class SolveFailed(Exception):
    """The child gave no plan; `reason` is a code of solver.messages, `detail` is for the log."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


def allocate_in_child(
    problem: AllocationProblem,
    limits: Limits,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> AllocationPlan:
    """The plan of `solver.allocation.allocate`, made in a child process.

    Raises SolveFailed when the child crashes, is killed, runs out of memory or far over its time,
    and when `cancelled` says so (asked every PULSE seconds); the child is gone when this returns.
    """
    task = Task(AllocationTask(problem, limits))
    answer = _done(task, progress or (lambda _: None), cancelled or (lambda: False)).plan
    if answer is None:
        raise SolveFailed(CRASHED, "an answer without a plan")
    return answer


def remedies_in_child(
    problem: AllocationProblem,
    plan: AllocationPlan,
    limits: Limits,
    growable: Collection[int] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Remedies:
    """What `solver.allocation.remedies` finds out, made in a child process; raises SolveFailed in the same way."""
    pools = None if growable is None else tuple(sorted(growable))
    task = Task(AllocationTask(problem, limits, plan, pools))
    answer = _done(task, lambda _: None, cancelled or (lambda: False)).remedies
    if answer is None:
        raise SolveFailed(CRASHED, "an answer without remedies")
    return answer


def plan_shifts_in_child(
    problem: ShiftProblem, limits: ShiftLimits, cancelled: Callable[[], bool] | None = None
) -> Report:
    """The plan of `solver.shifts.plan_shifts` with its reasons, made in a child process.

    Raises NoPlan when people's own rules contradict each other, and SolveFailed as `allocate_in_child` does.
    """
    (answer,) = plan_each_in_child((problem,), limits, cancelled)
    if isinstance(answer, NoPlan):
        raise answer
    return answer


def plan_each_in_child(
    problems: Sequence[ShiftProblem], limits: ShiftLimits, cancelled: Callable[[], bool] | None = None
) -> Iterator[Report | NoPlan]:
    """The same for several problems, in one child and in their order; each answer as soon as it is there.

    Raises SolveFailed where the child fails, which is at the first problem without an answer.
    """
    task = Task(shifts=ShiftTask(tuple(problems), limits))
    with tempfile.TemporaryFile() as errors, _child(task, errors) as (child, lines):
        for _ in problems:
            overtime = Deadline(task.seconds * GRACE_FACTOR + GRACE_SECONDS)
            line = _answer(_each(lines, cancelled or (lambda: False), overtime), lambda _: None)
            if line is None:
                raise SolveFailed(*_cause(child.wait(), errors))
            yield _report(line)


def _report(line: Line) -> Report | NoPlan:
    if line.report is not None:
        return line.report
    if line.failure is None:
        raise SolveFailed(CRASHED, "an answer without a report")
    if line.failure.reason == CONTRADICTION:
        return NoPlan(tuple(map(int, line.failure.detail.split(","))))
    raise SolveFailed(line.failure.reason, line.failure.detail)


def repair_shifts_in_child(
    problem: ShiftProblem,
    rows: Iterable[Row],
    person_id: int,
    days: Iterable[int],
    seconds: float,
    cancelled: Callable[[], bool] | None = None,
) -> Repair:
    """What `solver.shifts.repair.repair` finds, in a child process; raises SolveFailed as `allocate_in_child` does."""
    task = Task(repair=RepairTask(problem, tuple(rows), person_id, tuple(sorted(days)), seconds))
    answer = _done(task, lambda _: None, cancelled or (lambda: False)).repair
    if answer is None:
        raise SolveFailed(CRASHED, "an answer without a repair")
    return answer


def design_shifts_in_child(
    problem: DesignProblem, seconds: float, cancelled: Callable[[], bool] | None = None
) -> Design:
    """What `solver.shifts.design.design_shifts` finds, in a child process; raises SolveFailed in the same way."""
    task = Task(design=DesignTask(problem, seconds))
    answer = _done(task, lambda _: None, cancelled or (lambda: False)).design
    if answer is None:
        raise SolveFailed(CRASHED, "an answer without a design")
    return answer


def plan_transfers_in_child(
    problem: TransferProblem, limits: TransferLimits, cancelled: Callable[[], bool] | None = None
) -> TransferReport:
    """The plan of `solver.transfers.plan_transfers`, explained, in a child process; raises SolveFailed in that way."""
    task = Task(transfers=TransferTask(problem, limits))
    answer = _done(task, lambda _: None, cancelled or (lambda: False)).transfers
    if answer is None:
        raise SolveFailed(CRASHED, "an answer without transfers")
    return answer


def purchase_curve_in_child(
    problem: TransferProblem, offers: Sequence[Offer], seconds: float, cancelled: Callable[[], bool] | None = None
) -> tuple[Purchase, ...]:
    """What `solver.transfers.purchase_curve` finds, in a child process; raises SolveFailed in the same way."""
    task = Task(purchase=PurchaseTask(problem, tuple(offers), seconds))
    answer = _done(task, lambda _: None, cancelled or (lambda: False)).purchases
    if answer is None:
        raise SolveFailed(CRASHED, "an answer without purchases")
    return answer


def _done(task: Task, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Line:
    """The child's answer to the task."""
    with tempfile.TemporaryFile() as errors, _child(task, errors) as (child, lines):
        overtime = Deadline(task.seconds * GRACE_FACTOR + GRACE_SECONDS)
        answer = _answer(_each(lines, cancelled, overtime), progress)
        if answer is None:
            answer = Line(failure=Failure(*_cause(child.wait(), errors)))
    if answer.failure is not None:
        raise SolveFailed(answer.failure.reason, answer.failure.detail)
    return answer


def resolve_in_child(
    problem: AllocationProblem,
    standing: Iterable[Assignment],
    limits: Limits,
    movable: frozenset[int] = frozenset(),
    wanted: frozenset[int] | None = None,
    freed: Iterable[Freed] | None = None,
) -> Resolved:
    """The same as `solver.allocation.resolve`: the part is cut out here, and only that is solved in a child.

    Raises SolveFailed as `allocate_in_child` does.
    """
    return resolve(problem, standing, limits, movable=movable, wanted=wanted, freed=freed, engine=allocate_in_child)


@contextmanager
def _child(task: Task, errors: IO[bytes]) -> Iterator[tuple[subprocess.Popen[bytes], Queue[bytes]]]:
    """A child at work on the task, and the queue its lines arrive in; killed at the end.

    It has a session of its own: an interrupt at the terminal is the parent's business.
    """
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    child = subprocess.Popen(
        [sys.executable, "-m", "solver.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
    )
    lines: Queue[bytes] = Queue()
    talk = Thread(target=_converse, args=(child, dumps(task) + b"\n", lines), daemon=True)
    talk.start()
    try:
        yield child, lines
    finally:
        child.kill()
        talk.join()
        child.communicate()


def _answer(lines: Iterator[bytes], progress: Callable[[Progress], None]) -> Line | None:
    """What the child answers, None when its lines end without an answer."""
    for raw in lines:
        line = loads(Line, raw)
        if line.progress is None:
            return line
        progress(line.progress)
    return None


def _each(lines: Queue[bytes], cancelled: Callable[[], bool], overtime: Deadline) -> Iterator[bytes]:
    """Lines as they come, until the empty one that ends them; SolveFailed when nobody should wait longer."""
    while True:
        if cancelled():
            raise SolveFailed(CANCELLED)
        if not overtime.remaining():
            raise SolveFailed(TIMED_OUT, f"after {overtime.elapsed():.0f} s")
        try:
            raw = lines.get(timeout=PULSE)
        except Empty:
            continue
        if not raw.endswith(b"\n"):  # the end, or a line cut off by it
            return
        yield raw


def _converse(child: subprocess.Popen[bytes], task: bytes, lines: Queue[bytes]) -> None:
    """Hands the task over and passes the child's lines on; runs until the child's output ends."""
    if child.stdin is not None and child.stdout is not None:
        try:
            child.stdin.write(task)
            child.stdin.flush()
        except BrokenPipeError:  # it died early; its exit status says why
            lines.put(b"")
            return
        for line in child.stdout:
            lines.put(line)
    lines.put(b"")


def _cause(returncode: int, errors: IO[bytes]) -> tuple[str, str]:
    errors.seek(0)
    tail = errors.read()[-2000:].decode("utf-8", "replace").strip()
    reason = OUT_OF_MEMORY if "bad_alloc" in tail or "MemoryError" in tail else CRASHED
    ended = f"signal {-returncode}" if returncode < 0 else f"exit status {returncode}"
    return reason, f"{ended}\n{tail}".strip()
