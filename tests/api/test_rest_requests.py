"""/api/v1/requests and /api/v1/approvals."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.actor import Role
from tests import builders
from tests.api.doors import Caller, Door

REQUESTS = "/api/v1/requests"
WISH = {
    "kind": "seat",
    "office_id": "YG-MRY",
    "starts_at": "2026-07-01T15:00:00+09:00",
    "ends_at": "2026-07-01T17:15:00+09:00",
}
WEEKLY = {"wish": WISH, "rrule": "FREQ=WEEKLY;COUNT=3"}


@pytest.fixture
def asked(open_door: Door) -> str:
    """Where a request for three Wednesdays is found."""
    made = open_door.as_program().post(REQUESTS, json=WEEKLY, headers={"Idempotency-Key": "one"})
    assert made.status_code == 201, made.text
    return str(made.headers["location"])


def states(caller: Caller, place: str) -> list[tuple[str, str, str]]:
    return [(item["starts_at"][:10], item["approval"], item["state"]) for item in caller.get(place).json()]


def test_request_is_asked_once_and_shown_date_by_date(open_door: Door, asked: str) -> None:
    program = open_door.as_program()

    again = program.post(REQUESTS, json=WEEKLY, headers={"Idempotency-Key": "one"})

    assert (again.headers["idempotency-replayed"], again.headers["location"]) == ("true", asked)
    assert states(program, asked) == [
        ("2026-07-01", "pending", "waiting"),
        ("2026-07-08", "pending", "waiting"),
        ("2026-07-15", "pending", "waiting"),
    ]
    assert len(program.get(REQUESTS).json()) == 3


def test_head_approves_and_nobody_decides_twice(open_door: Door, asked: str) -> None:
    head = open_door.as_program(Role.MANAGER)
    (waiting,) = head.get("/api/v1/approvals").json()

    approved, declined = head.post(f"{asked}/approve"), head.post(f"{asked}/decline")

    assert waiting["request_id"] == int(asked.rpartition("/")[2])
    assert (approved.status_code, declined.status_code) == (200, 409)
    assert head.get("/api/v1/approvals").json() == []


def test_approval_is_not_for_everybody_and_not_for_oneself(open_door: Door, asked: str) -> None:
    head = open_door.as_program(Role.MANAGER)
    own = head.post(REQUESTS, json={"wish": WISH}).headers["location"]

    assert open_door.as_program().post(f"{asked}/approve").status_code == 403
    assert head.post(f"{own}/approve").status_code == 403


def test_request_is_no_business_of_another_section(open_door: Door, asked: str) -> None:
    with open_door.services.database.write() as tx:
        builders.staff_member(tx, "S000099", department_id="D0099", office_id="YG-HQ")
    wish = {**WISH, "staff_id": "S000099"}
    theirs = open_door.as_program(Role.FACILITIES).post(REQUESTS, json={"wish": wish}).headers["location"]
    program = open_door.as_program()

    assert program.get(theirs).status_code == 404
    assert program.post(f"{theirs}/cancel").status_code in {403, 404}
    assert program.post(REQUESTS, json={"wish": wish}).status_code == 403


def test_one_date_is_taken_back_and_then_the_rest(open_door: Door, asked: str) -> None:
    program = open_door.as_program()
    second = program.get(asked).json()[1]["occurrence_id"]

    one = program.post(f"/api/v1/occurrences/{second}/cancel")
    assert one.json() == {"dates": 1}
    assert [state for _, _, state in states(program, asked)] == ["waiting", "cancelled", "waiting"]

    assert program.post(f"{asked}/cancel").json() == {"dates": 2}
    assert {state for _, _, state in states(program, asked)} == {"cancelled"}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"rrule": "FREQ=SECONDLY"}, 422),
        ({"rrule": "every week"}, 422),
        ({"flex_later_min": -15}, 400),
        ({"alt_dates": ["soon"]}, 400),
        ({"wish": {**WISH, "ends_at": "2026-07-01T14:00:00+09:00"}}, 422),
        ({"alt_office_ids": ["YG-NOWHERE"]}, 404),
    ],
)
def test_request_that_cannot_be_read_leaves_nothing(open_door: Door, change: dict[str, Any], status: int) -> None:
    program = open_door.as_program()

    answer = program.post(REQUESTS, json={"wish": WISH, **change})

    assert answer.status_code == status, answer.text
    assert program.get(REQUESTS).json() == []
