"""A round from its requests to its bookings: proposed, pinned, solved again, applied whole or not at all."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from scheduler.bookings import operations as bookings
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine
from scheduler.domain.actor import Role
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.domain.states import RequestState
from scheduler.domain.wish import Kind, Wish
from scheduler.errors import NotAllowed, Refused, StalePlan
from scheduler.plans import applying, operations, queries
from scheduler.rounds import operations as rounds
from tests import builders
from tests.builders import at
from tests.scheduler.rounds import closed_round, propose

NOW = at("2026-07-03 14:00")
DAY = (at("2026-07-06 13:00"), at("2026-07-06 17:00"))
KEEPER = builders.keeper()


@pytest.fixture
def scarce(database: Database) -> Database:
    """One seat at the head office, one at Murayama; three people of Shonai want the head office's."""
    with database.write() as tx:
        builders.office(tx, "YG-HQ")
        builders.office(tx, "YG-MRY")
        for number in range(1, 5):
            builders.staff_member(tx, f"S00000{number}", department_id="D0002", office_id="YG-SNI")
        builders.pool_with_units(tx, "seat", "YG-HQ", 1)
        builders.pool_with_units(tx, "seat", "YG-MRY", 1)
        builders.travel(tx, "YG-HQ", "YG-MRY", 12)
        for number, priority in ((1, 5), (2, 2), (3, 5)):
            builders.occurrence(
                tx,
                f"S00000{number}",
                *DAY,
                kind="seat",
                state=RequestState.WAITING,
                priority=priority,
                alt_office_ids=["YG-MRY"] if number == 3 else [],
            )
    return database


def proposed(database: Database) -> tuple[int, int]:
    round_id = closed_round(database, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)
    return round_id, propose(database, round_id, actor=KEEPER, now=NOW)


def outcome_of(database: Database, plan_id: int) -> dict[str, tuple[str, str | None]]:
    with database.read() as tx:
        return {item.staff_id: (item.outcome, item.office_id) for item in queries.proposals(tx, plan_id, actor=KEEPER)}


def test_priority_decides_and_flexibility_is_rewarded(scarce: Database) -> None:
    _, plan_id = proposed(scarce)

    assert outcome_of(scarce, plan_id) == {
        "S000001": ("refused", None),
        "S000002": ("granted", "YG-HQ"),
        "S000003": ("granted", "YG-MRY"),
    }


def test_refusal_says_what_holds_the_capacity_and_what_would_work(scarce: Database) -> None:
    _, plan_id = proposed(scarce)

    with scarce.read() as tx:
        (refused,) = queries.proposals(tx, plan_id, actor=KEEPER, outcome="refused")
    (reason,) = refused.reasons
    assert reason.code == "all-taken"
    assert (reason.params["total"], reason.params["others"], reason.params["higher"]) == (1, 1, 1)
    assert refused.alternatives
    with scarce.write() as tx:
        first = refused.alternatives[0]
        interval = Interval(datetime.fromisoformat(first["starts_at"]), datetime.fromisoformat(first["ends_at"]))
        wish = Wish("S000001", Kind.SEAT, "after_meeting", first["office_id"], interval)
        bookings.book(tx, wish, actor=builders.actor("S000001"), now=NOW)


def test_plan_is_proven_and_carries_its_figures(scarce: Database) -> None:
    _, plan_id = proposed(scarce)

    with scarce.read() as tx:
        view = queries.one(tx, plan_id, actor=KEEPER)
    assert (view.status, view.gap) == ("optimal", 0)
    assert view.figures["by_kind"] == {"seat": {"asked": 3, "granted": 2}}


def test_applying_makes_bookings_answers_everybody_and_does_nothing_twice(scarce: Database) -> None:
    _, plan_id = proposed(scarce)
    with scarce.write() as tx:
        assert applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW) == 2
    with scarce.write() as tx:
        assert applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW) == 0

    with scarce.read() as tx:
        states = tx.execute(select(tables.occurrence.c.state, func.count()).group_by(tables.occurrence.c.state)).all()
        notices = tx.execute(select(func.count()).select_from(tables.notice)).scalar_one()
        booked = tx.execute(select(func.count()).select_from(tables.booking)).scalar_one()
    assert dict(map(tuple, states)) == {"granted": 2, "refused": 1}
    assert (booked, notices) == (2, 3)


def test_plan_that_no_longer_fits_is_applied_not_at_all(scarce: Database) -> None:
    _, plan_id = proposed(scarce)
    with scarce.write() as tx:
        wish = Wish("S000004", Kind.SEAT, "after_meeting", "YG-HQ", Interval(*DAY))
        bookings.book(tx, wish, actor=builders.actor("S000004"), now=NOW)

    with pytest.raises(StalePlan) as stale, scarce.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)

    assert [reason.code for reason in stale.value.reasons] == ["unit-no-longer-free"]
    with scarce.read() as tx:
        assert tx.execute(select(func.count()).select_from(tables.booking)).scalar_one() == 1


