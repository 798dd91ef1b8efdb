"""Moving the reference prefecture's equipment: `python -m benchmarks.transfers DIRECTORY [--seconds 60]`.

DIRECTORY holds offices.csv, stock.csv, courier.csv and demand_history.csv.  A year of demand is known beforehand,
and the units on hand serve it: where they are, moved once before the year begins, and moved week by week.  Two weeks
without demand come before the year, so that a unit may change courier on its way.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np

from benchmarks.equipment import KINDS, Equipment, scenario
from benchmarks.table import markdown
from solver.transfers import TransferLimits, TransferProblem, check, outcome, plan_transfers
from solver.transfers.counting import standing, stock

BEFORE = 2
HEAD = ("moves", "limits of stock", *KINDS, "places taken", "cost", "gap", "CPU s")


@dataclass(frozen=True)
class Policy:
    """When anything may be moved: before this week."""

    name: str
    last_move: int | None


POLICIES = (Policy("none", 0), Policy("once, before the year", BEFORE), Policy("every week", None))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    arguments = parser.parse_args()
    equipment = Equipment(arguments.directory)
    year = np.hstack([np.zeros((len(equipment.stock), BEFORE), dtype=np.int64), equipment.demand])
    lines = []
    for limits in (False, True):
        for policy in POLICIES:
            problem = equipment.problem(
                [scenario(year)], here_and_now=year.shape[1], last_move=policy.last_move, limits=limits
            )
            lines.append(_line(policy, limits, equipment, problem, arguments.seconds))
    print(markdown(HEAD, lines))


def _line(
    policy: Policy, limits: bool, equipment: Equipment, problem: TransferProblem, seconds: float
) -> tuple[str, ...]:
    before = process_time()
    plan = plan_transfers(problem, TransferLimits(seconds))
    spent = process_time() - before
    if violations := check(problem, plan):
        raise SystemExit(f"{policy.name}: {violations[0]}")
    found = outcome(problem, plan.moves, plan.later)
    elsewhere = stock(problem, plan.moves)[:, -1] - standing(problem)[:, -1]
    figures = []
    for kind in KINDS:
        rows = equipment.rows(kind)
        share = 1 - found.refused[rows].sum() / (1000 * found.asked[rows].sum())
        moved = f", {int(np.maximum(elsewhere[rows], 0).sum())} units elsewhere" if plan.moves else ""
        figures.append(f"{share:.2%}{moved}")
    places = sum(move.units for move in plan.moves)
    return (
        policy.name,
        "kept" if limits else "lifted",
        *figures,
        f"{places:,}",
        f"{found.cost:,}",
        f"{plan.gap:.2%}",
        f"{spent:.1f}",
    )


if __name__ == "__main__":
    main()
