"""The pages in a real browser: ask, see the quoted words in the policy, read the documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from running_service import RunningService

pytest.importorskip("selenium", reason="selenium is not installed: the pages are not tested")

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

QUESTION = "充电桩有哪些支持措施？"
Shoot = Callable[[Chrome, str], None]


def go(browser: Chrome, service: RunningService, path: str = "/") -> None:
    browser.get(service.address + path)
    until(browser, "[data-ready]")


def until(browser: Chrome, selector: str, *, count: int = 1, seconds: float = 30) -> Any:
    wait = WebDriverWait(browser, seconds, poll_frequency=0.05)
    return wait.until(lambda _: len(found := browser.find_elements(By.CSS_SELECTOR, selector)) >= count and found)


def ask(browser: Chrome, question: str, *, turn: int = 1) -> None:
    box = browser.find_element(By.ID, "pq-question")
    box.send_keys(question)
    box.send_keys(Keys.ENTER)
    until(browser, ".pq-turn:not([aria-busy]) .pq-tools", count=turn)


def words(browser: Chrome, selector: str) -> str:
    return "".join(browser.execute_script("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector))


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def complaints(browser: Chrome) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_a_chip_shows_the_quoted_words_in_the_policy(browse: Any, service: RunningService, shoot: Shoot, width: int, dark: bool) -> None:
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
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not browser.find_element(By.CSS_SELECTOR, ".pq-side").is_displayed()
    assert browser.switch_to.active_element.get_attribute("class") == "pq-chip"
    assert complaints(browser) == []


def test_the_answer_on_the_page_is_that_of_the_service(browse: Any, service: RunningService) -> None:
    browser = browse()
    go(browser, service)
    ask(browser, QUESTION)
    answer = httpx.post(service.address + "/api/v1/ask", json={"question": QUESTION}, timeout=60).json()
    shown = plain(words(browser, ".pq-body"))
    assert all(plain(claim["text"]) in shown for claim in answer["claims"])
    assert all(contact["name"] in shown for contact in answer["contacts"])


def test_markup_in_a_question_is_text(browse: Any, service: RunningService) -> None:
    browser = browse()
    go(browser, service)
    attack = "<img src=x onerror=\"document.title='broken'\"> **粗** [1] 充电桩由谁负责？<script>document.title='broken'</script>"
    ask(browser, attack)
    assert words(browser, ".pq-question").endswith(attack)
    assert not browser.find_elements(By.CSS_SELECTOR, ".pq-turn img, .pq-turn script")
    assert browser.title != "broken"


def test_a_refusal_is_marked_as_one(browse: Any, service: RunningService, shoot: Shoot) -> None:
    browser = browse()
    go(browser, service)
    ask(browser, "今天天气怎么样？")
    shoot(browser, "ask-desktop-light-4-refused")
    assert words(browser, ".pq-status")
    assert not browser.find_elements(By.CSS_SELECTOR, ".pq-chip")


def test_a_conversation_stays_in_the_tab_until_it_is_cleared(browse: Any, service: RunningService) -> None:
    browser = browse()
    go(browser, service)
    ask(browser, QUESTION)
    ask(browser, "由谁负责？", turn=2)
    go(browser, service)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".pq-turn")) == 2
    browser.find_element(By.CSS_SELECTOR, ".pq-clear").click()
    assert browser.find_elements(By.CSS_SELECTOR, ".pq-turn") == []
    assert browser.execute_script("return JSON.stringify(sessionStorage)").count("充电") == 0
    assert browser.find_element(By.CSS_SELECTOR, ".pq-welcome").is_displayed()


def test_a_shared_link_asks_again(browse: Any, service: RunningService) -> None:
    browser = browse()
    go(browser, service, f"/?q={quote(QUESTION)}")
    until(browser, ".pq-turn:not([aria-busy]) .pq-chip")
    assert words(browser, ".pq-question").endswith(QUESTION)
    assert "充电" not in service.output()


def test_an_answer_is_copied_with_its_sources(browse: Any, service: RunningService) -> None:
    browser = browse()
    go(browser, service)
    browser.execute_script("window.copied = []; navigator.clipboard.writeText = async (text) => { window.copied.push(text); }")
    ask(browser, QUESTION)
    for button in browser.find_elements(By.CSS_SELECTOR, ".pq-tool")[:2]:
        button.click()
    copied, link = WebDriverWait(browser, 10).until(lambda _: len(found := browser.execute_script("return window.copied")) == 2 and found)
    assert QUESTION in copied
    assert "\n> " in copied
    assert "湘政办发〔2021〕38号" in copied
    assert link == f"{service.address}/?q={quote(QUESTION)}"


def test_keyboard_alone_is_enough(browse: Any, service: RunningService) -> None:
    browser = browse()
    go(browser, service)
    browser.execute_script("document.getElementById('pq-question').focus()")
    browser.switch_to.active_element.send_keys(QUESTION + Keys.ENTER)
    until(browser, ".pq-turn:not([aria-busy]) .pq-chip")
    for _ in range(40):
        browser.switch_to.active_element.send_keys(Keys.SHIFT + Keys.TAB)
        if browser.switch_to.active_element.get_attribute("class") == "pq-chip":
            break
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    until(browser, ".pq-side mark")
    assert browser.switch_to.active_element.get_attribute("id") == "pq-side-title"


def test_the_language_of_the_page_can_be_switched(browse: Any, service: RunningService, shoot: Shoot) -> None:
    browser = browse(language="en-US")
    go(browser, service)
    before = words(browser, ".pq-send")
    browser.find_element(By.CSS_SELECTOR, ".pq-language").click()
    after = words(browser, ".pq-send")
    assert {before, after} == {"Ask", "提问"}
    go(browser, service)
    assert words(browser, ".pq-send") == after
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == ("en" if after == "Ask" else "zh-CN")


def test_an_answer_that_is_lost_says_so(browse: Any, service: RunningService) -> None:
    browser = browse()
    go(browser, service)
    browser.execute_script("window.fetch = async () => { throw new TypeError('network') }")
    ask(browser, QUESTION)
    assert words(browser, ".pq-trouble")
    assert browser.find_element(By.CSS_SELECTOR, ".pq-trouble").get_attribute("role") == "alert"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/", "/business", "/documents"])
def test_text_twice_as_large_fits(browse: Any, service: RunningService, width: int, path: str) -> None:
    browser = browse(width=width, height=844)
    go(browser, service, path)
    browser.execute_script("document.documentElement.style.fontSize = '200%'")
    until(browser, ".pq-choice, .pq-in-measure, .pq-profile")
    wider = """return [...document.querySelectorAll('.pq *')]
        .filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display != 'inline')
        .filter(e => !e.matches('select, .pq-hidden, textarea')).map(e => e.className || e.tagName)"""
    assert browser.execute_script(wider) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_documents_are_found_in_and_indexed(browse: Any, service: RunningService, shoot: Shoot, width: int) -> None:
    browser = browse(width=width, height=844)
    go(browser, service, "/documents")
    assert len(until(browser, ".pq-in-measure")) == 20
    assert len(browser.find_elements(By.CSS_SELECTOR, ".pq-in-section")) == 4
    assert "省发展改革委" in words(browser, ".pq-departments th")
    browser.find_element(By.CSS_SELECTOR, "input[type=search]").send_keys("充电")
    assert set(words(browser, ".pq-text mark")) == set("充电")
    first = words(browser, ".pq-count")
    browser.find_element(By.CSS_SELECTOR, ".pq-next").click()
    assert words(browser, ".pq-count") != first
    shoot(browser, f"documents-{'phone' if width < 500 else 'desktop'}")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert complaints(browser) == []


def test_the_frame_points_nowhere_else(service: RunningService) -> None:
    for path in ("/", "/business", "/documents"):
        page = httpx.get(service.address + path)
        assert re.findall(r"(?:src|href|content)=[\"']https?://[^\"']+", page.text) == []
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy.split("style-src")[0]
        nonce = re.search(r"'nonce-([^']+)'", policy)
        assert nonce
        assert all(f'nonce="{nonce.group(1)}"' in tag for tag in re.findall(r"<script[^>]*>", page.text))


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_a_business_sees_its_measures_and_their_conditions(
    browse: Any, service: RunningService, shoot: Shoot, width: int, dark: bool
) -> None:
    browser = browse(width=width, height=844, dark=dark)
    go(browser, service, "/business")
    browser.find_element(By.CSS_SELECTOR, "textarea[name=description]").send_keys("开设充电站的企业，在居民区经营充电桩")
    browser.find_element(By.CSS_SELECTOR, ".pq-profile .pq-send").click()
    cards = until(browser, ".pq-matrix article")
    assert len(cards) == int(re.sub(r"\D", "", words(browser, ".pq-filters strong")))
    shoot(browser, f"business-{'phone' if width < 500 else 'desktop'}")
    until(browser, ".pq-conditions .pq-source")[0].click()
    assert plain(until(browser, ".pq-side mark")[0].text)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert complaints(browser) == []


def test_further_questions_are_in_the_language_of_the_answer(browse: Any, service: RunningService) -> None:
    browser = browse(language="en-US")
    go(browser, service)
    ask(browser, QUESTION)
    until(browser, ".pq-further .pq-choice")
    assert words(browser, ".pq-further .pq-choice").endswith("？")
    assert browser.find_element(By.CSS_SELECTOR, ".pq-further .pq-choices").get_attribute("lang") == "zh"


def test_a_refusal_leads_to_the_measures_that_are_near(browse: Any, service: RunningService) -> None:
    browser = browse(language="en-US")
    go(browser, service)
    ask(browser, "我开了个小超市，能拿到多少补贴？")
    until(browser, ".pq-list .pq-source")[0].click()
    until(browser, ".pq-side mark")


def test_an_english_page_names_roles_once_and_amounts_in_english(browse: Any, service: RunningService) -> None:
    browser = browse(language="en-US")
    go(browser, service, "/business")
    browser.find_element(By.CSS_SELECTOR, "textarea[name=description]").send_keys("We operate EV charging stations in residential areas")
    browser.find_element(By.CSS_SELECTOR, ".pq-profile .pq-send").click()
    cards = until(browser, ".pq-matrix article")
    for card in cards:
        assert card.text.count("(responsible)") <= 1
        assert "、" not in card.find_elements(By.CSS_SELECTOR, "p")[-1].text
    assert "文件未规定" not in words(browser, ".pq-conditions")


def test_the_heads_of_a_table_are_whole_words(browse: Any, service: RunningService) -> None:
    browser = browse(language="en-US")
    go(browser, service, "/documents")
    until(browser, ".pq-departments th")
    lines = """return [...document.querySelectorAll('.pq-departments thead th')].map(head => {
        const range = document.createRange(); range.selectNodeContents(head); return range.getClientRects().length })"""
    assert browser.execute_script(lines) == [1, 1]
