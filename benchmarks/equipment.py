"""The equipment of the reference prefecture as transfer problems: `Equipment(DIRECTORY)` on its CSV files."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from solver.transfers import Holding, Kind, Run, Scenario, TransferProblem

KINDS = ("mobile_pc", "tablet", "web_kit")
# Thousandths of a loan that a unit serves in a week.
SERVED = {"mobile_pc": 1700, "tablet": 4000, "web_kit": 5000}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")
# A refused loan costs as much as ten places on a courier's run.
REFUSED, PLACE = 10, 1
# A van goes where no courier does, on Wednesdays, and costs as much as a refused loan.
VAN_DAY, VAN_LEAD, VAN_PLACES, VAN_COST = 2, 1, 20, 10

Counts = NDArray[np.int64]
Line = dict[str, str]


class Equipment:
    """Stock, runs and the year of demand of a prefecture.  Rows are the pairs of office and kind with equipment."""

    def __init__(self, directory: Path) -> None:
        history = [line for line in _lines(directory, "demand_history") if line["kind"] in KINDS]
        self.region = {line["office_id"]: line["region"] for line in _lines(directory, "offices")}
        self.offices = list(self.region)
        weeks = sorted({line["week_start"] for line in history})
        self.weeks = [date.fromisoformat(week) for week in weeks]
        stock = _lines(directory, "stock")
        latest = max(line["as_of"] for line in stock)
        self.stock = [line for line in stock if line["as_of"] == latest]
        place = {(line["office_id"], line["kind"]): row for row, line in enumerate(self.stock)}
        self.demand: Counts = np.zeros((len(self.stock), len(weeks)), dtype=np.int64)
        for line in history:
            self.demand[place[line["office_id"], line["kind"]], weeks.index(line["week_start"])] = line["requested"]
        self.runs = tuple(self._runs(directory))

    def rows(self, kind: str) -> list[int]:
        """The rows of a kind."""
        return [row for row, line in enumerate(self.stock) if line["kind"] == kind]

    def problem(
        self,
        scenarios: Sequence[Scenario],
        *,
        here_and_now: int,
        last_move: int | None = None,
        limits: bool = True,
    ) -> TransferProblem:
        """All kinds, with the units on hand; with or without safety stock and storage limits."""
        holdings = tuple(self._holding(line, limits) for line in self.stock)
        kinds = tuple(Kind(number, SERVED[kind], REFUSED) for number, kind in enumerate(KINDS))
        weeks = len(scenarios[0].demand[0])
        return TransferProblem(weeks, kinds, holdings, self.runs, tuple(scenarios), here_and_now, last_move)

    def _holding(self, line: Line, limits: bool) -> Holding:
        return Holding(
            self.offices.index(line["office_id"]),
            KINDS.index(line["kind"]),
            int(line["on_hand"]),
            safety=int(line["safety_stock"]) if limits else 0,
            storage=int(line["storage_capacity"]) if limits else None,
        )

    def _runs(self, directory: Path) -> list[Run]:
        found: list[Run] = []
        served = {line["office_id"] for line in self.stock}
        connected: set[str] = set()
        for line in _lines(directory, "courier"):
            pair = (line["office_a"], line["office_b"])
            connected |= set(pair)
            for day in line["days"].split(";"):
                for origin, destination in (pair, pair[::-1]):
                    places = (WEEKDAYS.index(day), int(line["lead_days"]), int(line["capacity_items"]))
                    found.append(self._run(len(found), origin, destination, *places))
        hub = self.offices[0]
        for office in sorted(served - connected):
            for origin, destination in ((hub, office), (office, hub)):
                found.append(self._run(len(found), origin, destination, VAN_DAY, VAN_LEAD, VAN_PLACES, VAN_COST))
        return found

    def _run(self, run_id: int, origin: str, destination: str, day: int, lead: int, places: int, cost: int = 0) -> Run:
        ends = (self.offices.index(origin), self.offices.index(destination))
        return Run(run_id, *ends, day, lead, places, cost, PLACE)


def scenario(demand: Counts) -> Scenario:
    """The demand by row and week as one scenario."""
    return Scenario(tuple(tuple(line) for line in demand.tolist()))


def _lines(directory: Path, name: str) -> list[Line]:
    with (directory / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
