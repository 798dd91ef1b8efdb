"""The pieces in a real browser, under the real content policy: accessibility, reflow, keyboard, scripts."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright

from api.pages.environment import STATIC_FOLDER
from api.security.headers import CONTENT_SECURITY_POLICY
from tests.api import demo_pages

pytestmark = pytest.mark.thorough

SITE = "http://sekitori.test"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Site:
    """Answers the browser without a server; what is posted and what the console says is kept."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.posted: list[str] = []
        self.problems: list[str] = []
        self.progress: list[dict[str, object]] = [{"state": "running", "percent": 60, "text": "60%", "next": None}]
        page.route("**/*", self._answer)
        page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    def _answer(self, route: Route, request: Request) -> None:
        path = request.url.removeprefix(SITE).partition("?")[0]
        if request.method == "POST":
            self.posted.append(f"{path} {request.post_data}")
        if path.startswith("/static/"):
            file = STATIC_FOLDER / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif path.endswith("/progress"):
            report = self.progress.pop(0) if len(self.progress) > 1 else self.progress[0]
            route.fulfill(body=json.dumps(report), content_type="application/json")
        elif path == "/api/openapi.json":
            route.fulfill(body=json.dumps(OPENAPI), content_type="application/json")
        else:
            html = PAGES.get(path, lambda: "<!doctype html><title>elsewhere</title><p>elsewhere")()
            headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)

    def open(self, path: str) -> Page:
        self.page.goto(f"{SITE}{path}")
        return self.page


def template(name: str, **context: object) -> str:
    return demo_pages.environment().get_template(name).render(frame=demo_pages.frame("ja"), **context)


OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "席取り", "version": "1"},
    "paths": {"/api/v1/bookings": {"get": {"responses": {"200": {"description": "ok"}}}}},
}
PAGES: dict[str, Callable[[], str]] = {
    "/components": lambda: demo_pages.components_page("ja"),
    "/components/en": lambda: demo_pages.components_page("en"),
    "/board": lambda: demo_pages.board_page("ja"),
    "/error": lambda: template("error.html", status=404, sentences=[], reference="1"),
    "/api": lambda: template("api_reference.html", openapi_url="/api/openapi.json"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def site(browser: Browser) -> Iterator[Site]:
    with browser.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP") as context:
        site = Site(context.new_page())
        yield site
    assert site.problems == []


@pytest.mark.parametrize("path", ["/components", "/components/en", "/board", "/error"])
@pytest.mark.parametrize("width", [1366, 320])
def test_no_violation_of_wcag_22_aa_and_nothing_wider_than_the_screen(site: Site, path: str, width: int) -> None:
    site.page.set_viewport_size({"width": width, "height": 640})
    page = site.open(path)

    violations = Axe().run(page, options=WCAG).response["violations"]

    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"][:3]]) for rule in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_pressed_is_large_enough(site: Site) -> None:
    site.open("/components")
    sizes = site.page.evaluate(
        """[...document.querySelectorAll("main .button, main select, main input:not([type=hidden]), nav a")]
           .filter((e) => e.checkVisibility() && !e.matches(".button-small"))
           .map((e) => (e.closest(".choice") ?? e).getBoundingClientRect().height)"""
    )

    assert len(sizes) > 20
    assert min(sizes) >= 44


def test_the_error_summary_has_the_focus_and_leads_to_the_field(site: Site) -> None:
    page = site.open("/components")

    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#f-start")).to_be_focused()


def test_the_board_is_one_tab_stop_with_arrows_inside(site: Site) -> None:
    page = site.open("/board")
    labels = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.dataset.state"
    page.locator("#day thead th").first.click()
    page.locator("#day td a").first.focus()

    def press(key: str) -> str:
        page.keyboard.press(key)
        return str(page.evaluate(labels))

    assert press("ArrowRight") == "＋ 1番席 7月1日(水)7:30"
    assert press("ArrowRight") == "＋ 1番席 7月1日(水)8:00"
    assert press("ArrowRight") == "予約あり 8:30〜12:00"
    assert press("ArrowDown") == "＋ 2番席 7月1日(水)8:30"
    assert press("End") == "＋ 2番席 7月1日(水)19:30"
    assert press("ArrowDown") == "blank"
    assert press("ArrowDown") == "closed"
    assert press("ArrowUp") == "blank"
    assert press("Control+Home") == "＋ 1番席 7月1日(水)7:00"
    assert press("ArrowLeft") == "＋ 1番席 7月1日(水)7:00"
    stops = page.locator("#day tbody td a, #day tbody td button").evaluate_all(
        "(all) => all.filter((e) => e.tabIndex === 0).length"
    )
    assert stops == 1


def test_a_focused_cell_is_not_hidden_under_the_headings(site: Site) -> None:
    site.page.set_viewport_size({"width": 360, "height": 640})
    page = site.open("/board")
    page.locator("#day td a").first.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
        # A cell that is wider than what remains beside the headings can only be seen in part.
        is_in_view = page.evaluate(
            """() => {
              const cell = document.activeElement.getBoundingClientRect();
              const head = document.querySelector("#day tbody th").getBoundingClientRect();
              const frame = document.querySelector(".board-scroll").getBoundingClientRect();
              const fits = cell.width < frame.right - head.right;
              return fits ? head.right <= cell.left + 1 && cell.right <= frame.right + 1 : head.right + 40 < cell.right;
            }"""
        )
        assert is_in_view


def test_a_destructive_button_asks_first(site: Site) -> None:
    page = site.open("/components")
    button = page.get_by_role("button", name="取り消す").first
    dialog = page.get_by_role("dialog")

    button.click()
    expect(dialog).to_contain_text("ほかの方が先に変更しました")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    assert site.posted == []

    button.click()
    dialog.get_by_role("button", name="取り消す").click()
    page.wait_for_url(f"{SITE}/bookings/1/cancel")
    assert site.posted == ["/bookings/1/cancel _csrf_token=token-of-the-session&version=3"]


def test_the_button_that_was_pressed_is_sent_after_the_question(site: Site) -> None:
    page = site.open("/components")

    page.get_by_role("button", name="削除する").click()
    page.get_by_role("dialog").get_by_role("button", name="削除する").click()
    page.wait_for_url(f"{SITE}/bookings")

    assert "delete=1" in site.posted[0]


def test_an_address_is_copied_also_without_a_secure_context(site: Site) -> None:
    page = site.open("/components")

    page.get_by_role("button", name="コピーする").click()

    expect(page.locator(".copyable-result")).to_have_text("コピーしました。")


def test_progress_moves_and_leads_on_when_it_is_over(site: Site) -> None:
    site.progress.append({"state": "done", "percent": 100, "text": "終わりました。", "next": "/plans/7"})
    page = site.open("/components")

    expect(page.locator(".progress-text")).to_have_text("60%")
    expect(page.locator("progress")).to_have_attribute("value", "60")
    page.wait_for_url(f"{SITE}/plans/7")


def test_the_menu_opens_on_a_narrow_screen_with_the_keyboard(site: Site) -> None:
    site.page.set_viewport_size({"width": 360, "height": 740})
    page = site.open("/board")
    link = page.get_by_role("link", name="時差出勤")

    expect(link).to_be_hidden()
    page.get_by_role("button", name="メニュー").press("Enter")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()


def test_everything_is_there_without_scripts(browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, locale="ja-JP") as context:
        site = Site(context.new_page())
        page = site.open("/board")
        expect(page.get_by_role("link", name="＋ 1番席 7月1日(水)7:00")).to_be_visible()
        site.open("/components")
        expect(page.get_by_role("button", name="コピーする")).to_be_hidden()
        page.get_by_role("button", name="取り消す").first.click()
        page.wait_for_url(f"{SITE}/bookings/1/cancel")

    assert site.posted == ["/bookings/1/cancel _csrf_token=token-of-the-session&version=3"]


def test_the_states_of_the_board_keep_their_shapes_in_forced_colours(site: Site) -> None:
    site.page.emulate_media(forced_colors="active")
    page = site.open("/board")

    shapes = page.locator(".board-swatch").evaluate_all(
        "(all) => all.filter((e) => e.dataset.state && e.dataset.state !== 'free')"
        ".map((e) => [e.dataset.state, getComputedStyle(e).borderTopStyle, getComputedStyle(e).borderInlineStartWidth,"
        " getComputedStyle(e).borderInlineStartStyle, getComputedStyle(e).borderTopWidth].join(' '))"
    )

    by_state = dict(shape.split(" ", 1) for shape in shapes)
    assert len(by_state) == 8
    assert len(set(by_state.values())) == 8


def test_the_reference_of_the_api_asks_only_us(site: Site) -> None:
    asked: list[str] = []
    site.page.on("request", lambda request: asked.append(request.url))
    page = site.open("/api")

    expect(page.locator("#swagger-ui")).to_contain_text("/api/v1/bookings")
    assert [url for url in asked if not re.match(rf"{SITE}/|data:", url)] == []
