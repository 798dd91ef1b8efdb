"""A solve in a child process: the same plan, and every way it can fail leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.instances import instance
from solver.allocation import Limits, Progress, allocate
from solver.codec import dumps, loads
from solver.messages import AllocationTask, Line, Task
from solver.process import SolveFailed, allocate_in_child
from tests.solver.problems import ENOUGH

SMALL = instance(60)


def children() -> list[int]:
    """Processes started by this one that are still there."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        # A thread may end while the list is gone through.
        with suppress(FileNotFoundError, ProcessLookupError):
            found += [int(pid) for pid in (task / "children").read_text().split()]
    return found


@pytest.fixture(autouse=True)
def no_child_is_left() -> object:
    before = set(children())
    yield
    assert set(children()) <= before


def test_the_plan_is_the_one_made_in_this_process() -> None:
    seen: list[Progress] = []
    plan = allocate_in_child(SMALL, ENOUGH, seen.append)
    here = allocate(SMALL, ENOUGH)
    assert (plan.assignments, plan.tiers, plan.status) == (here.assignments, here.tiers, here.status)
    assert {progress.stage for progress in seen} == {"options", "units"}


def test_cancelling_ends_the_child() -> None:
    seen: list[Progress] = []
    with pytest.raises(SolveFailed) as caught:
        allocate_in_child(SMALL, ENOUGH, seen.append, lambda: bool(seen))
    assert caught.value.reason == "cancelled"


def test_a_killed_child_is_reported() -> None:
    before = set(children())

    def kill(progress: Progress) -> None:
        for pid in set(children()) - before:
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(SolveFailed) as caught:
        allocate_in_child(instance(400), ENOUGH, kill)
    assert (caught.value.reason, caught.value.detail) == ("crashed", "signal 9")


def test_a_child_that_cannot_start_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SolveFailed) as caught:
        allocate_in_child(SMALL, ENOUGH)
    assert (caught.value.reason, caught.value.detail) == ("crashed", "exit status 1")


def test_too_little_memory_is_reported() -> None:
    with pytest.raises(SolveFailed) as caught:
        allocate_in_child(SMALL, replace(ENOUGH, memory_bytes=150 * 2**20))
    assert caught.value.reason == "out-of-memory"


def test_enough_memory_is_enough() -> None:
    assert allocate_in_child(SMALL, Limits(20, memory_bytes=2**31)).status == "optimal"


def test_a_child_that_takes_far_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.process.GRACE_SECONDS", -1e9)
    with pytest.raises(SolveFailed) as caught:
        allocate_in_child(SMALL, ENOUGH)
    assert caught.value.reason == "timed-out"


def test_an_error_of_the_listener_is_not_swallowed() -> None:
    def broken(progress: Progress) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        allocate_in_child(SMALL, ENOUGH, broken)


def child(line: bytes) -> subprocess.CompletedProcess[bytes]:
    """A child whose standard input ends after the line."""
    return subprocess.run(
        [sys.executable, "-m", "solver.child"], input=line, capture_output=True, timeout=60, check=False
    )


@pytest.mark.parametrize("line", [b"nonsense\n", b'{"problem":{},"limits":{}}\n', b""])
def test_a_child_answers_nonsense_with_a_failure(line: bytes) -> None:
    answer = loads(Line, child(line).stdout)
    assert answer.failure is not None
    assert answer.failure.reason == "invalid"


def test_a_child_dies_with_its_parent() -> None:
    done = child(dumps(Task(AllocationTask(instance(400), ENOUGH))) + b"\n")
    assert done.returncode == 3
    assert b'"plan":{' not in done.stdout
