"""Somebody falls ill or is given leave late: a new proposal that changes as few others as possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from calendars import local_date
from scheduler.db.tables import shift_plan
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.interchange.fields import WEEKDAYS
from scheduler.jobs.operations import submit
from scheduler.shifts.drafting import start_from
from scheduler.shifts.key import Key
from scheduler.shifts.snapshot import take
from scheduler.shifts.wishes import Wish, set_wish
from solver.shifts import OFF

ABSENCE_JOB = "shift_absence"
DEFAULT_SECONDS = 2.0
KINDS = ("leave", "away")


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """Of the plan that was made for an absence.

    `others_changed`: people besides the absent one who work otherwise on some of the days; no plan that is as little
    short gets by with fewer than `others_bound`.  `shortage`: people missing times quarter hours on the days of
    absence, `shortage_before` without any change.
    """

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
    row = load(tx, shift_plan, plan_id)
    permission.require(permission.may_plan_section(actor, row.department_id), "request-absence")
    days = _days(row, staff_id, first, last, today=local_date(now))
    if kind not in KINDS:
        raise Refused(Reason("wish-kind", {"text": kind[:40]}))
    _keep_as_fact(tx, row, Wish(staff_id, kind, days[0], days[-1], weekdays=WEEKDAYS), actor=actor, now=now)
    payload = {
        "plan_id": plan_id,
        "staff_id": staff_id,
        "first": days[0].isoformat(),
        "last": days[-1].isoformat(),
        "seconds": seconds,
    }
    job_id = submit(tx, kind=ABSENCE_JOB, payload=payload, actor=actor, now=now)
    return start_from(tx, plan_id, job_id=job_id, actor=actor, now=now), job_id


def absence_of(tx: Connection, plan_id: int, *, actor: Actor) -> AbsenceView | None:
    """What a plan was made for; None when it was made for no absence, or is not finished."""
    row = load(tx, shift_plan, plan_id)
    permission.require(permission.may_plan_section(actor, row.department_id), "see-absence")
    kept: Mapping[str, Any] | None = row.figures.get("absence")
    if kept is None:
        return None
    days = {name: date.fromisoformat(kept[name]) for name in ("first", "last")}
    return AbsenceView(**{**kept, **days})


def as_json(view: AbsenceView) -> dict[str, Any]:
    """As it is kept among the figures of its plan."""
    return {**asdict(view), "first": view.first.isoformat(), "last": view.last.isoformat()}


def _days(row: Row[Any], staff_id: str, first: date, last: date, *, today: date) -> list[date]:
    """The days of the plan that the absence is about and that are not over."""
    key = Key.from_json(row.key) if row.key else None
    if key is None or row.proposed_at is None:
        raise Refused(Reason("plan-not-finished", {"plan": row.id}))
    if staff_id not in key.persons:
        raise Refused(Reason("shift-not-in-plan", {"staff": staff_id, "day": first}))
    days = [day for day in key.dates if max(first, today) <= day <= last]
    if not days:
        raise Refused(Reason("absence-no-days", {"first": first, "last": last}))
    return days


def _keep_as_fact(tx: Connection, row: Row[Any], wish: Wish, *, actor: Actor, now: datetime) -> None:
    """Unless the office knows already that the person is away on all of the days."""
    known = take(tx, row.season_id, row.department_id)
    person = known.key.persons.get(wish.staff_id)
    if person is None:
        raise Refused(Reason("shift-person-left", {"staff": wish.staff_id}))
    choices = known.problem.people[person - 1].choices
    days = [number for number, day in enumerate(known.key.dates) if wish.first <= day <= wish.last]
    if any(choices[number] != (OFF,) for number in days):
        set_wish(tx, row.season_id, wish, actor=actor, now=now)
