"""What a plan comes to as it stands, counted from everybody's days alone: figures and what is short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scheduler.shifts.key import Key
from scheduler.shifts.reasons import short_day
from solver.shifts import OFF, Row, ShiftProblem, goal_values
from solver.shifts.answers import Shortage, ShortDay
from solver.shifts.counting import headcounts
from solver.shifts.goals import changed, is_met, missing, unmet_weights

# The number of the standard pattern in a problem (scheduler/shifts/patterns.py: it comes first).
STANDARD = 1


def standing_figures(problem: ShiftProblem, rows: Sequence[Row]) -> dict[str, int]:
    """The figures of `storing.figures_of` that follow from the days alone."""
    by_person = {row.person_id: row for row in rows}
    unmet = unmet_weights(problem, by_person)
    changes = [changed(person, by_person[person.person_id]) for person in problem.people]
    return {
        "met": sum(is_met(wish, by_person[wish.person_id].choices[wish.day]) for wish in problem.wishes),
        "people_unmet": sum(weight > 0 for weight in unmet.values()),
        "worst_off": max(unmet.values(), default=0),
        "shifted_days": sum(choice not in {OFF, STANDARD} for row in rows for choice in row.choices),
        "people_changed": sum(days > 0 for days in changes),
        "days_changed": sum(changes),
        "short_days": len(tuple(short_days(problem, rows))),
        "pins": len(problem.pins),
        **goal_values(problem, rows),
    }


def short_days(problem: ShiftProblem, rows: Sequence[Row]) -> Iterator[ShortDay]:
    """Days on which hard cover is not held; how many more people would do is not worked out."""
    parts: dict[int, list[Shortage]] = defaultdict(list)
    for segment, have in headcounts(problem, {row.person_id: row for row in rows}):
        if missing(segment, have):
            cover = segment.cover
            parts[cover.day].append(Shortage(cover.cover_id, cover.day, segment.span, have, missing(segment, have)))
    for day, found in sorted(parts.items()):
        yield ShortDay(day, None, tuple(sorted(found, key=lambda part: (part.cover_id, part.span or (0, 0)))))


def standing_shortages(
    problem: ShiftProblem, key: Key, rows: Sequence[Row], before: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The short days as they are kept with a plan; one that is as short as before keeps what was found out of it."""
    known = {item["date"]: item for item in before}
    found = []
    for day in short_days(problem, rows):
        present = sum(row.choices[day.day] != OFF for row in rows)
        item = short_day(day, present, problem, key)
        old = known.get(item["date"])
        is_as_before = old is not None and (old["present"], old["spans"]) == (item["present"], item["spans"])
        found.append(dict(old) if old is not None and is_as_before else item)
    return found
