"""`sekitori repair …`: bookings that a closure gets in the way of, moved by a proposal."""

from __future__ import annotations

import rich_click as click
from rich.console import Console
from rich.table import Table

from api.cli.progress import running_jobs, watch
from api.formatting import format_interval
from api.wiring import Services, open_services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Source, system_actor
from scheduler.repairs import applying, operations, queries
from scheduler.repairs.applying import Applied
from scheduler.repairs.queries import RepairView, Spot
from scheduler.settings import Settings

ACTOR = system_actor(Source.COMMAND)


@click.group(name="repair")
def repair() -> None:
    """What to do about bookings that a closure or an outage gets in the way of."""


@repair.command(name="propose")
@click.argument("closure_id", type=int)
@click.option("--seconds", default=operations.DEFAULT_SECONDS, show_default=True, help="How long the solver may take.")
@click.pass_obj
def propose(settings: Settings, closure_id: int, seconds: float) -> None:
    """Work out who moves where; nothing changes before it is applied."""
    services = open_services(settings)
    with running_jobs(services):
        repair_id, job_id = retrying(lambda: _request(services, closure_id, seconds))
        watch(services, job_id, Console())
    with services.database.read() as tx:
        view = queries.one(tx, repair_id, actor=ACTOR)
    services.close()
    show_repair(view, Console())


def _request(services: Services, closure_id: int, seconds: float) -> tuple[int, str]:
    with services.database.write() as tx:
        return operations.request_repair(tx, closure_id, seconds=seconds, actor=ACTOR, now=services.clock.now())


@repair.command(name="show")
@click.argument("repair_id", type=int)
@click.pass_obj
def show(settings: Settings, repair_id: int) -> None:
    """Show what a repair proposes."""
    services = open_services(settings)
    with services.database.read() as tx:
        view = queries.one(tx, repair_id, actor=ACTOR)
    services.close()
    show_repair(view, Console())


@repair.command(name="apply")
@click.argument("repair_id", type=int)
@click.confirmation_option(prompt="Move the bookings as proposed?")
@click.pass_obj
def apply(settings: Settings, repair_id: int) -> None:
    """Move everybody as proposed: all of it, or nothing when it no longer fits."""
    services = open_services(settings)

    def work() -> Applied:
        with services.database.write() as tx:
            return applying.apply_repair(tx, repair_id, actor=ACTOR, now=services.clock.now())

    done = retrying(work)
    services.close()
    click.echo(f"{done.moved} bookings were moved; {done.lost} without a place wait for one.")


def show_repair(view: RepairView, console: Console) -> None:
    """As on its page."""
    table = Table("booking", "who", "from", "to", "why", title=f"Repair {view.repair_id} ({view.state.value})")
    for item in view.moves:
        why = "in the way" if item.is_displaced else "agreed"
        table.add_row(str(item.booking_id), item.who.staff_id, _place(item.before), _place(item.after), why)
    for lost in view.lost:
        table.add_row(str(lost.booking_id), lost.who.staff_id, _when(lost.who), "-", "no place")
    for kept in view.by_hand:
        table.add_row(str(kept.booking_id), kept.who.staff_id, _when(kept.who), "?", kept.why)
    console.print(table)
    proven = "no fewer are possible" if view.is_proven else f"at least {view.fewest} to another time or office"
    console.print(f"{len(view.moves)} move ({view.others} of others), {len(view.lost)} have no place; {proven}")


def _place(spot: Spot) -> str:
    return f"{format_interval(spot.starts_at, spot.ends_at, 'en')} {spot.office_id} {' '.join(spot.units)}"


def _when(who: queries.Who) -> str:
    return format_interval(who.starts_at, who.ends_at, "en")
