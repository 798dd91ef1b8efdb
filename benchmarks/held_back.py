"""Plans from a forecast, judged by weeks they did not see: `python -m benchmarks.held_back [DIRECTORY …]`.

Each DIRECTORY holds a year of a prefecture; without any, two years are made.  Quarter after quarter of the last year
is held back, what comes before it is the history (of a single year, its last quarter), and results are added up.  The
forecast is compared with the same week of the year before; then units stand where they are, in proportion to the
demand seen, or where the plan, made anew every four weeks, sends them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.equipment import KINDS, SERVED, Counts, Equipment, scenario
from benchmarks.prefecture import make
from benchmarks.table import markdown
from solver.transfers import Move, Scenario, TransferLimits, TransferProblem, check, plan_transfers
from solver.transfers.counting import hindered, stock
from solver.transfers.forecast import YEAR, History, forecast, same_as_last_year, scenarios

STAFF, SEEDS, QUARTER = 4000, (20250701, 20260701), 13
EVERY, WAYS, SECONDS, AHEAD, BEFORE = 4, 50, 20.0, 13, 2


@dataclass(frozen=True)
class Split:
    """What is known, and what is held back."""

    equipment: Equipment
    known: Counts
    held: Counts

    def history(self, until: int = 0) -> History:
        """What is known when some of the weeks held back have passed."""
        asked = np.hstack([self.known, self.held[:, :until]])
        groups = tuple((line["kind"], self.equipment.region[line["office_id"]]) for line in self.equipment.stock)
        return History(asked, tuple(week % YEAR for week in range(asked.shape[1])), groups)

    def weeks(self, first: int = 0, last: int | None = None) -> list[int]:
        """The weeks of the year of those held back."""
        begin = self.known.shape[1]
        return [week % YEAR for week in range(begin + first, begin + (last or self.held.shape[1]))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", type=Path, nargs="*")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        directories = arguments.directories or [_made(stack, seed) for seed in SEEDS]
        years = [Equipment(directory) for directory in directories]
    splits = _splits(years)
    print(markdown(("forecast", *KINDS), list(_forecasts(splits))))
    head = ("where units stand", *(f"{kind}: refused" for kind in KINDS), "all", "units sent")
    print(markdown(head, list(_plans(splits))))


def _splits(years: Sequence[Equipment]) -> list[Split]:
    """The quarters of the last year that have three before them."""
    asked = np.hstack([year.demand for year in years])
    starts = range(max(3 * QUARTER, asked.shape[1] - YEAR), asked.shape[1], QUARTER)
    return [Split(years[-1], asked[:, :start], asked[:, start : start + QUARTER]) for start in starts]


def _made(stack: ExitStack, seed: int) -> Path:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    make(folder, STAFF, seed)
    return folder


def _forecasts(splits: Sequence[Split]) -> Iterator[tuple[str, ...]]:
    """The mean absolute error in loans a week, by kind."""
    for name, method in (("same as last year", _as_last_year), ("level and season", _by_level_and_season)):
        errors = np.hstack([np.abs(method(split) - split.held) for split in splits])
        yield (name, *(f"{errors[splits[0].equipment.rows(kind)].mean():.2f}" for kind in KINDS))


def _as_last_year(split: Split) -> NDArray[np.float64]:
    return same_as_last_year(split.history(), split.weeks())


def _by_level_and_season(split: Split) -> NDArray[np.float64]:
    return forecast(split.history(), split.weeks()).mean


def _plans(splits: Sequence[Split]) -> Iterator[tuple[str, ...]]:
    totals: dict[str, NDArray[np.float64]] = {}
    for split in splits:
        for name, figures in _placements(split):
            totals[name] = totals.get(name, np.zeros(len(figures))) + figures
    for name, (*kinds, sent) in totals.items():
        yield (name, *(f"{loans:,.1f}" for loans in kinds), f"{sum(kinds):,.1f}", f"{sent:.0f}")


def _placements(split: Split) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Refused loans by kind, and units sent, for each way to place the units."""
    equipment = split.equipment
    as_it_is = np.array([int(line["on_hand"]) for line in equipment.stock])
    yield "as they are", _refusals(split, np.tile(as_it_is[:, None], split.held.shape[1]), 0)
    storage = np.array([int(line["storage_capacity"]) for line in equipment.stock])
    for limits, name in ((False, "storage ignored"), (True, "storage kept")):
        most = np.maximum(storage, as_it_is) if limits else np.full_like(storage, as_it_is.sum())
        shares = _in_proportion(equipment, as_it_is, split.known.mean(axis=1), most)
        moved = int(np.maximum(shares - as_it_is, 0).sum())
        units = np.tile(shares[:, None], split.held.shape[1])
        yield f"in proportion to demand, {name}", _refusals(split, units, moved)
        for known, method in (("planned", _ways), ("planned for last year's demand", _last_year)):
            planned, missing, sent = _rolling(split, method, limits)
            yield f"{known}, {name}", _refusals(split, planned, sent, missing)


