"""What the solver is given of a section: the office's rules, and nothing that they forbid."""

from __future__ import annotations

import csv
from datetime import date, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, update

from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Source, system_actor
from scheduler.imports import operations as imports
from scheduler.imports.sample import sample_directory
from scheduler.shifts import coverage, planning, planning_job, queries, terms
from scheduler.shifts.coverage import Need
from scheduler.shifts.key import CAP
from scheduler.shifts.reasons import reasons_of
from scheduler.shifts.snapshot import Snapshot, take
from scheduler.shifts.terms import Terms
from scheduler.shifts.wishes import Wish, set_wish
from solver.shifts import OFF, ShiftLimits, ShiftProblem, check, plan_shifts
from solver.shifts.answers import Report
from solver.shifts.report import plan_and_explain, short_days
from tests import builders
from tests.builders import at
from tests.scheduler import shift_section
from tests.scheduler.rounds import StepContext
from tests.scheduler.shift_planning import one_by_one
from tests.scheduler.shift_section import EARLY, LATE, MONDAY, NOW, SEASON, SECTION, STANDARD, TUESDAY, WEDNESDAY, head

KEEPER = builders.keeper()
IN_TIME = at("2026-06-20 9:00")
LAST = date(2026, 7, 17)


@pytest.fixture
def office(tx: Connection) -> Connection:
    shift_section.furnish(tx)
    return tx


def choices(snapshot: Snapshot, staff_id: str = "S000002") -> list[set[str]]:
    """What may be given to somebody on each day."""
    person = snapshot.problem.people[snapshot.key.persons[staff_id] - 1]
    return [{snapshot.key.pattern_id(choice) for choice in day if choice != OFF} for day in person.choices]


def caps(snapshot: Snapshot) -> list[int | None]:
    return [cover.most for cover in snapshot.problem.covers if snapshot.key.bases[cover.cover_id] == CAP]


def test_nobody_may_be_given_what_they_did_not_wish_for(office: Connection) -> None:
    shift_section.wish(office, "S000002", EARLY, MONDAY)
    shift_section.fact(office, "S000002", "leave", TUESDAY, TUESDAY)
    shift_section.fact(office, "S000002", "fixed", WEDNESDAY, WEDNESDAY, EARLY)

    found = take(office, SEASON, SECTION)

    assert choices(found)[:4] == [{STANDARD, EARLY}, set(), {EARLY}, {STANDARD}]
    assert choices(found, "S000003")[0] == {STANDARD}
    assert found.present[:3] == (6, 5, 6)


def test_who_cannot_work_the_standard_pattern_may_be_given_any_other_that_is_allowed(office: Connection) -> None:
    unavailable = Wish("S000002", "unavailable", MONDAY, LAST, pattern_id=STANDARD)
    set_wish(office, SEASON, unavailable, actor=head(), now=IN_TIME)

    found = choices(take(office, SEASON, SECTION))

    assert found[0] == {EARLY, LATE}
    assert found[2] == {EARLY}  # lights out at 18:00 on Wednesday
    every = Wish("S000002", "unavailable", MONDAY, LAST)
    set_wish(office, SEASON, every, actor=head(), now=IN_TIME)
    assert choices(take(office, SEASON, SECTION))[0] == {STANDARD}


def test_days_of_policy_forbid_patterns_that_run_past_them(office: Connection) -> None:
    for day in (MONDAY, TUESDAY):
        shift_section.wish(office, "S000002", LATE, day)
    row = {
        "date": MONDAY,
        "scope": "総務部",
        "kind": "light_down_day",
        "name_ja": "消灯",
        "lights_out_check": time(18, 0),
    }
    other = {**row, "date": TUESDAY, "scope": "教育局"}
    curfew = {"date": date(2026, 7, 9), "scope": "all", "kind": "assembly", "name_ja": "議会", "curfew": time(18, 0)}
    shift_section.wish(office, "S000002", LATE, date(2026, 7, 9))
    for each in (row, other, curfew):
        office.execute(insert(tables.policy_day).values(**each))

    found = take(office, SEASON, SECTION)

    assert [day == {STANDARD, LATE} for day in choices(found)[:4]] == [False, True, False, False]
    barred = {day: reason.code for (_, day), (_, reason) in found.barred.items()}
    assert barred == {0: "E_PATTERN_LIGHTS_OUT", 3: "shift-curfew"}


def test_closed_days_are_no_days_of_the_plan(office: Connection) -> None:
    builders.closed_day(office, TUESDAY)
    assert take(office, SEASON, SECTION).key.dates[:2] == (MONDAY, WEDNESDAY)


