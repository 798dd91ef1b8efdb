"""Takes the picture of the README: the board of the running demonstration.

usage: make run, then in another terminal: .venv/bin/python tools/take_screenshot.py [http://127.0.0.1:8000]
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=ja-JP"]
PICTURE = Path(__file__).parents[1] / "docs" / "board.png"


def main(base: str = "http://127.0.0.1:8000", login: str = "S000015") -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=ARGUMENTS, env={"LANGUAGE": "ja"}
        )
        page = browser.new_context(viewport={"width": 1280, "height": 1250}, locale="ja-JP").new_page()
        page.goto(f"{base}/sign-in")
        page.locator("#f-login").fill(login)
        page.locator("#f-password").fill("sekitori-demo")
        page.locator("main button").click()
        page.goto(f"{base}/board?office_id=YG-HQ&day=2026-07-08")
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
