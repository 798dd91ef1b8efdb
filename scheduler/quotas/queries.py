"""Quotas as values, who belongs to one, and how much of it a wish would take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from calendars import local_date
from scheduler.db.tables import quota, staff_member
from scheduler.db.versions import load
from scheduler.domain.actor import Actor
from scheduler.domain.applicant import Applicant
from scheduler.domain.permission import may_run_rounds, require
from scheduler.domain.wish import Need, Wish, needs_of

DayRange = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `most` units of the kind for a group, counted by `measure`. An empty tuple does not narrow.

    `office_ids` are where the units are; departments, grades and grounds say whose requests count.
    """

    quota_id: int
    code: str
    name_ja: str
    name_en: str
    kind: str
    office_ids: tuple[str, ...]
    department_ids: tuple[str, ...]
    grades: tuple[str, ...]
    grounds: tuple[str, ...]
    measure: str
    most: int
    ended_at: datetime | None
    version: int

    def covers(self, person: Applicant, grade: str, on: date) -> bool:
        """Whether the person belongs to the group on that day."""
        return (
            (not self.department_ids or person.department_id in self.department_ids)
            and (not self.grades or grade in self.grades)
            and (not self.grounds or any(person.has_ground(ground, on) for ground in self.grounds))
        )

    def taken_by(self, wish: Wish) -> int:
        """How many units a wish takes of what the quota counts."""
        return sum(need.quantity for need in needs_of(wish) if self.counts(need))

    def could_be_taken_by(self, wish: Wish) -> int:
        """The same wherever the wish is granted: its alternatives may lie at other offices."""
        return sum(need.quantity for need in needs_of(wish) if self.kind in need.unit_kinds)

    def counts(self, need: Need) -> bool:
        return self.kind in need.unit_kinds and (not self.office_ids or need.office_id in self.office_ids)

    def periods(self, days: tuple[date, ...]) -> tuple[DayRange, ...]:
        """The days, weeks or months (first day, day after) that these days of use fall into."""
        return tuple(sorted({_PERIODS[self.measure](day) for day in days}))


def _week(day: date) -> DayRange:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def _month(day: date) -> DayRange:
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def _day(day: date) -> DayRange:
    return day, day + timedelta(days=1)


_PERIODS = {"per_day": _day, "per_week": _week, "per_month": _month}


def days_of_use(wish: Wish) -> tuple[date, ...]:
    """The days at home, or else each day on which the wish holds something."""
    return wish.use_dates or tuple(_days(local_date(wish.interval.start), local_date(wish.interval.end)))


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def standing(tx: Connection) -> tuple[Quota, ...]:
    """The quotas in force, for rounds."""
    rows = tx.execute(select(quota).where(quota.c.ended_at.is_(None)).order_by(quota.c.id))
    return tuple(_quota(row) for row in rows)


def quotas(tx: Connection, *, actor: Actor) -> tuple[Quota, ...]:
    """All quotas, those in force first."""
    require(may_run_rounds(actor), "see-quotas")
    rows = tx.execute(select(quota).order_by(quota.c.ended_at.is_not(None), quota.c.code))
    return tuple(_quota(row) for row in rows)


def one(tx: Connection, quota_id: int, *, actor: Actor) -> Quota:
    require(may_run_rounds(actor), "see-quotas")
    return _quota(load(tx, quota, quota_id))


def kinds(tx: Connection) -> Mapping[int, str]:
    """The kind of each quota there ever was, by its id: what a reason has to name."""
    return {row.id: row.kind for row in tx.execute(select(quota.c.id, quota.c.kind))}


def grades(tx: Connection) -> Mapping[str, str]:
    """The grade of everybody, by staff number."""
    return {row.staff_id: row.role for row in tx.execute(select(staff_member.c.staff_id, staff_member.c.role))}


def _quota(row: Row[Any]) -> Quota:
    return Quota(
        quota_id=row.id,
        code=row.code,
        name_ja=row.name_ja,
        name_en=row.name_en,
        kind=row.kind,
        office_ids=tuple(row.office_ids),
        department_ids=tuple(row.department_ids),
        grades=tuple(row.grades),
        grounds=tuple(row.grounds),
        measure=row.measure,
        most=row.most,
        ended_at=row.ended_at,
        version=row.version,
    )
