"""No serious or critical finding of axe-core on any page, in either theme, on a desk or a phone, before and after something is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Look
from running_service import RunningService

pytest.importorskip("selenium", reason="selenium is not installed: the pages are not tested")
axe_core_python = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed: accessibility is not checked")

from selenium.webdriver import Chrome  # noqa: E402
from steering import QUESTION, Browse, ask, compare, go, press, until, until_true  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SCRIPT = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LOOKS = [(1280, False), (1280, True), (390, False), (390, True)]
GRAVE = ("serious", "critical")


def findings(browser: Chrome) -> list[str]:
    """What axe-core finds: rule, how bad, and where."""
    result: Any = browser.execute_async_script("axe.run(document, { resultTypes: ['violations'] }).then(arguments[0])")
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in result["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def check(browser: Chrome, look: Look) -> None:
    """No finding in any look of what is shown now."""
    if not browser.execute_script("return Boolean(window.axe)"):
        browser.execute_script(SCRIPT)
    for width, dark in LOOKS:
        look(browser, width=width, dark=dark)
        until_true(browser, "return document.body.classList.contains('dark') === arguments[0] && innerWidth === arguments[1]", dark, width)
        assert findings(browser) == [], f"{width} px, {'dark' if dark else 'light'}"


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_the_chat(browse: Browse, look: Look, service: RunningService, language: str) -> None:
    browser = browse(language=language)
    go(browser, service)
    until(browser, ".pq-choice", count=4)
    check(browser, look)
    ask(browser, QUESTION)
    ask(browser, "买新能源汽车能领多少补贴？", turn=2)
    until(browser, ".pq-further .pq-choice")
    check(browser, look)
    press(browser, ".pq-chip")
    until(browser, ".pq-side mark")
    check(browser, look)


def test_the_chat_in_trouble(browse: Browse, look: Look, service: RunningService) -> None:
    browser = browse()
    go(browser, service)
    until(browser, ".pq-choice", count=4)
    browser.execute_script("window.fetch = async () => { throw new TypeError('network') }")
    browser.find_element("id", "pq-question").send_keys(QUESTION, "\n")
    until(browser, ".pq-halt")
    check(browser, look)


def test_the_page_for_businesses(browse: Browse, look: Look, service: RunningService) -> None:
    browser = browse()
    go(browser, service, "/business")
    check(browser, look)
    compare(browser, "在长沙开便利店，员工30人，想申请资金支持")
    until(browser, ".pq-asking")
    check(browser, look)
    press(browser, ".pq-conditions .pq-source")
    until(browser, ".pq-side mark")
    check(browser, look)


def test_the_documents(browse: Browse, look: Look, service: RunningService) -> None:
    browser = browse()
    go(browser, service, "/documents")
    until(browser, ".pq-in-measure")
    browser.find_element("css selector", "input[type=search]").send_keys("充电")
    until(browser, ".pq-text mark")
    check(browser, look)
