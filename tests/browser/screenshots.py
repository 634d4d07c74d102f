"""Writes the README's pictures: ``python tests/browser/screenshots.py`` (``make screenshots``).

A service of its own answers real questions; nothing is drawn by hand.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from running_service import Offline, RunningService

IMAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--hide-scrollbars")
MOST_BYTES = 300_000
"""A README is read over slow lines too."""
SETTLED = "return document.getAnimations().every((one) => one.playState !== 'running')"


@contextmanager
def browser(*, width: int, height: int, dark: bool = False) -> Iterator[Chrome]:
    """Chromium in Chinese at this size."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN"})
    environment = {**os.environ, "LANGUAGE": "zh_CN"}
    opened = Chrome(options=options, service=Service(shutil.which("chromedriver"), env=environment))
    try:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        yield opened
    finally:
        opened.quit()


def until(page: Chrome, selector: str) -> None:
    """Wait until something like this is there and nothing moves."""
    wait = WebDriverWait(page, 60, poll_frequency=0.05)
    wait.until(lambda _: page.find_elements(By.CSS_SELECTOR, selector) and page.execute_script(SETTLED))


def ask(page: Chrome, address: str, question: str) -> None:
    """Ask, and wait for the whole answer."""
    page.get(address + "/")
    until(page, "[data-ready]")
    box = page.find_element(By.ID, "pq-question")
    box.send_keys(question, Keys.ENTER)
    until(page, ".pq-further .pq-choice")
    page.execute_script("document.activeElement.blur()")


def show_source(page: Chrome) -> None:
    """Open the policy text at the first quote."""
    page.find_element(By.CSS_SELECTOR, ".pq-chip").click()
    until(page, ".pq-side mark")


def compare(page: Chrome, address: str, description: str) -> None:
    """Match a business with the measures."""
    page.get(address + "/business")
    until(page, "[data-ready]")
    page.find_element(By.CSS_SELECTOR, "textarea[name=description]").send_keys(description)
    page.find_element(By.CSS_SELECTOR, ".pq-profile .pq-send").click()
    until(page, ".pq-matrix article")
    page.execute_script("document.activeElement.blur()")


def save(page: Chrome, name: str) -> None:
    """Write the picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    file = IMAGES / f"{name}.png"
    page.save_screenshot(str(file))
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{file}: {size} bytes, over the limit of {MOST_BYTES}: show less of the page")
    sys.stdout.write(f"{file.relative_to(IMAGES.parent.parent)}: {size // 1000} kB\n")


def main() -> None:
    """All pictures."""
    with tempfile.TemporaryDirectory() as folder, RunningService(Offline(Path(folder))) as service:
        service.wait()
        with browser(width=1280, height=800) as page:
            ask(page, service.address, "充电桩有哪些支持措施？")
            show_source(page)
            save(page, "ask")
            compare(page, service.address, "网约车平台，在长沙运营，有快递员和司机500人")
            save(page, "business")
        with browser(width=390, height=780, dark=True) as page:
            ask(page, service.address, "老年人看病挂号有什么便利？")
            save(page, "phone")


if __name__ == "__main__":
    main()
