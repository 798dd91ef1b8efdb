"""Where the parts of one running installation are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.clock import Clock
from scheduler.db import schema
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.demo_clock import read_clock
from scheduler.settings import Settings

if TYPE_CHECKING:
    from scheduler.jobs.engine import JobEngine


class NotReady(RuntimeError):
    """The database may not be served from: its schema is another one, or a guard is missing."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the doors need. `jobs` is None in a process that runs none; it is started and stopped by the server."""

    settings: Settings
    database: Database
    clock: Clock
    jobs: JobEngine | None = None

    def close(self) -> None:
        """Give back the connections."""
        self.database.engine.dispose()


def open_services(settings: Settings) -> Services:
    """Open an installation.

    Raises:
        NotReady: naming everything that is wrong with the database.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(open_engine(settings.database_url))
    with database.read() as tx:
        problems = schema.problems(tx)
        clock = None if problems else read_clock(tx)
    if clock is None:
        database.engine.dispose()
        raise NotReady("this database cannot be served: " + "; ".join(problems))
    return Services(settings, database, clock)
