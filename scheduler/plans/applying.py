"""A proposal becomes bookings: all of it in one transaction, or `StalePlan` and nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.exc import DBAPIError

from calendars import local_date
from scheduler.audit.operations import record
from scheduler.availability.stock import StockUnit, load_stock
from scheduler.bookings.operations import finish_placing, insert_booking
from scheduler.bookings.placing import Holder
from scheduler.db.guards import conflict_of
from scheduler.db.tables import occurrence, plan, proposal, round_
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import PLAN, REQUEST, ROUND, Approval, PlanState, RequestState, RoundState, advance
from scheduler.domain.verdict import judge
from scheduler.domain.wish import Wish
from scheduler.errors import Refused, StalePlan
from scheduler.notices.operations import tell
from scheduler.offices.queries import closed_days
from scheduler.plans.choices import Choice, chosen, decode
from scheduler.plans.holding import Attributes, NoLongerFree, attributes_of_pools, hold_all, is_promised
from scheduler.requests.queries import Occurrence, by_ids
from scheduler.shifts.hours import Hours, at_own_hours, hours_of
from scheduler.staff.queries import applicant, applicants
from scheduler.waiting.joining import join


@dataclass(frozen=True, slots=True)
class _Granting:
    """What all grants of one application have in common."""

    plan_id: int
    attributes: Attributes
    actor: Actor
    now: datetime
    policy: Policy


def apply_plan(tx: Connection, plan_id: int, *, actor: Actor, now: datetime, policy: Policy = DEFAULT_POLICY) -> int:
    """Turn every granted proposal into a booking and every refusal into an answer; returns the bookings made.

    Applying it twice does nothing the second time: the plan's own state is the key.

    Raises:
        Refused: it is a what-if.
        StalePlan: a booking, a closure, a cancellation or a rule has come in between; nothing was applied.
    """
    permission.require(permission.may_run_rounds(actor), "apply")
    row = load(tx, plan, plan_id, lock=True)
    if row.scenario is not None:
        raise Refused(Reason("what-if-not-applied"))
    if row.state == PlanState.APPLIED:
        return 0
    owner = load(tx, round_, row.round_id, lock=True)
    plan_state = advance("plan", PLAN, PlanState(row.state), "apply")
    round_state = advance("round", ROUND, RoundState(owner.state), "apply")
    proposals = tx.execute(select(proposal).where(proposal.c.plan_id == plan_id).order_by(proposal.c.id)).all()
    waiting = {item.occurrence_id: item for item in by_ids(tx, [item.occurrence_id for item in proposals])}
    granted = [item for item in proposals if item.outcome == "granted" and item.decision != "rejected"]
    granting = _Granting(plan_id, attributes_of_pools(tx), actor, now, policy)
    _grant_all(tx, granting, granted, waiting, decode(row.choices))
    for item in proposals:
        if item.outcome == "refused" or item.decision == "rejected":
            _refuse(tx, item, waiting[item.occurrence_id], now=now)
    join(tx, [item.occurrence_id for item in proposals], now=now)
    change(tx, plan, plan_id, expected=None, state=plan_state, applied_at=now, applied_by=actor.staff_id)
    change(tx, round_, row.round_id, expected=None, state=round_state)
    record(tx, actor=actor, now=now, action="apply", noun="plan", key=plan_id, after={"bookings": len(granted)})
    return len(granted)


def _grant_all(
    tx: Connection,
    granting: _Granting,
    granted: Sequence[Row[Any]],
    waiting: Mapping[int, Occurrence],
    choices: Mapping[int, Mapping[int, Choice]],
) -> None:
    """A booking for each, or `StalePlan`."""
    wishes = {
        item.occurrence_id: chosen(waiting[item.occurrence_id].wish, choices[item.occurrence_id][item.option_id])
        for item in granted
    }
    alerts, problems = _examine(tx, granted, waiting, wishes, now=granting.now, policy=granting.policy)
    if problems:
        raise StalePlan(granting.plan_id, problems)
    try:
        for item in granted:
            key = item.occurrence_id
            _grant(tx, granting, item, waiting[key], wishes[key], alerts[key])
    except DBAPIError as error:
        conflict = conflict_of(error)
        if conflict is None:
            raise
        raise StalePlan(granting.plan_id, conflict.reasons) from error


def _examine(
    tx: Connection,
    granted: Sequence[Row[Any]],
    waiting: Mapping[int, Occurrence],
    wishes: Mapping[int, Wish],
    *,
    now: datetime,
    policy: Policy,
) -> tuple[dict[int, tuple[Reason, ...]], list[Reason]]:
    """Alerts by occurrence, and all that came between plan and application, so that people see it at once."""
    alerts: dict[int, tuple[Reason, ...]] = {}
    found: list[Reason] = []
    if not granted:
        return alerts, found
    units = _stock(tx, granted)
    people = applicants(tx)
    closed = closed_days(tx)
    hours = _hours(tx, wishes)
    for item in granted:
        asked, wish = waiting[item.occurrence_id], wishes[item.occurrence_id]
        if asked.state is not RequestState.WAITING or asked.approval is not Approval.APPROVED:
            found.append(Reason("request-changed", {"request": asked.code}))
            continue
        if wish.interval.start < now:
            found.append(Reason("already-begun", {"request": asked.code, "start": wish.interval.start}))
        verdict = judge(wish, people[wish.staff_id], closed, at_own_hours(wish, hours, policy))
        found.extend(verdict.refusals)
        alerts[item.occurrence_id] = verdict.alerts
        for use in item.uses:
            if is_promised(use, wish, policy):
                continue  # any of its class will do, which shows when it is held
            unit = units.get(use["unit_id"])
            if unit is None or not unit.is_free(wish.interval):
                found.append(Reason("unit-no-longer-free", {"request": asked.code, "unit": use["asset_number"]}))
    return alerts, found


def _hours(tx: Connection, wishes: Mapping[int, Wish]) -> Hours:
    days = [local_date(wish.interval.start) for wish in wishes.values()]
    return hours_of(tx, (wish.staff_id for wish in wishes.values()), min(days), max(days))


def _stock(tx: Connection, granted: Sequence[Row[Any]]) -> dict[int, StockUnit]:
    window = Interval(
        min(item.starts_at for item in granted), max(item.ends_at for item in granted) + timedelta(days=1)
    )
    return {unit.unit_id: unit for unit in load_stock(tx, window).units}


def _grant(
    tx: Connection, granting: _Granting, item: Row[Any], asked: Occurrence, wish: Wish, alerts: Sequence[Reason]
) -> None:
    plan_id, actor, now = granting.plan_id, granting.actor, granting.now
    booking_id = insert_booking(
        tx,
        wish,
        alerts=alerts,
        actor=actor,
        now=now,
        occurrence_id=asked.occurrence_id,
        plan_id=plan_id,
        may_move=asked.may_move,
    )
    holder = Holder(booking_id, applicant(tx, wish.staff_id).person_no, actor, now, granting.policy)
    try:
        placed = hold_all(tx, wish, item.uses, holder, granting.attributes)
    except NoLongerFree as gone:
        reason = Reason("unit-no-longer-free", {"request": asked.code, "unit": gone.asset_number})
        raise StalePlan(plan_id, [reason]) from gone
    finish_placing(tx, wish, booking_id, placed, actor=actor, now=now)
    _answer(tx, asked, "grant", "request-granted", {"booking": booking_id}, now=now)


def _refuse(tx: Connection, item: Row[Any], asked: Occurrence, *, now: datetime) -> None:
    if asked.state is not RequestState.WAITING:
        return
    reasons = item.reasons or [{"code": "rejected-by-hand", "params": {}}]
    values = {"reasons": reasons, "alternatives": item.alternatives, "remedies": item.remedies}
    tx.execute(update(occurrence).where(occurrence.c.id == asked.occurrence_id).values(values))
    _answer(tx, asked, "refuse", "request-refused", {"request": asked.code}, now=now)


def _answer(
    tx: Connection, asked: Occurrence, event: str, code: str, params: Mapping[str, Any], *, now: datetime
) -> None:
    state = advance("request", REQUEST, asked.state, event)
    change(tx, occurrence, asked.occurrence_id, expected=None, state=state)
    told = {"kind": asked.wish.kind.value, "start": asked.wish.interval.start.isoformat(), **params}
    tell(tx, asked.wish.staff_id, code, told, now=now)
