import numpy as np
import pytest

from solver.transfers.forecast import YEAR, History, forecast, same_as_last_year, scenarios

WEEKS = tuple(range(YEAR))
COMING = tuple(range(13))


def test_without_a_season_the_forecast_is_the_mean() -> None:
    expected = forecast(History(np.full((2, YEAR), 7), WEEKS, ("pc", "pc")), COMING)
    assert expected.mean == pytest.approx(np.full((2, 13), 7.0), rel=0.01)


def test_a_season_comes_again() -> None:
    season = np.where(np.arange(YEAR) < 10, 20, 10)
    expected = forecast(History(np.tile(season, (4, 1)), WEEKS, ("pc",) * 4), (4, 30))
    assert expected.mean[0, 0] == pytest.approx(20, rel=0.1)
    assert expected.mean[0, 1] == pytest.approx(10, rel=0.1)


def test_a_short_week_is_asked_for_less() -> None:
    history = History(np.full((1, YEAR), 10), WEEKS, ("pc",))
    expected = forecast(history, (5, 6), (5, 2))
    assert expected.mean[0, 1] == pytest.approx(expected.mean[0, 0] * 2 / 5)


def test_noise_is_forecast_better_than_by_the_year_before() -> None:
    random = np.random.default_rng(1)
    mean = np.array([[5.0], [9.0], [14.0]])
    past, came = random.poisson(mean, (3, YEAR)), random.poisson(mean, (3, YEAR))
    history = History(past, WEEKS, ("pc",) * 3)
    ours = np.abs(forecast(history, WEEKS).mean - came).mean()
    assert ours < 0.85 * np.abs(same_as_last_year(history, WEEKS) - came).mean()


def test_scenarios_scatter_around_the_mean_and_come_again_with_their_seed() -> None:
    random = np.random.default_rng(2)
    expected = forecast(History(random.poisson(12.0, (5, YEAR)), WEEKS, ("pc",) * 5), COMING)
    ways = scenarios(expected, 400, seed=3)
    drawn = np.array([way.demand for way in ways])
    assert drawn.mean() == pytest.approx(12, rel=0.05)
    assert drawn.var(axis=0).mean() > 10
    assert ways == scenarios(expected, 400, seed=3)
    assert ways != scenarios(expected, 400, seed=4)


def test_known_events_and_bookings_are_in_every_scenario() -> None:
    expected = forecast(History(np.full((1, YEAR), 4), WEEKS, ("pc",)), (0, 1))
    ways = scenarios(expected, 200, 1, factors=np.array([[1.0, 5.0]]), booked=np.array([[6, 0]]))
    drawn = np.array([way.demand for way in ways])
    assert drawn[:, 0, 0].min() >= 6
    assert drawn[:, 0, 1].mean() == pytest.approx(20, rel=0.1)
