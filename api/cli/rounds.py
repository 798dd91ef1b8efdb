"""`sekitori round …`: open, close, propose, stop, show, apply; further ones are in reasons.py and trying.py."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import rich_click as click
from rich.console import Console
from rich.table import Table

from api.cli import reasons, trying
from api.cli.progress import running_jobs, watch
from api.formatting import TOKYO, format_date_range
from api.wiring import Services, open_services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Source, system_actor
from scheduler.plans import applying, operations, queries
from scheduler.plans.queries import PlanView
from scheduler.rounds import operations as round_operations
from scheduler.rounds import queries as round_queries
from scheduler.settings import Settings

if TYPE_CHECKING:
    from scheduler.rounds.queries import RoundView

ACTOR = system_actor(Source.COMMAND)


@click.group(name="round")
def round_() -> None:
    """Rounds: requests collected for some days and allocated together."""


@round_.command(name="list")
@click.pass_obj
def list_rounds(settings: Settings) -> None:
    """Show every round and where it stands."""
    services = open_services(settings)
    with services.database.read() as tx:
        found = round_queries.rounds(tx, actor=ACTOR)
    services.close()
    table = Table("id", "name", "first day", "last day", "state", "seed")
    for item in found:
        days = (str(item.first_day), str(item.last_day))
        table.add_row(str(item.round_id), item.name_ja, *days, item.state.value, str(item.seed))
    Console().print(table)


@round_.command(name="open")
@click.argument("first_day", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("last_day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--closes", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="When it closes. [the day before, 12:00]")
@click.pass_obj
def open_round(settings: Settings, first_day: datetime, last_day: datetime, closes: datetime | None) -> None:
    """Open a round for the requests of some days, both included."""
    services = open_services(settings)
    round_id = open_for(services, first_day.date(), last_day.date(), closes)
    services.close()
    click.echo(f"Round {round_id} is open.")


def open_for(services: Services, first_day: date, last_day: date, closes: datetime | None = None) -> int:
    """Open a round that is named by its days."""
    closes_at = closes.replace(tzinfo=TOKYO) if closes else datetime.combine(first_day, time(0), TOKYO)
    with services.database.write() as tx:
        return round_operations.open_round(
            tx,
            name_ja=f"{format_date_range(first_day, last_day, 'ja')}の受付回",
            name_en=f"Round for {format_date_range(first_day, last_day, 'en')}",
            first_day=first_day,
            last_day=last_day,
            closes_at=closes_at,
            actor=ACTOR,
            now=services.clock.now(),
        )


@round_.command(name="close")
@click.argument("round_id", type=int)
@click.pass_obj
def close_round(settings: Settings, round_id: int) -> None:
    """Stop collecting requests."""
    services = open_services(settings)
    with services.database.write() as tx:
        round_operations.move_round(tx, round_id, event="close", actor=ACTOR, now=services.clock.now())
    services.close()
    click.echo(f"Round {round_id} is closed.")


@round_.command(name="propose")
@click.argument("round_id", type=int)
@click.option("--seconds", default=60.0, show_default=True, help="How long the solver may take.")
@click.option("--work", type=click.IntRange(1), help="A budget of work instead: the same plan again anywhere.")
@click.pass_obj
def propose(settings: Settings, round_id: int, seconds: float, work: int | None) -> None:
    """Let the solver make a plan; Ctrl-C leaves the job for the next start."""
    services = open_services(settings)
    console = Console()
    with running_jobs(services):
        plan = propose_and_watch(services, round_id, seconds, console, work=work)
    services.close()
    show_plan(plan, console)


def propose_and_watch(
    services: Services, round_id: int, seconds: float, console: Console, *, work: int | None = None
) -> PlanView:
    """Needs somebody who runs jobs: this process or a server."""

    def ask() -> tuple[int, str]:
        with services.database.write() as tx:
            return operations.request_plan(
                tx, round_id, seconds=seconds, work=work, actor=ACTOR, now=services.clock.now()
            )

    plan_id, job_id = retrying(ask)
    watch(services, job_id, console)
    with services.database.read() as tx:
        return queries.one(tx, plan_id, actor=ACTOR)


@round_.command(name="stop")
@click.argument("plan_id", type=int)
@click.pass_obj
def stop_plan(settings: Settings, plan_id: int) -> None:
    """Call off a plan that is being made; the round keeps the proposal it had."""
    services = open_services(settings)
    with services.database.write() as tx:
        operations.stop_plan(tx, plan_id, actor=ACTOR, now=services.clock.now())
    services.close()
    click.echo(f"Plan {plan_id} is called off.")


@round_.command(name="show")
@click.argument("round_id", type=int)
@click.pass_obj
def show_round(settings: Settings, round_id: int) -> None:
    """Show a round and the figures of its latest plan."""
    services = open_services(settings)
    with services.database.read() as tx:
        view: RoundView = round_queries.one(tx, round_id, actor=ACTOR)
        demand = round_queries.demand(tx, view.first_day, view.last_day)
        plans = queries.plans(tx, round_id, actor=ACTOR)
    services.close()
    click.echo(f"{view.name_ja} ({view.state.value}), seed {view.seed}")
    click.echo(f"waiting: {demand.waiting} dates, {demand.unapproved} more without approval")
    if plans:
        show_plan(plans[0], Console())


@round_.command(name="apply")
@click.argument("plan_id", type=int)
@click.confirmation_option(prompt="Turn the proposal into bookings?")
@click.pass_obj
def apply_plan(settings: Settings, plan_id: int) -> None:
    """Turn a plan into bookings: all of it, or nothing when it no longer fits."""
    services = open_services(settings)
    booked = apply_now(services, plan_id)
    services.close()
    click.echo(f"{booked} bookings were made.")


def apply_now(services: Services, plan_id: int) -> int:
    def work() -> int:
        with services.database.write() as tx:
            return applying.apply_plan(tx, plan_id, actor=ACTOR, now=services.clock.now())

    return retrying(work)


def show_plan(plan: PlanView, console: Console) -> None:
    """The figures of a plan, as on its page."""
    table = Table("kind", "asked", "granted", "share", title=f"Plan {plan.plan_id} ({plan.status or plan.state.value})")
    for kind, figures in plan.figures.get("by_kind", {}).items():
        share = figures["granted"] / figures["asked"]
        table.add_row(kind, f"{figures['asked']:,}", f"{figures['granted']:,}", f"{share:.1%}")
    console.print(table)
    if plan.gap is not None:
        proven = "proven: no plan serves more weight" if plan.gap == 0 else f"at most {plan.gap:.2%} below the best"
        console.print(f"{proven}; {plan.figures.get('seconds', 0)} s")


for _command in (reasons.show_reasons, *trying.COMMANDS):
    round_.add_command(_command)
