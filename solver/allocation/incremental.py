"""Solving again only what a change touches: a new request, a cancellation, a broken unit, a closed office.

Whoever stands stays, unless they no longer fit or agreed to be moved; nobody loses a place for somebody else's sake.
Nothing here loads OR-Tools before a part is solved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from solver.allocation.neighbourhood import neighbourhood
from solver.allocation.part_problem import Part, part_problem
from solver.allocation.plan import FEASIBLE, OPTIMAL, AllocationPlan, Tier
from solver.allocation.problem import COST, ENTITLED, SERVED, WEIGHT_GOALS, AllocationProblem, Assignment, Limits
from solver.allocation.standing import Freed, Standing

MOVES = "moves"

Engine = Callable[[AllocationProblem, Limits], AllocationPlan]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The new plan and what is different in it; ids are of requests and sorted.

    `assignments` is the complete plan.  `displaced` stood and no longer fitted: those of them that found no place are
    `displaced_lost`.  Whoever stood and still stands may have another option (`changed_option`) or the same with other
    units (`changed_unit`).  `gained` waited and are served now.
    `moves`: how many have another option; its bound is the fewest with so much weight served.
    `served`: the weight served among `looked_at`, the requests that were solved together.  Both bounds hold as long as
    everybody else stays where they are.  `status` is "optimal" when the weight and the moves of that part are proven.
    """

    assignments: tuple[Assignment, ...]
    displaced: tuple[int, ...]
    displaced_lost: tuple[int, ...]
    changed_option: tuple[int, ...]
    changed_unit: tuple[int, ...]
    gained: tuple[int, ...]
    moves: Tier
    served: Tier
    looked_at: tuple[int, ...]
    status: str

    @property
    def moved(self) -> tuple[int, ...]:
        """Whoever stood and stands elsewhere now, by option or by unit."""
        return tuple(sorted((*self.changed_option, *self.changed_unit)))


def resolve(
    problem: AllocationProblem,
    standing: Iterable[Assignment],
    limits: Limits,
    *,
    movable: frozenset[int] = frozenset(),
    wanted: frozenset[int] | None = None,
    freed: Iterable[Freed] | None = None,
    engine: Engine | None = None,
) -> Resolved:
    """What stands, mended and filled up with the fewest moves.

    `problem` is how things are now: what is broken or closed is busy, what was cancelled is not in it.  `standing`
    is the plan that stood (pins stand where they are pinned).  Goals in order: the weight of the displaced that keep
    a place, the weight gained (within quotas first, where the problem says so), the fewest moves, cost, the fewest
    changed units.  Only requests in `movable` are moved to serve somebody, and only those in `wanted` (None: all
    that wait) are served anew.

    `freed`: room that has become free, and only what can follow from it is looked for.  None: all the free room there
    is, which takes longer where many wait.  `engine` solves the part; `allocate` where none is given.
    """
    stands = Standing(problem, standing, movable)
    waiting = [
        request.request_id
        for request in problem.requests
        if request.request_id not in stands.stood and (wanted is None or request.request_id in wanted)
    ]
    solve = engine or _allocate
    if ENTITLED in problem.goals and stands.displaced and waiting:
        return _displaced_first(stands, waiting, limits, freed, solve)
    around = neighbourhood(stands, waiting, freed)
    if not around.ids:
        return _compared(stands, stands.given.values(), 0, Tier(SERVED, 0, 0), (), is_proven=True)
    part = part_problem(stands, around)
    return _resolved(stands, part, solve(part.problem, limits))


def _allocate(problem: AllocationProblem, limits: Limits) -> AllocationPlan:
    from solver.allocation.search import allocate  # noqa: PLC0415 - loads OR-Tools

    return allocate(problem, limits)


def _displaced_first(
    stands: Standing, waiting: Sequence[int], limits: Limits, freed: Iterable[Freed] | None, solve: Engine
) -> Resolved:
    """Quotas take the place in the order of goals that the displaced need: these are placed before anybody is served.

    Afterwards they may still move, but are not lost; how few moves there could be is not known then.
    """
    before = resolve(
        stands.problem, stands.stood.values(), limits, movable=stands.loose, wanted=frozenset(), engine=solve
    )
    loose = stands.loose | (stands.displaced.keys() - set(before.displaced_lost))
    left = (room for assignment in stands.displaced.values() for room in stands.rooms(assignment))
    everything = (
        None
        if freed is None
        else (*freed, *(Freed(stands.pool_of[room.unit_id], room.start, room.end) for room in left))
    )
    after = resolve(
        stands.problem,
        before.assignments,
        limits,
        movable=loose,
        wanted=frozenset(waiting),
        freed=everything,
        engine=solve,
    )
    ids = tuple(sorted({*before.looked_at, *after.looked_at}))
    return _compared(stands, after.assignments, 0, after.served, ids, is_proven=False)


def _resolved(stands: Standing, part: Part, plan: AllocationPlan) -> Resolved:
    looked_at = {request.request_id for request in part.problem.requests}
    kept = (assignment for request_id, assignment in stands.given.items() if request_id not in looked_at)
    tiers = {tier.name: tier for tier in plan.tiers}
    return _compared(
        stands,
        (*kept, *plan.assignments),
        part.fewest_moves(tiers[COST].bound),
        tiers[SERVED],
        tuple(sorted(looked_at)),
        is_proven=all(tier.value == tier.bound for tier in plan.tiers if tier.name in WEIGHT_GOALS),
    )


def _compared(
    stands: Standing,
    assignments: Iterable[Assignment],
    fewest: int,
    served: Tier,
    looked_at: tuple[int, ...],
    *,
    is_proven: bool,
) -> Resolved:
    given = {assignment.request_id: assignment for assignment in assignments}
    lost = stands.stood.keys() - given.keys()
    changed = [
        (given[request_id], before)
        for request_id, before in stands.stood.items()
        if request_id in given and given[request_id] is not before
    ]
    option = [after.request_id for after, before in changed if after.option_id != before.option_id]
    unit = [
        after.request_id
        for after, before in changed
        if after.option_id == before.option_id and _units(after) != _units(before)
    ]
    moves = Tier(MOVES, len(option), fewest)
    return Resolved(
        assignments=tuple(given[request_id] for request_id in sorted(given)),
        displaced=tuple(sorted(stands.displaced)),
        displaced_lost=tuple(sorted(lost)),
        changed_option=tuple(sorted(option)),
        changed_unit=tuple(sorted(unit)),
        gained=tuple(sorted(given.keys() - stands.stood.keys())),
        moves=moves,
        served=served,
        looked_at=looked_at,
        status=OPTIMAL if is_proven and moves.value == moves.bound else FEASIBLE,
    )


def _units(assignment: Assignment) -> tuple[frozenset[int], ...]:
    return tuple(map(frozenset, assignment.units))
