"""Work in a process of its own, so that its CPU seconds and its memory are its own."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import monotonic, process_time
from typing import Any


@dataclass(frozen=True, slots=True)
class Effort:
    """CPU seconds of threads and children too, seconds of the clock, and the most memory held, the problem included."""

    cpu: float
    wall: float
    megabytes: float


class Stopwatch:
    """Begins when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu = monotonic(), cpu_seconds()

    def effort(self) -> Effort:
        usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        megabytes = sum(usage.ru_maxrss for usage in usages) / 1024
        return Effort(cpu_seconds() - self._cpu, monotonic() - self._wall, megabytes)


def cpu_seconds() -> float:
    """Of this process, its threads, and its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def apart(work: Callable[[], Any], seconds: float) -> Any:
    """What `work` returns, done in a fork; None when it died or took longer than that."""
    context = multiprocessing.get_context("fork")
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(work, its))
    process.start()
    its.close()
    try:
        return mine.recv() if mine.poll(seconds) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def _work(work: Callable[[], Any], connection: Connection) -> None:
    connection.send(work())
