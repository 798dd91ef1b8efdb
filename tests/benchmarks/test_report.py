"""A contest runs every method apart and checks its plan; tables and the chart show what was measured."""

from __future__ import annotations

import os
from dataclasses import replace
from xml.etree import ElementTree as ET

from benchmarks.contest import METHODS, OURS, WITHOUT_MODEL, Result, compete
from benchmarks.instances import instance
from benchmarks.measure import Effort, Stopwatch, apart
from benchmarks.plot import chart
from benchmarks.table import kinds_table, results_table
from solver.allocation import Limits

SVG = "{http://www.w3.org/2000/svg}"
OUR_RESULT = Result(
    "p",
    OURS,
    10,
    "feasible",
    served=99,
    bound=100,
    granted=8,
    cost=5,
    effort=Effort(1.5, 2.5, 80),
    by_kind={"seat": (8, 10)},
)


def test_every_method_competes_and_every_plan_is_valid():
    results = list(compete("small", instance(16), Limits(5.0)))
    assert [result.method for result in results] == list(METHODS)
    assert not [result for result in results if "INVALID" in result.status or result.effort is None]
    ours = results[-1]
    assert ours.status == "optimal"
    assert ours.curve[-1].objective == ours.curve[-1].bound == ours.served == ours.bound
    assert {result.served for result in results if result.status.startswith("optimal")} == {ours.served}


def test_large_problems_are_left_to_what_needs_no_large_model():
    assert set(WITHOUT_MODEL) < set(METHODS)
    assert OURS in WITHOUT_MODEL


def test_a_method_that_dies_or_never_ends_is_told_so():
    assert apart(lambda: os._exit(1), 5) is None
    assert apart(lambda: [1] * 3, 5) == [1, 1, 1]


def test_effort_counts_cpu_not_waiting():
    stopwatch = Stopwatch()
    effort = stopwatch.effort()
    assert effort.cpu >= 0
    assert effort.megabytes > 10


def test_the_gap_is_to_the_lowest_bound_of_the_same_problem():
    mip = replace(OUR_RESULT, method="HiGHS, one MIP", served=90, bound=110)
    elsewhere = replace(OUR_RESULT, problem="q", bound=50)
    first, second = results_table([mip, OUR_RESULT, elsewhere]).splitlines()[2:4]
    assert "| 18.182% | 10.000% |" in first
    assert "| **this solver** | 99 | 100 | 1.000% | 1.000% | 8 of 10 | 5 | 1.50 | 2.50 | 80 | feasible |" in second


def test_shares_are_held_against_what_is_to_be_reached():
    assert "| 8 of 10 | 80.0% | 80.0%: reached |" in kinds_table([OUR_RESULT], {"seat": 0.8})
    assert "80.3%: MISSED" in kinds_table([OUR_RESULT], {"seat": 0.803})


def test_a_chart_is_a_picture_with_a_line_for_each_series():
    picture = ET.fromstring(chart("a < b", "x", "y", {"one": [(0.1, 5), (10, 0.5)], "two": [(1, 1)]}))
    assert picture.tag == f"{SVG}svg"
    texts = [element.text for element in picture.iter(f"{SVG}text")]
    assert {"a < b", "x", "y", "one", "two", "0.1", "10"} <= set(texts)
    assert len([path for path in picture.iter(f"{SVG}path") if path.get("stroke-width") == "2"]) == 4
