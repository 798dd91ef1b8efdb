"""Made-up pages that use every piece once: what the tests of templates, styles and scripts look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache

from jinja2 import Environment

from api.formatting import TOKYO, Locale, format_moment
from api.i18n import Translator
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
from api.pages.environment import create_environment
from api.pages.frame import Frame, Message, NavItem

DAY = date(2026, 7, 1)

COMPONENTS = """
{% extends "base.html" %}
{% import "components.html" as ui with context %}
{% block title %}{{ t("nav-book") }}{% endblock %}
{% block content %}
{{ ui.error_summary({"start": t("input-time"), "": t("input-order")}) }}
{{ ui.steps([t("label-when"), t("label-place"), t("action-confirm")], 2) }}
{% call ui.notice("info", t("nav-help")) %}<p>{{ t("feed-secret") }}</p>{% endcall %}
<form method="post" action="/bookings">
  {{ ui.csrf() }}
  {% call ui.field_row() %}
  {{ ui.date_input(t("label-date"), "date", day, required=true) }}
  {{ ui.time_input(t("label-start"), "start", "15:45", required=true, error=t("input-time")) }}
  {{ ui.time_input(t("label-end"), "end", "17:15", required=true) }}
  {% endcall %}
  {% set offices = [("HQ", "県庁"), ("MURAYAMA", "村山総合支庁")] %}
  {% set kinds = [("seat", t("kind-seat")), ("tablet", t("kind-tablet"))] %}
  {{ ui.select(t("label-office"), "office", offices, "HQ", required=true, hint=t("travel-by-car", minutes=12)) }}
  {{ ui.radios(t("label-kind"), "kind", kinds, "seat", required=true) }}
  {{ ui.checkboxes(t("label-attributes"), "attributes", [("monitor", "モニター"), ("quiet", "静かな席")], ("quiet",)) }}
  {{ ui.field(t("label-overtime_order_no"), "order", hint="9999-999", inputmode="numeric") }}
  {{ ui.textarea(t("label-note"), "note", hostile) }}
  <div class="button-row">
    {{ ui.button(t("action-book")) }}
    {{ ui.link_button(t("action-back"), "/") }}
    {{ ui.button(t("action-delete"), "danger", confirm=t("message-stale"), name="delete", value="1") }}
  </div>
</form>
<h2>{{ t("nav-bookings") }}</h2>
{% set number = (t("label-quantity"), "number") %}
{% set headers = [t("label-when"), t("label-what"), t("label-state"), number, t("label-change")] %}
{% call ui.table(t("nav-bookings"), headers) %}
{% for label, tone in statuses %}
<tr>
  <th scope="row">{{ start|interval(end) }}</th>
  <td>県庁15階 3番席</td>
  <td>{{ ui.status(t(label), tone) }}</td>
  <td class="number">{{ t("count-seat", count=1) }}</td>
  <td>
    {% set version = {"version": 3} %}
    {{ ui.post_button(t("action-cancel"), "/bookings/1/cancel", version, confirm=t("message-stale"), small=true) }}
  </td>
</tr>
{% endfor %}
{% endcall %}
{% set figures = [["県庁", 1204|number], ["村山総合支庁", 36]] %}
{{ ui.table(t("nav-reports"), [t("label-office"), (t("label-count"), "number")], figures) }}
{{ ui.pagination("/bookings?before=1", "/bookings?after=9") }}
{{ ui.definitions([(t("label-date"), day|date(year=true)), (t("label-office"), "県庁"), (t("label-note"), hostile)]) }}
{{ ui.progress(t("progress-label"), t("state-plan-solving"), 40, url="/plans/7/progress") }}
{{ ui.copyable(t("label-calendar_feed"), "https://sekitori.example/feeds/abcdefghijklmnopqrstuvwxyz.ics") }}
{% call ui.empty() %}<p>{{ ui.link_button(t("action-book"), "/book") }}</p>{% endcall %}
{% endblock %}
"""

BOARD = """
{% extends "base.html" %}
{% import "components.html" as ui with context %}
{% from "board.html" import board_table with context %}
{% block title %}{{ t("nav-board") }}{% endblock %}
{% block content %}
<div class="toolbar">
  {{ ui.period_nav(day|date, "/board?date=2026-06-30", "/board?date=2026-07-02", "/board") }}
  {{ ui.views(t("label-time"), [(t("label-day"), "/board", true), (t("label-week"), "/board?view=week", false)]) }}
