"""Subscriptions: made, rotated, withdrawn. Their secret is shown once and only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from scheduler.audit.operations import record
from scheduler.db.tables import account, feed, office, unit
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.errors import NotFound, Refused
from scheduler.feeds.wording import Locale

TOKEN_BYTES = 32
SCOPES = ("person", "unit", "office")


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A subscription with its secret, which is never shown again."""

    feed_id: int
    token: str
    scope: str

    def address(self, base_url: str) -> str:
        """Where a calendar app finds it; the readable name comes last, because some apps show it."""
        return f"{base_url}/feeds/{self.token}/{self.scope}.ics"


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create(
    tx: Connection,
    *,
    account_id: int,
    scope: str,
    subject: str,
    label: str,
    locale: Locale,
    actor: Actor,
    now: datetime,
) -> NewFeed:
    """Make a subscription. A person's calendar is for that person alone; the others carry no names.

    Raises:
        NotAllowed: it is somebody else's calendar.
        NotFound: there is no such unit or office.
    """
    if scope not in SCOPES:
        raise Refused(Reason("E_UNKNOWN_CODE", {"column": "scope", "text": scope}))
    permission.require(scope != "person" or (actor.staff_id is not None and actor.staff_id == subject), "subscribe")
    _require_subject(tx, scope, subject)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {
        "token_hash": hash_of(token),
        "account_id": account_id,
        "scope": scope,
        "subject": subject,
        "label": label,
        "locale": locale,
        "created_at": now,
    }
    feed_id = int(tx.execute(insert(feed).values(values).returning(feed.c.id)).scalar_one())
    after = {"scope": scope, "subject": subject, "label": label}
    record(tx, actor=actor, now=now, action="subscribe", noun="feed", key=feed_id, after=after)
    return NewFeed(feed_id, token, scope)


def rotate(tx: Connection, feed_id: int, *, account_id: int, actor: Actor, now: datetime) -> NewFeed:
    """Withdraw a subscription and make the same one at a new address."""
    row = load(tx, feed, feed_id, lock=True)
    revoke(tx, feed_id, account_id=account_id, actor=actor, now=now)
    return create(
        tx,
        account_id=row.account_id,
        scope=row.scope,
        subject=row.subject,
        label=row.label,
        locale=row.locale,
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


def note_fetch(tx: Connection, feed_id: int, *, client: str, now: datetime) -> None:
    """Remember who fetched it last, for the owner's list."""
    tx.execute(update(feed).where(feed.c.id == feed_id).values(fetched_at=now, fetched_by=client[:200]))


def _require_subject(tx: Connection, scope: str, subject: str) -> None:
    if scope == "office":
        query = select(office.c.office_id).where(office.c.office_id == subject)
    elif scope == "unit":
        query = select(unit.c.id).where(unit.c.id == (int(subject) if subject.isdecimal() else -1))
    else:
        query = select(account.c.id).where(account.c.staff_id == subject)
    if tx.execute(query).first() is None:
        raise NotFound(scope, subject)
