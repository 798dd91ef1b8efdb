"""The solver as one of the methods, with what it reports on the way."""

from __future__ import annotations

from benchmarks.formulations.answer import Answer, Point
from benchmarks.measure import cpu_seconds
from solver.allocation import AllocationProblem, Limits, Progress, allocate


def solver(problem: AllocationProblem, limits: Limits) -> Answer:
    """Every goal in its order, units given, prices and bound kept."""
    began = cpu_seconds()
    curve: list[Point] = []

    def note(progress: Progress) -> None:
        point = Point(cpu_seconds() - began, progress.objective, progress.bound)
        if not curve or (curve[-1].objective, curve[-1].bound) != (point.objective, point.bound):
            curve.append(point)

    plan = allocate(problem, limits, note)
    served = plan.tiers[problem.goals.index("served")]
    curve.append(Point(cpu_seconds() - began, served.value, served.bound))
    return Answer(plan.assignments, served.bound, plan.status, curve=tuple(curve))
