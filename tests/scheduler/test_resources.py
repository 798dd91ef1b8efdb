"""The stock: what comes, changes its name, breaks or is closed, and whom that concerns."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, select

from scheduler.db import tables
from scheduler.domain.actor import Role
from scheduler.domain.interval import Interval
from scheduler.domain.states import BookingState, UnitStatus
from scheduler.errors import NotAllowed, NotFound, StaleVersion
from scheduler.loans.operations import issue
from scheduler.resources import operations, queries
from scheduler.resources.pools import PoolKey
from tests import builders
from tests.builders import actor, at, keeper, loan_of
from tests.refusals import refused

NOW = at("2026-07-01 10:00")


def revision(tx: Connection, scope: str, subject: str) -> int:
    table = tables.feed_revision
    query = select(table.c.revision).where(table.c.scope == scope, table.c.subject == subject)
    return tx.execute(query).scalar_one_or_none() or 0


def seat_key(**values: Any) -> PoolKey:
    key = {
        "office_id": "YG-HQ", "kind": "seat", "attributes": frozenset({"monitor", "quiet"}), "conf_system": "",
        "people": 1, "turnaround_min": 0, "booking_unit": "slot15",
    }  # fmt: skip
    return PoolKey(**{**key, **values})


# --- units -------------------------------------------------------------------------------------------------------


def test_units_of_one_make_join_one_pool(tx: Connection) -> None:
    builders.office(tx)
    for number in ("SEAT-1", "SEAT-2"):
        operations.add_unit(
            tx, actor=keeper(), now=NOW, asset_number=number, name_ja=f" 席\n{number} ", pool_key=seat_key()
        )
    operations.add_unit(
        tx, actor=keeper(), now=NOW, asset_number="PC-1", name_ja="PC", pool_key=seat_key(kind="mobile_pc")
    )

    seats = queries.pools(tx, actor=actor("S000001"), office_id="YG-HQ", kind="seat")
    assert len(queries.pools(tx, actor=actor("S000001"))) == 2
    (pool,) = seats
    assert pool.attributes == ("monitor", "quiet")
    assert [(unit.asset_number, unit.name_ja, unit.status) for unit in pool.units] == [
        ("SEAT-1", "席 SEAT-1", UnitStatus.ACTIVE),
        ("SEAT-2", "席 SEAT-2", UnitStatus.ACTIVE),
    ]


def test_what_the_stock_does_not_take_is_refused_field_by_field(tx: Connection) -> None:
    builders.office(tx)

    def add(number: str = "SEAT-1", name: str = "席", **key: Any) -> int:
        return operations.add_unit(
            tx, actor=keeper(), now=NOW, asset_number=number, name_ja=name, pool_key=seat_key(**key)
        )

    assert refused(lambda: add("備品1", " \x00 ")) == ["asset-number-malformed", "unit-name-missing"]
    assert refused(lambda: add(name="席" * 101)) == ["unit-name-too-long"]
    assert refused(lambda: add(kind="desk")) == ["unit-kind-unknown"]
    assert refused(lambda: add(attributes=frozenset({"a;b"}))) == ["unit-attribute-malformed"]
    assert refused(lambda: add(conf_system="fax")) == ["unit-conf-system-unknown"]
    assert refused(lambda: add(booking_unit="week")) == ["unit-booking-unit-unknown"]
    assert refused(lambda: add(people=0)) == ["unit-sizes"]
    with pytest.raises(NotFound):
        add(office_id="YG-XXX")
    add()
    assert refused(add) == ["asset-number-taken"]


def test_new_name_reaches_every_calendar_that_still_shows_it(tx: Connection) -> None:
    builders.staff_member(tx, "S000001")
    (unit_id,) = builders.pool_with_units(tx, "seat")
    to_come = builders.booking(tx, "S000001", [unit_id], at("2026-07-02 9:00"), at("2026-07-02 10:00"))
    recent = builders.booking(tx, "S000001", [unit_id], at("2026-06-30 9:00"), at("2026-06-30 10:00"))
    past = builders.booking(tx, "S000001", [unit_id], at("2026-05-30 9:00"), at("2026-05-30 10:00"))
    cancelled = builders.booking(
        tx, "S000001", [unit_id], at("2026-07-03 9:00"), at("2026-07-03 10:00"), state=BookingState.CANCELLED
    )

    version = operations.rename_unit(tx, actor=keeper(), now=NOW, unit_id=unit_id, expected=0, name_ja="窓側の席")

    rows = {row.id: row for row in tx.execute(select(tables.booking))}
    assert version == 1
    assert (rows[to_come].version, rows[to_come].changed_at) == (1, NOW)
    assert rows[recent].version == 1
    assert rows[past].version == rows[cancelled].version == 0
    assert all(
        revision(tx, *subject) for subject in (("person", "S000001"), ("unit", str(unit_id)), ("office", "YG-HQ"))
    )
    detail = queries.unit_detail(tx, actor=keeper(), now=NOW, unit_id=unit_id)
    line = tx.execute(select(tables.audit)).one()
    assert (detail.unit.name_ja, detail.unit.version) == ("窓側の席", 1)
    assert (line.action, line.noun, line.after) == ("rename", "unit", {"name_ja": "窓側の席"})


def test_renaming_what_somebody_else_renamed_first_changes_nothing(tx: Connection) -> None:
    (unit_id,) = builders.pool_with_units(tx, "seat")
    operations.rename_unit(tx, actor=keeper(), now=NOW, unit_id=unit_id, expected=0, name_ja="先")

    with pytest.raises(StaleVersion):
        operations.rename_unit(tx, actor=keeper(), now=NOW, unit_id=unit_id, expected=0, name_ja="後")

    assert queries.unit_detail(tx, actor=keeper(), now=NOW, unit_id=unit_id).unit.name_ja == "先"


def test_repair_names_the_bookings_that_need_another_unit_and_cancels_none(tx: Connection) -> None:
    builders.staff_member(tx, "S000001")
    unit_id, other = builders.pool_with_units(tx, "web_room", count=2)
    builders.booking(tx, "S000001", [unit_id], at("2026-06-30 9:00"), at("2026-06-30 10:00"))
    later = builders.booking(tx, "S000001", [unit_id, other], at("2026-07-06 9:00"), at("2026-07-06 10:00"))
    sooner = builders.booking(tx, "S000001", [unit_id], at("2026-07-01 9:00"), at("2026-07-01 11:00"))

    outcome = operations.set_unit_status(
        tx, actor=keeper(), now=NOW, unit_id=unit_id, expected=0, status=UnitStatus.REPAIR
    )
    back = operations.set_unit_status(
        tx, actor=keeper(), now=NOW, unit_id=unit_id, expected=outcome.version, status=UnitStatus.ACTIVE
    )

    assert [found.booking_id for found in outcome.affected] == [sooner, later]
    assert {found.unit_id for found in outcome.affected} == {unit_id}
    assert outcome.affected[0].section_ja == "D0001課"
    assert back.affected == ()
    assert set(tx.execute(select(tables.booking.c.state)).scalars()) == {"confirmed"}


def test_device_in_somebodys_hands_changes_no_status(tx: Connection) -> None:
    builders.staff_member(tx, "S000001")
    (unit_id,) = builders.pool_with_units(tx, "tablet")
    booking_id = builders.booking(tx, "S000001", [unit_id], at("2026-07-01 10:00"), at("2026-07-01 12:00"))
    issue(tx, actor=keeper(), now=NOW, loan_id=loan_of(tx, booking_id))

    def retire() -> Any:
        return operations.set_unit_status(
            tx, actor=keeper(), now=NOW, unit_id=unit_id, expected=None, status=UnitStatus.RETIRED
        )

    assert refused(retire) == ["unit-is-out"]


def test_retired_units_leave_the_list_unless_asked_for(tx: Connection) -> None:
    first, _ = builders.pool_with_units(tx, "seat", count=2)
    operations.set_unit_status(tx, actor=keeper(), now=NOW, unit_id=first, expected=0, status=UnitStatus.RETIRED)

    (shown,) = queries.pools(tx, actor=keeper())
    (everything,) = queries.pools(tx, actor=keeper(), with_retired=True)
    assert len(shown.units) == 1
    assert len(everything.units) == 2


def test_whose_a_loan_or_booking_is_only_those_see_who_may(tx: Connection) -> None:
    stranger = actor("S000002", department_id="D0002", office_id="YG-SHO")
    desk = actor("S000003", Role.COUNTER_STAFF, department_id="D0002", office_id="YG-SHO")
    colleague = actor("S000004", department_id="D0001")
    builders.staff_member(tx, "S000001")
    (unit_id,) = builders.pool_with_units(tx, "tablet")
    today = builders.booking(tx, "S000001", [unit_id], at("2026-07-01 10:00"), at("2026-07-01 12:00"))
    builders.booking(tx, "S000001", [unit_id], at("2026-07-02 10:00"), at("2026-07-02 12:00"))
    issue(tx, actor=keeper(), now=NOW, loan_id=loan_of(tx, today))

    for who, name in ((stranger, None), (desk, "S000001"), (colleague, "S000001")):
        detail = queries.unit_detail(tx, actor=who, now=NOW, unit_id=unit_id)
        assert detail.unit.loan is not None
        assert (detail.unit.loan.staff_id, detail.unit.loan.due_at) == (name, at("2026-07-01 12:00"))
        assert [found.staff_id for found in detail.bookings] == [name, name]
        assert detail.bookings[0].held_until == at("2026-07-01 12:30")
        assert detail.bookings[0].section_ja == ("D0001課" if name else None)


# --- closures ----------------------------------------------------------------------------------------------------


def close(tx: Connection, **subject: Any) -> operations.ClosureAdded:
    values: dict[str, Any] = {
        "actor": keeper(), "now": NOW, "reason_code": "works", "reason_ja": "空調工事",
        "interval": Interval(at("2026-07-06 8:30"), at("2026-07-07 17:15")), **subject,
    }  # fmt: skip
    return operations.add_closure(tx, **values)


def test_closure_concerns_the_kind_the_office_or_the_unit_it_names(tx: Connection) -> None:
    builders.staff_member(tx, "S000001")
    builders.staff_member(tx, "S000002")
    seat, second_seat = builders.pool_with_units(tx, "seat", count=2)
    (room,) = builders.pool_with_units(tx, "web_room")
    (away,) = builders.pool_with_units(tx, "seat", "YG-SHO")
    monday = (at("2026-07-06 9:00"), at("2026-07-06 10:00"))
    on_seat = builders.booking(tx, "S000001", [seat], *monday)
    on_second = builders.booking(tx, "S000002", [second_seat], *monday)
    on_room = builders.booking(tx, "S000001", [room], *monday)
    builders.booking(tx, "S000001", [away], at("2026-07-07 9:00"), at("2026-07-07 10:00"))
    # Half-open: what ends as the closure starts is not in its way.
    builders.booking(tx, "S000001", [seat], at("2026-07-06 8:00"), at("2026-07-06 8:30"))

    def affected(**subject: Any) -> set[int]:
        return {found.booking_id for found in close(tx, **subject).affected}

    assert affected(office_id="YG-HQ", kind="seat") == {on_seat, on_second}
    assert affected(office_id="YG-HQ") == {on_seat, on_second, on_room}
    assert affected(unit_id=second_seat) == {on_second}
    assert affected(unit_id=second_seat, interval=Interval(at("2026-07-08 8:30"), at("2026-07-08 9:00"))) == set()

    assert set(tx.execute(select(tables.booking.c.state)).scalars()) == {"confirmed"}


def test_closures_are_found_by_office_and_kind_until_they_are_lifted(tx: Connection) -> None:
    week = Interval(at("2026-07-06 0:00"), at("2026-07-11 0:00"))
    (seat,) = builders.pool_with_units(tx, "seat")
    builders.pool_with_units(tx, "web_room")
    builders.office(tx, "YG-SHO")
    whole = close(tx, office_id="YG-HQ").closure_id
    rooms = close(tx, office_id="YG-HQ", kind="web_room").closure_id
    outage = close(tx, unit_id=seat, reason_code="repair").closure_id
    elsewhere = close(tx, office_id="YG-SHO").closure_id

    def found(**where: Any) -> set[int]:
        return {closure.closure_id for closure in queries.closures(tx, week, **where)}

    assert found() == {whole, rooms, outage, elsewhere}
    assert found(office_id="YG-HQ") == {whole, rooms, outage}
    assert found(office_id="YG-HQ", kind="seat") == {whole, outage}
    detail = queries.unit_detail(tx, actor=keeper(), now=NOW, unit_id=seat)
    before = revision(tx, "unit", str(seat))
    assert queries.closures(tx, Interval(at("2026-07-07 17:15"), at("2026-07-08 0:00"))) == ()
    assert {closure.closure_id for closure in detail.closures} == {whole, outage}

    operations.lift_closure(tx, actor=keeper(), now=NOW, closure_id=whole)
    assert revision(tx, "unit", str(seat)) > before
    again = refused(lambda: operations.lift_closure(tx, actor=keeper(), now=NOW, closure_id=whole))
    past = at("2026-07-08 0:00")
    late = refused(lambda: operations.lift_closure(tx, actor=keeper(), now=past, closure_id=rooms))

    assert again == ["closure-lifted"]
    assert late == ["closure-past"]
    assert found(office_id="YG-HQ") == {rooms, outage}


def test_closure_names_one_subject_a_known_reason_and_a_time_to_come(tx: Connection) -> None:
    (seat,) = builders.pool_with_units(tx, "seat")
    over = Interval(at("2026-06-30 8:00"), NOW)

    assert refused(lambda: close(tx)) == ["closure-subject"]
    assert refused(lambda: close(tx, unit_id=seat, office_id="YG-HQ")) == ["closure-subject"]
    assert refused(lambda: close(tx, unit_id=seat, kind="seat")) == ["closure-subject"]
    assert refused(lambda: close(tx, office_id="YG-HQ", kind="desk")) == ["unit-kind-unknown"]
    assert refused(lambda: close(tx, unit_id=seat, reason_code="party", interval=over)) == [
        "closure-reason-unknown",
        "closure-past",
    ]
    assert refused(lambda: close(tx, unit_id=seat, reason_ja="工" * 201)) == ["closure-reason-too-long"]
    with pytest.raises(NotFound):
        close(tx, unit_id=seat + 1)


def test_only_those_who_keep_the_stock_change_it(tx: Connection) -> None:
    desk = actor("S000001", Role.COUNTER_STAFF, Role.MANAGER)
    (seat,) = builders.pool_with_units(tx, "seat")
    closure_id = close(tx, unit_id=seat).closure_id
    with pytest.raises(NotAllowed):
        operations.add_unit(tx, actor=desk, now=NOW, asset_number="A", name_ja="A", pool_key=seat_key())
    with pytest.raises(NotAllowed):
        operations.rename_unit(tx, actor=desk, now=NOW, unit_id=seat, expected=0, name_ja="A")
    with pytest.raises(NotAllowed):
        operations.set_unit_status(tx, actor=desk, now=NOW, unit_id=seat, expected=0, status=UnitStatus.REPAIR)
    with pytest.raises(NotAllowed):
        close(tx, actor=desk, unit_id=seat)
    with pytest.raises(NotAllowed):
        operations.lift_closure(tx, actor=desk, now=NOW, closure_id=closure_id)
