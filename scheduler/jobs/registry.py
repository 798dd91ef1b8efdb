"""What a kind of job is: a name and the steps that do it, provided by the noun it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from scheduler.jobs.context import JobContext

# Plain JSON: what a step gives is stored before the next one starts, and may be read by a later release.
Json: TypeAlias = dict[str, Any]

# Gets what the step before it gave (the first one: the payload). It may run more than once, since its process can
# die after the work and before the record of it: what it changes is keyed by `context.job_id`.
Step: TypeAlias = Callable[[JobContext, Json], Json]


@dataclass(frozen=True, slots=True)
class JobKind:
    """The steps run in order; what the last one gives is the result.

    One process runs one job of a kind at a time. The names of the steps are part of what is stored: changing their
    names or order asks for a new application version.
    """

    name: str
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError(f"job kind {self.name} has no steps")


def step_name(step: Step) -> str:
    """The name a step's output is stored under."""
    return getattr(step, "__name__", type(step).__name__)
