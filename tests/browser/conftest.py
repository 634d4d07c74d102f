"""Services of their own and Debian's chromium for the pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_chat_server import FakeChat, chat_server
from running_service import Offline, RunningService

selenium = pytest.importorskip("selenium", reason="selenium is not installed: the pages are not tested")

from selenium.webdriver import Chrome, ChromeOptions  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from steering import Browse, Shoot  # noqa: E402

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
MARKED_UP = """关于支持<b>书店</b>发展的若干措施<img src=x onerror="document.title='broken'">
各区县：
一、书店补贴<script>document.title='broken'</script>。对新开设的实体书店，经营面积不低于200平方米的，给予10万元一次性补贴，**不得重复享受**[1]。（市文化局牵头负责）
二、书店活动。支持书店举办阅读活动&lt;b&gt;，鼓励学校组织学生参加。（市教育局负责）
"""
"""A document that tries to be markup, in its title, its provisions and, below, its file name."""


def _installed() -> None:
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        pytest.skip("chromium and chromedriver are not installed: the pages are not tested")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The service over the shipped policies."""
    _installed()
    offline = Offline(tmp_path_factory.mktemp("pages"))
    with RunningService(offline) as running:
        running.wait()
        yield running
    assert offline.attempts() == ""


@pytest.fixture(scope="session")
def model() -> Iterator[tuple[FakeChat, str]]:
    """A chat model that is down until a test says otherwise, and its address."""
    chat = FakeChat(failure="500")
    with chat_server(chat) as address:
        yield chat, address


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory, model: tuple[FakeChat, str]) -> Iterator[RunningService]:
    """A service with a document full of markup, a chat model that is down, and a limit on requests."""
    _installed()
    folder = tmp_path_factory.mktemp("odd")
    (folder / "policies").mkdir()
    (folder / "policies" / "<img src=x onerror=alert(1)>.txt").write_text(MARKED_UP, encoding="utf-8")
    settings = {
        "policies": str(folder / "policies"), "generator": "openai", "llm_base_url": model[1], "llm_model": "fake",
        "requests_per_minute": "30", "heartbeat_s": "0.2",
    }  # fmt: skip
    with RunningService(Offline(folder / "service", **settings)) as running:
        running.wait()
        yield running


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningService, Path]]:
    """A service that has no document yet, and the folder where it looks for them."""
    _installed()
    folder = tmp_path_factory.mktemp("empty")
    (folder / "policies").mkdir()
    with RunningService(Offline(folder / "service", policies=str(folder / "policies"))) as running:
        running.wait(desk="failed")
        yield running, folder / "policies"


@pytest.fixture(scope="session")
def chrome() -> Iterator[Chrome]:
    """One browser for all tests; each opens a window of its own in it."""
    _installed()
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = Chrome(options=options, service=Service(shutil.which("chromedriver"), env={**os.environ, "LANGUAGE": "zh_CN"}))
    yield browser
    browser.quit()


@pytest.fixture
def browse(chrome: Chrome) -> Iterator[Browse]:
    """Opens a window of this width, colour scheme and language, without a past; all are closed after the test."""
    first = chrome.current_window_handle
    chrome.get_log("browser")

    def browse(*, width: int = 1280, height: int = 860, dark: bool = False, language: str = "zh-CN") -> Chrome:
        chrome.switch_to.new_window("tab")
        agent = chrome.execute_script("return navigator.userAgent")
        chrome.execute_cdp_cmd("Emulation.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": language})
        look(chrome, width=width, height=height, dark=dark)
        return chrome

    yield browse
    for window in set(chrome.window_handles) - {first}:
        chrome.switch_to.window(window)
        if chrome.current_url.startswith("http"):
            chrome.execute_script("localStorage.clear()")
        chrome.close()
    chrome.switch_to.window(first)


def look(browser: Chrome, *, width: int, height: int = 844, dark: bool) -> None:
    """Give the window this size and colour scheme."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


Look = Callable[..., None]


@pytest.fixture(name="look")
def _look() -> Look:
    return look


@pytest.fixture
def shoot() -> Shoot:
    """Writes a screenshot for people to look at."""

    def shoot(browser: Chrome, name: str) -> None:
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        browser.save_screenshot(str(ARTIFACTS / f"{name}.png"))

    return shoot
