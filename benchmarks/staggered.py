"""The reference summer, section by section: `python -m benchmarks.staggered DIRECTORY [--seconds 20] [--workers 2]`.

Shows how good the plans are, what they take, and whether the section-days that are short, and by how many people,
are exactly those of `expected_shortage.csv`; the run fails when they are not, or a plan breaks a rule.
"""

from __future__ import annotations

import argparse
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic, process_time

from benchmarks.summer import Section, lines, read
from solver.shifts import OPTIMAL, PENALTY, ShiftLimits, check, plan_shifts
from solver.shifts.goals import is_met
from solver.shifts.shortage import people_needed, shortages

Short = tuple[str, str, int, int, int]


@dataclass(frozen=True)
class Result:
    """What a section's plan came to."""

    dept_id: str
    people: int
    penalty: int
    bound: int
    gap: float
    optimal: bool
    valid: bool
    wishes: int
    met: int
    short: tuple[Short, ...]
    seconds: float


def solve(seconds: float, section: Section) -> Result:
    before = process_time()
    problem = section.problem
    plan = plan_shifts(problem, ShiftLimits(seconds))
    by_person = {row.person_id: row for row in plan.rows}
    met = sum(is_met(wish, by_person[wish.person_id].choices[wish.day]) for wish in problem.wishes)
    short = []
    for day in sorted({each.day for each in shortages(problem, plan.rows)}):
        more = people_needed(problem, day) or 0
        here = section.present[day]
        short.append((section.dept_id, section.dates[day].isoformat(), here, here + more, more))
    goal = plan.goal(PENALTY)
    return Result(
        section.dept_id,
        len(problem.people),
        goal.value,
        goal.bound,
        plan.gap,
        plan.status == OPTIMAL,
        not check(problem, plan),
        len(problem.wishes),
        met,
        tuple(short),
        process_time() - before,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=20.0, help="for each section")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    started = monotonic()
    with ProcessPoolExecutor(arguments.workers) as pool:
        results = list(pool.map(partial(solve, arguments.seconds), read(arguments.directory)))
    elapsed = monotonic() - started
    expected = {
        (line["dept_id"], line["date"], int(line["present"]), int(line["required"]), int(line["short_by"]))
        for line in lines(arguments.directory, "expected_shortage")
    }
    reported = {short for result in results for short in result.short}
    parts = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, largest = parts
    print(f"{len(results)} sections, {sum(result.people for result in results)} people")
    print(f"optimal {sum(result.optimal for result in results)}, largest gap {max(r.gap for r in results):.2%}")
    print(f"wishes met {sum(result.met for result in results)} of {sum(result.wishes for result in results)}")
    print(f"penalty {sum(r.penalty for r in results)}, bound {sum(r.bound for r in results)}")
    print(f"short section-days {len(reported)}, expected {len(expected)}, equal: {reported == expected}")
    print(f"{elapsed:.1f} s, CPU {sum(result.seconds for result in results):.1f} s", end="")
    print(f", slowest section {max(result.seconds for result in results):.1f} CPU s", end="")
    print(f", memory {own + arguments.workers * largest:.0f} MB")
    for result in results:
        if not result.valid:
            print(f"{result.dept_id} INVALID")
    for short in sorted(reported ^ expected):
        print("missing" if short in expected else "extra", short)
    return 0 if reported == expected and all(result.valid for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
