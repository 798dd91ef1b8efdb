"""Many offices, kinds, weeks and scenarios: `python -m benchmarks.transfer_scale [--sizes 27x3x26x50 200x4x52x50]`.

Every scenario decides its later moves for itself after a first week shared by all.  `--run-cost` gives every run a
cost of its own, in points; a refused loan costs ten.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.measure import Stopwatch, apart
from benchmarks.table import markdown
from solver.transfers import Holding, Kind, Run, Scenario, TransferLimits, TransferProblem, check, plan_transfers, value

SERVED = (1700, 4000, 5000, 1000)
HUBS = 8
HEAD = ("offices x kinds x weeks x scenarios", "standing still", "value", "bound", "gap", "CPU s", "clock s", "MB")


def problem(offices: int, kinds: int, weeks: int, scenarios: int, run_cost: int, seed: int = 1) -> TransferProblem:
    """Offices around a few hubs, each office with a demand that fits its units badly and swells with the season."""
    random = np.random.default_rng(seed)
    holdings, asked = [], []
    for office in range(offices):
        for kind in range(kinds):
            units = int(random.integers(1, 8))
            room = units + max(2, units // 2)
            holdings.append(Holding(office, kind, units, safety=max(1, units // 4), storage=room))
            season = 1 + 0.3 * np.sin(2 * np.pi * (np.arange(weeks) / weeks + random.random()))
            mean = 0.85 * units * SERVED[kind] / 1000 * random.choice([0.4, 0.7, 1.0, 1.3, 2.0])
            asked.append(random.poisson(mean * season, (scenarios, weeks)))
    runs: list[Run] = []
    for office in range(1, offices):
        hub = 0 if office < HUBS else int(random.integers(HUBS))
        for day in random.choice(5, 2, replace=False).tolist():
            for ends in ((office, hub), (hub, office)):
                runs.append(Run(len(runs), *ends, day, 1, 8, run_cost, cost_each=1))
    ways = tuple(Scenario(tuple(map(tuple, way))) for way in np.array(asked).transpose(1, 0, 2).tolist())
    units_of = tuple(Kind(kind, SERVED[kind], weight=10) for kind in range(kinds))
    return TransferProblem(weeks, units_of, tuple(holdings), tuple(runs), ways, here_and_now=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", default=["27x3x26x50"])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--run-cost", type=int, default=0)
    arguments = parser.parse_args()
    lines = []
    for size in arguments.sizes:
        work: Callable[[], tuple[str, ...]] = partial(_line, size, arguments.seconds, arguments.run_cost)
        lines.append(apart(work, 10 * arguments.seconds) or (size, *("–",) * (len(HEAD) - 1)))
    print(markdown(HEAD, lines))


def _line(size: str, seconds: float, run_cost: int) -> tuple[str, ...]:
    offices, kinds, weeks, scenarios = map(int, size.split("x"))
    stated = problem(offices, kinds, weeks, scenarios, run_cost)
    watch = Stopwatch()
    plan = plan_transfers(stated, TransferLimits(seconds))
    effort = watch.effort()
    if violations := check(stated, plan):
        return (size, str(violations[0]), *("–",) * (len(HEAD) - 2))
    still = value(stated, (), ((),) * len(stated.branches))
    points = (f"{amount / (1000 * stated.weight):,.1f}" for amount in (still, plan.value, plan.bound))
    return (size, *points, f"{plan.gap:.2%}", f"{effort.cpu:.1f}", f"{effort.wall:.1f}", f"{effort.megabytes:.0f}")


if __name__ == "__main__":
    main()
