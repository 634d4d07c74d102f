"""A service of its own and Debian's chromium for the pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running_service import Offline, RunningService

selenium = pytest.importorskip("selenium", reason="selenium is not installed: the pages are not tested")

from selenium.webdriver import Chrome, ChromeOptions  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
ARTIFACTS = Path(__file__).resolve().parent.parent.parent / "artifacts" / "pages"


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The service over the shipped policies."""
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        pytest.skip("chromium and chromedriver are not installed: the pages are not tested")
    offline = Offline(tmp_path_factory.mktemp("pages"))
    with RunningService(offline) as running:
        running.wait()
        yield running
    assert offline.attempts() == ""


Browse = Callable[..., "Chrome"]


@pytest.fixture
def browse(tmp_path: Path) -> Iterator[Browse]:
    """Opens a browser of this width, colour scheme and language; all are closed after the test."""
    opened: list[Chrome] = []

    def browse(*, width: int = 1280, height: int = 860, dark: bool = False, language: str = "zh-CN") -> Chrome:
        options = ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for flag in (*FLAGS, f"--user-data-dir={tmp_path / f'profile{len(opened)}'}", f"--window-size={width},{height}"):
            options.add_argument(flag)
        options.add_experimental_option("prefs", {"intl.accept_languages": language})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        environment = {**os.environ, "LANGUAGE": language.replace("-", "_")}
        browser = Chrome(options=options, service=Service(shutil.which("chromedriver"), env=environment))
        opened.append(browser)
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        return browser

    yield browse
    for browser in opened:
        browser.quit()


@pytest.fixture
def shoot() -> Callable[[Chrome, str], None]:
    """Writes a screenshot for people to look at."""

    def shoot(browser: Chrome, name: str) -> None:
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        browser.save_screenshot(str(ARTIFACTS / f"{name}.png"))

    return shoot
