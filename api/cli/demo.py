"""`sekitori demo`: from nothing to a prefecture one can walk through; a second start goes on where the first ended."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import rich_click as click
from rich.console import Console

from api.cli.feeds import create_for
from api.cli.files import import_directory
from api.cli.progress import running_jobs
from api.cli.rounds import ACTOR, apply_now, open_for, propose_and_watch, show_plan
from api.cli.server import on_port, prepare_database
from api.formatting import TOKYO
from api.server import serve as serve_services
from api.wiring import Services, open_services
from scheduler.clock import Clock
from scheduler.demo import people
from scheduler.demo.clock import set_clock
from scheduler.demo.people import PASSWORD, SamplePerson
from scheduler.imports.sample import sample_directory
from scheduler.offices.queries import offices
from scheduler.rounds import operations as round_operations
from scheduler.rounds import queries as round_queries
from scheduler.settings import Settings

# The first full week of July 2026, looked at on the Friday before it.
FIRST_DAY, LAST_DAY = date(2026, 7, 6), date(2026, 7, 10)
DEMO_STARTS = datetime(2026, 7, 3, 14, 0, tzinfo=TOKYO)
SOLVE_SECONDS = 20.0
FEED_FILE = "demo-feed.json"


@click.command()
@click.option(
    "--sample", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Another directory of CSV."
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Only set up.")
@click.pass_obj
def demo(settings: Settings, sample: Path | None, port: int, no_serve: bool) -> None:
    """Load the sample prefecture, run one round for 6-10 July 2026, and serve it on this machine.

    The data is kept: a second start serves it again.
    """
    console = Console()
    settings = on_port(settings, port)
    prepare_database(settings)
    _load(settings, sample, console)
    services = open_services(settings)
    _run_round(services, console)
    with services.database.write() as tx:
        accounts = people.create_sample_accounts(tx, now=services.clock.now())
    address = _feed_address(services, accounts[0])
    _print_addresses(console, settings, accounts, address)
    services.close()
    if not no_serve:
        serve_services(open_services(settings), "127.0.0.1", port)


def _load(settings: Settings, sample: Path | None, console: Console) -> None:
    """The sample data, on a clock that is set into it."""
    services = open_services(settings)
    with services.database.read() as tx:
        is_loaded = bool(offices(tx))
    if is_loaded:
        services.close()
        return
    services = replace(services, clock=Clock(_offset_to(DEMO_STARTS)))
    files = sample_directory() if sample is None else {path.name: path.read_bytes() for path in sample.glob("*.csv")}
    import_directory(services, files, console, mode="strict")
    with services.database.write() as tx:
        set_clock(tx, offset=services.clock.offset)
    services.close()


def _offset_to(moment: datetime) -> timedelta:
    return moment - Clock().now()


def _run_round(services: Services, console: Console) -> None:
    """One round, unless the days have had theirs."""
    with services.database.read() as tx:
        found = [item for item in round_queries.rounds(tx, actor=ACTOR) if item.first_day == FIRST_DAY]
    if found and found[0].state == "applied":
        return
    round_id = (
        found[0].round_id
        if found
        else open_for(services, FIRST_DAY, LAST_DAY, datetime(2026, 7, 3, 12, 0, tzinfo=TOKYO))
    )
    if not found or found[0].state == "open":
        with services.database.write() as tx:
            round_operations.move_round(tx, round_id, event="close", actor=ACTOR, now=services.clock.now())
    with running_jobs(services):
        plan = propose_and_watch(services, round_id, SOLVE_SECONDS, console)
    show_plan(plan, console)
    console.print(f"{apply_now(services, plan.plan_id)} bookings made.")


def _feed_address(services: Services, person: SamplePerson) -> str:
    """A calendar's address is shown only once; the demonstration keeps its own beside its data."""
    kept = services.settings.data_dir / FEED_FILE
    if kept.exists():
        return str(json.loads(kept.read_text())["address"])
    address = create_for(services, person.login)
    kept.touch(mode=0o600)
    kept.write_text(json.dumps({"address": address}))
    return address


def _print_addresses(
    console: Console, settings: Settings, accounts: tuple[SamplePerson, ...], feed_address: str
) -> None:
    base = settings.base_url
    console.print()
    console.print(f"画面 / pages         {base}/", markup=False)
    console.print(f"API                  {base}/api/docs", markup=False)
    console.print(f"カレンダー / feed    {feed_address}", markup=False, soft_wrap=True)
    console.print(f"見本の日時 / clock   {DEMO_STARTS:%Y-%m-%d %H:%M} で開始 / started there", markup=False)
    console.print(f"見本の利用者 / sample accounts (password: {PASSWORD})", markup=False)
    for person in accounts:
        console.print(f"  {person.login}  {person.role.value}", markup=False)
    console.print("Ctrl-C で終了します / stops it.", markup=False)
