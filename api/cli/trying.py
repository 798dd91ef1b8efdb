"""`sekitori round what-if | compare | verify`: plans that are only tried, held against each other, and replayed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rich_click as click
from rich.console import Console
from rich.table import Table

from api.cli.failures import translator
from api.cli.office_names import Offices
from api.cli.progress import running_jobs, watch
from api.cli.scenario_options import scenario_of
from api.naming import OFFICES
from api.scenario_text import describe
from api.wiring import Services, open_services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Source, system_actor
from scheduler.offices.queries import offices
from scheduler.plans import operations, queries
from scheduler.plans.comparing import Comparison, Pair, compare
from scheduler.plans.scenario import Scenario
from scheduler.plans.verifying import Check, replay_of, solve_again, verify
from scheduler.settings import Settings

ACTOR = system_actor(Source.COMMAND)
MARKS = {True: "✓", False: "✗", None: "－"}
MOST_LISTED = 20


@click.command(name="what-if")
@click.argument("round_id", type=int)
@click.option("--stock", multiple=True, metavar="OFFICE:KIND:+2", help="More units, or fewer (-2).")
@click.option("--close", "closed", multiple=True, metavar="OFFICE:KIND:FROM:TO", help="An office or a kind is closed.")
@click.option("--hours", multiple=True, metavar="[OFFICE=]08:00-18:00", help="When seats and rooms can be used.")
@click.option("--weight", "weights", multiple=True, metavar="child=50", help="Another bonus of a class, or of refusal.")
@click.option("--scale", multiple=True, metavar="KIND:OFFICE:20%", help="So much more demand.")
@click.option("--wishes", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV or JSON of requests.")
@click.option("--base", "base_plan_id", type=int, help="The plan to start from. [the applied or the latest]")
@click.option("--name", default="", help="What to call it.")
@click.option("--seconds", default=60.0, show_default=True, help="How long the solver may take.")
@click.pass_obj
def what_if(
    settings: Settings,
    /,
    round_id: int,
    wishes: Path | None,
    base_plan_id: int | None,
    seconds: float,
    **different: Any,
) -> None:
    """Try a round with something different; nothing in the round changes."""
    services = open_services(settings)
    OFFICES.open(services.database)
    console = Console()
    with services.database.read() as tx:
        known = Offices(offices(tx))
    text = wishes.read_text(encoding="utf-8-sig") if wishes else ""
    scenario = scenario_of(known, wishes=text, **different)
    with running_jobs(services):
        plan_id = _try_and_watch(services, round_id, scenario, seconds, base_plan_id, console)
    with services.database.read() as tx:
        view = queries.one(tx, plan_id, actor=ACTOR)
        found = compare(tx, view.previous_plan_id or plan_id, plan_id, actor=ACTOR)
    services.close()
    console.print("\n".join(describe(translator(), scenario)))
    if view.figures["base"]["changed"]:
        console.print(translator().t("what_if-input_changed", count=view.figures["base"]["changed"]))
    show_comparison(found, console)


def _try_and_watch(
    services: Services, round_id: int, scenario: Scenario, seconds: float, base: int | None, console: Console
) -> int:
    def ask() -> tuple[int, str]:
        with services.database.write() as tx:
            return operations.request_what_if(
                tx, round_id, scenario, seconds=seconds, base_plan_id=base, actor=ACTOR, now=services.clock.now()
            )

    plan_id, job_id = retrying(ask)
    watch(services, job_id, console)
    return plan_id


@click.command(name="compare")
@click.argument("plan_a", type=int)
@click.argument("plan_b", type=int)
@click.pass_obj
def compare_plans(settings: Settings, plan_a: int, plan_b: int) -> None:
    """Show who gains and who loses in the second plan."""
    services = open_services(settings)
    OFFICES.open(services.database)
    with services.database.read() as tx:
        found = compare(tx, plan_a, plan_b, actor=ACTOR)
    services.close()
    show_comparison(found, Console())


def show_comparison(found: Comparison, console: Console) -> None:
    words = translator()
    table = Table("", f"plan {found.plan_a}", f"plan {found.plan_b}", "±", title=words.t("compare-title"))
    for row in found.by_kind:
        _row(table, words.t(f"kind-{row.kind}"), row.granted, row.asked)
    for office in found.by_office:
        _row(table, OFFICES.name(office.office_id, words.locale), office.granted)
    _row(table, words.t("compare-travel"), found.travel_min)
    _row(table, words.t("compare-moved"), found.moved_min)
    table.add_row(
        words.t("compare-weight"),
        f"{found.weight_a.value:,} (≤ {found.weight_a.bound:,})",
        f"{found.weight_b.value:,} (≤ {found.weight_b.bound:,})",
        f"{found.weight_b.value - found.weight_a.value:+,}" if found.same_weights else "",
    )
    console.print(table)
    for name, changes in (("compare-gains", found.gains), ("compare-losses", found.losses)):
        people = ", ".join(str(item.staff_id or item.department_id) for item in changes[:MOST_LISTED])
        more = " …" if len(changes) > MOST_LISTED else ""
        console.print(f"{words.t(name)}: {len(changes):,} {people}{more}".rstrip())


def _row(table: Table, name: str, pair: Pair, asked: Pair | None = None) -> None:
    shown = [f"{value:,}" for value in (pair.a, pair.b)]
    if asked is not None:
        shown = [f"{value} / {total:,}" for value, total in zip(shown, (asked.a, asked.b), strict=True)]
    table.add_row(name, *shown, f"{pair.difference:+,}")


@click.command(name="verify")
@click.argument("plan_id", type=int)
@click.option("--solve", is_flag=True, help="Solve it again as well, with the same seed and limits.")
@click.pass_context
def verify_plan(context: click.Context, plan_id: int, solve: bool) -> None:
    """Recompute a plan from what is stored with it; exit status 1 when anything disagrees."""
    services = open_services(context.obj)
    with services.database.read() as tx:
        found = verify(tx, plan_id, actor=ACTOR)
        view = queries.one(tx, plan_id, actor=ACTOR)
        replay = replay_of(tx, plan_id, actor=ACTOR) if solve and found.holds else None
    services.close()
    console = Console(soft_wrap=True)
    console.print(f"plan {plan_id}: {view.solver_version or '?'}", highlight=False)
    checks = list(found.checks)
    _show(checks, console)
    if replay is not None:
        again = solve_again(replay)
        _show(again, console)
        checks += again
    if any(item.holds is False for item in checks):
        context.exit(1)


def _show(checks: list[Check] | tuple[Check, ...], console: Console) -> None:
    words = translator()
    for item in checks:
        console.print(f"{MARKS[item.holds]} {words.sentence(item.said)}", markup=False, highlight=False)


COMMANDS = (what_if, compare_plans, verify_plan)
