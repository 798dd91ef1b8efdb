"""Two plans of a section side by side: who gains, who loses, which days change, and what is covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from scheduler.domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of the first plan and of the second."""

    a: int
    b: int

    @property
    def difference(self) -> int:
        return self.b - self.a


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """One day of one person that differs; None: away, or not in that plan.  `wished`: what was wished for it."""

    staff_id: str
    date: date
    a: str | None
    b: str | None
    wished: str | None

    @property
    def is_gain(self) -> bool:
        return self.wished is not None and self.b == self.wished

    @property
    def is_loss(self) -> bool:
        return self.wished is not None and self.a == self.wished


@dataclass(frozen=True, slots=True)
class PersonChange:
    """Somebody whose days differ: how many, and wishes met in each plan."""

    staff_id: str
    days: int
    met: Pair


@dataclass(frozen=True, slots=True)
class DayCover:
    """A day on which one of the plans is short: people missing times quarter hours."""

    date: date
    short: Pair


@dataclass(frozen=True, slots=True)
class Comparison:
    """Plan `b` against plan `a`.

    `wishes_met` and `shifted` count days, `short` people missing times quarter hours, `worst_off` the weight of the
    unmet wishes of the person who has most of them.
    """

    plan_a: int
    plan_b: int
    wishes_met: Pair
    shifted: Pair
    short: Pair
    worst_off: Pair
    days: tuple[ChangedDay, ...]
    people: tuple[PersonChange, ...]
    cover: tuple[DayCover, ...]


def compare(tx: Connection, plan_a: int, plan_b: int, *, actor: Actor) -> Comparison:
    """What is different in plan `b`.

    Raises:
        NotAllowed: the section is not the actor's to plan.
        Refused: a plan is not finished, or they are of two sections.
    """
    raise NotImplementedError
