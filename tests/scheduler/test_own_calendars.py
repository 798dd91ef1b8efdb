"""People's own calendars: where they may be read from, what is kept of them, and what plans make of it."""

from __future__ import annotations

import http.server
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler.clock import Clock
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.interval import Interval
from scheduler.domain.states import RequestState
from scheduler.errors import NotFound, Refused
from scheduler.own_calendars import giving, operations, queries, rules
from scheduler.own_calendars.fetching import Fetched, fetch
from scheduler.own_calendars.reach import Reach, is_public
from scheduler.own_calendars.refreshing import refresh_due
from tests import builders
from tests.builders import at
from tests.scheduler.rounds import closed_round, propose

NOW = at("2026-07-03 14:00")
PERSON = builders.actor("S000001")
MEETING = b"""BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a
SUMMARY:secret
DTSTART;TZID=Asia/Tokyo:20260706T130000
DTEND;TZID=Asia/Tokyo:20260706T150000
END:VEVENT
END:VCALENDAR
"""


@dataclass
class Site:
    """A web server on this machine; `answers`: status, headers and body by path."""

    port: int = 0
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    reach: Reach = field(default_factory=Reach)

    def url(self, path: str) -> str:
        return f"https://localhost:{self.port}{path}"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = found.answers[self.path]
            if self.headers.get("If-None-Match") == headers.get("ETag", "none"):
                status, body = 304, b""
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject)
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    found.port = server.server_port
    trusting = ssl.create_default_context(cafile=str(certificate))
    found.reach = Reach(lambda address: address.is_loopback, None, trusting)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.reasons[0].code


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::ffff:10.0.0.1", "2002:a00:1::",
     "64:ff9b::a00:1", "2001:0:1:2::1"],
)  # fmt: skip
def test_private_networks_in_every_spelling_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


def test_the_open_internet_is_public() -> None:
    assert is_public(ip_address("203.0.114.1"))
    assert is_public(ip_address("2a00::1"))


@pytest.mark.parametrize(
    "address",
    ["http://example.com/a.ics", "file:///etc/passwd", "https://", "https://user:secret@example.com/", "https://a b/",
     "https://[::1", "javascript:alert(1)", "https://example.com:x/", "https://例え.example/", "https://e/\r\nX: y"],
)  # fmt: skip
def test_only_plain_https_addresses_are_taken(address: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.address(address)
    assert code_of(refused) == "own-calendar-address"


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]"])
def test_an_address_that_leads_into_the_network_is_not_fetched(host: str) -> None:
    with pytest.raises(Refused) as refused:
        fetch(f"https://{host}/a.ics")
    assert code_of(refused) in {"own-calendar-private", "own-calendar-unknown_host"}


def test_a_redirect_is_followed_only_where_the_first_address_might_have_led(site: Site) -> None:
    site.answers |= {
        "/a": (302, {"Location": "/b"}, b""),
        "/b": (200, {"ETag": '"1"'}, MEETING),
        "/private": (302, {"Location": "https://10.0.0.1/c"}, b""),
        "/plain": (302, {"Location": "http://localhost/c"}, b""),
        "/round": (302, {"Location": "/round"}, b""),
    }

    assert fetch(site.url("/a"), reach=site.reach) == Fetched(MEETING, '"1"')
    assert fetch(site.url("/b"), etag='"1"', reach=site.reach) == Fetched(None, '"1"')
    for path, code in (("/private", "private"), ("/plain", "address"), ("/round", "redirects")):
        with pytest.raises(Refused) as refused:
            fetch(site.url(path), reach=site.reach)
        assert code_of(refused) == f"own-calendar-{code}"


def test_what_is_no_whole_calendar_is_refused(site: Site) -> None:
    site.answers |= {
        "/gone": (404, {}, b""),
        "/page": (200, {}, b"<html>"),
        "/packed": (200, {"Content-Encoding": "gzip"}, b"x"),
        "/cut": (200, {"Content-Length": "1000"}, MEETING),
    }
    expected = {"/gone": "own-calendar-status", "/page": "incoming-not_calendar", "/packed": "own-calendar-packed"}

    for path, code in (expected | {"/cut": "own-calendar-cut_off"}).items():
        with pytest.raises(Refused) as refused:
            giving.from_address(site.url(path), now=NOW, reach=site.reach)
        assert code_of(refused) in {code, "own-calendar-unreachable"}


def test_a_server_nobody_vouches_for_is_refused(site: Site) -> None:
    site.answers["/a"] = (200, {}, MEETING)
    doubting = Reach(site.reach.allows, None)

    with pytest.raises(Refused) as refused:
        fetch(site.url("/a"), reach=doubting)
    assert code_of(refused) == "own-calendar-unreachable"


