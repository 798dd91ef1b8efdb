"""Takes a section's people, wishes and coverage, in one read transaction, as a problem for the solver.

All policy is decided here: the solver sees only patterns that the office's rules allow on a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import floor, gcd
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.db.tables import department, season, shift, shift_assignment, shift_preference, staff_member
from scheduler.db.versions import load
from scheduler.domain.reason import Reason
from scheduler.domain.request_rules import GRID_MINUTES
from scheduler.shifts import fairness
from scheduler.shifts.allowed import Allowed, allowed
from scheduler.shifts.coverage import Need, coverage_of
from scheduler.shifts.key import CAP, Key
from scheduler.shifts.patterns import Pattern, minutes, patterns
from scheduler.shifts.rules import DayRules, day_rules, longest_rest
from scheduler.shifts.terms import OTHER_BREAKS, Terms, terms_of
from solver.shifts import OFF, Cell, Cover, Period, Person, Rules, Shift, ShiftProblem, Weights, Wish

# Prices in quarter hours of one person below the preferred cover (docs/weights.md).
BELOW_PREFERRED = 1
WORST_OFF = 4
MOVED_BREAK = 1
VARIETY = 2
CHANGED_DAY = 8
CHANGED_PERSON = 4


@dataclass(frozen=True)
class Snapshot:
    """A section's problem and what its numbers mean.

    `barred`: by person and day a pattern that was wished and that no plan may give, with the rule that says so.
    `present`: how many are there on each day.
    """

    problem: ShiftProblem
    key: Key
    barred: Mapping[tuple[int, int], tuple[str, Reason]] = field(default_factory=dict)
    present: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Section:
    """The rows of one section, looked up while its problem is put together."""

    staff_ids: tuple[str, ...]
    most_shifted: float
    terms: Terms
    rules: DayRules
    patterns: tuple[Pattern, ...]
    needs: tuple[Need, ...]
    allowed: Mapping[str, Allowed]
    published: Mapping[str, Mapping[date, str]]
    unmet_shares: Mapping[str, float]
    pins: Mapping[tuple[str, date], str]


def take(
    tx: Connection,
    season_id: str,
    department_id: str,
    *,
    previous_plan_id: int | None = None,
    begun: date | None = None,
) -> Snapshot:
    """The problem of a section in a season; what is pinned in the previous plan stays where that is still possible.

    `begun`: what is published for the days up to this one is not changed any more, except that somebody was away.
    Equal rows give an equal problem, so that a plan can be told to be out of date.
    """
    section = _load(tx, season_id, department_id, previous_plan_id)
    if begun is not None:
        section = replace(section, allowed=_as_worked(section, begun))
    key = Key(section.staff_ids, tuple(pattern.pattern_id for pattern in section.patterns), section.rules.days)
    pins = {staff_id: dict(_pins(staff_id, section, key)) for staff_id in key.staff_ids}
    people = [_person(staff_id, section, key, pins[staff_id]) for staff_id in key.staff_ids]
    covers, bases = _covers(section, key, people, pins)
    problem = ShiftProblem(
        days=tuple(day.toordinal() - 1 for day in key.dates),
        shifts=tuple(_shift(pattern, number) for number, pattern in enumerate(section.patterns, 1)),
        people=tuple(people),
        wishes=tuple(wish for staff_id in key.staff_ids for wish in _wishes(staff_id, section, key)),
        covers=tuple(covers),
        periods=tuple(_periods(section, people)),
        pins=tuple(Cell(key.persons[who], day, choice) for who in pins for day, choice in pins[who].items()),
        weights=Weights(CHANGED_DAY, CHANGED_PERSON, WORST_OFF, MOVED_BREAK),
        slot=_slot(section),
    )
    present = tuple(sum(person.choices[day] != (OFF,) for person in people) for day in range(len(key.dates)))
    return Snapshot(problem, replace(key, bases=tuple(bases)), _barred(section, key), present)


def _load(tx: Connection, season_id: str, department_id: str, previous_plan_id: int | None) -> _Section:
    term, owner = load(tx, season, season_id), load(tx, department, department_id)
    staff_query = select(staff_member.c.staff_id).where(staff_member.c.department_id == department_id)
    staff_ids = tuple(tx.execute(staff_query.order_by(staff_member.c.staff_id)).scalars())
    terms = terms_of(tx, season_id, owner.bureau_ja)
    rules = day_rules(tx, term.first_day, term.last_day, owner.bureau_ja)
    offered = patterns(tx, season_id)
    entries = _entries(tx, staff_ids, term.first_day, term.last_day)
    together = _together(terms.choice_unit, rules.days)
    return _Section(
        staff_ids,
        owner.max_shifted_fraction if terms.most_shifted is None else terms.most_shifted,
        terms,
        rules,
        offered,
        coverage_of(tx, department_id),
        {staff_id: allowed(entries[staff_id], rules, offered, together) for staff_id in staff_ids},
        _published(tx, staff_ids, term.first_day, term.last_day),
        fairness.unmet_shares(tx, staff_ids, term.first_day),
        _pinned(tx, previous_plan_id),
    )


def _as_worked(section: _Section, begun: date) -> dict[str, Allowed]:
    """What may be given, where days that have begun can only be what was published for them."""
    days, offered = section.rules.days, {pattern.pattern_id for pattern in section.patterns}
    found = {}
    for staff_id, own in section.allowed.items():
        published = section.published.get(staff_id, {})
        past = {number: published[day] for number, day in enumerate(days) if day <= begun and day in published}
        choices = tuple(
            frozenset({past[number]}) if day and past.get(number) in offered else day
            for number, day in enumerate(own.choices)
        )
        found[staff_id] = replace(own, choices=choices, fixed=own.fixed | past.keys())
    return found


def _entries(tx: Connection, staff_ids: Sequence[str], first: date, last: date) -> Mapping[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    query = select(shift_preference).where(
        shift_preference.c.staff_id.in_(staff_ids),
        shift_preference.c.date_from <= last,
        shift_preference.c.date_to >= first,
    )
    for row in tx.execute(query.order_by(shift_preference.c.preference_id)):
        found[row.staff_id].append(row)
    return found


def _published(tx: Connection, staff_ids: Sequence[str], first: date, last: date) -> Mapping[str, dict[date, str]]:
    found: dict[str, dict[date, str]] = defaultdict(dict)
    query = select(shift.c.staff_id, shift.c.date, shift.c.pattern_id).where(
        shift.c.staff_id.in_(staff_ids), shift.c.date >= first, shift.c.date <= last
    )
    for row in tx.execute(query):
        found[row.staff_id][row.date] = row.pattern_id
    return found


def _pinned(tx: Connection, plan_id: int | None) -> dict[tuple[str, date], str]:
    if plan_id is None:
        return {}
    query = select(shift_assignment.c.staff_id, shift_assignment.c.date, shift_assignment.c.pattern_id).where(
        shift_assignment.c.plan_id == plan_id, shift_assignment.c.pinned.is_(True)
    )
    return {(row.staff_id, row.date): row.pattern_id for row in tx.execute(query)}


def _pins(staff_id: str, section: _Section, key: Key) -> Iterator[tuple[int, int]]:
    """Decisions of a person that can still stand: somebody is there that day, and nothing fixes another pattern."""
    own = section.allowed[staff_id]
    for day, date_ in enumerate(key.dates):
        pattern_id = section.pins.get((staff_id, date_), "")
        if pattern_id in key.shifts and own.choices[day] and (day not in own.fixed or pattern_id in own.choices[day]):
            yield day, key.shifts[pattern_id]


def _person(staff_id: str, section: _Section, key: Key, pins: Mapping[int, int]) -> Person:
    own, number = section.allowed[staff_id], key.persons[staff_id]
    choices = [{key.shifts[pattern_id] for pattern_id in day} or {OFF} for day in own.choices]
    for day, choice in pins.items():
        choices[day].add(choice)
    before = section.published.get(staff_id)
    rest = longest_rest([[section.patterns[choice - 1] for choice in day if choice] for day in choices], key.dates)
    return Person(
        number,
        tuple(tuple(sorted(day)) for day in choices),
        Rules(rest=min(section.terms.rest_minutes, rest)),
        () if before is None else tuple(key.shifts.get(before.get(day, ""), OFF) for day in key.dates),
        fairness.burden(
            sum(wish.weight for wish in _wishes(staff_id, section, key)), section.unmet_shares.get(staff_id, 0.0)
        ),
    )


def _wishes(staff_id: str, section: _Section, key: Key) -> Iterator[Wish]:
    share = section.unmet_shares.get(staff_id, 0.0)
    for wish in section.allowed[staff_id].wished:
        weight = fairness.wish_weight(wish.weight, share)
        yield Wish(key.persons[staff_id], wish.day, (key.shifts[wish.pattern_id],), weight)


def _shift(pattern: Pattern, number: int) -> Shift:
    """The pattern with its own break first; another only where it lies within the hours worked."""
    start, end = minutes(pattern.start), minutes(pattern.end)
    usual = (minutes(pattern.break_start), minutes(pattern.break_end))
    length = usual[1] - usual[0]
    others = [rest for rest in OTHER_BREAKS if rest != usual and rest[1] - rest[0] == length]
    breaks = [usual, *(rest for rest in others if start < rest[0] and rest[1] < end)] if length else []
    return Shift(number, pattern.work_minutes, start, end, tuple(breaks))


def _slot(section: _Section) -> int:
    """The office's grid, or finer where a pattern or a need is off it."""
    times = [moment for need in section.needs for moment in (need.from_time, need.to_time)]
    for pattern in section.patterns:
        times += [pattern.start, pattern.end, pattern.break_start, pattern.break_end]
    return gcd(GRID_MINUTES, *(minutes(moment) for moment in times))


