"""Dates on the waiting list that nothing that becomes free can serve, and why: they stand before nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Row

from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.reason import Reason
from scheduler.domain.verdict import judge
from scheduler.domain.wish import at_office
from scheduler.offices.queries import closed_days
from scheduler.reasons import from_json
from scheduler.requests.queries import by_ids
from scheduler.staff.queries import applicants

# Reasons of a plan: the stock of the office could never serve it, however little the others take.
NOTHING_FITS = frozenset({"no-such-unit", "no-unit-with", "too-few-units"})


def barred(
    tx: Connection, rows: Iterable[Row[tuple[object, ...]]], policy: Policy = DEFAULT_POLICY
) -> Mapping[int, tuple[Reason, ...]]:
    """By occurrence what its plan said of the stock, or the rules that refuse it today at every office it named.

    Days named beside the one asked for are not looked at: whoever named some is not barred by a rule.
    """
    listed = {row.id: row for row in rows}
    asked = by_ids(tx, listed)
    people = applicants(tx, {item.wish.staff_id for item in asked})
    closed = closed_days(tx)
    found: dict[int, tuple[Reason, ...]] = {}
    for item in asked:
        told = from_json(listed[item.occurrence_id].reasons)
        reasons = tuple(reason for reason in told if reason.code in NOTHING_FITS)
        wishes = (item.wish, *(at_office(item.wish, office_id) for office_id in item.alt_office_ids))
        refusals = [judge(wish, people[wish.staff_id], closed, policy).refusals for wish in wishes]
        if not reasons and all(refusals) and not item.alt_dates:
            reasons = refusals[0]
        if reasons:
            found[item.occurrence_id] = reasons
    return found
