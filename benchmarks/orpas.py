"""Requests that become known day by day, against hindsight: `python -m benchmarks.orpas DIRECTORY [--seconds 5]`.

Reads the .xml files of the patient admission set of Ceschia and Schaerf (`benchmarks.patients` says how, and what of
the original problem is left out).  Each day's decision knows only what is registered; who has begun stays put.

first come  in order of registration, each at once the cheapest bed that is free for all its nights
one by one  in order of registration, those who have not begun being moved where that makes room (`resolve`)
promises    each day what has not begun is planned again, but whoever was given a place keeps one (`allocate`)
rolling     the same, but a place may be lost until it begins
hindsight   one plan that knows every request from the beginning (`allocate`)

Regret is the share of requests that is missing to the lower of two bounds in hindsight: that of `allocate` and that of
one plain MIP, which counts beds and looks at nothing but the number served.  Exit status 1 if a plan breaks a rule.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.contest import violations
from benchmarks.formulations.answer import Answer
from benchmarks.formulations.first_fit import greedy
from benchmarks.formulations.linear import mip
from benchmarks.measure import Stopwatch
from benchmarks.patients import DAY, Stays, read_stays
from solver.allocation import AllocationProblem, Assignment, Limits, Request, allocate, resolve, tier_values

HEADER = (
    f"{'file':<22}{'method':<12}{'asked':>6}{'served':>7}{'bound':>7}{'regret':>8}"
    f"{'cost':>8}{'cost each':>10}{'moved':>6}{'lost':>6}{'CPU s':>7}"
)
Given = dict[int, Assignment]
# Of the problem as it is known on a day: what stands, and which requests are new.
Decide = Callable[[AllocationProblem, Given, frozenset[int], Limits], Iterable[Assignment]]


@dataclass(frozen=True, slots=True)
class Replayed:
    """The plan at the end; how often a place given on a day was changed, or taken away, on a later one."""

    assignments: tuple[Assignment, ...]
    moved: int
    lost: int


def replay(stays: Stays, decide: Decide, limits: Limits) -> Replayed:
    """Lets `decide` plan every day with what is known then."""
    given: Given = {}
    moved = lost = 0
    for day in range(stays.days):
        requests = tuple(_known(stays, given, day))
        problem = replace(stays.problem, requests=requests)
        new = frozenset(request.request_id for request in requests if stays.registered[request.request_id] == day)
        before, given = given, {item.request_id: item for item in decide(problem, given, new, limits)}
        moved += sum(1 for key, item in before.items() if key in given and given[key] != item)
        lost += len(before.keys() - given.keys())
        given |= {key: item for key, item in before.items() if key not in {request.request_id for request in requests}}
    return Replayed(tuple(sorted(given.values(), key=lambda item: item.request_id)), moved, lost)


def _known(stays: Stays, given: Given, day: int) -> Iterator[Request]:
    """What is registered by that day and can still be decided, and what has begun, pinned."""
    for request in stays.problem.requests:
        if stays.registered[request.request_id] > day:
            continue
        has = given.get(request.request_id)
        chosen = request.option(has.option_id) if has else None
        if chosen and chosen.uses[0].start < day * DAY:
            yield replace(request, pinned=has)
            continue
        ahead = tuple(option for option in request.options if option.uses[0].start >= day * DAY)
        if ahead:
            yield replace(request, options=ahead, current=has)


def one_by_one(problem: AllocationProblem, given: Given, new: frozenset[int], limits: Limits) -> Iterable[Assignment]:
    known = {request.request_id: request for request in problem.requests}
    standing: Iterable[Assignment] = [item for key, item in given.items() if key in known]
    movable = frozenset(key for key, request in known.items() if not request.pinned)
    for request_id in sorted(new):
        standing = resolve(problem, standing, limits, movable=movable, wanted=frozenset({request_id})).assignments
    return standing


def promises(problem: AllocationProblem, _: Given, new: frozenset[int], limits: Limits) -> Iterable[Assignment]:  # noqa: ARG001
    requests = tuple(
        replace(request, must=request.current is not None and not request.pinned) for request in problem.requests
    )
    return allocate(replace(problem, requests=requests), limits).assignments


def rolling(problem: AllocationProblem, _: Given, new: frozenset[int], limits: Limits) -> Iterable[Assignment]:  # noqa: ARG001
    return allocate(problem, limits).assignments


def compare(path: Path, limits: Limits) -> bool:
    """Prints a line for each method; False if one of the plans breaks a rule."""
    stays = read_stays(path)
    stopwatch = Stopwatch()
    best = allocate(stays.problem, replace(limits, seconds=10 * limits.seconds))
    served, cost = (next(tier for tier in best.tiers if tier.name == name) for name in ("served", "cost"))
    hindsight = (Replayed(best.assignments, 0, 0), stopwatch.effort().cpu)
    first = greedy(stays.problem, limits).assignments  # all weigh the same: in order of registration
    lines = {"first come": (Replayed(first, 0, 0), 0.0)}
    for name, decide in (("one by one", one_by_one), ("promises", promises), ("rolling", rolling)):
        stopwatch = Stopwatch()
        lines[name] = (replay(stays, decide, limits), stopwatch.effort().cpu)
    lines["hindsight"] = hindsight
    counted = mip(stays.problem, replace(limits, seconds=10 * limits.seconds)).bound
    bound = served.bound if counted is None else min(served.bound, counted)
    good = True
    for name, (plan, seconds) in lines.items():
        wrong = violations(stays.problem, Answer(plan.assignments))
        good = good and not wrong
        print(_line(stays.problem, path.stem, name, plan, bound, seconds), *wrong[:1], flush=True)
    print(f"{'':<22}hindsight: {best.status}, its own bounds: served {served.bound}, cost {cost.bound}")
    return good


def _line(problem: AllocationProblem, file: str, method: str, plan: Replayed, bound: int, seconds: float) -> str:
    values = tier_values(problem, plan.assignments)
    served = values["served"]
    return (
        f"{file:<22}{method:<12}{len(problem.requests):>6}{served:>7}{bound:>7}{(bound - served) / bound:>8.2%}"
        f"{values['cost']:>8}{values['cost'] / max(1, served):>10.1f}{plan.moved:>6}{plan.lost:>6}{seconds:>7.1f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=5.0, help="for a day's decision; ten times that in hindsight")
    arguments = parser.parse_args()
    limits = Limits(arguments.seconds)
    print(HEADER)
    results = [compare(path, limits) for path in sorted(arguments.directory.glob("*.xml"))]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
