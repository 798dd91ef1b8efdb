"""Seasons, a bureau's terms in them, and the coverage of a section: who keeps them, and what they refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import Connection, select

from scheduler.db import tables
from scheduler.domain.actor import Role
from scheduler.domain.states import SeasonState
from scheduler.errors import IllegalTransition, NotAllowed, NotFound, Refused, StaleVersion
from scheduler.shifts import coverage, queries, seasons, terms
from scheduler.shifts.coverage import Need
from scheduler.shifts.patterns import patterns
from scheduler.shifts.terms import OFFICE_TERMS, Terms
from tests import builders
from tests.builders import at
from tests.scheduler import shift_section
from tests.scheduler.shift_section import EARLY, LATE, NOW, SEASON, SECTION, STANDARD, head, person

KEEPER = builders.keeper()
NEED = Need(("MO", "FR"), time(9, 0), time(12, 0), 1, 2, "phone")


@pytest.fixture
def office(tx: Connection) -> Connection:
    shift_section.furnish(tx)
    return tx


def create(tx: Connection, season_id: str = "2026-winter", **changes: Any) -> str:
    values: dict[str, Any] = {
        "name_ja": "冬の時差出勤",
        "name_en": "Winter",
        "first_day": date(2026, 12, 1),
        "last_day": date(2027, 3, 31),
        "patterns": "winter",
        "actor": KEEPER,
        "now": NOW,
    }
    return seasons.create(tx, season_id, **values | changes)


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def test_wishes_of_a_season_end_before_its_last_working_day_unless_it_says_otherwise(office: Connection) -> None:
    create(office)
    create(office, "2026-spring", first_day=date(2027, 4, 1), last_day=date(2027, 4, 4), wishes_close_at=NOW)
    found = {item.season_id: item for item in queries.seasons(office, actor=person(2))}
    assert found["2026-winter"].wishes_close_at == at("2027-03-30 17:15")
    assert found["2026-spring"].wishes_close_at == NOW
    assert list(found) == ["2026-spring", "2026-winter", SEASON]


@pytest.mark.parametrize(
    ("season_id", "changes", "code"),
    [
        ("Summer 26", {}, "season-id"),
        (SEASON, {}, "season-exists"),
        ("x", {"name_ja": " "}, "season-name"),
        ("x", {"patterns": "spring"}, "season-patterns"),
        ("x", {"last_day": date(2026, 11, 30)}, "E_END_BEFORE_START"),
        ("x", {"last_day": date(2027, 11, 30)}, "season-too-long"),
        ("x", {"first_day": date(2026, 7, 17)}, "season-overlaps"),
    ],
)
def test_a_season_that_cannot_be_is_refused_by_name(
    office: Connection, season_id: str, changes: Mapping[str, Any], code: str
) -> None:
    if code == "season-overlaps":
        changes = {**changes, "last_day": date(2026, 7, 31)}
    with pytest.raises(Refused) as refused:
        create(office, season_id, **changes)
    assert codes(refused) == [code]


def test_seasons_are_kept_by_facilities_alone(office: Connection) -> None:
    for actor in (person(2), head()):
        with pytest.raises(NotAllowed):
            create(office, actor=actor)
        with pytest.raises(NotAllowed):
            seasons.move(office, SEASON, event="close", actor=actor, now=NOW)
        with pytest.raises(NotAllowed):
            terms.set_terms(office, SEASON, "総務部", Terms(), actor=actor, now=NOW)


def test_a_season_is_closed_reopened_and_changed_in_turn(office: Connection) -> None:
    version = seasons.move(office, SEASON, event="close", actor=KEEPER, now=NOW)
    with pytest.raises(IllegalTransition):
        seasons.move(office, SEASON, event="close", actor=KEEPER, now=NOW)
    with pytest.raises(StaleVersion):
        seasons.move(office, SEASON, event="reopen", expected_version=version - 1, actor=KEEPER, now=NOW)
    version = seasons.move(office, SEASON, event="reopen", expected_version=version, actor=KEEPER, now=NOW)

    seasons.change(
        office,
        SEASON,
        expected_version=version,
        name_ja="ゆう活",
        name_en="Early",
        wishes_close_at=at("2026-07-01 12:00"),
        actor=KEEPER,
        now=NOW,
    )

    shown = queries.season_view(office, SEASON, actor=person(2))
    assert (shown.name_ja, shown.state, shown.wishes_close_at) == ("ゆう活", SeasonState.OPEN, at("2026-07-01 12:00"))


@pytest.mark.parametrize(
    ("day", "season_id"),
    [
        (date(2026, 7, 8), SEASON),
        (date(2026, 5, 1), SEASON),
        (date(2026, 9, 1), "2026-winter"),
        (date(2028, 1, 1), "2026-winter"),
    ],
)
def test_the_season_of_a_day_is_the_running_the_next_or_the_last_one(
    office: Connection, day: date, season_id: str
) -> None:
    create(office)
    found = queries.season_of_day(office, day, actor=person(2))
    assert found is not None
    assert found.season_id == season_id


def test_a_season_offers_its_patterns_and_those_of_all_the_standard_one_first(office: Connection) -> None:
    shift_section.pattern(office, "W0900", time(9, 0), time(17, 45), season="winter")
    assert [(each.pattern_id, each.is_standard) for each in patterns(office, SEASON)] == [
        (STANDARD, True),
        (EARLY, False),
        (LATE, False),
    ]


def test_a_bureau_has_the_offices_terms_until_it_sets_its_own(office: Connection) -> None:
    assert terms.terms_of(office, SEASON, "総務部") == OFFICE_TERMS
    own = Terms("week", 0.5, 720)
    terms.set_terms(office, SEASON, "総務部", own, actor=KEEPER, now=NOW)
    assert terms.terms_of(office, SEASON, "総務部") == own
    terms.set_terms(office, SEASON, "総務部", None, actor=KEEPER, now=NOW)
    assert terms.terms_of(office, SEASON, "総務部") == OFFICE_TERMS
    with pytest.raises(NotFound):
        terms.set_terms(office, SEASON, "宇宙局", own, actor=KEEPER, now=NOW)


@pytest.mark.parametrize(
    ("own", "code"),
    [(Terms("month"), "terms-unit"), (Terms(most_shifted=1.1), "terms-share"), (Terms(rest_minutes=-1), "terms-rest")],
)
def test_terms_that_make_no_sense_are_refused_by_name(office: Connection, own: Terms, code: str) -> None:
    with pytest.raises(Refused) as refused:
        terms.set_terms(office, SEASON, "総務部", own, actor=KEEPER, now=NOW)
    assert codes(refused) == [code]


def test_a_section_has_the_coverage_its_head_gives_it(office: Connection) -> None:
    with pytest.raises(NotAllowed):
        coverage.replace(office, SECTION, [NEED], actor=person(2), now=NOW)
    with pytest.raises(NotAllowed):
        coverage.replace(office, SECTION, [NEED], actor=head("D0002"), now=NOW)
    needs = (NEED, replace(NEED, from_time=time(12, 0), to_time=time(13, 0), basis="lunch"))

    coverage.replace(office, SECTION, needs, actor=head(), now=NOW)
    kept = office.execute(select(tables.coverage.c.id)).scalars().all()
    coverage.replace(office, SECTION, needs, actor=builders.actor("S000900", Role.ADMIN), now=NOW)

    assert coverage.coverage_of(office, SECTION) == needs
    assert office.execute(select(tables.coverage.c.id)).scalars().all() == kept


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"weekdays": ()}, "coverage-weekdays"),
        ({"weekdays": ("XX",)}, "coverage-weekdays"),
        ({"to_time": time(9, 0)}, "coverage-order"),
        ({"to_time": time(12, 10)}, "coverage-grid"),
        ({"min_staff": 3}, "coverage-staff"),
        ({"min_staff": -1}, "coverage-staff"),
        ({"basis": "door"}, "coverage-basis"),
    ],
)
def test_coverage_that_makes_no_sense_is_refused_with_its_row(
    office: Connection, changes: Mapping[str, Any], code: str
) -> None:
    before = coverage.coverage_of(office, SECTION)
    with pytest.raises(Refused) as refused:
        coverage.replace(office, SECTION, [NEED, replace(NEED, **changes)], actor=head(), now=NOW)
    assert [(reason.code, reason.params["row"]) for reason in refused.value.reasons] == [(code, 2)]
    assert coverage.coverage_of(office, SECTION) == before
