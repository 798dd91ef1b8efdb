"""Signing in, and what keeps others from guessing.

An attempt is written down as a failure before the password is looked at and struck out when it fits, so that
many guesses at the same moment do not slip under the limit together.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, delete, func, insert, select, text, update

from scheduler.accounts import logins, passwords, sessions
from scheduler.accounts.sessions import NewSession
from scheduler.audit.operations import record
from scheduler.db.tables import account, sign_in_failure
from scheduler.db.transaction import Database
from scheduler.domain.actor import Source
from scheduler.errors import TooManyAttempts, WrongCredentials

WINDOW = timedelta(minutes=15)
FAILURES_PER_LOGIN = 5
FAILURES_PER_ADDRESS = 20

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Attempt:
    account_id: int | None
    login: str
    password_hash: str | None
    failure_ids: tuple[int, ...]


def sign_in(
    database: Database,
    *,
    login: str,
    password: str,
    address: str,
    now: datetime,
    source: Source,
    replaces: str | None = None,
) -> NewSession:
    """Open a session for a login and its password. `address` is where the attempt comes from.

    `replaces` is the token the same browser held before; that session ends.

    Takes the database rather than a transaction: none may be open during the tenth of a second a hash takes.

    Raises:
        WrongCredentials: they do not fit, the login is unknown, or the account is closed.
        TooManyAttempts: the login or the address failed too often within the window.
    """
    with database.write() as tx:
        attempt = _begin(tx, login=login, address=address, now=now)
    fits = passwords.verify(attempt.password_hash, password)
    if attempt.account_id is None or not fits:
        whose = "an unknown login" if attempt.account_id is None else f"account {attempt.account_id}"
        _logger.warning("sign-in refused: %s from %s", whose, address)
        raise WrongCredentials
    with database.write() as tx:
        opened = _succeed(tx, attempt, password=password, now=now, source=source)
        if replaces is not None:
            sessions.end(tx, token=replaces)
        return opened


def purge_failures(tx: Connection, *, now: datetime) -> None:
    """Forget the failures that no longer count."""
    tx.execute(delete(sign_in_failure).where(sign_in_failure.c.failed_at <= now - WINDOW))


def _begin(tx: Connection, *, login: str, address: str, now: datetime) -> _Attempt:
    by_login = f"login:{logins.tidy(login).lower()[: logins.MAXIMUM_LENGTH]}"
    by_address = f"address:{address[:60]}"
    _take_turns(tx, by_address, by_login)
    purge_failures(tx, now=now)
    for subject, limit in ((by_login, FAILURES_PER_LOGIN), (by_address, FAILURES_PER_ADDRESS)):
        _require_below(tx, subject, limit, now)
    row = logins.find(tx, login)
    known = row if row is not None and row.is_active else None
    failure_ids = tuple(
        tx.execute(
            insert(sign_in_failure).values(subject=subject, failed_at=now).returning(sign_in_failure.c.id)
        ).scalar_one()
        for subject in (by_login, by_address)
    )
    return _Attempt(
        account_id=known.id if known else None,
        login=by_login,
        password_hash=known.password_hash if known else None,
        failure_ids=failure_ids,
    )


def _take_turns(tx: Connection, *subjects: str) -> None:
    """On PostgreSQL, where writers run side by side: count and insert alone. Always in the same order."""
    if tx.dialect.name == "postgresql":
        for subject in subjects:
            tx.execute(text("SELECT pg_advisory_xact_lock(hashtext(:subject))"), {"subject": subject})


def _require_below(tx: Connection, subject: str, limit: int, now: datetime) -> None:
    """Refuse when the subject failed `limit` times within the window, until the oldest of those leaves it."""
    failures = select(func.count(), func.min(sign_in_failure.c.failed_at)).where(
        sign_in_failure.c.subject == subject, sign_in_failure.c.failed_at > now - WINDOW
    )
    count, oldest = tx.execute(failures).one()
    if count >= limit:
        raise TooManyAttempts(max(1, ceil((oldest + WINDOW - now).total_seconds())))


def _succeed(tx: Connection, attempt: _Attempt, *, password: str, now: datetime, source: Source) -> NewSession:
    same = select(account.c.id).where(
        account.c.id == attempt.account_id, account.c.password_hash == attempt.password_hash
    )
    # The account may have got another password, or been closed, while this one was compared.
    account_id = tx.execute(same).scalar_one_or_none()
    if account_id is None:
        raise WrongCredentials
    # A success clears the login's failures, and of the address only its own: else an attacker with an
    # account of their own could wipe the count between guesses.
    tx.execute(
        delete(sign_in_failure).where(
            (sign_in_failure.c.subject == attempt.login) | sign_in_failure.c.id.in_(attempt.failure_ids)
        )
    )
    if attempt.password_hash is not None and passwords.needs_rehash(attempt.password_hash):
        fresh = passwords.rehash(password)
        tx.execute(update(account).where(account.c.id == account_id).values(password_hash=fresh))
    sessions.purge(tx, now=now)
    opened = sessions.create(tx, account_id=account_id, now=now)
    signed_in = sessions.resolve(tx, token=opened.token, now=now, source=source)
    if signed_in is None:
        raise WrongCredentials
    record(tx, actor=signed_in.actor, now=now, action="sign_in", noun="account", key=account_id)
    return opened
