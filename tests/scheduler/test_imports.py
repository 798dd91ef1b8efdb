"""Files become the office's memory: previewed, taken whole or row by row, and never twice."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Role, Source, system_actor
from scheduler.errors import NotAllowed
from scheduler.imports import operations, queries
from scheduler.imports.queries import ImportView
from scheduler.imports.sample import sample_directory
from scheduler.shifts.coverage import coverage_of
from tests import builders
from tests.builders import at

NOW = at("2026-07-03 14:00")
OFFICE = system_actor(Source.COMMAND)
BAD = Path(__file__).parents[1] / "data" / "bad"
TABLES = {
    "requests": tables.request,
    "closures": tables.closure,
    "offices": tables.office,
    "travel": tables.travel,
    "shift_preferences": tables.shift_preference,
    "resources": tables.unit,
    "coverage": tables.coverage,
    "stock": tables.stock_level,
    "courier": tables.courier_run,
    "demand_history": tables.demand_week,
    "section_equipment": tables.section_equipment,
}


def take(database: Database, files: dict[str, bytes], *, mode: str = "strict") -> ImportView:
    with database.write() as tx:
        run_id = operations.preview(tx, files, mode=mode, actor=OFFICE, now=NOW)
        operations.apply(tx, run_id, actor=OFFICE, now=NOW)
        return queries.one(tx, run_id, actor=OFFICE)


def count(database: Database, table: Any) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(sample_directory()[f"{name}.csv"].decode().splitlines()))


def test_sample_prefecture_comes_in_whole(database: Database) -> None:
    view = take(database, sample_directory())

    assert (view.state, view.rejected) == ("applied", 0)
    for name, table in (
        ("offices", tables.office),
        ("departments", tables.department),
        ("staff", tables.staff_member),
        ("resources", tables.unit),
        ("closures", tables.closure),
        ("requests", tables.request),
        ("conference_legs", tables.request_leg),
        ("coverage", tables.coverage),
        ("shift_preferences", tables.shift_preference),
        ("stock", tables.stock_level),
        ("courier", tables.courier_run),
        ("demand_history", tables.demand_week),
        ("section_equipment", tables.section_equipment),
    ):
        assert count(database, table) == len(rows_of(name))


def test_a_courier_between_two_offices_is_one_whichever_the_file_names_first(sqlite_database: Database) -> None:
    take(sqlite_database, sample_directory())
    header = "office_a,office_b,days,lead_days,capacity_items\n"

    take(sqlite_database, {"courier.csv": f"{header}YG-TKY,YG-HQ,MO;FR,2,9\nYG-HQ,YG-HQ,MO,1,1\n".encode()})

    with sqlite_database.read() as tx:
        run = tables.courier_run
        stored = tx.execute(select(run).where(run.c.office_b == "YG-TKY")).one()
    assert tuple(stored) == ("YG-HQ", "YG-TKY", "MO;FR", 2, 9)
    assert count(sqlite_database, tables.courier_run) == len(rows_of("courier"))


def test_a_first_file_of_wishes_opens_the_season_they_are_for(database: Database) -> None:
    take(database, sample_directory())
    take(database, sample_directory())

    with database.read() as tx:
        (season,) = tx.execute(select(tables.season)).all()
    assert (season.season_id, season.patterns, season.state) == ("2026-summer", "summer", "open")
    assert (season.first_day.isoformat(), season.last_day.isoformat()) == ("2026-07-01", "2026-08-31")


def test_recurring_requests_get_a_row_for_each_date_but_the_excluded(sqlite_database: Database) -> None:
    take(sqlite_database, sample_directory())

    with sqlite_database.read() as tx:
        dates = (
            tx.execute(
                select(tables.occurrence.c.date)
                .join(tables.request, tables.request.c.id == tables.occurrence.c.request_id)
                .where(tables.request.c.code == "Q0000001")
                .order_by(tables.occurrence.c.date)
            )
            .scalars()
            .all()
        )
    assert [day.isoformat() for day in dates] == ["2026-07-06", "2026-08-03", "2026-08-17", "2026-08-31"]


def test_taking_the_same_files_again_changes_nothing(sqlite_database: Database) -> None:
    take(sqlite_database, sample_directory())
    with sqlite_database.read() as tx:
        before = {name: tx.execute(select(table)).all() for name, table in TABLES.items()}

    take(sqlite_database, sample_directory())

    with sqlite_database.read() as tx:
        assert {name: tx.execute(select(table)).all() for name, table in TABLES.items()} == before


def test_one_refused_row_stops_a_strict_import_and_not_a_partial_one(sqlite_database: Database) -> None:
    take(sqlite_database, sample_directory())
    files = {"requests.csv": (BAD / "08_end_before_start.csv").read_bytes()}
    before = count(sqlite_database, tables.request)

    strict = take(sqlite_database, files)
    after_strict = count(sqlite_database, tables.request)
    partial = take(sqlite_database, files, mode="partial")

    assert (strict.state, after_strict) == ("refused", before)
    assert (partial.state, count(sqlite_database, tables.request)) == ("applied", before + 1)


def test_taking_an_import_twice_takes_it_once(sqlite_database: Database) -> None:
    with sqlite_database.write() as tx:
        run_id = operations.preview(tx, sample_directory(), mode="strict", actor=OFFICE, now=NOW)
        first = operations.apply(tx, run_id, actor=OFFICE, now=NOW)
        second = operations.apply(tx, run_id, actor=OFFICE, now=NOW)

    assert first > 0
    assert second == 0


def test_preview_alone_writes_nothing_of_the_files(sqlite_database: Database) -> None:
    with sqlite_database.write() as tx:
        operations.preview(tx, sample_directory(), mode="strict", actor=OFFICE, now=NOW)

    assert count(sqlite_database, tables.office) == 0


def test_renamed_unit_is_renamed_in_the_calendars_that_show_it(sqlite_database: Database) -> None:
    take(sqlite_database, sample_directory())
    with sqlite_database.write() as tx:
        unit_id = tx.execute(select(tables.unit.c.id).where(tables.unit.c.asset_number == "SEAT-HQ-001")).scalar_one()
        booking_id = builders.booking(tx, "S000100", [unit_id], at("2026-07-08 9:00"), at("2026-07-08 10:00"))
    renamed = sample_directory()["resources.csv"].replace("サテライトオフィス席1".encode(), "窓側の席".encode(), 1)

    take(sqlite_database, {"resources.csv": renamed})

    with sqlite_database.read() as tx:
        booking = tx.execute(select(tables.booking).where(tables.booking.c.id == booking_id)).one()
        revision = tx.execute(
            select(tables.feed_revision.c.revision).where(tables.feed_revision.c.subject == "S000100")
        ).scalar_one()
    assert (booking.version, booking.changed_at) == (1, NOW)
    assert revision == 1


def test_family_affairs_are_kept_apart_and_only_as_far_as_the_rules_need(sqlite_database: Database) -> None:
    take(sqlite_database, sample_directory())

    with sqlite_database.read() as tx:
        grounds = {
            (row.staff_id, row.ground)
            for row in tx.execute(
                select(tables.eligibility).where(tables.eligibility.c.staff_id.in_(["S000005", "S000006", "S000007"]))
            )
        }
    # 34.9, 35.0 and 35.1 km: the boundary belongs to those who qualify.
    assert {staff_id for staff_id, ground in grounds if ground == "commute35"} == {"S000006", "S000007"}


def test_only_those_who_answer_for_the_data_may_import(sqlite_database: Database) -> None:
    with pytest.raises(NotAllowed), sqlite_database.write() as tx:
        operations.preview(tx, {"a.csv": b""}, mode="strict", actor=builders.actor("S000001", Role.MANAGER), now=NOW)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "case",
    list(csv.DictReader((BAD / "expected.csv").read_text(encoding="utf-8").splitlines())),
    ids=lambda case: case["file"],
)
def test_malformed_file_on_top_of_the_sample_adds_exactly_its_good_rows(
    sqlite_database: Database, case: dict[str, str]
) -> None:
    take(sqlite_database, sample_directory())
    table = TABLES[case["entity"]]
    before = count(sqlite_database, table)

    view = take(sqlite_database, {case["file"]: (BAD / case["file"]).read_bytes()}, mode="partial")

    (report,) = view.files
    expected = (int(case["rows_accepted"]), int(case["rows_ignored"]), int(case["rows_rejected"]))
    assert (report.accepted, report.ignored, report.rejected) == expected
    # Roads between known offices replace what stands; everything else in these files is new.
    added = 0 if case["entity"] == "travel" else int(case["rows_accepted"])
    assert count(sqlite_database, table) - before == added


def test_a_section_in_a_file_of_coverage_needs_what_it_says_there_and_others_keep_theirs(
    sqlite_database: Database,
) -> None:
    take(sqlite_database, sample_directory())
    before = count(sqlite_database, tables.coverage)
    had = sum(row["dept_id"] == "D0003" for row in rows_of("coverage"))
    lines = "dept_id,days,from_time,to_time,min_staff\nD0003,MO;FR,9:00,12:00,3\n"

    view = take(sqlite_database, {"coverage.csv": lines.encode()})

    assert (view.state, count(sqlite_database, tables.coverage)) == ("applied", before - had + 1)
    with sqlite_database.read() as tx:
        (need,) = coverage_of(tx, "D0003")
    assert (need.weekdays, need.min_staff, need.preferred_staff, need.basis) == (("MO", "FR"), 3, 3, "counter")
