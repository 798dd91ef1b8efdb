"""A section's plan: people by days with the curve of who is at work over it, changed by hand, compared, published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.formatting import to_local
from api.language import translator_of
from api.pages.curve_chart import chart_of
from api.pages.forms import Form, GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from api.writing import write
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Actor, Role
from scheduler.domain.permission import may_plan_section
from scheduler.domain.reason import Reason
from scheduler.errors import Refused, StaleShiftPlan, StaleVersion
from scheduler.jobs import queries as jobs
from scheduler.shifts import absence, comparing, drafting, editing, export, planning, publishing, queries, swap_queries
from scheduler.shifts.editing import CellChange, Effect
from scheduler.shifts.grid import Grid, GridCell, GridDay, GridRow, curve, grid
from scheduler.shifts.patterns import Pattern
from scheduler.shifts.queries import PlanView

AnyRequest = Request[Any, Any, Any]
PLANNERS = {"access": (Role.MANAGER, Role.FACILITIES, Role.ADMIN)}
DAYS = 10
AWAY = "-"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The part of a grid that is on show: `first` to `last` are places of its days."""

    grid: Grid
    first: int
    last: int

    @property
    def days(self) -> Sequence[GridDay]:
        return self.grid.days[self.first : self.last]

    def cells(self, row: GridRow) -> Sequence[GridCell | None]:
        return row.cells[self.first : self.last]


@get("/shift-plans/{plan_id:int}", include_in_schema=False, sync_to_thread=True)
def show(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, plan_id: FromPath[int]
) -> Response[str]:
    return _show(request, services, actor, now, plan_id, ())


def _show(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    now: datetime,
    plan_id: int,
    reasons: tuple[Reason, ...],
) -> Response[str]:
    form = of_query(request)
    with services.database.read() as tx:
        plan = queries.one(tx, plan_id, actor=actor)
        if plan.proposed_at is None:
            return _unfinished(request, tx, plan, actor)
        sheet = _sheet(grid(tx, plan_id, actor=actor), form, to_local(now).date())
        day = form.day("day") or sheet.days[0].date
        chart = chart_of(curve(tx, plan_id, day, actor=actor))
        may_plan = may_plan_section(actor, plan.department_id)
        earlier = queries.plans(tx, plan.season_id, department_id=plan.department_id, actor=actor) if may_plan else ()
        swaps = swap_queries.of_section(tx, plan.department_id, actor=actor) if may_plan else ()
        stood_in = absence.absence_of(tx, plan_id, actor=actor) if may_plan else None
    return page(
        request,
        "shifts/plan.html",
        status_code=409 if reasons else 200,
        plan=plan,
        sheet=sheet,
        day=day,
        chart=chart,
        patterns={item.pattern_id: item for item in sheet.grid.patterns},
        may_plan=may_plan,
        staff_choices=[(row.staff_id, row.staff_id) for row in sheet.grid.rows],
        earlier=[item for item in earlier if item.plan_id != plan_id and item.proposed_at is not None],
        swaps=swaps,
        stood_in=stood_in,
        reasons=reasons,
        whole=form.text("all") == "1",
        ways=_neighbours(sheet, plan_id),
    )


def _unfinished(request: AnyRequest, tx: Transaction, plan: PlanView, actor: Actor) -> Response[str]:
    job = jobs.get(tx, actor, plan.job_id) if plan.job_id else None
    return page(request, "shifts/unfinished.html", plan=plan, job=job)


def _sheet(found: Grid, form: Form, today: date) -> Sheet:
    """Two weeks from the Monday of the day asked for, or of today; all days for paper."""
    if form.text("all") == "1":
        return Sheet(found, 0, len(found.days))
    wanted = form.day("from") or form.day("day") or today
    monday = wanted - timedelta(days=wanted.weekday())
    places = [place for place, item in enumerate(found.days) if item.date >= monday]
    first = places[0] if places else max(0, len(found.days) - DAYS)
    if wanted < found.days[0].date:
        first = 0
    end = monday + timedelta(days=14) if places else date.max
    last = max((place for place, item in enumerate(found.days) if item.date < end), default=first) + 1
    return Sheet(found, first, max(last, min(first + 1, len(found.days))))


