"""Replays a plan from what is stored with it: everything a person could want to recompute, without any solver library.

Each check is a sentence with the stored value and the recomputed one, and whether they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.db.tables import plan, proposal, round_
from scheduler.db.versions import load
from scheduler.domain.actor import Actor
from scheduler.domain.permission import may_run_rounds, require
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.plans.choices import decode
from scheduler.plans.proposals import proposal_rows
from scheduler.plans.scenario import from_json
from scheduler.plans.supposing import FIRST_EXTRA
from scheduler.plans.trying import is_real
from scheduler.requests.queries import by_ids, past_refusals
from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Limits,
    MoreUnits,
    OthersMove,
    Tier,
    certified_bound,
    check,
    check_remedy,
    check_shortage,
    decode_plan,
    decode_problem,
    decode_remedies,
    tier_values,
)
from solver.process import allocate_in_child

SERVED = "served"
# Each proof is a whole plan to be checked; a page cannot wait for all of a large round.
MOST_PROOFS = 60
# What a proposal says; the decision of a person and the difference to the plan before come from elsewhere.
COMPARED = ("outcome", "option_id", "office_id", "starts_at", "ends_at", "reasons", "alternatives", "remedies")


@dataclass(frozen=True, slots=True)
class Check:
    """`holds` is None where nothing can be said: what would be needed was never stored."""

    said: Reason
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Verification:
    plan_id: int
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        return all(item.holds is not False for item in self.checks)


@dataclass(frozen=True, slots=True)
class Replay:
    """What is needed to solve again, taken out of the database before the work begins."""

    problem: AllocationProblem
    solution: AllocationPlan
    limits: Limits


def verify(tx: Connection, plan_id: int, *, actor: Actor) -> Verification:
    """Every check of one plan, in the order in which one would make them by hand."""
    row = require_finished(tx, plan_id, actor=actor)
    checks = [_input(row)]
    try:
        problem, solution = decode_problem(row.problem), decode_plan(row.solution)
    except ValueError as error:  # InvalidMessage and InvalidProblem are such
        checks.append(Check(Reason("verify-unreadable", {"text": str(error)}), False))
        return Verification(plan_id, tuple(checks))
    checks += [
        _seed(tx, row, problem, solution),
        _rules(problem, solution),
        *_tiers(row, problem, solution),
        *_bound(problem, solution),
        _weights(tx, row, problem),
        _refusals(tx, row, problem),
        _answers(tx, row, problem, solution),
        *_remedies(row, problem, solution),
    ]
    return Verification(plan_id, tuple(checks))


def require_finished(tx: Connection, plan_id: int, *, actor: Actor) -> Row[Any]:
    """The row of a plan that can be verified, for those who may.

    Raises:
        Refused: it is not finished.
    """
    require(may_run_rounds(actor), "verify-plan")
    row = load(tx, plan, plan_id)
    if row.solution is None or row.proposed_at is None:
        raise Refused(Reason("plan-not-finished", {"plan": plan_id}))
    return row


def replay_of(tx: Connection, plan_id: int, *, actor: Actor) -> Replay:
    row = require_finished(tx, plan_id, actor=actor)
    limits = row.figures.get("limits", {})
    found = Limits(limits.get("seconds", 60.0), limits.get("workers", 1), work=limits.get("work"))
    return Replay(decode_problem(row.problem), decode_plan(row.solution), found)


def solve_again(replay: Replay, cancelled: Callable[[], bool] | None = None) -> tuple[Check, ...]:
    """The same problem with the same seed and limits, in a process of its own.

    Where both are proven, or both ended by their budget of work and not by the clock, the plans have to be the same;
    otherwise neither may contradict what the other proved.
    """
    again = allocate_in_child(replay.problem, replay.limits, cancelled=cancelled)
    before, after = _served(replay.solution), _served(again)
    both_proven = replay.solution.status == again.status == "optimal"
    by_work = replay.limits.work is not None and all(
        plan.statistics.seconds < replay.limits.seconds for plan in (replay.solution, again)
    )
    agree = before.value <= after.bound and after.value <= before.bound
    values: dict[str, int | str] = {"stored": before.value, "found": after.value, "status": again.status}
    checks = [Check(Reason("verify-again", values), agree and (not both_proven or before.value == after.value))]
    if both_proven or by_work:
        same = replay.solution.assignments == again.assignments
        checks.append(Check(Reason("verify-again_same", {"count": len(again.assignments)}), same))
    return tuple(checks)


def _input(row: Row[Any]) -> Check:
    found = sha256(row.problem).hexdigest()
    return Check(Reason("verify-input", {"stored": row.problem_hash, "found": found}), found == row.problem_hash)


def _seed(tx: Connection, row: Row[Any], problem: AllocationProblem, solution: AllocationPlan) -> Check:
    published = load(tx, round_, row.round_id).seed
    # As text: it is a name to be drawn with, not an amount.
    said = Reason("verify-seed", {"stored": str(published), "found": str(problem.seed)})
    return Check(said, published == problem.seed == solution.seed)


def _rules(problem: AllocationProblem, solution: AllocationPlan) -> Check:
    violations = check(problem, solution)
    first = f"{violations[0].rule}: {violations[0].detail}" if violations else ""
    served = len(solution.assignments)
    return Check(Reason("verify-rules", {"count": len(violations), "served": served, "text": first}), not violations)


def _tiers(row: Row[Any], problem: AllocationProblem, solution: AllocationPlan) -> Iterator[Check]:
    try:
        values: Mapping[str, int] = tier_values(problem, solution.assignments)
    except (KeyError, ValueError) as error:  # an assignment names what the problem does not have
        yield Check(Reason("verify-unreadable", {"text": str(error)}), False)
        return
    for tier in solution.tiers:
        found = values.get(tier.name)
        said = Reason("verify-tier", {"name": tier.name, "stored": tier.value, "found": -1 if found is None else found})
        yield Check(said, tier.value == found)
    shown = [(item["name"], item["value"], item["bound"]) for item in row.figures.get("tiers", ())]
    stored = [(tier.name, tier.value, tier.bound) for tier in solution.tiers]
    agree = shown == stored and row.status == solution.status and row.gap == solution.statistics.gap
    yield Check(Reason("verify-figures", {"status": str(row.status)}), agree)


def _bound(problem: AllocationProblem, solution: AllocationPlan) -> Iterator[Check]:
    """How much of the bound anybody can recompute from the stored dual values, and how much rests on the search."""
    certificate, served = solution.statistics.certificate, _served(solution)
    if not certificate:
        yield Check(Reason("verify-no_certificate", {"bound": served.bound}), None)
        return
    proven = certified_bound(problem, certificate)
    said = Reason("verify-bound", {"value": served.value, "bound": served.bound, "proven": proven})
    yield Check(said, served.value <= served.bound and served.value <= proven)
    if proven > served.bound:
        yield Check(Reason("verify-searched", {"difference": proven - served.bound}), None)


def _served(solution: AllocationPlan) -> Tier:
    return next(tier for tier in solution.tiers if tier.name == SERVED)


def _weights(tx: Connection, row: Row[Any], problem: AllocationProblem) -> Check:
    """The formula with each request's class and the past refusals published with the plan."""
    scenario = from_json(row.scenario)
    published = row.figures.get("refusals")
    if published is None:
        return Check(Reason("verify-no_refusals"), None)
    requests = [item for item in problem.requests if item.request_id < FIRST_EXTRA]
    asked = {item.occurrence_id: item for item in by_ids(tx, [item.request_id for item in requests])}
    wrong = [
        item.request_id
        for item in requests
        if item.request_id not in asked
        or item.weight != scenario.weight(asked[item.request_id].priority, published.get(str(item.request_id), 0))
    ]
    return Check(Reason("verify-weights", {"count": len(requests), "wrong": len(wrong)}), not wrong)


