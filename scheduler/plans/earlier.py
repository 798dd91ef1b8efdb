"""The input of a plan that was made before, so that a what-if of a round long applied starts from the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from scheduler.availability.stock import Stock
from scheduler.db.tables import plan
from scheduler.db.versions import load
from scheduler.domain.interval import Interval
from scheduler.plans.decisions import Decisions, rejected_before
from scheduler.plans.minutes import moment_of
from scheduler.requests.priority import BASE, BONUS, REFUSAL_BONUS
from scheduler.requests.queries import Occurrence, by_ids
from solver.allocation import AllocationProblem, decode_plan, decode_problem, encode_problem


@dataclass(frozen=True)
class Earlier:
    """A stored problem with what the snapshot of it has to know."""

    plan_id: int
    problem: AllocationProblem
    decisions: Decisions
    made_at: datetime

    @classmethod
    def load(cls, tx: Connection, plan_id: int) -> Earlier:
        row = load(tx, plan, plan_id)
        problem = decode_problem(row.problem)
        decisions = Decisions(
            current={item.request_id: item for item in decode_plan(row.solution).assignments},
            pinned=frozenset(item.request_id for item in problem.requests if item.pinned is not None),
            rejected=rejected_before(tx, row.round_id, plan_id),
        )
        return cls(plan_id, problem, decisions, row.created_at)

    def requests(self, tx: Connection) -> list[Occurrence]:
        return list(by_ids(tx, [item.request_id for item in self.problem.requests]))

    def stock(self, now: Stock) -> Stock:
        """The units there were then, as busy as they were then."""
        busy = {
            unit.unit_id: tuple(Interval(moment_of(start), moment_of(end)) for start, end in unit.busy)
            for pool in self.problem.pools
            for unit in pool.units
        }
        return Stock(tuple(replace(unit, busy=busy[unit.unit_id]) for unit in now.units if unit.unit_id in busy))

    def refusals(self, found: list[Occurrence]) -> Mapping[int, int]:
        """By occurrence: how often the person had been refused, read back from the published weight."""
        weights = {item.request_id: item.weight for item in self.problem.requests}
        return {
            item.occurrence_id: max(0, weights[item.occurrence_id] - BASE - BONUS[item.priority]) // REFUSAL_BONUS
            for item in found
        }

    def changed(self, again: AllocationProblem) -> int:
        """How many requests or pools are not as they were: a request or a rule was changed since.

        Compared in the order in which problems are stored.
        """
        again = decode_problem(encode_problem(again))
        before = {item.request_id: (item.weight, item.options, item.fallbacks) for item in self.problem.requests}
        after = {item.request_id: (item.weight, item.options, item.fallbacks) for item in again.requests}
        requests = sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())
        return requests + len(set(self.problem.pools) ^ set(again.pools))
