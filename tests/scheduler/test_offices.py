"""What the screens may know of offices: distances, seasons, closed days, opening hours, meetings."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import Connection, insert

from scheduler.db import tables
from scheduler.domain.interval import Interval
from scheduler.errors import NotFound
from scheduler.offices import queries
from tests import builders
from tests.builders import at


def three_offices(tx: Connection) -> None:
    builders.office(tx, "YG-SHO", office_type="branch", satellite_fy=2019)
    builders.office(tx, "YG-HQ", office_type="hq", satellite_fy=2017)
    builders.office(tx, "YG-FAC", office_type="facility", satellite_fy=None)


def test_head_office_leads_the_list_and_satellites_open_with_their_fiscal_year(tx: Connection) -> None:
    three_offices(tx)

    found = queries.offices(tx)

    assert [office.office_id for office in found] == ["YG-HQ", "YG-SHO", "YG-FAC"]
    shonai = found[1]
    assert not shonai.is_satellite_on(date(2019, 3, 31))
    assert shonai.is_satellite_on(date(2019, 4, 1))
    assert not found[2].is_satellite_on(date(2026, 7, 1))


def test_nearest_starts_at_home_and_counts_snow_in_winter(tx: Connection) -> None:
    three_offices(tx)
    builders.travel(tx, "YG-HQ", "YG-SHO", 95, minutes_winter=119)
    builders.travel(tx, "YG-HQ", "YG-FAC", 12, minutes_winter=130)
    builders.travel(tx, "YG-HQ", "YG-HQ", 1)
    builders.travel(tx, "YG-SHO", "YG-HQ", 96)

    assert queries.nearest(tx, "YG-HQ") == (("YG-HQ", 0), ("YG-FAC", 12), ("YG-SHO", 95))
    assert queries.nearest(tx, "YG-HQ", is_winter=True) == (("YG-HQ", 0), ("YG-SHO", 119), ("YG-FAC", 130))
    assert queries.nearest(tx, "YG-FAC") == (("YG-FAC", 0),)
    with pytest.raises(NotFound):
        queries.nearest(tx, "YG-XXX")


@pytest.mark.parametrize(
    ("day", "winter"),
    [
        (date(2026, 11, 30), False),
        (date(2026, 12, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_winter_runs_from_december_to_march(day: date, winter: bool) -> None:
    assert queries.is_winter_day(day) is winter


def test_closed_days_have_names_and_opening_hours_follow_them(tx: Connection) -> None:
    builders.office(tx, closes_at=time(19, 0))
    builders.closed_day(tx, date(2026, 7, 20), "海の日")

    assert queries.closed_days(tx).name_on(date(2026, 7, 20)) == "海の日"
    assert queries.opening_hours(tx, "YG-HQ", date(2026, 7, 20)) is None
    assert queries.opening_hours(tx, "YG-HQ", date(2026, 7, 18)) is None, "a Saturday"
    open_on_tuesday = queries.opening_hours(tx, "YG-HQ", date(2026, 7, 21))
    assert open_on_tuesday == Interval(at("2026-07-21 8:30"), at("2026-07-21 19:00"))


def test_policy_days_of_a_bureau_are_those_of_all_and_its_own(tx: Connection) -> None:
    row = {"date": date(2026, 7, 1), "leave_by": time(17, 15), "lights_out_check": None, "curfew": time(20, 0)}
    scopes = ("all", "総務部", "会計局")
    for scope in scopes:
        tx.execute(insert(tables.policy_day).values(**row, scope=scope, kind="no_overtime", name_ja=scope))

    assert {day.scope for day in queries.policy_days(tx, date(2026, 7, 1))} == set(scopes)
    own = queries.policy_days(tx, date(2026, 7, 1), bureau="総務部")
    assert queries.policy_days(tx, date(2026, 7, 2)) == ()
    assert {day.scope for day in own} == {"all", "総務部"}
    assert own[0].leave_by == time(17, 15)


def test_meetings_of_a_day_come_in_the_order_of_their_ends(tx: Connection) -> None:
    builders.department(tx)
    builders.office(tx, "YG-SHO")
    for key, office_id, start, end in (
        ("M1", "YG-HQ", "2026-07-01 14:00", "2026-07-01 17:00"),
        ("M2", "YG-HQ", "2026-07-01 13:00", "2026-07-01 15:30"),
        ("M3", "YG-SHO", "2026-07-01 9:00", "2026-07-01 10:00"),
        ("M4", "YG-HQ", "2026-06-30 20:00", "2026-07-01 0:00"),
        ("M5", "YG-HQ", "2026-07-02 9:00", "2026-07-02 10:00"),
    ):
        values = {
            "meeting_id": key, "office_id": office_id, "host_department_id": "D0001", "title_ja": f"会議{key}",
            "starts_at": at(start), "ends_at": at(end), "branch_attendees": 5, "is_peak": False,
        }  # fmt: skip
        tx.execute(insert(tables.meeting).values(values))

    everywhere = queries.meetings_on(tx, date(2026, 7, 1))
    here = queries.meetings_on(tx, date(2026, 7, 1), office_id="YG-HQ")
    assert [meeting.meeting_id for meeting in everywhere] == ["M3", "M2", "M1"]
    assert [(meeting.title_ja, meeting.ends_at) for meeting in here] == [
        ("会議M2", at("2026-07-01 15:30")),
        ("会議M1", at("2026-07-01 17:00")),
    ]
    assert here[0].office_name_ja == "YG-HQ庁舎"


def test_departments_of_one_office(tx: Connection) -> None:
    builders.department(tx, "D0001")
    builders.department(tx, "D0002", office_id="YG-SHO")

    assert [section.department_id for section in queries.departments(tx)] == ["D0001", "D0002"]
    assert [section.section_en for section in queries.departments(tx, office_id="YG-SHO")] == ["Section D0002"]
