"""`sekitori feed …`: calendar addresses from the terminal."""

from __future__ import annotations

import rich_click as click
from rich.console import Console
from rich.table import Table

from api.wiring import Services, open_services
from scheduler.accounts import queries as accounts
from scheduler.domain.actor import Actor, Role, Source, system_actor
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.feeds import operations, queries
from scheduler.feeds.views import PROFILES, Profile, Scope, View
from scheduler.settings import Settings

ACTOR = system_actor(Source.COMMAND)


@click.group()
def feed() -> None:
    """Calendar subscriptions: create, list, withdraw."""


@feed.command()
@click.argument("login")
@click.option("--unit", "unit_id", help="The calendar of a unit instead of the person's own.")
@click.option("--office", "office_id", help="The calendar of an office.")
@click.option("--label", default="", help="Where it is used: phone, Outlook, …")
@click.option("--english", is_flag=True, help="In English.")
@click.pass_obj
def create(
    settings: Settings, login: str, unit_id: str | None, office_id: str | None, label: str, english: bool
) -> None:
    """Make a calendar for the account LOGIN and print its address, which is shown only once."""
    services = open_services(settings)
    scope: Scope = "unit" if unit_id else "office" if office_id else "person"
    subject = unit_id or office_id
    address = create_for(services, login, scope=scope, subject=subject, label=label, english=english)
    services.close()
    click.echo(address)


def create_for(
    services: Services,
    login: str,
    *,
    scope: Scope = "person",
    subject: str | None = None,
    profile: Profile | None = None,
    label: str = "",
    english: bool = False,
) -> str:
    """The address of a new calendar of an account."""
    with services.database.write() as tx:
        owner = accounts.by_login(tx, actor=ACTOR, login=login)
        if scope == "person" and owner.staff_id is None:
            raise Refused(Reason("account-without-person", {"login": login}))
        made = operations.create(
            tx,
            View(scope, subject or owner.staff_id or "", profile or PROFILES[scope][0], "en" if english else "ja"),
            account_id=owner.account_id,
            label=label,
            # On the owner's behalf: nobody else may subscribe to a person's calendar.
            actor=Actor(owner.staff_id, frozenset({Role.STAFF}), None, None, Source.COMMAND),
            now=services.clock.now(),
        )
    return made.address(services.settings.base_url)


@feed.command(name="list")
@click.argument("login")
@click.pass_obj
def list_feeds(settings: Settings, login: str) -> None:
    """Show the calendars of an account and who fetched them last."""
    services = open_services(settings)
    with services.database.read() as tx:
        owner = accounts.by_login(tx, actor=ACTOR, login=login)
        found = queries.of_account(tx, owner.account_id)
    services.close()
    table = Table("id", "what", "label", "last fetched", "by")
    for item in found:
        fetched = f"{item.fetched_at:%Y-%m-%d %H:%M} UTC" if item.fetched_at else ""
        table.add_row(str(item.feed_id), f"{item.scope} {item.subject}", item.label, fetched, item.fetched_by or "")
    Console().print(table)


@feed.command()
@click.argument("feed_id", type=int)
@click.pass_obj
def revoke(settings: Settings, feed_id: int) -> None:
    """Withdraw a calendar: its address says so for 14 days and is gone after that."""
    services = open_services(settings)
    with services.database.write() as tx:
        operations.revoke(tx, feed_id, account_id=0, actor=ACTOR, now=services.clock.now())
    services.close()
    click.echo(f"Calendar {feed_id} is withdrawn.")
