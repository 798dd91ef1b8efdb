"""What a stress round is made of: `python -m benchmarks.profile [--seed 1] [SIZE ...]`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.instances import DAY, KINDS, instance
from benchmarks.load import peaks
from solver.allocation.problem import AllocationProblem, Option, Request


@dataclass(frozen=True, slots=True)
class Profile:
    """Of one kind: how many requests and options, and how far the wishes exceed the units in the busiest hours.

    `units` and `peak` are of the pools of the kind, whoever uses them; the other counts are of its requests.
    `together`: seats with a PC, rooms joined in several offices.
    """

    kind: str
    requests: int
    options: float
    units: int
    peak: float
    together: int
    over_a_weekend: int
    in_series: int
    outages: int

    @property
    def overload(self) -> float:
        return self.peak / self.units - 1


def profile(problem: AllocationProblem) -> tuple[Profile, ...]:
    """A profile for each kind."""
    wanted = peaks([use for request in problem.requests for use in request.options[0].uses])
    offices = len(problem.pools) // len(KINDS)
    found = []
    for number, kind in enumerate(KINDS):
        pools = problem.pools[number * offices : (number + 1) * offices]
        mine = [request for request in problem.requests if request.kind == kind]
        found.append(
            Profile(
                kind,
                len(mine),
                sum(len(request.options) for request in mine) / max(1, len(mine)),
                sum(len(pool.units) for pool in pools),
                sum(wanted.get(pool.pool_id, 0.0) for pool in pools),
                _count(mine, _several_uses),
                _count(mine, _over_a_weekend),
                sum(request.series is not None for request in mine),
                sum(bool(unit.busy) for pool in pools for unit in pool.units),
            )
        )
    return tuple(found)


def _count(requests: Sequence[Request], holds: Callable[[Option], bool]) -> int:
    return sum(holds(request.options[0]) for request in requests)


def _several_uses(option: Option) -> bool:
    return len(option.uses) > 1


def _over_a_weekend(option: Option) -> bool:
    return any(use.start // DAY // 7 != (use.end - 1) // DAY // 7 for use in option.uses)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1000, 10000])
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(
        "| requests | kind | of the kind | options each | units | wanted at peaks | overload | together "
        "| over a weekend | in series | units with an outage |"
    )
    print("|" + "---|" * 11)
    for size in arguments.sizes:
        for row in profile(instance(size, arguments.seed)):
            print(
                f"| {size:,} | {row.kind} | {row.requests:,} | {row.options:.1f} | {row.units:,} | {row.peak:,.1f} "
                f"| {row.overload:.0%} | {row.together:,} | {row.over_a_weekend:,} "
                f"| {row.in_series:,} | {row.outages:,} |"
            )


if __name__ == "__main__":
    main()
