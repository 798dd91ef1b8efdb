"""Swaps: asked, agreed, approved; checked by the same rules each time, and nothing changes before the approval."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select, update

from scheduler.db import tables
from scheduler.domain.actor import Actor, Role
from scheduler.domain.states import SwapState
from scheduler.errors import IllegalTransition, NotAllowed, Refused, StaleShiftPlan, StaleVersion
from scheduler.notices.queries import unread
from scheduler.shifts import publishing, swap_queries, swaps
from scheduler.shifts.exchange import Pair
from scheduler.shifts.snapshot import take
from tests import builders
from tests.builders import at
from tests.refusals import refused
from tests.scheduler.shift_section import (
    EARLY,
    LATE,
    MONDAY,
    SEASON,
    SECTION,
    STANDARD,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    close,
    fact,
    furnish,
    head,
    person,
    planned,
    propose,
    published,
    wish,
)

PUBLISHED = at("2026-07-03 18:00")
ASKED = at("2026-07-05 12:00")
LATER = at("2026-07-05 13:00")
MINE = Pair("S000002", MONDAY, "S000003", MONDAY)


@pytest.fixture
def plan_id(tx: Connection) -> int:
    """Number 2 comes early on Monday, number 4 late on Tuesday; number 1 is the head of the section."""
    furnish(tx)
    tx.execute(update(tables.staff_member).where(tables.staff_member.c.staff_id == "S000001").values(role="head"))
    wish(tx, "S000002", EARLY, MONDAY, WEDNESDAY)
    wish(tx, "S000004", LATE, TUESDAY)
    close(tx)
    plan_id = propose(tx, {("S000002", MONDAY): EARLY, ("S000004", TUESDAY): LATE}, now=PUBLISHED)
    publishing.publish(tx, plan_id, actor=head(), now=PUBLISHED)
    return plan_id


def asked(tx: Connection, pair: Pair = MINE) -> int:
    return swaps.ask(tx, pair, actor=actor_of(pair.staff_id), now=ASKED)


def agreed(tx: Connection, pair: Pair = MINE) -> int:
    swap_id = asked(tx, pair)
    swaps.answer(tx, swap_id, "agree", actor=actor_of(pair.other_staff_id), now=ASKED)
    return swap_id


def actor_of(staff_id: str) -> Actor:
    return person(int(staff_id[1:]))


def state(tx: Connection, swap_id: int) -> str:
    return swap_queries.one(tx, swap_id, actor=builders.keeper()).state


def notices(tx: Connection, staff_id: str) -> list[str]:
    return [notice.message.code for notice in unread(tx, staff_id) if notice.message.code.startswith("swap")]


def test_an_approved_swap_is_what_the_two_work_by(tx: Connection, plan_id: int) -> None:
    swap_id = asked(tx)
    assert published(tx)["S000002", MONDAY] == EARLY
    swaps.answer(tx, swap_id, "agree", actor=person(3), now=LATER)
    assert published(tx)["S000002", MONDAY] == EARLY

    swaps.decide(tx, swap_id, "approve", actor=head(), now=LATER)

    assert (published(tx)["S000002", MONDAY], published(tx)["S000003", MONDAY]) == (STANDARD, EARLY)
    assert published(tx) == planned(tx, plan_id)
    assert state(tx, swap_id) == SwapState.APPROVED


def test_everybody_concerned_is_told(tx: Connection, plan_id: int) -> None:
    swap_id = asked(tx)
    assert notices(tx, "S000003") == ["swap-asked"]
    swaps.answer(tx, swap_id, "agree", actor=person(3), now=LATER)
    assert (notices(tx, "S000002"), notices(tx, "S000001")) == (["swap-agreed"], ["swap-to-decide"])
    swaps.decide(tx, swap_id, "approve", actor=head(), now=LATER)
    assert notices(tx, "S000002") == ["swap-head_approved", "swap-agreed"]
    assert notices(tx, "S000003") == ["swap-head_approved", "swap-asked"]


def test_a_day_can_be_exchanged_for_another(tx: Connection, plan_id: int) -> None:
    pair = Pair("S000002", MONDAY, "S000004", TUESDAY)

    swaps.decide(tx, agreed(tx, pair), "approve", actor=head(), now=LATER)

    works = published(tx)
    assert (works["S000002", MONDAY], works["S000002", TUESDAY]) == (STANDARD, LATE)
    assert (works["S000004", MONDAY], works["S000004", TUESDAY]) == (EARLY, STANDARD)


def test_an_approved_swap_stays_in_the_next_solve_and_in_no_older_proposal(tx: Connection, plan_id: int) -> None:
    older = propose(tx, now=PUBLISHED)
    swaps.decide(tx, agreed(tx), "approve", actor=head(), now=LATER)

    for before in (plan_id, older):
        again = take(tx, SEASON, SECTION, previous_plan_id=before)
        pins = {(again.key.staff_id(pin.person_id), again.key.pattern_id(pin.choice)) for pin in again.problem.pins}
        assert pins == {("S000002", STANDARD), ("S000003", EARLY)}
    with pytest.raises(StaleShiftPlan, match="shifts-published-since"):
        publishing.publish(tx, older, actor=head(), now=LATER)


def test_a_wish_given_away_says_so(tx: Connection, plan_id: int) -> None:
    swaps.decide(tx, agreed(tx), "approve", actor=head(), now=LATER)

    row = tx.execute(
        select(tables.shift_assignment).where(
            tables.shift_assignment.c.staff_id == "S000002", tables.shift_assignment.c.date == MONDAY
        )
    ).one()
    assert (row.source, row.pinned, row.reasons[0]["code"]) == ("swap", True, "shift-swapped")


def test_what_is_declined_or_withdrawn_changes_nothing(tx: Connection, plan_id: int) -> None:
    before = published(tx)
    endings = (
        (asked, "declined", lambda swap_id: swaps.answer(tx, swap_id, "decline", actor=person(3), now=LATER)),
        (agreed, "declined", lambda swap_id: swaps.answer(tx, swap_id, "decline", actor=person(3), now=LATER)),
        (asked, "withdrawn", lambda swap_id: swaps.withdraw(tx, swap_id, actor=person(2), now=LATER)),
        (agreed, "withdrawn", lambda swap_id: swaps.withdraw(tx, swap_id, actor=person(2), now=LATER)),
        (asked, "declined", lambda swap_id: swaps.decide(tx, swap_id, "decline", actor=head(), now=LATER)),
        (agreed, "declined", lambda swap_id: swaps.decide(tx, swap_id, "decline", actor=head(), now=LATER)),
    )
    for begin, ending, act in endings:
        swap_id = begin(tx)
        act(swap_id)
        assert state(tx, swap_id) == ending
        for event in ("approve", "decline"):
            with pytest.raises(IllegalTransition):
                swaps.decide(tx, swap_id, event, actor=head(), now=LATER)
        with pytest.raises(IllegalTransition):
            swaps.answer(tx, swap_id, "agree", actor=person(3), now=LATER)
        with pytest.raises(IllegalTransition):
            swaps.withdraw(tx, swap_id, actor=person(2), now=LATER)
    assert published(tx) == before


def test_nothing_is_approved_that_the_other_has_not_agreed_to(tx: Connection, plan_id: int) -> None:
    with pytest.raises(IllegalTransition):
        swaps.decide(tx, asked(tx), "approve", actor=head(), now=LATER)


def test_who_may_do_what(tx: Connection, plan_id: int) -> None:
    builders.department(tx, "D0002")
    strangers = (person(4), head("D0002"))
    for actor in (person(3), head(), *strangers):
        with pytest.raises(NotAllowed):
            swaps.ask(tx, MINE, actor=actor, now=ASKED)
    swap_id = asked(tx)
    for actor in (person(2), head(), *strangers):
        with pytest.raises(NotAllowed):
            swaps.answer(tx, swap_id, "agree", actor=actor, now=LATER)
    for actor in (person(3), head(), *strangers):
        with pytest.raises(NotAllowed):
            swaps.withdraw(tx, swap_id, actor=actor, now=LATER)
    swaps.answer(tx, swap_id, "agree", actor=person(3), now=LATER)
    for actor in (person(2), person(3), *strangers):
        with pytest.raises(NotAllowed):
            swaps.decide(tx, swap_id, "approve", actor=actor, now=LATER)
    for actor in strangers:
        with pytest.raises(NotAllowed):
            swap_queries.one(tx, swap_id, actor=actor)
    with pytest.raises(NotAllowed):
        swap_queries.of_section(tx, SECTION, actor=person(2))


def test_a_head_does_not_approve_a_swap_of_their_own(tx: Connection, plan_id: int) -> None:
    swap_id = agreed(tx, Pair("S000002", MONDAY, "S000001", MONDAY))

    with pytest.raises(NotAllowed):
        swaps.decide(tx, swap_id, "approve", actor=head(), now=LATER)
    own = builders.actor("S000002", Role.FACILITIES)
    with pytest.raises(NotAllowed):
        swaps.decide(tx, swap_id, "approve", actor=own, now=LATER)
    swaps.decide(tx, swap_id, "approve", actor=builders.keeper(), now=LATER)


def test_what_cannot_be_asked_for(tx: Connection, plan_id: int) -> None:
    builders.staff_member(tx, "S000021", department_id="D0002")
    other = propose(tx, section="D0002", now=PUBLISHED)
    publishing.publish(tx, other, actor=head("D0002"), now=PUBLISHED)
    cases = (
        ("swap-oneself", Pair("S000002", MONDAY, "S000002", TUESDAY)),
        ("swap-same", Pair("S000002", THURSDAY, "S000003", THURSDAY)),
        ("swap-other-section", Pair("S000002", MONDAY, "S000021", MONDAY)),
        ("swap-no-shift", Pair("S000002", MONDAY, "S000003", MONDAY.replace(month=9))),
        ("swap-no-shift", Pair("S000002", MONDAY, "S000099", MONDAY)),
    )
    for code, pair in cases:
        assert refused(lambda pair=pair: asked(tx, pair)) == [code]


def test_a_day_that_has_begun_is_not_exchanged(tx: Connection, plan_id: int) -> None:
    begun = at("2026-07-06 7:30")

    assert refused(lambda: swaps.ask(tx, MINE, actor=person(2), now=begun)) == ["swap-begun"]
    swap_id = agreed(tx)
    assert refused(lambda: swaps.decide(tx, swap_id, "approve", actor=head(), now=begun)) == ["swap-begun"]
    swaps.decide(tx, swap_id, "approve", actor=head(), now=at("2026-07-06 7:29"))


def test_a_day_is_in_one_open_swap_at_most(tx: Connection, plan_id: int) -> None:
    swap_id = asked(tx)

    assert refused(lambda: asked(tx, Pair("S000005", MONDAY, "S000002", MONDAY))) == ["swap-open"]
    swaps.withdraw(tx, swap_id, actor=person(2), now=LATER)
    asked(tx, Pair("S000005", MONDAY, "S000002", MONDAY))


def test_a_pattern_that_is_settled_for_a_person_is_not_exchanged_and_not_explained(tx: Connection) -> None:
    furnish(tx)
    fact(tx, "S000003", "fixed", MONDAY, MONDAY, STANDARD)
    wish(tx, "S000002", EARLY, MONDAY)
    close(tx)
    plan_id = propose(tx, {("S000002", MONDAY): EARLY}, now=PUBLISHED)
    publishing.publish(tx, plan_id, actor=head(), now=PUBLISHED)

    with pytest.raises(Refused) as caught:
        asked(tx)

    assert [(reason.code, reason.params) for reason in caught.value.reasons] == [
        ("swap-not-possible", {"staff": "S000003", "day": MONDAY})
    ]


def test_leave_given_between_asking_and_approving_refuses_it(tx: Connection, plan_id: int) -> None:
    swap_id = agreed(tx)
    fact(tx, "S000003", "leave", MONDAY, MONDAY)

    codes = refused(lambda: swaps.decide(tx, swap_id, "approve", actor=head(), now=LATER))

    assert codes == ["swap-not-possible"]
    assert published(tx)["S000002", MONDAY] == EARLY


def test_a_rule_broken_between_asking_and_approving_refuses_it(tx: Connection, plan_id: int) -> None:
    """Number 3 is given the late pattern of the evening before, too near to the early one."""
    pair = Pair("S000003", WEDNESDAY, "S000005", WEDNESDAY)
    tx.execute(update(tables.shift).where(*day_of("S000005", WEDNESDAY, tables.shift)).values(pattern_id=EARLY))
    tx.execute(
        update(tables.shift_assignment)
        .where(*day_of("S000005", WEDNESDAY, tables.shift_assignment))
        .values(pattern_id=EARLY)
    )
    swap_id = agreed(tx, pair)
    rest(tx, plan_id, 14 * 60)
    for table in (tables.shift, tables.shift_assignment):
        tx.execute(update(table).where(*day_of("S000003", TUESDAY, table)).values(pattern_id=LATE))

    assert refused(lambda: swaps.decide(tx, swap_id, "approve", actor=head(), now=LATER)) == ["shift-rest"]


def day_of(staff_id: str, day: object, table: object) -> tuple[object, ...]:
    return (table.c.staff_id == staff_id, table.c.date == day)  # type: ignore[attr-defined]


def rest(tx: Connection, plan_id: int, minutes: int) -> None:
    """Give the problem of a plan another rest between two days."""
    raw = tx.execute(select(tables.shift_plan.c.problem)).scalar_one()
    changed = raw.replace(b'"rest":660', b'"rest":%d' % minutes)
    tx.execute(update(tables.shift_plan).where(tables.shift_plan.c.id == plan_id).values(problem=changed))


def test_a_shift_changed_since_it_was_asked_for_refuses_it(tx: Connection, plan_id: int) -> None:
    swap_id = agreed(tx, Pair("S000002", MONDAY, "S000004", TUESDAY))
    second = propose(tx, {("S000002", MONDAY): EARLY}, now=LATER)
    publishing.publish(tx, second, actor=head(), now=LATER)
    assert published(tx)["S000004", TUESDAY] == STANDARD

    codes = refused(lambda: swaps.decide(tx, swap_id, "approve", actor=head(), now=at("2026-07-05 14:00")))

    assert codes == ["swap-changed-since"]


def test_an_exchange_leaves_no_hour_with_other_numbers_of_people(tx: Connection, plan_id: int) -> None:
    effect = swaps.try_swap(tx, Pair("S000002", MONDAY, "S000004", TUESDAY), actor=person(2), now=ASKED)

    assert effect.is_allowed
    assert effect.cover == effect.shortages == ()


def test_of_two_who_answer_the_second_looks_again(tx: Connection, plan_id: int) -> None:
    swap_id = asked(tx)
    seen = swap_queries.one(tx, swap_id, actor=person(3)).version
    swaps.answer(tx, swap_id, "agree", expected_version=seen, actor=person(3), now=LATER)

    with pytest.raises(StaleVersion):
        swaps.withdraw(tx, swap_id, expected_version=seen, actor=person(2), now=LATER)


def test_lists_show_the_patterns_before_the_exchange(tx: Connection, plan_id: int) -> None:
    swap_id = agreed(tx)
    (view,) = swap_queries.mine(tx, actor=person(3))
    assert [(day.pattern_id, day.other_pattern_id) for day in view.days] == [(EARLY, STANDARD)]
    assert [each.swap_id for each in swap_queries.of_section(tx, SECTION, actor=head())] == [swap_id]

    swaps.decide(tx, swap_id, "approve", actor=head(), now=LATER)

    assert swap_queries.mine(tx, actor=person(2))[0].days == view.days
    assert swap_queries.of_section(tx, SECTION, actor=head()) == ()
    assert swap_queries.mine(tx, actor=person(4)) == ()


def test_candidates_are_those_with_whom_it_would_work(tx: Connection, plan_id: int) -> None:
    fact(tx, "S000005", "fixed", MONDAY, MONDAY, STANDARD)

    found = swap_queries.candidates(tx, MONDAY, actor=person(2), now=ASKED)

    assert [each.staff_id for each in found] == ["S000001", "S000003", "S000004", "S000006"]
    assert {each.pattern_id for each in found} == {STANDARD}
    assert swap_queries.candidates(tx, MONDAY, pattern_id=LATE, actor=person(2), now=ASKED) == ()
    assert swap_queries.candidates(tx, MONDAY, actor=person(2), now=at("2026-07-07 9:00")) == ()
