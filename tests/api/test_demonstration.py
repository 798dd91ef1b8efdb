"""The demonstration as a newcomer meets it: started, walked through in a real browser, stopped by Ctrl-C."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.api.test_pages_in_browser import ARGUMENTS, WCAG

pytestmark = pytest.mark.thorough
ROOT = Path(__file__).parents[2]
SEARCH = "/find?search=1&what=seat&day=2026-07-09&start=13:00&end=15:00&office_id=YG-MRY"
STAFF_PAGES = ("/", "/find?what=web_conference", SEARCH, "/bookings", "/calendars", "/requests/new",
               "/board?day=2026-07-07", "/waiting", "/shifts", "/shifts/swap?day=2026-07-08")  # fmt: skip
KEEPER_PAGES = ("/board?office_id=YG-HQ&day=2026-07-07&view=week", "/rounds", "/rounds/1", "/desk", "/stock",
                "/stock/units/1", "/waiting/list", "/import", "/import/1",
                "/accounts", "/approvals", "/audit", "/quotas", "/rounds/1/what-ifs", "/plans/1/verification",
                "/plans/1/comparison/1", "/seasons", "/seasons/2026-summer", "/seasons/2026-summer/bureaus",
                "/sections/D0001/coverage", "/transfers",
                "/transfers/new?from_office_id=YG-HQ&kind=tablet")  # fmt: skip


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[str]
    base: str
    feed: str
    people: dict[str, str]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("demonstration")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "api.cli", "--data-dir", str(folder), "demo", "--port", str(port)]
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, text=True)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(process, base, log)
        text = log.read_text()
        people = {role: login for login, role in re.findall(r"^  (S\d+)  (\w+)$", text, re.MULTILINE)}
        feed = re.search(r"(http\S+\.ics)", text)
        assert feed is not None
        yield Running(process, base, feed.group(1), people)
    finally:
        process.kill()
        process.wait()


def _wait_until_ready(process: subprocess.Popen[str], base: str, log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
        yield opened
        opened.close()


def signed_in(browser: Browser, running: Running, role: str, width: int = 1366, *, scripts: bool = True) -> Page:
    viewport: ViewportSize = {"width": width, "height": 768}
    page = browser.new_context(viewport=viewport, locale="ja-JP", java_script_enabled=scripts).new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: problems.append(request.url) if running.base not in request.url else None)
    page.problems = problems  # type: ignore[attr-defined]
    page.goto(f"{running.base}/sign-in")
    page.get_by_label("利用者番号").or_(page.locator("#f-login")).first.fill(running.people[role])
    page.locator("#f-password").fill("sekitori-demo")
    page.get_by_role("button", name="ログインする").click()
    return page


@pytest.mark.parametrize(
    ("role", "path"), [("staff", path) for path in STAFF_PAGES] + [("admin", path) for path in KEEPER_PAGES]
)
def test_page_is_accessible_asks_nobody_outside_and_fits_a_phone(
    browser: Browser, running: Running, role: str, path: str
) -> None:
    page = signed_in(browser, running, role)
    answer = page.goto(running.base + path)
    assert answer is not None
    assert answer.status == 200

    found = Axe().run(page, options=WCAG).response["violations"]
    page.set_viewport_size({"width": 360, "height": 740})

    assert [(item["id"], item["nodes"][0]["html"]) for item in found if item["impact"] in {"serious", "critical"}] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.problems == []  # type: ignore[attr-defined]
    page.context.close()


def test_seat_is_booked_with_the_keyboard_and_shows_in_the_calendar(browser: Browser, running: Running) -> None:
    page = signed_in(browser, running, "staff")
    page.goto(f"{running.base}/find?search=1&what=seat&day=2026-07-10&start=13:00&end=14:00&office_id=YG-MGM")

    page.get_by_role("button", name="最上総合支庁で予約する", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("予約を確定しました。")).to_be_visible()
    with urllib.request.urlopen(running.feed, timeout=5) as answer:
        calendar = answer.read().decode().replace("\r\n ", "")
    assert "DTSTART;TZID=Asia/Tokyo:20260710T130000" in calendar
    page.context.close()


def test_round_is_proposed_pinned_made_again_and_applied(browser: Browser, running: Running) -> None:
    page = signed_in(browser, running, "facilities")
    page.goto(f"{running.base}/rounds")
    page.get_by_role("button", name="受付を始める").click()
    page.get_by_role("button", name="受付を締め切る").click()

    page.get_by_role("button", name="計画案を作る", exact=True).click()
    expect(page.get_by_text("これより多く割り当てられる案はないことを確かめました")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name=re.compile("^固定する")).first.click()
    expect(page.get_by_text("記録しました。")).to_be_visible()
    page.goto(f"{running.base}/board?view=week&day=2026-07-13&office_id=YG-HQ")
    expect(page.locator('td[data-state="proposal"]').first).to_be_visible()
    page.get_by_role("button", name=re.compile("^固定する")).first.click()
    expect(page.get_by_role("heading", name="予約ボード")).to_be_visible()
    page.get_by_role("link", name="計画案と理由を見る").click()
    page.get_by_role("button", name="計画案を作り直す").click()
    expect(page.get_by_role("heading", name="計画案2")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="確定する", exact=True).first.click()
    page.locator("dialog").get_by_role("button", name="確定する").click()

    expect(page.get_by_text(re.compile("件の予約を確定しました"))).to_be_visible(timeout=30_000)
    page.context.close()


def test_what_if_is_tried_and_compared_without_scripts(browser: Browser, running: Running) -> None:
    page = signed_in(browser, running, "facilities", scripts=False)
    page.goto(f"{running.base}/rounds/1/what-ifs")
    page.locator("#f-stock_office-0").select_option("YG-HQ")
    page.locator("#f-stock_kind-0").select_option("seat")
    page.locator("#f-stock_count-0").fill("+2")
    page.locator("#f-seconds").fill("20")
    page.get_by_role("button", name="試算する").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="これまでの試算")).to_be_visible()
    compare = page.get_by_role("link", name="計画案と比べる")
    for _ in range(120):
        if compare.count():
            break
        page.goto(f"{running.base}/rounds/1/what-ifs")
        page.wait_for_timeout(500)
    compare.first.click()

    expect(page.get_by_role("heading", name="計画案の比較")).to_be_visible()
    expect(page.get_by_text(re.compile("割り当ては.*件から.*件になります"))).to_be_visible()
    expect(page.get_by_text("県庁の席を2席増やす")).to_be_visible()
    page.context.close()


def test_a_closed_office_is_repaired_on_one_page(browser: Browser, running: Running) -> None:
    page = signed_in(browser, running, "facilities")
    page.goto(f"{running.base}/stock?office_id=YG-HQ")
    page.locator("#f-from_day").fill("2026-07-08")
    page.locator("#f-from_time").fill("08:30")
    page.locator("#f-to_day").fill("2026-07-08")
    page.locator("#f-to_time").fill("17:15")
    page.locator("#f-reason_code").select_option("power")
    page.locator("#f-reason_ja").fill("停電")
    page.get_by_role("button", name="利用不可にする").click()

    page.get_by_role("button", name="移し替え案を作る").click()
    expect(page.get_by_role("heading", name="移る予約")).to_be_visible(timeout=60_000)
    found = Axe().run(page, options=WCAG).response["violations"]
    page.set_viewport_size({"width": 360, "height": 740})
    assert [(item["id"], item["nodes"][0]["html"]) for item in found if item["impact"] in {"serious", "critical"}] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1366, "height": 768})
    page.get_by_role("button", name="この案で確定する").click()
    page.locator("dialog").get_by_role("button", name="この案で確定する").click()

    expect(page.get_by_text("この案のとおりに移しました。")).to_be_visible(timeout=30_000)
    page.context.close()


def test_a_summer_is_planned_changed_by_hand_and_published(browser: Browser, running: Running) -> None:
    page = signed_in(browser, running, "facilities")
    page.goto(f"{running.base}/seasons/2026-summer")
    page.get_by_role("button", name="すべての所属の計画案を作る").click()
    expect(page.get_by_text("これ以上よくならないことを確かめました").first).to_be_visible(timeout=120_000)
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=120_000)
    page.get_by_role("button", name="希望の受付を終える").click()
    page.locator("dialog").get_by_role("button", name="希望の受付を終える").click()
    page.get_by_role("table").get_by_role("link").first.click()

    expect(page.get_by_role("img", name=re.compile("の勤務人数"))).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("^8:30")).first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="休み・出張").focus()
    page.keyboard.press("Space")
    expect(page.locator("#effect").get_by_role("paragraph").first).to_be_visible()
    page.get_by_role("radio", name=re.compile("^8:30")).check()
    expect(page.locator("#effect")).to_contain_text("この勤務にできます。")
    assert_accessible(page)
    page.get_by_role("button", name="変更して固定する").click()
    expect(page.get_by_text("勤務を変更し、固定しました。")).to_be_visible()
    expect(page.get_by_role("cell", name=re.compile("固定")).first).to_be_visible()
    page.get_by_role("button", name="この計画案を確定する").click()
    page.locator("dialog").get_by_role("button", name="この計画案を確定する").click()

    expect(page.get_by_text(re.compile("1所属の勤務を確定し、.*人に知らせました。"))).to_be_visible(timeout=30_000)
    assert page.problems == []  # type: ignore[attr-defined]
    page.context.close()


def assert_accessible(page: Page) -> None:
    """Without serious findings, and on a phone as wide as that."""
    found = Axe().run(page, options=WCAG).response["violations"]
    size = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 740})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(size or {"width": 1366, "height": 768})
    assert [(item["id"], item["nodes"][0]["html"]) for item in found if item["impact"] in {"serious", "critical"}] == []
    assert width <= 360


def test_every_page_speaks_english_too(browser: Browser, running: Running) -> None:
    page = signed_in(browser, running, "staff")
    page.goto(f"{running.base}/bookings?lang=en")

    expect(page.get_by_role("heading", name="Coming bookings")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    page.context.close()


def test_ctrl_c_stops_it_cleanly(running: Running) -> None:
    running.process.send_signal(signal.SIGINT)

    assert running.process.wait(timeout=15) == 0
