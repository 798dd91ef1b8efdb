"""`sekitori invitation …`: answers that came back by mail."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import rich_click as click

from api.i18n import Translator
from api.wiring import open_services
from scheduler.db.transaction import retrying
from scheduler.domain.reason import Reason
from scheduler.invitations import replies
from scheduler.settings import Settings


@click.group()
def invitation() -> None:
    """Bookings sent by mail: read the answers."""


@invitation.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.pass_obj
def read(settings: Settings, paths: tuple[Path, ...]) -> None:
    """Read answers from mails in PATHS: files, folders or a maildir. Reading one again changes nothing."""
    services = open_services(settings)
    counts: Counter[str] = Counter()
    for path in (each for given in paths for each in replies.files_of(given)):
        data = path.read_bytes()[: replies.MOST_OCTETS + 1]

        def work(data: bytes = data) -> Reason:
            with services.database.write() as tx:
                return replies.note_mail(tx, data, now=services.clock.now())

        counts[retrying(work).code] += 1

    services.close()
    words = Translator("en")
    for code, count in sorted(counts.items()):
        click.echo(f"{count}: {words.sentence(Reason(code))}")
