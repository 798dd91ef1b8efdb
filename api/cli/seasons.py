"""`sekitori season …`: seasons of staggered hours, opened, closed, published; which start times a bureau needs."""

from __future__ import annotations

from datetime import datetime

import rich_click as click
from rich.console import Console
from rich.table import Column, Table

from api.cli.progress import running_jobs, watch
from api.formatting import format_time, to_local
from api.wiring import Services, open_services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Source, system_actor
from scheduler.settings import Settings
from scheduler.shifts import choosing, publishing, queries, seasons

ACTOR = system_actor(Source.COMMAND)
EVENTS = ("close", "reopen", "end")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group(name="season")
def season() -> None:
    """Seasons of staggered hours: open for wishes, closed, published, ended."""


@season.command(name="list")
@click.pass_obj
def list_seasons(settings: Settings) -> None:
    """Show every season."""
    services = open_services(settings)
    with services.database.read() as tx:
        found = queries.seasons(tx, actor=ACTOR)
    services.close()
    table = Table(Column("season", no_wrap=True), "name", "days", "state", "wishes until")
    for item in found:
        days = f"{item.first_day} – {item.last_day}"
        table.add_row(
            item.season_id, item.name_ja, days, item.state.value, f"{to_local(item.wishes_close_at):%F %H:%M}"
        )
    Console().print(table)


@season.command(name="open")
@click.argument("season_id")
@click.argument("first_day", type=DAY)
@click.argument("last_day", type=DAY)
@click.option("--patterns", type=click.Choice(seasons.PATTERN_SETS), default="summer", show_default=True)
@click.option("--name", required=True, help="What people see.")
@click.option("--name-en", default="", help="In English. [the name]")
@click.pass_obj
def open_season(
    settings: Settings, season_id: str, first_day: datetime, last_day: datetime, patterns: str, name: str, name_en: str
) -> None:
    """Open SEASON_ID (2026-summer) for wishes, from FIRST_DAY to LAST_DAY."""
    services = open_services(settings)
    with services.database.write() as tx:
        seasons.create(
            tx,
            season_id,
            name_ja=name,
            name_en=name_en or name,
            first_day=first_day.date(),
            last_day=last_day.date(),
            patterns=patterns,
            actor=ACTOR,
            now=services.clock.now(),
        )
    services.close()
    click.echo(f"Season {season_id} is open for wishes.")


@season.command(name="move")
@click.argument("season_id")
@click.argument("event", type=click.Choice(EVENTS))
@click.pass_obj
def move(settings: Settings, season_id: str, event: str) -> None:
    """Close a season for wishes, reopen or end it."""
    services = open_services(settings)
    with services.database.write() as tx:
        seasons.move(tx, season_id, event=event, actor=ACTOR, now=services.clock.now())
    with services.database.read() as tx:
        state = queries.season_view(tx, season_id, actor=ACTOR).state
    services.close()
    click.echo(f"Season {season_id} is {state.value}.")


@season.command(name="publish")
@click.argument("season_id")
@click.option("--section", "sections", multiple=True, help="Only this section; may be given more than once. [all]")
@click.pass_obj
def publish(settings: Settings, season_id: str, sections: tuple[str, ...]) -> None:
    """Publish the open proposals of sections: all of them, or none when one no longer fits."""
    services = open_services(settings)

    def work() -> publishing.Published:
        with services.database.write() as tx:
            return publishing.publish_all(tx, season_id, sections or None, actor=ACTOR, now=services.clock.now())

    done = retrying(work)
    services.close()
    click.echo(f"{done.plans} plans published; {done.people} people told of {done.days} days.")


@season.command(name="patterns")
@click.argument("season_id")
@click.argument("bureau")
@click.option("--seconds", default=choosing.DEFAULT_SECONDS, show_default=True)
@click.pass_obj
def patterns(settings: Settings, season_id: str, bureau: str, seconds: float) -> None:
    """Which few start times would cover what the sections of BUREAU (its Japanese name) need."""
    services = open_services(settings)
    console = Console()
    with running_jobs(services):
        found = _worked_out(services, season_id, bureau, seconds, console)
    services.close()
    if found is None:
        raise click.ClickException("No start times were found.")
    table = Table("start", "end", "people by weekday", "offered now")
    for item in found.patterns:
        people = " ".join(f"{day} {count}" for day, count in item.people.items())
        table.add_row(format_time(item.start), format_time(item.end), people, "yes" if item.is_offered else "")
    console.print(table)
    console.print(f"missing {found.under}, too many {found.over} person-quarter-hours a week; ", end="")
    console.print("proven best" if found.cost == found.bound else f"cost {found.cost}, at least {found.bound}")


def _worked_out(
    services: Services, season_id: str, bureau: str, seconds: float, console: Console
) -> choosing.PatternProposal | None:
    def ask() -> str:
        with services.database.write() as tx:
            now = services.clock.now()
            return choosing.request_patterns(tx, season_id, bureau, seconds=seconds, actor=ACTOR, now=now)

    job_id = retrying(ask)
    watch(services, job_id, console)
    with services.database.read() as tx:
        return choosing.proposal_of(tx, job_id, actor=ACTOR)
