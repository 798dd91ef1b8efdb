"""Who counts for which cover, slot by slot; shared by the checker, the goals and the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from solver.shifts.plan import Row
from solver.shifts.problem import DAY, OFF, Cover, Person, Shift, ShiftProblem, Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a cover in which nobody comes, goes, or begins or ends a break; `slots` long (1 without a span)."""

    cover: Cover
    span: Span | None
    slots: int


def segments(problem: ShiftProblem, cover: Cover) -> tuple[Segment, ...]:
    """The cover cut where any shift starts or ends or a break does."""
    if cover.span is None:
        return (Segment(cover, None, 1),)
    start, end = cover.span
    times = {start, end}
    for shift in problem.shifts:
        times.update(time for time in (shift.start, shift.end, *sum(shift.breaks, ())) if start < time < end)
    return tuple(Segment(cover, span, (span[1] - span[0]) // problem.slot) for span in pairwise(sorted(times)))


def counts(segment: Segment, shift: Shift) -> bool:
    """Whether somebody on the shift counts in the segment, breaks left aside."""
    if segment.cover.shifts and shift.shift_id not in segment.cover.shifts:
        return False
    return segment.span is None or shift.works(segment.span)


def rests(segment: Segment, rest: Span) -> bool:
    """Whether that break falls into the segment."""
    return segment.span is not None and rest[0] < segment.span[1] and segment.span[0] < rest[1]


def present(segment: Segment, shift: Shift | None, place: int) -> bool:
    """Whether a person with that shift and that one of its breaks counts in the segment; None is a day off."""
    if shift is None or not counts(segment, shift):
        return False
    return not shift.breaks or not rests(segment, shift.breaks[place])


def headcounts(problem: ShiftProblem, rows: Mapping[int, Row], day: int | None = None) -> Iterator[tuple[Segment, int]]:
    """Every segment of every cover (of one day) with the number of people who count in it."""
    shifts = {shift.shift_id: shift for shift in problem.shifts}
    for cover in problem.covers:
        if day is not None and cover.day != day:
            continue
        group = [rows[person_id] for person_id in cover.people] if cover.people else list(rows.values())
        at = [(shifts.get(row.choices[cover.day]), row.breaks[cover.day]) for row in group]
        for segment in segments(problem, cover):
            yield segment, sum(present(segment, shift, place) for shift, place in at)


def members_of(problem: ShiftProblem, cover: Cover) -> list[int]:
    """Indices of the people the cover counts."""
    wanted = set(cover.people)
    return [index for index, person in enumerate(problem.people) if not wanted or person.person_id in wanted]


def successors(problem: ShiftProblem, person: Person) -> dict[tuple[int, int], str]:
    """Pairs (today, tomorrow) that may not follow each other for this person, and the id of the rule that says so."""
    found = {(today.shift_id, tomorrow): "succession" for today in problem.shifts for tomorrow in today.forbidden_next}
    for today in problem.shifts:
        for tomorrow in problem.shifts:
            if DAY + tomorrow.start - today.end < person.rules.rest:
                found.setdefault((today.shift_id, tomorrow.shift_id), "rest")
    return found


def adjacent(problem: ShiftProblem, day: int) -> bool:
    """Whether the next day of the problem is the next day of the calendar."""
    return day + 1 < len(problem.days) and problem.days[day + 1] == problem.days[day] + 1


def is_work(choice: int) -> bool:
    return choice != OFF
