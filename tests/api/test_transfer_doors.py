"""Equipment between offices at the doors: pages, API and command line follow the same move."""

from __future__ import annotations

import re
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from api.cli.main import cli
from scheduler.db import tables
from scheduler.demo.clock import set_clock
from scheduler.domain.actor import Role
from tests import builders
from tests.api.doors import NOW, Caller, Door
from tests.api.html import Page
from tests.scheduler.transfer_stock import courier, level

HERE, THERE = "YG-HQ", "YG-MRY"
# The doors' clock stands at Tuesday 30 June 2026, nine o'clock; the courier leaves on Thursdays.
DAY = "2026-07-02"


@pytest.fixture
def stocked(open_door: Door) -> Door:
    """Three more tablets at the head office, a courier to Murayama, and a reserve there."""
    with open_door.services.database.write() as tx:
        builders.pool_with_units(tx, "tablet", HERE, 3, attributes="lte")
        courier(tx, HERE, THERE, weekdays="TH")
        level(tx, THERE, safety_stock=2, as_of=NOW.date())
    return open_door


def numbers(door: Door) -> list[str]:
    """The tablets with a SIM."""
    query = select(tables.unit.c.asset_number).join(tables.pool).where(tables.pool.c.attributes == "lte")
    with door.services.database.read() as tx:
        return sorted(tx.execute(query).scalars())


def order(caller: Caller, *asset_numbers: str, **fields: Any) -> Any:
    form = {"asset_numbers": list(asset_numbers), "to_office_id": THERE, "leaves_on": DAY, "carrier": "courier"}
    return caller.post_form("/transfers", **{**form, "from_office_id": HERE, "kind": "tablet", **fields})


def test_a_move_is_ordered_packed_sent_and_received_on_the_pages(stocked: Door) -> None:
    browser = stocked.as_browser(Role.FACILITIES)
    first, second, stray = numbers(stocked)
    assert "2台不足" in browser.get("/transfers").text
    form = Page(browser.get(f"/transfers/new?from_office_id={HERE}&kind=tablet").text)
    assert {box["value"] for box in form.all("input", name="asset_numbers")} >= {first, second, stray}

    where = order(browser, first, second).headers["location"]
    assert "7月3日(金)12:00" in browser.get(where).text

    wrong = browser.post_form(f"{where}/pack", asset_number=stray)
    assert (wrong.status_code, "含まれていません" in wrong.text) == (422, True)
    for asset_number in (first, second):
        assert browser.post_form(f"{where}/pack", asset_number=asset_number).status_code == 303
    assert browser.post_form(f"{where}/dispatch").status_code == 303
    assert "移動中" in browser.get("/transfers").text
    assert browser.post_form(f"{where}/receive", asset_number=first, condition="good").status_code == 303
    assert browser.post_form(f"{where}/receive", asset_number=stray, condition="good").status_code == 303
    assert browser.post_form(f"{where}/close").status_code == 303

    page = browser.get(where).text
    for outcome in ("受け取りました", "指示にない機材", "届いていません"):
        assert outcome in page
    assert browser.post_form(f"{where}/receive", asset_number=second, condition="good").status_code == 303
    assert "届いていません</span>" not in browser.get(where).text
    assert "進行中の保管換えはありません。" in browser.get("/transfers").text


def test_what_is_refused_comes_back_with_what_was_filled_in(stocked: Door) -> None:
    browser = stocked.as_browser(Role.FACILITIES)
    first = numbers(stocked)[0]

    answer = order(browser, first, leaves_on="2026-07-03")

    assert answer.status_code == 422
    page = Page(answer.text)
    assert "次の便は7月9日(木)です。" in answer.text
    assert page.one("input", name="leaves_on")["value"] == "2026-07-03"
    assert page.one("input", name="asset_numbers", value=first).get("checked") is not None
    assert order(browser, first, leaves_on="").status_code == 422
    assert order(browser, first, to_office_id="").status_code == 422


def test_an_order_is_called_off_on_its_page(stocked: Door) -> None:
    browser = stocked.as_browser(Role.FACILITIES)
    where = order(browser, numbers(stocked)[0]).headers["location"]

    assert browser.post_form(f"{where}/cancel").status_code == 303

    assert "取消し" in browser.get(where).text
    assert "/cancel" not in browser.get(where).text
    assert where in browser.get("/transfers?ended=1").text


