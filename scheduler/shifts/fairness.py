"""What earlier seasons left of somebody's wishes, as it counts in the next (docs/weights.md)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Connection, and_, case, func, select

from scheduler.db.tables import season, shift, shift_assignment, shift_plan

# A season counts until this long after its end: the summer in the next summer, the winter in the next winter.
REMEMBERED = timedelta(days=400)
# A wish of weight 1 is worth an hour of one person below the preferred cover, which is priced per quarter hour.
WISH = 4


def unmet_shares(tx: Connection, staff_ids: Collection[str], first_day: date) -> dict[str, float]:
    """For whoever wished in a season that ended before that day: the part of the wished days that was not given.

    Counted from what was published last, so that a day changed later for the better is a wish met.
    """
    same_day = and_(
        shift.c.plan_id == shift_assignment.c.plan_id,
        shift.c.staff_id == shift_assignment.c.staff_id,
        shift.c.date == shift_assignment.c.date,
    )
    met = case((shift.c.pattern_id == shift_assignment.c.wished_pattern_id, 1), else_=0)
    query = (
        select(shift.c.staff_id, func.count().label("wished"), func.sum(met).label("met"))
        .join(shift_assignment, same_day)
        .join(shift_plan, shift_plan.c.id == shift.c.plan_id)
        .join(season, season.c.season_id == shift_plan.c.season_id)
        .where(
            shift.c.staff_id.in_(staff_ids),
            shift_assignment.c.wished_pattern_id.is_not(None),
            season.c.last_day < first_day,
            season.c.last_day >= first_day - REMEMBERED,
        )
        .group_by(shift.c.staff_id)
    )
    return {row.staff_id: (row.wished - row.met) / row.wished for row in tx.execute(query)}


def wish_weight(weight: int, unmet_share: float) -> int:
    """What a wish of that weight (1 to 5) costs unmet: one step more for whom nothing was met before."""
    return WISH * weight + round(WISH * unmet_share)


def burden(wished: int, unmet_share: float) -> int:
    """What counts already as unmet when the worst-off person is looked for: half of `wished`, by that share.

    `wished`: the weight of all wishes of this season, so that nobody without wishes is the worst off.
    """
    return round(wished * unmet_share / 2)
