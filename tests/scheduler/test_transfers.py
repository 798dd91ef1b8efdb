"""Equipment between offices: what may be ordered, how it is followed, and where each unit is meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, select, update

from scheduler.availability.queries import free_units
from scheduler.db import tables
from scheduler.domain.actor import Role
from scheduler.domain.interval import Interval
from scheduler.domain.states import TransferState, UnitStatus
from scheduler.domain.wish import Need
from scheduler.errors import IllegalTransition, NotAllowed, NotFound, Refused
from scheduler.loans.operations import issue
from scheduler.loans.rules import Condition
from scheduler.notices.queries import unread
from scheduler.resources.operations import lift_closure, set_unit_status
from scheduler.transfers import queries, receiving, sending
from scheduler.transfers.balance import StockLine, stock_lines
from scheduler.transfers.operations import cancel
from scheduler.transfers.overdue import keep_out
from scheduler.transfers.places import Whereabouts, places
from scheduler.transfers.priority import end_priority, set_priority
from tests import builders
from tests.builders import actor, at, keeper, loan_of
from tests.refusals import refused
from tests.scheduler.transfer_stock import ARRIVAL, HERE, NOW, THERE, courier, level, number, send, tablets


def free_at(tx: Connection, office_id: str, start: str, end: str) -> list[int]:
    need = Need(("tablet",), office_id, Interval(at(start), at(end)))
    return sorted(unit.unit_id for unit in free_units(tx, need))


def detail(tx: Connection, transfer_id: int) -> queries.TransferDetail:
    return queries.one(tx, transfer_id, actor=keeper(), now=NOW)


def outcomes(tx: Connection, transfer_id: int) -> list[str | None]:
    return [unit.outcome for unit in detail(tx, transfer_id).units]


def packed_and_sent(tx: Connection, units: list[int]) -> int:
    made = send(tx, units)
    for unit_id in units:
        sending.pack_unit(tx, made.transfer_id, number(tx, unit_id), actor=keeper(), now=NOW)
    sending.dispatch(tx, made.transfer_id, actor=keeper(), now=NOW)
    return made.transfer_id


def line(tx: Connection, office_id: str) -> StockLine:
    (found,) = stock_lines(tx, actor=keeper(), now=NOW, office_id=office_id)
    return found


# --- ordering ----------------------------------------------------------------------------------------------------


def test_an_ordered_unit_is_nowhere_until_it_arrives_and_then_at_the_other_office(tx: Connection) -> None:
    units = tablets(tx)

    made = send(tx, units[:2])

    assert made.due_at == ARRIVAL
    assert free_at(tx, HERE, "2026-07-01 13:00", "2026-07-01 14:00") == [units[2]]
    assert free_at(tx, THERE, "2026-07-03 11:00", "2026-07-03 13:00") == []
    assert free_at(tx, THERE, "2026-07-03 12:00", "2026-07-03 13:00") == units[:2]
    shown = detail(tx, made.transfer_id).transfer
    assert (shown.state, shown.units, shown.from_office_id, shown.to_office_id) == ("ordered", 2, HERE, THERE)


def test_units_stay_with_those_they_are_like(tx: Connection) -> None:
    tablets(tx)
    plain = builders.pool_with_units(tx, "tablet", THERE, 1)
    rugged = builders.pool_with_units(tx, "tablet", HERE, 2, attributes="lte;rugged")

    send(tx, rugged)

    pool, unit = tables.pool, tables.unit
    query = select(pool.c.office_id, pool.c.attributes, unit.c.id).join(unit).where(unit.c.id.in_([*plain, *rugged]))
    found = {row.id: (row.office_id, row.attributes) for row in tx.execute(query)}
    assert found == {plain[0]: (THERE, "")} | dict.fromkeys(rugged, (THERE, "lte;rugged"))


def test_what_cannot_go_is_refused_with_what_would_do(tx: Connection) -> None:
    units = tablets(tx)
    seat = builders.pool_with_units(tx, "seat", HERE, 1)

    assert refused(lambda: send(tx, [])) == ["transfer-no-units"]
    assert refused(lambda: send(tx, seat)) == ["transfer-kind-fixed"]
    assert refused(lambda: send(tx, [*units, *seat])) == ["transfer-mixed"]
    assert refused(lambda: send(tx, units, to_office_id=HERE)) == ["transfer-same-office"]
    assert refused(lambda: send(tx, units, leaves_on=date(2026, 6, 30))) == ["transfer-day-past"]
    assert refused(lambda: send(tx, units, leaves_on=date(2026, 7, 4))) == ["transfer-day-closed"]
    assert refused(lambda: send(tx, units, leaves_on=date(2026, 7, 3))) == ["transfer-no-courier-that-day"]
    assert refused(lambda: send(tx, units, carrier="pigeon")) == ["transfer-carrier-unknown"]
    assert refused(lambda: send(tx, units, note_ja="長" * 501)) == ["transfer-note-too-long"]
    with pytest.raises(NotFound):
        send(tx, units, to_office_id="YG-XXX")
    assert free_at(tx, HERE, "2026-07-01 13:00", "2026-07-01 14:00") == units


def test_a_way_without_courier_has_to_be_said(tx: Connection) -> None:
    units = tablets(tx)
    builders.office(tx, "YG-ARC")
    monday = at("2026-07-06 15:00")

    assert refused(lambda: send(tx, units, to_office_id="YG-ARC")) == ["transfer-no-courier"]
    early = at("2026-07-01 9:00")
    assert refused(lambda: send(tx, units, carrier="own", due_at=early)) == ["transfer-arrival-early"]
    assert send(tx, units, to_office_id="YG-ARC", carrier="own", due_at=monday).due_at == monday


def test_a_courier_takes_no_more_than_it_can(tx: Connection) -> None:
    units = tablets(tx, 4)
    tx.execute(update(tables.courier_run).values(capacity_items=3))
    first = send(tx, units[:2])

    assert refused(lambda: send(tx, units[2:])) == ["transfer-courier-full"]
    cancel(tx, first.transfer_id, actor=keeper(), now=NOW)
    assert send(tx, units[2:]).due_at == ARRIVAL


def test_lead_days_are_working_days(tx: Connection) -> None:
    units = tablets(tx)
    tx.execute(update(tables.courier_run).values(lead_days=2))
    builders.closed_day(tx, date(2026, 7, 3))

    assert send(tx, units).due_at == at("2026-07-07 12:00")


def test_storage_counts_what_is_on_its_way(tx: Connection) -> None:
    units = tablets(tx)
    level(tx, storage_capacity=2)
    send(tx, units[:1])

    assert refused(lambda: send(tx, units[1:])) == ["transfer-storage-full"]
    assert send(tx, units[1:2]).transfer_id


def test_a_unit_that_is_out_or_broken_or_on_its_way_stays(tx: Connection) -> None:
    units = tablets(tx, 4)
    lent = builders.booking(tx, "S000001", [units[0]], at("2026-07-01 9:00"), at("2026-07-01 9:30"))
    issue(tx, actor=keeper(), now=at("2026-07-01 9:00"), loan_id=loan_of(tx, lent))
    set_unit_status(tx, actor=keeper(), now=NOW, unit_id=units[1], expected=None, status=UnitStatus.REPAIR)
    moving = send(tx, [units[2]])

    assert refused(lambda: send(tx, units[:2])) == ["transfer-unit-out", "transfer-unit-not-usable"]
    assert refused(lambda: send(tx, [units[2]], to_office_id=HERE)) == ["transfer-underway"]
    assert detail(tx, moving.transfer_id).transfer.state is TransferState.ORDERED


def test_a_booking_of_this_very_unit_keeps_it_and_another_is_proposed(tx: Connection) -> None:
    units = tablets(tx, 2)
    builders.booking(tx, "S000001", [units[0]], at("2026-07-08 9:00"), at("2026-07-08 12:00"))

    with pytest.raises(Refused) as caught:
        send(tx, [units[0]])

    (reason,) = caught.value.reasons
    assert reason.code == "transfer-unit-needed"
    assert reason.params["proposal"] == number(tx, units[1])
    assert free_at(tx, HERE, "2026-07-01 13:00", "2026-07-01 14:00") == units


def test_a_promise_is_kept_by_another_unit(tx: Connection) -> None:
    units = tablets(tx, 2)
    booked = builders.booking(tx, "S000001", [units[0]], at("2026-07-08 9:00"), at("2026-07-08 12:00"))
    held = tables.allocation.c.booking_id == booked
    tx.execute(update(tables.allocation).where(held).values(bound=False))

    send(tx, [units[0]])

    assert tx.execute(select(tables.allocation.c.unit_id).where(held)).scalar_one() == units[1]
    assert refused(lambda: send(tx, [units[1]])) == ["transfer-unit-needed"]


def test_who_may_order_pack_and_receive(tx: Connection) -> None:
    units = tablets(tx)
    here = actor("S000001", Role.COUNTER_STAFF, office_id=HERE)
    there = actor("S000001", Role.COUNTER_STAFF, office_id=THERE)
    with pytest.raises(NotAllowed):
        send(tx, units, actor=here)
    made = send(tx, units[:1])
    with pytest.raises(NotAllowed):
        sending.pack_unit(tx, made.transfer_id, number(tx, units[0]), actor=there, now=NOW)
    sending.pack_unit(tx, made.transfer_id, number(tx, units[0]), actor=here, now=NOW)
    sending.dispatch(tx, made.transfer_id, actor=here, now=NOW)
    with pytest.raises(NotAllowed):
        receiving.receive_unit(tx, number(tx, units[0]), actor=here, now=NOW)
    with pytest.raises(NotAllowed):
        cancel(tx, made.transfer_id, actor=there, now=NOW)
    assert receiving.receive_unit(tx, number(tx, units[0]), actor=there, now=NOW).left == 0
    with pytest.raises(NotAllowed):
        queries.running(tx, actor=actor("S000001"), now=NOW)
    with pytest.raises(NotAllowed):
        set_priority(tx, THERE, "大雨", actor=here, now=NOW)


# --- packing and calling off -------------------------------------------------------------------------------------


def test_packing_goes_by_the_numbers_on_the_units(tx: Connection) -> None:
    units = tablets(tx)
    made = send(tx, units[:2])

    assert refused(lambda: sending.pack_unit(tx, made.transfer_id, number(tx, units[2]), actor=keeper(), now=NOW)) == [
        "transfer-not-in-order"
    ]
    for _ in range(2):
        assert sending.pack_unit(tx, made.transfer_id, number(tx, units[0]), actor=keeper(), now=NOW).left == 1
    with pytest.raises(IllegalTransition):
        sending.dispatch(tx, made.transfer_id, actor=keeper(), now=NOW)
    assert sending.pack_unit(tx, made.transfer_id, number(tx, units[1]), actor=keeper(), now=NOW).left == 0
    assert detail(tx, made.transfer_id).transfer.state is TransferState.PACKED


def test_what_is_not_packed_stays_and_can_be_booked_here_again(tx: Connection) -> None:
    units = tablets(tx)
    made = send(tx, units)

    def leave_the_rest() -> tuple[str, ...]:
        return sending.leave_the_rest(tx, made.transfer_id, actor=keeper(), now=NOW)

    assert refused(leave_the_rest) == ["transfer-nothing-packed"]
    sending.pack_unit(tx, made.transfer_id, number(tx, units[0]), actor=keeper(), now=NOW)

    rest = leave_the_rest()

    assert rest == tuple(number(tx, unit_id) for unit_id in units[1:])
    assert free_at(tx, HERE, "2026-07-01 13:00", "2026-07-01 14:00") == units[1:]
    assert outcomes(tx, made.transfer_id) == [None, "left_out", "left_out"]


def test_a_transfer_called_off_leaves_everything_as_it_was(tx: Connection) -> None:
    units = tablets(tx)
    made = send(tx, units)
    booked = builders.booking(tx, "S000001", [units[0]], at("2026-07-06 9:00"), at("2026-07-06 12:00"))

    def call_off() -> int:
        return cancel(tx, made.transfer_id, actor=keeper(), now=NOW)

    assert refused(call_off) == ["transfer-unit-awaited"]
    tx.execute(update(tables.allocation).where(tables.allocation.c.booking_id == booked).values(holds=False))
    call_off()

    assert free_at(tx, HERE, "2026-07-01 13:00", "2026-07-10 14:00") == units
    assert free_at(tx, THERE, "2026-07-06 9:00", "2026-07-06 12:00") == []
    with pytest.raises(IllegalTransition):
        call_off()


# --- receiving ---------------------------------------------------------------------------------------------------


def test_what_is_received_can_be_used_at_once(tx: Connection) -> None:
    units = tablets(tx, 2)
    transfer_id = packed_and_sent(tx, units)
    early = at("2026-07-02 16:00")

    arrived = receiving.receive_unit(tx, number(tx, units[0]), actor=keeper(), now=early)

    assert (arrived.transfer_id, arrived.outcome, arrived.left) == (transfer_id, "good", 1)
    assert free_at(tx, THERE, "2026-07-02 16:00", "2026-07-02 17:00") == [units[0]]
    assert receiving.receive_unit(tx, number(tx, units[1]), actor=keeper(), now=early).left == 0
    assert detail(tx, transfer_id).transfer.state is TransferState.RECEIVED
    assert unread(tx, "S000900") == ()


def test_differences_are_recorded_and_told_to_whoever_ordered(tx: Connection) -> None:
    units = tablets(tx, 3)
    stray = builders.pool_with_units(tx, "tablet", "YG-ARC", 1, attributes="lte")
    transfer_id = packed_and_sent(tx, units)
    awaited = builders.booking(tx, "S000001", [units[1]], at("2026-07-06 9:00"), at("2026-07-06 12:00"))

    def receive(unit_id: int, **values: object) -> receiving.Arrived:
        given = {"transfer_id": transfer_id, "actor": keeper(), "now": ARRIVAL, **values}
        return receiving.receive_unit(tx, number(tx, unit_id), **given)  # type: ignore[arg-type]

    assert refused(lambda: receive(units[1], condition=Condition.DAMAGED)) == ["return-note-missing"]
    broken = receive(units[1], condition=Condition.DAMAGED, note="画面が割れている")
    assert [booking.booking_id for booking in broken.affected] == [awaited]
    assert receive(stray[0]).outcome == "extra"
    assert receive(units[0]).left == 1
    closed = receiving.close_receipt(tx, transfer_id, actor=keeper(), now=ARRIVAL)

    assert closed.missing == (number(tx, units[2]),)
    assert outcomes(tx, transfer_id) == ["good", "damaged", "missing", "extra"]
    where = {place.unit_id: (place.whereabouts, place.office_id, place.status) for place in places(tx)}
    assert where[units[1]] == (Whereabouts.OFFICE, THERE, UnitStatus.REPAIR)
    assert where[units[2]][0] is Whereabouts.MISSING
    assert where[stray[0]] == (Whereabouts.OFFICE, THERE, UnitStatus.ACTIVE)
    (notice,) = unread(tx, "S000900")
    assert (notice.message.code, notice.message.params["count"]) == ("transfer-differences", 3)


def test_a_missing_unit_may_still_turn_up(tx: Connection) -> None:
    units = tablets(tx, 1)
    transfer_id = packed_and_sent(tx, units)
    receiving.close_receipt(tx, transfer_id, actor=keeper(), now=ARRIVAL)
    assert free_at(tx, THERE, "2026-07-06 9:00", "2026-07-06 10:00") == []

    receiving.receive_unit(tx, number(tx, units[0]), transfer_id=transfer_id, actor=keeper(), now=ARRIVAL)

    assert free_at(tx, THERE, "2026-07-06 9:00", "2026-07-06 10:00") == units
    assert outcomes(tx, transfer_id) == ["good"]


def test_an_extra_unit_that_is_booked_elsewhere_has_to_go_back(tx: Connection) -> None:
    units = tablets(tx, 2)
    transfer_id = packed_and_sent(tx, units[:1])
    booked = builders.booking(tx, "S000001", [units[1]], at("2026-07-06 9:00"), at("2026-07-06 12:00"))

    stray = receiving.receive_unit(tx, number(tx, units[1]), transfer_id=transfer_id, actor=keeper(), now=ARRIVAL)

    assert [booking.booking_id for booking in stray.affected] == [booked]
    assert {place.unit_id: place.office_id for place in places(tx)}[units[1]] == HERE


def test_numbers_that_cannot_be_received_are_explained(tx: Connection) -> None:
    units = tablets(tx, 3)
    transfer_id = packed_and_sent(tx, units[:1])
    send(tx, units[1:2])
    (own,) = builders.pool_with_units(tx, "tablet", THERE, 1, people=2)
    there = {"transfer_id": transfer_id, "actor": keeper(), "now": ARRIVAL}

    def reasons(asset_number: str, **values: object) -> list[str]:
        return refused(lambda: receiving.receive_unit(tx, asset_number, **{**there, **values}))  # type: ignore[arg-type]

    assert reasons("T-999") == ["transfer-number-unknown"]
    assert reasons("T-999", transfer_id=None) == ["transfer-not-on-its-way"]
    assert reasons(number(tx, units[1])) == ["transfer-of-another"]
    assert reasons(number(tx, own)) == ["transfer-already-here"]


def test_what_is_late_stays_out_of_use_and_is_shown(tx: Connection) -> None:
    units = tablets(tx, 1)
    transfer_id = packed_and_sent(tx, units)
    late = ARRIVAL + timedelta(minutes=5)

    assert keep_out(tx, now=ARRIVAL - timedelta(minutes=1)) == 0
    assert keep_out(tx, now=late) == 1

    assert free_at(tx, THERE, "2026-07-03 14:00", "2026-07-03 15:00") == []
    assert free_at(tx, THERE, "2026-07-06 13:00", "2026-07-06 14:00") == units
    (shown,) = queries.running(tx, actor=keeper(), now=late)
    assert (shown.transfer_id, shown.is_overdue) == (transfer_id, True)
    receiving.receive_unit(tx, number(tx, units[0]), actor=keeper(), now=late)
    assert free_at(tx, THERE, "2026-07-03 14:00", "2026-07-03 15:00") == units


def test_the_outage_of_a_transfer_is_not_lifted_by_hand(tx: Connection) -> None:
    units = tablets(tx, 1)
    send(tx, units)
    closure_id = tx.execute(select(tables.closure.c.id)).scalar_one()

    assert refused(lambda: lift_closure(tx, actor=keeper(), now=NOW, closure_id=closure_id)) == ["closure-of-transfer"]


# --- stock against target ----------------------------------------------------------------------------------------


def test_stock_is_shown_beside_the_reserve_with_what_is_to_come(tx: Connection) -> None:
    units = tablets(tx, 4)
    level(tx, HERE, safety_stock=1)
    level(tx, THERE, as_of=date(2026, 6, 1), safety_stock=9, storage_capacity=9)
    level(tx, THERE, safety_stock=3)
    level(tx, THERE, as_of=date(2026, 8, 1), safety_stock=5)
    set_unit_status(tx, actor=keeper(), now=NOW, unit_id=units[3], expected=None, status=UnitStatus.REPAIR)

    assert (line(tx, THERE).reserve, line(tx, THERE).short) == (3, 3)
    send(tx, units[:2])

    here, there = line(tx, HERE), line(tx, THERE)
    assert (here.usable, here.leaving, here.in_repair, here.expected, here.short) == (3, 2, 1, 1, 0)
    assert (there.usable, there.coming, there.expected, there.short) == (0, 2, 2, 1)


def test_an_office_in_need_comes_first_in_every_list(tx: Connection) -> None:
    units = tablets(tx, 2)
    builders.office(tx, "YG-TKY")
    courier(tx, HERE, "YG-TKY", weekdays="TH", lead_days=3)
    soon, later = send(tx, units[:1]).transfer_id, send(tx, units[1:], to_office_id="YG-TKY").transfer_id
    level(tx, "YG-TKY")
    level(tx, THERE)

    def shown() -> list[int]:
        return [item.transfer_id for item in queries.running(tx, actor=keeper(), now=NOW)]

    assert shown() == [soon, later]
    assert refused(lambda: set_priority(tx, "YG-TKY", " ", actor=keeper(), now=NOW)) == ["transfer-priority-reason"]
    set_priority(tx, "YG-TKY", "大雨", actor=keeper(), now=NOW)

    assert shown() == [later, soon]
    assert stock_lines(tx, actor=keeper(), now=NOW)[0].office_id == "YG-TKY"
    end_priority(tx, "YG-TKY", actor=keeper(), now=NOW)
    assert shown() == [soon, later]
    audit = select(tables.audit.c.action).where(tables.audit.c.noun == "office").order_by(tables.audit.c.id)
    assert tx.execute(audit).scalars().all() == ["set-priority", "end-priority"]
