"""The board: units down, time across, with what stands, what is closed and what the open plan proposes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from litestar import Request, Response, get

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.formatting import TOKYO, format_date, format_date_range, format_time, format_time_range, to_local
from api.i18n import Translator
from api.language import translator_of
from api.naming import OFFICES
from api.pages.board_items import Items, Reader, open_plan, proposed_items, standing_items
from api.pages.board_view import Board, BoardCell, BoardItem, BoardRow, Column, date_columns, day_columns, lay_out
from api.pages.forms import Form, of_query
from api.pages.rendering import page
from scheduler.domain.interval import Interval
from scheduler.plans.queries import ProposalView
from scheduler.resources import queries as resources
from scheduler.resources.queries import Pool, Unit

KINDS = ("seat", "mobile_pc", "tablet", "web_room", "web_kit")
# What one looks for when one wants a unit of that kind.
WHAT = {
    "seat": "seat",
    "mobile_pc": "mobile_pc",
    "tablet": "tablet",
    "web_room": "web_conference",
    "web_kit": "web_conference",
}
WEEK_DAYS = 7
MOST_PROPOSALS = 20
# Nobody plans beyond these, and the weeks around them are dates too.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
View = Literal["day", "week", "list"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks the board to show."""

    office_id: str
    kind: str
    day: date
    view: View

    @property
    def first_day(self) -> date:
        return self.day - timedelta(days=self.day.weekday()) if self.view == "week" else self.day

    @property
    def window(self) -> Interval:
        start = datetime.combine(self.first_day, time(0), TOKYO)
        return Interval(start, start + self.step)

    @property
    def step(self) -> timedelta:
        return timedelta(days=WEEK_DAYS if self.view == "week" else 1)

    def link(self, **changes: object) -> str:
        query = {"office_id": self.office_id, "kind": self.kind, "day": self.day, "view": self.view, **changes}
        return f"/board?{urlencode(query)}"