def _covers(
    section: _Section, key: Key, people: Sequence[Person], pins: Mapping[str, Mapping[int, int]]
) -> tuple[list[Cover], list[str]]:
    """The needs of each day, then the share that may be shifted; with what each is for."""
    covers: list[Cover] = []
    bases: list[str] = []
    for day, date_ in enumerate(key.dates):
        for need in section.needs:
            if need.holds_on(date_):
                span = minutes(need.from_time), minutes(need.to_time)
                least, preferred = need.min_staff, need.preferred_staff
                covers.append(Cover(len(covers), day, least, None, preferred, under=BELOW_PREFERRED, span=span))
                bases.append(need.basis)
    shifted = tuple(key.shifts[pattern.pattern_id] for pattern in section.patterns if not pattern.is_standard)
    if shifted:
        # The small part more guards against a third of nine that is a little less than three.
        cap = floor(section.most_shifted * len(people) + 0.01)
        for day in range(len(key.dates)):
            # Who may work nothing but a shifted pattern, or was given one by hand, is no choice of the plan's.
            decided = [pins[staff_id].get(day) for staff_id in key.staff_ids]
            forced = sum(
                pin in shifted if pin else set(person.choices[day]) <= set(shifted)
                for person, pin in zip(people, decided, strict=True)
            )
            covers.append(Cover(len(covers), day, most=max(cap, forced), shifts=shifted))
            bases.append(CAP)
    return covers, bases


