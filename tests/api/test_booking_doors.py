"""Booking through the pages and through the API: the same rules, the same answers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from scheduler.db import tables
from scheduler.domain.actor import Role
from tests import builders
from tests.api.doors import LOGINS, NOW, Door
from tests.builders import at

FORM = {"what": "seat", "day": "2026-07-01", "start": "15:00", "end": "17:15", "office_id": "YG-MRY"}
WISH = {
    "kind": "seat",
    "office_id": "YG-MRY",
    "starts_at": "2026-07-01T15:00:00+09:00",
    "ends_at": "2026-07-01T17:15:00+09:00",
}


def count(door: Door, table: Any) -> int:
    with door.services.database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def test_search_lists_what_is_free_nearest_first(open_door: Door) -> None:
    query = "&".join(f"{name}={value}" for name, value in FORM.items())
    page = open_door.as_browser().get(f"/find?search=1&{query}").text

    assert page.index("村山総合支庁で予約する") < page.index("最上総合支庁で予約する")
    assert "車で約78分" in page


def test_seat_is_booked_with_one_form_and_shown_among_my_bookings(open_door: Door) -> None:
    browser = open_door.as_browser()

    booked = browser.post_form("/bookings", **FORM)

    assert booked.status_code == 303
    assert "7月1日(水)15:00〜17:15" in browser.get("/bookings").text
    assert "7月1日(水)15:00〜17:15" in browser.get(booked.headers["location"]).text


def test_full_seat_is_refused_with_an_offer_that_can_be_taken(open_door: Door) -> None:
    open_door.as_browser(Role.MANAGER).post_form("/bookings", **FORM)
    browser = open_door.as_browser()

    refused = browser.post_form("/bookings", **FORM)

    assert refused.status_code == 422
    assert "村山総合支庁の席は、7月1日(水)15:00〜17:15にすべて予約されています。" in refused.text
    assert 'value="15:00"' in refused.text
    offer = re.search(r'<form method="post" action="/bookings">(.*?)</form>', refused.text, re.DOTALL)
    assert offer is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', offer.group(1)))
    fields.pop("_csrf_token")
    assert browser.post_form("/bookings", **fields).status_code == 303


def test_unreadable_time_is_named_at_its_field(open_door: Door) -> None:
    answer = open_door.as_browser().post_form("/bookings", **{**FORM, "start": "quarter past"})

    assert answer.status_code == 422
    assert 'id="f-start-error"' in answer.text
    assert count(open_door, tables.booking) == 0


def test_booking_is_changed_and_cancelled_on_its_page(open_door: Door) -> None:
    browser = open_door.as_browser()
    place = browser.post_form("/bookings", **FORM).headers["location"]

    changed = browser.post_form(f"{place}/change", **{**FORM, "start": "13:00", "version": "0"})
    stale = browser.post_form(f"{place}/change", **{**FORM, "start": "14:00", "version": "0"})
    cancelled = browser.post_form(f"{place}/cancel")

    assert (changed.status_code, stale.status_code, cancelled.status_code) == (303, 409, 303)
    with open_door.services.database.read() as tx:
        assert tx.execute(select(tables.booking.c.state)).scalar_one() == "cancelled"


def test_colleague_of_another_section_finds_nothing_behind_a_booking(open_door: Door) -> None:
    with open_door.services.database.write() as tx:
        builders.staff_member(tx, "S000099", department_id="D0099", office_id="YG-HQ")
        (unit_id,) = builders.pool_with_units(tx, "seat", "YG-HQ", 1, attributes="quiet")
        secret = builders.booking(
            tx, "S000099", [unit_id], at("2026-07-02 9:00"), at("2026-07-02 10:00"), note_ja="内緒"
        )

    assert open_door.as_browser().get(f"/bookings/{secret}").status_code == 404
    board = open_door.as_browser().get("/board?office_id=YG-HQ&day=2026-07-02").text
    assert "S000099" not in board
    assert "内緒" not in board
    assert "予約あり" in board


def test_request_waits_for_the_head_and_is_approved_in_one_list(open_door: Door) -> None:
    asked = open_door.as_browser().post_form("/requests", **FORM, repeat="weekly", repeat_until="2026-07-31")

    assert asked.status_code == 303
    assert count(open_door, tables.occurrence) == 5
    head = open_door.as_browser(Role.MANAGER)
    assert LOGINS[Role.STAFF] in head.get("/approvals").text
    assert head.post_form("/approvals/1", decision="approve").status_code == 303
    assert "承認を待っている申請はありません" in head.get("/approvals").text


def test_api_books_once_however_often_it_is_asked(open_door: Door) -> None:
    program = open_door.as_program()

    first = program.post("/api/v1/bookings", json=WISH, headers={"Idempotency-Key": "one"})
    again = program.post("/api/v1/bookings", json=WISH, headers={"Idempotency-Key": "one"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert count(open_door, tables.booking) == 1


def test_api_refusal_says_why_and_what_would_work(open_door: Door) -> None:
    open_door.as_program(Role.MANAGER).post("/api/v1/bookings", json=WISH)

    refused = open_door.as_program().post("/api/v1/bookings", json=WISH)

    problem = refused.json()
    assert refused.status_code == 422
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert problem["code"] == "full"
    offer = problem["alternatives"][0]
    taken = {**WISH, **{name: offer[name] for name in ("office_id", "starts_at", "ends_at")}}
    assert open_door.as_program().post("/api/v1/bookings", json=taken).status_code == 201


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"starts_at": "2026-07-01T15:00:00"}, "starts_at"),
        ({"kind": "seet"}, "kind"),
        ({"quantity": 0}, "quantity"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_api_names_the_field_it_cannot_read(open_door: Door, change: dict[str, object], where: str) -> None:
    answer = open_door.as_program().post("/api/v1/bookings", json={**WISH, **change})

    assert answer.status_code == 400
    assert where in str(answer.json()["errors"])


def test_api_change_needs_the_version_it_is_based_on(open_door: Door) -> None:
    program = open_door.as_program()
    booking_id = program.post("/api/v1/bookings", json=WISH).json()["booking_id"]
    etag = program.get(f"/api/v1/bookings/{booking_id}").headers["etag"]
    earlier = {**WISH, "starts_at": "2026-07-01T13:00:00+09:00"}

    blind = program.request("PUT", f"/api/v1/bookings/{booking_id}", json=earlier)
    changed = program.request("PUT", f"/api/v1/bookings/{booking_id}", json=earlier, headers={"If-Match": etag})
    stale = program.request("PUT", f"/api/v1/bookings/{booking_id}", json=WISH, headers={"If-Match": etag})

    assert (blind.status_code, changed.status_code, stale.status_code) == (428, 200, 409)


def test_api_shows_times_on_the_office_clock(open_door: Door) -> None:
    program = open_door.as_program()
    program.post("/api/v1/bookings", json={**WISH, "starts_at": "2026-07-01T06:00:00Z"})

    (booking,) = program.get("/api/v1/bookings").json()

    assert booking["starts_at"] == "2026-07-01T15:00:00+09:00"


def test_api_answers_what_is_free_and_what_is_near(open_door: Door) -> None:
    program = open_door.as_program()
    assert len(program.post("/api/v1/availability", json=WISH).json()["units"]) == 2
    program.post("/api/v1/bookings", json=WISH)

    found = program.post("/api/v1/availability", json={**WISH, "staff_id": LOGINS[Role.MANAGER]}).json()

    assert [unit["office_id"] for unit in found["units"]] == ["YG-MGM"]
    assert found["offers"]


def test_round_goes_from_open_to_a_plan_that_waits_for_its_job(open_door: Door) -> None:
    keeper = open_door.as_program(Role.FACILITIES)
    body = {
        "name_ja": "受付回",
        "name_en": "Round",
        "first_day": "2026-07-06",
        "last_day": "2026-07-10",
        "closes_at": (NOW + timedelta(days=1)).isoformat(),
    }
    round_id = keeper.post("/api/v1/rounds", json=body).json()["round_id"]

    early = keeper.post(f"/api/v1/rounds/{round_id}/plans", json={})
    keeper.post(f"/api/v1/rounds/{round_id}/close")
    asked = keeper.post(f"/api/v1/rounds/{round_id}/plans", json={"seconds": 5})
    again = keeper.post(f"/api/v1/rounds/{round_id}/plans", json={})

    assert (early.status_code, asked.status_code, again.status_code) == (409, 202, 422)
    assert keeper.get(f"/api/v1/jobs/{asked.json()['job_id']}").json()["state"] == "queued"
    assert again.json()["code"] == "still-solving"


def test_import_page_previews_before_anything_is_taken(open_door: Door) -> None:
    keeper = open_door.as_browser(Role.ADMIN)
    good = "closure_id,resource_id,office_id,kind,start,end,reason_ja,reason_code\n"
    row = "C1,,YG-HQ,seat,2026-08-08T00:00:00+09:00,2026-08-08T24:00:00+09:00,停電,power\n"
    bad = "C2,,YG-HQ,seat,2026-08-09T24:00:00+09:00,2026-08-10T10:00:00+09:00,停電,power\n"
    files = {"files": ("closures.csv", (good + row + bad).encode("cp932"), "text/csv")}

    sent = keeper.post("/import", data={"mode": "strict"}, files=files)
    preview = keeper.get(sent.headers["location"]).text

    assert "2件中1件を読み込めます。1件に問題があります。" in preview
    assert "E_BAD_TIME" in preview
    assert "24:00" in preview
    assert "文字コードをShift_JIS（CP932）として読み込みました。" in preview
    assert count(open_door, tables.closure) == 0


def test_desk_hands_out_and_takes_back_by_the_number_on_the_device(open_door: Door) -> None:
    tablet = {"what": "tablet", "day": "2026-06-30", "start": "09:15", "end": "12:00", "office_id": "YG-HQ"}
    assert open_door.as_browser().post_form("/bookings", **tablet).status_code == 303
    desk = open_door.as_browser(Role.COUNTER_STAFF)
    page = desk.get("/desk?office_id=YG-HQ").text
    number = re.search(r"TABLET-YG-HQ-\d+-001", page)
    assert number is not None

    issued = desk.post_form("/desk/issue", asset_number=number.group(), office_id="YG-HQ")
    returned = desk.post_form("/desk/return", asset_number=number.group(), office_id="YG-HQ", condition="good")

    assert (issued.status_code, returned.status_code) == (303, 303)
    with open_door.services.database.read() as tx:
        assert tx.execute(select(tables.loan.c.state)).scalar_one() == "returned"


def test_audit_tells_who_booked_and_pages_back(open_door: Door) -> None:
    program = open_door.as_program()
    booking_id = program.post("/api/v1/bookings", json=WISH).json()["booking_id"]
    program.post(f"/api/v1/bookings/{booking_id}/cancel")
    admin = open_door.as_program(Role.ADMIN)

    first = admin.get(f"/api/v1/audit?noun=booking&key={booking_id}&limit=1").json()
    second = admin.get(f"/api/v1/audit?noun=booking&key={booking_id}&limit=1&cursor={first['next_cursor']}").json()

    assert [item["items"][0]["action"] for item in (first, second)] == ["cancel", "book"]
    assert first["items"][0]["staff_id"] == LOGINS[Role.STAFF]
    assert "cancel" in open_door.as_browser(Role.ADMIN).get("/audit?noun=booking").text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/bookings", {**WISH, "office_id": "YG-XXX"}),
        ("/api/v1/bookings", {**WISH, "staff_id": "S999999"}),
        ("/api/v1/requests", {"wish": {**WISH, "office_id": "YG-XXX"}}),
        ("/api/v1/requests", {"wish": WISH, "alt_office_ids": ["YG-XXX"]}),
        (f"/api/v1/bookings/{10**30}/cancel", {}),
    ],
)
def test_what_does_not_exist_is_404(open_door: Door, path: str, body: dict[str, Any]) -> None:
    assert open_door.as_program().post(path, json=body).status_code == 404


def test_api_closes_lists_and_opens_again(open_door: Door) -> None:
    keeper = open_door.as_program(Role.FACILITIES)
    body = {
        "office_id": "YG-MRY",
        "kind": "seat",
        "starts_at": "2026-07-01T08:30:00+09:00",
        "ends_at": "2026-07-01T17:15:00+09:00",
        "reason_code": "works",
        "reason_ja": "空調更新工事",
    }
    made = keeper.post("/api/v1/closures", json=body).json()

    (listed,) = keeper.get("/api/v1/closures?office_id=YG-MRY").json()
    refused = open_door.as_program().post("/api/v1/bookings", json=WISH)
    keeper.delete(f"/api/v1/closures/{made['closure_id']}")

    assert listed["closure_id"] == made["closure_id"]
    assert refused.status_code == 422
    assert open_door.as_program().post("/api/v1/bookings", json=WISH).status_code == 201


def test_api_takes_one_date_of_a_series_back(open_door: Door) -> None:
    program = open_door.as_program()
    rule = "FREQ=WEEKLY;BYDAY=WE;UNTIL=20260731T145959Z"
    program.post("/api/v1/requests", json={"wish": WISH, "rrule": rule})
    dates = program.get("/api/v1/requests").json()

    program.post(f"/api/v1/occurrences/{dates[1]['occurrence_id']}/cancel")

    states = [item["state"] for item in program.get("/api/v1/requests").json()]
    assert states == ["waiting", "cancelled", "waiting", "waiting", "waiting"]


def test_api_changes_the_roles_of_an_account(open_door: Door) -> None:
    admin = open_door.as_program(Role.ADMIN)
    mine = next(item for item in admin.get("/api/v1/accounts").json() if item["login"] == LOGINS[Role.STAFF])

    address, based_on = f"/api/v1/accounts/{mine['account_id']}", {"If-Match": f'"{mine["version"]}"'}
    assert admin.request("PATCH", address, json={"roles": ["manager"]}, headers=based_on).status_code == 200
    assert open_door.as_program().get("/api/v1/approvals").status_code == 200
