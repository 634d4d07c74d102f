"""The page for businesses in a real browser: a profile, its matrix, the quotes, what is still asked, exports."""

from __future__ import annotations

import re

import pytest
from running_service import RunningService

pytest.importorskip("selenium", reason="selenium is not installed: the pages are not tested")

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select
from steering import Browse, Shoot, compare, complaints, fits, go, plain, press, until, until_true, words

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SHOP = "在长沙开便利店，员工30人，想申请资金支持"


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True), (1280, True), (390, False)])
def test_a_business_sees_its_measures_and_their_conditions(
    browse: Browse, service: RunningService, shoot: Shoot, width: int, dark: bool
) -> None:
    browser = browse(width=width, height=844, dark=dark)
    go(browser, service, "/business")
    name = f"business-{'phone' if width < 500 else 'desktop'}-{'dark' if dark else 'light'}"
    shoot(browser, f"{name}-1-form")
    cards = compare(browser, SHOP)
    assert len(cards) == int(re.sub(r"\D", "", words(browser, ".pq-matrix > h2")))
    assert browser.execute_script("return document.activeElement.matches('.pq-matrix > h2')")
    shoot(browser, f"{name}-2-matrix")
    until(browser, ".pq-conditions .pq-source")[0].click()
    assert plain(until(browser, ".pq-side mark")[0].text)
    shoot(browser, f"{name}-3-quote")
    assert fits(browser, width)
    assert complaints(browser) == []


def test_the_form_alone_is_enough(browse: Browse, service: RunningService) -> None:
    browser = browse()
    go(browser, service, "/business")
    for name, value in {"sector": "零售", "place": "长沙市", "size": "30人", "activities": "门店数字化改造、直播电商"}.items():
        browser.find_element(By.NAME, name).send_keys(value)
    press(browser, "input[value=资金]")
    press(browser, "input[value=人才]")
    press(browser, ".pq-profile .pq-send")
    until(browser, ".pq-matrix article")
    assert "(一) 培育壮大零售新业态" in words(browser, ".pq-matrix h3")
    sent = browser.execute_script("return [...new FormData(document.querySelector('.pq-profile')).getAll('needs')]")
    assert sent == ["资金", "人才"]


def test_filters_leave_only_what_they_name(browse: Browse, service: RunningService) -> None:
    browser = browse()
    go(browser, service, "/business")
    everything = len(compare(browser, SHOP))
    instrument, force = (Select(one) for one in browser.find_elements(By.CSS_SELECTOR, ".pq-filters select"))
    assert len(instrument.options) > 2
    total = 0
    for at in range(1, len(instrument.options)):
        instrument.select_by_index(at)
        cards = browser.find_elements(By.CSS_SELECTOR, ".pq-matrix article")
        named = instrument.options[at].text.split(" (")[0]
        assert all(named in card.text for card in cards)
        assert instrument.options[at].text.endswith(f"({len(cards)})")
        total += len(cards)
    assert total == everything
    assert browser.execute_script("return document.querySelector('.pq-filters').contains(arguments[0])", instrument._el)
    instrument.select_by_index(0)
    for at in range(1, len(force.options)):
        force.select_by_index(at)
        assert browser.find_elements(By.CSS_SELECTOR, ".pq-matrix article")
        assert len(browser.find_elements(By.CSS_SELECTOR, ".pq-matrix article")) < everything


@pytest.mark.parametrize("width", [1280, 390])
def test_answering_what_is_missing_changes_the_matrix(browse: Browse, service: RunningService, shoot: Shoot, width: int) -> None:
    browser = browse(width=width, height=844)
    go(browser, service, "/business")
    compare(browser, SHOP)
    missing = len(until(browser, ".pq-state.pq-missing"))
    met = len(browser.find_elements(By.CSS_SELECTOR, ".pq-state.pq-met"))
    questions = until(browser, ".pq-asking input[value=yes]")
    shoot(browser, f"business-{'phone' if width < 500 else 'desktop'}-light-4-questions")
    questions[0].click()
    press(browser, ".pq-asking [type=submit]")
    count = "return document.querySelectorAll('.pq-matrix:not([aria-busy]) .pq-state.pq-missing').length < arguments[0]"
    until_true(browser, count + " && !document.querySelector('.pq-matrix[aria-busy]')", missing)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".pq-state.pq-met")) > met
    assert browser.find_elements(By.CSS_SELECTOR, ".pq-asking input[value=yes]:checked")
    press(browser, ".pq-asking input[value=no]")
    press(browser, ".pq-asking [type=submit]")
    assert until(browser, ".pq-state.pq-unmet")


def test_the_matrix_is_exported_in_three_forms(browse: Browse, service: RunningService) -> None:
    browser = browse()
    go(browser, service, "/business")
    browser.execute_script("""window.saved = [];
        URL.createObjectURL = (blob) => { blob.text().then((text) => window.saved.push(text)); return 'blob:kept'; };
        HTMLAnchorElement.prototype.click = function () { window.named = this.download; }""")
    compare(browser, SHOP)
    for at, (start, name) in enumerate((("# ", "policyqa.md"), ("document,measure", "policyqa.csv"), ("<!doctype html>", "policyqa.html"))):
        browser.find_elements(By.CSS_SELECTOR, ".pq-exports button")[at].click()
        saved: str = until_true(browser, "return window.saved[arguments[0]]", at)
        assert saved.lstrip("\ufeff").startswith(start)
        assert "湘政办发〔2021〕38号" in saved
        assert browser.execute_script("return window.named") == name


@pytest.mark.parametrize("width", [1280, 390])
def test_an_english_page_speaks_english_around_the_quotes(browse: Browse, service: RunningService, shoot: Shoot, width: int) -> None:
    browser = browse(language="en-US", width=width, height=844)
    go(browser, service, "/business")
    cards = compare(browser, "We sell prepackaged food in shops in Changsha, 30 staff, and look for funding")
    shoot(browser, f"business-{'phone' if width < 500 else 'desktop'}-light-5-english")
    for card in cards:
        assert card.text.count("(responsible)") <= 1
    own = """return [...document.querySelectorAll('.pq-matrix *, .pq-profile *')].filter(e => !e.closest('[lang=zh], .pq-asking, textarea'))
        .flatMap(e => [...e.childNodes]).filter(n => n.nodeType === 3 && /[\\u4e00-\\u9fff]/.test(n.data)).map(n => n.data)"""
    assert browser.execute_script(own) == []


def test_a_lost_connection_is_told_and_can_be_tried_again(browse: Browse, service: RunningService) -> None:
    browser = browse()
    go(browser, service, "/business")
    browser.execute_script("window.real = window.fetch; window.fetch = async () => { throw new TypeError('network') }")
    browser.find_element(By.CSS_SELECTOR, "textarea[name=description]").send_keys(SHOP)
    press(browser, ".pq-profile .pq-send")
    assert "连接中断" in until(browser, ".pq-matrix [role=alert]")[0].text
    browser.execute_script("window.fetch = window.real")
    press(browser, ".pq-again")
    until(browser, ".pq-matrix article")
