"""A backup is proven by restoring it; the doctor finds what must never be."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, update

from scheduler.backup import operations
from scheduler.backup.archive import UnreadableBackup
from scheduler.bookings import operations as bookings
from scheduler.db import guards, schema, tables
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine
from scheduler.domain.interval import Interval
from scheduler.domain.wish import Kind, Wish
from tests import builders
from tests.builders import at

NOW = at("2026-06-30 9:00")
AFTERNOON = Interval(at("2026-07-01 15:00"), at("2026-07-01 17:15"))


@pytest.fixture
def living(database: Database) -> Database:
    with database.write() as tx:
        builders.office(tx, "YG-HQ")
        # Named before its parent in the order of the keys.
        builders.office(tx, "YG-ARC", parent_office_id="YG-HQ")
        for number in (1, 2):
            builders.staff_member(tx, f"S00000{number}", department_id="D0002", office_id="YG-SNI")
        builders.pool_with_units(tx, "seat", "YG-HQ", 2)
        builders.pool_with_units(tx, "tablet", "YG-HQ", 1)
        for number, kind in ((1, Kind.SEAT), (2, Kind.SEAT), (1, Kind.TABLET)):
            wish = Wish(f"S00000{number}", kind, "after_meeting", "YG-HQ", AFTERNOON, note="髙橋～①")
            bookings.book(tx, wish, actor=builders.actor(f"S00000{number}", department_id="D0002"), now=NOW)
    return database


def test_sound_office_has_no_findings(living: Database) -> None:
    with living.read() as tx:
        assert examine(tx) == ()


def test_backup_restores_every_row_into_the_other_database(living: Database, tmp_path: Path) -> None:
    path = tmp_path / "office.sekitori"
    manifest = operations.back_up(living, path, now=NOW)
    other = Database(open_engine(f"sqlite:///{tmp_path}/other.db"))
    schema.upgrade(other)

    assert operations.restore(other, path) == manifest

    with living.read() as before, other.read() as after:
        for table in (tables.booking, tables.allocation, tables.audit, tables.unit, tables.office):
            query = select(table).order_by(*table.primary_key.columns)
            assert after.execute(query).all() == before.execute(query).all()


def test_restored_office_goes_on_booking(living: Database, database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "office.sekitori"
    operations.back_up(living, path, now=NOW)
    with living.write() as tx:
        for table in reversed(tables.metadata.sorted_tables):
            tx.execute(table.delete())
    operations.restore(living, path)

    with living.write() as tx:
        later = Interval(at("2026-07-02 9:00"), at("2026-07-02 10:00"))
        wish = Wish("S000001", Kind.SEAT, "after_meeting", "YG-HQ", later)
        bookings.book(tx, wish, actor=builders.actor("S000001"), now=NOW)
        assert tx.execute(select(func.count()).select_from(tables.booking)).scalar_one() == 4


def test_restore_does_not_touch_a_database_that_is_in_use(living: Database, tmp_path: Path) -> None:
    path = tmp_path / "office.sekitori"
    operations.back_up(living, path, now=NOW)

    with pytest.raises(operations.NotEmpty):
        operations.restore(living, path)


def test_damaged_backup_is_refused(living: Database, tmp_path: Path) -> None:
    path = tmp_path / "office.sekitori"
    operations.back_up(living, path, now=NOW)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("booking.jsonl").header_offset + 200
    content[place] ^= 0xFF
    path.write_bytes(bytes(content))

    with pytest.raises(UnreadableBackup):
        operations.prove(path)


def test_backup_of_an_unsound_office_is_not_called_good(living: Database, tmp_path: Path) -> None:
    with living.write() as tx:
        tx.execute(update(tables.allocation).values(holds=False))
    path = tmp_path / "office.sekitori"

    with pytest.raises(UnreadableBackup):
        operations.back_up(living, path, now=NOW)

    assert list(tmp_path.glob("office*")) == []


def test_backup_carries_no_session(living: Database, tmp_path: Path) -> None:
    path = tmp_path / "office.sekitori"
    operations.back_up(living, path, now=NOW)

    with zipfile.ZipFile(path) as archive:
        assert "session.jsonl" not in archive.namelist()


def _double(tx: Connection) -> None:
    guards.remove(tx)
    row = tx.execute(select(tables.allocation).where(tables.allocation.c.person_no.is_not(None))).first()
    assert row is not None
    copy = dict(row._mapping)
    del copy["id"]
    tx.execute(insert(tables.allocation).values(copy))


def _let_go(tx: Connection) -> None:
    tx.execute(update(tables.allocation).values(holds=False))


def _shorten(tx: Connection) -> None:
    tx.execute(update(tables.allocation).values(held_until=at("2026-07-01 16:00")))


def _grant_without_booking(tx: Connection) -> None:
    builders.occurrence(tx, "S000001", AFTERNOON.start, AFTERNOON.end)


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (_double, {"schema", "double-booking", "two-seats"}),
        (_let_go, {"holding"}),
        (_shorten, {"turnaround"}),
        (_grant_without_booking, {"answers"}),
    ],
)
def test_doctor_finds_planted_harm(
    sqlite_database: Database, harm: Callable[[Connection], None], found: set[str], request: pytest.FixtureRequest
) -> None:
    living = sqlite_database
    with living.write() as tx:
        builders.staff_member(tx, "S000001", department_id="D0002", office_id="YG-SNI")
        builders.pool_with_units(tx, "seat", "YG-HQ", 1)
        wish = Wish("S000001", Kind.SEAT, "after_meeting", "YG-HQ", AFTERNOON)
        bookings.book(tx, wish, actor=builders.actor("S000001"), now=NOW)
        harm(tx)

    with living.read() as tx:
        assert {finding.check for finding in examine(tx)} == found
