"""`sekitori user …`: accounts from the server's own terminal, for the first administrator and for emergencies."""

from __future__ import annotations

import rich_click as click
from rich.console import Console
from rich.table import Table

from api.wiring import open_services
from scheduler.accounts import operations, queries
from scheduler.domain.actor import Role, Source, system_actor
from scheduler.settings import Settings

ACTOR = system_actor(Source.COMMAND)
ROLES = click.Choice([role.value for role in Role if role is not Role.STAFF])


@click.group()
def user() -> None:
    """Accounts: create, list, change passwords and roles, close."""


@user.command(name="list")
@click.pass_obj
def list_users(settings: Settings) -> None:
    """Show every account with its roles."""
    services = open_services(settings)
    with services.database.read() as tx:
        found = queries.accounts(tx, actor=ACTOR)
    services.close()
    table = Table("login", "staff number", "roles", "open")
    for item in found:
        table.add_row(item.login, item.staff_id or "", ", ".join(sorted(item.roles)), "yes" if item.is_active else "no")
    Console().print(table)


@user.command()
@click.argument("login")
@click.option("--staff-id", help="The staff number of the person, S000123.")
@click.option("--role", "roles", type=ROLES, multiple=True, help="May be given more than once.")
@click.password_option(help="At least 12 characters; asked for when it is left out.")
@click.pass_obj
def create(settings: Settings, login: str, staff_id: str | None, roles: tuple[str, ...], password: str) -> None:
    """Create an account."""
    services = open_services(settings)
    with services.database.write() as tx:
        operations.create(
            tx,
            actor=ACTOR,
            now=services.clock.now(),
            login=login,
            password=password,
            staff_id=staff_id,
            roles=[Role(role) for role in roles],
        )
    services.close()
    click.echo(f"Account {login} was created.")


@user.command()
@click.argument("login")
@click.password_option(help="At least 12 characters; asked for when it is left out.")
@click.pass_obj
def password(settings: Settings, login: str, password: str) -> None:
    """Give an account a new password; it is signed out everywhere."""
    services = open_services(settings)
    with services.database.write() as tx:
        found = queries.by_login(tx, actor=ACTOR, login=login)
        operations.set_password(
            tx, actor=ACTOR, now=services.clock.now(), account_id=found.account_id, password=password
        )
    services.close()
    click.echo(f"The password of {login} was changed.")


@user.command()
@click.argument("login")
@click.option("--role", "roles", type=ROLES, multiple=True, help="Exactly these; none takes all away.")
@click.pass_obj
def roles(settings: Settings, login: str, roles: tuple[str, ...]) -> None:
    """Give an account exactly these roles."""
    services = open_services(settings)
    with services.database.write() as tx:
        found = queries.by_login(tx, actor=ACTOR, login=login)
        wanted = [Role(role) for role in roles]
        operations.set_roles(tx, actor=ACTOR, now=services.clock.now(), account_id=found.account_id, roles=wanted)
    services.close()
    click.echo(f"{login}: {', '.join(roles) or 'no roles'}")


@user.command()
@click.argument("login")
@click.pass_obj
def deactivate(settings: Settings, login: str) -> None:
    """Close an account: nobody can sign in with it, and its calendars stop."""
    services = open_services(settings)
    with services.database.write() as tx:
        found = queries.by_login(tx, actor=ACTOR, login=login)
        operations.deactivate(tx, actor=ACTOR, now=services.clock.now(), account_id=found.account_id)
    services.close()
    click.echo(f"Account {login} is closed.")
