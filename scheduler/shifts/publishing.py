"""Plans become the shifts that people work by: all of it in one transaction, or `StaleShiftPlan` and nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError

from calendars import local_date
from scheduler.audit.operations import record
from scheduler.db.tables import department, season, shift_plan
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import SEASON, SHIFT_PLAN, SeasonState, ShiftPlanState, advance
from scheduler.errors import Refused, StaleShiftPlan, StaleVersion
from scheduler.shifts.breaches import standing_breaches
from scheduler.shifts.freshness import changed_since
from scheduler.shifts.sheet import Sheet, open_sheet
from scheduler.shifts.working import Changed, replace_shifts, tell_people


@dataclass(frozen=True, slots=True)
class Published:
    """Plans published, people whose shifts are new or other than before, and days on which they are."""

    plans: int
    people: int
    days: int


def problems(tx: Connection, plan_id: int, *, actor: Actor, now: datetime) -> tuple[Reason, ...]:
    """What keeps a proposed plan from being published: what people wish or are has changed since it was made."""
    sheet = open_sheet(tx, plan_id)
    permission.require(permission.may_plan_section(actor, sheet.plan.department_id), "publish-shifts")
    return _problems(tx, sheet, now)


def publish(
    tx: Connection, plan_id: int, *, expected_version: int | None = None, actor: Actor, now: datetime
) -> Published:
    """Publish a section's plan; publishing it twice does nothing the second time. Days that are over stay.

    Raises:
        NotAllowed: the section is not the actor's to plan.
        IllegalTransition: wishes are still open, or the season or the plan is over.
        StaleShiftPlan: people, their absences or fixed patterns have changed since it was made; nothing was published.
        StaleVersion: somebody changed the plan first.
    """
    row = load(tx, shift_plan, plan_id)
    permission.require(permission.may_plan_section(actor, row.department_id), "publish-shifts")
    if row.state == ShiftPlanState.PUBLISHED:
        return Published(0, 0, 0)
    # Always the season before its plans, so that two who publish wait for each other in one order.
    term = load(tx, season, row.season_id, lock=True)
    row = load(tx, shift_plan, plan_id, lock=True)
    if expected_version is not None and row.version != expected_version:
        raise StaleVersion("shift_plan", plan_id, row.version)
    return _publish(tx, term, [row], actor=actor, now=now)


def publish_all(
    tx: Connection, season_id: str, department_ids: Collection[str] | None = None, *, actor: Actor, now: datetime
) -> Published:
    """Publish the open proposal of each of these sections (None: of all that the actor plans), or of none.

    Raises: as `publish`; StaleShiftPlan names every section whose plan no longer fits.
    """
    term = load(tx, season, season_id, lock=True)
    query = select(shift_plan).where(shift_plan.c.season_id == season_id, shift_plan.c.state == ShiftPlanState.PROPOSED)
    if department_ids is not None:
        query = query.where(shift_plan.c.department_id.in_(department_ids))
    rows = tx.execute(query.order_by(shift_plan.c.department_id, shift_plan.c.number).with_for_update()).all()
    if department_ids is None and not permission.may_keep_seasons(actor):
        rows = [row for row in rows if permission.may_plan_section(actor, row.department_id)]
    if not rows:
        permission.require(permission.may_keep_seasons(actor) or bool(actor.department_id), "publish-shifts")
        raise Refused(Reason("nothing-to-publish"))
    for row in rows:
        permission.require(permission.may_plan_section(actor, row.department_id), "publish-shifts")
    newest = {row.department_id: row for row in rows}
    return _publish(tx, term, list(newest.values()), actor=actor, now=now)


def _publish(tx: Connection, term: Row[Any], rows: Iterable[Row[Any]], *, actor: Actor, now: datetime) -> Published:
    season_state = advance("season", SEASON, SeasonState(term.state), "publish")
    states = {row.id: advance("shift_plan", SHIFT_PLAN, ShiftPlanState(row.state), "publish") for row in rows}
    sheets = [open_sheet(tx, plan_id) for plan_id in states]
    _require_fresh(tx, sheets, now)
    changed = Changed()
    for sheet in sheets:
        plan = sheet.plan
        try:
            changed += replace_shifts(tx, sheet, now=now)
        except IntegrityError as error:
            # The database's own refusal of a second shift of a person a day.
            raise StaleShiftPlan(plan.id, [Reason("shifts-published-since")]) from error
        _supersede_others(tx, plan)
        stamp = {"state": states[plan.id], "published_at": now, "published_by": actor.staff_id}
        change(tx, shift_plan, plan.id, expected=None, **stamp)
        record(tx, actor=actor, now=now, action="publish", noun="shift_plan", key=plan.id)
    if term.state != season_state:
        change(tx, season, term.season_id, expected=None, state=season_state)
    tell_people(tx, term, changed, now=now)
    return Published(len(sheets), len(changed.people), changed.days)


def _require_fresh(tx: Connection, sheets: Collection[Sheet], now: datetime) -> None:
    found = [(sheet, reasons) for sheet in sheets if (reasons := _problems(tx, sheet, now))]
    if not found:
        return
    told: list[Reason] = []
    for sheet, reasons in found:
        if len(sheets) > 1:
            owner = load(tx, department, sheet.plan.department_id)
            told.append(Reason("shift-section-stale", {"section": f"{owner.section_ja}{owner.unit_no}"}))
        told.extend(reasons)
    raise StaleShiftPlan(found[0][0].plan.id, told)


def _problems(tx: Connection, sheet: Sheet, now: datetime) -> tuple[Reason, ...]:
    """The plan is out of date, or breaks a rule: checked once more, whoever made it."""
    return (*changed_since(tx, sheet, today=local_date(now)), *standing_breaches(sheet))


def _supersede_others(tx: Connection, plan: Row[Any]) -> None:
    """What was published before, and proposals that are not taken."""
    query = select(shift_plan.c.id, shift_plan.c.state).where(
        shift_plan.c.season_id == plan.season_id,
        shift_plan.c.department_id == plan.department_id,
        shift_plan.c.id != plan.id,
        shift_plan.c.state.in_((ShiftPlanState.PROPOSED, ShiftPlanState.PUBLISHED)),
    )
    for row in tx.execute(query.order_by(shift_plan.c.id)).all():
        state = advance("shift_plan", SHIFT_PLAN, ShiftPlanState(row.state), "supersede")
        change(tx, shift_plan, row.id, expected=None, state=state)
