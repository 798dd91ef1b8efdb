"""Subscriptions: who may have which, what becomes of them, and the files for calendars outside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from scheduler.accounts import operations as accounts
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Actor, Role
from scheduler.errors import NotAllowed, NotFound, Refused
from scheduler.feeds import operations, queries
from scheduler.feeds.mirror import GRACE, write_mirror
from scheduler.feeds.operations import NewFeed, Options
from scheduler.feeds.views import View
from tests import builders
from tests.scheduler.feed_office import BASE_URL, ME, NOW, SYSTEM, make

pytestmark = pytest.mark.usefixtures("cheap_passwords")
STAFF = builders.actor(ME)
DESK = builders.actor("S000050", Role.COUNTER_STAFF)
KEEPER = builders.actor("S000060", Role.FACILITIES, office_id="YG-SNI", department_id="D0009")
STRANGER = builders.actor("S000070", department_id="D0009")


@pytest.fixture
def office(sqlite_database: Database) -> Database:
    with sqlite_database.write() as tx:
        make(tx)
        builders.office(tx, "YG-SNI")
        builders.department(tx, "D0009", office_id="YG-SNI")
    return sqlite_database


def subscribe(database: Database, view: View, actor: Actor = STAFF, options: Options | None = None) -> NewFeed:
    with database.write() as tx:
        account_id = tx.execute(select(tables.account.c.id).order_by(tables.account.c.id)).scalars().first()
        return operations.create(
            tx, view, account_id=account_id or 0, label="", actor=actor, now=NOW, options=options
        )  # fmt: skip


def may_still_read(database: Database, feed: NewFeed) -> bool:
    with database.read() as tx:
        reading = queries.by_token(tx, feed.token, is_expanded=False, now=NOW)
    assert reading is not None
    return reading.may_read


@pytest.mark.parametrize(
    ("view", "allowed", "refused"),
    [
        (View("person", ME, "busy", "ja"), [STAFF], [STRANGER, KEEPER, DESK]),
        (View("section", "D0001", "full", "ja"), [STAFF, DESK, KEEPER], [STRANGER]),
        (View("office", "YG-HQ", "busy", "ja"), [STAFF, STRANGER], []),
        (View("office", "YG-HQ", "public", "ja"), [STAFF, STRANGER], []),
        (View("office", "YG-HQ", "desk", "ja"), [DESK, KEEPER], [STAFF, STRANGER]),
        (View("office", "YG-SNI", "desk", "ja"), [KEEPER], [DESK]),
        (View("group", "YG-HQ:web_room", "full", "ja"), [KEEPER], [STAFF, DESK]),
        (View("unit", "1", "full", "ja"), [KEEPER], [STAFF, DESK]),
        (View("policy", "D0001", "full", "ja"), [STAFF, STRANGER], []),
    ],
)
def test_who_may_subscribe_to_what(office: Database, view: View, allowed: list[Actor], refused: list[Actor]) -> None:
    for actor in allowed:
        assert subscribe(office, view, actor).token
    for actor in refused:
        with pytest.raises(NotAllowed):
            subscribe(office, view, actor)


@pytest.mark.parametrize(
    ("view", "error"),
    [
        (View("person", ME, "desk", "ja"), Refused),
        (View("transfer", "YG-HQ", "full", "ja"), Refused),  # type: ignore[arg-type]
        (View("office", "YG-XXX", "busy", "ja"), NotFound),
        (View("group", "YG-HQ:piano", "busy", "ja"), NotFound),
        (View("unit", "999", "busy", "ja"), NotFound),
        (View("unit", "1; DROP", "busy", "ja"), NotFound),
        (View("section", "D9999", "full", "ja"), NotFound),
        (View("round", "7", "full", "ja"), NotFound),
    ],
)
def test_what_there_is_not_cannot_be_subscribed_to(office: Database, view: View, error: type[Exception]) -> None:
    with pytest.raises(error):
        subscribe(office, view, KEEPER if view.scope != "person" else STAFF)


def test_who_leaves_the_section_no_longer_reads_its_calendar(office: Database) -> None:
    mine = subscribe(office, View("section", "D0001", "full", "ja"))
    assert may_still_read(office, mine)

    with office.write() as tx:
        tx.execute(
            update(tables.staff_member).where(tables.staff_member.c.staff_id == ME).values(department_id="D0009")
        )

    assert not may_still_read(office, mine)


def test_closed_account_reads_nothing(office: Database) -> None:
    mine = subscribe(office, View("office", "YG-HQ", "busy", "ja"))
    with office.write() as tx:
        account_id = tx.execute(select(tables.account.c.id).order_by(tables.account.c.id)).scalars().first()
        accounts.create(tx, actor=SYSTEM, now=NOW, login="boss", password="correct horse battery", roles=[Role.ADMIN])
        accounts.deactivate(tx, actor=SYSTEM, now=NOW, account_id=account_id or 0)

    assert not may_still_read(office, mine)


def test_secret_is_kept_nowhere(office: Database) -> None:
    made = subscribe(office, View("person", ME, "full", "ja"))

    with office.read() as tx:
        everything = [str(row) for table in (tables.feed, tables.audit) for row in tx.execute(select(table))]
    assert len(made.token) == 43
    assert made.token not in "".join(everything)


@pytest.mark.parametrize(
    ("view", "ends"),
    [
        (View("person", ME, "full", "ja"), "/person-calendar.ics"),
        (View("group", "YG-HQ:web_room", "busy", "ja"), "/group-yg-hq-web-room.ics"),
        (View("policy", "all", "full", "ja"), "/policy-all.ics"),
    ],
)
def test_address_is_short_and_ends_with_a_readable_name(office: Database, view: View, ends: str) -> None:
    address = subscribe(office, view).address("https://sekitori.pref.example.lg.jp")

    assert len(address) < 200
    assert address.isascii()
    assert address.endswith(ends)


def test_mirror_writes_taken_time_only_and_says_so_when_it_is_withdrawn(office: Database, tmp_path: Path) -> None:
    with office.write() as tx:
        seat = tx.execute(select(tables.unit.c.id)).scalars().first()
        builders.booking(tx, ME, [seat or 0], NOW, NOW + timedelta(hours=1), note_ja="資料")
    mine = subscribe(office, View("person", ME, "busy", "ja"), options=Options(is_mirrored=True))
    subscribe(office, View("person", ME, "full", "ja"))

    (path,) = write_mirror(office, tmp_path, now=NOW, base_url=BASE_URL)
    text = path.read_text(encoding="utf-8")
    again = write_mirror(office, tmp_path, now=NOW, base_url=BASE_URL)
    with office.write() as tx:
        operations.revoke(tx, mine.feed_id, account_id=0, actor=SYSTEM, now=NOW)
    write_mirror(office, tmp_path, now=NOW, base_url=BASE_URL)
    withdrawn = path.read_text(encoding="utf-8")
    write_mirror(office, tmp_path, now=NOW + GRACE + timedelta(days=1), base_url=BASE_URL)

    assert "SUMMARY:予約あり" in text
    assert [word for word in ("資料", "機材", "席 ", ME) if word in text] == []
    assert again == ()
    assert "停止されました" in withdrawn
    assert "予約あり" not in withdrawn
    assert not path.exists()


def test_names_may_not_be_mirrored(office: Database) -> None:
    with pytest.raises(Refused):
        subscribe(office, View("person", ME, "full", "ja"), options=Options(is_mirrored=True))
    plain = subscribe(office, View("section", "D0001", "full", "ja"))
    with pytest.raises(Refused), office.write() as tx:
        operations.change_options(tx, plain.feed_id, Options(is_mirrored=True), account_id=1, actor=STAFF, now=NOW)
