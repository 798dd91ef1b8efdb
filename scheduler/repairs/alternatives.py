"""What somebody whose booking cannot be kept could book instead."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from calendars import local_date
from scheduler.availability.near_misses import near_misses
from scheduler.domain.policy import Policy
from scheduler.moving.standing import Standing
from scheduler.offices.queries import closed_days, is_winter_day
from scheduler.repairs.result import Alternative
from scheduler.staff.queries import applicant


def alternatives_for(tx: Connection, item: Standing, *, policy: Policy, now: datetime) -> tuple[Alternative, ...]:
    """What its person could book instead at this moment, cheapest first."""
    person = applicant(tx, item.wish.staff_id)
    found = near_misses(
        tx,
        item.wish,
        person,
        closed_days(tx),
        policy,
        now=now,
        is_winter=is_winter_day(local_date(now)),
        except_booking_id=item.booking_id,
    )
    return tuple(
        Alternative(
            one.wish.office_id,
            one.wish.interval.start,
            one.wish.interval.end,
            one.wish.use_dates,
            one.wish.conf_system,
            one.cost,
        )
        for one in found
    )
