"""What may be sent where and when: each check gives a Reason that says what would do, or None."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from calendars import ClosedDays, clean_line, is_working_day, local_date, next_working_day
from scheduler.db.tables import pool, unit
from scheduler.domain.loan_period import at
from scheduler.domain.policy import Policy
from scheduler.domain.reason import Reason, ReasonParam
from scheduler.domain.states import UnitStatus
from scheduler.transfers.couriers import Run, items_booked, run_between
from scheduler.transfers.levels import levels

# Seats and rooms stay where they are.
MOVABLE_KINDS = ("mobile_pc", "tablet", "web_kit")
MOST_UNITS = 200
LONGEST_NOTE = 500
COURIER, OWN = "courier", "own"
CARRIERS = (COURIER, OWN)


@dataclass(frozen=True, slots=True)
class Way:
    """From where to where, on which day and how; `due_at` only for what somebody takes along."""

    from_office_id: str
    to_office_id: str
    leaves_on: date
    carrier: str
    due_at: datetime | None = None


def note(text: str) -> Reason | None:
    length = len(clean_line(text))
    return Reason("transfer-note-too-long", {"longest": LONGEST_NOTE}) if length > LONGEST_NOTE else None


def kind_and_offices(kind: str, way: Way) -> Iterator[Reason]:
    if kind not in MOVABLE_KINDS:
        yield Reason("transfer-kind-fixed", {"kind": kind})
    if way.from_office_id == way.to_office_id:
        yield Reason("transfer-same-office", {"office": way.to_office_id})
    if way.carrier not in CARRIERS:
        yield Reason("transfer-carrier-unknown", {"carrier": way.carrier[:60]})


def leaving_day(day: date, now: datetime, closed: ClosedDays) -> Reason | None:
    """A working day, today at the earliest."""
    today = local_date(now)
    if day < today:
        return Reason("transfer-day-past", {"day": day})
    if not is_working_day(day, closed):
        return Reason("transfer-day-closed", {"day": day, "next": next_working_day(day, closed)})
    return None


def arrival(
    tx: Connection, way: Way, count: int, *, now: datetime, closed: ClosedDays, policy: Policy
) -> datetime | Reason:
    """When the units will be there, or why they cannot go that day."""
    if way.carrier == OWN:
        due_at = way.due_at or at(way.leaves_on, policy.day_ends)
        return due_at if due_at > max(now, at(way.leaves_on, policy.day_starts)) else _too_early(way, due_at)
    run = run_between(tx, way.from_office_id, way.to_office_id)
    if run is None:
        return Reason("transfer-no-courier", {"from": way.from_office_id, "to": way.to_office_id})
    return _by_courier(tx, way, run, count, now=now, closed=closed, policy=policy)


def _too_early(way: Way, due_at: datetime) -> Reason:
    return Reason("transfer-arrival-early", {"due": due_at, "day": way.leaves_on})


def _by_courier(
    tx: Connection, way: Way, run: Run, count: int, *, now: datetime, closed: ClosedDays, policy: Policy
) -> datetime | Reason:
    offices: dict[str, ReasonParam] = {"from": way.from_office_id, "to": way.to_office_id}
    if not run.leaves_on(way.leaves_on, closed):
        following = run.next_day(way.leaves_on, closed)
        if following is None:
            return Reason("transfer-no-courier", offices)
        return Reason("transfer-no-courier-that-day", {**offices, "day": way.leaves_on, "next": following})
    left = run.capacity_items - items_booked(tx, way.from_office_id, way.to_office_id, way.leaves_on)
    if count > left:
        following = run.next_day(date.fromordinal(way.leaves_on.toordinal() + 1), closed) or way.leaves_on
        params: dict[str, ReasonParam] = {"day": way.leaves_on, "left": max(left, 0), "count": count, "next": following}
        return Reason("transfer-courier-full", params)
    due_at = run.arrives_at(way.leaves_on, closed, policy.day_ends)
    return due_at if due_at > now else Reason("transfer-day-past", {"day": way.leaves_on})


def room(tx: Connection, office_id: str, kind: str, count: int, *, now: datetime) -> Reason | None:
    """What is there, or on its way there, and what is to come has to fit into the storage."""
    level = levels(tx, today=local_date(now)).get((office_id, kind))
    if level is None:
        return None
    stored = (UnitStatus.ACTIVE, UnitStatus.REPAIR)
    query = (
        select(func.count())
        .select_from(unit)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(pool.c.office_id == office_id, pool.c.kind == kind, unit.c.status.in_(stored))
    )
    there = int(tx.execute(query).scalar_one())
    if there + count <= level.storage_capacity:
        return None
    left = max(level.storage_capacity - there, 0)
    params: dict[str, ReasonParam] = {
        "office": office_id,
        "kind": kind,
        "room": level.storage_capacity,
        "there": there,
        "left": left,
    }
    return Reason("transfer-storage-full", params)


def numbers(asset_numbers: Sequence[str]) -> Reason | None:
    if not asset_numbers:
        return Reason("transfer-no-units")
    return Reason("transfer-too-many", {"most": MOST_UNITS}) if len(asset_numbers) > MOST_UNITS else None
