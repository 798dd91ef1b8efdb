"""How much will be asked for: a level for each office and kind, a season shared by a group, and ways it may come.

The level is the mean of what was asked for, its season taken out, recent weeks weighing more (simple exponential
smoothing): of a group, whose sum scatters little, over a short time, and of an office's share in it over a long one.
The season of a week of the year is the mean, over the weeks around it, of what a group asked for against its own
mean, drawn towards 1 where little was seen.  A week scatters as a negative binomial distribution, its dispersion
estimated from the residuals by moments, row by row, drawn towards that of its group; the level of many weeks is as
uncertain as forecasts from earlier points of the history turned out to be.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.transfers.counting import Units
from solver.transfers.problem import WORKING_DAYS, Scenario

YEAR = 52
# Weeks after which an observation weighs half, in an office's share and in its group's level; weeks on either side
# that tell of a week's season.
HALF_LIFE, GROUP_HALF_LIFE = 26.0, 10.0
AROUND = 2
# Loans that the season of a week is drawn towards 1 with; weeks with which a row's dispersion is drawn to its group's.
SEASON_PRIOR, DISPERSION_PRIOR = 20.0, 26.0
# Weeks from which a forecast can be tried on the history, and how unsure one is that cannot.
FEWEST, UNKNOWN = 8, 0.2

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

    `dispersion`: by row; the variance of a week is mean + dispersion mean².  `group`: the number of each row's group.
    `unsure`: relative standard deviations of a factor that all weeks of a group share, and of one that all weeks of
    a row share.
    """

    mean: Means
    dispersion: Means
    group: Units
    unsure: tuple[float, float]


def forecast(history: History, year_week: Sequence[int], open_days: Sequence[int] = ()) -> Forecast:
    """What is expected in coming weeks, given by their weeks of the year and working days."""
    groups, past = _numbered(history.groups), np.array(history.year_week)
    full = history.asked / np.maximum(_shares(history.open_days, history.asked.shape[1]), 0.1)
    coming = np.array(year_week)
    fitted, usual = _fitted(full, past, groups, coming)
    unsure = _unsure(full, past, groups, len(coming))
    return Forecast(usual * _shares(open_days, len(coming)), _dispersions(full, fitted, groups), groups, unsure)


def _fitted(
    asked: Means, past: NDArray[np.int64], groups: NDArray[np.int64], coming: NDArray[np.int64]
) -> tuple[Means, Means]:
    """What level and season say of full weeks that are past, and of those coming."""
    season = _seasons(asked, past, groups)
    level = _levels(asked / np.maximum(season[groups][:, past], 0.05), groups)[:, None]
    return level * season[groups][:, past], level * season[groups][:, coming]


def _unsure(asked: Means, past: NDArray[np.int64], groups: NDArray[np.int64], weeks: int) -> tuple[float, float]:
    """How far the sums of groups, and the rows within them, were off when forecast from the middle of the history on.

    Root mean squares of relative errors, the scatter of a Poisson distribution taken out.
    """
    common: list[Means] = []
    own: list[Means] = []
    length = asked.shape[1]
    for origin in (length // 2, 3 * length // 4):
        until = min(origin + weeks, length)
        if origin < FEWEST or until == origin:
            continue
        _, mean = _fitted(asked[:, :origin], past[:origin], groups, past[origin:until])
        rows: Means = np.maximum(mean.sum(axis=1), 1e-9)
        came: Means = asked[:, origin:until].sum(axis=1)
        sums, all_came = np.bincount(groups, rows), np.bincount(groups, came)
        common.append((all_came / sums - 1) ** 2 - 1 / sums)
        expected = rows * (all_came / sums)[groups]
        own.append(((came - expected) ** 2 - expected) / np.maximum(rows, 1) ** 2)
    if not common:
        return UNKNOWN, UNKNOWN
    return _root(common), _root(own)


def _root(squares: Sequence[Means]) -> float:
    return float(np.sqrt(max(0.0, float(np.mean(np.concatenate(squares))))))


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
    common, own = (max(each, 1e-5) ** 2 for each in expected.unsure)
    groups = int(expected.group.max(initial=-1)) + 1
    level = random.gamma(1 / common, common, size=(number, groups))[:, expected.group]
    level = level * random.gamma(1 / own, own, size=level.shape)
    weekly = random.gamma(1 / spread, spread, size=(number, *mean.shape)) * mean * level[:, :, None]
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


def _seasons(asked: Means, past: NDArray[np.int64], groups: NDArray[np.int64]) -> Means:
    """The season by group and week of the year."""
    count = int(groups.max(initial=-1)) + 1
    total = np.zeros((count, asked.shape[1]))
    np.add.at(total, groups, asked)
    usual = np.repeat(total.mean(axis=1, keepdims=True), asked.shape[1], axis=1)
    apart = np.abs(np.arange(YEAR)[:, None] - past[None, :])
    near = (np.minimum(apart, YEAR - apart) <= AROUND).astype(float)
    season: Means = (total @ near.T + SEASON_PRIOR) / (usual @ near.T + SEASON_PRIOR)
    return season


def _levels(without_season: Means, groups: NDArray[np.int64]) -> Means:
    """The level of each row: its share in the group's."""
    usual, recent = _smoothed(without_season, HALF_LIFE), _smoothed(without_season, GROUP_HALF_LIFE)
    sums = np.zeros((2, int(groups.max(initial=-1)) + 1))
    np.add.at(sums[0], groups, usual)
    np.add.at(sums[1], groups, recent)
    level: Means = usual * (sums[1] / np.maximum(sums[0], 1e-9))[groups]
    return level


def _smoothed(values: Means, half_life: float) -> Means:
    """The mean of each row, a week weighing half of one that is a half-life younger."""
    weight = 0.5 ** (np.arange(values.shape[1])[::-1] / half_life)
    mean: Means = values @ weight / weight.sum()
    return mean


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
