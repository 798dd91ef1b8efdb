"""Stress rounds hold what they promise, and rounds of different size are alike."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from benchmarks.instances import DAY, instance
from benchmarks.load import peaks
from benchmarks.profile import profile
from solver.allocation import AllocationProblem, Pool, Unit, Use

SIZE = 4000


@cache
def stress() -> AllocationProblem:
    return instance(SIZE, seed=3)


def test_as_many_requests_as_asked_for_and_the_same_ones_again():
    assert len(instance(60, 5).requests) == 60
    assert instance(60, 5) == instance(60, 5)
    assert instance(60, 5) != instance(60, 6)


def test_the_first_option_is_what_was_asked_for():
    assert all(request.options[0].cost == 0 for request in stress().requests)
    assert all(option.cost >= 0 for request in stress().requests for option in request.options)


def test_about_eight_options_each():
    options = sum(len(request.options) for request in stress().requests) / SIZE
    assert 7.5 < options < 9


@pytest.mark.parametrize("size", [2000, SIZE])
def test_wishes_exceed_the_units_at_the_peaks_by_a_fifth_to_three_fifths(size: int):
    for row in profile(instance(size, seed=3)):
        assert 0.2 <= row.overload <= 0.6, row


def test_more_overload_means_fewer_units():
    def units(overload: float) -> int:
        return sum(len(pool.units) for pool in instance(1000, overload=(overload, overload)).pools)

    assert units(0.0) > units(0.5) > units(2.0)


def test_units_grow_with_the_wishes():
    small, large = (sum(len(pool.units) for pool in instance(size).pools) for size in (1500, 6000))
    assert 3 < large / small < 4.5


def test_seats_come_with_pcs_and_rooms_join_offices():
    by_kind = {row.kind: row for row in profile(stress())}
    assert by_kind["seat"].together > 0.1 * by_kind["seat"].requests
    assert by_kind["room"].together == by_kind["room"].requests
    for request in stress().requests:
        for option in request.options:
            assert len({use.pools for use in option.uses}) == len(option.uses)
            assert len({(use.start, use.end) for use in option.uses}) == 1


def test_loans_cross_days_and_weekends_and_nothing_else_does():
    for request in stress().requests:
        for use in request.options[0].uses:
            nights = (use.end - 1) // DAY - use.start // DAY
            assert (nights > 1) == (request.kind == "mobile_pc")
    loans = next(row for row in profile(stress()) if row.kind == "mobile_pc")
    assert 0.2 < loans.over_a_weekend / loans.requests < 0.7


def test_times_and_offices_are_flexible():
    flexible = [request for request in stress().requests if request.kind != "mobile_pc"]
    starts = [len({option.uses[0].start for option in request.options}) for request in flexible]
    assert sum(count > 2 for count in starts) > 0.8 * len(flexible)
    elsewhere = [len({option.uses[0].pools for option in request.options}) > 1 for request in stress().requests]
    assert 0.2 < sum(elsewhere) / SIZE < 0.8


def test_a_series_is_the_same_wish_in_several_weeks():
    series = defaultdict(list)
    for request in stress().requests:
        if request.series is not None:
            series[request.series].append(request)
    assert len(series) > 20
    for members in list(series.values())[:-1]:  # the last may be cut off by the number of requests
        assert 3 <= len(members) <= 6
        times = [request.options[0].uses[0].start for request in members]
        assert len(set(times)) == len(times)
        assert len({time % (7 * DAY) for time in times}) == 1
        assert len({request.weight for request in members}) == 1


def test_some_units_are_out_of_order_for_a_time():
    units = [unit for pool in stress().pools for unit in pool.units]
    out = [unit for unit in units if unit.busy]
    assert 0.05 < len(out) / len(units) < 0.3
    assert all(end - start <= 7 * DAY for unit in out for start, end in unit.busy)


def test_a_peak_is_the_mean_of_the_busiest_working_hours():
    # One working day of 35 quarters of an hour: eleven of them are the busiest three tenths.
    opens = 7 * DAY + 510
    day, busy = Use((1,), opens, opens + 525), Use((1,), opens + 60, opens + 60 + 11 * 15, 4)
    assert peaks([day, busy]) == {1: 5.0}
    shared = Use((1, 2), opens, opens + 525, 3)
    assert peaks([shared]) == {1: 1.5, 2: 1.5}


def test_a_profile_counts_units_and_outages_of_its_kind():
    problem = AllocationProblem(tuple(Pool(n, (Unit(n, ((0, 5),)), Unit(10 + n))) for n in range(1, 5)), ())
    assert [(row.units, row.outages, row.requests) for row in profile(problem)] == [(2, 1, 0)] * 4
