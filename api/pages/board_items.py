"""What stands in the rows of the board: bookings, late returns, closures, units out of order, proposals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.formatting import format_interval, format_moment
from api.i18n import Translator
from api.pages.board_view import BoardItem, State
from scheduler.bookings import queries as bookings
from scheduler.bookings.queries import BookingView
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Actor, Role
from scheduler.domain.interval import Interval
from scheduler.domain.states import BookingState, UnitStatus
from scheduler.plans import queries as plans
from scheduler.plans.queries import PlanView, ProposalView
from scheduler.resources import queries as resources
from scheduler.resources.queries import Closure, Pool, Unit

Items = Mapping[int, Sequence[BoardItem]]
"""What there is to see of each unit, by its id."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the board, when, and in which words."""

    actor: Actor
    now: datetime
    words: Translator

    @property
    def may_plan(self) -> bool:
        return self.actor.has(Role.FACILITIES, Role.ADMIN)

    @property
    def has_desk(self) -> bool:
        return self.may_plan or self.actor.has(Role.COUNTER_STAFF)


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """The plan that waits for a decision, and what of it falls on the units of the board."""

    plan: PlanView
    proposals: tuple[ProposalView, ...]


def open_plan(tx: Transaction, window: Interval, pools: Iterable[Pool], reader: Reader) -> OpenPlan | None:
    """The open plan of these days, for those who decide about plans."""
    found = plans.latest_proposed(tx, window, actor=reader.actor) if reader.may_plan else None
    if found is None:
        return None
    shown = {unit.unit_id for pool in pools for unit in pool.units}
    granted = plans.proposals(tx, found.plan_id, actor=reader.actor, outcome="granted", window=window)
    here = tuple(item for item in granted if any(use["unit_id"] in shown for use in item.uses))
    return OpenPlan(found, here)


def standing_items(
    tx: Transaction, window: Interval, office_id: str, pools: Sequence[Pool], reader: Reader
) -> dict[int, list[BoardItem]]:
    """All that stands in the window on the units of these pools, which are those of one office."""
    items: dict[int, list[BoardItem]] = defaultdict(list)
    for view in bookings.in_window(tx, window, actor=reader.actor, office_id=office_id):
        for held in view.units:
            items[held.unit_id].append(_booking(view, reader, is_bound=held.is_bound))
    for closure in resources.closures(tx, interval=window, office_id=office_id):
        for unit in _closed_by(closure, pools):
            items[unit.unit_id].append(_closure(closure, reader))
    for unit in (unit for pool in pools for unit in pool.units):
        if unit.status is not UnitStatus.ACTIVE:
            items[unit.unit_id].append(_out_of_order(unit, window, reader))
        if unit.loan is not None and unit.loan.due_at < reader.now and window.start < reader.now:
            items[unit.unit_id].append(_late(unit, office_id, reader))
    return items


def proposed_items(found: OpenPlan, link: str, reader: Reader) -> dict[int, list[BoardItem]]:
    """The cells of a plan; each leads to `link` with its own number, where it can be decided about."""
    items: dict[int, list[BoardItem]] = defaultdict(list)
    for proposal in found.proposals:
        for use in proposal.uses:
            items[use["unit_id"]].append(_proposal(proposal, link, reader))
    return items


def _closed_by(closure: Closure, pools: Iterable[Pool]) -> list[Unit]:
    return [
        unit
        for pool in pools
        if closure.kind in {None, pool.kind}
        for unit in pool.units
        if closure.unit_id in {None, unit.unit_id}
    ]


def _booking(view: BookingView, reader: Reader, *, is_bound: bool) -> BoardItem:
    """Not bound: any unit like this one will do, and it may move to another row until one is handed out."""
    words = reader.words
    is_mine = view.staff_id is not None and view.staff_id == reader.actor.staff_id
    stands: State = "confirmed" if is_bound else "promised"
    state: State = "in_use" if view.state is BookingState.IN_USE else "mine" if is_mine else stands
    text = view.staff_id or words.t("board-booked")
    section = view.section_ja if words.locale == "ja" else view.section_en
    when = format_interval(view.starts_at, view.ends_at, words.locale)
    said = words.t(f"board-{state}" if is_bound else "board-promised")
    if view.state is BookingState.OFFERED:
        # Held for somebody's answer, and nobody's yet.
        text = said = words.t("state-booking-offered")
    label = " ".join(part for part in dict.fromkeys((text, section, when, said)) if part)
    href = f"/bookings/{view.booking_id}" if view.staff_id else None
    return BoardItem(view.starts_at, view.ends_at, state, text, label, href=href)


def _late(unit: Unit, office_id: str, reader: Reader) -> BoardItem:
    """A device that should be back, from when it was due until now."""
    assert unit.loan is not None  # noqa: S101 - asked for only then
    text = reader.words.t("board-overdue")
    due = reader.words.t("board-due_since", due=format_moment(unit.loan.due_at, reader.words.locale))
    label = " ".join(part for part in (text, unit.loan.staff_id, due) if part)
    href = f"/desk?office_id={office_id}" if reader.has_desk else None
    return BoardItem(unit.loan.due_at, reader.now, "overdue", text, label, href=href)


def _closure(closure: Closure, reader: Reader) -> BoardItem:
    words = reader.words
    text = words.t("board-closed")
    kind_of_reason = words.t(f"closure-{closure.reason_code}")
    reason = (closure.reason_ja if words.locale == "ja" else "") or kind_of_reason
    when = format_interval(closure.starts_at, closure.ends_at, words.locale)
    href = f"/stock/closures/{closure.closure_id}" if reader.may_plan else None
    return BoardItem(closure.starts_at, closure.ends_at, "closed", f"{text} {reason}", f"{text} {reason} {when}", href)


def _out_of_order(unit: Unit, window: Interval, reader: Reader) -> BoardItem:
    """A unit in repair, lost or retired cannot be used for as long as nobody says otherwise."""
    text = reader.words.t(f"state-unit-{unit.status}")
    return BoardItem(window.start, window.end, "closed", text, text)


def _proposal(proposal: ProposalView, link: str, reader: Reader) -> BoardItem:
    assert proposal.starts_at is not None  # noqa: S101 - granted proposals have their time
    assert proposal.ends_at is not None  # noqa: S101
    words = reader.words
    difference = words.t(f"difference-{proposal.difference}")
    decision = "" if proposal.decision == "none" else words.t(f"decision-{proposal.decision}")
    mark = decision or ("" if proposal.difference == "same" else words.t(f"board-mark_{proposal.difference}"))
    text = f"{proposal.staff_id} {mark}".strip()
    when = format_interval(proposal.starts_at, proposal.ends_at, words.locale)
    label = " ".join(part for part in (text, when, words.t("board-proposal"), difference) if part)
    href = f"{link}&proposal={proposal.occurrence_id}#proposals"
    return BoardItem(proposal.starts_at, proposal.ends_at, "proposal", text, label, href=href)
