"""`sekitori shifts plan`: every section of a season planned, with what could not be covered."""

from __future__ import annotations

from collections.abc import Collection

import rich_click as click
from rich.console import Console
from rich.table import Table

from api.cli.failures import translator
from api.cli.progress import running_jobs, watch
from api.formatting import format_date
from api.i18n import Translator
from api.wiring import Services, open_services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Source, system_actor
from scheduler.settings import Settings
from scheduler.shifts import planning, queries
from scheduler.shifts.queries import PlanView, Shortage

ACTOR = system_actor(Source.COMMAND)


@click.group(name="shifts")
def shifts() -> None:
    """Staggered hours: seasons, wishes, and the plans of sections."""


@shifts.command(name="plan")
@click.option("--season", "season_id", required=True, help="The season's id, 2026-summer.")
@click.option("--section", "sections", multiple=True, help="Only this section; may be given more than once. [all]")
@click.option("--seconds", default=planning.DEFAULT_SECONDS, show_default=True, help="At most for each section.")
@click.pass_obj
def plan(settings: Settings, season_id: str, sections: tuple[str, ...], seconds: float) -> None:
    """Plan a season section by section; Ctrl-C leaves the rest for the next start."""
    services = open_services(settings)
    console = Console()
    with running_jobs(services):
        found = plan_and_watch(services, season_id, sections or None, seconds, console)
    services.close()
    show_plans(found, console)


def plan_and_watch(
    services: Services, season_id: str, sections: Collection[str] | None, seconds: float, console: Console
) -> tuple[PlanView, ...]:
    """The plans made; needs somebody who runs jobs: this process or a server."""

    def ask() -> str:
        with services.database.write() as tx:
            return planning.request_plan(
                tx, season_id, sections, seconds=seconds, actor=ACTOR, now=services.clock.now()
            )

    job_id = retrying(ask)
    watch(services, job_id, console)
    with services.database.read() as tx:
        return tuple(item for item in queries.plans(tx, season_id, actor=ACTOR) if item.job_id == job_id)


def show_plans(plans: Collection[PlanView], console: Console) -> None:
    """A line for each section, what is short in words, and the sums."""
    words = translator()
    table = Table("section", "name", "people", "wishes", "met", "short days", "gap", "seconds")
    for item in plans:
        table.add_row(item.department_id, item.section_ja, *_figures(item, words))
    console.print(table)
    for item in plans:
        for shortage in item.shortages:
            console.print(_short(item, shortage, words), markup=False, highlight=False, soft_wrap=True)
    made = [item for item in plans if item.gap is not None]
    wishes, met = (sum(item.figures[name] for item in made) for name in ("wishes", "met"))
    proven = sum(item.gap == 0 for item in made)
    short = sum(len(item.shortages) for item in made)
    console.print(
        f"{len(made)} of {len(plans)} sections planned, {proven} proven best; "
        f"{met:,} of {wishes:,} wishes met; {short} section-days short; "
        f"largest gap {max((item.gap or 0 for item in made), default=0):.2%}"
    )


def _figures(item: PlanView, words: Translator) -> tuple[str, ...]:
    if item.gap is None:
        why = " ".join(words.sentence(reason) for reason in item.reasons)
        return "", "", "", "", item.state.value, why
    numbers = (str(item.figures[name]) for name in ("people", "wishes", "met"))
    return *numbers, str(len(item.shortages)), f"{item.gap:.2%}", str(item.figures["seconds"])


def _short(item: PlanView, shortage: Shortage, words: Translator) -> str:
    """Which hours of a day are short, and of how many."""
    spans = ", ".join(
        f"{span.start:%H:%M}–{span.end:%H:%M} {words.t(f'shift-basis-{span.basis}')} {span.have}/{span.least}"
        for span in shortage.spans
    )
    day = format_date(shortage.date, words.locale)
    return f"{item.department_id} {day}: {shortage.present} of {shortage.required} ({-shortage.short_by}); {spans}"
