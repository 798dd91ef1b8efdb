"""Fewest units for fixed intervals: `python -m benchmarks.smptsp DIRECTORY [--seconds 30] [--workers 2]`.

Reads the .dat files of the shift minimisation personnel task scheduling set (Krishnamoorthy, Ernst and Baatar, European
Journal of Operational Research 219, 2012) and, where it is there, best.csv with the values known.  Exit status 1 if an
assignment is not valid or uses fewer units than a value that is known to be the least.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from time import monotonic, process_time

from solver.allocation.fewest_units import OPTIMAL, FewestUnits, fewest_units
from solver.allocation.interval_tasks import IntervalTask
from solver.allocation.problem import Limits

HEADER = (
    f"{'file':<26}{'tasks':>6}{'units':>6}{'known':>6}{'found':>6}{'bound':>6}{'proven':>7}{'wall s':>8}{'CPU s':>8}"
)


def read_tasks(text: str) -> list[IntervalTask]:
    """Jobs as "start end" lines after "Jobs = n", then per worker "count: job ..." after "Qualifications = n"."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    first = next(number for number, line in enumerate(lines) if line.startswith("Jobs"))
    count = int(lines[first].split("=")[1])
    times = [tuple(map(int, line.split())) for line in lines[first + 1 : first + 1 + count]]
    workers = lines[first + 1 + count :]
    units: dict[int, list[int]] = defaultdict(list)
    for worker, line in enumerate(workers[1 : 1 + int(workers[0].split("=")[1])]):
        for job in line.split(":")[1].split():
            units[int(job)].append(worker)
    return [IntervalTask(start, end, tuple(units[job])) for job, (start, end) in enumerate(times)]


def known_values(directory: Path) -> dict[str, int]:
    path = directory / "best.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["file"]: int(row["optimum_cplex"]) for row in csv.DictReader(handle) if row["optimum_cplex"]}


def is_valid(tasks: Sequence[IntervalTask], result: FewestUnits) -> bool:
    """Every task on a unit that can do it, none twice at a time, and the count is right."""
    if len(result.assignment) != len(tasks) or result.used != len(set(result.assignment)):
        return False
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for task, unit in zip(tasks, result.assignment, strict=True):
        if unit not in task.units:
            return False
        spans[unit].append((task.start, task.end))
    return all(before[1] <= after[0] for taken in spans.values() for before, after in pairwise(sorted(taken)))


def _numbers(path: Path) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", path.name)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=30.0, help="wall clock for each file")
    parser.add_argument("--workers", type=int, default=2, help="threads")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    limits = Limits(arguments.seconds, arguments.workers)
    known = known_values(arguments.directory)
    print(HEADER)
    proven = wrong = 0
    total = 0.0
    paths = sorted(arguments.directory.glob("*.dat"), key=_numbers)
    for path in paths:
        tasks = read_tasks(path.read_text(encoding="utf-8"))
        wall, before = monotonic(), process_time()
        result = fewest_units(tasks, limits, arguments.seed)
        wall, seconds = monotonic() - wall, process_time() - before
        best = known.get(path.stem)
        good = is_valid(tasks, result) and (best is None or result.used >= best)
        is_proven = result.status == OPTIMAL
        proven, wrong, total = proven + is_proven, wrong + (not good), total + seconds
        units = len({unit for task in tasks for unit in task.units})
        print(
            f"{path.stem:<26}{len(tasks):>6}{units:>6}{best or '-':>6}{result.used:>6}{result.bound:>6}"
            f"{'yes' if is_proven else 'no':>7}{wall:>8.1f}{seconds:>8.1f}{'' if good else '  WRONG'}",
            flush=True,
        )
    print(f"{proven} of {len(paths)} proven, {wrong} wrong, {total:.1f} CPU s in all")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
