"""A subscription by its secret, the list of one's own, and what a calendar would show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from scheduler.db.tables import account, feed, feed_document
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.feeds import subjects
from scheduler.feeds.contents import events_of
from scheduler.feeds.contents.request import ContentRequest
from scheduler.feeds.documents import Validators, validators
from scheduler.feeds.headers import about_of, title_of
from scheduler.feeds.operations import hash_of
from scheduler.feeds.readers import actor_of
from scheduler.feeds.rules import may_read
from scheduler.feeds.subjects import name_of
from scheduler.feeds.views import View
from scheduler.feeds.window import window_at
from scheduler.feeds.wording import Locale

# The profiles and scopes that everybody with an account may read.
_FOR_ALL = ("busy", "public")


@dataclass(frozen=True, slots=True)
class Subscription:
    """`events`: how many it held when it was last built; None before that."""

    feed_id: int
    scope: str
    subject: str
    profile: str
    label: str
    locale: Locale
    is_packed: bool
    drops_cancelled: bool
    is_mirrored: bool
    created_at: datetime
    revoked_at: datetime | None
    fetched_at: datetime | None
    fetched_by: str | None
    events: int | None = None

    @property
    def view(self) -> View:
        return View(self.scope, self.subject, self.profile, self.locale, False, self.drops_cancelled)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Reading:
    """A subscription somebody has the secret of. `may_read`: its account is open and still may."""

    subscription: Subscription
    view: View
    validators: Validators
    may_read: bool


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One event as a calendar shows it; two dates (of which the end is not included) when it lasts whole days."""

    start: datetime | date
    end: datetime | date
    summary: str
    location: str
    description: str
    is_cancelled: bool
    takes_time: bool
    repeats: bool


def by_token(tx: Connection, token: str, *, is_expanded: bool, now: datetime) -> Reading | None:
    """The subscription of a secret, looked up by its hash: timing tells nothing about near misses."""
    row = tx.execute(_with_account().where(feed.c.token_hash == hash_of(token))).one_or_none()
    if row is None:
        return None
    found = _subscription(row)
    view = found.view.expanded() if is_expanded else found.view
    return Reading(found, view, validators(tx, view, now), _may_still_read(tx, row, view))


def of_account(tx: Connection, account_id: int) -> tuple[Subscription, ...]:
    """One's own subscriptions that were not withdrawn, oldest first."""
    return _subscriptions(tx, and_(feed.c.account_id == account_id, feed.c.revoked_at.is_(None)))


def mirrored(tx: Connection) -> tuple[tuple[Subscription, bool], ...]:
    """Those that are written as files for calendars outside, and whether their account may still read them.

    Withdrawn ones are among them: their file has to say so.
    """
    rows = tx.execute(_with_account().where(feed.c.is_mirrored).order_by(feed.c.id)).all()
    found = ((_subscription(row), row) for row in rows)
    return tuple((item, _may_still_read(tx, row, item.view)) for item, row in found)


def preview(tx: Connection, view: View, *, actor: Actor, now: datetime, base_url: str) -> tuple[ShownEvent, ...]:
    """What readers of the calendar would see from today on, soonest first.

    Raises:
        NotAllowed: the actor may not read it.
        NotFound: there is no such subject.
    """
    require_readable(tx, view, actor=actor)
    window = window_at(now)
    shown = [
        ShownEvent(
            event.start,
            event.end,
            event.summary,
            event.location,
            event.description,
            event.status == "cancelled",
            event.busy and event.status != "cancelled",
            event.recurrence is not None,
        )
        for event in events_of(ContentRequest(tx, view, window, base_url))
    ]
    ahead = (event for event in shown if event.repeats or _last_day(event) >= window.day)
    return tuple(sorted(ahead, key=lambda event: (_day(event.start), str(event.start), event.summary)))


def title(tx: Connection, view: View) -> str:
    """What apps call the calendar. Raises NotFound."""
    return title_of(tx, view)


def about(view: View) -> str:
    """What the calendar shows, and whom it may be shown to."""
    return about_of(view)


def file_name(tx: Connection, view: View) -> str:
    """What a file of it is called. Raises NotFound."""
    return subjects.file_name(view.scope, name_of(tx, view.scope, view.subject))


def require_readable(tx: Connection, view: View, *, actor: Actor) -> None:
    """Raises NotAllowed or NotFound."""
    permission.require(view.scope != "person" or may_read(tx, actor, view), "read-calendar")
    name_of(tx, view.scope, view.subject)
    permission.require(may_read(tx, actor, view), "read-calendar")


def _with_account() -> Select[Any]:
    return select(feed, account.c.is_active, account.c.staff_id).join(account, account.c.id == feed.c.account_id)


def _may_still_read(tx: Connection, row: Row[Any], view: View) -> bool:
    if not row.is_active:
        return False
    if view.scope == "person":
        return bool(row.staff_id == view.subject)
    if view.profile in _FOR_ALL or view.scope == "policy":
        return True
    actor = actor_of(tx, row.account_id)
    return actor is not None and may_read(tx, actor, view)


def _subscriptions(tx: Connection, condition: ColumnElement[bool]) -> tuple[Subscription, ...]:
    held = (
        select(func.max(feed_document.c.events))
        .where(
            feed_document.c.scope == feed.c.scope,
            feed_document.c.subject == feed.c.subject,
            feed_document.c.profile == feed.c.profile,
            feed_document.c.locale == feed.c.locale,
        )
        .scalar_subquery()
    )
    rows = tx.execute(select(feed, held.label("events")).where(condition).order_by(feed.c.id))
    return tuple(_subscription(row, row.events) for row in rows)


def _subscription(row: Row[Any], events: int | None = None) -> Subscription:
    return Subscription(
        feed_id=row.id,
        scope=row.scope,
        subject=row.subject,
        profile=row.profile,
        label=row.label,
        locale=row.locale,
        is_packed=row.is_packed,
        drops_cancelled=row.drops_cancelled,
        is_mirrored=row.is_mirrored,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        fetched_at=row.fetched_at,
        fetched_by=row.fetched_by,
        events=events,
    )


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _last_day(event: ShownEvent) -> date:
    return _day(event.end)
