"""Seasons of staggered hours: opened for wishes, closed, and ended."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from calendars import is_working_day, previous_working_day
from scheduler.audit.operations import record
from scheduler.clock import TOKYO
from scheduler.db.tables import season, shift_pattern, shift_preference
from scheduler.db.versions import change as change_row
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.request_rules import SHIFT_DEADLINE
from scheduler.domain.states import SEASON, SeasonState, advance
from scheduler.errors import Refused
from scheduler.offices.queries import closed_days

LONGEST_DAYS = 184
LONGEST_NAME = 60
PATTERN_SETS = ("summer", "winter", "all")
_NAMES = {
    "summer": ("{}年夏の時差出勤", "Staggered hours, summer {}"),
    "winter": ("{}年冬の時差出勤", "Staggered hours, winter {}"),
}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")


def create(
    tx: Connection,
    season_id: str,
    *,
    name_ja: str,
    name_en: str,
    first_day: date,
    last_day: date,
    patterns: str = "summer",
    wishes_close_at: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> str:
    """Open a season for wishes; returns its id, which people type ("2026-summer").

    `patterns`: which set counts beside those of all seasons.  Without `wishes_close_at` wishes may be changed until
    17:15 of the working day before each day they are about, as the deadline of every wish says.

    Raises:
        Refused: days out of order or too many, an id or a name that cannot be, or days another season has.
    """
    permission.require(permission.may_keep_seasons(actor), "create-season")
    _require_new_id(tx, season_id)
    _require_known_patterns(patterns)
    _require_days(tx, season_id, first_day, last_day)
    values = {
        "season_id": season_id,
        "name_ja": _named(name_ja),
        "name_en": _named(name_en),
        "first_day": first_day,
        "last_day": last_day,
        "patterns": patterns,
        "state": SeasonState.OPEN,
        "wishes_close_at": wishes_close_at or last_deadline(tx, first_day, last_day),
        "created_by": actor.staff_id,
        "created_at": now,
    }
    tx.execute(insert(season).values(values))
    days = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat(), "patterns": patterns}
    record(tx, actor=actor, now=now, action="create", noun="season", key=season_id, after=days)
    return season_id


def change(
    tx: Connection,
    season_id: str,
    *,
    expected_version: int,
    name_ja: str,
    name_en: str,
    wishes_close_at: datetime,
    actor: Actor,
    now: datetime,
) -> int:
    """Rename a season or move the end of its wishes; returns its new version. Its days stay what they were."""
    permission.require(permission.may_keep_seasons(actor), "change-season")
    before = load(tx, season, season_id, lock=True)
    values = {"name_ja": _named(name_ja), "name_en": _named(name_en), "wishes_close_at": wishes_close_at}
    version = change_row(tx, season, season_id, expected=expected_version, **values)
    record(
        tx,
        actor=actor,
        now=now,
        action="change",
        noun="season",
        key=season_id,
        before={"name_ja": before.name_ja, "wishes_close_at": before.wishes_close_at.isoformat()},
        after={"name_ja": name_ja, "wishes_close_at": wishes_close_at.isoformat()},
    )
    return version


def move(
    tx: Connection, season_id: str, *, event: str, expected_version: int | None = None, actor: Actor, now: datetime
) -> int:
    """Close, reopen or end (`event`) a season; returns its new version. Publishing is `publishing.publish`.

    Raises:
        IllegalTransition: the season is not in a state for that.
    """
    permission.require(permission.may_keep_seasons(actor), f"{event}-season")
    before = load(tx, season, season_id, lock=True)
    state = advance("season", SEASON, SeasonState(before.state), event)
    version = change_row(tx, season, season_id, expected=expected_version, state=state)
    record(tx, actor=actor, now=now, action=event, noun="season", key=season_id)
    return version


def open_where_missing(tx: Connection, *, actor: Actor, now: datetime) -> str | None:
    """Where wishes are known but no season has ever been opened, open one for the whole months they lie in.

    An office that starts with a file of wishes can plan at once; returns the id of the season, if one was opened.
    """
    pattern, wish = shift_pattern.c, shift_preference.c
    spans = (
        select(pattern.season, func.min(wish.date_from).label("first"), func.max(wish.date_to).label("last"))
        .join(shift_preference, wish.pattern_id == pattern.pattern_id)
        .where(wish.kind == "prefer", pattern.season.in_(tuple(_NAMES)))
        .group_by(pattern.season)
        .order_by(func.count().desc())
    )
    found = tx.execute(spans).first()
    if found is None or tx.execute(select(season.c.season_id)).first() is not None:
        return None
    first_day, last_day = found.first.replace(day=1), month_end(found.last)
    if (last_day - first_day).days >= LONGEST_DAYS:
        return None
    name_ja, name_en = _NAMES[found.season]
    return create(
        tx,
        f"{first_day.year}-{found.season}",
        name_ja=name_ja.format(first_day.year),
        name_en=name_en.format(first_day.year),
        first_day=first_day,
        last_day=last_day,
        patterns=found.season,
        actor=actor,
        now=now,
    )


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def last_deadline(tx: Connection, first_day: date, last_day: date) -> datetime:
    """17:15 of the working day before the last working day."""
    closed = closed_days(tx)
    day = last_day
    while day > first_day and not is_working_day(day, closed):
        day -= timedelta(days=1)
    return datetime.combine(previous_working_day(day, closed), SHIFT_DEADLINE, TOKYO)


def _named(name: str) -> str:
    text = name.strip()
    if not 0 < len(text) <= LONGEST_NAME:
        raise Refused(Reason("season-name", {"limit": LONGEST_NAME}))
    return text


def _require_new_id(tx: Connection, season_id: str) -> None:
    if not _ID.fullmatch(season_id):
        raise Refused(Reason("season-id", {"text": season_id[:40]}))
    if tx.execute(select(season.c.season_id).where(season.c.season_id == season_id)).first() is not None:
        raise Refused(Reason("season-exists", {"season": season_id}))


def _require_known_patterns(patterns: str) -> None:
    if patterns not in PATTERN_SETS:
        raise Refused(Reason("season-patterns", {"text": patterns[:40], "allowed": ", ".join(PATTERN_SETS)}))


def _require_days(tx: Connection, season_id: str, first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise Refused(Reason("E_END_BEFORE_START", {"start": first_day, "end": last_day, "problem": "before"}))
    if (last_day - first_day).days >= LONGEST_DAYS:
        raise Refused(Reason("season-too-long", {"days": LONGEST_DAYS}))
    overlap = select(season).where(
        season.c.season_id != season_id, season.c.first_day <= last_day, season.c.last_day >= first_day
    )
    other = tx.execute(overlap).first()
    if other is not None:
        raise Refused(Reason("season-overlaps", {"first": other.first_day, "last": other.last_day}))