@pytest.fixture
def person(database: Database) -> Database:
    with database.write() as tx:
        builders.staff_member(tx)
        builders.staff_member(tx, "S000002")
        busy = giving.from_file(MEETING, now=NOW).busy
        operations.add(tx, busy, label="仕事", address="https://example.com/a", actor=PERSON, now=NOW)
    return database


def test_only_times_are_kept_and_nobody_else_sees_or_removes_them(person: Database) -> None:
    window = Interval(NOW, NOW + timedelta(days=30))
    colleague = builders.actor("S000002")
    with person.write() as tx:
        (mine,) = queries.mine(tx, actor=PERSON)
        assert (mine.label, mine.host, mine.times) == ("仕事", "example.com", 1)
        expected = (Interval(at("2026-07-06 13:00"), at("2026-07-06 15:00")),)
        assert queries.my_busy_times(tx, window, actor=PERSON) == expected
        assert queries.mine(tx, actor=colleague) == queries.my_busy_times(tx, window, actor=colleague) == ()
        with pytest.raises(NotFound):
            operations.remove(tx, mine.calendar_id, actor=colleague, now=NOW)
        operations.remove(tx, mine.calendar_id, actor=PERSON, now=NOW)
        assert tx.execute(select(tables.own_busy)).all() == []


def test_the_last_good_copy_stands_while_the_calendar_cannot_be_read(person: Database) -> None:
    later = NOW + timedelta(hours=5)
    clock = Clock(later - Clock().now())

    def broken(_address: str, *, etag: str) -> Fetched:
        return Fetched(MEETING[:-30], etag)

    def whole(_address: str, *, etag: str) -> Fetched:
        return Fetched(MEETING.replace(b"20260706", b"20260707"), etag)

    assert refresh_due(person, clock, broken) == 1
    assert refresh_due(person, clock, broken) == 0
    with person.read() as tx:
        (mine,) = queries.mine(tx, actor=PERSON)
        assert [reason.code for reason in mine.reasons] == ["incoming-cut_off"]
        assert mine.times == 1
    assert refresh_due(person, Clock(clock.offset + timedelta(hours=9)), whole) == 1
    with person.read() as tx:
        (mine,) = queries.mine(tx, actor=PERSON)
        (busy,) = queries.my_busy_times(tx, Interval(NOW, NOW + timedelta(days=30)), actor=PERSON)
    assert mine.reasons == ()
    assert busy.start == at("2026-07-07 13:00")


def plan_of_week(database: Database) -> int:
    first, last = NOW.date() + timedelta(3), NOW.date() + timedelta(7)
    round_id = closed_round(database, first, last, actor=builders.keeper(), now=NOW)
    return propose(database, round_id, actor=builders.keeper(), now=NOW)


@pytest.mark.parametrize(("has_calendar", "expected"), [(False, "2026-07-06 13:30"), (True, "2026-07-06 15:00")])
def test_a_plan_that_moves_somebody_leaves_their_meeting_alone(
    sqlite_database: Database, has_calendar: bool, expected: str
) -> None:
    """One seat, taken until 13:30; whoever asked for 9:00 may be moved as late as 16:00 but has a meeting at 13:00."""
    with sqlite_database.write() as tx:
        builders.staff_member(tx, department_id="D0002", office_id="YG-SNI")
        (seat,) = builders.pool_with_units(tx, "seat", "YG-HQ", 1)
        builders.staff_member(tx, "S000009", department_id="D0002", office_id="YG-SNI")
        builders.booking(tx, "S000009", [seat], at("2026-07-06 8:30"), at("2026-07-06 13:30"))
        builders.occurrence(
            tx, "S000001", at("2026-07-06 9:00"), at("2026-07-06 10:00"), kind="seat", state=RequestState.WAITING,
            flex_later_min=420,
        )  # fmt: skip
        if has_calendar:
            busy = giving.from_file(MEETING, now=NOW).busy
            operations.add(tx, busy, label="仕事", actor=PERSON, now=NOW)
    plan_id = plan_of_week(sqlite_database)

    with sqlite_database.read() as tx:
        row = tx.execute(select(tables.proposal).where(tables.proposal.c.plan_id == plan_id)).one()
    assert row.starts_at == at(expected)


def test_the_hours_somebody_asked_for_are_theirs_to_judge(sqlite_database: Database) -> None:
    with sqlite_database.write() as tx:
        builders.staff_member(tx, department_id="D0002", office_id="YG-SNI")
        builders.pool_with_units(tx, "seat", "YG-HQ", 1)
        builders.occurrence(
            tx, "S000001", at("2026-07-06 13:00"), at("2026-07-06 15:00"), kind="seat", state=RequestState.WAITING
        )
        operations.add(tx, giving.from_file(MEETING, now=NOW).busy, label="仕事", actor=PERSON, now=NOW)
    plan_id = plan_of_week(sqlite_database)

    with sqlite_database.read() as tx:
        row = tx.execute(select(tables.proposal).where(tables.proposal.c.plan_id == plan_id)).one()
    assert row.outcome == "granted"
