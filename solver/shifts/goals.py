"""The goals of a plan, recomputed from its rows alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from solver.shifts.counting import Segment, headcounts
from solver.shifts.plan import PENALTY, SHORTAGE, Row
from solver.shifts.problem import OFF, Person, ShiftProblem, Wish


def goal_values(problem: ShiftProblem, rows: Sequence[Row]) -> dict[str, int]:
    """Shortage: people missing (or too many) against hard cover, times slots.  Penalty: everything with a weight."""
    by_person = {row.person_id: row for row in rows}
    shortage = penalty = 0
    for segment, have in headcounts(problem, by_person):
        shortage += missing(segment, have) * segment.slots
        penalty += cover_price(segment, have) * segment.slots
    unmet = unmet_weights(problem, by_person)
    penalty += sum(unmet.values())
    penalty += problem.weights.worst_off * worst_off(problem, unmet)
    penalty += sum(own_price(problem, person, by_person[person.person_id]) for person in problem.people)
    return {SHORTAGE: shortage, PENALTY: penalty}


def missing(segment: Segment, have: int) -> int:
    """People below the least or above the most."""
    cover = segment.cover
    return max(0, cover.least - have, have - cover.most if cover.most is not None else 0)


def cover_price(segment: Segment, have: int) -> int:
    """Price of one slot of the segment."""
    cover = segment.cover
    return cover.under * max(0, cover.preferred - have) + cover.over * max(0, have - cover.preferred)


def is_met(wish: Wish, choice: int) -> bool:
    return (choice in wish.choices) == wish.wanted


def unmet_weights(problem: ShiftProblem, rows: Mapping[int, Row]) -> dict[int, int]:
    """For each person the weight of the wishes that are not met."""
    unmet = {person.person_id: 0 for person in problem.people}
    for wish in problem.wishes:
        if not is_met(wish, rows[wish.person_id].choices[wish.day]):
            unmet[wish.person_id] += wish.weight
    return unmet


def worst_off(problem: ShiftProblem, unmet: Mapping[int, int]) -> int:
    """The largest unmet weight of a person, earlier plans included."""
    return max((person.burden + unmet[person.person_id] for person in problem.people), default=0)


def variety(row: Row, days: Sequence[int]) -> int:
    """How many different shifts are worked in the days."""
    return len({row.choices[day] for day in days} - {OFF})


def changed(person: Person, row: Row) -> int:
    """Days that differ from the published plan."""
    return sum(before != after for before, after in zip(person.published, row.choices, strict=False))


def own_price(problem: ShiftProblem, person: Person, row: Row) -> int:
    """What the row costs besides wishes: changes against the published plan, moved breaks, variety in periods."""
    weights, changes = problem.weights, changed(person, row)
    moved = sum(place > 0 for place in row.breaks)
    varied = sum(period.weight * max(0, variety(row, period.days) - 1) for period in problem.periods)
    return (
        weights.changed_cell * changes + weights.changed_person * (changes > 0) + weights.moved_break * moved + varied
    )
