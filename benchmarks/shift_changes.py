"""Changes to a published summer: `python -m benchmarks.shift_changes DIRECTORY [--sections 3] [--changes 100]`.

The largest sections are planned first.  Then days are changed by hand, each looked at with every rule and every
cover of the section.  Then, each time from the plan, somebody falls ill for three days, one who is missed at a counter
where there is any, and the section is solved again without them.  CPU seconds; the run fails when a repair breaks
somebody's rules.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import process_time
from typing import TypeVar

from benchmarks.summer import Section, read
from solver.shifts import OFF, Cell, Change, Row, ShiftLimits, check_change, check_rows, plan_shifts
from solver.shifts.answers import Repair
from solver.shifts.effects import Standing
from solver.shifts.repair import repair

DAYS_ILL, DRAWS = 3, 200
COLUMNS = ("section", "people", "change", "n", "median s", "95 % s", "max s", "others changed", "least", "short slots")


Case = TypeVar("Case")
Result = TypeVar("Result")
Away = tuple[int, int]  # a person, the first day


def other_day(section: Section, random: Random) -> Cell:
    """Somebody's day and another choice of those they may be given."""
    person = random.choice(section.problem.people)
    day = random.choice([day for day, choices in enumerate(person.choices) if choices != (OFF,)])
    return Cell(person.person_id, day, random.choice(person.choices[day]))


def tried(section: Section, rows: Sequence[Row], cell: Cell) -> Change:
    return check_change(section.problem, rows, [cell])


def missed(section: Section, rows: Sequence[Row], random: Random) -> Away:
    """Somebody at work and a day on which they would be missing to a cover, if such a day is found."""
    standing = Standing(section.problem, rows)
    for _ in range(DRAWS):
        row = random.choice(rows)
        day = random.choice([day for day, choice in enumerate(row.choices[: 1 - DAYS_ILL]) if choice != OFF])
        if standing.effect([Cell(row.person_id, day, OFF)]).shortage > 0:
            break
    return row.person_id, day


def repaired(section: Section, rows: Sequence[Row], away: Away) -> tuple[Repair, int]:
    """The plan without them; also the number of rules it breaks for others."""
    person_id, first = away
    found = repair(section.problem, rows, person_id, range(first, first + DAYS_ILL))
    broken = check_rows(section.problem, rows, found.rows).violations
    return found, sum(violation.person_id != person_id for violation in broken)


def measured(work: Callable[[Case], Result], cases: Sequence[Case]) -> tuple[list[Result], list[float]]:
    """What it gives for each, and the CPU seconds in order of size."""
    results, seconds = [], []
    for case in cases:
        before = process_time()
        results.append(work(case))
        seconds.append(process_time() - before)
    return results, sorted(seconds)


def show(section: Section, change: str, seconds: Sequence[float], *more: object) -> None:
    values = (median(seconds), seconds[int(0.95 * len(seconds))], seconds[-1])
    figures = [
        section.dept_id,
        len(section.problem.people),
        change,
        len(seconds),
        *(f"{value:.3f}" for value in values),
    ]
    print("| " + " | ".join(map(str, [*figures, *more])) + " |", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--sections", type=int, default=3, help="how many, the largest first")
    parser.add_argument("--changes", type=int, default=100, help="by hand, and illnesses, of each section")
    arguments = parser.parse_args()
    largest = sorted(read(arguments.directory), key=lambda section: -len(section.problem.people))
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
    broken = 0
    for section in largest[: arguments.sections]:
        rows = plan_shifts(section.problem, ShiftLimits(20.0)).rows
        randoms = [Random(seed) for seed in range(arguments.changes)]
        cells = [other_day(section, random) for random in randoms]
        _, seconds = measured(partial(tried, section, rows), cells)
        show(section, "by hand", seconds, "", "", "")
        ill = [missed(section, rows, random) for random in randoms]
        repairs, seconds = measured(partial(repaired, section, rows), ill)
        changed, least, short = (
            sum(getattr(each, name) for each, _ in repairs) for name in ("others_changed", "others_bound", "shortage")
        )
        show(section, "falls ill", seconds, changed, least, short)
        broken += sum(count for _, count in repairs)
    print(f"repairs that break somebody's rules: {broken}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
