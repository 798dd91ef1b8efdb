"""The shift problem as plain values: people, days, shifts, what may be given to whom, wishes and cover.

Two kinds of plan are stated with it.  Staggered days: everybody present works one of a few patterns.
Rosters: day, late and night shifts with days off.  A day is an index into `ShiftProblem.days`; times are
minutes from midnight of the day on which a shift starts (26:00 is 1560) and intervals are half-open.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import pairwise

OFF = 0
DAY = 1440
LARGEST_WEIGHT = 1_000_000

Span = tuple[int, int]


class InvalidShiftProblem(ValueError):
    """A problem that contradicts itself; names the row, the field and the rule it breaks."""

    def __init__(self, row: str, field: str, rule: str) -> None:
        super().__init__(f"{row}: {field}: {rule}")
        self.row, self.field, self.rule = row, field, rule


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift type or start pattern; `minutes` of it count as work.

    `breaks`: alternatives for its one break, the usual one first.  `forbidden_next`: shifts that may not be
    worked on the following day.
    """

    shift_id: int
    minutes: int
    start: int = 0
    end: int = 0
    breaks: tuple[Span, ...] = ()
    forbidden_next: tuple[int, ...] = ()

    def works(self, span: Span) -> bool:
        """Whether all of `span` lies in the shift, breaks left aside."""
        return self.start <= span[0] and span[1] <= self.end


@dataclass(frozen=True, slots=True)
class Rules:
    """What a person's own row must keep over the horizon.

    A run that touches the first or the last day is never too short.  `rest`: minutes between the end of a shift
    and the start of the next day's.  `most_of`: (shift, how often at most).
    """

    least_minutes: int = 0
    most_minutes: int | None = None
    most_of: tuple[tuple[int, int], ...] = ()
    least_run: int = 1
    most_run: int | None = None
    least_off_run: int = 1
    most_off_run: int | None = None
    most_weekends: int | None = None
    rest: int = 0

    @property
    def counts_runs(self) -> bool:
        """Whether any rule looks at consecutive days or at weekends."""
        bounds = (self.most_run, self.most_off_run, self.most_weekends)
        return self.least_run > 1 or self.least_off_run > 1 or any(bound is not None for bound in bounds)


