"""A subscription by its secret, and the list of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, select

from scheduler.db.tables import account, feed
from scheduler.feeds.operations import hash_of
from scheduler.feeds.wording import Locale


@dataclass(frozen=True, slots=True)
class Subscription:
    """`revoked_at` is also set when the account behind it was closed (at the moment of asking)."""

    feed_id: int
    scope: str
    subject: str
    label: str
    locale: Locale
    created_at: datetime
    revoked_at: datetime | None
    fetched_at: datetime | None
    fetched_by: str | None
    is_account_open: bool


def by_token(tx: Connection, token: str) -> Subscription | None:
    """The subscription of a secret. Looked up by its hash, so timing tells nothing about near misses."""
    found = _subscriptions(tx, feed.c.token_hash == hash_of(token))
    return found[0] if found else None


def of_account(tx: Connection, account_id: int) -> tuple[Subscription, ...]:
    """One's own subscriptions that were not withdrawn, oldest first."""
    return _subscriptions(tx, (feed.c.account_id == account_id) & feed.c.revoked_at.is_(None))


def _subscriptions(tx: Connection, condition: object) -> tuple[Subscription, ...]:
    query = (
        select(feed, account.c.is_active)
        .join(account, account.c.id == feed.c.account_id)
        .where(condition)  # type: ignore[arg-type]
        .order_by(feed.c.id)
    )
    return tuple(
        Subscription(
            feed_id=row.id,
            scope=row.scope,
            subject=row.subject,
            label=row.label,
            locale=cast("Locale", row.locale),
            created_at=row.created_at,
            revoked_at=row.revoked_at,
            fetched_at=row.fetched_at,
            fetched_by=row.fetched_by,
            is_account_open=row.is_active,
        )
        for row in tx.execute(query)
    )
