"""The desk: what may be handed out, to whom and when; what happens when it comes back, or does not."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update

from api.i18n import Translator
from scheduler.db import tables
from scheduler.domain.actor import Actor, Role
from scheduler.domain.interval import Interval
from scheduler.domain.states import Approval, BookingState, LoanState, UnitStatus
from scheduler.errors import IllegalTransition, NotAllowed, NotFound, Refused
from scheduler.loans import operations, queries
from scheduler.loans.operations import exchange_unit, issue, report_lost, take_back
from scheduler.loans.reservations import cancel_reserved
from scheduler.loans.rules import Condition
from scheduler.resources.operations import add_closure, set_unit_status
from tests import builders
from tests.builders import actor, at, keeper, loan_of
from tests.refusals import refused

START, END = at("2026-07-01 13:00"), at("2026-07-01 15:00")
NOW = at("2026-07-01 12:45")


@pytest.fixture(autouse=True)
def two_people(tx: Connection) -> None:
    """Every test has somebody of each of two sections at one office."""
    builders.staff_member(tx, "S000001")
    builders.staff_member(tx, "S000002", department_id="D0002")


def tablets(tx: Connection, count: int = 2) -> list[int]:
    return builders.pool_with_units(tx, "tablet", count=count)


def number(tx: Connection, unit_id: int) -> str:
    return str(tx.execute(select(tables.unit.c.asset_number).where(tables.unit.c.id == unit_id)).scalar_one())


def row_of(tx: Connection, table: Any, key: int) -> Any:
    return tx.execute(select(table).where(table.c.id == key)).one()


def allocation_of(tx: Connection, booking_id: int) -> Any:
    return tx.execute(select(tables.allocation).where(tables.allocation.c.booking_id == booking_id)).one()


def revisions(tx: Connection) -> dict[tuple[str, str], int]:
    return {(row.scope, row.subject): row.revision for row in tx.execute(select(tables.feed_revision))}


def hand_back(tx: Connection, loan_id: int, now: datetime, **values: Any) -> operations.TakenBack:
    given: dict[str, Any] = {"actor": keeper(), "office_id": "YG-HQ", "condition": Condition.GOOD, **values}
    return take_back(tx, now=now, loan_id=loan_id, **given)


# --- handing out -------------------------------------------------------------------------------------------------


def test_handing_out_puts_device_and_booking_in_use_and_renews_their_calendars(tx: Connection) -> None:
    unit_id, _ = tablets(tx)
    booking_id = builders.booking(tx, "S000001", [unit_id], START, END)

    issued = issue(tx, actor=keeper(), now=NOW, asset_number=number(tx, unit_id))

    assert (issued.booking_id, issued.unit_id, issued.due_at) == (booking_id, unit_id, END)
    loan = row_of(tx, tables.loan, issued.loan_id)
    booking = row_of(tx, tables.booking, booking_id)
    assert (loan.state, loan.issued_at, loan.issued_by, loan.version) == (LoanState.ISSUED, NOW, "S000900", 1)
    assert (booking.state, booking.version, booking.changed_at) == (BookingState.IN_USE, 1, NOW)
    assert {("person", "S000001"), ("unit", str(unit_id)), ("office", "YG-HQ")} <= set(revisions(tx))
    line = tx.execute(select(tables.audit)).one()
    assert (line.action, line.noun, line.key, line.after["state"]) == ("issue", "loan", str(issued.loan_id), "issued")


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        (START - timedelta(minutes=31), ["loan-too-early"]),
        (START - timedelta(minutes=30), []),
        (END - timedelta(seconds=1), []),
        (END, ["loan-too-late"]),
    ],
)
def test_window_for_handing_out_is_half_an_hour_before_the_start_to_the_end(
    tx: Connection, now: datetime, codes: list[str]
) -> None:
    loan_id = loan_of(tx, builders.booking(tx, "S000001", tablets(tx)[:1], START, END))

    if codes:
        assert refused(lambda: issue(tx, actor=keeper(), now=now, loan_id=loan_id)) == codes
    else:
        assert issue(tx, actor=keeper(), now=now, loan_id=loan_id).loan_id == loan_id


@pytest.mark.parametrize("approval", [Approval.PENDING, Approval.DECLINED])
def test_what_was_not_approved_stays_at_the_desk(tx: Connection, approval: Approval) -> None:
    occurrence_id = builders.occurrence(tx, "S000001", START, END, kind="tablet", approval=approval)
    unit_id, _ = tablets(tx)
    loan_id = loan_of(tx, builders.booking(tx, "S000001", [unit_id], START, END, occurrence_id=occurrence_id))

    assert refused(lambda: issue(tx, actor=keeper(), now=NOW, loan_id=loan_id)) == ["loan-not-approved"]
    assert row_of(tx, tables.loan, loan_id).state == LoanState.RESERVED

    tx.execute(update(tables.request).values(approval=Approval.APPROVED))
    assert issue(tx, actor=keeper(), now=NOW, loan_id=loan_id).loan_id == loan_id


@pytest.mark.parametrize(
    ("kind", "trained_on", "codes"),
    [
        ("mobile_pc", None, ["loan-no-training"]),
        ("mobile_pc", date(2026, 7, 2), ["loan-no-training"]),
        ("mobile_pc", date(2026, 7, 1), []),
        ("tablet", None, []),
    ],
)
def test_loan_pc_leaves_only_with_somebody_who_had_the_training(
    tx: Connection, kind: str, trained_on: date | None, codes: list[str]
) -> None:
    builders.staff_member(tx, "S000003", security_training_on=trained_on)
    units = builders.pool_with_units(tx, kind)
    loan_id = loan_of(tx, builders.booking(tx, "S000003", units, START, END))

    if codes:
        assert refused(lambda: issue(tx, actor=keeper(), now=NOW, loan_id=loan_id)) == codes
    else:
        assert issue(tx, actor=keeper(), now=NOW, loan_id=loan_id).loan_id == loan_id


def test_device_that_is_still_out_is_refused_with_another_one_as_proposal(tx: Connection) -> None:
    late, free = tablets(tx)
    first = loan_of(tx, builders.booking(tx, "S000002", [late], at("2026-07-01 9:00"), at("2026-07-01 10:00")))
    issue(tx, actor=keeper(), now=at("2026-07-01 9:00"), loan_id=first)
    second = loan_of(tx, builders.booking(tx, "S000001", [late], START, END))

    with pytest.raises(Refused) as caught:
        issue(tx, actor=keeper(), now=NOW, loan_id=second)

    (reason,) = caught.value.reasons
    assert reason.code == "unit-still-out"
    assert reason.params == {
        "asset_number": number(tx, late), "due": at("2026-07-01 10:00"), "proposal": number(tx, free),
    }  # fmt: skip
    sentence = Translator("ja", strict=True).sentence(reason)
    assert f"代わりに{number(tx, free)}を貸し出せます。" in sentence

    given = issue(tx, actor=keeper(), now=NOW, loan_id=second, asset_number=number(tx, free))
    assert given.unit_id == free


def test_proposal_is_a_device_that_is_there_and_promised_to_nobody(tx: Connection) -> None:
    late, in_repair, promised, out, shut = tablets(tx, 5)
    builders.pool_with_units(tx, "tablet", attributes="rugged")
    issue(
        tx,
        actor=keeper(),
        now=at("2026-07-01 9:00"),
        loan_id=loan_of(tx, builders.booking(tx, "S000002", [late], at("2026-07-01 9:00"), at("2026-07-01 10:00"))),
    )
    issue(
        tx,
        actor=keeper(),
        now=at("2026-07-01 9:00"),
        loan_id=loan_of(tx, builders.booking(tx, "S000002", [out], at("2026-07-01 9:00"), at("2026-07-01 10:00"))),
    )
    set_unit_status(tx, actor=keeper(), now=NOW, unit_id=in_repair, expected=None, status=UnitStatus.REPAIR)
    # Its turnaround reaches into the time asked for.
    builders.booking(tx, "S000002", [promised], at("2026-07-01 15:15"), at("2026-07-01 16:00"))
    add_closure(
        tx, actor=keeper(), now=NOW, unit_id=shut, interval=Interval(END - timedelta(minutes=1), END),
        reason_code="repair", reason_ja="電池交換",
    )  # fmt: skip
    wanted = loan_of(tx, builders.booking(tx, "S000001", [late], START, END))

    with pytest.raises(Refused) as caught:
        issue(tx, actor=keeper(), now=NOW, loan_id=wanted)

    assert caught.value.reasons[0].params["proposal"] == "none"
    assert refused(lambda: issue(tx, actor=keeper(), now=NOW, loan_id=wanted)) == ["unit-still-out"]
    assert queries.exchange_choices(tx, actor=keeper(), now=NOW, loan_id=wanted) == ()


def test_device_in_repair_or_in_an_outage_is_not_handed_out(tx: Connection) -> None:
    broken, shut = tablets(tx)
    first = loan_of(tx, builders.booking(tx, "S000001", [broken], START, END))
    second = loan_of(tx, builders.booking(tx, "S000002", [shut], START, END))
    set_unit_status(tx, actor=keeper(), now=NOW, unit_id=broken, expected=None, status=UnitStatus.REPAIR)
    add_closure(
        tx, actor=keeper(), now=NOW, unit_id=shut, interval=Interval(NOW, END), reason_code="repair", reason_ja="電池"
    )

    assert refused(lambda: issue(tx, actor=keeper(), now=NOW, loan_id=first)) == ["unit-not-usable"]
    assert refused(lambda: issue(tx, actor=keeper(), now=NOW, loan_id=second)) == ["unit-not-usable"]


def test_number_on_a_device_finds_the_next_loan_reserved_on_it(tx: Connection) -> None:
    unit_id, other = tablets(tx)
    builders.booking(tx, "S000002", [unit_id], at("2026-07-02 9:00"), at("2026-07-02 10:00"))
    today = builders.booking(tx, "S000001", [unit_id], START, END)

    assert issue(tx, actor=keeper(), now=NOW, asset_number=number(tx, unit_id)).booking_id == today
    by_number = {"actor": keeper(), "now": NOW}
    assert refused(lambda: issue(tx, asset_number=number(tx, other), **by_number)) == ["loan-none-reserved"]
    with pytest.raises(NotFound):
        issue(tx, asset_number="TABLET-999", **by_number)


def test_only_the_desk_of_the_office_hands_out(tx: Connection) -> None:
    loan_id = loan_of(tx, builders.booking(tx, "S000001", tablets(tx)[:1], START, END))
    away = actor("S000003", Role.COUNTER_STAFF, office_id="YG-SHO")
    here = actor("S000004", Role.COUNTER_STAFF, office_id="YG-HQ")

    for who in (actor("S000001"), away):
        with pytest.raises(NotAllowed):
            issue(tx, actor=who, now=NOW, loan_id=loan_id)
    assert issue(tx, actor=here, now=NOW, loan_id=loan_id).loan_id == loan_id
    with pytest.raises(IllegalTransition):
        issue(tx, actor=here, now=NOW, loan_id=loan_id)


# --- another device ----------------------------------------------------------------------------------------------


def test_exchanged_device_moves_the_hold_and_both_calendars(tx: Connection) -> None:
    planned, other = tablets(tx)
    booking_id = builders.booking(tx, "S000001", [planned], START, END)
    loan_id = loan_of(tx, booking_id)

    exchange_unit(tx, actor=keeper(), now=NOW, loan_id=loan_id, asset_number=number(tx, other))

    held = allocation_of(tx, booking_id)
    assert (held.unit_id, held.starts_at, held.holds) == (other, START, True)
    assert row_of(tx, tables.loan, loan_id).unit_id == other
    assert row_of(tx, tables.booking, booking_id).version == 1
    assert {("unit", str(planned)), ("unit", str(other))} <= set(revisions(tx))
    # The device that was planned is free for somebody else.
    builders.booking(tx, "S000002", [planned], START, END)


def test_device_fetched_late_is_held_from_then_on(tx: Connection) -> None:
    planned, other = tablets(tx)
    builders.booking(tx, "S000002", [other], START, START + timedelta(minutes=30))
    booking_id = builders.booking(tx, "S000001", [planned], START, END)
    later = START + timedelta(minutes=75)

    issue(tx, actor=keeper(), now=later, loan_id=loan_of(tx, booking_id), asset_number=number(tx, other))

    held = allocation_of(tx, booking_id)
    assert (held.unit_id, held.starts_at) == (other, later)


def test_only_a_free_device_of_the_same_pool_is_given_instead(tx: Connection) -> None:
    planned, promised = tablets(tx)
    (rugged,) = builders.pool_with_units(tx, "tablet", attributes="rugged")
    loan_id = loan_of(tx, builders.booking(tx, "S000001", [planned], START, END))
    builders.booking(tx, "S000002", [promised], START, END)

    def exchange(unit_id: int) -> Any:
        return exchange_unit(tx, actor=keeper(), now=NOW, loan_id=loan_id, asset_number=number(tx, unit_id))

    assert refused(lambda: exchange(rugged)) == ["unit-other-pool"]
    assert refused(lambda: exchange(promised)) == ["unit-not-free"]
    issue(tx, actor=keeper(), now=NOW, loan_id=loan_id)
    with pytest.raises(IllegalTransition):
        exchange(promised)


# --- taking back -------------------------------------------------------------------------------------------------


def test_return_ends_the_booking_and_frees_the_device_after_its_turnaround(tx: Connection) -> None:
    unit_id, _ = tablets(tx)
    booking_id = builders.booking(tx, "S000001", [unit_id], START, END)
    loan_id = issue(tx, actor=keeper(), now=NOW, loan_id=loan_of(tx, booking_id)).loan_id
    early = START + timedelta(minutes=20)

    back = take_back(
        tx, actor=keeper(), now=early, office_id="YG-HQ", condition=Condition.GOOD, asset_number=number(tx, unit_id)
    )

    assert (back.loan_id, back.is_late, back.is_elsewhere, back.affected) == (loan_id, False, False, ())
    loan, booking, held = (
        row_of(tx, tables.loan, loan_id),
        row_of(tx, tables.booking, booking_id),
        allocation_of(tx, booking_id),
    )
    assert (loan.state, loan.returned_at, loan.return_office_id) == (LoanState.RETURNED, early, "YG-HQ")
    assert (booking.state, booking.version) == (BookingState.COMPLETED, 2)
    assert (held.holds, held.held_until) == (True, early + timedelta(minutes=30))
    builders.booking(tx, "S000002", [unit_id], early + timedelta(minutes=30), END)
    with pytest.raises(IllegalTransition):
        hand_back(tx, loan_id, early)
    scanned = {"office_id": "YG-HQ", "condition": Condition.GOOD, "asset_number": number(tx, unit_id)}
    assert refused(lambda: take_back(tx, actor=keeper(), now=early, **scanned)) == ["loan-none-out"]


def test_device_back_before_its_time_began_holds_nothing(tx: Connection) -> None:
    booking_id = builders.booking(tx, "S000001", tablets(tx)[:1], START, END)
    issue(tx, actor=keeper(), now=START - timedelta(minutes=30), loan_id=loan_of(tx, booking_id))

    hand_back(tx, loan_of(tx, booking_id), START - timedelta(minutes=30))

    assert not allocation_of(tx, booking_id).holds
    assert row_of(tx, tables.booking, booking_id).state == BookingState.COMPLETED


def test_late_return_is_said_and_lengthens_no_hold(tx: Connection) -> None:
    booking_id = builders.booking(tx, "S000001", tablets(tx)[:1], START, END)
    issue(tx, actor=keeper(), now=NOW, loan_id=loan_of(tx, booking_id))

    back = hand_back(tx, loan_of(tx, booking_id), END + timedelta(hours=3))

    assert back.is_late
    assert allocation_of(tx, booking_id).held_until == END + timedelta(minutes=30)


def test_damaged_device_goes_to_repair_and_names_who_needs_another(tx: Connection) -> None:
    unit_id, _ = tablets(tx)
    booking_id = builders.booking(tx, "S000001", [unit_id], START, END)
    next_booking = builders.booking(tx, "S000002", [unit_id], at("2026-07-02 9:00"), at("2026-07-02 10:00"))
    loan_id = issue(tx, actor=keeper(), now=NOW, loan_id=loan_of(tx, booking_id)).loan_id

    def say(condition: Condition, note: str) -> list[str]:
        return refused(lambda: hand_back(tx, loan_id, END, condition=condition, note=note))

    assert say(Condition.DAMAGED, " ") == ["return-note-missing"]
    assert say(Condition.INCOMPLETE, "") == ["return-note-missing"]
    assert say(Condition.GOOD, "あ" * 501) == ["return-note-too-long"]
    back = hand_back(tx, loan_id, END, condition=Condition.DAMAGED, note="画面が割れている\x00")

    assert row_of(tx, tables.unit, unit_id).status == UnitStatus.REPAIR
    assert [found.booking_id for found in back.affected] == [next_booking]
    assert row_of(tx, tables.booking, next_booking).state == BookingState.CONFIRMED
    (past,) = queries.history(tx, actor=keeper(), unit_id=unit_id)
    assert (past.condition, past.damage_note, past.staff_id) == ("damaged", "画面が割れている", "S000001")
    notes = [line.after for line in tx.execute(select(tables.audit)) if "画面" in str(line.after)]
    assert notes == [], "free text stays out of the audit"


def test_incomplete_device_stays_in_use(tx: Connection) -> None:
    unit_id, _ = tablets(tx)
    loan_id = loan_of(tx, builders.booking(tx, "S000001", [unit_id], START, END))
    issue(tx, actor=keeper(), now=NOW, loan_id=loan_id)

    back = hand_back(tx, loan_id, END, condition=Condition.INCOMPLETE, note="充電器がない")

    assert back.affected == ()
    assert row_of(tx, tables.unit, unit_id).status == UnitStatus.ACTIVE


def test_return_at_another_office_is_noted_with_the_bookings_that_miss_the_device(tx: Connection) -> None:
    builders.office(tx, "YG-SHO")
    unit_id, _ = tablets(tx)
    booking_id = builders.booking(tx, "S000001", [unit_id], START, END)
    next_booking = builders.booking(tx, "S000002", [unit_id], at("2026-07-02 9:00"), at("2026-07-02 10:00"))
    issue(tx, actor=keeper(), now=NOW, loan_id=loan_of(tx, booking_id))
    shonai = actor("S000003", Role.COUNTER_STAFF, office_id="YG-SHO")

    with pytest.raises(NotAllowed):
        hand_back(tx, loan_of(tx, booking_id), END, actor=shonai, office_id="YG-HQ")
    back = hand_back(tx, loan_of(tx, booking_id), END, actor=shonai, office_id="YG-SHO")

    assert back.is_elsewhere
    assert [found.booking_id for found in back.affected] == [next_booking]
    assert row_of(tx, tables.loan, back.loan_id).return_office_id == "YG-SHO"


def test_booking_of_several_devices_is_over_with_the_last_one_out(tx: Connection) -> None:
    units = tablets(tx, 3)
    booking_id = builders.booking(tx, "S000001", units, START, END)
    loans = tx.execute(select(tables.loan.c.id).order_by(tables.loan.c.unit_id)).scalars().all()
    first, second, never_fetched = loans
    issue(tx, actor=keeper(), now=NOW, loan_id=first)
    issue(tx, actor=keeper(), now=NOW, loan_id=second)

    hand_back(tx, first, START + timedelta(minutes=15))
    assert row_of(tx, tables.booking, booking_id).state == BookingState.IN_USE
    assert row_of(tx, tables.loan, never_fetched).state == LoanState.RESERVED
    hand_back(tx, second, START + timedelta(minutes=30))

    assert row_of(tx, tables.booking, booking_id).state == BookingState.COMPLETED
    assert row_of(tx, tables.loan, never_fetched).state == LoanState.CANCELLED
    # Only what was used needs its turnaround.
    builders.booking(tx, "S000002", [units[2]], START + timedelta(minutes=30), END)


# --- losing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [actor("S000001"), actor("S000009"), actor("S000003", Role.COUNTER_STAFF)])
def test_lost_device_leaves_the_stock_and_comes_back_when_it_is_found(tx: Connection, who: Actor) -> None:
    unit_id, _ = tablets(tx)
    booking_id = builders.booking(tx, "S000001", [unit_id], START, END)
    next_booking = builders.booking(tx, "S000002", [unit_id], at("2026-07-02 9:00"), at("2026-07-02 10:00"))
    loan_id = issue(tx, actor=keeper(), now=NOW, loan_id=loan_of(tx, booking_id)).loan_id

    with pytest.raises(NotAllowed):
        report_lost(tx, actor=actor("S000008", department_id="D0009"), now=START, loan_id=loan_id)
    affected = report_lost(tx, actor=who, now=START, loan_id=loan_id)

    assert [found.booking_id for found in affected] == [next_booking]
    assert row_of(tx, tables.unit, unit_id).status == UnitStatus.LOST
    assert row_of(tx, tables.booking, booking_id).state == BookingState.COMPLETED

    take_back(
        tx, actor=keeper(), now=END, office_id="YG-HQ", condition=Condition.GOOD, asset_number=number(tx, unit_id)
    )
    assert row_of(tx, tables.unit, unit_id).status == UnitStatus.ACTIVE
    assert row_of(tx, tables.loan, loan_id).state == LoanState.RETURNED


# --- with the booking --------------------------------------------------------------------------------------------


def test_cancelled_booking_calls_its_loans_off_and_a_moved_one_starts_anew(tx: Connection) -> None:
    first = builders.booking(tx, "S000001", tablets(tx)[:1], START, END)
    second = builders.booking(tx, "S000001", tablets_elsewhere(tx), START, END)

    cancel_reserved(tx, first)
    cancel_reserved(tx, second, delete=True)

    assert row_of(tx, tables.loan, loan_of(tx, first)).state == LoanState.CANCELLED
    assert tx.execute(select(func.count()).select_from(tables.loan)).scalar_one() == 1
    with pytest.raises(IllegalTransition):
        issue(tx, actor=keeper(), now=NOW, loan_id=loan_of(tx, first))


def tablets_elsewhere(tx: Connection) -> list[int]:
    return builders.pool_with_units(tx, "tablet", "YG-SHO")


# --- lists -------------------------------------------------------------------------------------------------------


def test_lists_of_the_desk_show_the_day_of_one_office(tx: Connection) -> None:
    units = tablets(tx, 5)
    late = loan_of(tx, builders.booking(tx, "S000001", [units[0]], at("2026-07-01 9:00"), at("2026-07-01 10:00")))
    out = loan_of(tx, builders.booking(tx, "S000002", [units[1]], at("2026-07-01 9:00"), at("2026-07-01 17:15")))
    for loan_id in (late, out):
        issue(tx, actor=keeper(), now=at("2026-07-01 9:00"), loan_id=loan_id)
    not_fetched = loan_of(
        tx, builders.booking(tx, "S000001", [units[2]], at("2026-06-30 16:00"), at("2026-07-02 10:00"))
    )
    soon = loan_of(tx, builders.booking(tx, "S000001", [units[0]], START, END))
    builders.booking(tx, "S000002", [units[3]], at("2026-07-02 9:00"), at("2026-07-02 10:00"))
    builders.booking(tx, "S000002", [units[4]], at("2026-07-01 8:30"), at("2026-07-01 9:30"))
    away = loan_of(tx, builders.booking(tx, "S000002", tablets_elsewhere(tx), START, END))

    here = {"actor": actor("S000003", Role.COUNTER_STAFF), "now": NOW, "office_id": "YG-HQ"}
    to_issue = queries.to_issue_today(tx, **here)
    assert [item.loan.loan_id for item in to_issue] == [not_fetched, soon]
    assert to_issue[0].obstacles == ()
    assert [reason.code for reason in to_issue[1].obstacles] == ["unit-still-out"]
    assert to_issue[1].obstacles[0].params["proposal"] == number(tx, units[3])
    assert [loan.loan_id for loan in queries.due_today(tx, **here)] == [out]
    (overdue,) = queries.overdue(tx, **here)
    assert (overdue.loan_id, overdue.is_overdue, overdue.section_ja) == (late, True, "D0001課")
    everywhere = queries.to_issue_today(tx, actor=keeper(), now=NOW)
    assert away in [item.loan.loan_id for item in everywhere]


def test_lists_hold_no_grounds_and_no_notes(tx: Connection) -> None:
    shown = {field.name for model in (queries.Loan, queries.ToIssue) for field in fields(model)}
    assert not shown & {"note", "note_ja", "damage_note", "ground", "priority", "purpose", "trained_on", "approval"}


def test_staff_see_their_own_loans_and_not_the_desk(tx: Connection) -> None:
    units = tablets(tx, 4)
    over = at("2026-06-30 9:00")
    builders.booking(tx, "S000001", [units[0]], over, over + timedelta(hours=1))
    mine = loan_of(tx, builders.booking(tx, "S000001", [units[1]], START, END))
    tomorrow = loan_of(tx, builders.booking(tx, "S000001", [units[1]], at("2026-07-02 9:00"), at("2026-07-02 10:00")))
    others = loan_of(tx, builders.booking(tx, "S000002", [units[2]], START, END))
    issue(tx, actor=keeper(), now=NOW, loan_id=mine)
    me = actor("S000001")

    assert [loan.loan_id for loan in queries.my_loans(tx, actor=me, now=NOW)] == [mine, tomorrow]
    assert queries.loan_detail(tx, actor=me, now=NOW, loan_id=mine).state is LoanState.ISSUED
    with pytest.raises(NotAllowed):
        queries.loan_detail(tx, actor=me, now=NOW, loan_id=others)
    for desk_list in (queries.to_issue_today, queries.due_today, queries.overdue):
        with pytest.raises(NotAllowed):
            desk_list(tx, actor=me, now=NOW)
    with pytest.raises(NotAllowed):
        queries.history(tx, actor=me, unit_id=units[0])
    with pytest.raises(NotAllowed):
        queries.exchange_choices(tx, actor=me, now=NOW, loan_id=mine)
