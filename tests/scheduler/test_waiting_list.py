"""The waiting list: what becomes free is offered to one person at a time, held for them, and goes on to the next."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select, update

from api.i18n import Translator
from api.naming import OFFICES
from scheduler.bookings import operations as bookings
from scheduler.bookings import queries as booking_queries
from scheduler.db import tables
from scheduler.db.transaction import Database, retrying
from scheduler.doctor.queries import examine
from scheduler.domain.actor import Role
from scheduler.domain.interval import Interval
from scheduler.domain.policy import Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import Approval, RequestState, UnitStatus
from scheduler.domain.wish import Kind, Wish
from scheduler.errors import IllegalTransition, NotAllowed, OfficeError, StaleOffer, StaleVersion
from scheduler.feeds.documents import current
from scheduler.feeds.views import View
from scheduler.moving.resolving import changes_of
from scheduler.notices.queries import unread
from scheduler.plans import applying
from scheduler.quotas.operations import QuotaTerms, add_quota
from scheduler.reasons import as_json
from scheduler.requests import operations as requests
from scheduler.resources import operations as resources
from scheduler.waiting import answers, consent, job, joining, queries, sweep
from scheduler.waiting.deadline import answer_by
from solver.process import SolveFailed
from tests import builders
from tests.builders import at
from tests.refusals import refused
from tests.scheduler.rounds import closed_round, propose
from tests.scheduler.waiting_list import (
    DAY,
    KEEPER,
    NOW,
    furnish,
    notices_of,
    offers,
    person,
    run_jobs,
    seat_of,
    seated,
    solved_here,
    state_of,
    waiting,
)

__all__ = ("solved_here",)
pytestmark = pytest.mark.usefixtures("solved_here")
HEAD = builders.actor("S000900", Role.ADMIN)


def cancelled(database: Database, booking_id: int) -> None:
    with database.write() as tx:
        bookings.cancel(tx, booking_id, actor=KEEPER, now=NOW)


def test_a_cancelled_seat_is_held_for_the_heaviest_who_waits(database: Database) -> None:
    with database.write() as tx:
        (seat,) = furnish(tx)
        taken = seated(tx, 1, seat, "13:00", "17:00")
        later = waiting(tx, 2, "13:00", "17:00")
        heavier = waiting(tx, 3, "13:00", "16:00", priority=2)
    cancelled(database, taken)

    run_jobs(database)

    with database.read() as tx:
        (made,) = offers(tx)
        assert made.occurrence_id == heavier
        assert seat_of(tx, made.booking_id) == [seat]
        assert notices_of(tx, 3) == ["offer-made"]
        assert state_of(tx, later) == "refused"
        assert examine(tx) == ()
    wish = Wish("S000004", Kind.SEAT, "after_meeting", "YG-HQ", Interval(at(f"{DAY} 13:00"), at(f"{DAY} 14:00")))
    with database.write() as tx:
        assert refused(lambda: bookings.book(tx, wish, actor=person(4), now=NOW)) == ["full"]


@pytest.mark.thorough
def test_quotas_count_here_as_in_a_round(database: Database) -> None:
    """Whoever waits beyond the share of the section comes after somebody who has none to keep to."""
    terms = QuotaTerms("Q1", "席の枠", "Seats", "seat", "at_once", 0, department_ids=["D0002"])
    with database.write() as tx:
        (seat,) = furnish(tx)
        builders.staff_member(tx, "S000009", department_id="D0003", office_id="YG-SNI")
        add_quota(tx, terms, actor=KEEPER, now=NOW)
        taken = seated(tx, 1, seat, "13:00", "17:00")
        waiting(tx, 2, "13:00", "17:00", priority=2)
        without_share = waiting(tx, 9, "13:00", "17:00")
    cancelled(database, taken)

    run_jobs(database)

    with database.read() as tx:
        assert [item.occurrence_id for item in offers(tx)] == [without_share]


def offered(database: Database) -> int:
    """S000002 is offered the seat that S000001 gave up; S000003 waits behind. Returns the offer's id."""
    with database.write() as tx:
        (seat,) = furnish(tx)
        taken = seated(tx, 1, seat, "13:00", "17:00")
        waiting(tx, 2, "13:00", "17:00", since=NOW - timedelta(hours=2))
        waiting(tx, 3, "13:00", "17:00")
    cancelled(database, taken)
    run_jobs(database)
    with database.read() as tx:
        (made,) = offers(tx)
    return int(made.id)