@dataclass(frozen=True, slots=True)
class Person:
    """`choices`: for each day what may be given, shift ids and OFF; a single one is fixed (leave, care, office day).

    `published`: what the plan before gave for each day, or nothing.  `burden`: weight of wishes unmet in earlier
    plans, added to this plan's when the worst-off person is looked for.
    """

    person_id: int
    choices: tuple[tuple[int, ...], ...]
    rules: Rules = Rules()
    published: tuple[int, ...] = ()
    burden: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one person, and what is given there."""

    person_id: int
    day: int
    choice: int


@dataclass(frozen=True, slots=True)
class Wish:
    """The person would like one of `choices` that day (or, if not `wanted`, none of them); unmet it costs `weight`."""

    person_id: int
    day: int
    choices: tuple[int, ...]
    weight: int
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Cover:
    """How many of `people` (all, when empty) are to be on `shifts` (any, when empty) on a day.

    With a `span` those count who are at work, not at rest, at every moment of it: the rule holds slot by slot and
    weights are per slot; without, whoever is given the shift counts once.  `least` and `most` are hard: what
    cannot be held is counted as shortage.  `under` and `over` weigh each person below or above `preferred`.
    """

    cover_id: int
    day: int
    least: int = 0
    most: int | None = None
    preferred: int = 0
    under: int = 0
    over: int = 0
    span: Span | None = None
    shifts: tuple[int, ...] = ()
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Days in which a person keeps to few different shifts: at most `most`; each beyond the first costs `weight`.

    A choice by the week is a period of each week with `most=1`.
    """

    days: tuple[int, ...]
    weight: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices that belong to no single wish: a cell or a person changed against the published plan, the unmet weight
    of the worst-off person, a break that is not the usual one."""

    changed_cell: int = 0
    changed_person: int = 0
    worst_off: int = 0
    moved_break: int = 0


@dataclass(frozen=True, slots=True)
class ShiftLimits:
    """What a solve may use: wall seconds and threads."""

    seconds: float
    workers: int = 1


@dataclass(frozen=True, slots=True)
class ShiftProblem:
    """One section's plan to make.  `days`: calendar day numbers, ascending, 0 modulo 7 a Monday; `slot`: minutes.

    Raises InvalidShiftProblem when a value contradicts another.
    """

    days: tuple[int, ...]
    shifts: tuple[Shift, ...]
    people: tuple[Person, ...]
    wishes: tuple[Wish, ...] = ()
    covers: tuple[Cover, ...] = ()
    periods: tuple[Period, ...] = ()
    pins: tuple[Cell, ...] = ()
    weights: Weights = Weights()
    slot: int = 15

    def __post_init__(self) -> None:
        if any(before >= after for before, after in pairwise(self.days)):
            raise InvalidShiftProblem("problem", "days", "ascending")
        if self.slot < 1:
            raise InvalidShiftProblem("problem", "slot", "at least 1 minute")
        shifts = {shift.shift_id for shift in self.shifts}
        _unique((shift.shift_id for shift in self.shifts), "shift", "shift_id")
        _unique((person.person_id for person in self.people), "person", "person_id")
        _unique((cover.cover_id for cover in self.covers), "cover", "cover_id")
        for shift in self.shifts:
            _check_shift(shift, shifts, self.slot)
        for person in self.people:
            _check_person(person, shifts, self.days)
        self._check_references(shifts)

    def _check_references(self, shifts: set[int]) -> None:
        people = {person.person_id: person for person in self.people}
        days = range(len(self.days))
        for wish in self.wishes:
            row = f"wish of person {wish.person_id} on day {wish.day}"
            _known(wish.person_id in people and wish.day in days, row, "person_id, day", "known")
            _known(set(wish.choices) <= shifts | {OFF} and bool(wish.choices), row, "choices", "known shifts or OFF")
            _weights(row, wish.weight)
        for cover in self.covers:
            _check_cover(cover, shifts, people.keys(), self)
        _unique(((pin.person_id, pin.day) for pin in self.pins), "pin", "person_id, day")
        for pin in self.pins:
            row = f"pin of person {pin.person_id} on day {pin.day}"
            _known(pin.person_id in people and pin.day in days, row, "person_id, day", "known")
            _known(pin.choice in people[pin.person_id].choices[pin.day], row, "choice", "one of the day's choices")
        for number, period in enumerate(self.periods):
            _known(set(period.days) <= set(days), f"period {number}", "days", "days of the problem")
            _known(period.most is None or period.most >= 1, f"period {number}", "most", "at least 1")
            _weights(f"period {number}", period.weight)
        weights = self.weights
        _weights("problem", weights.changed_cell, weights.changed_person, weights.worst_off, weights.moved_break)


def _check_shift(shift: Shift, shifts: set[int], slot: int) -> None:
    row = f"shift {shift.shift_id}"
    _known(shift.shift_id > OFF, row, "shift_id", "above 0, which is a day off")
    _known(shift.minutes >= 0 and 0 <= shift.start <= shift.end, row, "minutes, start, end", "in order, not negative")
    _known(set(shift.forbidden_next) <= shifts, row, "forbidden_next", "known shifts")
    _known(all(shift.works(rest) and rest[0] < rest[1] for rest in shift.breaks), row, "breaks", "within the shift")
    times = (shift.start, shift.end, *(time for rest in shift.breaks for time in rest))
    _known(all(time % slot == 0 for time in times), row, "start, end, breaks", "whole slots")


def _check_person(person: Person, shifts: set[int], days: tuple[int, ...]) -> None:
    row, rules = f"person {person.person_id}", person.rules
    _known(len(person.choices) == len(days), row, "choices", "one entry a day")
    for day, choices in enumerate(person.choices):
        _known(bool(choices), f"{row} day {day}", "choices", "at least one")
        _known(set(choices) <= shifts | {OFF}, f"{row} day {day}", "choices", "known shifts or OFF")
        _unique(choices, f"{row} day {day} choice", "choices")
    _known(len(person.published) in {0, len(days)}, row, "published", "nothing or one entry a day")
    _known({shift for shift, _ in rules.most_of} <= shifts, row, "most_of", "known shifts")
    _known(rules.least_run >= 1 and rules.least_off_run >= 1, row, "least_run, least_off_run", "at least 1")
    _known(rules.most_run is None or rules.most_run >= rules.least_run, row, "most_run", "not below least_run")
    in_order = rules.most_minutes is None or rules.least_minutes <= rules.most_minutes
    _known(in_order, row, "most_minutes", "not below least_minutes")
    most_off = rules.most_off_run
    _known(most_off is None or most_off >= rules.least_off_run, row, "most_off_run", "not below least_off_run")
    if rules.counts_runs:
        contiguous = not days or days[-1] - days[0] == len(days) - 1
        _known(contiguous, row, "rules", "runs and weekends need days without gaps")
    _weights(row, person.burden)


def _check_cover(cover: Cover, shifts: set[int], people: Iterable[int], problem: ShiftProblem) -> None:
    row = f"cover {cover.cover_id}"
    _known(0 <= cover.day < len(problem.days), row, "day", "a day of the problem")
    _known(set(cover.shifts) <= shifts, row, "shifts", "known shifts")
    _known(set(cover.people) <= set(people), row, "people", "known people")
    _known(cover.most is None or 0 <= cover.least <= cover.most, row, "least, most", "in order")
    span = cover.span
    _known(span is None or span[0] < span[1], row, "span", "start before end")
    _known(span is None or not any(time % problem.slot for time in span), row, "span", "whole slots")
    _weights(row, cover.least, cover.preferred, cover.under, cover.over)


def _weights(row: str, *weights: int) -> None:
    _known(all(0 <= weight <= LARGEST_WEIGHT for weight in weights), row, "weight", f"between 0 and {LARGEST_WEIGHT}")


def _known(holds: bool, row: str, field: str, rule: str) -> None:
    if not holds:
        raise InvalidShiftProblem(row, field, rule)


def _unique(keys: Iterable[Hashable], row: str, field: str) -> None:
    seen: set[Hashable] = set()
    for key in keys:
        _known(key not in seen, f"{row} {key}", field, "unique")
        seen.add(key)
