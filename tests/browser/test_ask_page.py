"""The chat in a real browser: ask, see the quoted words in the policy, go on from there."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from running_service import RunningService

pytest.importorskip("selenium", reason="selenium is not installed: the pages are not tested")

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from steering import QUESTION, Browse, Shoot, ask, complaints, fits, go, plain, press, until, until_true, words

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_a_chip_shows_the_quoted_words_in_the_policy(browse: Browse, service: RunningService, shoot: Shoot, width: int, dark: bool) -> None:
    browser = browse(width=width, height=844, dark=dark)
    go(browser, service)
    until(browser, ".pq-choice", count=4)
    name = f"ask-{'phone' if width < 500 else 'desktop'}-{'dark' if dark else 'light'}"
    shoot(browser, f"{name}-1-start")
    ask(browser, QUESTION)
    until(browser, ".pq-further .pq-choice")
    shoot(browser, f"{name}-2-answer")
    until(browser, ".pq-chip")[0].click()
    mark = until(browser, ".pq-side mark")[0]
    shoot(browser, f"{name}-3-source")
    answer = httpx.post(service.address + "/api/v1/ask", json={"question": QUESTION}, timeout=60).json()
    assert plain(words(browser, ".pq-side mark")) == plain(answer["citations"][0]["quote"])
    box = browser.execute_script("const r = arguments[0].getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]", mark)
    assert 0 <= box[0] < box[2] <= width
    assert 0 <= box[1] < box[3] <= 844
    assert fits(browser, width)
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not browser.find_element(By.CSS_SELECTOR, ".pq-side").is_displayed()
    assert browser.switch_to.active_element.get_attribute("class") == "pq-chip"
    assert complaints(browser) == []


def test_the_answer_on_the_page_is_that_of_the_service(browse: Browse, service: RunningService) -> None:
    browser = browse()
    go(browser, service)
    ask(browser, QUESTION)
    answer = httpx.post(service.address + "/api/v1/ask", json={"question": QUESTION}, timeout=60).json()
    shown = plain(words(browser, ".pq-body"))
    assert all(plain(claim["text"]) in shown for claim in answer["claims"])
    assert all(contact["name"] in shown for contact in answer["contacts"])


def test_a_conversation_goes_on_and_stays_in_the_tab_until_it_is_cleared(browse: Browse, service: RunningService, shoot: Shoot) -> None:
    browser = browse()
    go(browser, service)
    until(browser, ".pq-choice")[0].click()
    until(browser, ".pq-turn:not([aria-busy]) .pq-tools")
    until(browser, ".pq-further .pq-choice")[0].click()
    until(browser, ".pq-turn:not([aria-busy]) .pq-tools", count=2)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".pq-turn:first-child .pq-further")) == 0
    last, scroll = (browser.find_element(By.CSS_SELECTOR, one) for one in (".pq-turn:last-child", ".pq-scroll"))
    below = "return arguments[0].getBoundingClientRect().top - arguments[1].getBoundingClientRect().top"
    assert 0 <= browser.execute_script(below, last, scroll) < 60
    shoot(browser, "ask-desktop-light-5-second-turn")
    asked = words(browser, ".pq-question")
    go(browser, service)
    assert words(browser, ".pq-question") == asked
    until(browser, ".pq-turn:last-child .pq-further")
    press(browser, ".pq-clear")
    assert browser.find_elements(By.CSS_SELECTOR, ".pq-turn") == []
    assert browser.execute_script("return sessionStorage.getItem('policyqa.conversation')") == "[]"
    assert browser.find_element(By.CSS_SELECTOR, ".pq-welcome").is_displayed()


def test_a_shared_link_asks_again(browse: Browse, service: RunningService) -> None:
    browser = browse()
    go(browser, service, f"/?q={quote(QUESTION)}")
    until(browser, ".pq-turn:not([aria-busy]) .pq-chip")
    assert words(browser, ".pq-question").endswith(QUESTION)
    assert "充电" not in service.output()


def test_an_answer_is_copied_with_its_sources_and_asked_again(browse: Browse, service: RunningService) -> None:
    browser = browse()
    go(browser, service)
    browser.execute_script("window.copied = []; navigator.clipboard.writeText = async (text) => { window.copied.push(text); }")
    ask(browser, QUESTION)
    copying, sharing, again = browser.find_elements(By.CSS_SELECTOR, ".pq-tools > .pq-tool")[-3:]
    copying.click()
    sharing.click()
    copied, link = WebDriverWait(browser, 10).until(lambda _: len(found := browser.execute_script("return window.copied")) == 2 and found)
    assert QUESTION in copied
    assert "\n> " in copied
    assert "湘政办发〔2021〕38号" in copied
    assert link == f"{service.address}/?q={quote(QUESTION)}"
    again.click()
    until(browser, ".pq-turn:not([aria-busy]) .pq-chip", count=4)
    asked = [element.text for element in browser.find_elements(By.CSS_SELECTOR, ".pq-question > [dir]")]
    assert asked == [QUESTION, QUESTION]


def test_keyboard_alone_is_enough(browse: Browse, service: RunningService) -> None:
    browser = browse()
    go(browser, service)
    until(browser, ".pq-choice")
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.get_attribute("class") == "pq-skip"
    assert browser.switch_to.active_element.is_displayed()
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.get_attribute("id") == "pq-question"
    browser.switch_to.active_element.send_keys(QUESTION + Keys.ENTER)
    until(browser, ".pq-turn:not([aria-busy]) .pq-chip")
    for _ in range(40):
        browser.switch_to.active_element.send_keys(Keys.SHIFT + Keys.TAB)
        if browser.switch_to.active_element.get_attribute("class") == "pq-chip":
            break
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    until(browser, ".pq-side mark")
    assert browser.switch_to.active_element.get_attribute("id") == "pq-side-title"
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert browser.switch_to.active_element.get_attribute("class") == "pq-chip"


def test_the_sheet_on_a_phone_keeps_the_keyboard_inside(browse: Browse, service: RunningService) -> None:
    browser = browse(width=390, height=844)
    go(browser, service)
    ask(browser, QUESTION)
    press(browser, ".pq-chip")
    until(browser, ".pq-side[aria-modal] mark")
    inside = "return document.querySelector('.pq-side').contains(document.activeElement)"
    for key in (Keys.TAB, Keys.TAB, Keys.TAB, Keys.SHIFT + Keys.TAB, Keys.SHIFT + Keys.TAB):
        browser.switch_to.active_element.send_keys(key)
        assert browser.execute_script(inside)
    press(browser, ".pq-close")
    assert not browser.find_element(By.CSS_SELECTOR, ".pq-side").is_displayed()


def test_the_language_of_the_page_follows_the_browser_and_can_be_switched(browse: Browse, service: RunningService, shoot: Shoot) -> None:
    browser = browse(language="en-US")
    go(browser, service)
    assert words(browser, ".pq-send") == "Ask"
    assert browser.title == "Ask · Policy Q&A"
    ask(browser, "Which department is in charge of online education?")
    assert words(browser, ".pq-tools").startswith("Copy with sources")
    shoot(browser, "ask-desktop-light-6-english")
    press(browser, ".pq-language")
    assert words(browser, ".pq-send") == "提问"
    assert "复制（含出处）" in words(browser, ".pq-tools")
    assert browser.find_element(By.CSS_SELECTOR, ".pq-turn .pq-body").get_attribute("lang") == "en"
    go(browser, service)
    assert words(browser, ".pq-send") == "提问"
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "zh-CN"


def test_an_arabic_answer_runs_from_right_to_left(browse: Browse, service: RunningService, shoot: Shoot) -> None:
    browser = browse(language="en-US")
    go(browser, service)
    ask(browser, "ما هي الإجراءات الداعمة لمحطات شحن السيارات الكهربائية؟")
    shoot(browser, "ask-desktop-light-7-arabic")
    directions = """return ['.pq-question > [dir]', '.pq-body > p', '.pq-source', '.pq-tools']
        .map(one => getComputedStyle(document.querySelector(one)).direction)"""
    assert browser.execute_script(directions) == ["rtl", "rtl", "rtl", "ltr"]
    quoted = browser.find_element(By.CSS_SELECTOR, ".pq-list > li, .pq-body blockquote")
    assert browser.execute_script("return getComputedStyle(arguments[0]).direction", quoted) == "ltr"
    names = browser.find_elements(By.CSS_SELECTOR, ".pq-body > p:last-of-type bdi")
    assert all(re.fullmatch(r"\S+", name.text) for name in names)
    assert len(names) > 1


def test_further_questions_are_in_the_language_of_the_answer(browse: Browse, service: RunningService) -> None:
    browser = browse(language="en-US")
    go(browser, service)
    ask(browser, QUESTION)
    until(browser, ".pq-further .pq-choice")
    assert words(browser, ".pq-further .pq-choice").endswith("？")
    assert browser.find_element(By.CSS_SELECTOR, ".pq-further .pq-choices").get_attribute("lang") == "zh"


def _unanswered(service: RunningService) -> str:
    """A question to which the documents hold only what is near."""
    for question in ("公积金贷款的额度是多少？", "小区停车费怎么定价？", "机动车尾号限行怎么规定？", "孩子上小学的学区怎么划分？"):
        answer = httpx.post(service.address + "/api/v1/ask", json={"question": question}, timeout=60).json()
        if answer["status"] == "no_evidence" and not answer["claims"] and answer["ranked"]:
            return question
    raise AssertionError("all of them are answered")


def test_a_refusal_says_why_and_leads_to_the_measures_that_are_near(browse: Browse, service: RunningService, shoot: Shoot) -> None:
    browser = browse()
    go(browser, service)
    ask(browser, _unanswered(service))
    assert words(browser, ".pq-status") == "文件没有规定"
    related = until(browser, ".pq-list .pq-source")
    shoot(browser, "ask-desktop-light-4-refused")
    related[0].click()
    assert len(until(browser, ".pq-side mark")[0].text) > 20
    ask(browser, "今天天气怎么样？", turn=2)
    assert words(browser, ".pq-turn:last-child .pq-status") == "不予回答"
    assert not browser.find_elements(By.CSS_SELECTOR, ".pq-turn:last-child .pq-chip")
    assert len(until(browser, ".pq-turn:last-child .pq-further .pq-choice")) == 3


@pytest.mark.parametrize("width", [1280, 390])
def test_text_twice_as_large_fits(browse: Browse, service: RunningService, shoot: Shoot, width: int) -> None:
    browser = browse(width=width, height=844)
    wider = """return [...document.querySelectorAll('.pq *')]
        .filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display != 'inline')
        .filter(e => !e.matches('select, .pq-hidden, textarea, .pq-chip')).map(e => e.className || e.tagName)"""
    for path in ("/", "/business", "/documents"):
        go(browser, service, path)
        browser.execute_script("document.documentElement.style.fontSize = '200%'")
        until(browser, ".pq-choice, .pq-in-measure, .pq-profile")
        assert browser.execute_script(wider) == []
        if path == "/":
            ask(browser, QUESTION)
            shoot(browser, f"ask-{'phone' if width < 500 else 'desktop'}-light-8-large-text")
            assert browser.execute_script(wider) == []


def test_the_pages_load_nothing_from_elsewhere(browse: Browse, service: RunningService) -> None:
    for path in ("/", "/business", "/documents"):
        page = httpx.get(service.address + path, timeout=60)
        assert re.findall(r"(?:src|href|content)=[\"']https?://[^\"']+", page.text) == []
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy.split("style-src")[0]
        nonce = re.search(r"'nonce-([^']+)'", policy)
        assert nonce
        assert all(f'nonce="{nonce.group(1)}"' in tag for tag in re.findall(r"<script[^>]*>", page.text))
    browser = browse()
    go(browser, service)
    until(browser, ".pq-choice")
    named: list[str] = browser.execute_script("""return [...performance.getEntriesByType('resource').map(e => e.name),
        ...[...document.querySelectorAll('[href], [src]')].map(e => e.href?.baseVal ?? e.href ?? e.src)]""")
    assert [name for name in named if not name.startswith((service.address, "data:", "blob:"))] == []
    assert len(named) > 10
    footers: list[Any] = browser.find_elements(By.CSS_SELECTOR, "footer")
    assert not any(footer.is_displayed() for footer in footers)
    until_true(browser, "return document.title === '问答 · 政策问答'")
