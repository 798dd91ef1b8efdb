"""Which patterns a bureau could offer: few start times that cover what its sections need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Connection

from scheduler.domain.actor import Actor

DESIGN_JOB = "shift_patterns"
DEFAULT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ProposedPattern:
    """A pattern to offer, and how many people would start it on each weekday ("MO" …)."""

    start: time
    end: time
    people: Mapping[str, int]
    is_offered: bool


@dataclass(frozen=True, slots=True)
class PatternProposal:
    """`under` and `over`: person-quarter-hours below and above what is needed in a week.

    `cost` is what was minimised (under, over, and a price for each pattern), `bound` what no choice can be below.
    """

    patterns: tuple[ProposedPattern, ...]
    under: int
    over: int
    cost: int
    bound: int


def request_patterns(
    tx: Connection, season_id: str, bureau_ja: str, *, seconds: float = DEFAULT_SECONDS, actor: Actor, now: datetime
) -> str:
    """Have it worked out which start times cover what a bureau's sections need; returns the job's id.

    Raises:
        NotAllowed: the actor keeps no seasons.
        Refused: the bureau's sections have stated no needs.
    """
    raise NotImplementedError


def proposal_of(tx: Connection, job_id: str, *, actor: Actor) -> PatternProposal | None:
    """What the job found; None before it is done."""
    raise NotImplementedError
