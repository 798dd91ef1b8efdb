"""Whoever waits for the solver hears from it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from solver.allocation import meanwhile
from solver.allocation.meanwhile import in_order


def test_what_takes_long_is_told_of_until_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanwhile, "PROGRESS_SECONDS", 0.01)
    told = Event()

    def until_told(task: int) -> int:
        assert told.wait(60)
        return 10 * task

    with ThreadPoolExecutor(1) as pool:
        assert list(in_order(pool, until_told, [2, 1], told.set)) == [20, 10]


def test_an_error_ends_the_wait_and_what_was_not_begun_is_not_begun() -> None:
    begun: list[int] = []

    def fails(task: int) -> int:
        begun.append(task)
        raise ValueError(task)

    with ThreadPoolExecutor(1) as pool, pytest.raises(ValueError, match="1"):
        list(in_order(pool, fails, range(1, 1000), lambda: None))
    assert len(begun) < 999