def test_accepting_makes_it_a_booking(database: Database) -> None:
    offer_id = offered(database)

    with database.write() as tx:
        booking_id = answers.accept(tx, offer_id, actor=person(2), now=NOW)

    with database.read() as tx:
        view = booking_queries.one(tx, booking_id, actor=person(2))
        assert (view.state, view.staff_id) == ("confirmed", "S000002")
        (made,) = offers(tx, "accepted")
        assert state_of(tx, made.occurrence_id) == "granted"
        assert examine(tx) == ()
    with pytest.raises(IllegalTransition), database.write() as tx:
        answers.accept(tx, offer_id, actor=person(2), now=NOW)


@pytest.mark.thorough
@pytest.mark.parametrize("failures", [1, 9])
def test_what_became_free_is_not_forgotten_when_the_solver_dies(
    database: Database, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    """It is looked at again, but not without end."""
    left = iter(range(failures))

    def dying(*args: Any, **options: Any) -> Any:
        if next(left, None) is not None:
            raise SolveFailed("killed")
        return changes_of(*args, **options)

    monkeypatch.setattr(job, "changes_of", dying)
    with database.write() as tx:
        (seat,) = furnish(tx)
        taken = seated(tx, 1, seat, "13:00", "17:00")
        waiting(tx, 2, "13:00", "17:00")
    cancelled(database, taken)

    if failures == 1:
        assert run_jobs(database) == 2
    else:
        with pytest.raises(SolveFailed):
            run_jobs(database)
    with database.read() as tx:
        assert len(offers(tx)) == (1 if failures == 1 else 0)


def test_declining_leaves_it_to_the_next_who_is_not_asked_about_it_again(database: Database) -> None:
    offer_id = offered(database)

    with database.write() as tx:
        answers.decline(tx, offer_id, actor=person(2), now=NOW)
    run_jobs(database)

    with database.read() as tx:
        (made,) = offers(tx)
        assert notices_of(tx, 3) == ["offer-made"]
    with database.write() as tx:
        answers.decline(tx, made.id, actor=person(3), now=NOW)
    run_jobs(database)
    with database.read() as tx:
        assert offers(tx) == []
        assert examine(tx) == ()


def test_an_offer_expires_and_goes_on(database: Database) -> None:
    offer_id = offered(database)
    with database.read() as tx:
        (made,) = offers(tx)
    assert made.expires_at == NOW + timedelta(hours=24)

    with database.write() as tx:
        assert sweep.sweep(tx, now=made.expires_at - timedelta(minutes=1)) == 0
        assert refused(lambda: answers.accept(tx, offer_id, actor=person(2), now=made.expires_at)) == ["offer-expired"]
        assert sweep.sweep(tx, now=made.expires_at) == 1
    run_jobs(database, now=made.expires_at)

    with database.read() as tx:
        assert [item.id for item in offers(tx, "expired")] == [offer_id]
        assert notices_of(tx, 2) == ["offer-made", "offer-ran-out"]
        assert len(offers(tx)) == 1
        assert examine(tx) == ()


def test_time_to_answer_is_shorter_when_the_use_begins_soon() -> None:
    policy = Policy()

    assert answer_by(NOW + timedelta(days=9), policy, now=NOW) == NOW + timedelta(hours=24)
    assert answer_by(NOW + timedelta(hours=3), policy, now=NOW) == NOW + timedelta(minutes=90)
    assert answer_by(NOW + timedelta(minutes=29), policy, now=NOW) is None


@pytest.mark.thorough
def test_nobody_else_may_answer(database: Database) -> None:
    offer_id = offered(database)
    stranger = builders.actor("S000004", department_id="D0009")

    with database.write() as tx:
        with pytest.raises(NotAllowed):
            answers.accept(tx, offer_id, actor=stranger, now=NOW)
        with pytest.raises(NotAllowed):
            queries.open_offers(tx, actor=stranger)
        with pytest.raises(StaleVersion):
            answers.accept(tx, offer_id, expected_version=7, actor=person(2), now=NOW)


def chain(database: Database, *, agrees: bool = True) -> tuple[list[int], int]:
    """Free: seat 1 until 13:00, seat 2 from 13:00. S000003 waits for a whole day; S000001 sits on seat 1 in the
    afternoon and could sit on seat 2."""
    with database.write() as tx:
        seats = furnish(tx, seats=2)
        sitting = seated(tx, 1, seats[0], "13:00", "17:00", may_move=agrees)
        taken = seated(tx, 2, seats[1], "13:00", "17:00")
        seated(tx, 4, seats[1], "9:00", "13:00")
        waiting(tx, 3, "9:00", "17:00")
    cancelled(database, taken)
    run_jobs(database)
    return seats, sitting


def test_a_chain_moves_somebody_who_agreed_when_it_is_accepted(database: Database) -> None:
    seats, sitting = chain(database)
    with database.read() as tx:
        (made,) = offers(tx)
        assert seat_of(tx, sitting) == [seats[0]]

    with database.write() as tx:
        booking_id = answers.accept(tx, made.id, actor=person(3), now=NOW)

    with database.read() as tx:
        assert seat_of(tx, sitting) == [seats[1]]
        assert seat_of(tx, booking_id) == [seats[0]]
        assert notices_of(tx, 1) == ["booking-moved"]
        assert examine(tx) == ()


def test_nobody_is_moved_who_did_not_agree(database: Database) -> None:
    chain(database, agrees=False)

    with database.read() as tx:
        assert offers(tx) == []


@pytest.mark.thorough
@pytest.mark.parametrize("change", ["cancels", "withdraws consent", "comes later", "sits down"])
def test_a_chain_that_was_overtaken_does_nothing(database: Database, change: str) -> None:
    seats, sitting = chain(database)
    with database.write() as tx:
        (made,) = offers(tx)
        if change == "cancels":
            bookings.cancel(tx, sitting, actor=person(1), now=NOW)
        elif change == "withdraws consent":
            consent.set_for_booking(tx, sitting, False, actor=person(1), now=NOW)
        elif change == "comes later":
            times = Interval(at(f"{DAY} 14:00"), at(f"{DAY} 17:00"))
            wish = Wish("S000001", Kind.SEAT, "near_home", "YG-HQ", times, unit_id=seats[0])
            bookings.change_booking(tx, sitting, wish, expected_version=None, actor=person(1), now=NOW)
        else:
            bookings.check_in(tx, sitting, actor=person(1), now=NOW)

    with pytest.raises(StaleOffer) as caught, database.write() as tx:
        answers.accept(tx, made.id, actor=person(3), now=NOW)

    assert [reason.code for reason in caught.value.reasons] == ["booking-changed-since"]
    with database.write() as tx:
        assert seat_of(tx, sitting) == ([] if change == "cancels" else [seats[0]])
        assert sweep.sweep(tx, now=NOW) == 1
        assert notices_of(tx, 3)[-1] == "offer-withdrawn"
        assert examine(tx) == ()


def calendar(database: Database) -> str:
    return current(database, View("person", "S000002", "full", "ja"), now=NOW, base_url="http://office").body.decode()


@pytest.mark.thorough
def test_an_offer_is_in_no_calendar_before_it_is_accepted(database: Database) -> None:
    offer_id = offered(database)

    assert "RESOURCE-TYPE:X-SEAT" not in calendar(database)
    with database.write() as tx:
        answers.accept(tx, offer_id, actor=person(2), now=NOW)
    assert "RESOURCE-TYPE:X-SEAT" in calendar(database)


@pytest.mark.thorough
def test_a_declined_offer_leaves_no_trace_in_calendars(database: Database) -> None:
    offer_id = offered(database)
    with database.write() as tx:
        answers.decline(tx, offer_id, actor=person(2), now=NOW)

    assert "RESOURCE-TYPE:X-SEAT" not in calendar(database)


@pytest.mark.thorough
def test_more_stock_a_lifted_closure_and_a_mended_unit_are_offered(database: Database) -> None:
    with database.write() as tx:
        (seat,) = furnish(tx)
        builders.occurrence(tx, "S000005", at(f"{DAY} 9:00"), at(f"{DAY} 10:00"), state=RequestState.REFUSED)
        waiting(tx, 2, "13:00", "17:00")
        tx.execute(update(tables.unit).where(tables.unit.c.id == seat).values(status="repair"))
        resources.set_unit_status(tx, actor=KEEPER, now=NOW, unit_id=seat, expected=None, status=UnitStatus.ACTIVE)
    assert run_jobs(database) == 1
    with database.write() as tx:
        (made,) = offers(tx)
        assert made.option["unit_ids"] == [seat]
        answers.decline(tx, made.id, actor=person(2), now=NOW)
        assert tx.execute(select(tables.job.c.id).where(tables.job.c.state == "queued")).all() != []


def test_whoever_asked_for_what_no_unit_is_stands_before_nobody(database: Database) -> None:
    """Two ask for the same hours; the heavier one for a seat of a sort that the office does not have."""
    with database.write() as tx:
        furnish(tx)
        times = (at(f"{DAY} 13:00"), at(f"{DAY} 17:00"))
        hopeless, asked = (
            builders.occurrence(tx, f"S00000{number}", *times, kind="seat", state=RequestState.REFUSED, priority=number)
            for number in (1, 2)
        )
        for number, occurrence_id, code in ((1, hopeless, "no-unit-with"), (2, asked, "all-taken")):
            joining.set_waiting(tx, occurrence_id, True, actor=person(number), now=NOW)
            reasons = as_json([Reason(code)])
            tx.execute(update(tables.occurrence).where(tables.occurrence.c.id == occurrence_id).values(reasons=reasons))

        found = {item.occurrence_id: item for item in queries.waiting_list(tx, actor=KEEPER, now=NOW)}

    assert (found[asked].ahead, found[asked].together) == (0, 1)
    assert (found[hopeless].ahead, found[hopeless].together) == (0, 2)
    assert ([item.code for item in found[hopeless].barred], found[asked].barred) == (["no-unit-with"], ())


def test_whom_a_rule_refuses_stands_before_nobody_until_it_does_so_no_more(database: Database) -> None:
    with database.write() as tx:
        furnish(tx)
        tx.execute(update(tables.staff_member).values(security_training_on=at("2026-04-01 9:00").date()))
        first = tables.staff_member.c.staff_id == "S000001"
        tx.execute(update(tables.staff_member).where(first).values(security_training_on=None))
        times = (at(f"{DAY} 13:00"), at(f"{DAY} 17:00"))
        untrained, asked = (
            builders.occurrence(tx, f"S00000{number}", *times, state=RequestState.REFUSED, priority=number)
            for number in (1, 2)
        )
        for number, occurrence_id in ((1, untrained), (2, asked)):
            joining.set_waiting(tx, occurrence_id, True, actor=person(number), now=NOW)

        found = {item.occurrence_id: item for item in queries.waiting_list(tx, actor=KEEPER, now=NOW)}
        tx.execute(update(tables.staff_member).where(first).values(security_training_on=at("2026-06-01 9:00").date()))
        later = {item.occurrence_id: item for item in queries.waiting_list(tx, actor=KEEPER, now=NOW)}

    assert [reason.code for reason in found[untrained].barred] == ["E_NO_TRAINING"]
    assert (found[asked].ahead, found[asked].together) == (0, 1)
    assert (later[untrained].barred, later[asked].ahead, later[asked].together) == ((), 1, 2)


@pytest.mark.thorough
def test_refused_dates_wait_unless_their_people_do_not_want_to(database: Database) -> None:
    with database.write() as tx:
        furnish(tx)
        times = (at(f"{DAY} 13:00"), at(f"{DAY} 17:00"))
        for number, values in ((1, {"priority": 2}), (2, {}), (3, {"may_wait": False})):
            builders.occurrence(tx, f"S00000{number}", *times, kind="seat", state=RequestState.WAITING, **values)
    round_id = closed_round(database, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)
    plan_id = propose(database, round_id, actor=KEEPER, now=NOW)
    with database.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)

    with database.read() as tx:
        (item,) = queries.waiting_list(tx, actor=KEEPER, now=NOW)
        assert (item.staff_id, item.ahead, item.together) == ("S000002", 0, 1)


