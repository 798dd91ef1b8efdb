"""Staggered hours at the doors: wishes, a section's plan changed and published, swaps; pages and API do the same."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from api.cli.main import cli
from scheduler.db import tables
from scheduler.domain.actor import Role
from scheduler.shifts import coverage, seasons
from scheduler.shifts.coverage import Need
from tests import builders
from tests.api.doors import LOGINS, NOW, Door
from tests.scheduler import shift_section
from tests.scheduler.shift_section import EARLY, LATE, MONDAY, SEASON, SECTION, STANDARD, TUESDAY

ME, HEAD, COLLEAGUE = LOGINS[Role.STAFF], LOGINS[Role.MANAGER], LOGINS[Role.COUNTER_STAFF]
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")


@pytest.fixture
def door(open_door: Door) -> Door:
    """The section of everybody who may sign in, at least two of them at the counter, and its season."""
    with open_door.services.database.write() as tx:
        shift_section.pattern(tx, STANDARD, time(8, 30), time(17, 15), season="all")
        shift_section.pattern(tx, EARLY, time(7, 30), time(16, 15))
        shift_section.pattern(tx, LATE, time(9, 30), time(18, 15))
        need = Need(WEEKDAYS, time(8, 30), time(17, 15), 2, 3, "counter")
        coverage.write(tx, {SECTION: [need]})
        shift_section.season(tx, last=date(2026, 7, 17))
    return open_door


def proposed(door: Door, given: dict[tuple[str, date], str] | None = None, *, closed: bool = True) -> int:
    with door.services.database.write() as tx:
        plan_id = shift_section.propose(tx, given, now=NOW)
        if closed:
            seasons.move(tx, SEASON, event="close", actor=builders.keeper(), now=NOW)
        return plan_id


def wished(door: Door, **fields: str) -> Any:
    values = {"season": SEASON, "kind": "prefer", "pattern": EARLY, "first": "2026-07-07", "weight": "5"}
    return door.as_browser().post_form("/shifts/wishes", **{**values, **fields})


def test_a_wish_is_sent_from_a_phone_shown_and_taken_back(door: Door) -> None:
    assert wished(door).headers["location"] == "/shifts#wishes"

    page = door.as_browser().get("/shifts").text
    assert "この時間に勤務したい 7:30–16:15" in page
    (wish,) = door.as_program().get(f"/api/v1/seasons/{SEASON}/wishes/mine").json()
    assert (wish["pattern_id"], wish["first"], wish["weight"]) == (EARLY, "2026-07-07", 5)
    door.as_browser().post_form(f"/shifts/wishes/{wish['preference_id']}/withdraw")
    assert door.as_program().get(f"/api/v1/seasons/{SEASON}/wishes/mine").json() == []


def test_a_wish_that_cannot_be_says_why_and_keeps_what_was_typed(door: Door) -> None:
    answer = wished(door, first="2026-09-01")

    assert answer.status_code == 422
    assert "希望の日は7月6日(月)から7月17日(金)までの間にしてください。" in answer.text
    assert 'value="2026-09-01"' in answer.text


def test_a_plan_is_changed_by_hand_under_its_rules_and_published(door: Door) -> None:
    plan_id = proposed(door)
    head = door.as_browser(Role.MANAGER)
    url = f"/shift-plans/{plan_id}"
    assert "7月6日(月)の勤務人数" in head.get(f"{url}?day=2026-07-06").text
    question = f"{url}/try?staff={ME}&day=2026-07-07&pattern="
    assert "この勤務にはできません" in head.get(question + EARLY).text
    assert "この勤務にできます。" in head.get(question + STANDARD).text

    refused = head.post_form(f"{url}/cell", staff=ME, day="2026-07-07", pattern=EARLY, version="0")
    kept = head.post_form(f"{url}/cell", staff=ME, day="2026-07-07", pattern=STANDARD, version="0")
    late = head.post_form(f"{url}/cell", staff=ME, day="2026-07-07", pattern=STANDARD, version="0")

    assert (refused.status_code, kept.status_code, late.status_code) == (422, 303, 422)
    assert "ほかの方が先にこの計画案を変更しました。" in late.text
    assert head.post_form(f"{url}/publish").status_code == 303
    shifts = door.as_program().get("/api/v1/shifts/mine?first=2026-07-06&last=2026-07-07").json()
    assert [(item["date"], item["pattern_id"]) for item in shifts] == [
        ("2026-07-06", STANDARD),
        ("2026-07-07", STANDARD),
    ]
    assert "8:30–17:15" in door.as_browser().get("/shifts?from=2026-07-06").text


def test_a_plan_is_for_who_plans_until_it_is_published_and_wishes_stay_ones_own(door: Door) -> None:
    with door.services.database.write() as tx:
        shift_section.wish(tx, COLLEAGUE, EARLY, TUESDAY)
    plan_id = proposed(door)
    staff = door.as_program()

    assert staff.get(f"/api/v1/shift-plans/{plan_id}").status_code == 403
    assert door.as_browser().get(f"/shift-plans/{plan_id}").status_code == 403
    assert door.as_program(Role.MANAGER).post(f"/api/v1/shift-plans/{plan_id}/publish").status_code == 200
    grid = staff.get(f"/api/v1/shift-plans/{plan_id}/grid").json()

    wishes = {
        row["staff_id"]: [cell["wished_pattern_id"] for cell in row["cells"] if cell]
        for row in grid["rows"]
        if row["staff_id"] != ME
    }
    assert set(wishes) == {login for login in LOGINS.values() if login != ME}
    assert all(wish is None for cells in wishes.values() for wish in cells)
    assert door.as_program(Role.MANAGER).get(f"/api/v1/shift-plans/{plan_id}/grid").json()["rows"] != grid["rows"]


def test_programs_change_a_plan_only_knowing_its_version(door: Door) -> None:
    plan_id = proposed(door)
    head, path = door.as_program(Role.MANAGER), f"/api/v1/shift-plans/{plan_id}"
    body = {"changes": [{"staff_id": ME, "date": "2026-07-06", "pattern_id": STANDARD}]}

    assert head.post(f"{path}/changes", json=body).status_code == 428
    tag = head.get(path).headers["etag"]
    assert head.post(f"{path}/changes", json=body, headers={"If-Match": tag}).status_code == 200
    assert head.post(f"{path}/changes", json=body, headers={"If-Match": tag}).status_code == 409
    tried = head.post(
        f"{path}/try", json={"changes": [{**body["changes"][0], "date": "2026-07-07", "pattern_id": EARLY}]}
    ).json()
    assert [reason["code"] for reason in tried["refusals"]] == ["shift-not-allowed"]


def test_two_exchange_a_day_and_their_head_approves(door: Door) -> None:
    with door.services.database.write() as tx:
        shift_section.wish(tx, COLLEAGUE, EARLY, TUESDAY)
    plan_id = proposed(door, {(COLLEAGUE, TUESDAY): EARLY})
    door.as_browser(Role.MANAGER).post_form(f"/shift-plans/{plan_id}/publish")
    staff = door.as_browser()
    assert COLLEAGUE in staff.get("/shifts/swap?day=2026-07-07").text
    assert staff.post_form("/shifts/swaps", day="2026-07-07", other=COLLEAGUE).status_code == 303
    (swap,) = door.as_program(Role.COUNTER_STAFF).get("/api/v1/swaps/mine").json()
    path = f"/api/v1/swaps/{swap['swap_id']}"

    assert door.as_program().post(f"{path}/answer", json={"answer": "agree"}).status_code == 403
    assert door.as_program(Role.COUNTER_STAFF).post(f"{path}/answer", json={"answer": "agree"}).status_code == 200
    head = door.as_browser(Role.MANAGER)
    assert f'action="/swaps/{swap["swap_id"]}/approve"' in head.get(f"/shift-plans/{plan_id}").text
    head.post_form(f"/swaps/{swap['swap_id']}/approve", next=f"/shift-plans/{plan_id}")

    with door.services.database.read() as tx:
        found = shift_section.published(tx)
    assert (found[ME, TUESDAY], found[COLLEAGUE, TUESDAY]) == (EARLY, STANDARD)


def test_two_plans_are_compared_and_a_section_says_what_it_needs(door: Door) -> None:
    first = proposed(door, closed=False)
    with door.services.database.write() as tx:
        shift_section.wish(tx, ME, EARLY, MONDAY)
        second = shift_section.propose(tx, {(ME, MONDAY): EARLY}, now=NOW)
    head = door.as_browser(Role.MANAGER)

    page = head.get(f"/shift-plans/{second}/compare?other={first}").text
    assert "8:30 → 7:30" in page
    assert "希望どおりになる" in page
    row = {"weekdays": "MO;TU;WE;TH;FR", "from": "9:00", "to": "8:00", "min": "2", "preferred": "1", "basis": "counter"}
    wrong = head.post_form(f"/sections/{SECTION}/coverage", **row)
    assert wrong.status_code == 422
    assert "1行目: 終わりの時刻を始まりの時刻より後にしてください。" in wrong.text
    right = head.post_form(f"/sections/{SECTION}/coverage", **{**row, "to": "17:00", "preferred": "3"})
    assert right.status_code == 303
    with door.services.database.read() as tx:
        (need,) = tx.execute(select(tables.coverage)).all()
    assert (need.from_time, need.to_time, need.min_staff, need.preferred_staff) == (time(9), time(17), 2, 3)


def test_a_bureau_gets_terms_of_its_own_and_a_season_is_opened(door: Door) -> None:
    keeper = door.as_browser(Role.FACILITIES)
    terms = {"bureau": "総務部", "unit": "week", "percent": "50", "rest_hours": "12"}
    assert keeper.post_form(f"/seasons/{SEASON}/bureaus", **terms).status_code == 303
    (own,) = door.as_program(Role.FACILITIES).get(f"/api/v1/seasons/{SEASON}/terms").json()
    assert own == {
        "bureau_ja": "総務部",
        "terms": {"choice_unit": "week", "most_shifted": 0.5, "rest_minutes": 720},
    }
    new = {"season_id": "2026-winter", "name_ja": "冬", "first_day": "2026-12-01", "last_day": "2027-03-31"}
    overlapping = keeper.post_form("/seasons", **{**new, "first_day": "2026-07-01", "patterns": "winter"})
    assert overlapping.status_code == 422
    assert keeper.post_form("/seasons", **new, patterns="winter").headers["location"] == "/seasons/2026-winter"
    assert door.as_browser(Role.MANAGER).post_form("/seasons", **new, patterns="winter").status_code == 403


def test_the_command_line_keeps_seasons_and_a_sections_plan(door: Door, tmp_path: Path) -> None:
    plan_id = str(proposed(door, closed=False))

    def run(*words: str) -> Result:
        return CliRunner().invoke(cli, ["--database-url", door.services.settings.database_url, *words])

    assert SEASON in run("season", "list").output
    assert f"Season {SEASON} is closed." in run("season", "move", SEASON, "close").output
    assert "8:30" in run("shifts", "show", plan_id).output
    file = tmp_path / "plan.csv"
    assert run("shifts", "export", plan_id, str(file)).exit_code == 0
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    changed = [line.replace(STANDARD, EARLY) if ME in line else line for line in lines[:3]]
    file.write_text("\n".join(changed), encoding="utf-8")
    refused = run("shifts", "change", plan_id, str(file))
    assert (refused.exit_code, ME in "".join(changed)) == (1, True)
    published = run("season", "publish", SEASON)
    assert "1 plans published" in published.output
    assert run("season", "open", "2026-winter", "2026-12-01", "2027-03-31", "--name", "冬").exit_code == 0
    assert run("season", "open", "x", "2026-12-01", "2026-12-02", "--name", "冬").exit_code == 1
