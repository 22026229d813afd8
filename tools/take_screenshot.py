"""Take the README's screenshot: an example picture, asked about on the real page.

python tools/take_screenshot.py docs/screenshot.png
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
SCREENSHOT = Path(__file__).parents[1] / "docs" / "screenshot.png"
SIZE = {"width": 1440, "height": 900}
PATIENCE_MS = 120_000


@contextmanager
def served() -> Iterator[str]:
    """Serve the page on a free port; yield its address."""
    command = [sys.executable, "-m", "lookdesk", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield next(word for word in server.stdout.readline().split() if word.startswith("http"))
        finally:
            server.terminate()


def ask(page: Page) -> None:
    """Try the label, open the evidence, and ask what is not in the picture."""
    page.locator(".ld-engine.ld-ready").wait_for()
    page.get_by_role("button", name="净含量是多少？").click()
    page.locator(".st-key-turn-1 summary").click()
    page.locator(".ld-piece img").wait_for()
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill("这袋卖多少钱？")
    field.press("Enter")
    page.locator(".st-key-turn-2 .ld-badge").wait_for()
    field.blur()
    page.wait_for_timeout(1000)  # transitions


def main() -> None:
    """Run the tool."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=SCREENSHOT, help="the PNG to write")
    path = parser.parse_args().out
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        sys.exit(f"No browser: none of {', '.join(BROWSERS)} is on the PATH.")
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport=SIZE, locale="zh-CN")
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        ask(page)
        shot = Image.open(io.BytesIO(page.screenshot()))
        browser.close()
    shot.convert("RGB").save(path, optimize=True)
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
