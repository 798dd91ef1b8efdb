"""One calendar as a collection: the bytes of its feed, taken apart. Nothing is rendered a second time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from calendars.collection import name_of_feed, objects_of, properties_of, render_free_busy, takes_place
from calendars.identity import uid_for
from scheduler.caldav.tokens import SyncToken
from scheduler.db.transaction import Database
from scheduler.feeds.composing import MOST_EVENTS
from scheduler.feeds.contents.request import NAMESPACE
from scheduler.feeds.documents import Document, current, validators
from scheduler.feeds.views import View

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Collection:
    """The objects by UID, at the moment `token` names. `etag`: strong tag of all of it, in quotes."""

    name: str
    etag: str
    token: SyncToken
    changed_at: datetime
    objects: Mapping[str, bytes]
    body: bytes

    @property
    def is_whole(self) -> bool:
        """Whether everything had room; otherwise nobody can say what comes in when something goes."""
        return len(self.objects) < MOST_EVENTS

    def within(self, start: datetime, end: datetime) -> dict[str, bytes]:
        return {uid: content for uid, content in self.objects.items() if takes_place(content, start, end)}

    def free_busy(self, start: datetime, end: datetime) -> bytes:
        uid = uid_for(NAMESPACE, "free-busy", self.etag)
        return render_free_busy(self.objects.values(), start, end, uid=uid, changed=self.changed_at)


def tag_of(content: bytes) -> str:
    """The strong tag of one object, in quotes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def current_collection(database: Database, view: View, *, now: datetime, base_url: str) -> Collection:
    """The collection as it stands, with the revision its bytes are of."""
    for _ in range(_ATTEMPTS):
        with database.read() as tx:
            wanted = validators(tx, view, now)
        document = current(database, view, now=now, base_url=base_url)
        if document.etag == wanted.etag:
            return _collection(view, document, SyncToken(wanted.day, wanted.revision))
    # Somebody changes it all the time: the revision looked up first is older than the bytes, so nothing is missed.
    return _collection(view, document, SyncToken(wanted.day, wanted.revision))


def empty_collection(document: Document) -> Collection:
    """A calendar that was withdrawn: nothing is in it any more."""
    token = SyncToken(document.changed_at.date(), -1)
    return Collection(name_of_feed(document.body), document.etag, token, document.changed_at, {}, document.body)


def _collection(view: View, document: Document, token: SyncToken) -> Collection:
    placeholder = uid_for(NAMESPACE, f"empty-{view.scope}", view.subject)
    objects = objects_of(document.body, without=placeholder)
    return Collection(name_of_feed(document.body), document.etag, token, document.changed_at, objects, document.body)


def texts_of(content: bytes, name: str) -> list[str]:
    """The values of a property in the events of an object, as they are written."""
    return [value for event in properties_of(content) for value in event.get(name, ())]
