"""What people wish for a season: set and withdrawn by themselves, or kept for them by their head.

A wish names a period, weekdays and a pattern.  Where a new one of a person names days of an older one, it takes
them over: the older keeps its other days.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from calendars import ClosedDays, is_working_day
from scheduler.audit.operations import record
from scheduler.db.tables import season, shift_pattern, shift_preference, staff_member
from scheduler.db.versions import load
from scheduler.domain import permission, request_rules
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import SeasonState
from scheduler.errors import Refused
from scheduler.interchange.context import EVERY_PATTERN
from scheduler.interchange.fields import WEEKDAYS
from scheduler.offices.queries import closed_days
from scheduler.shifts.patterns import EVERY_SEASON

# What a person may wish; the rest is a fact that the head of the section keeps.
OWN_KINDS = ("prefer", "unavailable")
FACTS = ("fixed", "leave", "away")
HEAVIEST = 5
USUAL_WEIGHT = 3
ONE_DAY = timedelta(days=1)
_NAMING_A_PATTERN = ("prefer", "fixed")
_ABSENCES = ("leave", "away")
# Kinds of one group are about the same thing: a later one takes the days of an earlier one over.
_GROUPS = (("prefer",), ("unavailable",), ("fixed", "leave", "away"))


@dataclass(frozen=True, slots=True)
class Wish:
    """`kind`: `prefer` a pattern, `unavailable` for one, and from the head of the section `fixed`, `leave`, `away`.

    `weekdays`: codes "MO" to "SU"; the days are those of the period on them.  `weight`: 1 (nice to have) to 5.
    """

    staff_id: str
    kind: str
    first: date
    last: date
    weekdays: tuple[str, ...] = WEEKDAYS[:5]
    pattern_id: str = EVERY_PATTERN
    weight: int = USUAL_WEIGHT

    def days(self) -> Iterator[date]:
        for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if WEEKDAYS[day.weekday()] in self.weekdays:
                yield day


def set_wish(tx: Connection, season_id: str, wish: Wish, *, actor: Actor, now: datetime) -> str:
    """Keep a wish; returns its id.

    Raises:
        NotAllowed: it is another person's, or a fact that the head keeps.
        Refused: one reason for each rule it breaks (days, deadline, pattern, weight, lights out).
    """
    owner = load(tx, staff_member, wish.staff_id)
    permission.require(may_set(actor, wish.staff_id, owner.department_id, wish.kind), "set-wish")
    problems = _problems(tx, load(tx, season, season_id), wish, now)
    if problems:
        raise Refused(*problems)
    if wish.kind in _ABSENCES:
        wish = replace(wish, pattern_id=EVERY_PATTERN)
    _take_over(tx, wish)
    preference_id = _store(tx, wish)
    # Why somebody is away is nobody's business later: the audit says only that a wish was kept.
    after = {"staff_id": wish.staff_id}
    record(tx, actor=actor, now=now, action="set", noun="wish", key=preference_id, after=after)
    return preference_id


def withdraw(tx: Connection, preference_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a wish back, as long as its season takes wishes; the head takes facts back at any time.

    Raises:
        NotFound: there is no such wish.
        NotAllowed: it is another person's.
        Refused: no season is open for it any more.
    """
    row = load(tx, shift_preference, preference_id, lock=True)
    owner = load(tx, staff_member, row.staff_id)
    permission.require(may_set(actor, row.staff_id, owner.department_id, row.kind), "withdraw-wish")
    if row.kind in OWN_KINDS:
        term = season_of(tx, row.date_from, row.date_to)
        if term is not None:
            _require_open(term, now)
    tx.execute(delete(shift_preference).where(shift_preference.c.preference_id == preference_id))
    record(tx, actor=actor, now=now, action="withdraw", noun="wish", key=preference_id)


def may_set(actor: Actor, staff_id: str, department_id: str, kind: str) -> bool:
    """Oneself may wish; what is a fact (fixed, leave, away) the head of the section keeps, as may who plans it."""
    if kind in OWN_KINDS and actor.staff_id == staff_id:
        return True
    return permission.may_plan_section(actor, department_id)


def season_of(tx: Connection, first: date, last: date) -> Row[Any] | None:
    """The season the days lie in, if any."""
    query = select(season).where(season.c.first_day <= last, season.c.last_day >= first)
    return tx.execute(query.order_by(season.c.first_day)).first()


def closing_problem(term: Row[Any], now: datetime) -> Reason | None:
    """Why a season takes no more wishes."""
    if term.state != SeasonState.OPEN:
        return Reason("season-not-open", {"season": term.season_id})
    if now > term.wishes_close_at:
        return Reason("wishes-closed", {"due": term.wishes_close_at})
    return None


