"""The waiting list and repairs at the doors: pages, API and command line do the same."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from api.cli.main import cli
from scheduler.bookings import operations as bookings
from scheduler.db import tables
from scheduler.demo.clock import set_clock
from scheduler.domain.actor import Role
from scheduler.domain.interval import Interval
from scheduler.domain.states import RequestState
from scheduler.repairs.proposing import REPAIR
from scheduler.resources import operations as resources
from tests import builders
from tests.api.doors import LOGINS, NOW, Door
from tests.builders import at
from tests.scheduler.waiting_list import run_jobs, solved_here

__all__ = ("solved_here",)
pytestmark = pytest.mark.usefixtures("solved_here")
TIMES = (at("2026-07-06 13:00"), at("2026-07-06 17:00"))
KEEPER = builders.keeper()
ME, OTHER = LOGINS[Role.STAFF], LOGINS[Role.MANAGER]


def my_request(tx: Any, **values: Any) -> int:
    """A refused request of the staff member, that waits; returns its date."""
    made = builders.occurrence(tx, ME, *TIMES, kind="seat", office_id="YG-MRY", state=RequestState.REFUSED, **values)
    joined = update(tables.occurrence).where(tables.occurrence.c.id == made)
    tx.execute(joined.values(waits_since=NOW - timedelta(hours=1)))
    return made


@pytest.fixture
def offered(open_door: Door) -> tuple[Door, int]:
    """The seat of Murayama was given up, and is offered to the staff member: (door, offer)."""
    database = open_door.services.database
    with database.write() as tx:
        seat = tx.execute(
            select(tables.unit.c.id).join(tables.pool).where(tables.pool.c.office_id == "YG-MRY")
        ).scalar_one()
        taken = builders.booking(tx, OTHER, [seat], *TIMES)
        my_request(tx)
        bookings.cancel(tx, taken, actor=KEEPER, now=NOW)
    run_jobs(database, NOW)
    with database.read() as tx:
        return open_door, tx.execute(select(tables.offer.c.id)).scalar_one()


def test_home_shows_the_offer_and_it_is_taken(offered: tuple[Door, int]) -> None:
    door, offer_id = offered
    browser = door.as_browser()
    for path in ("/", "/waiting"):
        page = browser.get(path).text
        assert f'action="/offers/{offer_id}/accept"' in page
        assert "7月1日(水)9:00までにお返事ください。" in page
    assert "村山総合支庁の席に空きが出ました" in browser.get("/").text

    answer = browser.post_form(f"/offers/{offer_id}/accept")

    assert answer.status_code == 303
    booking = browser.get(answer.headers["location"])
    assert "確定" in booking.text
    assert "返事を待っているお知らせはありません。" in browser.get("/waiting").text


@pytest.mark.thorough
def test_a_place_that_is_held_shows_on_the_board_without_a_name(offered: tuple[Door, int]) -> None:
    door, _ = offered
    board = door.as_browser(Role.FACILITIES).get("/board?office_id=YG-MRY&day=2026-07-06").text

    assert "空きのお知らせ中" in board
    assert f">{ME}<" not in board


@pytest.mark.thorough
def test_a_declined_offer_keeps_one_on_the_list(offered: tuple[Door, int]) -> None:
    door, offer_id = offered
    browser = door.as_browser()

    assert browser.post_form(f"/offers/{offer_id}/decline").headers["location"] == "/waiting"

    page = browser.get("/waiting").text
    assert "同じものをお待ちの方は、ほかにいません。" in page
    assert browser.post_form(f"/offers/{offer_id}/accept").status_code == 409


@pytest.mark.thorough
def test_an_offer_that_was_overtaken_says_why(offered: tuple[Door, int]) -> None:
    door, offer_id = offered
    with door.services.database.write() as tx:
        resources.add_closure(
            tx, actor=KEEPER, now=NOW, interval=Interval(*TIMES), reason_code="power", reason_ja="停電",
            office_id="YG-MRY",
        )  # fmt: skip

    answer = door.as_browser().post_form(f"/offers/{offer_id}/accept")

    assert answer.status_code == 409
    assert "この空きは受け取れません" in answer.text
    assert "村山総合支庁の7月6日(月)13:00からの場所が、そのあとで使えなくなりました。" in answer.text


@pytest.mark.thorough
def test_keepers_see_the_list_and_the_open_offers(offered: tuple[Door, int]) -> None:
    door, offer_id = offered
    keeper = door.as_browser(Role.FACILITIES)

    page = keeper.get("/waiting/list?office_id=YG-MRY&kind=seat").text
    assert ME in page
    assert f'action="/offers/{offer_id}/withdraw"' in page
    assert keeper.post_form(f"/offers/{offer_id}/withdraw").status_code == 303
    assert door.as_browser().get("/waiting/list").status_code == 403


def test_the_form_asks_what_one_agrees_to_and_it_can_be_changed(open_door: Door) -> None:
    browser = open_door.as_browser()
    form = browser.get("/requests/new").text
    assert re.search(r'value="may_wait" checked', form)
    assert not re.search(r'value="may_move" checked', form)
    asked = {
        "what": "seat", "office_id": "YG-MRY", "day": "2026-07-06", "start": "13:00", "end": "17:00",
        "consent_asked": "1", "consent": "may_move",
    }  # fmt: skip

    made = browser.post_form("/requests", **asked).headers["location"]

    page = browser.get(made).text
    assert re.search(r'value="may_move" checked', page)
    assert not re.search(r'value="may_wait" checked', page)
    browser.post_form(f"{made}/consent", consent_asked="1", consent="may_wait")
    assert re.search(r'value="may_wait" checked', browser.get(made).text)


@pytest.mark.thorough
def test_a_booking_made_at_once_may_be_movable(open_door: Door) -> None:
    browser = open_door.as_browser()
    wish = {"what": "seat", "office_id": "YG-MRY", "day": "2026-07-06", "start": "13:00", "end": "17:00"}

    made = browser.post_form("/bookings", **wish, consent_asked="1", consent="may_move").headers["location"]

    assert re.search(r'value="may_move" checked', browser.get(made).text)
    browser.post_form(f"{made}/consent", consent_asked="1")
    assert not re.search(r'value="may_move" checked', browser.get(made).text)


def test_a_repair_on_its_page_from_the_closure_to_its_application(open_door: Door) -> None:
    door = open_door
    with door.services.database.write() as tx:
        seats = builders.pool_with_units(tx, "seat", "YG-MGM", 1, attributes="monitor")
        builders.booking(tx, OTHER, [seats[0]], *TIMES)
        closure_id = resources.add_closure(
            tx, actor=KEEPER, now=NOW, interval=Interval(*TIMES), reason_code="repair", reason_ja="故障",
            unit_id=seats[0],
        ).closure_id  # fmt: skip
    keeper = door.as_browser(Role.FACILITIES)
    assert "移し替え案を作る" in keeper.get(f"/stock/closures/{closure_id}").text

    place = keeper.post_form(f"/stock/closures/{closure_id}/repairs").headers["location"]
    assert "data-progress-url" in keeper.get(place).text
    run_jobs(door.services.database, NOW, kind=REPAIR)

    page = keeper.get(place).text
    assert "移せない予約1件です" in page
    assert "確定すると予約を取り消して" in page
    assert "これより少ない移動で同じだけ残すことはできません。" in page
    applied = keeper.post_form(f"{place}/apply")
    assert applied.status_code == 303
    after = keeper.get(place).text
    assert "この案のとおりに移しました。" in after
    assert "確定すると予約を取り消して" not in after
    assert place in keeper.get(f"/stock/closures/{closure_id}").text


def test_the_api_offers_accepts_and_replays(offered: tuple[Door, int]) -> None:
    door, offer_id = offered
    program, keeper = door.as_program(), door.as_program(Role.FACILITIES)
    (mine,) = program.get("/api/v1/offers").json()
    assert (mine["offer_id"], mine["expires_at"], mine["moves"]) == (offer_id, "2026-07-01T09:00:00+09:00", 0)
    (waiting,) = program.get("/api/v1/waiting").json()
    assert (waiting["ahead"], waiting["together"], waiting["has_offer"]) == (0, 1, True)
    assert [item["offer_id"] for item in keeper.get("/api/v1/open-offers").json()] == [offer_id]
    assert len(keeper.get("/api/v1/waiting-list?kind=tablet").json()) == 0
    assert program.get("/api/v1/waiting-list").status_code == 403
    assert program.get(f"/api/v1/offers/{offer_id}").headers["etag"] == '"0"'

    key = {"Idempotency-Key": "take it"}
    first = program.post(f"/api/v1/offers/{offer_id}/accept", headers=key)
    again = program.post(f"/api/v1/offers/{offer_id}/accept", headers=key)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert program.get(f"/api/v1/bookings/{first.json()['booking_id']}").json()["state"] == "confirmed"


@pytest.mark.thorough
def test_the_api_keeps_what_people_agree_to(open_door: Door) -> None:
    program = open_door.as_program()
    wish = {
        "kind": "seat", "office_id": "YG-MRY",
        "starts_at": "2026-07-06T13:00:00+09:00", "ends_at": "2026-07-06T17:00:00+09:00",
    }  # fmt: skip
    booking_id = program.post("/api/v1/bookings", json={**wish, "may_move": True}).json()["booking_id"]
    view = program.get(f"/api/v1/bookings/{booking_id}")
    assert view.json()["may_move"] is True
    path = f"/api/v1/bookings/{booking_id}/consent"
    assert program.request("PUT", path, json={"may_move": False}).status_code == 428
    changed = program.request("PUT", path, json={"may_move": False}, headers={"If-Match": view.headers["etag"]})
    assert changed.status_code == 200
    assert program.get(f"/api/v1/bookings/{booking_id}").json()["may_move"] is False


@pytest.mark.thorough
def test_the_api_works_a_repair_out(open_door: Door) -> None:
    keeper = open_door.as_program(Role.FACILITIES)
    with open_door.services.database.write() as tx:
        seat = tx.execute(
            select(tables.unit.c.id).join(tables.pool).where(tables.pool.c.office_id == "YG-MRY")
        ).scalar_one()
        builders.booking(tx, OTHER, [seat], *TIMES)
    closed = {
        "office_id": "YG-MRY", "starts_at": "2026-07-06T08:30:00+09:00", "ends_at": "2026-07-06T17:15:00+09:00",
        "reason_code": "power", "reason_ja": "停電",
    }  # fmt: skip
    closure_id = keeper.post("/api/v1/closures", json=closed).json()["closure_id"]

    made = keeper.post(f"/api/v1/closures/{closure_id}/repairs", json={"seconds": 5})
    assert made.status_code == 202
    run_jobs(open_door.services.database, NOW, kind=REPAIR)

    view = keeper.get(made.headers["location"]).json()
    assert (view["state"], len(view["lost"]), view["is_proven"]) == ("proposed", 1, True)
    applied = keeper.post(f"{made.headers['location']}/apply")
    assert applied.json() == {"moved": 0, "lost": 1}
    assert [item["state"] for item in keeper.get(f"/api/v1/closures/{closure_id}/repairs").json()] == ["applied"]


@pytest.mark.thorough
def test_the_command_line_shows_the_list_and_takes_an_offer_back(offered: tuple[Door, int]) -> None:
    door, offer_id = offered
    with door.services.database.write() as tx:
        set_clock(tx, offset=door.services.clock.offset)
    settings = ["--data-dir", str(door.services.settings.data_dir), "--database-url"]
    url = str(door.services.database.engine.url)

    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, [*settings, url, *words], env={"COLUMNS": "200"})
        assert result.exit_code == 0, result.output
        return result.output

    with door.services.database.write() as tx:
        barred = builders.occurrence(tx, OTHER, *TIMES, kind="tablet", office_id="YG-MRY", state=RequestState.REFUSED)
        told = [{"code": "no-unit-with", "params": {"kind": "tablet", "office": "YG-MRY", "attributes": "gnss"}}]
        on_list = update(tables.occurrence).where(tables.occurrence.c.id == barred)
        tx.execute(on_list.values(waits_since=NOW, reasons=told))
    listed = " ".join(run("waiting", "list").replace("│", " ").split())
    assert ME in listed
    assert "no-unit-with" not in listed
    assert "has no Tablet with all of this: GNSS" in listed
    assert str(offer_id) in run("waiting", "offers")
    assert "was taken back" in run("waiting", "withdraw", str(offer_id))
    assert "0 offers ended" in run("waiting", "sweep")
