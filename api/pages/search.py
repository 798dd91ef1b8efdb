"""What is free for the wishes of a form: at which offices, what stands in the way, what would work instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from api.formatting import to_local
from scheduler.availability.near_misses import is_served, near_misses
from scheduler.availability.queries import FreeUnit, free_units
from scheduler.availability.stock import load_stock
from scheduler.db.transaction import Transaction
from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval
from scheduler.domain.offer import Offer
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.reason import Reason
from scheduler.domain.verdict import judge_new
from scheduler.domain.wish import Kind, Need, Wish, at_office, needs_of
from scheduler.offices.queries import closed_days, is_winter_day
from scheduler.promises.queries import can_be_promised
from scheduler.staff.queries import applicant, telework_days

OFFICES_SHOWN = 8
# What follows a use must not reach into the next; no kind needs more.
LONGEST_TURNAROUND = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class FreeAt:
    """What is free at one office for all the wishes; the first unit is the one that would be given.

    Without units a device can be promised there: the promises to others make room for it.
    """

    office_id: str
    minutes: int
    units: Sequence[FreeUnit]


@dataclass(frozen=True, slots=True)
class Found:
    """`free`: nearest first. `reasons`: why not at the office asked for. `alerts`: to be looked at, never a refusal.

    `offers` only when the office asked for has nothing.
    """

    free: tuple[FreeAt, ...] = ()
    reasons: tuple[Reason, ...] = ()
    alerts: tuple[Reason, ...] = ()
    offers: tuple[Offer, ...] = ()


NOTHING = Found()


def search(tx: Transaction, wishes: Sequence[Wish], *, now: datetime) -> Found:
    """Look everything up for wishes of one person, one kind and one office."""
    person = applicant(tx, wishes[0].staff_id)
    judged = partial(_judge_all, person, closed_days(tx), telework_days(tx, person.staff_id), now)
    reasons, alerts = judged(wishes)
    free = tuple(
        place
        for place in _free_places(tx, wishes, now)
        # What is free but not for this person (the seats of one's own office) is not offered.
        if not judged([at_office(wish, place.office_id) for wish in wishes])[0]
    )[:OFFICES_SHOWN]
    is_here = any(place.office_id == wishes[0].office_id for place in free)
    offers = () if is_here or len(wishes) > 1 else _offers(tx, wishes[0], person, now)
    return Found(free, reasons, alerts, offers)


def _judge_all(
    person: Applicant, closed: Any, days_at_home: Sequence[date], now: datetime, wishes: Sequence[Wish]
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Refusals and alerts of all wishes together, each once; a wish counts for the month of those after it."""
    days = list(days_at_home)
    refusals: list[Reason] = []
    alerts: list[Reason] = []
    for wish in wishes:
        verdict = judge_new(wish, person, closed, DEFAULT_POLICY, now=now, telework_days=days)
        refusals += [reason for reason in verdict.refusals if reason not in refusals]
        alerts += [reason for reason in verdict.alerts if reason not in alerts]
        days += wish.use_dates
    return tuple(refusals), tuple(alerts)


def _free_places(tx: Transaction, wishes: Sequence[Wish], now: datetime) -> list[FreeAt]:
    first = wishes[0]
    if first.kind is Kind.WEB_CONFERENCE:
        return _conference(tx, first)
    # A seat and its PC, or several loans: an office counts when it has every one of them.
    needs = [need for wish in wishes for need in needs_of(wish)]
    by_need = [_by_office(tx, need) for need in needs]
    places = [
        FreeAt(office_id, units[0].minutes, min((found[office_id] for found in by_need), key=len))
        for office_id, units in by_need[0].items()
        if all(len(found.get(office_id, ())) >= first.quantity for found in by_need)
    ]
    if any(place.office_id == first.office_id for place in places):
        return places
    is_promised = all(
        len(found.get(need.office_id, ())) >= need.quantity or can_be_promised(tx, need, now=now, policy=DEFAULT_POLICY)
        for need, found in zip(needs, by_need, strict=True)
    )
    return [FreeAt(first.office_id, 0, ()), *places] if is_promised else places


def _by_office(tx: Transaction, need: Need) -> dict[str, list[FreeUnit]]:
    """Nearest office first, best unit first."""
    found: dict[str, list[FreeUnit]] = {}
    is_winter = is_winter_day(to_local(need.interval.start).date())
    for unit in free_units(tx, need, anywhere=True, is_winter=is_winter):
        found.setdefault(unit.office_id, []).append(unit)
    return found


def _conference(tx: Transaction, wish: Wish) -> list[FreeAt]:
    """All the offices at once on one network, or nothing."""
    offices = {leg.office_id for leg in wish.legs}
    window = Interval(wish.interval.start, wish.interval.end + LONGEST_TURNAROUND)
    if not is_served(load_stock(tx, window, office_ids=offices), wish):
        return []
    return [FreeAt(wish.office_id, 0, free_units(tx, needs_of(wish)[0]))]


def _offers(tx: Transaction, wish: Wish, person: Applicant, now: datetime) -> tuple[Offer, ...]:
    is_winter = is_winter_day(to_local(wish.interval.start).date())
    found = near_misses(tx, wish, person, closed_days(tx), DEFAULT_POLICY, now=now, is_winter=is_winter)
    return tuple(item.offer for item in found)
