"""Looks a calendar up for its door: in the database, off the loop that answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.ics.known import Key, Known, KnownCalendars
from api.ics.throttle import Throttle
from api.wiring import Services
from scheduler.clock import monotonic_seconds
from scheduler.db.transaction import Transaction, retrying
from scheduler.domain.actor import Source, system_actor
from scheduler.feeds import documents, operations, queries
from scheduler.feeds.documents import Document
from scheduler.feeds.queries import Subscription

# A withdrawn calendar says so this long, so that what it held leaves the devices; after that it is gone.
GRACE = timedelta(days=14)
BETWEEN_NOTES = timedelta(hours=1)
ACTOR = system_actor(Source.JOB)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A calendar that was withdrawn; `document` says so, or is None when it has been said long enough."""

    document: Document | None
    is_packed: bool


class CalendarsDoor:
    """What the door of the calendars shares between its requests."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.known = KnownCalendars(services.database)
        self.throttle = Throttle(most=services.settings.calendar_fetches, per=timedelta(minutes=1))

    def look_up(self, token: str, key: Key, client: str, now: datetime) -> Known | Withdrawn | None:
        """The calendar behind a secret, by one indexed read; None for one that was never given out.

        No event is read. Once an hour it is noted who asked.
        """
        database = self.services.database
        commits, looked_up = database.commits.count, monotonic_seconds()
        with database.read() as tx:
            reading = queries.by_token(tx, token, is_expanded=key[1], now=now)
        if reading is None:
            return None
        subscription = reading.subscription
        if subscription.revoked_at is not None or not reading.may_read:
            return self._withdrawn(subscription, now)
        validators = reading.validators
        known = Known(
            reading.view,
            validators.etag,
            validators.changed_at,
            validators.good_until,
            subscription.is_packed,
            looked_up,
            commits,
        )
        self.known.keep(key, known)
        self._note(subscription, client, now)
        return known

    def fill(self, key: Key, known: Known, now: datetime) -> tuple[Known, Document]:
        """The calendar with its bytes, rebuilt when those in store are not the current ones."""
        services = self.services
        document = documents.current(services.database, known.view, now=now, base_url=services.settings.base_url)
        # It may have changed between the two looks: the tag that goes out is that of the bytes.
        filled = replace(known, etag=document.etag, changed_at=document.changed_at, document=document)
        self.known.keep(key, filled)
        return filled, document

    def _withdrawn(self, subscription: Subscription, now: datetime) -> Withdrawn:
        if subscription.revoked_at is None:
            # Its account was closed, or moved to where it may not be read: from now on it is withdrawn.
            feed_id = subscription.feed_id
            self._write(lambda tx: operations.withdraw_lost(tx, feed_id, actor=ACTOR, now=now))
        revoked_at = subscription.revoked_at or now
        is_over = now - revoked_at > GRACE
        document = None if is_over else documents.withdrawn(subscription.view, revoked_at)
        return Withdrawn(document, subscription.is_packed)

    def _note(self, subscription: Subscription, client: str, now: datetime) -> None:
        fetched_at = subscription.fetched_at
        if fetched_at is None or not timedelta() <= now - fetched_at < BETWEEN_NOTES:
            feed_id = subscription.feed_id
            self._write(lambda tx: operations.note_fetch(tx, feed_id, client=client, now=now))

    def _write(self, work: Callable[[Transaction], None]) -> None:
        def write() -> None:
            with self.services.database.write() as tx:
                work(tx)

        retrying(write)
