"""Single changes to a plan that stands: `python -m benchmarks.incremental [SIZE] [--changes 50] [--wholes 3]`.

A plan is made first.  Then, each time from that plan, a request comes, one is cancelled, a unit breaks for three days,
or an office closes for a day, and the part it touches is solved again.  CPU seconds count making the changed problem,
finding the part and solving it.  Some of the changes are also solved as a whole, under the same rules: the loss is
what is served less than there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import median
from time import process_time

from benchmarks.instances import DAY, KINDS, instance
from solver.allocation import (
    AllocationProblem,
    Assignment,
    Freed,
    Limits,
    Pool,
    Request,
    Resolved,
    Unit,
    allocate,
    resolve,
)
from solver.allocation.neighbourhood import neighbourhood
from solver.allocation.part_problem import part_problem
from solver.allocation.standing import Standing

OFFICES = 12
PART = Limits(seconds=5)
COLUMNS = (
    "change",
    "n",
    "p50",
    "p95",
    "max",
    "< 1 s",
    "displaced",
    "lost",
    "gained",
    "moved",
    "wholes",
    "loss",
    "worst",
)


@dataclass(frozen=True, slots=True)
class Change:
    """The problem as it is after the change, and what a caller knows of it."""

    problem: AllocationProblem
    wanted: frozenset[int] | None = None
    freed: tuple[Freed, ...] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What stands before each change, who agreed to be moved, and who may come."""

    problem: AllocationProblem
    assignments: tuple[Assignment, ...]
    movable: frozenset[int]
    newcomers: tuple[Request, ...]


def a_request_comes(plan: Plan, random: Random) -> Change:
    request_id = len(plan.problem.requests) + 1
    request = replace(random.choice(plan.newcomers), request_id=request_id, series=None)
    return Change(replace(plan.problem, requests=(*plan.problem.requests, request)), wanted=frozenset({request_id}))


def one_is_cancelled(plan: Plan, random: Random) -> Change:
    gone = random.choice(plan.assignments)
    standing = Standing(plan.problem, [gone])
    left = [Freed(standing.pool_of[room.unit_id], room.start, room.end) for room in standing.rooms(gone)]
    requests = tuple(request for request in plan.problem.requests if request.request_id != gone.request_id)
    return Change(replace(plan.problem, requests=requests), freed=tuple(left))


def a_unit_breaks(plan: Plan, random: Random) -> Change:
    unit = random.choice([unit.unit_id for pool in plan.problem.pools for unit in pool.units])
    start = _a_day(plan, random)
    return Change(_busy(plan.problem, lambda _, other: other.unit_id == unit, start, start + 3 * DAY), freed=())


def an_office_closes(plan: Plan, random: Random) -> Change:
    office = random.randrange(OFFICES)
    pools = {kind * OFFICES + office + 1 for kind in range(len(KINDS))}
    start = _a_day(plan, random)
    return Change(_busy(plan.problem, lambda pool, _: pool.pool_id in pools, start, start + DAY), freed=())


def _a_day(plan: Plan, random: Random) -> int:
    """The first minute of a day on which somebody wants something."""
    start = random.choice(plan.problem.requests).options[0].uses[0].start
    return start - start % DAY


def _busy(
    problem: AllocationProblem, concerns: Callable[[Pool, Unit], bool], start: int, end: int
) -> AllocationProblem:
    pools = tuple(
        replace(pool, units=tuple(_out(unit, start, end) if concerns(pool, unit) else unit for unit in pool.units))
        for pool in problem.pools
    )
    return replace(problem, pools=pools)


def _out(unit: Unit, start: int, end: int) -> Unit:
    apart = [span for span in unit.busy if span[1] < start or end < span[0]]
    touching = [span for span in unit.busy if span not in apart]
    whole = (min([start, *(span[0] for span in touching)]), max([end, *(span[1] for span in touching)]))
    return replace(unit, busy=tuple(sorted([*apart, whole])))


