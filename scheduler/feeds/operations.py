"""Subscriptions: made, changed, rotated, withdrawn. Their secret is shown once and only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, update

from calendars import clean_line
from scheduler.audit.operations import record
from scheduler.db.tables import feed
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.errors import NotFound, Refused
from scheduler.feeds.rules import may_be_mirrored, may_read
from scheduler.feeds.subjects import file_name, name_of
from scheduler.feeds.views import PROFILES, View

TOKEN_BYTES = 32
LONGEST_LABEL = 60
LONGEST_CLIENT = 200


@dataclass(frozen=True, slots=True)
class Options:
    """What can be changed about a subscription while its address stays.

    is_packed: the bytes may be sent compressed. drops_cancelled: what is cancelled disappears at once.
    is_mirrored: the mirror writes it as a file for calendars outside the office's network.
    """

    is_packed: bool = True
    drops_cancelled: bool = False
    is_mirrored: bool = False


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A subscription with its secret, which is never shown again."""

    feed_id: int
    token: str
    view: View
    file_name: str

    def address(self, base_url: str) -> str:
        """Where a calendar app finds it; the readable name comes last, because some apps show it."""
        return f"{base_url}/feeds/{self.token}/{self.file_name}"


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def create(
    tx: Connection,
    view: View,
    *,
    account_id: int,
    label: str,
    actor: Actor,
    now: datetime,
    options: Options | None = None,
) -> NewFeed:
    """Make a subscription of an account; `options` say the rest of what `view` does not.

    Raises:
        NotAllowed: it is not for the actor to read (see `may_read`).
        NotFound: there is no such person with an account, unit, office, section or round.
        Refused: there is no such scope or profile, or names would be mirrored.
    """
    options = options or Options(drops_cancelled=view.drops_cancelled)
    _require_known(view)
    # First whether one may: who may not does not learn what there is.
    permission.require(view.scope != "person" or may_read(tx, actor, view), "subscribe")
    name = name_of(tx, view.scope, view.subject)
    permission.require(may_read(tx, actor, view), "subscribe")
    _require_mirror(view, options)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    shown = {"scope": view.scope, "subject": view.subject, "profile": view.profile}
    label = clean_line(label)[:LONGEST_LABEL]
    values = {
        **shown,
        **_columns(options),
        "token_hash": hash_of(token),
        "account_id": account_id,
        "label": label,
        "locale": view.locale,
        "created_at": now,
    }
    feed_id = int(tx.execute(insert(feed).values(values).returning(feed.c.id)).scalar_one())
    record(tx, actor=actor, now=now, action="subscribe", noun="feed", key=feed_id, after={**shown, "label": label})
    return NewFeed(feed_id, token, view, file_name(view.scope, name))


def rotate(tx: Connection, feed_id: int, *, account_id: int, actor: Actor, now: datetime) -> NewFeed:
    """Withdraw a subscription and make the same one at a new address."""
    row = load(tx, feed, feed_id, lock=True)
    revoke(tx, feed_id, account_id=account_id, actor=actor, now=now)
    return create(
        tx,
        View(row.scope, row.subject, row.profile, row.locale),
        account_id=row.account_id,
        label=row.label,
        options=Options(row.is_packed, row.drops_cancelled, row.is_mirrored),
        actor=actor,
        now=now,
    )


def revoke(tx: Connection, feed_id: int, *, account_id: int, actor: Actor, now: datetime) -> None:
    """Withdraw a subscription: one's own, or any for an administrator. A second time does nothing."""
    row = load(tx, feed, feed_id, lock=True)
    if row.account_id != account_id and not actor.has(Role.ADMIN):
        raise NotFound("feed", feed_id)
    if row.revoked_at is None:
        tx.execute(update(feed).where(feed.c.id == feed_id).values(revoked_at=now))
        record(tx, actor=actor, now=now, action="withdraw", noun="feed", key=feed_id)


def change_options(
    tx: Connection, feed_id: int, options: Options, *, account_id: int, actor: Actor, now: datetime
) -> None:
    """Change how one's own subscription is served; its address stays."""
    row = load(tx, feed, feed_id, lock=True)
    if row.account_id != account_id or row.revoked_at is not None:
        raise NotFound("feed", feed_id)
    _require_mirror(View(row.scope, row.subject, row.profile, row.locale), options)
    tx.execute(update(feed).where(feed.c.id == feed_id).values(_columns(options)))
    record(tx, actor=actor, now=now, action="change", noun="feed", key=feed_id, after=_columns(options))


def withdraw_lost(tx: Connection, feed_id: int, *, actor: Actor, now: datetime) -> None:
    """Withdraw a subscription whose account was closed or may no longer read it; found out when it was read."""
    withdrawn = update(feed).where(feed.c.id == feed_id, feed.c.revoked_at.is_(None)).values(revoked_at=now)
    if tx.execute(withdrawn).rowcount:
        record(tx, actor=actor, now=now, action="withdraw", noun="feed", key=feed_id)


def note_fetch(tx: Connection, feed_id: int, *, client: str, now: datetime) -> None:
    """Remember who fetched it last, for the owner's list."""
    shown = clean_line(client)[:LONGEST_CLIENT]
    tx.execute(update(feed).where(feed.c.id == feed_id).values(fetched_at=now, fetched_by=shown))


def _columns(options: Options) -> dict[str, bool]:
    return {
        "is_packed": options.is_packed,
        "drops_cancelled": options.drops_cancelled,
        "is_mirrored": options.is_mirrored,
    }


def _require_known(view: View) -> None:
    if view.scope not in PROFILES:
        raise Refused(Reason("E_UNKNOWN_CODE", {"column": "scope", "text": view.scope}))
    if view.profile not in PROFILES[view.scope]:
        raise Refused(Reason("E_UNKNOWN_CODE", {"column": "profile", "text": view.profile}))


def _require_mirror(view: View, options: Options) -> None:
    if options.is_mirrored and not may_be_mirrored(view):
        raise Refused(Reason("feed-mirror-names"))
