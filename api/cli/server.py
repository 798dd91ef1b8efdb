"""`sekitori serve` and `sekitori migrate`."""

from __future__ import annotations

from dataclasses import replace

import rich_click as click

from api.server import serve as serve_services
from api.wiring import open_services
from scheduler.db import schema
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the pages, the API and the calendars until Ctrl-C."""
    serve_services(open_services(on_port(settings, port)), host, port)


@click.command()
@click.pass_obj
def migrate(settings: Settings) -> None:
    """Create the tables of a new database, or bring an older one up to this version."""
    prepare_database(settings)
    click.echo("The database is up to date.")


def on_port(settings: Settings, port: int) -> Settings:
    """The addresses in calendars follow the port, unless the installation was given an address of its own."""
    return replace(settings, base_url=f"http://127.0.0.1:{port}") if settings.has_default_address else settings


def prepare_database(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(open_engine(settings.database_url))
    try:
        schema.upgrade(database)
    finally:
        database.engine.dispose()
