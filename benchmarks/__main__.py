"""Stress rounds and the reference prefecture, every method beside the solver: `python -m benchmarks`.

Prints tables and writes them, with a chart of the gap over time, into a folder.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks import reference
from benchmarks.contest import METHODS, WITHOUT_MODEL, Result, compete
from benchmarks.curves import curves_of, drawn, save
from benchmarks.instances import instance
from benchmarks.table import kinds_table, results_table
from solver.allocation import Limits


def main() -> None:
    arguments = _arguments()
    arguments.out.mkdir(parents=True, exist_ok=True)
    parts = [f"Measured by `{_command()}` on {os.cpu_count()} shared cores.\n"]
    stress = _shown(parts, "Stress rounds", _stress(arguments))
    for staff in arguments.staff:
        limits = Limits(arguments.seconds or (60.0 if staff <= 4000 else 600.0), arguments.workers)
        found = reference.results(reference.made(staff), f"{staff:,} staff", limits, arguments.plain_up_to)
        results = _shown(parts, f"Reference prefecture, {staff:,} staff", found)
        parts.append(kinds_table(results, reference.TARGETS.get(staff, {})))
        print(parts[-1])
    (arguments.out / "results.md").write_text("\n".join(parts), encoding="utf-8")
    if curves := curves_of(stress):
        save(curves, arguments.out / "curves.csv")
        (arguments.out / "gap.svg").write_text(drawn(curves), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", nargs="*", type=int, default=[300, 1000], help="requests of the stress rounds")
    parser.add_argument("--full", action="store_true", help="stress rounds of 1,000, 10,000 and 100,000 requests")
    parser.add_argument("--staff", nargs="*", type=int, default=[4000], help="sizes of the reference prefecture")
    parser.add_argument("--seconds", type=float, help="for every solve; without it more for larger problems")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--overload", nargs=2, type=float, default=(0.2, 0.6), metavar=("FROM", "TO"))
    parser.add_argument("--plain-up-to", type=int, default=10_000, help="requests up to which all methods compete")
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="folder of results.md and gap.svg")
    arguments = parser.parse_args()
    if arguments.full:
        arguments.sizes = [1000, 10_000, 100_000]
    return arguments


def _command() -> str:
    return " ".join(["python -m benchmarks", *sys.argv[1:]])


def _stress(arguments: argparse.Namespace) -> Iterable[Result]:
    for size in arguments.sizes:
        problem = instance(size, arguments.seed, overload=tuple(arguments.overload))
        methods = tuple(METHODS) if size <= arguments.plain_up_to else WITHOUT_MODEL
        limits = Limits(arguments.seconds or _seconds(size), arguments.workers)
        yield from compete(f"{size:,} requests", problem, limits, methods)


def _seconds(size: int) -> float:
    if size <= 1000:
        return 30.0
    return 300.0 if size <= 10_000 else 1200.0


def _shown(parts: list[str], title: str, found: Iterable[Result]) -> list[Result]:
    """The results, each told on the way, and added to the parts as a table."""
    results = []
    for result in found:
        print(f"{result.problem}, {result.method}: {result.status}", file=sys.stderr, flush=True)
        results.append(result)
    parts.append(f"## {title}\n\n{results_table(results)}")
    print(parts[-1])
    return results


if __name__ == "__main__":
    main()
