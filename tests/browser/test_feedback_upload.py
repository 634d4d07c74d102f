"""Feedback under an answer, and a private document: uploaded, read, asked, removed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from running_service import RunningService

pytest.importorskip("selenium", reason="selenium is not installed: the pages are not tested")

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

Shoot = Callable[[Chrome, str], None]
QUESTION = "充电桩有哪些支持措施？"
PRIVATE = """星河公司关于食堂管理的通知

各部门：

为改进食堂服务，通知如下。

一、开放时间。食堂工作日早上七点开放，晚上八点关闭。（后勤部负责）

二、收费标准。职工每餐收费三元，访客每餐收费十二元，访客须由接待部门登记。（财务部牵头，后勤部按职责分工负责）

三、<img src=x onerror="document.title='broken'">意见反馈。职工可以向后勤部提出意见，后勤部应当在五个工作日内答复。（后勤部负责）
"""

LOOKS = [(1280, False, "zh-CN"), (390, True, "zh-CN"), (390, False, "en-US"), (1280, True, "en-US")]
"""Width, dark, language."""


def go(browser: Chrome, service: RunningService, path: str = "/") -> None:
    browser.get(service.address + path)
    until(browser, "[data-ready]")


def until(browser: Chrome, selector: str, *, count: int = 1, seconds: float = 60) -> Any:
    wait = WebDriverWait(browser, seconds, poll_frequency=0.05)
    return wait.until(lambda _: len(found := shown(browser, selector)) >= count and found)


def shown(browser: Chrome, selector: str) -> list[Any]:
    script = "return [...document.querySelectorAll(arguments[0])].filter(e => e.getClientRects().length)"
    found: list[Any] = browser.execute_script(script, selector)
    return found


def gone(browser: Chrome, selector: str, seconds: float = 30) -> None:
    WebDriverWait(browser, seconds, poll_frequency=0.05).until(lambda _: not shown(browser, selector))


def ask(browser: Chrome, question: str, *, turn: int = 1) -> None:
    box = browser.find_element(By.ID, "pq-question")
    box.send_keys(question)
    box.send_keys(Keys.ENTER)
    until(browser, ".pq-turn:not([aria-busy]) .pq-tools", count=turn)


def words(browser: Chrome, selector: str) -> str:
    return "".join(browser.execute_script("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector))


def complaints(browser: Chrome) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def wide_enough(browser: Chrome, width: int) -> bool:
    return bool(browser.execute_script("return document.documentElement.scrollWidth") <= width)


def kept(service: RunningService) -> list[tuple[Any, ...]]:
    file = Path(service.offline.environment["POLICYQA_DATA_DIR"]) / "feedback.sqlite"
    if not file.exists():
        return []
    with sqlite3.connect(file) as database:
        return database.execute("SELECT verdict, reason, comment, question, status FROM feedback ORDER BY day").fetchall()


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "食堂<b>草案.txt"
    file.write_text(PRIVATE, encoding="utf-8")
    return file


@pytest.mark.parametrize(("width", "dark", "language"), LOOKS)
def test_a_verdict_with_its_reason(browse: Any, service: RunningService, shoot: Shoot, width: int, dark: bool, language: str) -> None:
    browser = browse(width=width, height=844, dark=dark, language=language)
    name = f"feedback-{'phone' if width < 500 else 'desktop'}-{'dark' if dark else 'light'}-{language[:2]}"
    go(browser, service)
    ask(browser, QUESTION)
    before = len(kept(service))
    until(browser, ".pq-thumb-down")[0].click()
    until(browser, ".pq-why")
    browser.find_element(By.CSS_SELECTOR, ".pq-why input[value=incomplete]").click()
    browser.find_element(By.CSS_SELECTOR, ".pq-why textarea").send_keys("少了 <b>农村</b>")
    shoot(browser, f"{name}-1-reasons")
    assert not browser.find_element(By.CSS_SELECTOR, ".pq-tick input").is_selected()
    assert wide_enough(browser, width)
    browser.find_element(By.CSS_SELECTOR, ".pq-why .pq-send").click()
    gone(browser, ".pq-why")
    shoot(browser, f"{name}-2-thanks")
    rows = kept(service)
    assert len(rows) == before + 1
    assert ("down", "incomplete", "少了 <b>农村</b>", None, "answered") in rows
    until(browser, ".pq-feedback button")[0].click()
    until(browser, ".pq-thumb-up")
    assert len(kept(service)) == before
    assert complaints(browser) == []


def test_feedback_by_keyboard_with_the_question(browse: Any, service: RunningService) -> None:
    browser = browse()
    go(browser, service)
    ask(browser, QUESTION)
    thumb = until(browser, ".pq-thumb-up")[0]
    browser.execute_script("arguments[0].focus()", thumb)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    until(browser, ".pq-why")
    assert browser.switch_to.active_element.get_attribute("type") == "radio"
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    gone(browser, ".pq-why")
    assert "pq-thumb-up" in str(browser.switch_to.active_element.get_attribute("class"))
    browser.switch_to.active_element.send_keys(Keys.SPACE)
    until(browser, ".pq-why")
    browser.switch_to.active_element.send_keys(Keys.SPACE)
    browser.switch_to.active_element.send_keys(Keys.TAB)
    browser.switch_to.active_element.send_keys(Keys.TAB)
    browser.switch_to.active_element.send_keys(Keys.SPACE)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    gone(browser, ".pq-why")
    assert ("up", "correct", "", QUESTION, "answered") in kept(service)
    exported = service.offline.run("feedback", "export")
    assert [json.loads(line)["question"] for line in exported.stdout.splitlines()] == [QUESTION]


@pytest.mark.parametrize(("width", "dark", "language"), LOOKS)
def test_a_private_document_from_upload_to_removal(
    browse: Any, service: RunningService, shoot: Shoot, draft: Path, width: int, dark: bool, language: str
) -> None:
    browser = browse(width=width, height=844, dark=dark, language=language)
    name = f"private-{'phone' if width < 500 else 'desktop'}-{'dark' if dark else 'light'}-{language[:2]}"
    go(browser, service, "/documents")
    until(browser, ".pq-upload")
    browser.find_element(By.CSS_SELECTOR, ".pq-file").send_keys(str(draft))
    until(browser, ".pq-own")
    WebDriverWait(browser, 30).until(lambda _: words(browser, ".pq-title") == "星河公司关于食堂管理的通知")
    shoot(browser, f"{name}-1-document")
    assert "document=" not in browser.current_url
    assert "后勤部" in words(browser, ".pq-departments")
    assert browser.find_elements(By.CSS_SELECTOR, ".pq-contents button")
    assert "<img src=x" in words(browser, ".pq-text")
    assert not browser.find_elements(By.CSS_SELECTOR, ".pq-text img, .pq-private b")
    assert browser.title != "broken"
    assert wide_enough(browser, width)
    browser.find_element(By.CSS_SELECTOR, ".pq-own a.pq-send").click()
    until(browser, "#pq-ask[data-ready] .pq-private-chip.pq-on")
    ask(browser, "访客每餐收费多少？")
    assert "十二元" in words(browser, ".pq-turn .pq-body")
    until(browser, ".pq-chip")[0].click()
    until(browser, ".pq-side mark")
    shoot(browser, f"{name}-2-answer")
    assert "访客每餐收费十二元" in words(browser, ".pq-side mark")
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not browser.find_elements(By.CSS_SELECTOR, ".pq-thumb")
    assert wide_enough(browser, width)
    browser.find_element(By.CSS_SELECTOR, ".pq-private-chip button").click()
    gone(browser, ".pq-private-chip.pq-on")
    ask(browser, QUESTION, turn=2)
    assert "食堂" not in words(browser, ".pq-turn:last-child .pq-body")
    shoot(browser, f"{name}-3-all")
    go(browser, service, "/documents")
    until(browser, ".pq-remove")[0].click()
    gone(browser, ".pq-own")
    shoot(browser, f"{name}-4-removed")
    assert "食堂" not in words(browser, ".pq-library")
    go(browser, service)
    assert "十二元" not in words(browser, ".pq-turns")
    assert "食堂" not in str(browser.execute_script("return JSON.stringify({...sessionStorage})"))
    assert complaints(browser) == []


def test_another_tab_knows_nothing_of_it(browse: Any, service: RunningService, draft: Path) -> None:
    browser = browse()
    go(browser, service, "/documents")
    until(browser, ".pq-upload")
    browser.find_element(By.CSS_SELECTOR, ".pq-file").send_keys(str(draft))
    until(browser, ".pq-own")
    browser.switch_to.new_window("tab")
    go(browser, service, "/documents")
    until(browser, ".pq-upload")
    assert "食堂" not in words(browser, ".pq-library")


def test_a_document_that_is_gone_is_said_so(browse: Any, service: RunningService, draft: Path, shoot: Shoot) -> None:
    browser = browse(width=390)
    go(browser, service, "/documents")
    until(browser, ".pq-upload")
    browser.find_element(By.CSS_SELECTOR, ".pq-file").send_keys(str(draft))
    until(browser, ".pq-own a.pq-send")[0].click()
    until(browser, "#pq-ask[data-ready] .pq-private-chip.pq-on")
    token = json.loads(browser.execute_script("return sessionStorage.getItem('policyqa.private')"))["token"]
    assert httpx.delete(f"{service.address}/api/v1/private/documents", headers={"X-PolicyQA-Private": token}).status_code == 204
    box = browser.find_element(By.ID, "pq-question")
    box.send_keys("访客每餐收费多少？", Keys.ENTER)
    until(browser, ".pq-turn .pq-trouble")
    shoot(browser, "private-phone-light-5-gone")
    assert browser.execute_script("return sessionStorage.getItem('policyqa.private')") is None
    assert not browser.find_elements(By.CSS_SELECTOR, ".pq-private-chip.pq-on")


def test_what_cannot_be_read_is_told_in_the_words_of_the_page(browse: Any, service: RunningService, tmp_path: Path, shoot: Shoot) -> None:
    browser = browse(language="en-US")
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n")
    go(browser, service, "/documents")
    until(browser, ".pq-upload")
    browser.find_element(By.CSS_SELECTOR, ".pq-file").send_keys(str(file))
    until(browser, ".pq-private .pq-trouble")
    shoot(browser, "private-desktop-light-6-refused")
    assert "not read" in words(browser, ".pq-private .pq-trouble")
    assert browser.find_element(By.CSS_SELECTOR, ".pq-upload").is_enabled()
