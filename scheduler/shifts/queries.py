"""Seasons and the plans of sections as their pages, programs and the command line show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, func, literal, select

from scheduler.db.tables import department, job, season, shift_plan
from scheduler.db.versions import load
from scheduler.domain.actor import Actor, Role
from scheduler.domain.permission import may_keep_seasons, may_plan_section, may_see_section, require
from scheduler.domain.reason import Reason
from scheduler.domain.states import SeasonState, ShiftPlanState
from scheduler.errors import NotFound
from scheduler.reasons import from_json


@dataclass(frozen=True, slots=True)
class SeasonView:
    season_id: str
    name_ja: str
    name_en: str
    first_day: date
    last_day: date
    patterns: str
    state: SeasonState
    wishes_close_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Span:
    """From a time to a time, `have` people are there where at least `least` are needed (`basis`: why)."""

    start: time
    end: time
    have: int
    least: int
    basis: str


@dataclass(frozen=True, slots=True)
class Shortage:
    """A day of a section that no plan can cover: `present` people, `short_by` fewer than `required`, and when."""

    date: date
    present: int
    required: int
    short_by: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A section's plan without its days.

    `figures`: people, wishes, met, shortage, penalty, their bounds, seconds and more (storing.figures_of); none when it
    failed.  `gap`: the part of the penalty that is not proven necessary.
    """

    plan_id: int
    season_id: str
    department_id: str
    section_ja: str
    section_en: str
    unit_no: str
    office_id: str
    bureau_ja: str
    bureau_en: str
    number: int
    state: ShiftPlanState
    job_id: str | None
    status: str | None
    gap: float | None
    figures: Mapping[str, Any]
    shortages: tuple[Shortage, ...]
    created_at: datetime
    proposed_at: datetime | None
    published_at: datetime | None
    previous_plan_id: int | None
    solver_version: str | None
    version: int

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why there is no plan; none when there is one."""
        return from_json(self.figures.get("reasons", ()))


def seasons(tx: Connection, *, actor: Actor) -> tuple[SeasonView, ...]:
    """All seasons, latest first."""
    require(actor.has(Role.STAFF, Role.ADMIN, Role.FACILITIES), "see-seasons")
    rows = tx.execute(select(season).order_by(season.c.first_day.desc()))
    return tuple(_season_view(row) for row in rows)


def season_view(tx: Connection, season_id: str, *, actor: Actor) -> SeasonView:
    """One season, or `NotFound`."""
    require(actor.has(Role.STAFF, Role.ADMIN, Role.FACILITIES), "see-seasons")
    return _season_view(load(tx, season, season_id))


def season_of_day(tx: Connection, day: date, *, actor: Actor) -> SeasonView | None:
    """The season a day lies in, or else the next one to come, or else the last there was."""
    found = seasons(tx, actor=actor)
    running = [item for item in found if item.first_day <= day <= item.last_day]
    coming = [item for item in found if item.first_day > day]
    return next(iter(running or coming[-1:] or found), None)


def plans(tx: Connection, season_id: str, *, department_id: str | None = None, actor: Actor) -> tuple[PlanView, ...]:
    """The plans of a season that the actor plans: of each section the newest that counts, by section.

    With a `department_id` all of that section's, newest first.
    """
    query = _plans().where(shift_plan.c.season_id == season_id)
    if department_id is not None:
        require(may_plan_section(actor, department_id), "see-shift-plans")
        query = query.where(shift_plan.c.department_id == department_id)
        return tuple(_plan_view(row) for row in tx.execute(query.order_by(shift_plan.c.number.desc())))
    if not may_keep_seasons(actor):
        require(actor.has(Role.MANAGER) and actor.department_id is not None, "see-shift-plans")
        query = query.where(shift_plan.c.department_id == actor.department_id)
    newest = (
        select(shift_plan.c.department_id, func.max(shift_plan.c.number).label("number"))
        .where(shift_plan.c.season_id == season_id)
        .group_by(shift_plan.c.department_id)
        .subquery()
    )
    query = query.join(
        newest,
        and_(newest.c.department_id == shift_plan.c.department_id, newest.c.number == shift_plan.c.number),
    )
    return tuple(_plan_view(row) for row in tx.execute(query.order_by(shift_plan.c.department_id)))


def one(tx: Connection, plan_id: int, *, actor: Actor) -> PlanView:
    """One plan; its section's people may see it once it is published."""
    row = tx.execute(_plans().where(shift_plan.c.id == plan_id)).one_or_none()
    if row is None:
        raise NotFound("shift_plan", plan_id)
    view = _plan_view(row)
    is_public = view.state is ShiftPlanState.PUBLISHED
    allowed = (may_see_section if is_public else may_plan_section)(actor, view.department_id)
    require(allowed, "see-shift-plan")
    return view


