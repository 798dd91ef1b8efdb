"""Rosters of Curtois and Qu (2014): `python -m benchmarks.rosters DIRECTORY [NUMBER ...] [--seconds 60] [--workers 2]`.

DIRECTORY holds `Instance*.txt`.  Every value shown is the scorer's; the run fails when a hard rule is broken or a
lower bound lies above the best value known.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import monotonic, process_time

from benchmarks.roster_score import FREE, Instance, read, score
from solver.shifts import OFF, Cover, Person, Rules, Shift, ShiftLimits, ShiftPlan, ShiftProblem, Wish, plan_shifts

# Best upper bounds known for instances 1 to 24 (schedulingbenchmarks.org).
BEST = (607, 828, 1001, 1716, 1143, 1950, 1056, 1300, 439, 4631, 3443, 4040, 1348, 1278, 3831, 3225, 5746, 4459, 3149)
BEST += (4769, 21133, 30244, 17428, 42463)
BEST_OF = dict(enumerate(BEST, 1))


def problem_of(instance: Instance) -> ShiftProblem:
    """The instance in the solver's words."""
    shifts = {name: number for number, name in enumerate(instance.minutes, 1)}
    people = {name: number for number, name in enumerate(instance.staff, 1)}
    wishes = [(request, True) for request in instance.on] + [(request, False) for request in instance.off]
    return ShiftProblem(
        days=tuple(range(instance.horizon)),
        shifts=tuple(
            Shift(number, instance.minutes[name], forbidden_next=tuple(shifts[b] for b in instance.forbidden[name]))
            for name, number in shifts.items()
        ),
        people=tuple(_person(instance, name, number, shifts) for name, number in people.items()),
        wishes=tuple(
            Wish(people[name], day, (shifts[shift],), weight, wanted) for (name, day, shift, weight), wanted in wishes
        ),
        covers=tuple(
            Cover(number, day, preferred=need, under=under, over=over, shifts=(shifts[shift],))
            for number, (day, shift, need, under, over) in enumerate(instance.cover)
        ),
    )


def _person(instance: Instance, name: str, number: int, shifts: dict[str, int]) -> Person:
    employee = instance.staff[name]
    possible = (OFF, *(shift for key, shift in shifts.items() if employee.most_of.get(key, 1)))
    return Person(
        number,
        tuple((OFF,) if day in employee.days_off else possible for day in range(instance.horizon)),
        Rules(
            least_minutes=employee.least_minutes,
            most_minutes=employee.most_minutes,
            most_of=tuple((shifts[key], most) for key, most in employee.most_of.items()),
            least_run=employee.least_run,
            most_run=employee.most_run,
            least_off_run=employee.least_off,
            most_weekends=employee.most_weekends,
        ),
    )


def roster_of(instance: Instance, plan: ShiftPlan) -> dict[str, list[str]]:
    """The plan in the instance's words."""
    names = dict(enumerate(instance.minutes, 1)) | {OFF: FREE}
    return {
        name: [names[choice] for choice in row.choices] for name, row in zip(instance.staff, plan.rows, strict=True)
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("numbers", nargs="*", type=int)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    found = {int(path.stem.removeprefix("Instance")): path for path in arguments.directory.glob("Instance*.txt")}
    print(f"{'instance':>8}{'best':>8}{'scored':>8}{'bound':>8}{'to best':>9}{'gap':>8}{'s':>7}{'CPU s':>8}  status")
    gaps, failed = [], False
    for number in sorted(set(arguments.numbers) & found.keys() if arguments.numbers else found):
        instance = read(found[number].read_text(encoding="utf-8"))
        clock, cpu = monotonic(), process_time()
        plan = plan_shifts(problem_of(instance), ShiftLimits(arguments.seconds, arguments.workers))
        clock, cpu = monotonic() - clock, process_time() - cpu
        value, broken = score(instance, roster_of(instance, plan))
        bound = plan.goal("penalty").bound
        wrong = bool(broken) or bound > min(value, BEST_OF.get(number, value))
        failed |= wrong
        gaps.append((value - BEST_OF[number]) / BEST_OF[number] if number in BEST_OF else 0.0)
        gap = (value - bound) / value if value else 0.0
        figures = f"{number:>8}{BEST_OF.get(number, 0):>8}{value:>8}{bound:>8}{gaps[-1]:>9.2%}{gap:>8.2%}"
        print(f"{figures}{clock:>7.1f}{cpu:>8.1f}  {'WRONG' if wrong else plan.status}", *broken, flush=True)
    print(f"mean distance to the best known {sum(gaps) / len(gaps) if gaps else 0:.2%}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