def _require_open(term: Row[Any], now: datetime) -> None:
    problem = closing_problem(term, now)
    if problem is not None:
        raise Refused(problem)


def _problems(tx: Connection, term: Row[Any], wish: Wish, now: datetime) -> list[Reason]:
    closed = closed_days(tx)
    days = [day for day in wish.days() if is_working_day(day, closed)]
    found: list[Reason | None] = [
        None if wish.kind in OWN_KINDS + FACTS else Reason("wish-kind", {"text": wish.kind[:40]}),
        request_rules.order(wish.first, wish.last, last_included=True),
        None if 1 <= wish.weight <= HEAVIEST else Reason("wish-weight", {"max": HEAVIEST}),
    ]
    if wish.first < term.first_day or wish.last > term.last_day:
        found.append(Reason("wish-outside-season", {"first": term.first_day, "last": term.last_day}))
    elif wish.first <= wish.last and not days:
        found.append(Reason("E_NO_MATCHING_DAY", {"start": wish.first, "end": wish.last}))
    found.append(_pattern_problem(tx, term, wish, days, closed))
    if wish.kind in OWN_KINDS:
        found.append(closing_problem(term, now))
        found.append(request_rules.shift_deadline(now, days[0], closed) if days else None)
    elif term.state == SeasonState.ENDED:
        found.append(Reason("season-not-open", {"season": term.season_id}))
    return [reason for reason in found if reason is not None]


def _pattern_problem(
    tx: Connection, term: Row[Any], wish: Wish, days: Sequence[date], closed: ClosedDays
) -> Reason | None:
    if wish.kind in _ABSENCES or (wish.kind == "unavailable" and wish.pattern_id == EVERY_PATTERN):
        return None
    row = tx.execute(select(shift_pattern).where(shift_pattern.c.pattern_id == wish.pattern_id)).one_or_none()
    if row is None:
        return Reason("wish-pattern", {"text": wish.pattern_id[:40]})
    if wish.kind not in _NAMING_A_PATTERN:
        return None
    if row.season not in {EVERY_SEASON, term.patterns} or not row.in_force:
        return Reason("E_PATTERN_NOT_IN_FORCE", {"pattern": wish.pattern_id})
    return request_rules.lights_out(row.end, days, closed)


def _take_over(tx: Connection, wish: Wish) -> None:
    """Older wishes about the same thing keep only their other days."""
    group = next(kinds for kinds in _GROUPS if wish.kind in kinds)
    query = select(shift_preference).where(
        shift_preference.c.staff_id == wish.staff_id,
        shift_preference.c.kind.in_(group),
        shift_preference.c.date_from <= wish.last,
        shift_preference.c.date_to >= wish.first,
    )
    if wish.kind == "unavailable" and wish.pattern_id != EVERY_PATTERN:
        # One may be unavailable for several patterns on a day.
        query = query.where(shift_preference.c.pattern_id.in_((wish.pattern_id, EVERY_PATTERN)))
    for row in tx.execute(query).all():
        tx.execute(delete(shift_preference).where(shift_preference.c.preference_id == row.preference_id))
        for left in _rest_of(_as_wish(row), wish):
            _store(tx, left)


def _as_wish(row: Row[Any]) -> Wish:
    weekdays = tuple(row.weekdays.split(";"))
    return Wish(row.staff_id, row.kind, row.date_from, row.date_to, weekdays, row.pattern_id, row.weight)


def _rest_of(older: Wish, taken: Wish) -> Iterator[Wish]:
    """What is left of a wish on its own days when those of another are taken out: before, between and after."""
    between = tuple(day for day in older.weekdays if day not in taken.weekdays)
    for left in (
        replace(older, last=min(older.last, taken.first - ONE_DAY)),
        replace(older, first=max(older.first, taken.first), last=min(older.last, taken.last), weekdays=between),
        replace(older, first=max(older.first, taken.last + ONE_DAY)),
    ):
        if any(True for _ in left.days()):
            yield left


def _store(tx: Connection, wish: Wish) -> str:
    preference_id = f"W{uuid.uuid4().hex[:15]}"
    values = {
        "preference_id": preference_id,
        "staff_id": wish.staff_id,
        "date_from": wish.first,
        "date_to": wish.last,
        "weekdays": ";".join(day for day in WEEKDAYS if day in wish.weekdays),
        "kind": wish.kind,
        "pattern_id": wish.pattern_id,
        "weight": wish.weight,
    }
    tx.execute(insert(shift_preference).values(values))
    return preference_id
