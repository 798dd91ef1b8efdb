"""The board: units down, time across, with what stands, what is closed and what the open plan proposes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.formatting import TOKYO, format_date, format_date_range, format_interval, format_time, to_local
from api.i18n import Translator
from api.language import translator_of
from api.naming import OFFICES
from api.pages.board_view import (
    Board,
    BoardCell,
    BoardItem,
    BoardRow,
    Column,
    State,
    date_columns,
    day_columns,
    lay_out,
)
from api.pages.forms import of_query
from api.pages.rendering import page
from scheduler.bookings import queries as bookings
from scheduler.bookings.queries import BookingView
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Actor, Role
from scheduler.domain.interval import Interval
from scheduler.domain.states import BookingState
from scheduler.plans import queries as plans
from scheduler.plans.queries import PlanView, ProposalView
from scheduler.resources import queries as resources
from scheduler.resources.queries import Closure, Pool, Unit

KINDS = ("seat", "mobile_pc", "tablet", "web_room", "web_kit")
FREE_KINDS = {"seat": "seat", "mobile_pc": "mobile_pc", "tablet": "tablet"}
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks the board to show."""

    office_id: str
    kind: str
    day: date
    is_week: bool

    @property
    def window(self) -> Interval:
        first = self.day - timedelta(days=self.day.weekday()) if self.is_week else self.day
        start = datetime.combine(first, time(0), TOKYO)
        return Interval(start, start + timedelta(days=WEEK_DAYS if self.is_week else 1))

    def link(self, **changes: object) -> str:
        query = {
            "office_id": self.office_id,
            "kind": self.kind,
            "day": self.day.isoformat(),
            "view": "week" if self.is_week else "day",
            **changes,
        }
        return f"/board?{urlencode(query)}"


