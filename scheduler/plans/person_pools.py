"""What one person may have only so much of, as pools of their own: one seat at a time, five days a month."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from scheduler.db.tables import allocation, booking
from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval, merged
from scheduler.domain.loan_period import at
from scheduler.domain.policy import Policy
from scheduler.domain.wish import Wish
from scheduler.plans.minutes import minute, span
from scheduler.requests.queries import Occurrence
from scheduler.staff.queries import booked_telework_days
from solver.allocation import Pool, Unit, Use

# A seat pool is numbered by the person, below zero; a month's days from here on.
FIRST_MONTH_POOL = -1_000_000_000
MONTH_POOL_STEP = 100


@dataclass(frozen=True)
class PersonPools:
    """The pools, and which of them a wish uses."""

    pools: tuple[Pool, ...]
    _seats: Mapping[str, int]
    _months: Mapping[tuple[str, int, int], int]

    @classmethod
    def load(
        cls,
        tx: Connection,
        found: Sequence[Occurrence],
        people: Mapping[str, Applicant],
        window: Interval,
        policy: Policy,
        except_plan_id: int | None = None,
    ) -> PersonPools:
        """Only for those who could have too much. Bookings of `except_plan_id` do not count as standing."""
        pools: list[Pool] = []
        seats: dict[str, int] = {}
        held = _held_seats(tx, window, except_plan_id)
        sitting = Counter(item.wish.staff_id for item in found if item.wish.kind in {"seat", "bundle"})
        for staff_id, count in sorted(sitting.items()):
            busy = held.get(people[staff_id].person_no, [])
            if count > 1 or busy:
                pool_id = -people[staff_id].person_no
                pools.append(Pool(pool_id, (Unit(pool_id, tuple(span(item) for item in merged(busy))),)))
                seats[staff_id] = pool_id
        months: dict[tuple[str, int, int], int] = {}
        days = Counter((item.wish.staff_id, day.year, day.month) for item in found for day in item.wish.use_dates)
        taken = booked_telework_days(tx, {key[0] for key in days}, except_plan_id=except_plan_id)
        for (staff_id, year, month), asked_days in sorted(days.items()):
            used = sum(1 for day in taken.get(staff_id, ()) if (day.year, day.month) == (year, month))
            left = max(0, policy.telework_days_per_month - used)
            if asked_days > left:
                pool_id = FIRST_MONTH_POOL - MONTH_POOL_STEP * len(months)
                pools.append(Pool(pool_id, tuple(Unit(pool_id - number) for number in range(left))))
                months[staff_id, year, month] = pool_id
        return cls(tuple(pools), seats, months)

    def uses(self, wish: Wish) -> Iterator[Use]:
        start, end = span(wish.interval)
        if wish.kind in {"seat", "bundle"} and wish.staff_id in self._seats:
            yield Use((self._seats[wish.staff_id],), start, end)
        for (year, month), days in Counter((day.year, day.month) for day in wish.use_dates).items():
            pool_id = self._months.get((wish.staff_id, year, month))
            if pool_id is not None:
                first = at(date(year, month, 1), datetime.min.time())
                yield Use((pool_id,), minute(first), minute(first + timedelta(days=28)), days)


def _held_seats(tx: Connection, window: Interval, except_plan_id: int | None) -> dict[int, list[Interval]]:
    query = (
        select(allocation)
        .join(booking, booking.c.id == allocation.c.booking_id)
        .where(
            allocation.c.holds,
            allocation.c.person_no.is_not(None),
            allocation.c.starts_at < window.end,
            allocation.c.held_until > window.start,
        )
    )
    if except_plan_id is not None:
        query = query.where(booking.c.plan_id.is_distinct_from(except_plan_id))
    held: dict[int, list[Interval]] = defaultdict(list)
    for row in tx.execute(query):
        held[row.person_no].append(Interval(row.starts_at, row.held_until))
    return held
