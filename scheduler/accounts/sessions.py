"""Sessions: a random token in the browser or program, its hash in the database.

Times are sized to a working day: idle for eight hours or open for seven days, and one has to sign in again.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from scheduler.accounts.roles import roles_of
from scheduler.db.tables import account, office, session, staff_member
from scheduler.domain.actor import Actor, Source

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
# Every request would otherwise write.
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewSession:
    """What the person gets; the token is shown this once and kept nowhere."""

    token: str
    csrf_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a token stands for, as of now: roles and office are read anew each time."""

    account_id: int
    login: str
    actor: Actor
    csrf_token: str
    office_name_ja: str
    office_name_en: str
    seen_at: datetime
    expires_at: datetime

    def is_due_for_touch(self, now: datetime) -> bool:
        return now - self.seen_at >= TOUCH_EVERY


def create(tx: Connection, *, account_id: int, now: datetime) -> NewSession:
    """Open a session of an account; the caller has made sure who asks."""
    fresh = NewSession(secrets.token_urlsafe(32), secrets.token_urlsafe(32), now + ABSOLUTE)
    tx.execute(
        insert(session).values(
            token_hash=_hash(fresh.token),
            account_id=account_id,
            csrf_token=fresh.csrf_token,
            created_at=now,
            seen_at=now,
            expires_at=fresh.expires_at,
        )
    )
    return fresh


def resolve(tx: Connection, *, token: str, now: datetime, source: Source) -> SignedIn | None:
    """Who holds the token, or None when it is unknown, ended, expired or idle, or its account is inactive."""
    row = tx.execute(
        select(
            session.c.account_id,
            session.c.csrf_token,
            session.c.seen_at,
            session.c.expires_at,
            account.c.login,
            account.c.staff_id,
            staff_member.c.department_id,
            staff_member.c.office_id,
            office.c.name_ja,
            office.c.name_en,
        )
        .join(account, account.c.id == session.c.account_id)
        .outerjoin(staff_member, staff_member.c.staff_id == account.c.staff_id)
        .outerjoin(office, office.c.office_id == staff_member.c.office_id)
        .where(
            session.c.token_hash == _hash(token),
            session.c.expires_at > now,
            session.c.seen_at > now - IDLE,
            account.c.is_active,
        )
    ).one_or_none()
    if row is None:
        return None
    return SignedIn(
        account_id=row.account_id,
        login=row.login,
        actor=Actor(row.staff_id, roles_of(tx, row.account_id, row.staff_id), row.office_id, row.department_id, source),
        csrf_token=row.csrf_token,
        office_name_ja=row.name_ja or "",
        office_name_en=row.name_en or "",
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )


def touch(tx: Connection, *, token: str, now: datetime) -> None:
    """Say that the session is in use."""
    tx.execute(update(session).where(session.c.token_hash == _hash(token)).values(seen_at=now))


def end(tx: Connection, *, token: str) -> None:
    """Sign out; a token that is not known is already signed out."""
    tx.execute(delete(session).where(session.c.token_hash == _hash(token)))


def end_all(tx: Connection, *, account_id: int) -> None:
    """Sign an account out everywhere."""
    tx.execute(delete(session).where(session.c.account_id == account_id))


def purge(tx: Connection, *, now: datetime) -> None:
    """Forget the sessions that nobody can use any more."""
    tx.execute(delete(session).where(or_(session.c.expires_at <= now, session.c.seen_at <= now - IDLE)))


def _hash(token: str) -> str:
    # A token is 256 random bits: nothing slower than SHA-256 is needed to keep it from being guessed back.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