def _neighbours(sheet: Sheet, plan_id: int) -> dict[str, str | None]:
    days = sheet.grid.days
    before = days[max(0, sheet.first - DAYS)].date if sheet.first else None
    after = days[sheet.last].date if sheet.last < len(days) else None
    return {
        name: f"/shift-plans/{plan_id}?from={day.isoformat()}" if day else None
        for name, day in (("previous", before), ("next", after))
    }


@get("/shift-plans/{plan_id:int}/file", opt=PLANNERS, include_in_schema=False, sync_to_thread=True)
def plan_file(services: GivenServices, actor: GivenActor, plan_id: FromPath[int]) -> Response[bytes]:
    """The plan for a spreadsheet."""
    with services.database.read() as tx:
        made = export.export_plan(tx, plan_id, labelled=True, actor=actor)
    if made.data is None:
        raise Refused(*(issue.reason for issue in made.issues))
    headers = {"Content-Disposition": f'attachment; filename="shifts-{plan_id}.csv"'}
    return Response(made.data, media_type="text/csv; charset=utf-8", headers=headers)


@get("/shift-plans/{plan_id:int}/cell", opt=PLANNERS, include_in_schema=False, sync_to_thread=True)
def cell(request: AnyRequest, services: GivenServices, actor: GivenActor, plan_id: FromPath[int]) -> Response[str]:
    """One day of one person, to be changed."""
    form = of_query(request)
    return _cell(request, services, actor, plan_id, form.text("staff"), form.day("day"), None, ())


def _cell(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    plan_id: int,
    staff_id: str,
    day: date | None,
    chosen: str | None,
    reasons: tuple[Reason, ...],
) -> Response[str]:
    with services.database.read() as tx:
        found = grid(tx, plan_id, actor=actor)
        place = next((place for place, item in enumerate(found.days) if item.date == day), None)
        row = next((row for row in found.rows if row.staff_id == staff_id), None)
        if place is None or row is None or day is None:
            raise Refused(Reason("shift-not-in-plan", {"staff": staff_id, "day": day or found.days[0].date}))
        current = row.cells[place]
        effect = _tried(tx, plan_id, staff_id, day, chosen, actor) if chosen else None
    return page(
        request,
        "shifts/cell.html",
        status_code=422 if reasons else 200,
        plan=found.plan,
        staff_id=staff_id,
        day=day,
        cell=current,
        chosen=chosen or (current.pattern_id if current else AWAY),
        choices=_choices(found.patterns, translator_of(request).t("shifts-away")),
        effect=effect,
        reasons=reasons,
        away=AWAY,
    )


def _choices(patterns: Sequence[Pattern], away: str) -> list[tuple[str, Pattern | str]]:
    return [*((item.pattern_id, item) for item in patterns), (AWAY, away)]


def _tried(tx: Transaction, plan_id: int, staff_id: str, day: date, chosen: str, actor: Actor) -> Effect:
    return editing.try_change(tx, plan_id, [CellChange(staff_id, day, _pattern(chosen))], actor=actor)


def _pattern(chosen: str) -> str | None:
    return None if chosen == AWAY else chosen


@get("/shift-plans/{plan_id:int}/try", opt=PLANNERS, include_in_schema=False, sync_to_thread=True)
def tried(request: AnyRequest, services: GivenServices, actor: GivenActor, plan_id: FromPath[int]) -> Response[str]:
    """What a choice would do, in words, while it is being made."""
    form = of_query(request)
    day = form.day("day")
    if day is None:
        raise Refused(*(form.problems.values() or (Reason("input-required"),)))
    with services.database.read() as tx:
        effect = _tried(tx, plan_id, form.text("staff"), day, form.text("pattern"), actor)
    return page(request, "shifts/effect.html", effect=effect)


