"""The schema stands the same on both databases, up and down, and says when it may not serve."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, text

from scheduler.db import guards, schema
from scheduler.db.transaction import Database
from scheduler.db.types import Instant
from tests.scheduler.transfer_stock import send, tablets


def test_migrated_database_equals_the_tables_in_the_code(database: Database) -> None:
    with database.read() as tx:
        assert schema.drift(tx) == []


def test_migrated_database_may_serve(database: Database) -> None:
    with database.read() as tx:
        assert schema.problems(tx) == ()


def test_missing_guard_is_a_problem_and_installing_it_again_mends_it(database: Database) -> None:
    with database.write() as tx:
        guards.remove(tx)
    with database.read() as tx:
        assert len(schema.problems(tx)) == len(guards.GUARDS)

    with database.write() as tx:
        guards.install(tx)

    with database.read() as tx:
        assert schema.problems(tx) == ()


def test_schema_goes_down_to_nothing_and_up_again(database: Database) -> None:
    schema.downgrade(database, "base")
    with database.read() as tx:
        assert schema.problems(tx)

    schema.upgrade(database)

    with database.read() as tx:
        assert schema.problems(tx) == ()
        tx.execute(text("SELECT count(*) FROM allocation")).one()


def test_rows_of_the_first_schema_survive_the_second_and_the_way_back(database: Database) -> None:
    at = datetime.fromisoformat("2026-07-01T09:00:00+09:00")
    later = datetime.fromisoformat("2026-07-01T10:00:00+09:00")
    schema.downgrade(database, "0001")
    with database.write() as tx:
        for statement in _ROWS_OF_THE_FIRST_SCHEMA.split(";"):
            times = {name: moment for name, moment in (("at", at), ("later", later)) if f":{name}" in statement}
            tx.execute(text(statement).bindparams(*(bindparam(name, m, Instant()) for name, m in times.items())))

    schema.upgrade(database)

    with database.read() as tx:
        assert schema.problems(tx) == ()
        assert tx.execute(text("SELECT bound FROM allocation")).scalars().all() == [True]
        assert tx.execute(text("SELECT state, may_move FROM booking")).all() == [("confirmed", False)]
    schema.downgrade(database, "0001")
    with database.write() as tx:
        assert tx.execute(text("SELECT booking_id, unit_id FROM allocation")).all() == [(1, 1)]
        assert set(guards.present(tx)) == set(guards.GUARDS)


def test_what_was_shut_for_a_transfer_stays_shut_on_the_way_back(database: Database) -> None:
    with database.write() as tx:
        send(tx, tablets(tx, 1))

    schema.downgrade(database, "0007")

    with database.read() as tx:
        assert tx.execute(text("SELECT reason_code, cancelled_at FROM closure")).all() == [("reserved", None)]
    schema.upgrade(database)
    with database.read() as tx:
        assert schema.drift(tx) == []


_ROWS_OF_THE_FIRST_SCHEMA = """
INSERT INTO office (office_id, name_ja, name_en, office_type, region, municipality_code, lat, lon, opens_at, closes_at,
 changed_at) VALUES ('O1', '庁舎', 'Office', 'branch', '', '06201', 38.0, 140.0, '08:30:00', '17:15:00', :at);
INSERT INTO department (department_id, office_id, bureau_ja, bureau_en, section_ja, section_en, kind, headcount,
 has_counter, min_staff, min_staff_lunch, min_staff_peak, max_shifted_fraction)
 VALUES ('D1', 'O1', '部', 'Bureau', '課', 'Section', 'office', 1, false, 0, 0, 0, 1.0);
INSERT INTO staff_member (staff_id, person_no, department_id, office_id, role, home_municipality_code, commute_km,
 commute_min, commute_mode, telework_suitable, short_time)
 VALUES ('S000001', 1, 'D1', 'O1', 'staff', '06201', 1.0, 10, 'walk', true, false);
INSERT INTO pool (id, office_id, kind, attributes, conf_system, people, turnaround_min, booking_unit)
 VALUES (1, 'O1', 'seat', '', '', 1, 0, 'slot15');
INSERT INTO unit (id, asset_number, pool_id, name_ja, status, changed_at) VALUES (1, 'U1', 1, '席', 'active', :at);
INSERT INTO booking (id, uid, staff_id, kind, purpose, office_id, starts_at, ends_at, use_dates, state,
 overtime_order_no, alerts, note_ja, created_at, changed_at)
 VALUES (1, 'u', 'S000001', 'seat', 'other', 'O1', :at, :later, '[]', 'confirmed', '', '[]', '', :at, :at);
INSERT INTO allocation (id, booking_id, unit_id, person_no, starts_at, held_until, holds)
 VALUES (1, 1, 1, 1, :at, :later, true)
"""
