"""Which start times and lengths to offer: few different shifts that cover a demand (minimum shift design)."""

from __future__ import annotations

from solver.shifts.demand import Candidate, Design, DesignProblem, Offered, design_cost
from solver.shifts.highs import rounded_up, solve
from solver.shifts.matrix import Builder


def design_shifts(problem: DesignProblem, seconds: float) -> Design:
    """The best design found in the time."""
    builder = Builder()
    working: list[list[tuple[int, float]]] = [[] for _ in problem.demand]
    columns = [_candidate(problem, candidate, builder, working) for candidate in problem.candidates]
    for slot, need in enumerate(problem.demand):
        under = builder.column(need, problem.under)
        over = builder.column(sum(problem.demand), problem.over)
        builder.row([*working[slot], (under, 1), (over, -1)], need, need)
    found = solve(builder.built(), seconds)
    if found.values is None:
        return Design((), design_cost(problem, ()), 0)
    offered = tuple(
        Offered(candidate, tuple(round(found.values[column]) for column in starts))
        for candidate, starts in zip(problem.candidates, columns, strict=True)
    )
    offered = tuple(each for each in offered if any(each.people))
    return Design(offered, design_cost(problem, offered), max(0, rounded_up(found.bound)))


def _candidate(
    problem: DesignProblem, candidate: Candidate, builder: Builder, working: list[list[tuple[int, float]]]
) -> list[int]:
    """Columns of how many start on each day; nobody where the shift is not offered."""
    used = builder.column(1, problem.per_shift)
    starts = []
    for day in range(problem.days):
        slots = problem.slots(candidate, day)
        most = max(problem.demand[slot] for slot in slots)
        start = builder.column(most)
        builder.row([(start, 1), (used, -most)], high=0)
        starts.append(start)
        for slot in slots:
            working[slot].append((start, 1))
    return starts