@post("/shift-plans/{plan_id:int}/cell", opt=PLANNERS, include_in_schema=False, sync_to_thread=True)
def change(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    plan_id: FromPath[int],
    form: GivenForm,
) -> Response[Any]:
    """Change the day and pin it, or pin and free it as it is."""
    staff_id, day, action = form.text("staff"), form.day("day"), form.text("action", "save")
    if day is None:
        raise Refused(*(form.problems.values() or (Reason("input-required"),)))
    chosen = form.text("pattern")

    def work(tx: Transaction) -> object:
        version, spots = form.number("version", 0), [(staff_id, day)]
        if action == "save":
            effect = editing.apply_change(
                tx,
                plan_id,
                [CellChange(staff_id, day, _pattern(chosen))],
                expected_version=version,
                despite_shortage=form.text("despite_shortage") == "1",
                actor=actor,
                now=now,
            )
            # The button says that the day is kept, also where it was so before.
            return effect if chosen == AWAY else editing.pin(tx, plan_id, spots, actor=actor, now=now)
        pinned = action == "pin"
        return editing.pin(tx, plan_id, spots, pinned=pinned, expected_version=version, actor=actor, now=now)

    try:
        write(services, work)
    except StaleVersion:
        return _cell(request, services, actor, plan_id, staff_id, day, chosen, (Reason("shift-plan-changed"),))
    except Refused as refused:
        return _cell(request, services, actor, plan_id, staff_id, day, chosen, tuple(refused.reasons))
    back = f"/shift-plans/{plan_id}?from={day.isoformat()}&day={day.isoformat()}#{staff_id}"
    return see_other(back, note=Note("success", f"message-shift_{action}"))


@get("/shift-plans/{plan_id:int}/compare", opt=PLANNERS, include_in_schema=False, sync_to_thread=True)
def compare(request: AnyRequest, services: GivenServices, actor: GivenActor, plan_id: FromPath[int]) -> Response[str]:
    """This plan against another of the section: who gains, who loses, what is covered."""
    other = of_query(request).number("other", plan_id)
    with services.database.read() as tx:
        found = comparing.compare(tx, other, plan_id, actor=actor)
        plans = [queries.one(tx, each, actor=actor) for each in (other, plan_id)]
        patterns = {item.pattern_id: item for item in grid(tx, plan_id, actor=actor).patterns}
    return page(request, "shifts/compare.html", found=found, a=plans[0], b=plans[1], patterns=patterns)


@post("/shift-plans/{plan_id:int}/{event:str}", opt=PLANNERS, include_in_schema=False, sync_to_thread=True)
def move(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    plan_id: FromPath[int],
    event: FromPath[str],
    form: GivenForm,
) -> Response[Any]:
    """Publish the plan, have it made again, call that off, start a proposal from it, or say that somebody is away."""
    with services.database.read() as tx:
        plan = queries.one(tx, plan_id, actor=actor)
    try:
        answer = _moved(services, plan, event, form, actor, now)
    except (Refused, StaleShiftPlan) as refused:
        return _show(request, services, actor, now, plan_id, tuple(refused.reasons))
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


def _moved(services: Services, plan: PlanView, event: str, form: Form, actor: Actor, now: datetime) -> Response[Any]:
    plan_id = plan.plan_id
    if event == "publish":
        done = write(services, lambda tx: publishing.publish(tx, plan_id, actor=actor, now=now))
        note = Note("success", "message-shifts_published", {"plans": done.plans, "people": done.people})
        return see_other(f"/shift-plans/{plan_id}", note=note)
    if event == "stop":
        write(services, lambda tx: planning.stop_plan(tx, plan_id, actor=actor, now=now))
        return see_other(f"/seasons/{plan.season_id}", note=Note("success", "message-stopped"))
    if event == "revise":
        revised = write(services, lambda tx: drafting.revise(tx, plan_id, actor=actor, now=now))
        return see_other(f"/shift-plans/{revised}")
    if event == "absence":
        return see_other(f"/shift-plans/{_absent(services, plan_id, form, actor, now)}")
    section = [plan.department_id]
    write(services, lambda tx: planning.request_plan(tx, plan.season_id, section, actor=actor, now=now))
    with services.database.read() as tx:
        newest = queries.plans(tx, plan.season_id, department_id=plan.department_id, actor=actor)[0]
    return see_other(f"/shift-plans/{newest.plan_id}")


def _absent(services: Services, plan_id: int, form: Form, actor: Actor, now: datetime) -> int:
    """Ask for a plan without the person; returns the new plan's id."""
    first = form.day("first")
    last = form.day("last") or first
    if first is None or last is None:
        raise Refused(*(form.problems.values() or (Reason("input-required"),)))
    staff_id = form.text("staff")

    def work(tx: Transaction) -> tuple[int, str]:
        return absence.request_absence(tx, plan_id, staff_id, first, last, actor=actor, now=now)

    return write(services, work)[0]


ROUTES = (show, plan_file, cell, tried, change, compare, move)