def latest(tx: Connection, season_id: str, department_id: str, *, actor: Actor) -> PlanView | None:
    """The plan of a section to look at: the newest proposal for who plans it, the published one for its people."""
    require(may_see_section(actor, department_id), "see-shift-plan")
    states = [ShiftPlanState.PUBLISHED]
    if may_plan_section(actor, department_id):
        states.append(ShiftPlanState.PROPOSED)
    query = _plans().where(
        shift_plan.c.season_id == season_id,
        shift_plan.c.department_id == department_id,
        shift_plan.c.state.in_(states),
    )
    row = tx.execute(query.order_by(shift_plan.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else _plan_view(row)


def bureaus(tx: Connection) -> tuple[tuple[str, str], ...]:
    """Every bureau with sections, in Japanese and English."""
    query = select(department.c.bureau_ja, func.min(department.c.bureau_en)).group_by(department.c.bureau_ja)
    return tuple((row[0], row[1]) for row in tx.execute(query.order_by(func.min(department.c.department_id))))


def section_name(tx: Connection, department_id: str) -> str:
    """What a section is called, with its number where there are several."""
    row = load(tx, department, department_id)
    return f"{row.section_ja}{row.unit_no}"


# When its job was called off or crashed nobody makes the plan any more, whatever its row still says.
_STATE = case(
    (
        and_(shift_plan.c.state == ShiftPlanState.SOLVING, job.c.state.in_(("failed", "cancelled"))),
        literal(ShiftPlanState.FAILED.value),
    ),
    else_=shift_plan.c.state,
)


def _plans() -> Select[Any]:
    # Without the problem and the solution: they are large, and nobody reads them on a page.
    columns = (
        shift_plan.c.id,
        shift_plan.c.season_id,
        shift_plan.c.department_id,
        department.c.section_ja,
        department.c.section_en,
        department.c.unit_no,
        department.c.office_id,
        department.c.bureau_ja,
        department.c.bureau_en,
        shift_plan.c.number,
        _STATE.label("state"),
        shift_plan.c.job_id,
        shift_plan.c.status,
        shift_plan.c.gap,
        shift_plan.c.figures,
        shift_plan.c.shortages,
        shift_plan.c.created_at,
        shift_plan.c.proposed_at,
        shift_plan.c.published_at,
        shift_plan.c.previous_plan_id,
        shift_plan.c.solver_version,
        shift_plan.c.version,
    )
    return (
        select(*columns)
        .join(department, department.c.department_id == shift_plan.c.department_id)
        .outerjoin(job, job.c.id == shift_plan.c.job_id)
    )


def _plan_view(row: Row[Any]) -> PlanView:
    fields = dict(row._mapping)  # noqa: SLF001 - the public name of a row's columns
    fields["plan_id"] = fields.pop("id")
    fields["state"] = ShiftPlanState(row.state)
    fields["shortages"] = tuple(_shortage(item) for item in row.shortages)
    return PlanView(**fields)


def _shortage(item: Mapping[str, Any]) -> Shortage:
    spans = tuple(
        Span(
            time.fromisoformat(span["start"]),
            time.fromisoformat(span["end"]),
            span["have"],
            span["least"],
            span["basis"],
        )
        for span in item["spans"]
    )
    return Shortage(date.fromisoformat(item["date"]), item["present"], item["required"], item["short_by"], spans)


def _season_view(row: Row[Any]) -> SeasonView:
    return SeasonView(
        season_id=row.season_id,
        name_ja=row.name_ja,
        name_en=row.name_en,
        first_day=row.first_day,
        last_day=row.last_day,
        patterns=row.patterns,
        state=SeasonState(row.state),
        wishes_close_at=row.wishes_close_at,
        version=row.version,
    )