@get("/board", opt={"nav": ("nav-board", 15)}, include_in_schema=False, sync_to_thread=True)
def board(request: Request[Any, Any, Any], services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    form = of_query(request)
    words = translator_of(request)
    asked = Asked(
        office_id=form.text("office_id", actor.office_id or "YG-HQ"),
        kind=form.text("kind"),
        day=form.day("day", to_local(now).date()) or to_local(now).date(),
        is_week=form.text("view", "day") == "week",
    )
    with services.database.read() as tx:
        rows, plan, listed = _rows(tx, asked, actor, words)
        proposals = (
            plans.proposals(tx, plan.plan_id, actor=actor, outcome="granted", window=asked.window) if plan else ()
        )
    window = asked.window
    step = timedelta(days=WEEK_DAYS if asked.is_week else 1)
    last_day = (window.end - timedelta(days=1)).date()
    label = (
        format_date_range(window.start.date(), last_day, words.locale)
        if asked.is_week
        else format_date(asked.day, words.locale, year=True)
    )
    caption = f"{OFFICES.name(asked.office_id, words.locale)} {label}"
    view = Board(caption, words.t("label-unit"), _columns(asked, words, now), rows)
    return page(
        request,
        "board/board.html",
        board=view,
        asked=asked,
        label=label,
        previous=asked.link(day=(asked.day - step).isoformat()),
        following=asked.link(day=(asked.day + step).isoformat()),
        today=asked.link(day=to_local(now).date().isoformat()),
        offices=OFFICES.choices(words.locale),
        kinds=[(kind, words.t(f"kind-{kind}")) for kind in KINDS],
        plan=plan,
        listed=listed,
        proposals=[item for item in proposals if any(use["office_id"] == asked.office_id for use in item.uses)],
        may_plan=actor.has(Role.FACILITIES, Role.ADMIN),
    )


def _columns(asked: Asked, words: Translator, now: datetime) -> tuple[Column, ...]:
    if not asked.is_week:
        return day_columns(asked.day)
    first = asked.window.start.date()
    days = [first + timedelta(days=number) for number in range(WEEK_DAYS)]

    def day_link(day: date) -> str:
        return asked.link(day=day.isoformat(), view="day")

    return date_columns(days, words.locale, today=to_local(now).date(), href=day_link)


def _rows(
    tx: Transaction, asked: Asked, actor: Actor, words: Translator
) -> tuple[tuple[BoardRow, ...], PlanView | None, tuple[tuple[Unit, BoardItem], ...]]:
    window = asked.window
    pools = resources.pools(tx, actor=actor, office_id=asked.office_id, kind=asked.kind or None)
    items: dict[int, list[BoardItem]] = defaultdict(list)
    for view in bookings.in_window(tx, window, actor=actor, office_id=asked.office_id):
        for held in view.units:
            items[held.unit_id].append(_booking_item(view, actor, words))
    for closure in resources.closures(tx, interval=window, office_id=asked.office_id):
        for pool in pools:
            if closure.kind in {None, pool.kind}:
                for unit in pool.units:
                    if closure.unit_id in {None, unit.unit_id}:
                        items[unit.unit_id].append(_closure_item(closure, words))
    plan = plans.latest_proposed(tx, window, actor=actor) if actor.has(Role.FACILITIES, Role.ADMIN) else None
    if plan is not None:
        for proposal in plans.proposals(tx, plan.plan_id, actor=actor, outcome="granted", window=window):
            for use in proposal.uses:
                items[use["unit_id"]].append(_proposal_item(plan, proposal, words))
    rows = tuple(_row(pool, unit, items[unit.unit_id], asked, words) for pool in pools for unit in pool.units)
    listed = tuple(
        (unit, item) for pool in pools for unit in pool.units for item in sorted(items[unit.unit_id], key=_start)
    )
    return rows, plan, listed


def _start(item: BoardItem) -> datetime:
    return item.start


def _row(pool: Pool, unit: Unit, items: list[BoardItem], asked: Asked, words: Translator) -> BoardRow:
    columns = (
        day_columns(asked.day)
        if not asked.is_week
        else date_columns(
            [asked.window.start.date() + timedelta(days=number) for number in range(WEEK_DAYS)],
            words.locale,
            today=asked.day,
        )
    )
    free = _free_cell(pool, unit, asked, words)
    return BoardRow(
        label=unit.name_ja,
        sublabel=unit.asset_number,
        href=f"/stock/units/{unit.unit_id}",
        lanes=lay_out(columns, items, free),
    )


def _free_cell(pool: Pool, unit: Unit, asked: Asked, words: Translator) -> Callable[[Column], BoardCell] | None:
    if pool.kind not in FREE_KINDS or asked.is_week:
        return None

    def cell(column: Column) -> BoardCell:
        query = {
            "what": FREE_KINDS[pool.kind],
            "day": asked.day.isoformat(),
            "start": format_time(column.start.time()).zfill(5),
            "end": format_time(column.end.time()).zfill(5),
            "office_id": pool.office_id,
            "search": "1",
        }
        when = f"{format_time(column.start.time())}〜{format_time(column.end.time())}"
        label = words.t("board-book", what=unit.name_ja, when=when)
        return BoardCell(1, "free", label=label, href=f"/find?{urlencode(query)}")

    return cell


def _booking_item(view: BookingView, actor: Actor, words: Translator) -> BoardItem:
    states: dict[BookingState, State] = {BookingState.IN_USE: "in_use"}
    is_mine = view.staff_id is not None and view.staff_id == actor.staff_id
    state: State = states.get(view.state, "mine" if is_mine else "confirmed")
    text = view.staff_id or words.t("board-booked")
    when = format_interval(view.starts_at, view.ends_at, words.locale)
    label = f"{text} {view.section_ja if words.locale == 'ja' else view.section_en} {when} {words.t(f'board-{state}')}"
    return BoardItem(
        view.starts_at, view.ends_at, state, text, label, href=f"/bookings/{view.booking_id}" if view.staff_id else None
    )


def _closure_item(closure: Closure, words: Translator) -> BoardItem:
    text = words.t("board-closed")
    reason = closure.reason_ja or words.t(f"closure-{closure.reason_code}")
    when = format_interval(closure.starts_at, closure.ends_at, words.locale)
    return BoardItem(closure.starts_at, closure.ends_at, "closed", text, f"{text} {reason} {when}")


def _proposal_item(plan: PlanView, proposal: ProposalView, words: Translator) -> BoardItem:
    assert proposal.starts_at is not None  # noqa: S101 - granted proposals have their time
    assert proposal.ends_at is not None  # noqa: S101
    when = format_interval(proposal.starts_at, proposal.ends_at, words.locale)
    facts = f"{words.t('board-proposal')} {words.t(f'difference-{proposal.difference}')}"
    decision = "" if proposal.decision == "none" else words.t(f"decision-{proposal.decision}")
    label = f"{proposal.staff_id} {when} {facts} {decision}".strip()
    href = f"/rounds/{plan.round_id}?plan={plan.plan_id}&code={proposal.request_code}#proposals"
    return BoardItem(proposal.starts_at, proposal.ends_at, "proposal", proposal.staff_id, label, href=href)


ROUTES = (board,)
