"""`sekitori round reasons`: why a plan refuses what it refuses, what would help, and where it is short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import rich_click as click
from rich.console import Console

from api.cli.failures import translator
from api.formatting import format_interval
from api.i18n import Translator
from api.naming import OFFICES
from api.wiring import open_services
from scheduler.domain.actor import Source, system_actor
from scheduler.plans import queries
from scheduler.plans.queries import ProposalView
from scheduler.settings import Settings

ACTOR = system_actor(Source.COMMAND)


@click.command(name="reasons")
@click.argument("plan_id", type=int)
@click.pass_obj
def show_reasons(settings: Settings, plan_id: int) -> None:
    """Show why each refused request is refused, what would help, and what one more unit would serve."""
    services = open_services(settings)
    OFFICES.open(services.database)
    with services.database.read() as tx:
        view = queries.one(tx, plan_id, actor=ACTOR)
        refused = queries.proposals(tx, plan_id, actor=ACTOR, outcome="refused")
    words = translator()
    lines = [line for item in refused for line in _refusal(words, item)]
    shortages = [_shortage(words, item) for item in view.figures.get("shortages", ())]
    services.close()
    if shortages:
        lines += ["", words.t("rounds-shortages"), *(f"  {line}" for line in shortages)]
    Console(soft_wrap=True).print("\n".join(lines), markup=False, highlight=False)


def _refusal(words: Translator, item: ProposalView) -> Iterator[str]:
    when = format_interval(item.asked_starts_at, item.asked_ends_at, words.locale)
    office = OFFICES.name(item.asked_office_id, words.locale)
    yield f"{item.request_code} {item.staff_id} {words.t(f'kind-{item.kind}')} {when} {office}"
    yield from (f"  {words.sentence(reason)}" for reason in (*item.reasons, *item.remedies))
    yield from (f"  {words.t('rounds-was_free')}: {_place(words, choice)}" for choice in item.alternatives)


def _shortage(words: Translator, item: Mapping[str, Any]) -> str:
    kind = words.t(f"kind-{item['kind']}")
    if item.get("requests") is None:
        return f"{_place(words, item)} {kind}: {words.t('rounds-not_looked_at')}"
    served = words.t("rounds-one_more_serves", requests=item["requests"], weight=f"{item['weight']:,}")
    return f"{_place(words, item)} {kind}: {served}"


def _place(words: Translator, where: Mapping[str, Any]) -> str:
    start, end = (datetime.fromisoformat(where[name]) for name in ("starts_at", "ends_at"))
    return f"{format_interval(start, end, words.locale)} {OFFICES.name(where['office_id'], words.locale)}"
