"""First come first served, greed and the solver on one problem: what each serves, at what cost, in what time."""

from __future__ import annotations

from collections.abc import Sequence
from time import process_time

from solver.allocation import AllocationProblem, Assignment, Limits, allocate, check, tier_values
from solver.allocation.greedy import fill
from solver.allocation.occupancy import Occupancy

COLUMNS = f"{'served':>9}{'bound':>9}{'requests':>12}{'cost':>9}{'gap':>9}{'CPU s':>8}"
HEADER = f"{'instance':<16}{'method':<8}{COLUMNS}  status"


def first_come(problem: AllocationProblem) -> list[Assignment]:
    """In order of request id, each only what it asked for first."""
    occupancy = Occupancy(problem)
    served = []
    for request in sorted(problem.requests, key=lambda request: request.request_id):
        units = occupancy.fit(request.options[0]) if request.options else None
        if units is not None:
            served.append(Assignment(request.request_id, request.options[0].option_id, units))
            occupancy.place_all(request.options[0], served[-1])
    return served


def greedy(problem: AllocationProblem) -> list[Assignment]:
    return fill(problem, Occupancy(problem), problem.requests)


def compete(name: str, problem: AllocationProblem, limits: Limits) -> None:
    """Prints a line for each method; the gap is against the solver's bound."""
    allocate(AllocationProblem((), ()), limits)  # loads OR-Tools, which is not what is measured
    before = process_time()
    plan = allocate(problem, limits)
    seconds = process_time() - before
    bound = plan.tiers[0].bound
    for method, solve in (("FCFS", first_come), ("greedy", greedy)):
        before = process_time()
        assignments = solve(problem)
        print(f"{name:<16}{method:<8}{_figures(problem, assignments, bound)}{process_time() - before:>8.2f}")
    status = plan.status if not check(problem, plan) else "INVALID"
    print(f"{name:<16}{'solver':<8}{_figures(problem, plan.assignments, bound)}{seconds:>8.2f}  {status}")


def _figures(problem: AllocationProblem, assignments: Sequence[Assignment], bound: int) -> str:
    values = tier_values(problem, assignments)
    gap = (bound - values["served"]) / bound if bound else 0.0
    share = f"{len(assignments)}/{len(problem.requests)}"
    return f"{values['served']:>9}{bound:>9}{share:>12}{values['cost']:>9}{gap:>9.2%}"
