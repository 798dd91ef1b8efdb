"""What a change of a plan breaks, leaves short or puts right, as reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time

from scheduler.domain.reason import Reason, ReasonParam
from scheduler.shifts.key import CAP
from scheduler.shifts.patterns import clock_of
from scheduler.shifts.sheet import Sheet
from solver.shifts import OFF, Change, CoverChange, Shift, Violation, breaches

_WITHOUT_VALUES = {"pin-kept": "shift-pinned", "period": "shift-changes-too-often"}


@dataclass(frozen=True, slots=True)
class CoverEffect:
    """From a time to a time `before` people were at work and `after` are; fewer than `least` is short."""

    date: date
    start: time
    end: time
    basis: str
    least: int
    preferred: int
    before: int
    after: int

    @property
    def is_short(self) -> bool:
        return self.after < self.least


def refusals(sheet: Sheet, change: Change) -> tuple[Reason, ...]:
    """The rules that the change newly breaks: own rules of people, and how many may work other hours."""
    found = [_of_person(sheet, item) for item in change.violations]
    found += [_too_many_shifted(sheet, item) for item in change.covers if _basis(sheet, item) == CAP and _worse(item)]
    return tuple(found)


def standing_breaches(sheet: Sheet) -> tuple[Reason, ...]:
    """The rules that the plan breaks as it stands; () for a valid plan."""
    return tuple(_of_person(sheet, item) for item in breaches(sheet.problem, sheet.rows))


def left_short(sheet: Sheet, change: Change) -> tuple[Reason, ...]:
    """Hours in which fewer would be at work than have to be, and fewer than before the change."""
    short = [item for item in change.covers if _basis(sheet, item) != CAP and _worse(item)]
    return tuple(_short(sheet, item) for item in _joined(short))


def cover_effects(sheet: Sheet, change: Change) -> tuple[CoverEffect, ...]:
    """Where the number at work changes, by day and time."""
    return tuple(_effect(sheet, item) for item in _joined(_counted(sheet, change.covers)))


def _of_person(sheet: Sheet, violation: Violation) -> Reason:
    """What the person's own rules say."""
    person = violation.person_id or 0
    where: dict[str, ReasonParam] = {"staff": sheet.key.staff_id(person)}
    if violation.day is None:
        return Reason("shift-rule", {**where, "rule": violation.rule})
    where["day"] = sheet.key.dates[violation.day]
    given = sheet.problem.people[person - 1].choices[violation.day]
    if violation.rule == "choice-allowed":
        if given == (OFF,):
            return Reason("shift-away", where)
        allowed = ", ".join(_hours(sheet.shifts[shift]) for shift in given if shift != OFF)
        return Reason("shift-not-allowed", {**where, "allowed": allowed})
    if violation.rule == "rest":
        return Reason("shift-rest", {**where, "minutes": sheet.problem.people[person - 1].rules.rest})
    if violation.rule in _WITHOUT_VALUES:
        return Reason(_WITHOUT_VALUES[violation.rule], where)
    return Reason("shift-rule", {**where, "rule": violation.rule})


def _hours(shift: Shift) -> str:
    return f"{clock_of(shift.start):%H:%M}–{clock_of(shift.end):%H:%M}"


def _too_many_shifted(sheet: Sheet, item: CoverChange) -> Reason:
    most = sheet.problem.covers[item.cover_id].most or 0
    return Reason("shift-too-many-shifted", {"day": sheet.key.dates[item.day], "count": item.after, "most": most})


def _short(sheet: Sheet, item: CoverChange) -> Reason:
    effect = _effect(sheet, item)
    return Reason(
        "shift-leaves-short",
        {
            "day": effect.date,
            "start": f"{effect.start:%H:%M}",
            "end": f"{effect.end:%H:%M}",
            "count": effect.after,
            "least": effect.least,
            "basis": effect.basis,
        },
    )


def _effect(sheet: Sheet, item: CoverChange) -> CoverEffect:
    cover = sheet.problem.covers[item.cover_id]
    start, end = item.span or (0, 0)
    return CoverEffect(
        sheet.key.dates[item.day],
        clock_of(start),
        clock_of(end),
        _basis(sheet, item),
        cover.least,
        cover.preferred,
        item.before,
        item.after,
    )


def _counted(sheet: Sheet, covers: Iterable[CoverChange]) -> Iterator[CoverChange]:
    return (item for item in covers if _basis(sheet, item) != CAP)


def _basis(sheet: Sheet, item: CoverChange) -> str:
    return sheet.key.bases[item.cover_id]


def _worse(item: CoverChange) -> bool:
    return item.missing_after > item.missing_before


def _joined(covers: Iterable[CoverChange]) -> Iterator[CoverChange]:
    """Neighbouring parts of a cover with the same numbers as one."""
    last: CoverChange | None = None
    for item in sorted(covers, key=lambda each: (each.day, each.cover_id, each.span or (0, 0))):
        if last is not None and last.span is not None and item.span is not None and _continues(last, item):
            last = CoverChange(
                last.cover_id,
                last.day,
                (last.span[0], item.span[1]),
                last.before,
                last.after,
                last.missing_before,
                last.missing_after,
            )
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


def _continues(last: CoverChange, item: CoverChange) -> bool:
    same = (last.cover_id, last.day, last.before, last.after) == (item.cover_id, item.day, item.before, item.after)
    return same and last.span is not None and item.span is not None and last.span[1] == item.span[0]
