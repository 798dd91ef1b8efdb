"""The stored bytes of a calendar, and when they have to be made anew.

A document is good while its revision, the day of its window and the wire profile are the current ones. Otherwise
whoever asks rebuilds it, from the change log where that is enough, so no queue can lose a change or show two in the
wrong order.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, select
from sqlalchemy.dialects import postgresql, sqlite

from calendars import PROFILE_VERSION, FeedHeader, PlaceholderEvent, join_feed, local_date, strong_etag, uid_for
from scheduler.db.tables import feed_document, feed_revision
from scheduler.db.transaction import Database, retrying
from scheduler.feeds.composing import Composed, compose, recompose
from scheduler.feeds.contents.request import EPOCH, NAMESPACE, ContentRequest
from scheduler.feeds.revisions import changed_between
from scheduler.feeds.views import View
from scheduler.feeds.window import Window, window_at
from scheduler.feeds.wording import WORDS

# A tenth larger than the best there is, at half the time.
PACKING = 3


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a calendar at one revision. `changed_at` is when something in it last changed."""

    body_gzip: bytes
    etag: str
    changed_at: datetime

    @property
    def body(self) -> bytes:
        """Unpacked each time it is asked for, which hardly any app does."""
        return _unpacked(self.body_gzip)


@dataclass(frozen=True, slots=True)
class Validators:
    """What answers a conditional request without any event being read. `good_until`: when the window moves on."""

    etag: str
    changed_at: datetime
    good_until: datetime
    revision: int
    day: date


def validators(tx: Connection, view: View, now: datetime) -> Validators:
    """One indexed read. Nothing is older than the first moment of today, which moved the edges of the window."""
    scope, subject = view.revised
    query = select(feed_revision.c.revision, feed_revision.c.changed_at).where(
        feed_revision.c.scope == scope, feed_revision.c.subject == subject
    )
    row = tx.execute(query).one_or_none()
    revision, changed_at = (0, EPOCH) if row is None else (row.revision, row.changed_at)
    window = window_at(now)
    key = (view.scope, view.subject, view.profile, view.locale, view.variant)
    etag = strong_etag(*key, revision, window.day)
    return Validators(etag, max(changed_at, window.midnight), window.ends, revision, window.day)


def current(database: Database, view: View, *, now: datetime, base_url: str) -> Document:
    """The bytes that are right at this moment, rebuilt and stored when those in store are not."""
    with database.read() as tx:
        wanted = validators(tx, view, now)
        stored = tx.execute(select(feed_document).where(_key(view))).one_or_none()
        if stored is not None and stored.etag == wanted.etag:
            return Document(stored.body_gzip, stored.etag, stored.changed_at)
        request = ContentRequest(tx, view, Window(wanted.day), base_url)
        composed = _from_stored(request, stored, wanted) or compose(request)
    document = Document(packed(composed.body), wanted.etag, wanted.changed_at)
    _store(database, view, document, composed, wanted)
    return document


def build(tx: Connection, view: View, *, now: datetime, base_url: str) -> bytes:
    """The bytes of a calendar from its rows; the same rows give the same bytes on every process."""
    return compose(ContentRequest(tx, view, window_at(now), base_url)).body


def withdrawn(view: View, revoked_at: datetime) -> Document:
    """What a withdrawn calendar shows for a while: nothing but that, so that apps drop what they had."""
    words = WORDS[view.locale]
    header = FeedHeader(words["withdrawn"], "", "gray", timedelta(days=1), view.locale)
    uid = uid_for(NAMESPACE, f"withdrawn-{view.scope}", view.subject)
    gone = PlaceholderEvent(uid, local_date(revoked_at), revoked_at, words["withdrawn"])
    body = join_feed(header, (), placeholder=gone)
    etag = strong_etag("withdrawn", view.scope, view.subject, view.locale, revoked_at)
    return Document(packed(body), etag, revoked_at)


def packed(body: bytes) -> bytes:
    """The body in gzip's format, without the time and the name of a file: equal bodies give equal bytes."""
    packer = zlib.compressobj(PACKING, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def _unpacked(packed: bytes) -> bytes:
    return zlib.decompress(packed, 16 + zlib.MAX_WBITS)


def _from_stored(request: ContentRequest, stored: Row[Any] | None, wanted: Validators) -> Composed | None:
    """The new bytes from the old ones, where the change log says what is between them."""
    if stored is None or (stored.window_day, stored.wire) != (wanted.day, PROFILE_VERSION) or not stored.complete:
        return None
    changed = changed_between(request.tx, request.view.revised, stored.revision, wanted.revision)
    if changed is None:
        return None
    return recompose(request, Composed(_unpacked(stored.body_gzip), stored.events, True), changed)


def _key(view: View) -> Any:
    return and_(
        feed_document.c.scope == view.scope,
        feed_document.c.subject == view.subject,
        feed_document.c.profile == view.profile,
        feed_document.c.locale == view.locale,
        feed_document.c.variant == view.variant,
    )


def _store(database: Database, view: View, document: Document, composed: Composed, wanted: Validators) -> None:
    """Keep the bytes, unless somebody has stored a later revision meanwhile."""
    key = {
        "scope": view.scope,
        "subject": view.subject,
        "profile": view.profile,
        "locale": view.locale,
        "variant": view.variant,
    }
    values = {
        "revision": wanted.revision,
        "window_day": wanted.day,
        "wire": PROFILE_VERSION,
        "body_gzip": document.body_gzip,
        "etag": document.etag,
        "changed_at": document.changed_at,
        "events": composed.events,
        "complete": composed.is_complete,
    }
    dialect = sqlite if database.is_sqlite else postgresql
    statement = dialect.insert(feed_document).values(key | values)
    upsert = statement.on_conflict_do_update(
        index_elements=list(key),
        set_={name: statement.excluded[name] for name in values},
        where=feed_document.c.revision <= wanted.revision,
    )

    def write() -> None:
        with database.write() as tx:
            tx.execute(upsert)

    retrying(write)
