"""What people read about a device that was promised and not yet chosen: its class, never a number."""

from __future__ import annotations

import re

from sqlalchemy import select, update

from scheduler.db import tables
from scheduler.domain.actor import Role
from tests import builders
from tests.api.doors import LOGINS, Door
from tests.builders import at

MORNING = at("2026-07-01 9:00"), at("2026-07-01 12:00")


def test_promised_device_is_named_by_its_class_until_it_is_bound(open_door: Door) -> None:
    staff_id = LOGINS[Role.STAFF]
    with open_door.services.database.write() as tx:
        (unit_id,) = builders.pool_with_units(tx, "tablet", attributes="lte")
        start, end = at("2026-07-01 9:00"), at("2026-07-01 12:00")
        booking_id = builders.booking(tx, staff_id, [unit_id], start, end)
        tx.execute(update(tables.allocation).values(bound=False))
    browser = open_door.as_browser()

    promised = browser.get(f"/bookings/{booking_id}").text
    with open_door.services.database.write() as tx:
        tx.execute(update(tables.allocation).values(bound=True))
    settled = browser.get(f"/bookings/{booking_id}").text

    assert "タブレット (LTE(携帯回線)) – 機器は当日お渡しします" in promised
    assert "TABLET-YG-HQ" not in promised
    assert "TABLET-YG-HQ" in settled
    assert "当日お渡しします" not in settled


def test_calendars_and_the_board_say_that_the_device_is_settled_later(open_door: Door) -> None:
    with open_door.services.database.write() as tx:
        (unit_id,) = builders.pool_with_units(tx, "tablet", attributes="lte")
        builders.booking(tx, LOGINS[Role.STAFF], [unit_id], *MORNING)
        tx.execute(update(tables.allocation).values(bound=False))

    own = calendar(open_door, Role.STAFF, {"scope": "person"})
    of_unit = calendar(open_door, Role.STAFF, {"scope": "unit", "subject": str(unit_id)})
    board = open_door.as_browser(Role.FACILITIES).get("/board?office_id=YG-HQ&day=2026-07-01&kind=tablet").text

    assert "機材は当日お渡しします" in own
    assert "TABLET-YG-HQ" not in own
    assert "予約あり（予定）" in of_unit
    assert 'data-state="promised"' in board
    assert "確定(機材は当日決まります)" in board


def test_desk_sees_the_class_and_may_settle_one_beforehand(open_door: Door) -> None:
    with open_door.services.database.write() as tx:
        (unit_id,) = builders.pool_with_units(tx, "tablet", attributes="lte")
        builders.booking(tx, LOGINS[Role.STAFF], [unit_id], at("2026-06-30 9:15"), at("2026-06-30 12:00"))
        tx.execute(update(tables.allocation).values(bound=False))
        number = tx.execute(select(tables.unit.c.asset_number).where(tables.unit.c.id == unit_id)).scalar_one()
    desk = open_door.as_browser(Role.FACILITIES)

    before = desk.get("/desk?office_id=YG-HQ").text
    settled = desk.post_form("/desk/settle", office_id="YG-HQ", loan_id="1", asset_number=number)
    after = desk.get("/desk?office_id=YG-HQ").text

    assert "タブレット (LTE(携帯回線))" in before
    assert f"どれでも貸し出せます(予定: {number})" in before
    assert settled.status_code == 303
    assert "どれでも貸し出せます" not in after
    assert number in after


def test_search_offers_a_device_that_others_make_room_for(open_door: Door) -> None:
    """Each of two tablets is promised for a part of the morning; exchanged, one of them is free for all of it."""
    with open_door.services.database.write() as tx:
        one, other = builders.pool_with_units(tx, "tablet", count=2, attributes="gnss")
        builders.booking(tx, LOGINS[Role.MANAGER], [one], at("2026-07-01 9:00"), at("2026-07-01 10:00"))
        builders.booking(tx, LOGINS[Role.MANAGER], [other], at("2026-07-01 13:00"), at("2026-07-01 14:00"))
        tx.execute(update(tables.allocation).values(bound=False))
    wish = {"kind": "tablet", "purpose": "field_trip", "office_id": "YG-HQ", "required_attributes": ["gnss"]}
    times = {"starts_at": "2026-07-01T09:00:00+09:00", "ends_at": "2026-07-01T14:00:00+09:00"}

    page = open_door.as_browser().get(
        "/find?search=1&what=tablet&day=2026-07-01&last_day=2026-07-01&start=09:00&end=14:00&office_id=YG-HQ&attributes=gnss"
    )
    answer = open_door.as_program().post("/api/v1/availability", json={**wish, **times})
    booked = open_door.as_program().post("/api/v1/bookings", json={**wish, **times})

    assert "1台をご用意できます" in page.text
    assert (answer.json()["units"], answer.json()["can_be_promised"]) == ([], True)
    assert booked.status_code == 201


def calendar(door: Door, role: Role, body: dict[str, str]) -> str:
    made = door.as_program(role).post("/api/v1/feeds", json=body)
    path = re.sub(r"^http://[^/]+", "", made.json()["address"])
    return door.anonymous().get(path).text.replace("\r\n ", "")
