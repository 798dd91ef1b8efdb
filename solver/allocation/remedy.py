"""What would have to change for a refused request, as values, and the check of those that prove themselves.

Nothing here solves anything: `solver.allocation.confirm` finds the values, `check_remedy` and `check_shortage`
verify them with the same independent rules as any plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from solver.allocation.check import Violation, check
from solver.allocation.goals import tier_values
from solver.allocation.plan import AllocationPlan, Tier
from solver.allocation.problem import SERVED, AllocationProblem, Assignment, Pool, Request, Unit

FAR = 1 << 60


@dataclass(frozen=True, slots=True)
class Extra:
    """`count` more units of a pool, there over [start, end) only."""

    pool_id: int
    start: int
    end: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class MoreUnits:
    """With the extra units the request is served by the option and nobody served before is refused for it.

    As few units as possible.  `ahead`: how many others that were refused too the allocator would serve with them
    instead of this one; 0 when this one is served, None when that was not found out.  `proof`: the assignments
    that differ from the plan, among the units of `grown`.
    """

    request_id: int
    option_id: int
    extra: tuple[Extra, ...]
    ahead: int | None
    proof: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class OthersMove:
    """The request is served by the option or fallback when `moved` others accept other options or units."""

    request_id: int
    option_id: int
    cost: int
    moved: int
    proof: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Displacement:
    """Serving the request by an option it asked for would cost others at least `weight` of the first goal.

    `own` is what the request itself would bring: the refusal is right because `weight` is no less.
    """

    request_id: int
    weight: int
    own: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """Over [start, end) another unit of the pool is worth `price` in served weight, at its dearest.

    With `extra` beside everything else `requests` more are served, of `weight` more together (at least, and
    others may be served in another way); `proof`: the assignments that differ from the plan, and whom it drops
    for heavier ones is in `dropped`.
    """

    pool_id: int
    start: int
    end: int
    price: float
    extra: Extra
    requests: int
    weight: int
    proof: tuple[Assignment, ...]
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedies:
    """What was found out about a plan's refusals within the limits; what is not claimed here is not known.

    Each sorted by request, shortages dearest first.
    """

    more_units: tuple[MoreUnits, ...] = ()
    others_move: tuple[OthersMove, ...] = ()
    displacements: tuple[Displacement, ...] = ()
    shortages: tuple[Shortage, ...] = ()


def grown(problem: AllocationProblem, extra: Iterable[Extra]) -> AllocationProblem:
    """The problem with the extra units, numbered on from the highest unit id, in the order of `extra`."""
    highest = max((unit.unit_id for pool in problem.pools for unit in pool.units), default=0)
    added = new_units(extra, highest)
    return replace(problem, pools=tuple(enlarged(pool, added) for pool in problem.pools))


def new_units(extra: Iterable[Extra], highest: int) -> dict[int, tuple[Unit, ...]]:
    """The units of `extra` by pool, numbered from `highest` + 1 on and busy outside their hours."""
    added: dict[int, tuple[Unit, ...]] = {}
    for item in extra:
        busy = ((-FAR, item.start), (item.end, FAR))
        units = tuple(Unit(highest + number, busy) for number in range(1, item.count + 1))
        added[item.pool_id] = added.get(item.pool_id, ()) + units
        highest += item.count
    return added


def enlarged(pool: Pool, added: Mapping[int, tuple[Unit, ...]]) -> Pool:
    return replace(pool, units=pool.units + added[pool.pool_id]) if pool.pool_id in added else pool


def check_remedy(
    problem: AllocationProblem, plan: AllocationPlan, remedy: MoreUnits | OthersMove
) -> tuple[Violation, ...]:
    """What is wrong with a remedy of a valid plan: () when it serves the request and refuses nobody for it."""
    extra = remedy.extra if isinstance(remedy, MoreUnits) else ()
    changed = _changed(plan, remedy.proof, ())
    found = list(_broken(_accepting(grown(problem, extra), remedy.request_id, remedy.option_id), plan, changed))
    served = {item.request_id: item.option_id for item in changed}
    if remedy.request_id not in plan.refused or served.get(remedy.request_id) != remedy.option_id:
        found.append(Violation("remedy-serves", "does not serve a refused request", remedy.request_id))
    lost = [item.request_id for item in plan.assignments if item.request_id not in served]
    found.extend(Violation("remedy-loses-nobody", "is served no more", request_id) for request_id in lost)
    others = len(_differing(plan, changed) - {remedy.request_id})
    if isinstance(remedy, OthersMove) and others != remedy.moved:
        found.append(Violation("remedy-moved", f"{others} others move, not {remedy.moved}", remedy.request_id))
    return tuple(found)


def check_shortage(problem: AllocationProblem, plan: AllocationPlan, shortage: Shortage) -> tuple[Violation, ...]:
    """What is wrong with a shortage of a valid plan: () when the extra unit serves what it says."""
    changed = _changed(plan, shortage.proof, shortage.dropped)
    found = list(_broken(grown(problem, (shortage.extra,)), plan, changed))
    more = len(changed) - len(plan.assignments)
    weight = _served(problem, changed) - _served(problem, plan.assignments)
    if (more, weight) != (shortage.requests, shortage.weight):
        detail = f"serves {more} more of weight {weight}, not {shortage.requests} of {shortage.weight}"
        found.append(Violation("shortage-served", detail))
    return tuple(found)


def _changed(plan: AllocationPlan, proof: tuple[Assignment, ...], dropped: tuple[int, ...]) -> tuple[Assignment, ...]:
    given = {item.request_id: item for item in (*plan.assignments, *proof)}
    return tuple(given[request_id] for request_id in sorted(given.keys() - set(dropped)))


def _differing(plan: AllocationPlan, changed: tuple[Assignment, ...]) -> set[int]:
    before = {item.request_id: item for item in plan.assignments}
    return {item.request_id for item in changed if before.get(item.request_id) != item}


def _accepting(problem: AllocationProblem, request_id: int, option_id: int) -> AllocationProblem:
    """The problem in which the request asked for that fallback as well."""

    def accepting(request: Request) -> Request:
        if request.request_id != request_id:
            return request
        accepted = tuple(option for option in request.fallbacks if option.option_id == option_id)
        left = tuple(option for option in request.fallbacks if option.option_id != option_id)
        return replace(request, options=(*request.options, *accepted), fallbacks=left)

    return replace(problem, requests=tuple(map(accepting, problem.requests)))


def _broken(
    problem: AllocationProblem, plan: AllocationPlan, assignments: tuple[Assignment, ...]
) -> Iterable[Violation]:
    """The rules of plans that the changed plan breaks; its tiers are its own."""
    served = {item.request_id for item in assignments}
    refused = tuple(sorted(request.request_id for request in problem.requests if request.request_id not in served))
    try:
        values = tier_values(problem, assignments)
    except (KeyError, ValueError) as error:
        return (Violation("one-option", str(error)),)
    tiers = tuple(Tier(tier.name, values[tier.name], values[tier.name]) for tier in plan.tiers)
    return check(problem, replace(plan, assignments=assignments, refused=refused, tiers=tiers))


def _served(problem: AllocationProblem, assignments: Iterable[Assignment]) -> int:
    return tier_values(problem, assignments)[SERVED]
