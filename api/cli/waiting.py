"""`sekitori waiting …`: who waits, what is offered, and looking for places at once."""

from __future__ import annotations

import rich_click as click
from rich.console import Console
from rich.table import Table

from api.cli.failures import translator
from api.cli.progress import running_jobs, watch
from api.formatting import format_interval, format_moment
from api.wiring import Services, open_services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Source, system_actor
from scheduler.settings import Settings
from scheduler.waiting import answers, joining, queries, sweep

ACTOR = system_actor(Source.COMMAND)


@click.group(name="waiting")
def waiting() -> None:
    """The waiting list, and what is offered to those on it."""


@waiting.command(name="list")
@click.option("--office", help="Of one office.")
@click.option("--kind", help="Of one kind.")
@click.pass_obj
def list_waiting(settings: Settings, office: str | None, kind: str | None) -> None:
    """Show who waits for what, in the order of their turn."""
    services = open_services(settings)
    with services.database.read() as tx:
        found = queries.waiting_list(tx, actor=ACTOR, now=services.clock.now(), office_id=office, kind=kind)
    services.close()
    words = translator()
    table = Table("date", "office", "kind", "when", "who", "turn", "waiting since")
    for item in found:
        when = format_interval(item.starts_at, item.ends_at, "en")
        since = format_moment(item.waits_since, "en")
        turn = words.sentence(item.barred[0]) if item.barred else f"{item.ahead + 1}/{item.together}"
        table.add_row(str(item.occurrence_id), item.office_id, item.kind, when, item.staff_id, turn, since)
    Console().print(table)


@waiting.command(name="offers")
@click.pass_obj
def list_offers(settings: Settings) -> None:
    """Show the offers that wait for an answer."""
    services = open_services(settings)
    with services.database.read() as tx:
        found = queries.open_offers(tx, actor=ACTOR)
    services.close()
    table = Table("offer", "who", "kind", "office", "when", "answer by", "moves")
    for item in found:
        when = format_interval(item.starts_at, item.ends_at, "en")
        until = format_moment(item.expires_at, "en")
        table.add_row(str(item.offer_id), item.staff_id, item.kind, item.office_id, when, until, str(item.moves))
    Console().print(table)


@waiting.command(name="search")
@click.argument("occurrence_id", type=int)
@click.pass_obj
def search(settings: Settings, occurrence_id: int) -> None:
    """Look for a place for one date that waits, moving only people who agreed to it."""
    services = open_services(settings)
    with running_jobs(services):
        job_id = retrying(lambda: _ask(services, occurrence_id))
        if job_id is not None:
            watch(services, job_id, Console())
    with services.database.read() as tx:
        offers = [item for item in queries.open_offers(tx, actor=ACTOR) if item.occurrence_id == occurrence_id]
    services.close()
    for item in offers:
        click.echo(f"Offer {item.offer_id} was made: {format_interval(item.starts_at, item.ends_at, 'en')}.")
    if not offers:
        click.echo("There is no place for it at the moment.")


def _ask(services: Services, occurrence_id: int) -> str | None:
    with services.database.write() as tx:
        return joining.look_for(tx, occurrence_id, actor=ACTOR, now=services.clock.now())


@waiting.command(name="withdraw")
@click.argument("offer_id", type=int)
@click.pass_obj
def withdraw(settings: Settings, offer_id: int) -> None:
    """Take an offer back; the place goes to whoever is next."""
    services = open_services(settings)

    def work() -> None:
        with services.database.write() as tx:
            answers.withdraw(tx, offer_id, actor=ACTOR, now=services.clock.now())

    retrying(work)
    services.close()
    click.echo(f"Offer {offer_id} was taken back.")


@waiting.command(name="sweep")
@click.pass_obj
def sweep_offers(settings: Settings) -> None:
    """End offers whose time is over; a running server does it by itself."""
    services = open_services(settings)

    def work() -> int:
        with services.database.write() as tx:
            return sweep.sweep(tx, now=services.clock.now())

    ended = retrying(work)
    services.close()
    click.echo(f"{ended} offers ended.")
