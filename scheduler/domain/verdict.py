"""All the rules about one wish together: what refuses it and what a person should look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from calendars import ClosedDays, local_date
from scheduler.domain import asking_rules, request_rules
from scheduler.domain.applicant import Applicant
from scheduler.domain.policy import Policy
from scheduler.domain.reason import Reason
from scheduler.domain.wish import Wish


@dataclass(frozen=True, slots=True)
class Verdict:
    """`refusals` keep the wish from being granted; `alerts` go with it."""

    refusals: tuple[Reason, ...]
    alerts: tuple[Reason, ...]


def judge(wish: Wish, applicant: Applicant, closed_days: ClosedDays, policy: Policy) -> Verdict:
    """What holds at any time: for a booking now, a request, and each occurrence in a round."""
    start, end = wish.interval.start, wish.interval.end
    days = request_rules.days_at_the_office(wish.kind, start, end)
    first_day = wish.use_dates[0] if wish.use_dates else local_date(start)
    found = [
        request_rules.grid(start, end, minutes=policy.grid_minutes),
        request_rules.closed_day(days, wish.purpose, closed_days),
        request_rules.closed_day(wish.use_dates, wish.purpose, closed_days),
        request_rules.curfew(start, end, wish.purpose, kind=wish.kind, limit=policy.curfew),
        asking_rules.not_suitable(wish.purpose, applicant),
    ]
    if not policy.own_office_seat:
        found.append(request_rules.own_office(wish.kind, wish.office_id, applicant.office_id))
    if policy.loan_needs_training:
        found.append(request_rules.training(wish.kind, applicant.trained_on, first_day))
    alert = asking_rules.outside_hours(wish.interval, wish.overtime_order_no, wish.purpose, policy)
    return Verdict(_present(found), _present((alert,)))


def judge_new(
    wish: Wish,
    applicant: Applicant,
    closed_days: ClosedDays,
    policy: Policy,
    *,
    now: datetime,
    telework_days: Iterable[date],
) -> Verdict:
    """The same, and what concerns the moment of asking. `telework_days`: already booked or asked for."""
    verdict = judge(wish, applicant, closed_days, policy)
    found = (
        asking_rules.in_the_past(wish.interval, now),
        asking_rules.beyond_horizon(wish.interval, now, policy),
        asking_rules.monthly_limit(wish.use_dates, telework_days, policy),
    )
    return Verdict((*_present(found), *verdict.refusals), verdict.alerts)


def _present(found: Iterable[Reason | None]) -> tuple[Reason, ...]:
    return tuple(reason for reason in found if reason is not None)
