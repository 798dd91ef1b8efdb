"""Where the parts of one running installation are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.clock import Clock
from scheduler.db import schema
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.demo.clock import read_clock
from scheduler.feeds.building import BUILD_FEEDS
from scheduler.feeds.log_keeping import forget_old_changes
from scheduler.imports.job import IMPORT
from scheduler.invitations.sending import Sender
from scheduler.invitations.server import MailServer
from scheduler.jobs.background import Chore, InBackground
from scheduler.jobs.lease import executor_name
from scheduler.own_calendars.refreshing import refresh_own_calendars
from scheduler.plans.proposing import PROPOSE
from scheduler.plans.solving_again import VERIFY
from scheduler.repairs.proposing import REPAIR
from scheduler.settings import Settings
from scheduler.shifts.absence_job import ABSENCE
from scheduler.shifts.choosing import CHOOSE_PATTERNS
from scheduler.shifts.planning_job import PLAN_SHIFTS
from scheduler.transfers.overdue import keep_out_what_is_late
from scheduler.waiting.job import OFFER
from scheduler.waiting.sweep import look_after_offers

if TYPE_CHECKING:
    from scheduler.jobs.engine import JobEngine

# Grows when the steps of a job change, can no longer read what older ones stored, or are queued in another way.
JOBS_VERSION = 5
JOB_KINDS = (PROPOSE, IMPORT, BUILD_FEEDS, OFFER, REPAIR, VERIFY, PLAN_SHIFTS, ABSENCE, CHOOSE_PATTERNS)
CHORES = (
    look_after_offers,
    forget_old_changes,
    keep_out_what_is_late,
    refresh_own_calendars,
)


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


def open_services(settings: Settings, *, runs_jobs_as: str | None = None) -> Services:
    """Open an installation. `runs_jobs_as`: the role of a process that runs its jobs ("server", "command").

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
    jobs = None if runs_jobs_as is None else open_jobs(settings, database, clock, runs_jobs_as)
    return Services(settings, database, clock, jobs)


def open_jobs(settings: Settings, database: Database, clock: Clock, role: str) -> JobEngine:
    """The engine for every kind of job there is; not started yet."""
    # Loading the engine takes a second or two, which a command that runs no jobs need not wait for.
    from scheduler.jobs.engine import JobEngine  # noqa: PLC0415

    return JobEngine(
        database,
        clock,
        jobs_url=settings.jobs_url,
        executor_id=executor_name(role),
        application_version=JOBS_VERSION,
        kinds=JOB_KINDS,
        chores=(*CHORES, *_mail(settings)),
    )


def mail_server(settings: Settings) -> MailServer | None:
    """None for an installation that sends no mail. Raises ValueError for settings that mean nothing."""
    if not settings.smtp_url:
        return None
    return MailServer(settings.smtp_url, settings.mail_from, settings.mail_domains)


def _mail(settings: Settings) -> tuple[Chore, ...]:
    server = mail_server(settings)
    return (InBackground("invitations", Sender(server, settings.base_url)),) if server else ()
