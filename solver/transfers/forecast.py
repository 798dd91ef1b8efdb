"""How much will be asked for: a level for each office and kind, a season shared by a group, and ways it may come.

The level is the mean of what was asked for, its season taken out, recent weeks weighing more (simple exponential
smoothing).  The season of a week of the year is the mean, over the weeks around it, of what a group asked for against
its own mean, drawn towards 1 where little was seen.  The scatter is that of a negative binomial distribution whose
dispersion is estimated from the residuals by moments, row by row, drawn towards that of its group.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.transfers.counting import Units
from solver.transfers.problem import WORKING_DAYS, Scenario

YEAR = 52
# Weeks after which an observation weighs half in the level; weeks on either side that tell of a week's season.
HALF_LIFE = 26.0
AROUND = 2
# Loans that the season of a week is drawn towards 1 with; weeks with which a row's dispersion is drawn to its group's.
SEASON_PRIOR, DISPERSION_PRIOR = 20.0, 26.0

Means = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class History:
    """Loans asked for, the refused among them, by row and past week.

    `year_week`: the week of the year, 0 to 51, of each past week; `open_days`: working days in it, five without.
    `groups`: rows of one group share their season, such as a kind in a region.
    """

    asked: Units
    year_week: tuple[int, ...]
    groups: tuple[Hashable, ...]
    open_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected loans by row and coming week, and how far they may be off.

    `dispersion`: by row; the variance of a week is mean + dispersion mean².  `group`: the number of each row's group;
    `unsure`: by row, the relative standard deviation of a factor that all its weeks and its group share, because
    their season has not been seen before.
    """

    mean: Means
    dispersion: Means
    group: Units
    unsure: Means


def forecast(history: History, year_week: Sequence[int], open_days: Sequence[int] = ()) -> Forecast:
    """What is expected in coming weeks, given by their weeks of the year and working days."""
    groups, past = _numbered(history.groups), np.array(history.year_week)
    full = history.asked / np.maximum(_shares(history.open_days, history.asked.shape[1]), 0.1)
    season, unseen = _seasons(full, past, groups)
    level = _levels(full / np.maximum(season[groups][:, past], 0.05))
    fitted = level[:, None] * season[groups][:, past]
    mean = level[:, None] * season[groups][:, np.array(year_week)] * _shares(open_days, len(year_week))
    unsure = season[:, past].std(axis=1) * np.sqrt(unseen[:, np.array(year_week)].mean(axis=1))
    return Forecast(mean, _dispersions(full, fitted, groups), groups, unsure[groups])


def same_as_last_year(history: History, year_week: Sequence[int]) -> Means:
    """The loans of the latest week with the same number; the mean of all where there is none."""
    latest = {week: place for place, week in enumerate(history.year_week)}
    mean = history.asked.mean(axis=1)
    columns = [history.asked[:, latest[week]] if week in latest else mean for week in year_week]
    return np.array(columns, dtype=float).T


def scenarios(
    expected: Forecast, number: int, seed: int, *, factors: Means | None = None, booked: Units | None = None
) -> tuple[Scenario, ...]:
    """Ways the coming weeks may go, all equally likely; the same seed gives the same ways.

    `factors`: what known events multiply the mean with, by row and week; `booked`: loans that are booked already.
    """
    random = np.random.default_rng(seed)
    mean = np.maximum(expected.mean * (1.0 if factors is None else factors), 1e-9)
    spread = np.maximum(expected.dispersion, 1e-9)[None, :, None]
    unsure = np.maximum(expected.unsure, 1e-5) ** 2
    _, first = np.unique(expected.group, return_index=True)
    common = random.gamma(1 / unsure[first], unsure[first], size=(number, len(first)))[:, expected.group]
    weekly = random.gamma(1 / spread, spread, size=(number, *mean.shape)) * mean * common[:, :, None]
    drawn = random.poisson(weekly)
    if booked is not None:
        drawn = np.maximum(drawn, booked)
    return tuple(Scenario(tuple(map(tuple, way))) for way in drawn.tolist())


def _numbered(groups: Sequence[Hashable]) -> NDArray[np.int64]:
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return np.array([numbers[group] for group in groups], dtype=np.int64)


def _shares(open_days: Sequence[int], weeks: int) -> Means:
    """The part of each week that is worked."""
    return np.array(open_days or (WORKING_DAYS,) * weeks, dtype=float) / WORKING_DAYS


def _seasons(asked: Means, past: NDArray[np.int64], groups: NDArray[np.int64]) -> tuple[Means, Means]:
    """The season by group and week of the year, and the part of it that is not seen but assumed to be 1."""
    count = int(groups.max(initial=-1)) + 1
    total = np.zeros((count, asked.shape[1]))
    np.add.at(total, groups, asked)
    usual = np.repeat(total.mean(axis=1, keepdims=True), asked.shape[1], axis=1)
    apart = np.abs(np.arange(YEAR)[:, None] - past[None, :])
    near = (np.minimum(apart, YEAR - apart) <= AROUND).astype(float)
    seen = usual @ near.T
    return (total @ near.T + SEASON_PRIOR) / (seen + SEASON_PRIOR), SEASON_PRIOR / (seen + SEASON_PRIOR)


def _levels(without_season: Means) -> Means:
    """The mean of each row, a week weighing half of one that is a half-life younger."""
    age = np.arange(without_season.shape[1])[::-1]
    weight = 0.5 ** (age / HALF_LIFE)
    level: Means = without_season @ weight / weight.sum()
    return level


def _dispersions(asked: Means, fitted: Means, groups: NDArray[np.int64]) -> Means:
    excess = ((asked - fitted) ** 2 - fitted).sum(axis=1)
    scale = np.maximum((fitted**2).sum(axis=1), 1e-9)
    count = int(groups.max(initial=-1)) + 1
    group_excess, group_scale = np.zeros(count), np.zeros(count)
    np.add.at(group_excess, groups, excess)
    np.add.at(group_scale, groups, scale)
    common = (group_excess / group_scale)[groups]
    own = asked.shape[1] / (asked.shape[1] + DISPERSION_PRIOR)
    dispersion: Means = np.maximum(own * excess / scale + (1 - own) * common, 0.0)
    return dispersion
