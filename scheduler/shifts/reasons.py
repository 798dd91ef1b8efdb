"""Why a wish was not met and what would have helped, and what is short on a day: the solver's answers as reasons.

Others are counted, never named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scheduler.domain.reason import Reason, ReasonParam
from scheduler.shifts.key import CAP, Key
from scheduler.shifts.patterns import clock_of
from solver.shifts import Cover, CoverChange, ShiftProblem
from solver.shifts.answers import Shortage, ShortDay, Unmet
from solver.shifts.problem import Span

# A wish is for one of the day's choices, so only a day that has begun has none left.
_OWN_RULES = {
    "choice-allowed": "unmet-begun",
    "pin-kept": "unmet-pinned",
    "period": "unmet-period",
    "rest": "unmet-rest",
}


def reasons_of(unmet: Unmet, problem: ShiftProblem, key: Key) -> tuple[Reason, ...]:
    """The slots that bind, the rules in conflict, and what would help, in this order."""
    day = key.dates[unmet.wish.day]
    found = [*_binding(unmet, problem, key), *_conflict(unmet, problem, key), *_helps(unmet, problem, key)]
    return tuple(Reason(code, {"day": day, **params}) for code, params in found)


Part = tuple[str, dict[str, ReasonParam]]


def _binding(unmet: Unmet, problem: ShiftProblem, key: Key) -> Iterator[Part]:
    """What the wish, met with nothing else changed, would leave short."""
    parts: dict[int, list[CoverChange]] = {}
    for part in unmet.binding:
        parts.setdefault(part.cover_id, []).append(part)
    for cover_id, changes in parts.items():
        cover = problem.covers[cover_id]
        if key.bases[cover_id] == CAP:
            yield "unmet-cap", {"most": cover.most or 0}
            continue
        for span, count in _joined((change.span, change.after) for change in changes if change.span is not None):
            yield "unmet-short", {**_hours(span), **_need(cover, key), "count": count}


def _conflict(unmet: Unmet, problem: ShiftProblem, key: Key) -> Iterator[Part]:
    if unmet.conflict is None:
        yield "unmet-many-rules", {}
        return
    for rule in unmet.conflict.rules:
        yield _OWN_RULES.get(rule, "unmet-own-rule"), {}
    for cover_id in unmet.conflict.covers:
        cover = problem.covers[cover_id]
        if key.bases[cover_id] == CAP:
            yield "unmet-whoever-cap", {"most": cover.most or 0}
        elif cover.span is not None:
            yield "unmet-whoever-need", {**_hours(cover.span), **_need(cover, key)}
    if not unmet.conflict.rules and not unmet.conflict.covers:
        yield _weighed(unmet), {}


def _weighed(unmet: Unmet) -> str:
    """Nothing forbids it: what it would have cost more than it is worth."""
    prices = unmet.prices
    if unmet.binding:
        return "unmet-others"
    if prices.total < 0:
        return "unmet-not-found"
    return "unmet-preferred" if prices.cover >= prices.own else "unmet-variety"


def _helps(unmet: Unmet, problem: ShiftProblem, key: Key) -> Iterator[Part]:
    if unmet.one_more_person:
        yield "help-one-more", {}
    if unmet.relaxed_by_one and unmet.conflict is not None:
        for cover_id in unmet.conflict.covers:
            cover = problem.covers[cover_id]
            if key.bases[cover_id] == CAP:
                yield "help-cap", {"most": (cover.most or 0) + 1}
            elif cover.span is not None:
                yield "help-need", {**_hours(cover.span), "basis": key.bases[cover_id], "least": cover.least - 1}
    if unmet.swaps:
        yield "help-swap", {"count": len(unmet.swaps)}


def short_day(day: ShortDay, present: int, problem: ShiftProblem, key: Key) -> dict[str, Any]:
    """What is short on a day, as it is kept with a plan (queries.Shortage).

    Where more people alone would not do, as many are missing as in the worst part.
    """
    missing = max(part.people for part in day.parts) if not day.more else day.more
    return {
        "date": key.dates[day.day].isoformat(),
        "present": present,
        "required": present + missing,
        "short_by": missing,
        "spans": [_span(parts, problem, key) for parts in _runs(day.parts)],
    }


def _span(parts: list[Shortage], problem: ShiftProblem, key: Key) -> dict[str, Any]:
    cover = problem.covers[parts[0].cover_id]
    start = parts[0].span[0] if parts[0].span else 0
    end = parts[-1].span[1] if parts[-1].span else 0
    return {
        "start": clock_of(start).isoformat("minutes"),
        "end": clock_of(end).isoformat("minutes"),
        "have": min(part.have for part in parts),
        "least": cover.least,
        "basis": key.bases[cover.cover_id],
    }


def _runs(parts: Iterable[Shortage]) -> list[list[Shortage]]:
    """Neighbouring parts of a cover with the same number of people together."""
    runs: list[list[Shortage]] = []
    for part in parts:
        last = runs[-1][-1] if runs else None
        if last is not None and _follows(last, part) and last.have == part.have:
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def _follows(last: Shortage, part: Shortage) -> bool:
    if last.cover_id != part.cover_id or last.span is None or part.span is None:
        return False
    return last.span[1] == part.span[0]


def _joined(parts: Iterable[tuple[Span, int]]) -> list[tuple[Span, int]]:
    """Neighbouring spans as one, with the fewest people in any of them."""
    joined: list[tuple[Span, int]] = []
    for (start, end), count in sorted(parts):
        if joined and joined[-1][0][1] == start:
            (first, _), fewest = joined[-1]
            joined[-1] = (first, end), min(fewest, count)
        else:
            joined.append(((start, end), count))
    return joined


def _hours(span: Span) -> dict[str, ReasonParam]:
    return {"start": _text(span[0]), "end": _text(span[1])}


def _text(minute: int) -> str:
    clock = clock_of(minute)
    return f"{clock.hour}:{clock.minute:02}"


def _need(cover: Cover, key: Key) -> dict[str, ReasonParam]:
    return {"basis": key.bases[cover.cover_id], "least": cover.least}
