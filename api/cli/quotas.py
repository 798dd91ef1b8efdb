"""`sekitori quota list | add | end`: what groups may have of a scarce kind."""

from __future__ import annotations

from typing import Any

import rich_click as click
from rich.console import Console
from rich.table import Table

from api.cli.office_names import Offices
from api.wiring import Services, open_services
from scheduler.domain.actor import Source, system_actor
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.offices.queries import offices
from scheduler.quotas import queries
from scheduler.quotas.operations import (
    COUNTED_KINDS,
    GRADES,
    GROUNDS,
    LARGEST,
    MEASURES,
    QuotaTerms,
    add_quota,
    end_quota,
)
from scheduler.quotas.queries import Quota
from scheduler.settings import Settings

ACTOR = system_actor(Source.COMMAND)


@click.group(name="quota")
def quota() -> None:
    """Quotas: a group's share of what is scarce, served before the rest goes to everybody."""


@quota.command(name="list")
@click.option("--all", "with_ended", is_flag=True, help="Those that have ended as well.")
@click.pass_obj
def list_quotas(settings: Settings, with_ended: bool) -> None:
    """Show the quotas in force."""
    services = open_services(settings)
    found = _quotas(services)
    services.close()
    table = Table("code", "name", "kind", "at most", "for whom", "ended")
    for item in found:
        if item.ended_at is None or with_ended:
            ended = f"{item.ended_at:%Y-%m-%d}" if item.ended_at else ""
            table.add_row(item.code, item.name_ja, item.kind, f"{item.most:,} {item.measure}", _group(item), ended)
    Console().print(table)


@quota.command(name="add")
@click.argument("code")
@click.argument("kind", type=click.Choice(COUNTED_KINDS))
@click.argument("most", type=click.IntRange(0, LARGEST))
@click.option("--measure", type=click.Choice(MEASURES), default="at_once", show_default=True, help="How it is counted.")
@click.option("--name", default="", help="What to call it. [the code]")
@click.option("--name-en", default="", help="Its name in English. [the name]")
@click.option("--office", "office_texts", multiple=True, help="Where the units are. [every office]")
@click.option("--department", "department_ids", multiple=True, help="Whose requests count. [every section]")
@click.option("--grade", "grades", multiple=True, type=click.Choice(GRADES), help="Of which grade. [every grade]")
@click.option("--ground", "grounds", multiple=True, type=click.Choice(GROUNDS), help="With which ground. [any]")
@click.pass_obj
def add(settings: Settings, /, code: str, name: str, office_texts: tuple[str, ...], **terms: Any) -> None:
    """Give a group a share: at most so many units of a kind, from the next plan on.

    Options that are given several times name one group together, which shares the quota.
    """
    services = open_services(settings)
    with services.database.read() as tx:
        known = Offices(offices(tx))
    office_ids = [known.find(text) for text in office_texts]
    with services.database.write() as tx:
        agreed = QuotaTerms(code=code, name_ja=name or code, office_ids=office_ids, **terms)
        add_quota(tx, agreed, actor=ACTOR, now=services.clock.now())
    services.close()
    click.echo(f"Quota {code} is in force from the next plan on.")


@quota.command(name="end")
@click.argument("code")
@click.pass_obj
def end(settings: Settings, code: str) -> None:
    """End a quota: the next plan does not count it."""
    services = open_services(settings)
    found = next((item for item in _quotas(services) if item.code == code), None)
    if found is None:
        raise Refused(Reason("quota-unknown", {"column": "code", "text": code}))
    with services.database.write() as tx:
        end_quota(tx, found.quota_id, actor=ACTOR, now=services.clock.now())
    services.close()
    click.echo(f"Quota {code} has ended.")


def _quotas(services: Services) -> tuple[Quota, ...]:
    with services.database.read() as tx:
        return queries.quotas(tx, actor=ACTOR)


def _group(item: Quota) -> str:
    parts = (item.office_ids, item.department_ids, item.grades, item.grounds)
    return "; ".join(", ".join(part) for part in parts if part) or "everybody"