@get("/board", opt={"nav": ("nav-board", 15)}, include_in_schema=False, sync_to_thread=True)
def board(request: Request[Any, Any, Any], services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    form = of_query(request)
    words = translator_of(request)
    reader = Reader(actor, now, words)
    asked = _asked(form, OFFICES.own_or_first(actor.office_id), to_local(now).date())
    with services.database.read() as tx:
        pools = resources.pools(tx, actor=actor, office_id=asked.office_id, kind=asked.kind or None)
        items = standing_items(tx, asked.window, asked.office_id, pools, reader)
        plan = open_plan(tx, asked.window, pools, reader)
    if plan is not None:
        for unit_id, proposed in proposed_items(plan, asked.link(), reader).items():
            items[unit_id].extend(proposed)
    label = _label(asked, words)
    view = Board(
        caption=f"{OFFICES.name(asked.office_id, words.locale)} {label}",
        corner=words.t("label-unit"),
        columns=_columns(asked, reader),
        rows=_rows(pools, items, asked, reader) if asked.view != "list" else (),
    )
    return page(
        request,
        "board/board.html",
        board=view,
        asked=asked,
        label=label,
        previous=asked.link(day=asked.day - asked.step),
        following=asked.link(day=asked.day + asked.step),
        today=asked.link(day=to_local(now).date()),
        offices=OFFICES.choices(words.locale),
        kinds=[(kind, words.t(f"kind-{kind}")) for kind in KINDS],
        plan=plan.plan if plan else None,
        listed=_listed(pools, items, asked, reader),
        proposals=_proposals_on_page(plan.proposals, form.number("proposal", 0)) if plan else (),
        proposals_here=len(plan.proposals) if plan else 0,
    )


def _asked(form: Form, office_id: str, today: date) -> Asked:
    wished = form.text("view")
    view: View = "week" if wished == "week" else "list" if wished == "list" else "day"
    kind = form.text("kind") if form.text("kind") in KINDS else ""
    day = form.day("day", today) or today
    return Asked(form.text("office_id") or office_id, kind, min(max(day, FIRST_DAY), LAST_DAY), view)


def _label(asked: Asked, words: Translator) -> str:
    if asked.view != "week":
        return format_date(asked.day, words.locale, year=True)
    return format_date_range(asked.first_day, asked.first_day + timedelta(days=WEEK_DAYS - 1), words.locale)


def _columns(asked: Asked, reader: Reader) -> tuple[Column, ...]:
    if asked.view != "week":
        return day_columns(asked.day)
    days = [asked.first_day + timedelta(days=number) for number in range(WEEK_DAYS)]

    def day_link(day: date) -> str:
        return asked.link(day=day, view="day")

    return date_columns(days, reader.words.locale, today=to_local(reader.now).date(), href=day_link)


def _rows(pools: Sequence[Pool], items: Items, asked: Asked, reader: Reader) -> tuple[BoardRow, ...]:
    columns = _columns(asked, reader)
    return tuple(
        BoardRow(
            label=unit.name_ja,
            sublabel=unit.asset_number,
            href=f"/stock/units/{unit.unit_id}",
            lanes=lay_out(columns, items.get(unit.unit_id, ()), _free_cell(pool, unit, asked, reader)),
        )
        for pool in pools
        for unit in pool.units
    )


def _free_cell(pool: Pool, unit: Unit, asked: Asked, reader: Reader) -> Callable[[Column], BoardCell] | None:
    if asked.view == "week":
        return None

    def cell(column: Column) -> BoardCell:
        if column.end <= reader.now:
            return BoardCell(1, "blank")
        label = _book_label(unit, column.start, column.end, reader)
        return BoardCell(1, "free", label=label, href=_find(pool, column.start, column.end))

    return cell


def _book_label(unit: Unit, start: datetime, end: datetime, reader: Reader) -> str:
    when = format_time_range(start, end, reader.words.locale)
    return reader.words.t("board-book", what=unit.name_ja, when=when)


def _find(pool: Pool, start: datetime, end: datetime) -> str:
    """The search for such a unit at that time."""
    query = {
        "what": WHAT[pool.kind],
        "day": to_local(start).date(),
        "start": format_time(to_local(start).time()).zfill(5),
        "end": format_time(to_local(end).time()).zfill(5),
        "office_id": pool.office_id,
        "search": "1",
    }
    return f"/find?{urlencode(query)}"


def _listed(
    pools: Sequence[Pool], items: Items, asked: Asked, reader: Reader
) -> tuple[tuple[Unit, tuple[BoardItem, ...]], ...]:
    """The same as a list: what there is of each unit in the order of time; of a day also when it is free."""
    found = []
    for pool in pools:
        for unit in pool.units:
            stands = items.get(unit.unit_id, ())
            free = _gaps(pool, unit, stands, asked, reader) if asked.view != "week" else []
            found.append((unit, tuple(sorted([*stands, *free], key=lambda item: item.start))))
    return tuple(row for row in found if row[1])


def _gaps(pool: Pool, unit: Unit, stands: Iterable[BoardItem], asked: Asked, reader: Reader) -> list[BoardItem]:
    """The stretches of a day's columns from now on that nothing firm stands in, each a way to book."""
    firm = [item for item in stands if item.state != "proposal"]
    free = [
        column
        for column in day_columns(asked.day)
        if column.end > reader.now and all(item.end <= column.start or column.end <= item.start for item in firm)
    ]
    stretches: list[Interval] = []
    for column in free:
        if stretches and stretches[-1].end == column.start:
            stretches[-1] = Interval(stretches[-1].start, column.end)
        else:
            stretches.append(Interval(column.start, column.end))
    text = reader.words.t("board-free")
    return [
        BoardItem(
            each.start,
            each.end,
            "free",
            text,
            _book_label(unit, each.start, each.end, reader),
            href=_find(pool, each.start, each.end),
        )
        for each in stretches
    ]


def _proposals_on_page(proposals: Sequence[ProposalView], chosen: int) -> Sequence[ProposalView]:
    """The one whose cell was pressed, or the first of them."""
    return [item for item in proposals if item.occurrence_id == chosen] or proposals[:MOST_PROPOSALS]


ROUTES = (board,)