def test_a_week_as_unit_of_choice_gives_one_pattern_a_week_as_far_as_fixed_days_let_it(office: Connection) -> None:
    terms.set_terms(office, SEASON, "総務部", Terms("week", 0.5), actor=KEEPER, now=NOW)
    shift_section.wish(office, "S000002", EARLY, TUESDAY)

    found = take(office, SEASON, SECTION)

    assert choices(found)[:5] == [{STANDARD, EARLY}] * 5
    assert choices(found)[5] == {STANDARD}
    assert set(caps(found)) == {3}
    plan = plan_shifts(found.problem, ShiftLimits(20))
    worked = plan.rows[1].choices
    assert len(set(worked[:5])) == 1

    shift_section.fact(office, "S000003", "fixed", MONDAY, MONDAY, EARLY)
    shift_section.fact(office, "S000003", "fixed", TUESDAY, TUESDAY, STANDARD)
    again = take(office, SEASON, SECTION)
    assert not check(again.problem, plan_shifts(again.problem, ShiftLimits(20)))


def test_who_is_fixed_to_another_pattern_is_no_reason_to_call_a_day_uncovered(office: Connection) -> None:
    for number in range(1, 5):
        shift_section.fact(office, f"S00000{number}", "fixed", MONDAY, MONDAY, EARLY)
    found = take(office, SEASON, SECTION)
    assert caps(found)[:2] == [4, 2]
    plan = plan_shifts(found.problem, ShiftLimits(20))
    assert plan.goal("shortage").value == 0


def test_published_days_and_their_price_are_part_of_the_next_problem(office: Connection) -> None:
    plan_id = shift_section.propose(office)
    given = {"department_id": SECTION, "plan_id": plan_id, "changed_at": NOW}
    rest = {"break_start": time(12, 0), "break_end": time(13, 0)}
    values = {"staff_id": "S000002", "date": TUESDAY, "pattern_id": EARLY}
    office.execute(insert(tables.shift).values(**values, **given, **rest))

    found = take(office, SEASON, SECTION)

    early = found.key.shifts[EARLY]
    assert found.problem.people[1].published[:3] == (OFF, early, OFF)
    assert found.problem.people[2].published == ()
    assert found.problem.weights.changed_cell > 0


def test_a_day_that_has_begun_stays_as_it_was_published_unless_somebody_was_away(office: Connection) -> None:
    shift_section.wish(office, "S000002", EARLY, MONDAY, TUESDAY, WEDNESDAY)
    plan_id = shift_section.propose(office)
    given = {"department_id": SECTION, "plan_id": plan_id, "changed_at": NOW, "pattern_id": STANDARD}
    rest = {"break_start": time(12, 0), "break_end": time(13, 0)}
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        office.execute(insert(tables.shift).values(staff_id="S000002", date=day, **given, **rest))
    shift_section.fact(office, "S000002", "leave", MONDAY, MONDAY)

    found = take(office, SEASON, SECTION, begun=TUESDAY)

    assert choices(found)[:3] == [set(), {STANDARD}, {STANDARD, EARLY}]
    assert choices(found, "S000003")[0] == {STANDARD}
    report = plan_and_explain(found.problem, ShiftLimits(20))
    (unmet,) = report.unmet
    reasons = reasons_of(unmet, found.problem, found.key)
    assert [reason.code for reason in reasons] == ["unmet-begun"]


def test_equal_rows_give_an_equal_problem(office: Connection) -> None:
    shift_section.wish(office, "S000002", EARLY, MONDAY, TUESDAY)
    assert take(office, SEASON, SECTION).problem == take(office, SEASON, SECTION).problem
    before = take(office, SEASON, SECTION).problem
    office.execute(update(tables.shift_preference).values(weight=5))
    assert take(office, SEASON, SECTION).problem != before


def test_who_entered_a_wish_first_does_not_count(office: Connection) -> None:
    asked = [(staff_id, day) for staff_id in ("S000002", "S000003", "S000004") for day in (MONDAY, TUESDAY)]

    def problem_when_entered(order: list[tuple[str, date]]) -> ShiftProblem:
        with office.begin_nested() as attempt:
            rows = [_wish_row(f"P{number}", staff_id, day) for number, (staff_id, day) in enumerate(order)]
            office.execute(insert(tables.shift_preference), rows)
            found = take(office, SEASON, SECTION).problem
            attempt.rollback()
        return found

    assert problem_when_entered(asked) == problem_when_entered(asked[::-1])


def _wish_row(preference_id: str, staff_id: str, day: date) -> dict[str, Any]:
    days = {"date_from": day, "date_to": day, "weekdays": "MO;TU;WE;TH;FR"}
    wished = {"kind": "prefer", "pattern_id": EARLY, "weight": 3}
    return {"preference_id": preference_id, "staff_id": staff_id, **days, **wished}