def test_request_cancelled_in_between_makes_the_plan_stale(scarce: Database) -> None:
    _, plan_id = proposed(scarce)
    with scarce.write() as tx:
        tx.execute(
            tables.occurrence.update().where(tables.occurrence.c.request_id == 2).values(state=RequestState.CANCELLED)
        )

    with pytest.raises(StalePlan), scarce.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)


def test_rejected_proposal_goes_to_somebody_else_and_pins_stay(scarce: Database) -> None:
    round_id, first = proposed(scarce)
    with scarce.read() as tx:
        items = {item.staff_id: item for item in queries.proposals(tx, first, actor=KEEPER)}
    with scarce.write() as tx:
        operations.decide(tx, first, items["S000002"].occurrence_id, "rejected", actor=KEEPER, now=NOW)
        operations.decide(tx, first, items["S000003"].occurrence_id, "pinned", actor=KEEPER, now=NOW)

    second = propose(scarce, round_id, actor=KEEPER, now=NOW)

    assert outcome_of(scarce, second) == {
        "S000001": ("granted", "YG-HQ"),
        "S000002": ("refused", None),
        "S000003": ("granted", "YG-MRY"),
    }
    with scarce.read() as tx:
        differences = {item.staff_id: item.difference for item in queries.proposals(tx, second, actor=KEEPER)}
        decisions = {item.staff_id: item.decision for item in queries.proposals(tx, second, actor=KEEPER)}
    assert differences == {"S000001": "new", "S000002": "lost", "S000003": "same"}
    assert decisions["S000003"] == "pinned"


def test_solving_again_without_a_change_changes_nothing(scarce: Database) -> None:
    round_id, first = proposed(scarce)

    second = propose(scarce, round_id, actor=KEEPER, now=NOW)

    assert outcome_of(scarce, first) == outcome_of(scarce, second)
    with scarce.read() as tx:
        assert {item.difference for item in queries.proposals(tx, second, actor=KEEPER)} == {"same"}


def test_past_refusal_turns_the_tie(scarce: Database) -> None:
    with scarce.write() as tx:
        tx.execute(tables.request.update().values(priority=5, alt_office_ids=[]))
        for day in (1, 2):
            start, end = at(f"2026-06-0{day} 9:00"), at(f"2026-06-0{day} 10:00")
            builders.occurrence(tx, "S000003", start, end, kind="seat", state=RequestState.REFUSED)

    _, plan_id = proposed(scarce)

    assert outcome_of(scarce, plan_id)["S000003"] == ("granted", "YG-HQ")


def test_request_waiting_for_approval_takes_no_part(scarce: Database) -> None:
    with scarce.write() as tx:
        tx.execute(tables.request.update().where(tables.request.c.staff_id == "S000002").values(approval="pending"))

    _, plan_id = proposed(scarce)

    assert "S000002" not in outcome_of(scarce, plan_id)


def test_untrained_person_is_refused_a_pc_by_name_of_the_rule(scarce: Database) -> None:
    with scarce.write() as tx:
        builders.staff_member(tx, "S000008", department_id="D0002", office_id="YG-SNI", security_training_on=None)
        builders.pool_with_units(tx, "mobile_pc", "YG-HQ", 1)
        start, end = at("2026-07-07 16:00"), at("2026-07-09 10:00")
        builders.occurrence(tx, "S000008", start, end, state=RequestState.WAITING, use_dates=["2026-07-08"])

    _, plan_id = proposed(scarce)

    with scarce.read() as tx:
        items = {item.staff_id: item for item in queries.proposals(tx, plan_id, actor=KEEPER)}
    assert [reason.code for reason in items["S000008"].reasons] == ["E_NO_TRAINING"]


def test_nothing_that_has_begun_is_granted_or_offered(scarce: Database) -> None:
    during = at("2026-07-06 10:00")
    with scarce.write() as tx:
        morning = (at("2026-07-06 9:00"), at("2026-07-06 12:00"))
        builders.occurrence(tx, "S000004", *morning, kind="seat", state=RequestState.WAITING)
    round_id = closed_round(scarce, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)

    plan_id = propose(scarce, round_id, actor=KEEPER, now=during)

    with scarce.write() as tx:
        items = {item.staff_id: item for item in queries.proposals(tx, plan_id, actor=KEEPER)}
        assert applying.apply_plan(tx, plan_id, actor=KEEPER, now=during) == 2
    assert [reason.code for reason in items["S000004"].reasons] == ["has-begun"]
    offered = [datetime.fromisoformat(choice["starts_at"]) for item in items.values() for choice in item.alternatives]
    assert offered
    assert min(offered) > during


def test_a_round_that_is_over_can_still_be_studied(scarce: Database) -> None:
    round_id = closed_round(scarce, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)
    afterwards = at("2026-11-25 9:00")

    plan_id = propose(scarce, round_id, actor=KEEPER, now=afterwards)

    assert [place for place, _ in outcome_of(scarce, plan_id).values()].count("granted") == 2
    with pytest.raises(StalePlan), scarce.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=afterwards)


