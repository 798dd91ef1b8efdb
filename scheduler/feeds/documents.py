"""The stored bytes of a calendar, and when they have to be made anew.

A document is good while its revision, the day of its window and the wire profile are the current ones. Otherwise it is
rebuilt from the rows by whoever asks, so no queue can lose a change or show two in the wrong order.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, and_, select
from sqlalchemy.dialects import postgresql, sqlite

from calendars import (
    PROFILE_VERSION,
    FeedHeader,
    PlaceholderEvent,
    join_feed,
    local_date,
    render_event,
    strong_etag,
    uid_for,
)
from scheduler.db.tables import feed_document, feed_revision
from scheduler.db.transaction import Database, retrying
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import at
from scheduler.feeds.projection import EPOCH, NAMESPACE, closure_event, event_of
from scheduler.feeds.rows import bookings, closures, name_of
from scheduler.feeds.wording import WORDS, Locale

PAST, FUTURE = timedelta(days=30), timedelta(days=365)
MOST_EVENTS = 2000
REFRESH = timedelta(minutes=30)
COLORS = {"person": "teal", "unit": "steelblue", "office": "slategray"}


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a calendar at one revision. `changed_at` is when something in it last changed."""

    body: bytes
    body_gzip: bytes
    etag: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Validators:
    """What answers a conditional request without any event being read."""

    etag: str
    changed_at: datetime


def validators(tx: Connection, scope: str, subject: str, locale: Locale, now: datetime) -> Validators:
    """One indexed read. Nothing is older than the first moment of today, which moved the edges of the window."""
    query = select(feed_revision.c.revision, feed_revision.c.changed_at).where(
        feed_revision.c.scope == scope, feed_revision.c.subject == subject
    )
    row = tx.execute(query).one_or_none()
    revision, changed_at = (0, EPOCH) if row is None else (row.revision, row.changed_at)
    today = local_date(now)
    etag = strong_etag(scope, subject, locale, revision, today)
    return Validators(etag, max(changed_at, at(today, time())))


def current(database: Database, scope: str, subject: str, locale: Locale, *, now: datetime, base_url: str) -> Document:
    """The bytes that are right at this moment, rebuilt and stored when those in store are not."""
    with database.read() as tx:
        wanted = validators(tx, scope, subject, locale, now)
        stored = tx.execute(select(feed_document).where(_key(scope, subject, locale))).one_or_none()
        if stored is not None and stored.etag == wanted.etag:
            return Document(stored.body, stored.body_gzip, stored.etag, stored.changed_at)
        revision = _revision(tx, scope, subject)
        body = build(tx, scope, subject, locale, now=now, base_url=base_url)
    document = Document(body, gzip.compress(body, 6, mtime=0), wanted.etag, wanted.changed_at)
    _store(database, (scope, subject, locale), document, revision, local_date(now))
    return document


def build(tx: Connection, scope: str, subject: str, locale: Locale, *, now: datetime, base_url: str) -> bytes:
    """The bytes of a calendar from its rows; the same rows give the same bytes on every process."""
    words = WORDS[locale]
    today = local_date(now)
    midnight = at(today, time())
    window = Interval(midnight - PAST, midnight + FUTURE)
    events = [event_of(item, scope, subject, locale, base_url) for item in bookings(tx, scope, subject, window, now)]
    events += [closure_event(row, scope, locale) for row in closures(tx, scope, subject, window)]
    description = words["my_description"] if scope == "person" else words["unit_description"]
    if len(events) > MOST_EVENTS:
        events = sorted(events, key=lambda event: (abs((_day(event.start) - today).days), event.uid))[:MOST_EVENTS]
        description = f"{description} {words['shortened']}"
    header = FeedHeader(
        name=_title(tx, scope, subject, locale),
        description=description,
        color=COLORS[scope],
        refresh=REFRESH,
        language=locale,
    )
    empty = PlaceholderEvent(
        uid=uid_for(NAMESPACE, f"empty-{scope}", subject), day=today, changed=midnight, summary=words["empty"]
    )
    return join_feed(header, (render_event(event) for event in events), placeholder=empty)


def withdrawn(scope: str, subject: str, locale: Locale, revoked_at: datetime) -> Document:
    """What a withdrawn calendar shows for a while: nothing but that, so that apps drop what they had."""
    words = WORDS[locale]
    day = local_date(revoked_at)
    header = FeedHeader(words["withdrawn"], "", "gray", timedelta(days=1), locale)
    gone = PlaceholderEvent(uid_for(NAMESPACE, f"withdrawn-{scope}", subject), day, revoked_at, words["withdrawn"])
    body = join_feed(header, (), placeholder=gone)
    etag = strong_etag("withdrawn", scope, subject, locale, revoked_at)
    return Document(body, gzip.compress(body, 6, mtime=0), etag, revoked_at)


def _title(tx: Connection, scope: str, subject: str, locale: Locale) -> str:
    words = WORDS[locale]
    if scope == "person":
        return words["my_calendar"]
    name_ja, name_en = name_of(tx, scope, subject)
    return words["unit_calendar"] + (name_ja if locale == "ja" else name_en)


def _day(moment: date | datetime) -> date:
    return local_date(moment) if isinstance(moment, datetime) else moment


def _revision(tx: Connection, scope: str, subject: str) -> int:
    query = select(feed_revision.c.revision).where(feed_revision.c.scope == scope, feed_revision.c.subject == subject)
    return tx.execute(query).scalar_one_or_none() or 0


def _key(scope: str, subject: str, locale: str) -> Any:
    return and_(feed_document.c.scope == scope, feed_document.c.subject == subject, feed_document.c.locale == locale)


def _store(database: Database, key: tuple[str, str, str], document: Document, revision: int, day: date) -> None:
    """Keep the bytes, unless somebody has stored a later revision meanwhile."""
    scope, subject, locale = key
    values = {
        "scope": scope,
        "subject": subject,
        "locale": locale,
        "revision": revision,
        "window_day": day,
        "profile": PROFILE_VERSION,
        "body": document.body,
        "body_gzip": document.body_gzip,
        "etag": document.etag,
        "changed_at": document.changed_at,
        "complete": True,
    }
    dialect = sqlite if database.is_sqlite else postgresql
    statement = dialect.insert(feed_document).values(values)
    newer = {name: statement.excluded[name] for name in values if name not in {"scope", "subject", "locale"}}
    upsert = statement.on_conflict_do_update(
        index_elements=["scope", "subject", "locale"], set_=newer, where=feed_document.c.revision <= revision
    )

    def write() -> None:
        with database.write() as tx:
            tx.execute(upsert)

    retrying(write)