KINDS = st.sampled_from(("prefer", "prefer", "prefer", "unavailable", "fixed", "leave", "away"))
ENTRIES = st.tuples(
    st.integers(1, 6), KINDS, st.integers(0, 9), st.integers(0, 9), st.sampled_from((EARLY, LATE, STANDARD))
)
NEEDS = st.tuples(st.integers(16, 40), st.integers(4, 30), st.integers(0, 4), st.integers(0, 2))
# Only with the longer rest do the two patterns not follow each other.
OWN_TERMS = st.one_of(
    st.builds(Terms, st.just("day"), st.sampled_from((None, 0.0, 0.5)), st.just(900)),
    st.builds(Terms, st.sampled_from(("week", "period")), st.sampled_from((None, 0.5))),
)


@given(entries=st.lists(ENTRIES, max_size=12), needs=st.lists(NEEDS, max_size=4), own=OWN_TERMS)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_plan_of_any_section_keeps_every_rule_and_moves_nobody_unasked(
    office: Connection, entries: list[Any], needs: list[Any], own: Terms
) -> None:
    with office.begin_nested() as attempt:
        days = take(office, SEASON, SECTION).key.dates
        terms.set_terms(office, SEASON, "総務部", own, actor=KEEPER, now=NOW)
        coverage.write(office, {SECTION: [_need(*each) for each in needs]})
        rows = [_entry(number, each, days) for number, each in enumerate(entries)]
        if rows:
            office.execute(insert(tables.shift_preference), rows)
        found = take(office, SEASON, SECTION)
        attempt.rollback()

    plan = plan_shifts(found.problem, ShiftLimits(20))

    assert not check(found.problem, plan)
    _nobody_is_moved_unasked(found, [row.choices for row in plan.rows], rows, own)


def _need(start: int, length: int, least: int, more: int) -> Need:
    end = min(start + length, 80)
    clock = [time(*divmod(quarter * 15, 60)) for quarter in (start, end)]
    return Need(("MO", "TU", "WE", "TH", "FR"), clock[0], clock[1], least, least + more, "counter")


def _entry(number: int, entry: tuple[int, str, int, int, str], days: tuple[date, ...]) -> dict[str, Any]:
    who, kind, one, other, pattern_id = entry
    return {
        "preference_id": f"P{number}",
        "staff_id": f"S00000{who}",
        "date_from": days[min(one, other)],
        "date_to": days[max(one, other)],
        "weekdays": "MO;TU;WE;TH;FR",
        "kind": kind,
        "pattern_id": "*" if kind in {"leave", "away"} else pattern_id,
        "weight": 3,
    }


def _nobody_is_moved_unasked(
    found: Snapshot, given_rows: list[tuple[int, ...]], entries: list[dict[str, Any]], own: Terms
) -> None:
    asked = {(each["staff_id"], each["pattern_id"]) for each in entries if each["kind"] in {"prefer", "fixed"}}
    cannot = {each["staff_id"] for each in entries if each["kind"] == "unavailable"}
    for staff_id, row in zip(found.key.staff_ids, given_rows, strict=True):
        for day, choice in enumerate(row):
            away = any(
                each["staff_id"] == staff_id
                and each["kind"] in {"leave", "away"}
                and each["date_from"] <= found.key.dates[day] <= each["date_to"]
                for each in entries
            )
            assert (choice == OFF) == away
            if choice != OFF and found.key.pattern_id(choice) != STANDARD and staff_id not in cannot:
                assert (staff_id, found.key.pattern_id(choice)) in asked, own


@pytest.mark.thorough
def test_the_sample_is_short_exactly_where_its_reference_says(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def solve(problem: ShiftProblem, limits: ShiftLimits) -> Report:
        plan = plan_shifts(problem, limits)
        return Report(plan, (), tuple(short_days(problem, plan.rows)))

    monkeypatch.setattr(planning_job, "plan_each_in_child", one_by_one(solve))
    files, actor = sample_directory(), system_actor(Source.COMMAND)
    with sqlite_database.write() as tx:
        run_id = imports.preview(tx, files, mode="strict", actor=actor, now=NOW)
        imports.apply(tx, run_id, actor=actor, now=NOW)
        job_id = planning.request_plan(tx, "2026-summer", actor=actor, now=NOW)
    planning_job.plan_sections(
        StepContext(sqlite_database, NOW, job_id),  # type: ignore[arg-type]
        {"season_id": "2026-summer", "seconds": 20},
    )

    with sqlite_database.read() as tx:
        plans = queries.plans(tx, "2026-summer", actor=actor)
    reported = {
        (plan.department_id, short.date.isoformat(), short.present, short.required, short.short_by)
        for plan in plans
        for short in plan.shortages
    }
    lines = csv.DictReader(files["expected_shortage.csv"].decode().splitlines())
    assert reported == {
        (each["dept_id"], each["date"], *(int(each[name]) for name in ("present", "required", "short_by")))
        for each in lines
    }
    assert all(plan.gap == 0 for plan in plans)
