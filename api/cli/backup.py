"""`sekitori backup` and `sekitori restore`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rich_click as click
from rich.progress import Progress

from api.cli.server import prepare_database
from api.wiring import open_services
from scheduler.backup import operations
from scheduler.settings import Settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file when it is there.")
@click.pass_obj
def backup(settings: Settings, file: Path, force: bool) -> None:
    """Write the whole office into one FILE, and prove it by restoring it into a scratch database.

    The server may go on working. The file holds personal data: keep it as you keep the database.
    """
    if file.exists() and not force:
        raise click.UsageError(f"{file} exists; name another file or use --force")
    services = open_services(settings)
    with _bar("Backing up") as report:
        manifest = operations.back_up(services.database, file, now=services.clock.now(), report=report)
    services.close()
    file.chmod(0o600)
    click.echo(f"{file}: {sum(manifest.rows.values()):,} rows, restored and examined: good.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Only prove the file; touch nothing.")
@click.pass_obj
def restore(settings: Settings, file: Path, verify: bool) -> None:
    """Fill an empty database from a backup FILE, of this or of the other kind of database."""
    if verify:
        manifest = operations.prove(file)
        click.echo(f"{file}: {sum(manifest.rows.values()):,} rows, taken {manifest.taken_at:%Y-%m-%d %H:%M} UTC: good.")
        return
    prepare_database(settings)
    services = open_services(settings)
    with _bar("Restoring") as report:
        manifest = operations.restore(services.database, file, report=report)
    services.close()
    click.echo(f"{sum(manifest.rows.values()):,} rows were restored. Everybody signs in anew.")


@contextmanager
def _bar(title: str) -> Iterator[operations.Report]:
    with Progress() as progress:
        task = progress.add_task(title, total=None)

        def report(table: str, done: int, total: int) -> None:
            progress.update(task, description=f"{title}: {table}", completed=done, total=total or 1)

        yield report
