"""`sekitori doctor`."""

from __future__ import annotations

import rich_click as click
from click.exceptions import Exit

from api.wiring import open_services
from scheduler.accounts.queries import has_open_samples
from scheduler.doctor.queries import CHECKS, examine
from scheduler.settings import Settings


@click.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Examine the living data for what must never be; exit code 1 when something is found."""
    services = open_services(settings)
    with services.database.read() as tx:
        findings = examine(tx)
        exposed = has_open_samples(tx)
    services.close()
    for finding in findings:
        click.echo(str(finding), err=True)
    if exposed:
        click.echo("note: sample accounts with a printed password are open")
    if findings:
        raise Exit(1)
    click.echo(f"{len(CHECKS)} checks, nothing found: {', '.join(CHECKS)}")
