"""What people decided about the plans of a round so far, as the next solve has to respect it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from scheduler.db.tables import plan, proposal
from scheduler.db.versions import load
from solver.allocation import Assignment, decode_plan


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided about the plan before: assignments to keep, and options never to give again."""

    current: Mapping[int, Assignment] = field(default_factory=dict)
    pinned: frozenset[int] = frozenset()
    rejected: Mapping[int, frozenset[int]] = field(default_factory=dict)


NO_DECISIONS = Decisions()


def decisions_before(tx: Connection, plan_id: int) -> Decisions:
    """Pins of the plan before this one, what it gave to whom, and every rejection in the round."""
    row = load(tx, plan, plan_id)
    rejected = rejected_before(tx, row.round_id, plan_id)
    if row.previous_plan_id is None:
        return Decisions(rejected=rejected)
    previous = load(tx, plan, row.previous_plan_id)
    query = select(proposal.c.occurrence_id, proposal.c.decision).where(
        proposal.c.plan_id == previous.id, proposal.c.decision != "none"
    )
    decided = {item.occurrence_id: item.decision for item in tx.execute(query)}
    given: dict[int, Assignment] = {
        item.request_id: item
        for item in decode_plan(previous.solution).assignments
        if decided.get(item.request_id) != "rejected"
    }
    pinned = frozenset(key for key, decision in decided.items() if decision == "pinned" and key in given)
    return Decisions(current=given, pinned=pinned, rejected=rejected)


def rejected_before(tx: Connection, round_id: int, plan_id: int) -> dict[int, frozenset[int]]:
    """By occurrence the options that were rejected in plans of the round older than this one."""
    query = (
        select(proposal.c.occurrence_id, proposal.c.option_id)
        .join(plan, plan.c.id == proposal.c.plan_id)
        .where(plan.c.round_id == round_id, plan.c.id < plan_id, proposal.c.decision == "rejected")
    )
    found: dict[int, set[int]] = defaultdict(set)
    for row in tx.execute(query):
        found[row.occurrence_id].add(row.option_id)
    return {occurrence_id: frozenset(options) for occurrence_id, options in found.items()}
