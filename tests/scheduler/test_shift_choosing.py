"""Which patterns to offer: few start times that cover what a bureau's sections need."""

from __future__ import annotations

from datetime import time

import pytest
from sqlalchemy import select

from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.errors import NotAllowed, NotFound
from scheduler.shifts import choosing, coverage
from scheduler.shifts.coverage import Need
from tests import builders
from tests.refusals import refused
from tests.scheduler.rounds import StepContext
from tests.scheduler.shift_section import NOW, SEASON, SECTION, furnish, head

BUREAU = "総務部"


def needs(database: Database, *rows: Need) -> None:
    with database.write() as tx:
        furnish(tx)
        coverage.write(tx, {SECTION: rows})


def proposed(database: Database) -> choosing.PatternProposal:
    with database.write() as tx:
        job_id = choosing.request_patterns(tx, SEASON, BUREAU, seconds=20, actor=builders.keeper(), now=NOW)
        payload = tx.execute(select(tables.job.c.payload)).scalar_one()
        assert choosing.proposal_of(tx, job_id, actor=builders.keeper()) is None
    result = choosing.choose(StepContext(database, NOW, job_id), payload)  # type: ignore[arg-type]
    with database.write() as tx:
        tx.execute(tables.job.update().values(result=result, state="done"))
        found = choosing.proposal_of(tx, job_id, actor=builders.keeper())
    assert found is not None
    return found


def test_hours_of_the_standard_pattern_need_no_other(sqlite_database: Database) -> None:
    needs(sqlite_database, Need(("MO", "FR"), time(8, 30), time(17, 15), 2, 3, "counter"))

    found = proposed(sqlite_database)

    (only,) = found.patterns
    assert (only.start, only.end, only.people, only.is_offered) == (time(8, 30), time(17, 15), {"MO": 3, "FR": 3}, True)
    assert (found.under, found.over, found.cost, found.bound) == (0, 0, 60, 60)


def test_long_hours_are_covered_by_two_patterns(sqlite_database: Database) -> None:
    all_week = ("MO", "TU", "WE", "TH", "FR")
    whole_day = Need(all_week, time(7, 30), time(18, 45), 4, 4, "counter")
    needs(sqlite_database, whole_day, Need(all_week, time(10), time(16, 15), 4, 8, "peak"))

    found = proposed(sqlite_database)

    assert [(item.start, item.is_offered) for item in found.patterns] == [(time(7, 30), True), (time(10), False)]
    assert found.patterns[0].people == dict.fromkeys(all_week, 4)
    assert (found.under, found.over) == (0, 0)
    assert found.bound == found.cost


def test_who_needs_nobody_is_told_so(sqlite_database: Database) -> None:
    needs(sqlite_database)
    with sqlite_database.write() as tx:
        assert refused(lambda: choosing.request_patterns(tx, SEASON, BUREAU, actor=builders.keeper(), now=NOW)) == [
            "no-needs"
        ]
        with pytest.raises(NotFound):
            choosing.request_patterns(tx, SEASON, "企画部", actor=builders.keeper(), now=NOW)
        with pytest.raises(NotAllowed):
            choosing.request_patterns(tx, SEASON, BUREAU, actor=head(), now=NOW)
