"""Wishes: set in time by oneself, facts by the head, and a later one takes the days of an earlier one over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from scheduler.db import tables
from scheduler.domain.actor import Role
from scheduler.errors import NotAllowed, Refused
from scheduler.interchange.fields import WEEKDAYS
from scheduler.shifts.own import my_shifts, my_wishes, section_wishes
from scheduler.shifts.wishes import Wish, set_wish, withdraw
from tests import builders
from tests.builders import at
from tests.scheduler import shift_section
from tests.scheduler.shift_section import EARLY, LATE, MONDAY, SEASON, SECTION, STANDARD, TUESDAY, head, person

IN_TIME = at("2026-06-20 9:00")
FRIDAY = date(2026, 7, 10)
LAST = date(2026, 7, 17)


@pytest.fixture
def office(tx: Connection) -> Connection:
    shift_section.furnish(tx)
    return tx


def wish(**changes: Any) -> Wish:
    values: dict[str, Any] = {"kind": "prefer", "first": MONDAY, "last": FRIDAY, "pattern_id": EARLY}
    return Wish(changes.pop("staff_id", "S000002"), **values | changes)


def days_of(tx: Connection, staff_id: str = "S000002") -> dict[date, tuple[str, str]]:
    """What is kept for each day: kind and pattern; a day that is kept twice fails."""
    found: dict[date, tuple[str, str]] = {}
    for row in tx.execute(select(tables.shift_preference).where(tables.shift_preference.c.staff_id == staff_id)):
        kept = Wish(
            row.staff_id, row.kind, row.date_from, row.date_to, tuple(row.weekdays.split(";")), row.pattern_id, 1
        )
        for day in kept.days():
            assert day not in found
            found[day] = (row.kind, row.pattern_id)
    return found


def test_a_wish_is_kept_and_shown_to_its_person_alone(office: Connection) -> None:
    set_wish(office, SEASON, wish(weekdays=("MO", "WE"), weight=5), actor=person(2), now=IN_TIME)

    (shown,) = my_wishes(office, SEASON, actor=person(2))
    assert (shown.kind, shown.first, shown.last, shown.weekdays) == ("prefer", MONDAY, FRIDAY, ("MO", "WE"))
    assert (shown.pattern_id, shown.weight, shown.may_withdraw) == (EARLY, 5, True)
    assert my_wishes(office, SEASON, actor=person(3)) == ()


def test_the_head_sees_what_the_section_has_asked_for(office: Connection) -> None:
    set_wish(office, SEASON, wish(), actor=person(2), now=IN_TIME)
    set_wish(office, SEASON, wish(staff_id="S000003", kind="leave"), actor=head(), now=IN_TIME)

    shown = section_wishes(office, SEASON, SECTION, actor=head())

    assert [(each.staff_id, each.kind, each.may_withdraw) for each in shown] == [
        ("S000002", "prefer", True),
        ("S000003", "leave", True),
    ]
    for actor in (person(2), head("D0002")):
        with pytest.raises(NotAllowed):
            section_wishes(office, SEASON, SECTION, actor=actor)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"first": FRIDAY, "last": MONDAY}, "E_END_BEFORE_START"),
        ({"first": date(2026, 7, 3)}, "wish-outside-season"),
        ({"last": date(2026, 7, 21)}, "wish-outside-season"),
        ({"weekdays": ("SA", "SU")}, "E_NO_MATCHING_DAY"),
        ({"pattern_id": "X9999"}, "wish-pattern"),
        ({"pattern_id": "W0900"}, "E_PATTERN_NOT_IN_FORCE"),
        ({"pattern_id": LATE}, "E_PATTERN_LIGHTS_OUT"),
        ({"weight": 6}, "wish-weight"),
        ({"weight": 0}, "wish-weight"),
    ],
)
def test_a_wish_against_a_rule_is_refused_by_its_name(
    office: Connection, changes: Mapping[str, Any], code: str
) -> None:
    shift_section.pattern(office, "W0900", at("2026-07-01 9:00").time(), at("2026-07-01 17:45").time(), season="winter")
    with pytest.raises(Refused) as refused:
        set_wish(office, SEASON, wish(**changes), actor=person(2), now=IN_TIME)
    assert [reason.code for reason in refused.value.reasons] == [code]
    assert days_of(office) == {}


@pytest.mark.parametrize(("moment", "codes"), [("17:15", []), ("17:16", ["E_DEADLINE"])])
def test_the_deadline_is_a_quarter_past_five_of_the_working_day_before(
    office: Connection, moment: str, codes: list[str]
) -> None:
    now = at(f"2026-07-03 {moment}")  # the Friday before
    if not codes:
        set_wish(office, SEASON, wish(), actor=person(2), now=now)
        return
    with pytest.raises(Refused) as refused:
        set_wish(office, SEASON, wish(), actor=person(2), now=now)
    assert [reason.code for reason in refused.value.reasons] == codes
    # Days further on can still be wished for.
    set_wish(office, SEASON, wish(first=TUESDAY), actor=person(2), now=now)


def test_a_season_that_is_closed_takes_no_wish_but_facts(office: Connection) -> None:
    kept = set_wish(office, SEASON, wish(), actor=person(2), now=IN_TIME)
    shift_section.close(office)
    for attempt in (
        lambda: set_wish(office, SEASON, wish(first=TUESDAY), actor=person(2), now=IN_TIME),
        lambda: withdraw(office, kept, actor=person(2), now=IN_TIME),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert [reason.code for reason in refused.value.reasons] == ["season-not-open"]

    set_wish(office, SEASON, wish(kind="leave", first=FRIDAY), actor=head(), now=at("2026-07-10 8:00"))
    kinds = office.execute(select(tables.shift_preference.c.kind)).scalars().all()
    assert sorted(kinds) == ["leave", "prefer"]


def test_people_wish_for_themselves_and_facts_are_the_heads(office: Connection) -> None:
    for actor, kind in ((person(3), "prefer"), (person(2), "leave"), (person(2), "fixed"), (head("D0002"), "prefer")):
        with pytest.raises(NotAllowed):
            set_wish(office, SEASON, wish(kind=kind), actor=actor, now=IN_TIME)
    for actor in (person(2), head(), builders.actor("S000900", Role.FACILITIES)):
        set_wish(office, SEASON, wish(), actor=actor, now=IN_TIME)
    kept = set_wish(office, SEASON, wish(), actor=person(2), now=IN_TIME)
    with pytest.raises(NotAllowed):
        withdraw(office, kept, actor=person(3), now=IN_TIME)
    withdraw(office, kept, actor=person(2), now=IN_TIME)
    assert days_of(office) == {}


def test_the_audit_says_nothing_of_why_and_when_somebody_is_away(office: Connection) -> None:
    set_wish(office, SEASON, wish(kind="leave"), actor=head(), now=IN_TIME)
    (line,) = office.execute(select(tables.audit).where(tables.audit.c.noun == "wish")).all()
    assert line.after == {"staff_id": "S000002"}


def test_one_may_be_unavailable_for_several_patterns_on_a_day(office: Connection) -> None:
    for pattern_id in (EARLY, LATE, EARLY):
        unavailable = wish(kind="unavailable", pattern_id=pattern_id)
        set_wish(office, SEASON, unavailable, actor=person(2), now=IN_TIME)
    patterns = office.execute(select(tables.shift_preference.c.pattern_id)).scalars().all()
    assert sorted(patterns) == [EARLY, LATE]


SPANS = st.tuples(st.integers(0, 11), st.integers(0, 11)).map(sorted)
ASKED = st.tuples(SPANS, st.sets(st.sampled_from(WEEKDAYS[:5]), min_size=1), st.sampled_from((EARLY, STANDARD)))


@given(asked=st.lists(ASKED, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_wished_in_turn_each_day_holds_the_last_wish_for_it(office: Connection, asked: list[Any]) -> None:
    expected: dict[date, tuple[str, str]] = {}
    with office.begin_nested() as attempt:
        for (first, last), weekdays, pattern_id in asked:
            each = wish(
                first=MONDAY + timedelta(first),
                last=MONDAY + timedelta(last),
                weekdays=tuple(day for day in WEEKDAYS if day in weekdays),
                pattern_id=pattern_id,
            )
            if not list(each.days()):
                continue
            set_wish(office, SEASON, each, actor=person(2), now=IN_TIME)
            expected |= dict.fromkeys(each.days(), ("prefer", pattern_id))
        assert days_of(office) == expected
        attempt.rollback()


def test_own_shifts_are_those_that_are_published_with_what_was_wished(office: Connection) -> None:
    shift_section.wish(office, "S000002", EARLY, MONDAY)
    plan_id = shift_section.propose(office, {("S000002", MONDAY): STANDARD})
    assert my_shifts(office, actor=person(2), first=MONDAY, last=LAST) == ()
    plan = tables.shift_assignment
    columns = [plan.c[name] for name in ("staff_id", "date", "pattern_id", "break_start", "break_end", "plan_id")]
    for row in office.execute(select(*columns).where(plan.c.plan_id == plan_id)).mappings().all():
        office.execute(tables.shift.insert().values(**row, department_id=SECTION, changed_at=IN_TIME))

    shown = my_shifts(office, actor=person(2), first=MONDAY, last=TUESDAY)

    assert [(each.date, each.pattern_id, each.wished_pattern_id) for each in shown] == [
        (MONDAY, STANDARD, EARLY),
        (TUESDAY, STANDARD, None),
    ]