def _ways(split: Split, week: int, ahead: int) -> Counts:
    expected = forecast(split.history(week), split.weeks(week, week + ahead))
    return np.array([way.demand for way in scenarios(expected, WAYS, week)])


def _last_year(split: Split, week: int, ahead: int) -> Counts:
    mean = same_as_last_year(split.history(week), split.weeks(week, week + ahead))
    return np.rint(mean).astype(np.int64)[None]


def _rolling(split: Split, method: Callable[[Split, int, int], Counts], limits: bool) -> tuple[Counts, Counts, int]:
    """Units by row and week, loans hindered, and units sent, when every few weeks the next ones are planned.

    The first plan is made some weeks before those held back, as the split in proportion is there when they begin.
    """
    weeks = split.held.shape[1]
    before = np.zeros((1, len(split.held), BEFORE), dtype=np.int64)
    whole = split.equipment.problem(
        _as_scenarios(np.concatenate([before, split.held[None]], axis=2)), here_and_now=BEFORE + weeks, limits=limits
    )
    done: list[Move] = []
    for week in range(0, weeks, EVERY):
        demand = method(split, week, min(AHEAD, weeks - week))
        if not week:
            demand = np.concatenate([np.repeat(before, len(demand), axis=0), demand], axis=2)
        start = week + BEFORE if week else 0
        plan = _from_week(split, whole, demand, done, start)
        fixed = (move for move in plan if move.week + start < week + BEFORE + EVERY)
        done += [replace(move, week=move.week + start) for move in fixed]
    units, missing = stock(whole, done), hindered(whole, done)
    return units[:, BEFORE:], missing[:, BEFORE:], sum(move.units for move in done)


def _from_week(
    split: Split, whole: TransferProblem, demand: Counts, done: Sequence[Move], start: int
) -> tuple[Move, ...]:
    """The moves of a plan from that week on; what was sent before and is on its way arrives."""
    ahead = demand.shape[2]
    units = stock(whole, done)[:, start:]
    holdings = []
    for holding, row in zip(whole.holdings, units.tolist(), strict=True):
        arrivals = tuple((week, row[week] - row[week - 1]) for week in range(1, ahead) if row[week] > row[week - 1])
        holdings.append(replace(holding, usable=row[0], arrivals=arrivals))
    planned = replace(split.equipment.problem(_as_scenarios(demand), here_and_now=ahead), holdings=tuple(holdings))
    plan = plan_transfers(planned, TransferLimits(SECONDS))
    if violations := check(planned, plan):
        raise SystemExit(str(violations[0]))
    return plan.moves


def _as_scenarios(demand: Counts) -> list[Scenario]:
    return [scenario(way) for way in demand]


def _in_proportion(equipment: Equipment, units: Counts, demand: NDArray[np.float64], most: Counts) -> Counts:
    """The units of each kind one after another where there are fewest for the mean demand, and room."""
    shares = np.zeros_like(units)
    for kind in KINDS:
        rows = np.array(equipment.rows(kind))
        for _ in range(int(units[rows].sum())):
            open_ones = rows[shares[rows] < most[rows]]
            shares[open_ones[np.argmax(demand[open_ones] / (2 * shares[open_ones] + 1))]] += 1
    return shares


def _refusals(split: Split, units: Counts, sent: int, missing: Counts | int = 0) -> NDArray[np.float64]:
    """Refused loans by kind, and the units sent."""
    served = np.array([[SERVED[line["kind"]]] for line in split.equipment.stock])
    refused = np.maximum(1000 * split.held - np.maximum(served * units - missing, 0), 0) / 1000
    return np.array([*(refused[split.equipment.rows(kind)].sum() for kind in KINDS), sent])


if __name__ == "__main__":
    main()
