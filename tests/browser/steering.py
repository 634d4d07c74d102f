"""What every test does with a page: open it, wait, ask, read what stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from running_service import RunningService
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

QUESTION = "充电桩有哪些支持措施？"
Browse = Callable[..., Chrome]
Shoot = Callable[[Chrome, str], None]


def go(browser: Chrome, service: RunningService, path: str = "/") -> None:
    browser.get(service.address + path)
    until(browser, "[data-ready]")


def until(browser: Chrome, selector: str, *, count: int = 1, seconds: float = 60) -> Any:
    """The elements, once there are so many."""
    wait = WebDriverWait(browser, seconds, poll_frequency=0.03)
    return wait.until(lambda _: len(found := browser.find_elements(By.CSS_SELECTOR, selector)) >= count and found)


def until_true(browser: Chrome, script: str, *values: Any, seconds: float = 60) -> Any:
    """What the script returns, once it is true."""
    return WebDriverWait(browser, seconds, poll_frequency=0.03).until(lambda _: browser.execute_script(script, *values))


def send(browser: Chrome, question: str) -> None:
    """Type a question and press Enter."""
    browser.find_element(By.ID, "pq-question").send_keys(question, Keys.ENTER)


def ask(browser: Chrome, question: str, *, turn: int = 1) -> None:
    """Ask, and wait for the whole answer."""
    send(browser, question)
    until(browser, ".pq-turn:not([aria-busy]) .pq-tools", count=turn)


def compare(browser: Chrome, description: str) -> list[Any]:
    """Send a description of a business; the cards of the matrix."""
    browser.find_element(By.CSS_SELECTOR, "textarea[name=description]").send_keys(description)
    press(browser, ".pq-profile .pq-send")
    found: list[Any] = until(browser, ".pq-matrix article")
    return found


def press(browser: Chrome, selector: str) -> None:
    browser.find_element(By.CSS_SELECTOR, selector).click()


def words(browser: Chrome, selector: str) -> str:
    """The text of all that match, shown or not."""
    return "".join(browser.execute_script("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector))


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def complaints(browser: Chrome) -> list[str]:
    """What the browser holds against the page: script errors, refused requests, broken policies."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def fits(browser: Chrome, width: int) -> bool:
    """Whether nothing sticks out sideways."""
    return bool(browser.execute_script("return document.documentElement.scrollWidth") <= width)
