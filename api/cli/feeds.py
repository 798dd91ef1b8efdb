"""`sekitori feed …`: calendar addresses from the terminal."""

from __future__ import annotations

from pathlib import Path

import rich_click as click
from rich.console import Console
from rich.table import Table

from api.wiring import Services, open_services
from scheduler.accounts import queries as accounts
from scheduler.domain.actor import Source, system_actor
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.feeds import operations, queries
from scheduler.feeds.mirror import write_mirror
from scheduler.feeds.readers import actor_of
from scheduler.feeds.views import PROFILES, Profile, Scope, View
from scheduler.settings import Settings

ACTOR = system_actor(Source.COMMAND)


@click.group()
def feed() -> None:
    """Calendar subscriptions: create, list, withdraw."""


@feed.command()
@click.argument("login")
@click.option("--scope", type=click.Choice(tuple(PROFILES)), default="person", help="What it is about.")
@click.option("--subject", help="Unit id, office, group (YG-HQ:web_room), section or round; one's own needs none.")
@click.option("--profile", type=click.Choice(("full", "busy", "desk", "public")), help="How much it shows.")
@click.option("--unit", "unit_id", help="Short for --scope unit --subject.")
@click.option("--office", "office_id", help="Short for --scope office --subject.")
@click.option("--label", default="", help="Where it is used: phone, Outlook, …")
@click.option("--english", is_flag=True, help="In English.")
@click.pass_obj
def create(
    settings: Settings,
    login: str,
    *,
    scope: Scope,
    subject: str | None,
    profile: Profile | None,
    unit_id: str | None,
    office_id: str | None,
    label: str,
    english: bool,
) -> None:
    """Make a calendar for the account LOGIN and print its address, which is shown only once."""
    services = open_services(settings)
    if unit_id or office_id:
        scope, subject = ("unit", unit_id) if unit_id else ("office", office_id)
    made = create_for(services, login, scope=scope, subject=subject, profile=profile, label=label, english=english)
    services.close()
    click.echo(made)


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
            # On the owner's behalf: it may show no more than its owner may see.
            actor=actor_of(tx, owner.account_id) or ACTOR,
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
        table.add_row(
            str(item.feed_id),
            f"{item.scope} {item.subject} ({item.profile})",
            item.label,
            fetched,
            item.fetched_by or "",
        )
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


@feed.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def mirror(settings: Settings, folder: Path) -> None:
    """Write the calendars that may go outside the network as files into FOLDER; unchanged files stay untouched."""
    services = open_services(settings)
    base_url = services.settings.base_url
    changed = write_mirror(services.database, folder, now=services.clock.now(), base_url=base_url)
    services.close()
    for path in changed:
        click.echo(path.name)
