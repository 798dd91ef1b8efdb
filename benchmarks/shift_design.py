"""Minimum shift design (Musliu, Schaerf, Slany): `python -m benchmarks.shift_design DIRECTORY [--seconds 120]`.

DIRECTORY holds `*.dzn` files.  Costs are per minute under and over the demand; values are recomputed from the shifts.
The run fails when a known optimum is missed from below or a bound lies above it.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from time import process_time

from solver.shifts.demand import Candidate, DesignProblem, design_cost
from solver.shifts.design import design_shifts

# Optima of data set 1.
KNOWN = {f"DataSet1-RandomExample{number}": cost for number, cost in enumerate((480, 300, 600, 450, 480), 1)}


def read(text: str) -> DesignProblem:
    """The instance in the text."""
    values = {name: re.findall(r"[\d.]+", value) for name, value in re.findall(r"(\w+)\s*=\s*([^;]*);", text)}
    interval = int(values["interval"][0])
    demand = tuple(map(int, values["demand"]))
    names = ("minStart", "maxStart", "minLength", "maxLength")
    kinds = zip(*(map(int, values[name]) for name in names), strict=True)
    candidates = {
        Candidate(start, length)
        for first, last, shortest, longest in kinds
        for start in range(first, last + 1)
        for length in range(shortest, longest + 1)
    }
    under, over = (interval * int(values[name][0]) for name in ("weightUnderCover", "weightOverCover"))
    ordered = tuple(sorted(candidates, key=lambda each: (each.start, each.length)))
    return DesignProblem(demand, 1440 // interval, ordered, under, over, int(values["weightShiftInstances"][0]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=120.0)
    arguments = parser.parse_args()
    failed = False
    print(f"{'instance':<26}{'known':>7}{'cost':>7}{'bound':>7}{'shifts':>8}{'CPU s':>8}")
    for path in sorted(arguments.directory.glob("*.dzn")):
        problem = read(path.read_text(encoding="utf-8"))
        before = process_time()
        design = design_shifts(problem, arguments.seconds)
        seconds = process_time() - before
        known = KNOWN.get(path.stem)
        wrong = design.bound > min(design.cost, known or design.cost) or design_cost(problem, design.offered) < (
            known or 0
        )
        failed |= wrong
        figures = (
            f"{path.stem:<26}{known or '':>7}{design.cost:>7}{design.bound:>7}{len(design.offered):>8}{seconds:>8.1f}"
        )
        print(figures, "WRONG" if wrong else "", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
