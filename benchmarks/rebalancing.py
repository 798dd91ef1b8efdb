"""Bike rebalancing of real cities (Dell'Amico et al. 2014): `python -m benchmarks.rebalancing DIRECTORY`.

DIRECTORY holds `*.txt` files and best.csv with the best lengths published.  Units sent one by one are compared with a
linear programme of their own; routes are checked apart from the solver.  The run fails when a value is wrong.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from pathlib import Path
from time import process_time

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped]

from benchmarks.table import markdown
from solver.transfers.routes import RouteProblem, balancing_cost, check, cost, plan_routes

WITHIN = 0.03
HEAD = ("file", "stops", "units one by one", "CPU s", "published", "routes", "bound", "above published", "gap", "CPU s")


def read(text: str) -> RouteProblem:
    """The instance in the text; what its diagonal holds means nothing."""
    numbers = [float(word) for word in text.split()]
    stops = int(numbers[0])
    demand = tuple(int(number) for number in numbers[1 : stops + 1])
    lengths = np.array(numbers[stops + 2 :]).reshape(stops, stops)
    np.fill_diagonal(lengths, 0)
    distance = tuple(tuple(int(length) for length in row) for row in lengths)
    return RouteProblem(demand, int(numbers[stops + 1]), distance)


def by_linear_programme(problem: RouteProblem) -> float:
    """The cost of sending units one by one, stated anew."""
    supplies = np.array(problem.demand, dtype=float)
    supplies[0] -= supplies.sum()
    stops = len(supplies)
    rows = np.kron(np.eye(stops), np.ones(stops)) - np.kron(np.ones(stops), np.eye(stops))
    return float(linprog(np.array(problem.distance, dtype=float).ravel(), A_eq=rows, b_eq=supplies).fun)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=30.0)
    arguments = parser.parse_args()
    with (arguments.directory / "best.csv").open(encoding="utf-8", newline="") as file:
        published = {line["file"]: int(line["best_published"]) for line in csv.DictReader(file)}
    failed, lines = False, []
    files = sorted(arguments.directory.glob("*.txt"), key=lambda path: int(re.findall(r"\d+", path.name)[0]))
    for path in files:
        line, wrong = _line(path, published.get(path.stem), arguments.seconds)
        failed |= wrong
        lines.append(line)
        print(*line, "WRONG" if wrong else "", file=sys.stderr, flush=True)
    print(markdown(HEAD, lines))
    return int(failed)


def _line(path: Path, known: int | None, seconds: float) -> tuple[tuple[str, ...], bool]:
    problem = read(path.read_text(encoding="utf-8"))
    before = process_time()
    flow = balancing_cost(problem.demand, problem.distance)
    flow_seconds, before = process_time() - before, process_time()
    plan = plan_routes(problem, seconds)
    spent = process_time() - before
    above = plan.cost / known - 1 if known else 0.0
    wrong = (
        abs(flow - by_linear_programme(problem)) > 0.5
        or any(check(problem, plan.routes))
        or cost(problem, plan.routes) != plan.cost
        or bool(known and plan.bound > known)
        or above > WITHIN
    )
    figures = (f"{flow:,}", f"{flow_seconds:.3f}", f"{known:,}" if known else "–", f"{plan.cost:,}", f"{plan.bound:,}")
    shares = (f"{above:+.2%}" if known else "–", "proven" if plan.gap == 0 else f"{plan.gap:.2%}", f"{spent:.1f}")
    return (path.stem, str(len(problem.demand)), *figures, *shares), wrong


if __name__ == "__main__":
    raise SystemExit(main())
