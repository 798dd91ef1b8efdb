"""Swaps as the two people and the head of their section see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import SwapState


@dataclass(frozen=True, slots=True)
class SwapView:
    """`staff_id` asked `other_staff_id`.  On `day` the one is to work `gives`, the other `gets` (pattern ids)."""

    swap_id: int
    staff_id: str
    day: date
    gives: str | None
    gets: str | None
    other_staff_id: str
    other_day: date
    department_id: str
    state: SwapState
    reasons: tuple[Reason, ...]
    asked_at: datetime
    answered_at: datetime | None
    decided_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A colleague with whom a day could be exchanged without breaking a rule or leaving anything shorter."""

    staff_id: str
    pattern_id: str


def one(tx: Connection, swap_id: int, *, actor: Actor) -> SwapView:
    """For the two, and for who plans their section."""
    raise NotImplementedError


def mine(tx: Connection, *, actor: Actor) -> tuple[SwapView, ...]:
    """What the actor asked and was asked, latest first."""
    raise NotImplementedError


def of_section(tx: Connection, department_id: str, *, actor: Actor) -> tuple[SwapView, ...]:
    """Swaps of a section that wait for its head, oldest first."""
    raise NotImplementedError


def candidates(tx: Connection, day: date, *, pattern_id: str | None = None, actor: Actor) -> tuple[Candidate, ...]:
    """Whom the actor could ask about a day of theirs, by staff number; with a `pattern_id` only who works that."""
    raise NotImplementedError
