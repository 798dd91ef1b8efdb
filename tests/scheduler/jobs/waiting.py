"""Waits for something another thread or process does."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"did not come true within {seconds} s"
        time.sleep(0.02)


def wait_at_gate(gates: Path) -> None:
    """Until a step says that it waits there."""
    wait_until((gates / "reached").exists)
