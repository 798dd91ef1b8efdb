"""Expected failures as sentences for a terminal."""

from __future__ import annotations

import os

from api.i18n import Translator, choose_locale
from api.server import Exposed
from api.trouble import trouble_of
from api.wiring import NotReady
from scheduler.backup.archive import UnreadableBackup
from scheduler.backup.operations import NotEmpty
from scheduler.errors import OfficeError
from scheduler.jobs.lease import LeaseTaken


class NothingTaken(RuntimeError):
    """Files were refused; the office is as it was."""


class JobFailed(RuntimeError):
    """A job ended without its result."""


_EXPECTED = (
    NotReady, Exposed, NotEmpty, UnreadableBackup, LeaseTaken, FileNotFoundError, NothingTaken, JobFailed
)  # fmt: skip


def translator() -> Translator:
    """In the language of the terminal: Japanese where it says so, otherwise English."""
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return Translator(choose_locale("ja" if language.startswith("ja") else "en", None))


def explained(error: Exception) -> str | None:
    """The sentence of an expected failure; None for one that nobody foresaw."""
    if isinstance(error, OfficeError):
        words = translator()
        return "\n".join(words.sentence(reason) for reason in trouble_of(error).reasons) or str(error)
    if isinstance(error, _EXPECTED):
        return str(error)
    return None