@pytest.mark.thorough
def test_an_approval_after_the_round_is_over_goes_to_the_list_and_may_be_served_at_once(database: Database) -> None:
    with database.write() as tx:
        furnish(tx)
    round_id = closed_round(database, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)
    with database.write() as tx:
        tx.execute(update(tables.round_).where(tables.round_.c.id == round_id).values(state="applied"))
        times = (at(f"{DAY} 13:00"), at(f"{DAY} 17:00"))
        late = builders.occurrence(
            tx, "S000001", *times, kind="seat", state=RequestState.WAITING, approval=Approval.PENDING
        )
        request_id = tx.execute(
            select(tables.occurrence.c.request_id).where(tables.occurrence.c.id == late)
        ).scalar_one()
        requests.decide(tx, request_id, event="approve", actor=HEAD, now=NOW)
        assert state_of(tx, late) == "refused"
    run_jobs(database)

    with database.read() as tx:
        assert [item.occurrence_id for item in offers(tx)] == [late]


@pytest.mark.thorough
def test_leaving_the_list_gives_the_offer_to_the_next(database: Database) -> None:
    offered(database)
    with database.write() as tx:
        (made,) = offers(tx)
        joining.set_waiting(tx, made.occurrence_id, False, actor=person(2), now=NOW)
    run_jobs(database)

    with database.read() as tx:
        assert [item.staff_id for item in queries.open_offers(tx, actor=KEEPER)] == ["S000003"]
        assert queries.waiting_of(tx, "S000002", actor=person(2), now=NOW) == ()


