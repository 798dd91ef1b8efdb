"""`sekitori import`: files into the office, previewed before anything is taken."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import rich_click as click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from api.cli.failures import NothingTaken, translator
from api.wiring import Services, open_services
from scheduler.domain.actor import Source, system_actor
from scheduler.imports import operations, queries
from scheduler.imports.queries import ImportView
from scheduler.settings import Settings

ACTOR = system_actor(Source.COMMAND)
ISSUES_SHOWN = 20


@click.command(name="import")
@click.argument("paths", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
@click.option("--partial", is_flag=True, help="Take the good rows and leave the others out. [one bad row stops all]")
@click.option("--preview", is_flag=True, help="Only show what would happen.")
@click.pass_obj
def import_files(settings: Settings, paths: tuple[Path, ...], partial: bool, preview: bool) -> None:
    """Import CSV files, or a directory of them: offices, departments, staff, resources, requests, …

    Excel's encodings (CP932, UTF-8 with a mark) are fine. Importing the same files again changes nothing.
    """
    files: dict[str, bytes] = {}
    for path in paths:
        found = sorted(path.glob("*.csv")) if path.is_dir() else [path]
        files |= {item.name: item.read_bytes() for item in found}
    services = open_services(settings)
    mode = "partial" if partial else "strict"
    try:
        if preview:
            _show(_preview(services, files, mode), Console())
        else:
            import_directory(services, files, Console(), mode=mode)
    finally:
        services.close()


def import_directory(services: Services, files: Mapping[str, bytes], console: Console, *, mode: str) -> None:
    """Preview, show, and take.

    Raises:
        NothingTaken: strict, and a row was refused; or nothing could be read at all.
    """
    with console.status("Reading…"):
        view = _preview(services, files, mode)
    _show(view, console)
    if not view.may_be_taken:
        raise NothingTaken("nothing was taken: correct the rows above, or use --partial to leave them out")
    with Progress(console=console) as progress:
        task = progress.add_task("Writing", total=None)

        def report(entity: str, done: int, total: int) -> None:
            progress.update(task, description=f"Writing {entity}", completed=done, total=total)

        with services.database.write() as tx:
            now = services.clock.now()
            taken = operations.apply(tx, view.run_id, actor=ACTOR, now=now, report=report)
    console.print(f"{taken:,} rows taken.")


def _preview(services: Services, files: Mapping[str, bytes], mode: str) -> ImportView:
    with services.database.write() as tx:
        run_id = operations.preview(tx, files, mode=mode, actor=ACTOR, now=services.clock.now())
        return queries.one(tx, run_id, actor=ACTOR)


def _show(view: ImportView, console: Console) -> None:
    table = Table("file", "rows", "good", "left out", "refused")
    for item in view.files:
        counts = (item.total, item.accepted, item.ignored, item.rejected)
        table.add_row(item.file, *(f"{count:,}" for count in counts))
    console.print(table)
    words = translator()
    for item in view.files:
        refusals = [reason for reason in item.issues if reason.code.startswith("E_")]
        for reason in refusals[:ISSUES_SHOWN]:
            where = f"{item.file}, row {reason.params['row']}, {reason.params['column'] or '-'}"
            console.print(f"{where}: {reason.code} {words.sentence(reason)}", markup=False)
        if len(refusals) > ISSUES_SHOWN:
            console.print(f"{item.file}: {len(refusals) - ISSUES_SHOWN} more", markup=False)
