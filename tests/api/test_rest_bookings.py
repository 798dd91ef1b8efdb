"""/api/v1/bookings and /api/v1/availability."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.actor import Role
from tests import builders
from tests.api.doors import LOGINS, Door
from tests.builders import at

SEAT = {
    "kind": "seat",
    "office_id": "YG-MRY",
    "starts_at": "2026-07-01T15:00:00+09:00",
    "ends_at": "2026-07-01T17:15:00+09:00",
}
BOOKINGS = "/api/v1/bookings"


def test_new_booking_is_found_where_its_answer_says(open_door: Door) -> None:
    program = open_door.as_program()

    made = program.post(BOOKINGS, json=SEAT, headers={"Idempotency-Key": "one"})
    again = program.post(BOOKINGS, json=SEAT, headers={"Idempotency-Key": "one"})

    assert made.headers["location"] == again.headers["location"] == f"{BOOKINGS}/{made.json()['booking_id']}"
    assert program.get(made.headers["location"]).json()["office_id"] == "YG-MRY"


def test_refusal_has_no_location(open_door: Door) -> None:
    answer = open_door.as_program().post(BOOKINGS, json={**SEAT, "office_id": "YG-HQ"})

    assert answer.status_code == 422
    assert "location" not in answer.headers


def test_pc_for_days_at_home_is_lent_from_the_working_day_before_to_the_one_after(open_door: Door) -> None:
    with open_door.services.database.write() as tx:
        builders.pool_with_units(tx, "mobile_pc", "YG-HQ", 1)
    program = open_door.as_program()

    # Friday and Monday: the weekend between them is not a working day.
    made = program.post(
        BOOKINGS, json={"kind": "mobile_pc", "office_id": "YG-HQ", "use_dates": ["2026-07-03", "2026-07-06"]}
    )

    booking = program.get(made.headers["location"]).json()
    assert (booking["starts_at"], booking["ends_at"]) == ("2026-07-02T16:00:00+09:00", "2026-07-07T10:00:00+09:00")
    assert booking["use_dates"] == ["2026-07-03", "2026-07-06"]


def test_web_conference_holds_something_in_every_office(open_door: Door) -> None:
    with open_door.services.database.write() as tx:
        for office_id in ("YG-HQ", "YG-MRY"):
            builders.pool_with_units(tx, "web_kit", office_id, 1)
    legs = [{"office_id": "YG-HQ", "is_host": True}, {"office_id": "YG-MRY"}]
    wish = {**SEAT, "kind": "web_conference", "office_id": "YG-HQ", "purpose": "web_conference", "legs": legs}
    program = open_door.as_program()

    made = program.post(BOOKINGS, json=wish)
    alone = program.post(BOOKINGS, json={**wish, "legs": legs[:1]})

    assert made.status_code == 201, made.text
    assert {unit["office_id"] for unit in program.get(made.headers["location"]).json()["units"]} == {"YG-HQ", "YG-MRY"}
    assert (alone.status_code, alone.json()["code"]) == (422, "legs-needed")


def test_booking_for_somebody_of_another_section_is_not_allowed(open_door: Door) -> None:
    with open_door.services.database.write() as tx:
        builders.staff_member(tx, "S000099", department_id="D0099", office_id="YG-HQ")
    wish = {**SEAT, "staff_id": "S000099"}

    assert open_door.as_program().post(BOOKINGS, json=wish).status_code == 403
    assert open_door.as_program(Role.FACILITIES).post(BOOKINGS, json=wish).status_code == 201


def test_cancelled_booking_cannot_be_cancelled_again(open_door: Door) -> None:
    program = open_door.as_program()
    place = program.post(BOOKINGS, json=SEAT).headers["location"]

    first, second = (program.post(f"{place}/cancel") for _ in "ab")

    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["code"] == "illegal-transition"
    assert program.get(place).json()["state"] == "cancelled"


def test_check_in_is_for_seats_and_devices_go_over_the_desk(open_door: Door) -> None:
    with open_door.services.database.write() as tx:
        (seat_id,) = builders.pool_with_units(tx, "seat", "YG-HQ", 1, attributes="quiet")
        now = (at("2026-06-30 8:45"), at("2026-06-30 12:00"))
        seat = builders.booking(tx, LOGINS[Role.STAFF], [seat_id], *now)
        (tablet_id,) = builders.pool_with_units(tx, "tablet", "YG-HQ", 1, attributes="new")
        tablet = builders.booking(tx, LOGINS[Role.STAFF], [tablet_id], *now)
    program = open_door.as_program()

    assert program.post(f"{BOOKINGS}/{seat}/check-in").status_code == 200
    refused = program.post(f"{BOOKINGS}/{tablet}/check-in")
    assert (refused.status_code, refused.json()["code"]) == (422, "handed-out-at-desk")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("since=2026-07-01T15:00:00", 400, "offset-needed"),
        ("since=0001-01-01T00:00:00%2B09:00", 400, "year-out-of-range"),
        ("since=2026-07-02T00:00:00%2B09:00&until=2026-07-01T00:00:00%2B09:00", 422, "E_END_BEFORE_START"),
        ("office_id=YG-HQ&until=2027-06-30T00:00:00%2B09:00", 422, "window-too-long"),
    ],
)
def test_time_of_a_list_that_makes_no_sense_is_refused(open_door: Door, query: str, status: int, code: str) -> None:
    answer = open_door.as_program().get(f"{BOOKINGS}?{query}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_office_is_listed_a_week_at_a_time_on_a_leap_day_as_well(open_door: Door) -> None:
    days = ("2028-02-29", "2028-03-05", "2028-03-08")
    with open_door.services.database.write() as tx:
        (unit_id,) = builders.pool_with_units(tx, "seat", "YG-HQ", 1)
        for day in days:
            builders.booking(tx, LOGINS[Role.STAFF], [unit_id], at(f"{day} 9:00"), at(f"{day} 10:00"))

    found = open_door.as_program().get(f"{BOOKINGS}?office_id=YG-HQ&since=2028-02-29T00:00:00%2B09:00").json()

    assert [item["starts_at"][:10] for item in found] == list(days[:2])


def test_list_of_an_office_names_only_those_one_may_know(open_door: Door) -> None:
    with open_door.services.database.write() as tx:
        builders.staff_member(tx, "S000099", department_id="D0099", office_id="YG-HQ")
        (unit_id,) = builders.pool_with_units(tx, "seat", "YG-HQ", 1)
        builders.booking(tx, "S000099", [unit_id], at("2026-07-01 9:00"), at("2026-07-01 10:00"), note_ja="内緒")
    address = f"{BOOKINGS}?office_id=YG-HQ&since=2026-07-01T00:00:00%2B09:00"

    (seen,) = open_door.as_program().get(address).json()
    (by_keeper,) = open_door.as_program(Role.FACILITIES).get(address).json()

    assert (seen["staff_id"], seen["note"]) == (None, "")
    assert (by_keeper["staff_id"], by_keeper["note"]) == ("S000099", "")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"ends_at": "9999-12-31T23:00:00-09:00"}, "ends_at"),
        ({"kind": "mobile_pc", "use_dates": ["0001-01-01"]}, "use_dates"),
        ({"kind": "web_conference", "legs": [{"office_id": ""}]}, "legs"),
    ],
)
def test_other_centuries_and_empty_codes_are_named(open_door: Door, change: dict[str, Any], where: str) -> None:
    answer = open_door.as_program().post(BOOKINGS, json={**SEAT, **change})

    assert answer.status_code == 400
    assert where in answer.json()["errors"][0]["field"]


def test_day_of_a_rule_is_written_out(open_door: Door) -> None:
    late = {**SEAT, "starts_at": "2028-07-03T15:00:00+09:00", "ends_at": "2028-07-03T17:00:00+09:00"}

    refused = open_door.as_program().post(BOOKINGS, json=late, headers={"Accept-Language": "ja"})

    assert "7月1日(木)" in refused.json()["detail"]


def test_availability_changes_nothing(open_door: Door) -> None:
    program = open_door.as_program()

    first, second = (program.post("/api/v1/availability", json=SEAT) for _ in "ab")

    assert (first.status_code, first.json()) == (200, second.json())
    assert program.get(BOOKINGS).json() == []
