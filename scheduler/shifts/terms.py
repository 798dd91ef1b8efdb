"""The terms of staggered hours: the office's own, and those a bureau sets for itself in a season."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, time

from sqlalchemy import Connection, delete, insert, select

from scheduler.audit.operations import record
from scheduler.db.tables import department, season, season_terms
from scheduler.db.tables.shifts import CHOICE_UNITS
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.errors import NotFound, Refused

# What everybody works who wishes for nothing.
STANDARD_STARTS, STANDARD_ENDS = time(8, 30), time(17, 15)
# Breaks besides the pattern's own, so that counters stay open at noon; minutes of the day.
OTHER_BREAKS = ((660, 720), (720, 780), (780, 840))
LONGEST_REST = 16 * 60


@dataclass(frozen=True, slots=True)
class Terms:
    """`choice_unit`: for how long one choice of a pattern holds (day, week, period).

    `most_shifted`: the share of a section that may work another pattern than the standard one; None: the section's own.
    `rest_minutes`: between the end of one day and the start of the next.
    """

    choice_unit: str = "day"
    most_shifted: float | None = None
    rest_minutes: int = 11 * 60


OFFICE_TERMS = Terms()


def terms_of(tx: Connection, season_id: str, bureau_ja: str) -> Terms:
    """The bureau's own terms in the season, or else the office's."""
    return bureaus_terms(tx, season_id).get(bureau_ja, OFFICE_TERMS)


def bureaus_terms(tx: Connection, season_id: str) -> dict[str, Terms]:
    """Terms of the bureaus that have some of their own, by the bureau's Japanese name."""
    query = select(season_terms).where(season_terms.c.season_id == season_id).order_by(season_terms.c.bureau_ja)
    return {row.bureau_ja: Terms(row.choice_unit, row.most_shifted, row.rest_minutes) for row in tx.execute(query)}


def set_terms(
    tx: Connection, season_id: str, bureau_ja: str, terms: Terms | None, *, actor: Actor, now: datetime
) -> None:
    """Give a bureau terms of its own, or with None the office's again; plans made before keep theirs.

    Raises:
        Refused: a share outside 0 to 1, an unknown unit, or a rest that leaves no day.
    """
    permission.require(permission.may_keep_seasons(actor), "set-terms")
    load(tx, season, season_id)
    if tx.execute(select(department.c.department_id).where(department.c.bureau_ja == bureau_ja)).first() is None:
        raise NotFound("bureau", bureau_ja)
    if terms is not None:
        _require_sensible(terms)
    before = bureaus_terms(tx, season_id).get(bureau_ja)
    key = (season_terms.c.season_id == season_id) & (season_terms.c.bureau_ja == bureau_ja)
    tx.execute(delete(season_terms).where(key))
    if terms is not None:
        tx.execute(insert(season_terms).values(season_id=season_id, bureau_ja=bureau_ja, **asdict(terms)))
    record(
        tx,
        actor=actor,
        now=now,
        action="set-terms",
        noun="season",
        key=season_id,
        before={"bureau": bureau_ja, **asdict(before)} if before else None,
        after={"bureau": bureau_ja, **asdict(terms)} if terms else None,
    )


def _require_sensible(terms: Terms) -> None:
    if terms.choice_unit not in CHOICE_UNITS:
        raise Refused(Reason("terms-unit", {"text": terms.choice_unit[:40], "allowed": ", ".join(CHOICE_UNITS)}))
    if terms.most_shifted is not None and not 0 <= terms.most_shifted <= 1:
        raise Refused(Reason("terms-share", {"share": terms.most_shifted}))
    if not 0 <= terms.rest_minutes <= LONGEST_REST:
        raise Refused(Reason("terms-rest", {"minutes": terms.rest_minutes, "max": LONGEST_REST}))
