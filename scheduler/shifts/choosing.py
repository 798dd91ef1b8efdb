"""Which patterns a bureau could offer: few start times that cover what its sections need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, select

from scheduler.db.tables import department, season
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.reason import Reason
from scheduler.errors import NotFound, Refused
from scheduler.interchange.fields import WEEKDAYS
from scheduler.jobs import queries as jobs
from scheduler.jobs.context import JobContext
from scheduler.jobs.operations import submit
from scheduler.jobs.registry import JobKind
from scheduler.shifts.coverage import Need, coverage_of
from scheduler.shifts.patterns import Pattern, clock_of, minutes, patterns
from solver.process import design_shifts_in_child
from solver.shifts.demand import Candidate, Design, DesignProblem

DESIGN_JOB = "shift_patterns"
DEFAULT_SECONDS = 30.0
SLOT = 15
SLOTS_A_DAY = 24 * 60 // SLOT
# Patterns begin on the half hour, and nobody begins before this.
STEP, EARLIEST = 30, 7 * 60
# A person missing for a quarter hour is four too many for as long; a pattern more is worth fifteen hours of a person.
UNDER, OVER, PER_PATTERN = 4, 1, 60


@dataclass(frozen=True, slots=True)
class ProposedPattern:
    """A pattern to offer, and how many people would start it on each weekday ("MO" …).

    `is_offered`: the season has such a pattern already.
    """

    start: time
    end: time
    people: Mapping[str, int]
    is_offered: bool


@dataclass(frozen=True, slots=True)
class PatternProposal:
    """`under` and `over`: people missing and too many in a week, times quarter hours; breaks are left aside.

    `cost` is what was minimised (UNDER, OVER and PER_PATTERN), `bound` what no choice can be below.
    """

    patterns: tuple[ProposedPattern, ...]
    under: int
    over: int
    cost: int
    bound: int


def request_patterns(
    tx: Connection, season_id: str, bureau_ja: str, *, seconds: float = DEFAULT_SECONDS, actor: Actor, now: datetime
) -> str:
    """Have it worked out which start times cover what a bureau's sections need; returns the job's id.

    Raises:
        NotAllowed: the actor keeps no seasons.
        Refused: the bureau's sections have stated no needs.
    """
    permission.require(permission.may_keep_seasons(actor), "request-patterns")
    load(tx, season, season_id)
    if not any(demand_of(tx, bureau_ja)):
        raise Refused(Reason("no-needs", {"bureau": bureau_ja}))
    payload = {"season_id": season_id, "bureau_ja": bureau_ja, "seconds": seconds}
    return submit(tx, kind=DESIGN_JOB, payload=payload, actor=actor, now=now)


def proposal_of(tx: Connection, job_id: str, *, actor: Actor) -> PatternProposal | None:
    """What the job found; None before it is done."""
    permission.require(permission.may_keep_seasons(actor), "see-patterns")
    found = jobs.get(tx, actor, job_id)
    if found.kind != DESIGN_JOB:
        raise NotFound("job", job_id)
    result: Mapping[str, Any] = found.result
    if "patterns" not in result:
        return None
    offered = tuple(
        ProposedPattern(
            time.fromisoformat(item["start"]), time.fromisoformat(item["end"]), item["people"], item["is_offered"]
        )
        for item in result["patterns"]
    )
    return PatternProposal(offered, result["under"], result["over"], result["cost"], result["bound"])


def demand_of(tx: Connection, bureau_ja: str) -> tuple[int, ...]:
    """People wanted in each quarter hour of a week from Monday on: the preferred numbers of all sections together."""
    sections = tx.execute(select(department.c.department_id).where(department.c.bureau_ja == bureau_ja)).scalars().all()
    if not sections:
        raise NotFound("bureau", bureau_ja)
    wanted = [0] * (len(WEEKDAYS) * SLOTS_A_DAY)
    for department_id in sections:
        for slot, people in _wanted(coverage_of(tx, department_id)).items():
            wanted[slot] += people
    return tuple(wanted)


def choose(context: JobContext, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Work the choice out; changes nothing, so that it can run again."""
    context.report({"stage": "shift_patterns"})
    with context.database.read() as tx:
        demand = demand_of(tx, payload["bureau_ja"])
        offered = patterns(tx, payload["season_id"])
    problem = problem_of(demand, offered)
    design = design_shifts_in_child(problem, payload["seconds"], context.cancelled)
    under, over = _off(problem, design)
    found = [asdict(item) for item in _proposed(design, offered)]
    for item in found:
        item["start"], item["end"] = item["start"].isoformat(), item["end"].isoformat()
    return {"patterns": found, "under": under, "over": over, "cost": design.cost, "bound": design.bound}


def problem_of(demand: tuple[int, ...], offered: Sequence[Pattern]) -> DesignProblem:
    """Every start on the half hour from which a day as long as the standard one ends before the curfew."""
    standard = next(pattern for pattern in offered if pattern.is_standard)
    length = minutes(standard.end) - minutes(standard.start)
    starts = {minutes(standard.start), *range(EARLIEST, minutes(DEFAULT_POLICY.curfew) - length + 1, STEP)}
    candidates = tuple(Candidate(start // SLOT, length // SLOT) for start in sorted(starts))
    return DesignProblem(demand, SLOTS_A_DAY, candidates, UNDER, OVER, PER_PATTERN)


def _wanted(needs: Sequence[Need]) -> dict[int, int]:
    """By slot of the week; where needs overlap, the same people meet both."""
    found: dict[int, int] = {}
    for need in needs:
        for weekday in need.weekdays:
            first = WEEKDAYS.index(weekday) * SLOTS_A_DAY
            for slot in range(first + minutes(need.from_time) // SLOT, first + minutes(need.to_time) // SLOT):
                found[slot] = max(found.get(slot, 0), need.preferred_staff)
    return found


def _proposed(design: Design, offered: Sequence[Pattern]) -> Iterator[ProposedPattern]:
    known = {(pattern.start, pattern.end) for pattern in offered}
    for item in sorted(design.offered, key=lambda each: each.candidate.start):
        start = item.candidate.start * SLOT
        hours = clock_of(start), clock_of(start + item.candidate.length * SLOT)
        people = {day: count for day, count in zip(WEEKDAYS, item.people, strict=True) if count}
        yield ProposedPattern(*hours, people, hours in known)


def _off(problem: DesignProblem, design: Design) -> tuple[int, int]:
    """People missing and too many, times slots."""
    have = [0] * len(problem.demand)
    for item in design.offered:
        for day, people in enumerate(item.people):
            for slot in problem.slots(item.candidate, day):
                have[slot] += people
    pairs = list(zip(problem.demand, have, strict=True))
    return sum(max(0, need - got) for need, got in pairs), sum(max(0, got - need) for need, got in pairs)


CHOOSE_PATTERNS = JobKind(DESIGN_JOB, (choose,))
