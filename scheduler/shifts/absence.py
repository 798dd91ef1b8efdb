"""Somebody falls ill or is given leave late: a new proposal that changes as few others as possible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from scheduler.domain.actor import Actor

ABSENCE_JOB = "shift_absence"
DEFAULT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """Of the plan that was made for an absence.

    `others_changed`: people besides the absent one who work otherwise on some of the days; no plan that is as little
    short gets by with fewer than `others_bound`.  `shortage`: people missing times quarter hours on the days of
    absence, `shortage_before` without any change.
    """

    plan_id: int
    staff_id: str
    first: date
    last: date
    others_changed: int
    others_bound: int
    shortage: int
    shortage_bound: int
    shortage_before: int


def request_absence(
    tx: Connection,
    plan_id: int,
    staff_id: str,
    first: date,
    last: date,
    *,
    kind: str = "leave",
    seconds: float = DEFAULT_SECONDS,
    actor: Actor,
    now: datetime,
) -> tuple[int, str]:
    """Have it worked out who stands in; returns the id of the new plan and its job's.

    `plan_id`: what stands, proposed or published.  `kind`: `leave`, or `away` on a trip; it is kept as a fact of
    those days, so that no later plan counts on the person.  The new plan is compared with what stands
    (`comparing.compare`), changed by hand and published like any other.

    Raises:
        NotAllowed: the section is not the actor's to plan.
        Refused: the days are over or not in the plan, or another plan of the section is being made.
    """
    raise NotImplementedError


def absence_of(tx: Connection, plan_id: int, *, actor: Actor) -> AbsenceView | None:
    """What a plan was made for; None when it was made for no absence, or is not finished."""
    raise NotImplementedError