CHANGES = (a_request_comes, one_is_cancelled, a_unit_breaks, an_office_closes)


def weight(problem: AllocationProblem, assignments: Sequence[Assignment]) -> int:
    served = {assignment.request_id for assignment in assignments}
    return sum(request.weight for request in problem.requests if request.request_id in served)


def solved_as_a_whole(plan: Plan, change: Change, limits: Limits) -> tuple[Assignment, ...]:
    """Everybody who may move and everybody who waits in one problem, the others being where they are."""
    standing = Standing(change.problem, plan.assignments, plan.movable)
    waiting = [request_id for request_id in standing.requests if request_id not in standing.stood]
    wanted = [request_id for request_id in waiting if change.wanted is None or request_id in change.wanted]
    around = neighbourhood(standing, wanted, None, most=sys.maxsize)
    if not around.ids:
        return tuple(standing.given.values())
    placed = allocate(part_problem(standing, around).problem, limits).assignments
    return (*(item for key, item in standing.given.items() if key not in around.options), *placed)


def settled(plan: Plan, limits: Limits) -> Plan:
    """The plan after whatever the movable could do for those that wait: what is gained later is due to a change."""
    return replace(plan, assignments=solved_as_a_whole(plan, Change(plan.problem), limits))


def measured(plan: Plan, change: Callable[[Plan, Random], Change], seed: int) -> tuple[Change, Resolved, float]:
    random = Random(seed)
    before = process_time()
    made = change(plan, random)
    answer = resolve(made.problem, plan.assignments, PART, movable=plan.movable, wanted=made.wanted, freed=made.freed)
    return made, answer, process_time() - before


def row(plan: Plan, change: Callable[[Plan, Random], Change], count: int, wholes: int, limits: Limits) -> Iterator[str]:
    results = [measured(plan, change, seed) for seed in range(count)]
    seconds = sorted(second for _, _, second in results)
    losses = [0.0]
    for made, answer, _ in results[:wholes]:
        whole = weight(made.problem, solved_as_a_whole(plan, made, limits))
        losses.append((whole - weight(made.problem, answer.assignments)) / whole)
    answers = [answer for _, answer, _ in results]
    yield from (change.__name__.replace("_", " "), str(count))
    yield from (f"{value:.2f}" for value in (median(seconds), seconds[int(0.95 * count)], seconds[-1]))
    yield f"{sum(second < 1 for second in seconds) / count:.1%}"
    for ids in ("displaced", "displaced_lost", "gained", "changed_option"):
        yield str(sum(len(getattr(answer, ids)) for answer in answers))
    yield from (str(wholes), f"{sum(losses) / max(1, wholes):.4%}", f"{max(losses):.4%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=120.0, help="for the plan that stands")
    parser.add_argument("--changes", type=int, default=50, help="of each kind")
    parser.add_argument("--movable", type=float, default=0.3, help="share of the served who agreed to be moved")
    parser.add_argument("--wholes", type=int, default=3, help="changes of each kind also solved as a whole")
    parser.add_argument("--whole-seconds", type=float, default=30.0)
    arguments = parser.parse_args()
    problem = instance(arguments.size)
    first = allocate(problem, Limits(arguments.seconds))
    random = Random(1)
    movable = frozenset(item.request_id for item in first.assignments if random.random() < arguments.movable)
    limits = Limits(arguments.whole_seconds)
    plan = settled(Plan(problem, first.assignments, movable, instance(1000, seed=2).requests), limits)
    print(f"{arguments.size} requests, {len(plan.assignments)} served, {len(movable)} may be moved;")
    print(f"gap of the plan {1 - weight(problem, plan.assignments) / first.tiers[0].bound:.2%}, times in CPU seconds")
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
    for change in CHANGES:
        print("| " + " | ".join(row(plan, change, arguments.changes, arguments.wholes, limits)) + " |", flush=True)


if __name__ == "__main__":
    main()
