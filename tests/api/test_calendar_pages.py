"""The calendar page: an address in a few clicks, and what its readers would see before anybody has it."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest

from scheduler.domain.actor import Role
from tests import builders
from tests.api.doors import LOGINS, NOW, Door
from tests.builders import at

HQ = {"what": "office", "office_id": "YG-HQ"}


@pytest.fixture
def office(open_door: Door) -> Door:
    """Somebody with a seat tomorrow and a PC the day after; a room that a colleague has."""
    with open_door.services.database.write() as tx:
        (seat,) = builders.pool_with_units(tx, "seat")
        (computer,) = builders.pool_with_units(tx, "mobile_pc")
        (room,) = builders.pool_with_units(tx, "web_room")
        start = NOW + timedelta(days=1)
        note = {"note_ja": "資料を持参"}
        builders.booking(tx, LOGINS[Role.STAFF], [seat], start, start + timedelta(hours=2), **note)
        later = at("2026-07-02 16:00")
        builders.booking(tx, LOGINS[Role.STAFF], [computer], later, later + timedelta(hours=18), **note)
        builders.booking(tx, LOGINS[Role.MANAGER], [room], start, start + timedelta(hours=1), **note)
    return open_door


def test_address_comes_with_a_link_for_each_app_and_a_code_to_scan(office: Door) -> None:
    page = office.as_browser().post_form("/calendars", what="own", label="スマートフォン").text

    (address,) = re.findall(r'value="(http://[^"]+/feeds/[^"]+)"', page)
    assert len(address) < 200
    assert re.fullmatch(r"http://[^/]+/feeds/[\w-]{43}/[a-z0-9-]+\.ics", address)
    links = [unquote(link) for link in re.findall(r'href="((?:webcal|https)://?[^"]+)"', page)]
    assert len(links) == 5
    assert all(address.removeprefix("http:") in link for link in links)
    assert 'src="data:image/svg+xml' in page


def test_list_shows_addresses_by_name_and_never_again_the_secret(office: Door) -> None:
    browser = office.as_browser()
    made = browser.post_form("/calendars", what="own_busy", label="家族に見せる").text
    (token,) = re.findall(r"/feeds/([\w-]{43})/", re.findall(r'value="(http://[^"]+)"', made)[0])
    office.anonymous().get(f"/feeds/{token}/x.ics", headers={"User-Agent": "Mozilla/5.0 Thunderbird/153.0"})

    page = browser.get("/calendars").text

    assert "家族に見せる" in page
    assert "Thunderbird" in page
    assert token not in page


@pytest.mark.parametrize(
    ("role", "form", "seen", "hidden"),
    [
        (Role.STAFF, {"what": "own"}, ["資料を持参", "返却期限"], []),
        (Role.STAFF, {"what": "own_busy"}, ["予約あり"], ["資料を持参", "席", "S0000"]),
        (Role.STAFF, {"what": "section"}, ["S000010", "S000013"], ["資料を持参"]),
        (Role.STAFF, {**HQ, "profile": "busy"}, ["予約あり"], ["S0000", "資料"]),
        (Role.STAFF, {**HQ, "profile": "public"}, ["予約あり"], ["MOBILE_PC", "S0000"]),
        (Role.COUNTER_STAFF, {**HQ, "profile": "desk"}, ["MOBILE_PC", "S000010"], ["SEAT"]),
        (Role.FACILITIES, {**HQ, "profile": "full"}, ["S000010", "S000013"], ["資料"]),
        (Role.STAFF, {"what": "group", "office_id": "YG-HQ", "kind": "web_room"}, ["WEB_ROOM"], ["SEAT", "MOBILE_PC"]),
    ],
)  # fmt: skip
def test_preview_shows_what_readers_would_see_and_nothing_else(
    office: Door, role: Role, form: dict[str, str], seen: list[str], hidden: list[str]
) -> None:
    page = office.as_browser(role).post_form("/calendars/preview", **form)

    assert page.status_code == 200
    table = re.sub(r"<[^>]+>", " ", page.text[page.text.index("<tbody") : page.text.index("</tbody>")])
    assert [text for text in seen if text not in table] == []
    assert [text for text in hidden if text in table] == []


@pytest.mark.parametrize(
    ("role", "form"),
    [
        (Role.STAFF, {**HQ, "profile": "full"}),
        (Role.STAFF, {**HQ, "profile": "desk"}),
        (Role.MANAGER, {"what": "round", "round_id": "1"}),
    ],
)
@pytest.mark.parametrize("path", ["/calendars", "/calendars/preview", "/calendars/file"])
def test_names_are_for_those_who_work_with_them(office: Door, role: Role, form: dict[str, str], path: str) -> None:
    with office.services.database.write() as tx:
        builders.office(tx, "YG-SNI")

    assert office.as_browser(role).post_form(path, **form).status_code in (403, 422)


def test_unknown_number_is_told_on_the_page(office: Door) -> None:
    page = office.as_browser().post_form("/calendars", what="unit", asset_number="NO-SUCH-1")

    assert page.status_code == 422
    assert "見つかりません" in page.text


def test_file_holds_what_an_address_would(office: Door) -> None:
    answer = office.as_browser().post_form("/calendars/file", what="own")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.text.startswith("BEGIN:VCALENDAR")
    assert "資料を持参" in answer.text.replace("\r\n ", "")


def test_options_are_kept_and_served(office: Door) -> None:
    browser = office.as_browser()
    made = browser.post_form("/calendars", what="own").text
    (path,) = re.findall(r'value="http://[^/"]+(/feeds/[^"]+)"', made)

    browser.post_form("/calendars/1/options", drops_cancelled="yes", is_packed="no")
    office.as_program().post("/api/v1/bookings/1/cancel")
    answer = office.anonymous().get(path, headers={"Accept-Encoding": "gzip"})

    assert "content-encoding" not in answer.headers
    assert "CANCELLED" not in answer.text


def test_names_are_never_mirrored(office: Door) -> None:
    page = office.as_browser().post_form("/calendars", what="own", is_mirrored="yes")

    assert page.status_code == 422
    assert "庁外" in page.text
