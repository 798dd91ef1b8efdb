"""An app that speaks CalDAV: finds its calendar, reads it, hears what has changed, and can write nothing."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from httpx import Response
from icalendar import Calendar

from scheduler.domain.actor import Role
from tests import builders
from tests.api.doors import LOGINS, Door
from tests.api.test_feeds_http import path_of
from tests.builders import at

NOW = at("2026-06-30 9:00")
D, C = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
HOME = "/caldav/calendars/bookings/"
NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'


@dataclass
class App:
    """A calendar app with the secret of one subscription."""

    door: Door
    token: str

    def ask(self, method: str, path: str, body: str = "", depth: str = "0", **headers: str) -> Response:
        password = base64.b64encode(f"anybody:{self.token}".encode()).decode()
        sent = {"Authorization": f"Basic {password}", "Depth": depth, **headers}
        return self.door.anonymous().request(method, path, content=body.encode(), headers=sent)

    def report(self, name: str, inner: str, path: str = HOME) -> Response:
        return self.ask("REPORT", path, f"<{name} {NAMESPACES}>{inner}</{name}>", "1")

    def sync(self, token: str = "") -> Response:
        asked = f"<sync-token>{token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop>"
        return self.report("sync-collection", asked)


@pytest.fixture
def app(door: Door) -> App:
    """A person with two bookings."""
    object.__setattr__(door.services.clock, "offset", NOW - door.services.clock.now())
    with door.services.database.write() as tx:
        first, second = builders.pool_with_units(tx, "seat", "YG-HQ", 2)
        person = LOGINS[Role.STAFF]
        builders.booking(tx, person, [first], at("2026-07-01 15:00"), at("2026-07-01 17:15"), note_ja="資料を持参")
        builders.booking(tx, person, [second], at("2026-07-08 9:00"), at("2026-07-08 12:00"))
    return App(door, path_of(door, {"scope": "person"}).split("/")[2])


def statuses(answer: Response) -> dict[str, str]:
    """By address the status of the resource, or of its properties that were found."""
    assert answer.status_code == 207, answer.text
    found = {}
    for each in ET.fromstring(answer.content).iter(f"{D}response"):
        status = each.findtext(f"{D}status") or each.findtext(f"{D}propstat/{D}status") or ""
        found[each.findtext(f"{D}href") or ""] = status.split()[1]
    return found


def data_of(answer: Response) -> list[Calendar]:
    return [Calendar.from_ical(each.text or "") for each in ET.fromstring(answer.content).iter(f"{C}calendar-data")]


def token_of(answer: Response) -> str:
    return ET.fromstring(answer.content).findtext(f"{D}sync-token") or ""


def test_an_app_finds_its_calendar_from_the_name_of_the_server_alone(app: App) -> None:
    start = app.door.anonymous().get("/.well-known/caldav")
    assert (start.status_code, start.headers["location"]) == (301, "/caldav/")

    path = start.headers["location"]
    for name in (f"{D}current-user-principal", f"{C}calendar-home-set"):
        local = re.sub(r"\{.*\}", "", name)
        prefix = "C:" if name.startswith(C) else ""
        answer = app.ask("PROPFIND", path, f"<propfind {NAMESPACES}><prop><{prefix}{local}/></prop></propfind>")
        path = ET.fromstring(answer.content).find(f".//{name}/{D}href").text  # type: ignore[union-attr]
    below = app.ask("PROPFIND", path, depth="1")

    kinds = {
        each.findtext(f"{D}href"): each.find(f".//{C}calendar") is not None
        for each in ET.fromstring(below.content).iter(f"{D}response")
    }
    assert kinds == {"/caldav/calendars/": False, HOME: True}


def test_objects_are_the_events_of_the_feed_with_tags_of_their_own(app: App) -> None:
    listed = app.ask("PROPFIND", HOME, f"<propfind {NAMESPACES}><prop><getetag/><nonsense/></prop></propfind>", "1")
    paths = [path for path in statuses(listed) if path != HOME]
    got = app.report("C:calendar-multiget", "<prop><getetag/><C:calendar-data/></prop>" + "".join(
        f"<href>{path}</href>" for path in [*paths, f"{HOME}none.ics"]
    ))  # fmt: skip

    assert list(statuses(got).values()) == ["200", "200", "404"]
    uids = {str(event["UID"]) for each in data_of(got) for event in each.walk("VEVENT")}
    feed = app.door.anonymous().get(f"/feeds/{app.token}/x.ics")
    assert uids == {str(event["UID"]) for event in Calendar.from_ical(feed.content).walk("VEVENT")}
    single = app.ask("GET", paths[0])
    tags = [each.text for each in ET.fromstring(got.content).iter(f"{D}getetag")]
    assert single.headers["etag"] == tags[0]
    (first, _) = [each.text or "" for each in ET.fromstring(got.content).iter(f"{C}calendar-data")]
    assert single.text.replace("\r\n", "\n") == first.replace("\r\n", "\n")
    assert app.ask("GET", paths[0], **{"If-None-Match": single.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("conditions", "count"),
    [
        ("", 2),
        ('<C:time-range start="20260701T000000Z" end="20260702T000000Z"/>', 1),
        ('<C:time-range start="20260702T000000Z"/>', 1),
        ('<C:time-range end="20260701T000000Z"/>', 0),
        ('<C:prop-filter name="DESCRIPTION"><C:text-match>資料</C:text-match></C:prop-filter>', 1),
        ('<C:prop-filter name="RRULE"><C:is-not-defined/></C:prop-filter>', 2),
        ('<C:comp-filter name="VALARM"/>', 0),
    ],
)
def test_a_query_finds_what_it_asks_for(app: App, conditions: str, count: int) -> None:
    component = f'<C:comp-filter name="VEVENT">{conditions}</C:comp-filter>'
    filtered = f'<C:filter><C:comp-filter name="VCALENDAR">{component}</C:comp-filter></C:filter>'

    assert len(data_of(app.report("C:calendar-query", f"<prop><C:calendar-data/></prop>{filtered}"))) == count


def test_a_filter_that_is_not_understood_is_refused(app: App) -> None:
    odd = '<C:prop-filter name="ATTENDEE"><C:param-filter name="PARTSTAT"/></C:prop-filter>'
    component = f'<C:comp-filter name="VEVENT">{odd}</C:comp-filter>'
    filtered = f'<C:filter><C:comp-filter name="VCALENDAR">{component}</C:comp-filter></C:filter>'

    answer = app.report("C:calendar-query", f"<prop/>{filtered}")

    assert answer.status_code == 403
    assert "supported-filter" in answer.text


def test_only_what_has_changed_is_told_after_the_first_time(app: App) -> None:
    first = app.sync()
    again = app.sync(token_of(first))
    app.door.as_program().post("/api/v1/bookings/1/cancel")
    after = app.sync(token_of(again))

    assert len(statuses(first)) == 2
    assert statuses(again) == {}
    told = statuses(after)
    assert sorted(told.values()) in (["200"], ["200", "404"])
    (path,) = told.keys() & statuses(first).keys()
    (changed,) = data_of(app.report("C:calendar-multiget", f"<prop><C:calendar-data/></prop><href>{path}</href>"))
    assert changed.walk("VEVENT")[0]["STATUS"] == "CANCELLED"


def test_what_leaves_the_window_is_told_as_gone(app: App) -> None:
    before = token_of(app.sync())
    app.door.as_program().post("/api/v1/bookings/1/cancel")
    middle = app.sync(before)
    clock = app.door.services.clock
    later = App(app.door, app.token)
    object.__setattr__(clock, "offset", clock.offset + timedelta(days=13))
    stands = app.sync(token_of(middle))
    object.__setattr__(clock, "offset", clock.offset + timedelta(days=3))

    gone = later.sync(token_of(stands))

    assert list(statuses(stands).values()) == []
    assert list(statuses(gone).values()) == ["404"]


def test_a_made_up_token_asks_for_the_whole_calendar_again(app: App) -> None:
    for token in ("x", "data:,2026-06-30/99/1", "data:,2020-01-01/0/1"):
        answer = app.sync(token)
        assert answer.status_code == 403
        assert "valid-sync-token" in answer.text


def test_busy_times_by_report_and_at_their_own_address(app: App) -> None:
    asked = '<C:time-range start="20260701T070000Z" end="20260709T000000Z"/>'
    (report,) = Calendar.from_ical(app.report("C:free-busy-query", asked).content).walk("VFREEBUSY")
    plain = app.door.anonymous().get(f"/free-busy/{app.token}/x.ifb")

    (first, second) = report["FREEBUSY"] if isinstance(report["FREEBUSY"], list) else (report["FREEBUSY"],) * 2
    assert first.to_ical() == b"20260701T070000Z/20260701T081500Z"
    assert second.to_ical() == b"20260708T000000Z/20260708T030000Z"
    assert "資料" not in plain.text
    assert plain.text.count("FREEBUSY;FBTYPE=BUSY:") == 2
    again = app.door.anonymous().get(f"/free-busy/{app.token}/x.ifb", headers={"If-None-Match": plain.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PROPPATCH", "MKCALENDAR", "MKCOL", "MOVE", "COPY", "POST", "LOCK"]
)
def test_nothing_can_be_written(app: App, method: str) -> None:
    answer = app.ask(method, f"{HOME}x.ics", "BEGIN:VCALENDAR")

    assert answer.status_code == 405
    assert "PROPFIND" in answer.headers["allow"]


def test_the_secret_in_the_address_does_as_well_and_stays_in_every_link(app: App) -> None:
    path = f"/caldav/{app.token}/calendars/bookings/"

    answer = app.door.anonymous().request("PROPFIND", path, headers={"Depth": "1"})

    assert len(statuses(answer)) == 3
    assert all(each.startswith(path) for each in statuses(answer))


def test_nobody_reads_without_the_secret(app: App) -> None:
    for headers in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "Basic %%%"}):
        answer = app.door.anonymous().request("PROPFIND", HOME, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic")
    made_up = app.door.anonymous().request("PROPFIND", f"/caldav/{'x' * 43}/")
    assert made_up.status_code == 404


def test_a_withdrawn_calendar_is_empty_and_then_gone(app: App) -> None:
    app.door.as_program().delete("/api/v1/feeds/1")
    clock = app.door.services.clock

    empty = statuses(app.ask("PROPFIND", HOME, depth="1"))
    object.__setattr__(clock, "offset", clock.offset + timedelta(days=15))

    assert list(empty) == [HOME]
    assert app.ask("PROPFIND", HOME).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><propfind xmlns="DAV:"/>',
        "<propfind",
        "x" * 600_000,
        '<?xml version="1.0" encoding="utf-99"?><propfind xmlns="DAV:"/>',
    ],
)
def test_xml_with_more_than_a_request_needs_is_refused(app: App, body: str) -> None:
    assert app.ask("PROPFIND", HOME, body).status_code == 400


def test_all_of_everything_is_not_listed_at_once(app: App) -> None:
    answer = app.ask("PROPFIND", "/caldav/", depth="infinity")

    assert answer.status_code == 403
    assert "propfind-finite-depth" in answer.text