def _refusals(tx: Connection, row: Row[Any], problem: AllocationProblem) -> Check:
    """Counted again. A refusal that was turned into a grant later is counted no more, which is no fault of the plan."""
    first_day = load(tx, round_, row.round_id).first_day
    now = past_refusals(tx, first_day, first_day)
    published = row.figures.get("refusals") or {}
    real = [item.request_id for item in problem.requests if item.request_id < FIRST_EXTRA]
    differ = sum(
        now.get(item.wish.staff_id, 0) != published.get(str(item.occurrence_id), 0) for item in by_ids(tx, real)
    )
    return Check(Reason("verify-refusals", {"count": len(real), "differ": differ}), None if differ else True)


def _answers(tx: Connection, row: Row[Any], problem: AllocationProblem, solution: AllocationPlan) -> Check:
    """Proposals, reasons and alternatives built again from the stored input, against what people were told."""
    query = select(proposal).where(proposal.c.plan_id == row.id)
    stored = {item["occurrence_id"]: item for item in map(dict, tx.execute(query).mappings())}
    try:
        rows = proposal_rows(tx, row, problem, solution, decode(row.choices), None)
    except (KeyError, ValueError) as error:
        return Check(Reason("verify-unreadable", {"text": str(error)}), False)
    again = {item["occurrence_id"]: item for item in rows if is_real(item)}
    options = {item.request_id: item.options for item in problem.requests}
    wrong = {key for key in again.keys() | stored.keys() if not _same(again.get(key), stored.get(key))}
    # A rule that bars a request leaves it without an option: the two have to go together.
    wrong |= {int(key) for key in row.figures.get("barred", {}) if options.get(int(key), ())}
    first = min(wrong, default=0)
    return Check(Reason("verify-answers", {"count": len(again), "wrong": len(wrong), "first": first}), not wrong)


def _remedies(row: Row[Any], problem: AllocationProblem, solution: AllocationPlan) -> Iterator[Check]:
    """What would have helped, held against the plans stored as its proof: each is valid and serves what it says."""
    if row.remedies is None:
        return
    try:
        found = decode_remedies(row.remedies)
    except ValueError as error:
        yield Check(Reason("verify-unreadable", {"text": str(error)}), False)
        return
    claims: list[MoreUnits | OthersMove] = [*found.more_units, *found.others_move]
    claims = claims[:MOST_PROOFS]
    shortages = found.shortages[: MOST_PROOFS - len(claims)]
    wrong = sum(bool(check_remedy(problem, solution, item)) for item in claims)
    wrong += sum(bool(check_shortage(problem, solution, item)) for item in shortages)
    count = len(found.more_units) + len(found.others_move) + len(found.shortages)
    values = {"count": count, "checked": len(claims) + len(shortages), "wrong": wrong}
    yield Check(Reason("verify-remedies", values), not wrong)


def _same(again: Mapping[str, Any] | None, stored: Mapping[str, Any] | None) -> bool:
    if again is None or stored is None:
        return False
    return _units(again["uses"]) == _units(stored["uses"]) and all(again[name] == stored[name] for name in COMPARED)


def _units(uses: Sequence[Mapping[str, Any]]) -> list[int]:
    return [use["unit_id"] for use in uses]
