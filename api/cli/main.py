"""`sekitori`: the commands and what they have in common."""

from __future__ import annotations

import sys
from pathlib import Path

import rich_click as click
from click.exceptions import Abort, Exit
from rich.console import Console

from api.cli import (
    accounts,
    backup,
    demo,
    doctor,
    feeds,
    files,
    invitations,
    quotas,
    repairs,
    rounds,
    seasons,
    section_plans,
    server,
    transfers,
    waiting,
)
from api.cli.failures import explained
from scheduler.settings import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sekitori")
@click.option(
    "--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Where the embedded database lives. [var]"
)
@click.option("--database-url", help="Another database: postgresql+psycopg://user@host/name")
@click.pass_context
def cli(context: click.Context, data_dir: Path | None, database_url: str | None) -> None:
    """席取り Sekitori: seats, loan devices, rooms and shifts for a prefectural government.

    Settings come from the environment (SEKITORI_DATABASE_URL, SEKITORI_BASE_URL, …) or from the options here.
    Try `sekitori demo` first.
    """
    environment = Settings.from_environment().as_environment()
    if data_dir is not None:
        environment = {"SEKITORI_DATA_DIR": str(data_dir)}
    if database_url is not None:
        environment |= {"SEKITORI_DATABASE_URL": database_url}
        environment.pop("SEKITORI_JOBS_URL", None)
    context.obj = Settings.from_environment(environment)


for command in (
    demo.demo,
    server.serve,
    server.migrate,
    files.import_files,
    rounds.round_,
    quotas.quota,
    waiting.waiting,
    seasons.season,
    section_plans.shifts,
    repairs.repair,
    transfers.transfer,
    accounts.user,
    feeds.feed,
    invitations.invitation,
    backup.backup,
    backup.restore,
    doctor.doctor,
):
    cli.add_command(command)


def main() -> None:
    """The entry point: every expected failure is a sentence on stderr and exit code 1."""
    try:
        cli.main(standalone_mode=False)
    except Exit as leaving:
        sys.exit(leaving.exit_code)
    except Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        sentence = explained(error)
        if sentence is None:
            raise
        Console(stderr=True, soft_wrap=True).print(sentence, style="bold red", markup=False)
        sys.exit(1)
