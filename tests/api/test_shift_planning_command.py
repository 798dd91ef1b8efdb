"""`sekitori shifts plan`: a season planned from a terminal, with what is short in words."""

from __future__ import annotations

from datetime import date, time

from click.testing import CliRunner

from api.cli.main import cli
from scheduler.shifts import coverage
from scheduler.shifts.coverage import Need
from tests import builders
from tests.api.doors import LOGINS, Door
from tests.scheduler import shift_section
from tests.scheduler.shift_section import EARLY, SEASON, SECTION, STANDARD

MONDAY = date(2026, 7, 6)


def test_a_season_is_planned_and_what_is_short_is_said(open_door: Door) -> None:
    database = open_door.services.database
    with database.write() as tx:
        shift_section.pattern(tx, STANDARD, time(8, 30), time(17, 15), season="all")
        shift_section.pattern(tx, EARLY, time(7, 30), time(16, 15))
        shift_section.season(tx, last=date(2026, 7, 17))
        everybody = len(LOGINS)
        needs = [
            Need(("TU",), time(8, 30), time(12, 0), everybody, everybody, "phone"),
            Need(("WE",), time(8, 30), time(11, 0), everybody + 1, everybody + 1, "counter"),
        ]
        coverage.write(tx, {SECTION: needs})
        builders.department(tx, "D0002")
        for staff_id in sorted(LOGINS.values())[:2]:
            shift_section.wish(tx, staff_id, EARLY, MONDAY)
    command = ["--database-url", open_door.services.settings.database_url, "shifts", "plan", "--season"]

    said = CliRunner().invoke(cli, [*command, SEASON])

    assert said.exit_code == 0, said.output
    assert "1 of 1 sections planned, 1 proven best; 1 of 2 wishes met" in said.output
    assert "2 section-days short" in said.output
    assert f"{SECTION} Wed 8 July: {everybody} of {everybody + 1} (-1); 08:30–11:00 counter" in said.output

    unknown = CliRunner().invoke(cli, [*command, SEASON, "--section", "D9999"])
    assert unknown.exit_code != 0
