"""Work done by threads, while whoever waits for it can tell that it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

# Progress is told about so often.
PROGRESS_SECONDS = 2.0

Task = TypeVar("Task")
Result = TypeVar("Result")


def in_order(
    pool: ThreadPoolExecutor, work: Callable[[Task], Result], tasks: Iterable[Task], meanwhile: Callable[[], None]
) -> Iterator[Result]:
    """The results in the order of the tasks; `meanwhile` is called every few seconds by the thread that waits."""
    pending = [pool.submit(work, task) for task in tasks]
    try:
        for future in pending:
            while not wait([future], PROGRESS_SECONDS).done:
                meanwhile()
            yield future.result()
    finally:
        for future in pending:
            future.cancel()