@pytest.mark.thorough
def test_a_device_is_promised_when_it_is_accepted_and_not_before(database: Database) -> None:
    times = (at("2026-07-03 16:00"), at("2026-07-07 10:00"))
    with database.write() as tx:
        furnish(tx)
        (tablet,) = builders.pool_with_units(tx, "tablet", "YG-HQ", 1)
        taken = builders.booking(tx, "S000001", [tablet], *times)
        asked = builders.occurrence(tx, "S000002", *times, kind="tablet", state=RequestState.REFUSED)
        joining.set_waiting(tx, asked, True, actor=person(2), now=NOW)
    cancelled(database, taken)
    run_jobs(database)
    loans = select(tables.loan.c.state, tables.allocation.c.bound).join(tables.allocation)
    mine = loans.where(tables.loan.c.staff_id == "S000002")
    with database.write() as tx:
        (made,) = offers(tx)
        assert tx.execute(mine).all() == []
        answers.accept(tx, made.id, actor=person(2), now=NOW)

        assert tx.execute(mine).all() == [("reserved", False)]
        assert examine(tx) == ()


@pytest.mark.thorough
def test_everything_people_are_told_can_be_said_in_both_languages(database: Database) -> None:
    chain(database)
    with database.write() as tx:
        (made,) = offers(tx)
        answers.accept(tx, made.id, actor=person(3), now=NOW)
        assert refused(lambda: joining.set_waiting(tx, made.occurrence_id, True, actor=person(3), now=NOW)) == [
            "waits-only-refused"
        ]
        assert refused(lambda: joining.look_for(tx, made.occurrence_id, actor=KEEPER, now=NOW)) == ["not-waiting"]
        told = {number: [item.message for item in unread(tx, f"S00000{number}")] for number in (1, 3)}

    OFFICES.open(database)
    japanese, english = (Translator(locale, strict=True) for locale in ("ja", "en"))
    assert [japanese.sentence(message) for message in told[1]] == [
        (
            "席の予約を動かしました。前: 7月6日(月)13:00〜17:00 YG-HQ庁舎 機材SEAT-YG-HQ-1-001 "
            "→ 今: 7月6日(月)13:00〜17:00 YG-HQ庁舎 機材SEAT-YG-HQ-1-002"
        )
    ]
    assert [english.sentence(message) for message in told[3]] == [
        "Seat at YG-HQ Office is free for you (Mon 6 July, 9:00–17:00). Please answer by Sat 4 July, 14:00."
    ]


@pytest.mark.thorough
def test_accepting_races_with_expiry_and_one_of_them_wins(database: Database) -> None:
    offer_id = offered(database)
    with database.read() as tx:
        (made,) = offers(tx)
    start = Barrier(2)
    outcomes: list[str] = []

    def accept() -> None:
        def work() -> None:
            with database.write() as tx:
                answers.accept(tx, offer_id, actor=person(2), now=made.expires_at - timedelta(seconds=1))

        start.wait()
        try:
            retrying(work)
            outcomes.append("accepted")
        except OfficeError:
            outcomes.append("too late")

    def expire() -> None:
        def work() -> int:
            with database.write() as tx:
                return sweep.sweep(tx, now=made.expires_at)

        start.wait()
        if retrying(work):
            outcomes.append("expired")

    threads = [Thread(target=accept), Thread(target=expire)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) in (["accepted"], ["expired", "too late"])
    with database.read() as tx:
        assert examine(tx) == ()
        (booked,) = tx.execute(select(tables.booking.c.state).where(tables.booking.c.id == made.booking_id)).scalars()
        assert booked == ("confirmed" if "accepted" in outcomes else "cancelled")
