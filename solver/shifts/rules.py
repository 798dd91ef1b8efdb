"""The hard rules of one person's row, each with an id, a statement and a function that finds what breaks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from solver.shifts.counting import adjacent, is_work, successors
from solver.shifts.goals import variety
from solver.shifts.plan import Row
from solver.shifts.problem import Person, ShiftProblem

Breaches = Iterator[tuple[str, int | None]]
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule a row must keep; `find` yields (detail, day or None) for each breach."""

    rule_id: str
    statement: str
    find: Callable[[ShiftProblem, Person, Row], Breaches]


def _choice_allowed(_problem: ShiftProblem, person: Person, row: Row) -> Breaches:
    for day, choice in enumerate(row.choices):
        if choice not in person.choices[day]:
            yield f"{choice} is not one of {person.choices[day]}", day


def _break_known(problem: ShiftProblem, _person: Person, row: Row) -> Breaches:
    breaks = {shift.shift_id: max(1, len(shift.breaks)) for shift in problem.shifts}
    for day, (choice, place) in enumerate(zip(row.choices, row.breaks, strict=True)):
        if not 0 <= place < breaks.get(choice, 1):
            yield f"break {place} of {choice}", day


def _pin_kept(problem: ShiftProblem, person: Person, row: Row) -> Breaches:
    for pin in problem.pins:
        if pin.person_id == person.person_id and row.choices[pin.day] != pin.choice:
            yield f"{row.choices[pin.day]}, pinned {pin.choice}", pin.day


def _following(rule_id: str) -> Callable[[ShiftProblem, Person, Row], Breaches]:
    def find(problem: ShiftProblem, person: Person, row: Row) -> Breaches:
        forbidden = successors(problem, person)
        for day in range(len(row.choices) - 1):
            pair = row.choices[day], row.choices[day + 1]
            if adjacent(problem, day) and forbidden.get(pair) == rule_id:
                yield f"{pair[0]} then {pair[1]}", day + 1

    return find


def _most_of(_problem: ShiftProblem, person: Person, row: Row) -> Breaches:
    times = Counter(row.choices)
    for shift_id, most in person.rules.most_of:
        if times[shift_id] > most:
            yield f"{times[shift_id]} x {shift_id}, at most {most}", None


def _minutes(problem: ShiftProblem, person: Person, row: Row) -> Breaches:
    length = {shift.shift_id: shift.minutes for shift in problem.shifts}
    worked = sum(length.get(choice, 0) for choice in row.choices)
    most = person.rules.most_minutes
    if worked < person.rules.least_minutes or (most is not None and worked > most):
        yield f"{worked} minutes", None


def _run_length(work: bool) -> Callable[[ShiftProblem, Person, Row], Breaches]:
    def find(_problem: ShiftProblem, person: Person, row: Row) -> Breaches:
        rules = person.rules
        least, most = (rules.least_run, rules.most_run) if work else (rules.least_off_run, rules.most_off_run)
        for start, length in _runs(row, work):
            inner = start > 0 and start + length < len(row.choices)
            if (inner and length < least) or (most is not None and length > most):
                yield f"{length} days in a row", start

    return find


def _runs(row: Row, work: bool) -> Iterator[tuple[int, int]]:
    start = 0
    for kind, group in groupby(map(is_work, row.choices)):
        length = len(list(group))
        if kind == work:
            yield start, length
        start += length


def _weekends(problem: ShiftProblem, person: Person, row: Row) -> Breaches:
    most = person.rules.most_weekends
    pairs = zip(problem.days, row.choices, strict=True)
    worked = {number // 7 for number, choice in pairs if number % 7 >= SATURDAY and is_work(choice)}
    if most is not None and len(worked) > most:
        yield f"{len(worked)} weekends, at most {most}", None


def _period(problem: ShiftProblem, _person: Person, row: Row) -> Breaches:
    for period in problem.periods:
        kinds = variety(row, period.days)
        if period.most is not None and kinds > period.most:
            yield f"{kinds} different shifts, at most {period.most}", min(period.days)


RULES = (
    Rule("choice-allowed", "What is given is one of the day's choices.", _choice_allowed),
    Rule("break-known", "The break is one of the shift's.", _break_known),
    Rule("pin-kept", "A pinned cell stays.", _pin_kept),
    Rule("succession", "A shift is not followed by one it forbids.", _following("succession")),
    Rule("rest", "Between two days lies the rest.", _following("rest")),
    Rule("most-of", "No shift is given more often than allowed.", _most_of),
    Rule("minutes", "The minutes worked lie within their bounds.", _minutes),
    Rule("work-run", "Days worked in a row are neither too few nor too many.", _run_length(work=True)),
    Rule("off-run", "Days off in a row are neither too few nor too many.", _run_length(work=False)),
    Rule("weekends", "No more weekends are worked than allowed.", _weekends),
    Rule("period", "In a period no more different shifts are worked than allowed.", _period),
)
