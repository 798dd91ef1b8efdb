"""Answers already given to an account's requests, kept a day, so that a request sent twice acts once.

The claim is inserted in the transaction that makes the change: of two senders at the same moment the second
waits for the first's commit and then reads its answer, and a crash leaves neither change nor claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.db.tables import idempotency
from scheduler.domain.reason import Reason
from scheduler.errors import Refused

KEPT = timedelta(hours=24)
# While the request is being worked on; no other transaction ever sees it.
_UNANSWERED = 0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


def claim(tx: Connection, *, account_id: int, key: str, digest: str, now: datetime) -> Answer | None:
    """The answer given before, or None: then the caller does the work and calls `keep` in the same transaction.

    Raises:
        Refused: the key was used for another request.
    """
    tx.execute(
        delete(idempotency).where(idempotency.c.account_id == account_id, idempotency.c.created_at <= now - KEPT)
    )
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    claimed = tx.execute(
        dialect.insert(idempotency)
        .values(account_id=account_id, key=key, request_digest=digest, status=_UNANSWERED, body=b"", created_at=now)
        .on_conflict_do_nothing()
        .returning(idempotency.c.key)
    ).one_or_none()
    if claimed is not None:
        return None
    row = tx.execute(select(idempotency).where(*_is(account_id, key))).one()
    if row.request_digest != digest:
        raise Refused(Reason("idempotency-mismatch"))
    return Answer(row.status, row.body)


def keep(tx: Connection, *, account_id: int, key: str, answer: Answer) -> None:
    """Fill in the answer of a claim."""
    tx.execute(update(idempotency).where(*_is(account_id, key)).values(status=answer.status, body=answer.body))


def _is(account_id: int, key: str) -> tuple[ColumnElement[bool], ...]:
    return idempotency.c.account_id == account_id, idempotency.c.key == key
