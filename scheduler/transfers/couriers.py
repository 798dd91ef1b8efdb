"""When a courier leaves for an office, when it arrives, and how many units it still takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection, func, select

from calendars import ClosedDays, is_working_day, next_working_day
from scheduler.db.tables import courier_run, transfer, transfer_item
from scheduler.domain.loan_period import at
from scheduler.domain.states import TransferState

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# The morning's round is over by then, and what it brought has been unpacked.
ARRIVES = time(12, 0)
# No two days of a run lie further apart, whatever holidays fall between them.
_LONGEST_WAIT = 60


@dataclass(frozen=True, slots=True)
class Run:
    """The courier between two offices, the same in both directions. `lead_days` are working days."""

    weekdays: frozenset[str]
    lead_days: int
    capacity_items: int

    def leaves_on(self, day: date, closed: ClosedDays) -> bool:
        return WEEKDAYS[day.weekday()] in self.weekdays and is_working_day(day, closed)

    def next_day(self, day: date, closed: ClosedDays) -> date | None:
        """The first day from `day` on on which it leaves; None for a run that never does."""
        days = map(date.fromordinal, range(day.toordinal(), day.toordinal() + _LONGEST_WAIT))
        return next((found for found in days if self.leaves_on(found, closed)), None)

    def arrives_at(self, day: date, closed: ClosedDays, day_ends: time) -> datetime:
        """Noon of the working day `lead_days` later; the end of the same day for a run without lead time."""
        if self.lead_days == 0:
            return at(day, day_ends)
        return at(next_working_day(day, closed, self.lead_days), ARRIVES)


def run_between(tx: Connection, one: str, other: str) -> Run | None:
    """The courier between two offices, whichever of them is named first; None when there is none."""
    office_a, office_b = sorted((one, other))
    row = tx.execute(
        select(courier_run).where(courier_run.c.office_a == office_a, courier_run.c.office_b == office_b)
    ).one_or_none()
    if row is None:
        return None
    return Run(frozenset(row.weekdays.split(";")), row.lead_days, row.capacity_items)


def items_booked(tx: Connection, from_office_id: str, to_office_id: str, day: date) -> int:
    """How many units go with the courier of that day already."""
    query = (
        select(func.count())
        .select_from(transfer_item)
        .join(transfer, transfer.c.id == transfer_item.c.transfer_id)
        .where(
            transfer.c.from_office_id == from_office_id,
            transfer.c.to_office_id == to_office_id,
            transfer.c.leaves_on == day,
            transfer.c.carrier == "courier",
            transfer.c.state != TransferState.CANCELLED,
            transfer_item.c.outcome.is_distinct_from("left_out"),
            transfer_item.c.outcome.is_distinct_from("extra"),
        )
    )
    return int(tx.execute(query).scalar_one())
