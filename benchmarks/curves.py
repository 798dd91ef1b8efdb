"""Curves of gap over time, kept as CSV and drawn together: `python -m benchmarks.curves CURVES.csv … --out GAP.svg`."""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.contest import Result
from benchmarks.formulations.answer import Point
from benchmarks.plot import chart

HEAD = ("problem", "cpu_seconds", "objective", "bound")
LEAST_GAP = 1e-5  # what an axis of powers of ten shows of a proven plan
LEAST_SECONDS = 0.1

Curves = Mapping[str, Sequence[Point]]


def curves_of(results: Iterable[Result]) -> Curves:
    return {result.problem: result.curve for result in results if result.curve}


def save(curves: Curves, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(HEAD)
        for problem, points in curves.items():
            writer.writerows((problem, f"{point.seconds:.2f}", point.objective, point.bound) for point in points)


def load(path: Path) -> Curves:
    curves: dict[str, list[Point]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as handle:
        for problem, seconds, objective, bound in list(csv.reader(handle))[1:]:
            curves[problem].append(Point(float(seconds), int(objective), int(bound)))
    return curves


def drawn(curves: Curves) -> str:
    """The gap in percent over CPU seconds, as SVG."""
    series = {
        problem: [
            (max(point.seconds, LEAST_SECONDS), 100 * max(1 - point.objective / point.bound, LEAST_GAP))
            for point in points
            if point.bound
        ]
        for problem, points in curves.items()
    }
    title = "Gap of the plan to the bound proven so far"
    return chart(title, "CPU seconds", f"gap in percent ({100 * LEAST_GAP:g}: proven)", series)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.curves", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    curves = {problem: points for path in arguments.files for problem, points in load(path).items()}
    arguments.out.write_text(drawn(curves), encoding="utf-8")


if __name__ == "__main__":
    main()
