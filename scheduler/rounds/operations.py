"""Open, close and reopen a round."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from scheduler.audit.operations import record
from scheduler.db.tables import round_
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import ROUND, RoundState, advance
from scheduler.errors import Refused
from scheduler.feeds.revisions import touch

LONGEST_DAYS = 92
LARGEST_SEED = 2**31 - 1


def open_round(
    tx: Connection,
    *,
    name_ja: str,
    name_en: str,
    first_day: date,
    last_day: date,
    closes_at: datetime,
    actor: Actor,
    now: datetime,
    seed: int | None = None,
) -> int:
    """Start collecting requests for the days; two rounds that are not applied may not share a day.

    The seed is drawn now and published, so nobody can choose it once the requests are known.
    """
    permission.require(permission.may_run_rounds(actor), "open-round")
    if last_day < first_day:
        raise Refused(Reason("E_END_BEFORE_START", {"start": first_day, "end": last_day}))
    if (last_day - first_day).days >= LONGEST_DAYS:
        raise Refused(Reason("round-too-long", {"days": LONGEST_DAYS}))
    overlap = select(round_.c.first_day, round_.c.last_day).where(
        round_.c.state != RoundState.APPLIED, round_.c.first_day <= last_day, round_.c.last_day >= first_day
    )
    other = tx.execute(overlap).first()
    if other is not None:
        raise Refused(Reason("round-overlaps", {"first": other.first_day, "last": other.last_day}))
    values = {
        "name_ja": name_ja,
        "name_en": name_en,
        "first_day": first_day,
        "last_day": last_day,
        "state": RoundState.OPEN,
        "seed": secrets.randbelow(LARGEST_SEED) if seed is None else seed,
        "created_by": actor.staff_id,
        "created_at": now,
        "closes_at": closes_at,
    }
    round_id = int(tx.execute(insert(round_).values(values).returning(round_.c.id)).scalar_one())
    days = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat(), "seed": values["seed"]}
    record(tx, actor=actor, now=now, action="open", noun="round", key=round_id, after=days)
    return round_id


def move_round(
    tx: Connection, round_id: int, *, event: str, expected_version: int | None = None, actor: Actor, now: datetime
) -> int:
    """Close or reopen (`event`) a round; returns its new version."""
    permission.require(permission.may_run_rounds(actor), event)
    before = load(tx, round_, round_id, lock=True)
    state = advance("round", ROUND, RoundState(before.state), event)
    version = change(tx, round_, round_id, expected=expected_version, state=state)
    touch(tx, {("round", str(round_id))}, now=now)
    record(tx, actor=actor, now=now, action=event, noun="round", key=round_id)
    return version
