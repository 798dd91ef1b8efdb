"""`sekitori shifts show | export | change | absent | compare`: the plan of one section."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import rich_click as click
from rich.console import Console
from rich.table import Table

from api.cli.failures import NothingTaken, translator
from api.cli.progress import running_jobs, watch
from api.cli.shifts import shifts
from api.formatting import format_short_date, format_time
from api.wiring import open_services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Source, system_actor
from scheduler.settings import Settings
from scheduler.shifts import absence, comparing, editing, export, queries
from scheduler.shifts.grid import grid

__all__ = ("shifts",)

ACTOR = system_actor(Source.COMMAND)
DAY = click.DateTime(["%Y-%m-%d"])
TWO_WEEKS = 14


@shifts.command(name="list")
@click.option("--season", "season_id", required=True, help="The season's id, 2026-summer.")
@click.option("--section", help="All plans of this section. [the newest of each]")
@click.pass_obj
def list_plans(settings: Settings, season_id: str, section: str | None) -> None:
    """Show the plans of a season and their numbers."""
    services = open_services(settings)
    with services.database.read() as tx:
        found = queries.plans(tx, season_id, department_id=section, actor=ACTOR)
    services.close()
    table = Table("plan", "section", "name", "number", "state", "short days")
    for item in found:
        short = str(len(item.shortages))
        table.add_row(str(item.plan_id), item.department_id, item.section_ja, str(item.number), item.state.value, short)
    Console().print(table)


@shifts.command(name="show")
@click.argument("plan_id", type=int)
@click.option("--from", "first", type=DAY, help="Two weeks from this day. [the first of the plan]")
@click.pass_obj
def show(settings: Settings, plan_id: int, first: datetime | None) -> None:
    """Show two weeks of who starts when; * pinned, ! not as wished."""
    services = open_services(settings)
    with services.database.read() as tx:
        found = grid(tx, plan_id, actor=ACTOR)
    services.close()
    locale = translator().locale
    starts = {item.pattern_id: format_time(item.start) for item in found.patterns}
    start = first.date() if first else found.days[0].date
    shown = [place for place, item in enumerate(found.days) if 0 <= (item.date - start).days < TWO_WEEKS]
    table = Table("", *(format_short_date(found.days[place].date, locale) for place in shown))
    for row in found.rows:
        cells = (
            "–"
            if cell is None
            else f"{starts.get(cell.pattern_id, cell.pattern_id)}{'*' * cell.pinned}{'!' * cell.is_unmet}"
            for cell in (row.cells[place] for place in shown)
        )
        table.add_row(row.staff_id, *cells)
    Console().print(table)


@shifts.command(name="export")
@click.argument("plan_id", type=int)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--encoding", type=click.Choice(["utf-8-sig", "cp932"]), default="utf-8-sig", show_default=True)
@click.pass_obj
def export_plan(settings: Settings, plan_id: int, file: Path, encoding: str) -> None:
    """Write a section's plan into a CSV file for a spreadsheet."""
    services = open_services(settings)
    with services.database.read() as tx:
        made = export.export_plan(tx, plan_id, encoding=encoding, actor=ACTOR)  # type: ignore[arg-type]
    services.close()
    if made.data is None:
        raise NothingTaken("\n".join(translator().sentence(issue.reason) for issue in made.issues))
    file.write_bytes(made.data)
    click.echo(f"Plan {plan_id} written to {file}.")


@shifts.command(name="change")
@click.argument("plan_id", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--despite-shortage", is_flag=True, help="Even where it leaves too few people.")
@click.pass_obj
def change(settings: Settings, plan_id: int, file: Path, despite_shortage: bool) -> None:
    """Change a plan by a CSV file (date, staff_id, pattern_id): all of it or, with anything wrong, nothing."""
    services = open_services(settings)
    with services.database.read() as tx:
        read = export.read_changes(tx, plan_id, file.name, file.read_bytes(), actor=ACTOR)
    errors = [issue for issue in read.report.issues if issue.severity == "error"]
    if errors:
        raise NothingTaken("\n".join(translator().sentence(issue.reason) for issue in errors))

    def work() -> None:
        with services.database.write() as tx:
            now = services.clock.now()
            editing.apply_change(tx, plan_id, read.changes, despite_shortage=despite_shortage, actor=ACTOR, now=now)

    retrying(work)
    services.close()
    click.echo(f"{len(read.changes)} days changed and pinned.")


@shifts.command(name="absent")
@click.argument("plan_id", type=int)
@click.argument("staff_id")
@click.argument("first", type=DAY)
@click.argument("last", type=DAY)
@click.option("--kind", type=click.Choice(absence.KINDS), default="leave", show_default=True)
@click.pass_obj
def absent(settings: Settings, plan_id: int, staff_id: str, first: datetime, last: datetime, kind: str) -> None:
    """Somebody falls ill: make a proposal that changes as few others as possible."""
    services = open_services(settings)
    console = Console()

    def ask() -> tuple[int, str]:
        with services.database.write() as tx:
            days = first.date(), last.date()
            now = services.clock.now()
            return absence.request_absence(tx, plan_id, staff_id, *days, kind=kind, actor=ACTOR, now=now)

    with running_jobs(services):
        made, job_id = retrying(ask)
        watch(services, job_id, console)
    with services.database.read() as tx:
        found = absence.absence_of(tx, made, actor=ACTOR)
    services.close()
    if found is not None:
        console.print(
            f"Plan {made}: {found.others_changed} others change (at least {found.others_bound}); "
            f"short {found.shortage} person-quarter-hours, {found.shortage_before} without a change"
        )


@shifts.command(name="compare")
@click.argument("plan_a", type=int)
@click.argument("plan_b", type=int)
@click.pass_obj
def compare(settings: Settings, plan_a: int, plan_b: int) -> None:
    """Who gains and who loses in PLAN_B against PLAN_A of the same section."""
    services = open_services(settings)
    with services.database.read() as tx:
        found = comparing.compare(tx, plan_a, plan_b, actor=ACTOR)
    services.close()
    table = Table("", f"plan {plan_a}", f"plan {plan_b}")
    for name in ("wishes_met", "shifted", "short", "worst_off"):
        pair = getattr(found, name)
        table.add_row(name.replace("_", " "), str(pair.a), str(pair.b))
    for person in found.people:
        table.add_row(f"{person.staff_id}, {person.days} days: wishes met", str(person.met.a), str(person.met.b))
    Console().print(table)
