"""A reference prefecture, kind by kind and all together: `python -m benchmarks.reference [DIRECTORY | --staff 4000]`.

Without a directory the prefecture is made in a temporary one.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.contest import METHODS, OURS, WITHOUT_MODEL, Result, compete
from benchmarks.prefecture import make
from benchmarks.reference_data import KINDS, Prefecture
from benchmarks.table import kinds_table, results_table
from solver.allocation import Limits

# The share of each kind to reach, by number of staff; see docs/allocation.md.
TARGETS = {
    4000: {"seat": 0.803, "mobile_pc": 0.860, "tablet": 0.793, "web_conference": 0.823},
    40000: {"seat": 6426 / 6864},
}
TOGETHER = "all kinds"


def results(prefecture: Prefecture, name: str, limits: Limits, plain_up_to: int, weigh: str = "") -> Iterator[Result]:
    """For every kind and for all together; up to so many requests the plain formulations beside the solver."""
    for kind in (*KINDS, TOGETHER):
        problem = prefecture.problem(*(() if kind == TOGETHER else (kind,)), weigh=weigh)
        methods = tuple(METHODS) if len(problem.requests) <= plain_up_to else WITHOUT_MODEL
        yield from compete(f"{name}: {kind}", problem, limits, methods)


def made(staff: int) -> Prefecture:
    """The prefecture with so many staff."""
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), staff)
        return Prefecture(Path(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?", help="requests.csv, resources.csv, closures.csv, …")
    parser.add_argument("--staff", type=int, default=4000, help="makes a prefecture of this size")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each kind, and for all together")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--plain-up-to", type=int, default=0, help="requests up to which plain formulations compete")
    parser.add_argument("--weigh", default="", help="column that weighs a request; all alike without it")
    arguments = parser.parse_args()
    prefecture = Prefecture(arguments.directory) if arguments.directory else made(arguments.staff)
    name = str(arguments.directory or f"{arguments.staff:,} staff")
    limits = Limits(arguments.seconds, arguments.workers)
    found = list(results(prefecture, name, limits, arguments.plain_up_to, arguments.weigh))
    print(results_table(found))
    print(kinds_table([result for result in found if result.method == OURS], TARGETS.get(arguments.staff, {})))


if __name__ == "__main__":
    main()
