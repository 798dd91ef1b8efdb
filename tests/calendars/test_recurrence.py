"""Repeating requests: what is accepted, and which times come out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from calendars import TOKYO, Recurrence, RecurrenceError, Weekday, expand, parse_recurrence, rule_text
from calendars.recurrence import Frequency
from tests.calendars.examples import at

FREQUENCIES: tuple[Frequency, ...] = ("DAILY", "WEEKLY", "MONTHLY")


def days(rule: str, start: datetime, *excluded: date) -> list[str]:
    times = expand(parse_recurrence(rule, excluded), start, start + timedelta(hours=1))
    return [f"{time.start:%m-%d}" for time in times]


def test_every_second_monday_until_the_end_of_august() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20260831T145959Z"
    assert days(rule, at(7, 6, 9)) == ["07-06", "07-20", "08-03", "08-17", "08-31"]


def test_until_is_an_instant_and_included() -> None:
    assert days("FREQ=DAILY;UNTIL=20260703T000000Z", at(7, 1, 9)) == ["07-01", "07-02", "07-03"]
    assert days("FREQ=DAILY;UNTIL=20260702T235959Z", at(7, 1, 9)) == ["07-01", "07-02"]


def test_first_thursday_of_each_month() -> None:
    assert days("FREQ=MONTHLY;BYDAY=1TH;COUNT=4", at(7, 2, 9)) == ["07-02", "08-06", "09-03", "10-01"]


def test_last_friday_of_each_month() -> None:
    assert days("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", at(7, 31, 9)) == ["07-31", "08-28", "09-25"]


def test_the_31st_skips_short_months() -> None:
    assert days("FREQ=MONTHLY;COUNT=3", at(7, 31, 9)) == ["07-31", "08-31", "10-31"]


def test_several_weekdays_of_every_second_week_count_weeks_from_monday() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;COUNT=4"
    assert days(rule, at(7, 5, 9)) == ["07-05", "07-13", "07-19", "07-27"]


def test_excluded_days_are_counted_but_left_out() -> None:
    assert days("FREQ=DAILY;COUNT=4", at(7, 1, 9), date(2026, 7, 2), date(2030, 1, 1)) == ["07-01", "07-03", "07-04"]


def test_times_are_tokyo_wall_clock_and_keep_their_length() -> None:
    start = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # 8:30 on 1 July in Tokyo
    times = expand(parse_recurrence("FREQ=WEEKLY;BYDAY=WE;COUNT=2"), start, start + timedelta(hours=30))
    assert times == (
        (at(7, 1, 8, 30), at(7, 2, 14, 30)),
        (at(7, 8, 8, 30), at(7, 9, 14, 30)),
    )
    assert {time.start.tzinfo for time in times} == {TOKYO}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("", "recurrence-part"),
        ("FREQ", "recurrence-part"),
        ("FREQ=WEEKLY;WKST=SU;COUNT=2", "recurrence-part"),
        ("FREQ=WEEKLY;BYMONTH=7;COUNT=2", "recurrence-part"),
        ("FREQ=WEEKLY;COUNT=2;", "recurrence-part"),
        ("FREQ=WEEKLY;FREQ=DAILY;COUNT=2", "recurrence-part-twice"),
        ("COUNT=2", "recurrence-frequency"),
        ("FREQ=YEARLY;COUNT=2", "recurrence-frequency"),
        ("FREQ=SECONDLY;COUNT=2", "recurrence-frequency"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=2", "recurrence-interval"),
        ("FREQ=DAILY;INTERVAL=53;COUNT=2", "recurrence-interval"),
        ("FREQ=DAILY;INTERVAL=-1;COUNT=2", "recurrence-interval"),
        ("FREQ=DAILY;INTERVAL=" + "9" * 5000 + ";COUNT=2", "recurrence-interval"),
        ("FREQ=DAILY", "recurrence-endless"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20260831T000000Z", "recurrence-two-ends"),
        ("FREQ=DAILY;COUNT=0", "recurrence-count"),
        ("FREQ=DAILY;COUNT=401", "recurrence-count"),
        ("FREQ=DAILY;COUNT=２", "recurrence-count"),
        ("FREQ=DAILY;UNTIL=20260831", "recurrence-until"),
        ("FREQ=DAILY;UNTIL=20260831T145959", "recurrence-until"),
        ("FREQ=DAILY;UNTIL=20260231T000000Z", "recurrence-until"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "recurrence-until"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=2", "recurrence-weekday"),
        ("FREQ=WEEKLY;BYDAY=MO,;COUNT=2", "recurrence-weekday"),
        ("FREQ=MONTHLY;BYDAY=6MO;COUNT=2", "recurrence-weekday"),
        ("FREQ=WEEKLY;BYDAY=1MO;COUNT=2", "recurrence-ordinal-not-monthly"),
        ("FREQ=MONTHLY;BYDAY=1MO,TU;COUNT=2", "recurrence-ordinal-mixed"),
    ],
)
def test_refuses_other_rules(rule: str, code: str) -> None:
    with pytest.raises(RecurrenceError) as refusal:
        parse_recurrence(rule)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("rule", "start", "code"),
    [
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=2", at(7, 1, 9), "recurrence-start-outside"),
        ("FREQ=MONTHLY;BYDAY=1TH;COUNT=2", at(7, 9, 9), "recurrence-start-outside"),
        ("FREQ=DAILY;UNTIL=20260601T000000Z", at(7, 1, 9), "recurrence-until-before-start"),
        ("FREQ=DAILY;UNTIL=20270901T000000Z", at(7, 1, 9), "recurrence-too-many"),
        ("FREQ=MONTHLY;UNTIL=20990101T000000Z", at(7, 1, 9), "recurrence-too-long"),
        ("FREQ=MONTHLY;INTERVAL=52;COUNT=400", at(7, 1, 9), "recurrence-too-long"),
        ("FREQ=DAILY;COUNT=2", datetime(2026, 7, 1, 9), "recurrence-naive-time"),  # noqa: DTZ001
        ("FREQ=DAILY;COUNT=2", datetime(9999, 12, 1, tzinfo=UTC), "recurrence-year"),
    ],
)
def test_refuses_a_series_that_leads_nowhere(rule: str, start: datetime, code: str) -> None:
    with pytest.raises(RecurrenceError) as refusal:
        expand(parse_recurrence(rule), start, start + timedelta(hours=1))
    assert refusal.value.code == code


def test_refuses_an_end_that_is_not_after_the_start() -> None:
    with pytest.raises(RecurrenceError) as refusal:
        expand(parse_recurrence("FREQ=DAILY;COUNT=2"), at(7, 1, 9), at(7, 1, 9))
    assert refusal.value.code == "recurrence-length"


def test_refuses_a_series_of_which_nothing_is_left() -> None:
    with pytest.raises(RecurrenceError) as refusal:
        days("FREQ=DAILY;COUNT=2", at(7, 1, 9), date(2026, 7, 1), date(2026, 7, 2))
    assert refusal.value.code == "recurrence-all-excluded"


def test_refuses_an_instant_where_an_excluded_day_is_meant() -> None:
    with pytest.raises(RecurrenceError) as refusal:
        parse_recurrence("FREQ=DAILY;COUNT=2", [at(7, 1, 9)])
    assert refusal.value.code == "recurrence-excluded"


def test_limits_are_inclusive() -> None:
    assert len(days("FREQ=DAILY;COUNT=400", at(7, 1, 9))) == 400
    assert len(days("FREQ=DAILY;UNTIL=20270804T000000Z", at(7, 1, 9))) == 400
    assert len(days("FREQ=MONTHLY;COUNT=400", at(7, 1, 9))) == 400
    assert len(days("FREQ=WEEKLY;INTERVAL=52;COUNT=3", at(7, 1, 9))) == 3


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    frequency = draw(st.sampled_from(FREQUENCIES))
    numbered = frequency == "MONTHLY" and draw(st.booleans())
    ordinals = st.sampled_from([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]) if numbered else st.just(0)
    days = st.lists(st.builds(Weekday, ordinals, st.integers(0, 6)), max_size=3)
    end: dict[str, Any] = draw(
        st.one_of(
            st.builds(lambda count: {"count": count}, st.integers(1, 20)),
            st.builds(lambda n: {"until": datetime(2026, 7, 1, tzinfo=UTC) + timedelta(hours=n)}, st.integers(0, 4000)),
        )
    )
    return Recurrence(frequency, draw(st.integers(1, 4)), tuple(draw(days)), **end)


def obeys(rule: Recurrence, first: date, day: date) -> bool:
    """The rule read from RFC 5545 3.3.10 one day at a time, without any library."""
    weekday = Weekday(0, day.weekday())
    month_end = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    numbered = {
        Weekday((day.day - 1) // 7 + 1, day.weekday()),
        Weekday(-((month_end.day - day.day) // 7 + 1), day.weekday()),
    }
    if rule.frequency == "DAILY":
        return (day - first).days % rule.interval == 0 and (not rule.by_day or weekday in rule.by_day)
    if rule.frequency == "WEEKLY":
        weeks = (day - (first - timedelta(days=first.weekday()))).days // 7
        return weeks % rule.interval == 0 and (weekday in rule.by_day if rule.by_day else weekday[1] == first.weekday())
    months = (day.year - first.year) * 12 + day.month - first.month
    chosen = bool(({weekday} | numbered) & set(rule.by_day)) if rule.by_day else day.day == first.day
    return months % rule.interval == 0 and chosen


@given(rule=rules(), offset=st.integers(0, 40), excluded=st.sets(st.integers(0, 40), max_size=3))
def test_expansion_equals_a_walk_through_the_days(rule: Recurrence, offset: int, excluded: set[int]) -> None:
    start = at(7, 1, 9) + timedelta(days=offset)
    first = start.date()
    left_out = {first + timedelta(days=n) for n in excluded}
    whole = Recurrence(rule.frequency, rule.interval, rule.by_day, rule.count, rule.until, frozenset(left_out))
    expected: list[datetime] = []
    for n in range(366 * 5):
        begin = start + timedelta(days=n)
        if (rule.until and begin > rule.until) or len(expected) == rule.count:
            break
        if obeys(rule, first, begin.date()):
            expected.append(begin)
    kept = [begin for begin in expected if begin.date() not in left_out]
    if not expected or expected[0] != start or not kept:
        with pytest.raises(RecurrenceError):
            expand(whole, start, start + timedelta(hours=1))
    elif rule.count is None or len(expected) == rule.count:
        assert [time.start for time in expand(whole, start, start + timedelta(hours=1))] == kept


@given(rule=rules())
def test_written_rule_reads_back_and_means_the_same_to_dateutil(rule: Recurrence) -> None:
    text = rule_text(rule)
    assert parse_recurrence(text) == rule
    start = at(7, 1, 9)
    theirs = list(rrulestr(text, dtstart=start))
    if theirs[:1] == [start]:
        assert [time.start for time in expand(rule, start, start + timedelta(hours=1))] == theirs
