"""Published shifts: of one person, or of everybody in a section. One series for each person and season."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, select

from calendars import CalendarEvent, Recurrence, Weekday
from scheduler.db.tables import shift, shift_pattern, shift_plan
from scheduler.domain.loan_period import at
from scheduler.feeds.contents.request import EPOCH, ContentRequest
from scheduler.feeds.contents.shift_series import Hours, Series, series_of
from scheduler.feeds.views import View
from scheduler.feeds.wording import WORDS


@dataclass(slots=True)
class _Season:
    """The days of one person in one season, and when any of them last changed."""

    staff_id: str
    season_id: str
    days: dict[date, Hours] = field(default_factory=dict)
    changed: datetime = EPOCH

    @property
    def stamps(self) -> Mapping[str, object]:
        """A day that is taken out changes the plan; the sequence only has to grow with it."""
        sequence = max(0, int((self.changed - EPOCH).total_seconds()))
        return {"sequence": sequence, "created": EPOCH, "changed": self.changed}


def events(request: ContentRequest) -> Iterator[CalendarEvent]:
    """Nothing where only the taken time is shown: hours of work take none of it."""
    if request.view.profile != "full":
        return
    for season in _seasons(request):
        if request.view.is_expanded:
            yield from _day_by_day(request, season, season.days)
        else:
            yield from _as_series(request, season)


def _seasons(request: ContentRequest) -> Iterator[_Season]:
    """Whole seasons, so that a series does not change as the window moves on."""
    window, mine = request.window.interval, _concerns(request.view)
    near = (
        select(shift_plan.c.season_id)
        .join(shift, shift.c.plan_id == shift_plan.c.id)
        .where(mine, shift.c.date >= window.start.date(), shift.c.date < window.end.date())
    )
    query = (
        select(shift, shift_pattern.c.start, shift_pattern.c.end, shift_pattern.c.name_ja, shift_pattern.c.name_en)
        .add_columns(shift_plan.c.season_id, shift_plan.c.published_at)
        .join(shift_pattern, shift_pattern.c.pattern_id == shift.c.pattern_id)
        .join(shift_plan, shift_plan.c.id == shift.c.plan_id)
        .where(mine, shift_plan.c.season_id.in_(near))
        .order_by(shift.c.staff_id, shift_plan.c.season_id, shift.c.date)
    )
    found: dict[tuple[str, str], _Season] = {}
    for row in request.tx.execute(query):
        season = found.setdefault((row.staff_id, row.season_id), _Season(row.staff_id, row.season_id))
        season.days[row.date] = Hours(row.start, row.end, row.break_start, row.break_end, row.name_ja, row.name_en)
        season.changed = max(season.changed, row.changed_at, row.published_at or EPOCH)
    yield from found.values()


def _concerns(view: View) -> ColumnElement[bool]:
    return shift.c.staff_id == view.subject if view.scope == "person" else shift.c.department_id == view.subject


def _as_series(request: ContentRequest, season: _Season) -> Iterator[CalendarEvent]:
    series = series_of(season.days)
    uid = request.uid("shift", f"{season.staff_id}-{season.season_id}")
    yield _event(request, season, uid, series.first, series.usual, recurrence=_recurrence(series))
    for day, hours in series.others.items():
        replaced = at(day, series.usual.start)
        yield _event(request, season, uid, day, hours, recurrence_id=replaced)
    yield from _day_by_day(request, season, series.before)


def _recurrence(series: Series) -> Recurrence | None:
    if series.is_single:
        return None
    return Recurrence(
        frequency="WEEKLY",
        by_day=tuple(Weekday(0, weekday) for weekday in series.weekdays),
        until=at(series.last, series.usual.start),
        excluded=series.excluded,
    )


def _day_by_day(request: ContentRequest, season: _Season, days: Mapping[date, Hours]) -> Iterator[CalendarEvent]:
    for day, hours in days.items():
        uid = request.uid("shift-day", f"{season.staff_id}-{day.isoformat()}")
        yield _event(request, season, uid, day, hours)


def _event(
    request: ContentRequest,
    season: _Season,
    uid: str,
    day: date,
    hours: Hours,
    *,
    recurrence: Recurrence | None = None,
    recurrence_id: datetime | None = None,
) -> CalendarEvent:
    view = request.view
    words = WORDS[view.locale]
    name = hours.name_ja if view.locale == "ja" else hours.name_en
    whose = f"{season.staff_id} " if view.scope == "section" else ""
    return CalendarEvent(
        uid=uid,
        **season.stamps,  # type: ignore[arg-type]
        start=at(day, hours.start),
        end=at(day, hours.end),
        summary=f"{whose}{words['shift']} {name}",
        description=f"{words['break']}: {_clock(hours.break_start)}–{_clock(hours.break_end)}",
        busy=False,
        recurrence=recurrence,
        recurrence_id=recurrence_id,
    )


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