</div>
{{ board_table(day_board, "day") }}
<h2>{{ t("label-week") }}</h2>
{{ board_table(week_board, "week") }}
{% endblock %}
"""


def frame(locale: Locale, url: str = "/board?date=2026-07-01", **changes: object) -> Frame:
    translator = Translator(locale, strict=True)
    names = ("home", "book", "board", "bookings", "approvals", "desk", "shifts", "transfers", "feeds")
    nav = tuple(NavItem(translator.t(f"nav-{name}"), f"/{name}", is_current=name == "board") for name in names)
    values: dict[str, object] = {
        "translator": translator,
        "url": url,
        "office_name": "村山総合支庁" if locale == "ja" else "Murayama Branch Office",
        "signed_in_as": "S000123",
        "csrf_token": "token-of-the-session",
        "nav": nav,
        "footer": (NavItem(translator.t("nav-help"), "/help"), NavItem(translator.t("nav-api"), "/api")),
        "messages": (Message("success", "県庁15階の3番席を7月1日(水)15:45〜17:15で確保しました。"),),
    }
    return Frame(**(values | changes))  # type: ignore[arg-type]


@cache
def environment() -> Environment:
    return create_environment()


def render(source: str, page_frame: Frame, **context: object) -> str:
    return environment().from_string(source).render(frame=page_frame, **context)


def components_page(locale: Locale, hostile: str = "") -> str:
    tones = ("success", "info", "warning", "error", "pending", "proposal", "neutral")
    states = ("booking-confirmed", "booking-in_use", "loan-issued", "loan-overdue", "approval-pending")
    labels = [f"state-{state}" for state in (*states, "plan-proposed", "booking-cancelled")]
    return render(
        COMPONENTS,
        frame(locale, "/book"),
        day=DAY,
        start=at("15:45"),
        end=at("17:15"),
        statuses=list(zip(labels, tones, strict=True)),
        hostile=hostile,
    )


def board_page(locale: Locale) -> str:
    return render(BOARD, frame(locale), day=DAY, day_board=day_board(locale), week_board=week_board(locale))


def at(clock: str, day: date = DAY) -> datetime:
    hours, minutes = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hours), int(minutes), tzinfo=TOKYO)


def day_board(locale: Locale) -> Board:
    def item(start: str, end: str, state: State, text: str) -> BoardItem:
        label = f"{text} {start}〜{end}"
        return BoardItem(at(start), at(end), state, text, label, href=None if state == "closed" else "/bookings/1")

    def free_in(seat: str) -> Callable[[Column], BoardCell]:
        def free(column: Column) -> BoardCell:
            label = f"＋ {seat} {format_moment(column.start, locale)}"
            return BoardCell(1, "free", label=label, href=f"/book?seat={seat}&start={column.start:%H:%M}")

        return free

    items = {
        "1番席": [item("8:30", "12:00", "confirmed", "予約あり"), item("15:45", "17:15", "mine", "15:45〜17:15 自分")],
        "2番席": [
            item("13:00", "17:15", "confirmed", "予約あり"),
            item("15:00", "17:15", "proposal", "案 15:00〜17:15"),
        ],
        "3番席": [item("6:00", "21:00", "closed", "工事のため利用不可")],
        "4番席": [item("9:00", "11:30", "in_use", "利用中"), item("13:00", "14:30", "pending", "承認待ち")],
        "5番席": [item("7:00", "10:00", "overdue", "返却期限切れ"), item("18:00", "22:00", "confirmed", "予約あり")],
        "6番席": [],
    }
    columns = day_columns(DAY)
    return Board(
        caption="県庁サテライトオフィス 7月1日(水)",
        corner="席",
        columns=columns,
        rows=tuple(
            BoardRow(name, lay_out(columns, row_items, free_in(name)), "窓側・モニター", f"/units/{name}")
            for name, row_items in items.items()
        ),
    )


def week_board(locale: Locale) -> Board:
    days = [DAY + timedelta(days=offset) for offset in range(-2, 3)]
    columns = date_columns(days, locale, today=DAY, href=lambda day: f"/board?date={day}")
    early = BoardItem(at("7:30", days[1]), at("16:15", days[1]), "confirmed", "早出 7:30", "早出 7:30〜16:15")
    wish = BoardItem(at("7:30", days[3]), at("16:15", days[3]), "proposal", "案 早出 7:30", "案 早出 7:30〜16:15")
    leave = BoardItem(at("8:30", days[4]), at("17:15", days[4]), "away", "休み", "休み")
    late = BoardItem(at("9:30", days[3]), at("18:15", days[3]), "confirmed", "遅出 9:30", "遅出 9:30〜18:15")
    return Board(
        caption="勤務の割り振り 税務課",
        corner="職員",
        columns=columns,
        rows=(
            BoardRow("S000123", lay_out(columns, [early, leave])),
            BoardRow("S000124", lay_out(columns, [wish, late]), "窓口"),
        ),
    )
