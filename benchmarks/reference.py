"""A reference prefecture, kind by kind: `python -m benchmarks.reference DIRECTORY [--weigh saved_min]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.contest import HEADER, compete
from benchmarks.reference_data import KINDS, Prefecture
from solver.allocation import Limits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="requests.csv, resources.csv, closures.csv, …")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each kind")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument(
        "--weigh", default="", help="column of requests.csv that weighs a request; all alike without it"
    )
    arguments = parser.parse_args()
    prefecture = Prefecture(arguments.directory)
    print(HEADER)
    for kind in KINDS:
        problem = prefecture.problem(kind, arguments.weigh)
        compete(kind, problem, Limits(arguments.seconds, arguments.workers))


if __name__ == "__main__":
    main()