def test_stock_is_a_table_with_bars_that_say_what_they_show(stocked: Door) -> None:
    browser = stocked.as_browser(Role.FACILITIES)
    page = Page(browser.get(f"/transfers?office_id={THERE}").text)

    (bar,) = [element for element in page.all("svg", role="img") if "stock-bar" in element["class"]]
    assert bar["aria-label"] == "届く予定を含めて0台。予備は2台、保管できるのは9台です。"
    answer = browser.get("/transfers/stock.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    header, *rows = answer.content.decode("utf-8-sig").splitlines()
    assert header.startswith("office_id,office_name,kind,usable")
    assert f"{THERE},村山総合支庁,tablet,0,0,0,0,0,0,2,9,0,2,0" in rows


def test_the_disaster_switch_puts_an_office_first(stocked: Door) -> None:
    browser = stocked.as_browser(Role.FACILITIES)

    assert browser.post_form("/transfers/priority", priority_office_id=THERE, reason_ja="").status_code == 422
    assert browser.post_form("/transfers/priority", priority_office_id=THERE, reason_ja="大雨").status_code == 303
    assert "大雨" in browser.get("/transfers").text
    assert stocked.as_program(Role.FACILITIES).get("/api/v1/stock/balance").json()[0]["office_id"] == THERE
    assert browser.post_form("/transfers/priority", priority_office_id=THERE, end="1").status_code == 303
    assert "大雨" not in browser.get("/transfers").text


def test_counters_see_moves_and_facilities_order_them(stocked: Door) -> None:
    where = order(stocked.as_browser(Role.FACILITIES), numbers(stocked)[0]).headers["location"]
    counter = stocked.as_browser(Role.COUNTER_STAFF)

    assert counter.get("/transfers").status_code == 200
    assert "/transfers/new" not in counter.get("/transfers").text
    assert "/cancel" not in counter.get(where).text
    assert order(counter, numbers(stocked)[1]).status_code == 403
    assert stocked.as_browser(Role.STAFF).get("/transfers").status_code == 403


def test_programs_follow_a_move(stocked: Door) -> None:
    program = stocked.as_program(Role.FACILITIES)
    first, second, _ = numbers(stocked)
    body = {"asset_numbers": [first, second], "to_office_id": THERE, "leaves_on": DAY}

    made = program.post("/api/v1/transfers", json=body).json()
    where = f"/api/v1/transfers/{made['transfer_id']}"

    assert made["due_at"] == "2026-07-03T12:00:00+09:00"
    assert program.post(f"{where}/dispatch").status_code == 409
    assert program.post(f"{where}/pack", json={"asset_number": first}).json() == {"left": 1, "left_out": []}
    assert program.post(f"{where}/pack", json={}).json() == {"left": 0, "left_out": [second]}
    assert program.post(f"{where}/dispatch").status_code == 200
    (running,) = program.get("/api/v1/transfers").json()
    assert (running["state"], running["is_overdue"]) == ("in_transit", False)
    done = program.post(f"{where}/receive", json={"asset_number": first, "condition": "good"}).json()
    assert done == {"outcome": "good", "left": 0, "missing": [], "affected": 0}
    assert program.get(where).json()["transfer"]["state"] == "received"
    assert program.post(f"{where}/cancel").status_code == 409
    refused = program.post("/api/v1/transfers", json={**body, "asset_numbers": [second], "leaves_on": "2026-07-03"})
    assert refused.json()["reasons"][0]["code"] == "transfer-no-courier-that-day"
    assert program.request("PUT", f"/api/v1/offices/{THERE}/priority", json={"reason_ja": "大雨"}).status_code == 204
    assert program.delete(f"/api/v1/offices/{THERE}/priority").status_code == 204


def test_the_command_line_follows_a_move(stocked: Door) -> None:
    first, second, _ = numbers(stocked)
    with stocked.services.database.write() as tx:
        set_clock(tx, offset=stocked.services.clock.offset)
    address = stocked.services.database.engine.url.render_as_string(hide_password=False)

    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, ["--database-url", address, "transfer", *words])
        assert result.exit_code == 0, result.output
        return result.output

    assert THERE in run("stock", "--kind", "tablet")
    made = re.search(r"Transfer (\d+) is ordered", run("order", THERE, first, second, "--on", DAY))
    assert made is not None
    number = made[1]
    assert number in run("list")
    run("pack", number, first, second)
    run("dispatch", number)
    assert run("receive", number, first, "--rest-missing").splitlines() == [f"{first}: good", f"{second}: missing"]
    assert "missing" in run("show", number)
    other = re.search(r"Transfer (\d+)", run("order", THERE, numbers(stocked)[2], "--on", DAY))
    assert other is not None
    assert "cancelled" in run("cancel", other[1])
    assert "comes first" in run("priority", THERE, "--reason", "大雨")