def test_what_no_unit_of_an_office_has_is_named(scarce: Database) -> None:
    rare = ["monitor", "quiet"]
    with scarce.write() as tx:
        builders.occurrence(tx, "S000004", *DAY, kind="seat", state=RequestState.WAITING, required_attributes=rare)
        builders.staff_member(tx, "S000005")
        builders.occurrence(tx, "S000005", *DAY, kind="tablet", state=RequestState.WAITING)
        builders.staff_member(tx, "S000006")
        builders.pool_with_units(tx, "mobile_pc", "YG-HQ", 1)
        builders.occurrence(tx, "S000006", *DAY, kind="mobile_pc", state=RequestState.WAITING, quantity=2)

    _, plan_id = proposed(scarce)

    with scarce.read() as tx:
        reasons = {
            item.staff_id: item.reasons[0] for item in queries.proposals(tx, plan_id, actor=KEEPER, outcome="refused")
        }
    where = {"kind": "seat", "office": "YG-HQ"}
    assert reasons["S000004"] == Reason("no-unit-with", {**where, "attributes": "monitor;quiet"})
    assert reasons["S000005"] == Reason("no-such-unit", {**where, "kind": "tablet", "system": ""})
    assert reasons["S000006"] == Reason("too-few-units", {**where, "kind": "mobile_pc", "total": 1, "quantity": 2})


def test_only_facilities_staff_run_rounds(scarce: Database) -> None:
    staff = builders.actor("S000001", Role.MANAGER)
    with pytest.raises(NotAllowed):
        closed_round(scarce, date(2026, 7, 6), date(2026, 7, 10), actor=staff, now=NOW)


def test_two_open_rounds_may_not_share_a_day(scarce: Database) -> None:
    closed_round(scarce, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)

    with pytest.raises(Refused) as refusal:
        closed_round(scarce, date(2026, 7, 10), date(2026, 7, 14), actor=KEEPER, now=NOW)

    assert refusal.value.reasons[0].code == "round-overlaps"


def test_round_that_is_open_cannot_be_proposed(scarce: Database) -> None:
    round_id = closed_round(scarce, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)
    with scarce.write() as tx:
        rounds.move_round(tx, round_id, event="reopen", actor=KEEPER, now=NOW)

    with pytest.raises(Exception, match="cannot propose"):
        propose(scarce, round_id, actor=KEEPER, now=NOW)


def test_bundles_devices_and_conferences_are_granted_whole(database: Database) -> None:
    with database.write() as tx:
        for office_id in ("YG-HQ", "YG-MRY"):
            builders.office(tx, office_id)
        for number in (1, 2, 3):
            builders.staff_member(tx, f"S00000{number}", department_id="D0002", office_id="YG-SNI")
        for kind, office_id, count in (
            ("seat", "YG-HQ", 2), ("mobile_pc", "YG-HQ", 1), ("tablet", "YG-HQ", 3),
            ("web_room", "YG-HQ", 1), ("web_kit", "YG-MRY", 1),
        ):  # fmt: skip
            builders.pool_with_units(tx, kind, office_id, count, people=4)
        seat_and_pc = [{"office_id": "YG-HQ", "need": need} for need in ("seat", "mobile_pc")]
        offices = [{"office_id": office_id, "need": "kit_or_room"} for office_id in ("YG-HQ", "YG-MRY")]
        for staff_id, kind, legs in (
            ("S000001", "bundle", seat_and_pc),
            ("S000002", "bundle", seat_and_pc),
            ("S000003", "web_conference", offices),
            ("S000003", "tablet", []),
        ):
            occurrence_id = builders.occurrence(
                tx, staff_id, *DAY, kind=kind, state=RequestState.WAITING, quantity=2 if kind == "tablet" else 1,
                conf_system="any" if kind == "web_conference" else "",
            )  # fmt: skip
            request_id = tx.execute(
                select(tables.occurrence.c.request_id).where(tables.occurrence.c.id == occurrence_id)
            ).scalar_one()
            for leg in legs:
                values = {**leg, "request_id": request_id, "participants": 2, "is_host": False}
                tx.execute(tables.request_leg.insert().values(values))

    _, plan_id = proposed(database)
    with database.write() as tx:
        booked = applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)

    with database.read() as tx:
        items = queries.proposals(tx, plan_id, actor=KEEPER)
        assert examine(tx) == ()
    units = {(item.kind, item.outcome): sorted(use["kind"] for use in item.uses) for item in items}
    # One PC: of the two who want a seat with a PC, one gets both and the other neither.
    assert units == {
        ("bundle", "granted"): ["mobile_pc", "seat"],
        ("bundle", "refused"): [],
        ("web_conference", "granted"): ["web_kit", "web_room"],
        ("tablet", "granted"): ["tablet", "tablet"],
    }
    assert booked == 3
