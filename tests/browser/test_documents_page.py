"""The documents in a real browser: contents, search inside, departments, how it was read."""

from __future__ import annotations

import pytest
from running_service import RunningService

pytest.importorskip("selenium", reason="selenium is not installed: the pages are not tested")

from selenium.webdriver.common.by import By
from steering import Browse, Shoot, complaints, fits, go, press, until, words

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

IN_VIEW = "const r = arguments[0].getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight"


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True), (1280, True), (390, False)])
def test_documents_are_found_in_and_indexed(browse: Browse, service: RunningService, shoot: Shoot, width: int, dark: bool) -> None:
    browser = browse(width=width, height=844, dark=dark)
    go(browser, service, "/documents")
    assert len(until(browser, ".pq-in-measure")) == 20
    assert len(browser.find_elements(By.CSS_SELECTOR, ".pq-in-section")) == 4
    assert "省发展改革委" in words(browser, ".pq-departments th")
    assert "湘政办发〔2021〕38号" in words(browser, ".pq-facts")
    assert words(browser, ".pq-report")
    browser.find_element(By.CSS_SELECTOR, "input[type=search]").send_keys("充电")
    assert set(words(browser, ".pq-text mark")) == set("充电")
    first = words(browser, ".pq-count")
    press(browser, ".pq-next")
    assert words(browser, ".pq-count") != first
    shoot(browser, f"documents-{'phone' if width < 500 else 'desktop'}-{'dark' if dark else 'light'}")
    assert fits(browser, width)
    assert complaints(browser) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_contents_and_departments_lead_to_the_text(browse: Browse, service: RunningService, width: int) -> None:
    browser = browse(width=width, height=844)
    go(browser, service, "/documents")
    until(browser, ".pq-in-measure button")[10].click()
    unit = browser.find_element(By.CSS_SELECTOR, ".pq-text [data-measure='11']")
    assert browser.execute_script(IN_VIEW, unit)
    until(browser, ".pq-departments td button")[0].click()
    shown = [one for one in browser.find_elements(By.CSS_SELECTOR, ".pq-text [data-measure]") if browser.execute_script(IN_VIEW, one)]
    label = browser.find_element(By.CSS_SELECTOR, ".pq-departments td button").text
    assert any(one.text.startswith(label) for one in shown)


def test_the_heads_of_a_table_are_whole_words(browse: Browse, service: RunningService) -> None:
    browser = browse(language="en-US")
    go(browser, service, "/documents")
    until(browser, ".pq-departments th")
    lines = """return [...document.querySelectorAll('.pq-departments thead th')].map(head => {
        const range = document.createRange(); range.selectNodeContents(head); return range.getClientRects().length })"""
    assert browser.execute_script(lines) == [1, 1]
