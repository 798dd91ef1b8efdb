"""What a source of events is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection

from calendars import uid_for
from scheduler.feeds.views import View
from scheduler.feeds.window import Window

# One constant for ever: the UIDs of all calendars come from it.
NAMESPACE = UUID("6f2b1e0a-5c0e-4a53-9a0f-3f1f2a5d9c71")

# Before anything this program ever showed.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ContentRequest:
    """One calendar on one day, read in one transaction. `base_url` is where the pages are."""

    tx: Connection
    view: View
    window: Window
    base_url: str

    def uid(self, kind: str, key: str | int) -> str:
        """The same thing says other things in another calendar, so it is another event there."""
        scope, subject, profile = self.view.scope, self.view.subject, self.view.profile
        where = f"{scope}-{subject}" if profile == "busy" and scope != "person" else f"{scope}-{subject}-{profile}"
        return uid_for(NAMESPACE, f"{kind}-{where}" if kind else where, key)
