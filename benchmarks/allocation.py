"""Synthetic rounds of growing size: `python -m benchmarks.allocation [--seconds 60] [--workers 1] [SIZE ...]`."""

from __future__ import annotations

import argparse

from benchmarks.contest import HEADER, compete
from benchmarks.instances import instance
from solver.allocation import Limits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[300, 1000, 2000], help="requests per round")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(HEADER)
    for size in arguments.sizes:
        problem = instance(size, arguments.seed)
        compete(f"{size} requests", problem, Limits(arguments.seconds, arguments.workers))


if __name__ == "__main__":
    main()
