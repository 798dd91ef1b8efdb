"""The pieces of pages are whole, tied together for assistive technology, and safe under a strict policy."""

from __future__ import annotations

import re

import pytest

from api.formatting import Locale
from api.i18n import LOCALES, MessageError, Translator
from api.pages.board_view import Board, BoardCell, BoardRow
from api.pages.environment import static_url
from api.pages.frame import Frame
from tests.api import demo_pages
from tests.api.html import Page

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
ERROR_STATUSES = (400, 403, 404, 409, 413, 429, 500, 503)


def error_page(locale: Locale, status: int, **context: object) -> Page:
    values: dict[str, object] = {"sentences": [], "reference": ""}
    template = demo_pages.environment().get_template("error.html")
    return Page(template.render(frame=demo_pages.frame(locale), status=status, **(values | context)))


def api_reference(locale: Locale) -> Page:
    template = demo_pages.environment().get_template("api_reference.html")
    return Page(template.render(frame=demo_pages.frame(locale, "/api"), openapi_url="/api/openapi.json"))


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest) -> Locale:
    chosen: Locale = request.param
    return chosen


@pytest.fixture(params=["components", "board", "error", "api"])
def page(request: pytest.FixtureRequest, locale: Locale) -> Page:
    match request.param:
        case "components":
            return Page(demo_pages.components_page(locale, HOSTILE))
        case "board":
            return Page(demo_pages.board_page(locale))
        case "error":
            return error_page(locale, 409, sentences=[HOSTILE], reference=HOSTILE)
    return api_reference(locale)


def test_nothing_on_a_page_needs_an_exception_from_the_content_policy(page: Page) -> None:
    for element in page.elements:
        assert element.get("style") is None
        assert [name for name in element.attributes if name.startswith("on")] == []
        if element.tag == "script":
            assert element["src"].startswith("/static/")
            assert element.text == ""
        assert element.tag != "style"


def test_nothing_is_asked_of_another_server(page: Page) -> None:
    for element in page.elements:
        for name in ("src", "href", "action"):
            assert re.match(r"(?:[a-z]+:|//)", element.get(name) or "") is None


