"""What a snapshot is asked for: which days, under which rules, and what is supposed or taken over from a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from scheduler.availability.stock import Stock, load_stock
from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import at
from scheduler.domain.policy import Policy
from scheduler.plans.decisions import Decisions
from scheduler.plans.earlier import Earlier
from scheduler.plans.scenario import NOTHING, Scenario
from scheduler.plans.supposing import FIRST_EXTRA, Numbers, days_between, supposed_stock
from scheduler.requests.queries import Occurrence, past_refusals

# Loans reach beyond the round at both ends.
MARGIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Terms:
    """`earlier` is the plan whose input is taken over, None for what the office holds now; `moment` is then its own."""

    first_day: date
    last_day: date
    policy: Policy
    decisions: Decisions
    scenario: Scenario
    earlier: Earlier | None
    moment: datetime

    @property
    def window(self) -> Interval:
        first, last = at(self.first_day, datetime.min.time()), at(self.last_day, datetime.min.time())
        return Interval(first - MARGIN, last + MARGIN + timedelta(1))

    @property
    def granted_by(self) -> int | None:
        """The plan whose own bookings are not in its way."""
        return self.earlier.plan_id if self.earlier else None

    def has_begun(self, interval: Interval) -> bool:
        """Nobody can be given what has begun: a plan with such a booking could not be applied.

        Days that are all over can only be studied, and are planned as if they were still ahead.
        """
        is_over = at(self.last_day, datetime.min.time()) + timedelta(1) <= self.moment
        return not is_over and interval.start <= self.moment

    def stock(self, tx: Connection, numbers: Numbers) -> Stock:
        stock = load_stock(tx, self.window)
        if self.earlier is not None:
            stock = self.earlier.stock(stock)
        if self.scenario is NOTHING:
            return stock
        return supposed_stock(stock, self.scenario, days_between(self.window.start, self.window.end), numbers)

    def refusals(self, tx: Connection, found: Sequence[Occurrence], people: Mapping[str, Applicant]) -> dict[int, int]:
        """Past refusals of each request's person; of somebody supposed, those of the person they are like."""
        now = past_refusals(tx, self.first_day, self.first_day)
        refused = {item.occurrence_id: now.get(people[item.wish.staff_id].staff_id, 0) for item in found}
        if self.earlier is not None:
            refused.update(self.earlier.refusals([item for item in found if item.occurrence_id < FIRST_EXTRA]))
        return refused
