"""Rules about the person and the moment of asking; those about the thing itself are in request_rules.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from calendars import local_date
from scheduler.clock import TOKYO
from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval
from scheduler.domain.policy import Policy
from scheduler.domain.reason import Reason


def in_the_past(interval: Interval, now: datetime) -> Reason | None:
    """Nothing can be asked for that is already over."""
    if interval.end > now:
        return None
    return Reason("E_IN_THE_PAST", {"end": interval.end})


def beyond_horizon(interval: Interval, now: datetime, policy: Policy) -> Reason | None:
    """Nothing can be asked for further ahead than a year and a day."""
    last = now + timedelta(days=policy.horizon_days)
    if interval.start <= last:
        return None
    return Reason("E_BEYOND_HORIZON", {"days": policy.horizon_days, "last": local_date(last)})


def not_suitable(purpose: str, applicant: Applicant) -> Reason | None:
    """Working at home is open to everyone whose duties allow it (policy item 1(1), from fiscal 2018)."""
    if purpose != "home_telework" or applicant.telework_suitable:
        return None
    return Reason("E_NOT_SUITABLE")


def monthly_limit(use_dates: Iterable[date], taken: Iterable[date], policy: Policy) -> Reason | None:
    """At most five days at home a month; `taken` are the days already booked or asked for."""
    days = set(taken)
    for day in sorted(set(use_dates) - days):
        days.add(day)
        used = sum(1 for other in days if (other.year, other.month) == (day.year, day.month))
        if used > policy.telework_days_per_month:
            return Reason(
                "E_MONTHLY_LIMIT", {"month": day.month, "used": used - 1, "limit": policy.telework_days_per_month}
            )
    return None


def outside_hours(interval: Interval, overtime_order_no: str, purpose: str, policy: Policy) -> Reason | None:
    """A flag, never a refusal: time outside 8:30-17:15 needs an overtime order given in advance."""
    start, end = interval.start.astimezone(TOKYO), interval.end.astimezone(TOKYO)
    outside = start.time() < policy.day_starts or end.time() > policy.day_ends
    if not outside or overtime_order_no or purpose in {"disaster", "home_telework"}:
        return None
    return Reason("W_OUTSIDE_HOURS", {"start": start, "end": end})