def _together(unit: str, days: Sequence[date]) -> list[list[int]]:
    """Days for which one choice holds."""
    if unit == "day":
        return []
    return [list(range(len(days)))] if unit == "period" else _weeks(days)


def _weeks(days: Sequence[date]) -> list[list[int]]:
    weeks: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, day in enumerate(days):
        weeks[day.isocalendar()[:2]].append(number)
    return list(weeks.values())


def _periods(section: _Section, people: Sequence[Person]) -> Iterator[Period]:
    """Each change of pattern within a week has a price; within a unit of choice there are as few as can be."""
    for week in _weeks(section.rules.days):
        yield Period(tuple(week), weight=VARIETY)
    for together in _together(section.terms.choice_unit, section.rules.days):
        most = max((_fewest_patterns(person, together) for person in people), default=1)
        yield Period(tuple(together), most=most)


def _fewest_patterns(person: Person, days: Sequence[int]) -> int:
    """With how many patterns the days can be worked: more than one where fixed days or pins differ."""
    left = [set(person.choices[day]) - {OFF} for day in days]
    left = [choices for choices in left if choices]
    count = 0
    while left:
        count += 1
        best = max(sorted(set().union(*left)), key=lambda choice: sum(choice in choices for choices in left))
        left = [choices for choices in left if best not in choices]
    return max(1, count)


def _barred(section: _Section, key: Key) -> dict[tuple[int, int], tuple[str, Reason]]:
    return {
        (key.persons[staff_id], day): found
        for staff_id, own in section.allowed.items()
        for day, found in own.barred.items()
    }
