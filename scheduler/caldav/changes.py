"""What has changed in a collection since a token: by the change log, and by the window that has moved on."""

from __future__ import annotations

from datetime import datetime

from calendars.collection import objects_of
from scheduler.caldav.collection import Collection
from scheduler.caldav.tokens import SyncToken
from scheduler.db.transaction import Database
from scheduler.feeds.composing import compose
from scheduler.feeds.contents import bookings
from scheduler.feeds.contents.request import ContentRequest
from scheduler.feeds.revisions import KEPT, changed_between
from scheduler.feeds.views import View
from scheduler.feeds.window import Window


def changed_since(
    database: Database, view: View, token: SyncToken, collection: Collection, *, now: datetime, base_url: str
) -> frozenset[str] | None:
    """The UIDs of objects that are new, different or gone; None when only the whole collection can say."""
    today = collection.token
    if not collection.is_whole or token.wire != today.wire or not 0 <= token.revision <= today.revision:
        return None
    if not token.day <= today.day or now - Window(token.day).midnight > KEPT:
        return None
    with database.read() as tx:
        logged = changed_between(tx, view.revised, token.revision, today.revision)
        if logged is None:
            return None
        request = ContentRequest(tx, view, Window(today.day), base_url)
        found = {uid for each in logged for uid in bookings.uids_of(request, each)}
        if token.day != today.day:
            before = objects_of(compose(ContentRequest(tx, view, Window(token.day), base_url)).body)
            both = before.keys() | collection.objects.keys()
            found |= {uid for uid in both if before.get(uid) != collection.objects.get(uid)}
    return frozenset(found)
