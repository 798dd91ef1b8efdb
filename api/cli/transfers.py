"""`sekitori transfer …`: stock against target, and equipment on its way between offices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import rich_click as click
from rich.console import Console
from rich.table import Table

from api.cli.office_names import Offices
from api.formatting import TOKYO, format_moment
from api.wiring import open_services
from scheduler.db.transaction import Transaction, retrying
from scheduler.domain.actor import Source, system_actor
from scheduler.loans.rules import Condition
from scheduler.offices.queries import offices
from scheduler.settings import Settings
from scheduler.transfers import operations, priority, queries, receiving, sending
from scheduler.transfers.balance import stock_lines
from scheduler.transfers.rules import CARRIERS, MOVABLE_KINDS

ACTOR = system_actor(Source.COMMAND)
T = TypeVar("T")


@click.group(name="transfer")
def transfer() -> None:
    """Equipment between offices: what is short, and what is on its way."""


@transfer.command(name="stock")
@click.option("--office", "office_text", help="One office, by its id or a part of its name. [all]")
@click.option("--kind", type=click.Choice(MOVABLE_KINDS), help="One kind. [all]")
@click.pass_obj
def stock(settings: Settings, office_text: str | None, kind: str | None) -> None:
    """Show what each office has beside what it should have."""
    services = open_services(settings)
    now = services.clock.now()
    with services.database.read() as tx:
        office_id = Offices(offices(tx)).find(office_text) if office_text else None
        lines = stock_lines(tx, actor=ACTOR, now=now, office_id=office_id, kind=kind)
    services.close()
    table = Table("office", "kind", "usable", "leaving", "coming", "reserve", "room", "short")
    for line in lines:
        counts = (line.usable, line.leaving, line.coming, line.reserve, line.room, line.short)
        table.add_row(line.office_id, line.kind, *("" if count is None else str(count) for count in counts))
    Console().print(table)


@transfer.command(name="list")
@click.option("--all", "with_ended", is_flag=True, help="Those that are over as well.")
@click.pass_obj
def list_transfers(settings: Settings, with_ended: bool) -> None:
    """Show the transfers under way."""
    services = open_services(settings)
    with services.database.read() as tx:
        found = queries.running(tx, actor=ACTOR, now=services.clock.now(), with_ended=with_ended)
    services.close()
    table = Table("number", "kind", "items", "from", "to", "expected", "state")
    for item in found:
        state = f"{item.state.value}{' (late)' if item.is_overdue else ''}"
        due = format_moment(item.due_at, "en")
        table.add_row(
            str(item.transfer_id), item.kind, str(item.units), item.from_office_id, item.to_office_id, due, state
        )
    Console().print(table)


@transfer.command(name="show")
@click.argument("transfer_id", type=int)
@click.pass_obj
def show(settings: Settings, transfer_id: int) -> None:
    """Show one transfer with its units."""
    services = open_services(settings)
    with services.database.read() as tx:
        detail = queries.one(tx, transfer_id, actor=ACTOR, now=services.clock.now())
    services.close()
    move = detail.transfer
    title = f"Transfer {transfer_id}: {move.from_office_id} to {move.to_office_id} ({move.state.value})"
    table = Table("number", "name", "packed", "what became of it", title=title)
    for item in detail.units:
        table.add_row(item.asset_number, item.name_ja, "yes" if item.is_packed else "", item.outcome or "")
    Console().print(table)


@transfer.command(name="order")
@click.argument("to_office")
@click.argument("asset_numbers", nargs=-1, required=True)
@click.option("--on", "leaves_on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day it leaves.")
@click.option("--by", "carrier", type=click.Choice(CARRIERS), default="courier", show_default=True)
@click.option("--due", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="When it arrives without the courier.")
@click.option("--note", default="", help="A note for those who pack.")
@click.pass_obj
def order(
    settings: Settings,
    to_office: str,
    asset_numbers: tuple[str, ...],
    leaves_on: datetime,
    carrier: str,
    due: datetime | None,
    note: str,
) -> None:
    """Have units sent to an office; they cannot be booked until they are due."""

    def work(tx: Transaction, now: datetime) -> operations.Ordered:
        return operations.order(
            tx,
            actor=ACTOR,
            now=now,
            asset_numbers=asset_numbers,
            to_office_id=Offices(offices(tx)).find(to_office),
            leaves_on=leaves_on.date(),
            carrier=carrier,
            due_at=due.replace(tzinfo=TOKYO) if due else None,
            note_ja=note,
        )

    made = _write(settings, work)
    click.echo(f"Transfer {made.transfer_id} is ordered and expected at {format_moment(made.due_at, 'en')}.")


@transfer.command(name="pack")
@click.argument("transfer_id", type=int)
@click.argument("asset_numbers", nargs=-1)
@click.option("--rest-stays", is_flag=True, help="What is not packed by now is not sent.")
@click.pass_obj
def pack(settings: Settings, transfer_id: int, asset_numbers: tuple[str, ...], rest_stays: bool) -> None:
    """Note what is packed, by the numbers on the units."""

    def work(tx: Transaction, now: datetime) -> None:
        for asset_number in asset_numbers:
            sending.pack_unit(tx, transfer_id, asset_number, actor=ACTOR, now=now)
        if rest_stays:
            sending.leave_the_rest(tx, transfer_id, actor=ACTOR, now=now)

    _write(settings, work)
    click.echo(f"Transfer {transfer_id}: packed {len(asset_numbers)}.")


@transfer.command(name="dispatch")
@click.argument("transfer_id", type=int)
@click.pass_obj
def dispatch(settings: Settings, transfer_id: int) -> None:
    """Note that a packed transfer has left."""
    _write(settings, lambda tx, now: sending.dispatch(tx, transfer_id, actor=ACTOR, now=now))
    click.echo(f"Transfer {transfer_id} has left.")


@transfer.command(name="receive")
@click.argument("transfer_id", type=int)
@click.argument("asset_numbers", nargs=-1)
@click.option(
    "--condition", type=click.Choice([item.value for item in Condition]), default="good", show_default=True,
    help="How the units came.",
)  # fmt: skip
@click.option("--note", default="", help="What is wrong with them.")
@click.option("--rest-missing", is_flag=True, help="What was not received by now did not arrive.")
@click.pass_obj
def receive(
    settings: Settings,
    transfer_id: int,
    asset_numbers: tuple[str, ...],
    condition: str,
    note: str,
    rest_missing: bool,
) -> None:
    """Note what has arrived, by the numbers on the units."""

    def work(tx: Transaction, now: datetime) -> list[str]:
        found = [
            receiving.receive_unit(
                tx,
                asset_number,
                transfer_id=transfer_id,
                condition=Condition(condition),
                note=note,
                actor=ACTOR,
                now=now,
            )
            for asset_number in asset_numbers
        ]
        lines = [f"{item.asset_number}: {item.outcome}" for item in found]
        if rest_missing:
            closed = receiving.close_receipt(tx, transfer_id, actor=ACTOR, now=now)
            lines += [f"{asset_number}: missing" for asset_number in closed.missing]
        return lines

    for line in _write(settings, work):
        click.echo(line)


@transfer.command(name="cancel")
@click.argument("transfer_id", type=int)
@click.pass_obj
def cancel(settings: Settings, transfer_id: int) -> None:
    """Call a transfer off that has not left."""
    _write(settings, lambda tx, now: operations.cancel(tx, transfer_id, actor=ACTOR, now=now))
    click.echo(f"Transfer {transfer_id} is cancelled.")


@transfer.command(name="priority")
@click.argument("office")
@click.option("--reason", default="", help="Why it comes first.")
@click.option("--end", is_flag=True, help="It takes its turn again.")
@click.pass_obj
def prefer(settings: Settings, office: str, reason: str, end: bool) -> None:
    """Let an office come first in every list of transfers, in a disaster."""

    def work(tx: Transaction, now: datetime) -> str:
        office_id = Offices(offices(tx)).find(office)
        if end:
            priority.end_priority(tx, office_id, actor=ACTOR, now=now)
        else:
            priority.set_priority(tx, office_id, reason, actor=ACTOR, now=now)
        return office_id

    office_id = _write(settings, work)
    click.echo(f"{office_id} takes its turn again." if end else f"{office_id} comes first.")


def _write(settings: Settings, work: Callable[[Transaction, datetime], T]) -> T:
    services = open_services(settings)

    def attempt() -> T:
        with services.database.write() as tx:
            return work(tx, services.clock.now())

    try:
        return retrying(attempt)
    finally:
        services.close()