def test_ids_are_unique_and_references_find_them(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    for element in page.elements:
        for name in ("for", "aria-describedby", "aria-labelledby", "popovertarget"):
            assert set((element.get(name) or "").split()) <= set(page.ids)
        if (element.get("href") or "").startswith("#"):
            assert element["href"][1:] in page.ids


def test_every_control_has_a_name(page: Page) -> None:
    labelled = {label["for"] for label in page.all("label") if label.get("for")}
    for element in page.elements:
        if element.tag in {"select", "textarea", "progress"} or (
            element.tag == "input" and element.get("type") != "hidden"
        ):
            is_wrapped = any(outer.tag == "label" for outer in element.inside)
            assert is_wrapped or element["id"] in labelled
        if element.tag in {"a", "button"} and "confirm-yes" not in (element.get("class") or ""):
            assert element.text.strip() or element.get("aria-label")


def test_every_form_that_changes_something_carries_the_token(page: Page) -> None:
    forms = page.all("form", method="post")
    tokens = [[field for field in page.within(form) if field.get("name") == "_csrf_token"] for form in forms]

    assert forms
    assert [[field["value"] for field in found] for found in tokens] == [["token-of-the-session"]] * len(forms)


def test_a_page_has_one_main_heading_a_title_and_its_language(page: Page, locale: Locale) -> None:
    (heading,) = page.all("h1")

    assert page.one("html")["lang"] == locale
    assert heading.text.strip()
    assert page.one("title").text.startswith(heading.text.strip())
    assert page.one("a", class_="skip-link")["href"] == "#main"
    assert page.one("main")["id"] == "main"


def test_what_people_typed_is_text(locale: Locale) -> None:
    html = demo_pages.components_page(locale, HOSTILE)

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert Page(html).one("textarea").text.strip() == HOSTILE


def test_a_field_with_an_error_says_so_and_is_linked_from_the_summary() -> None:
    page = Page(demo_pages.components_page("ja"))
    start = page.one("input", id="f-start")
    summary = page.one("div", role="alert")

    assert start["aria-invalid"] == "true"
    assert "8:30" in page.one("p", id="f-start-error").text
    assert start["aria-describedby"].split() == ["f-start-error"]
    assert [link["href"] for link in page.within(summary) if link.tag == "a"] == ["#f-start"]
    assert "2件" in summary.text
    assert page.one("input", id="f-date").get("aria-invalid") is None


def test_native_inputs_get_values_they_understand() -> None:
    page = Page(demo_pages.components_page("ja"))

    assert (page.one("input", id="f-date")["type"], page.one("input", id="f-date")["value"]) == ("date", "2026-07-01")
    assert page.one("input", id="f-start")["step"] == "900"
    assert page.one("option", value="HQ").get("selected") == ""
    assert page.one("input", value="quiet").get("checked") == ""
    assert page.one("input", value="monitor").get("checked") is None


def test_required_is_said_in_words() -> None:
    page = Page(demo_pages.components_page("ja"))

    assert "必須" in page.one("label", for_="f-date").text
    assert "任意" in page.one("label", for_="f-note").text


def test_steps_tell_where_one_is() -> None:
    page = Page(demo_pages.components_page("ja"))

    assert page.one("li", aria_current="step").text.split() == ["2", "場所"]
    assert "完了" in page.one("li", class_="step-done").text


def test_tables_have_captions_and_headers() -> None:
    page = Page(demo_pages.components_page("ja"))

    for table in page.all("table"):
        inside = page.within(table)
        assert [element.tag for element in inside].count("caption") == 1
        assert {element.get("scope") for element in inside if element.tag == "th"} == {"col", "row"}


def test_the_frame_leads_to_this_page_in_the_other_language() -> None:
    page = Page(demo_pages.board_page("ja"))

    links = {link["hreflang"]: link for link in page.all("a") if link.get("hreflang")}

    assert links["en"]["href"] == "/board?date=2026-07-01&lang=en"
    assert links["ja"].get("aria-current") == "true"


@pytest.mark.parametrize("url", ["//evil.example/a?b=1", "///evil.example/a?b=1"])
def test_the_language_links_never_leave_the_site(url: str) -> None:
    links = [href for _, href in demo_pages.frame("ja", url).languages]

    assert all(re.match(r"/[^/]", link) for link in links)


def test_the_choice_of_language_replaces_the_one_before() -> None:
    links = dict(demo_pages.frame("en", "/search?q=%E5%B8%AD&lang=en&empty=").languages)

    assert links["ja"] == "/search?q=%E5%B8%AD&empty=&lang=ja"


def test_the_navigation_says_where_one_is() -> None:
    page = Page(demo_pages.board_page("ja"))

    assert page.one("a", aria_current="page").text == "予約ボード"


def test_nobody_signed_in_sees_neither_menu_nor_sign_out() -> None:
    frame = Frame(Translator("ja", strict=True), "/sign-in", office_name="")
    page = Page(demo_pages.render('{% extends "base.html" %}{% block title %}x{% endblock %}', frame))

    assert page.all("nav") == []
    assert page.all("form", method="post") == []


def test_messages_say_their_tone_in_words() -> None:
    page = Page(demo_pages.board_page("ja"))

    assert page.one("div", role="status").text.split() == [
        "完了:",
        "県庁15階の3番席を7月1日(水)15:45〜17:15で確保しました。",
    ]


@pytest.mark.parametrize("status", ERROR_STATUSES)
def test_every_error_page_says_what_happened_and_what_to_do(status: int, locale: Locale) -> None:
    page = error_page(locale, status, sentences=["理由の文。"], reference="REQUEST-1")
    main = page.one("main").text

    assert "理由の文。" in main
    assert "REQUEST-1" in main
    assert str(status) not in main


def test_the_board_is_a_table_whose_rows_are_full() -> None:
    board = demo_pages.day_board("ja")
    page = Page(demo_pages.board_page("ja"))
    table = page.one("table", id="day")
    inside = page.within(table)
    rows = [element for element in inside if element.tag == "tr"][1:]

    assert len(rows) == sum(len(row.lanes) for row in board.rows)
    for row in rows:
        cells = [cell for cell in page.within(row) if cell.tag == "td"]
        assert sum(int(cell["colspan"]) for cell in cells) == len(board.columns)
    heads = [element for element in inside if element.tag == "th" and element.get("rowspan")]
    assert [(head["scope"], head["rowspan"]) for head in heads][:2] == [("row", "1"), ("rowgroup", "2")]


def test_the_cells_of_the_board_say_all_of_it() -> None:
    page = Page(demo_pages.board_page("ja"))
    table = page.within(page.one("table", id="day"))

    mine = next(element for element in table if (element.get("aria-label") or "").startswith("15:45"))
    closed = next(element for element in table if element.get("data-state") == "closed")

    assert mine["aria-label"] == mine["title"] == "15:45〜17:15 自分 15:45〜17:15"
    assert "この前後にも続きます" in closed.text
    assert {"data-starts-before", "data-ends-after"} <= set(closed.attributes)


def test_the_legend_is_about_this_board() -> None:
    page = Page(demo_pages.board_page("ja"))

    legends = [element.text.split() for element in page.all("div", class_="board-legend")]

    assert legends[1] == ["記号の意味", "確定", "計画案", "休み・選べない時間"]


def test_an_empty_board_says_so() -> None:
    source = (
        '{% extends "base.html" %}{% from "board.html" import board_table with context %}'
        "{% block title %}x{% endblock %}{% block content %}{{ board_table(board) }}{% endblock %}"
    )
    empty = Board("", "席", demo_pages.day_board("ja").columns, ())
    page = Page(demo_pages.render(source, demo_pages.frame("ja"), board=empty))

    assert page.all("table") == []
    assert "表示するものがありません。" in page.one("main").text


def test_a_cell_can_be_a_button_of_its_own() -> None:
    source = (
        '{% extends "base.html" %}{% from "board.html" import board_table with context %}'
        "{% block title %}x{% endblock %}{% block content %}{{ board_table(board) }}{% endblock %}"
    )
    columns = demo_pages.day_board("ja").columns[:1]
    cell = BoardCell(1, "proposal", "案", "案 7:00", action="/plans/1/pin")
    board = Board("", "席", columns, (BoardRow("1番席", ((cell,),)),))
    page = Page(demo_pages.render(source, demo_pages.frame("ja"), board=board))

    form = page.one("form", action="/plans/1/pin")
    assert [element.get("name") for element in page.within(form)] == ["_csrf_token", None]


def test_the_address_of_an_asset_changes_with_its_content() -> None:
    assert re.fullmatch(r"/static/css/base\.css\?v=[0-9a-f]{12}", static_url("css/base.css"))
    with pytest.raises(FileNotFoundError):
        static_url("css/no-such.css")


def test_a_word_that_is_missing_is_found_by_rendering() -> None:
    with pytest.raises(MessageError):
        demo_pages.render("{{ t('no-such-message') }}", demo_pages.frame("ja"))
