"""The chat when something is amiss: stopped, cut off, refused for haste, the model down, no documents, markup everywhere."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fake_chat_server import FakeChat
from running_service import RunningService

pytest.importorskip("selenium", reason="selenium is not installed: the pages are not tested")

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from steering import QUESTION, Browse, Shoot, ask, compare, complaints, go, press, send, until, until_true, words

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ODD = "新开书店能得到多少补贴？"
CUT = """
const real = window.fetch;
window.fetch = async (path, options) => {
    if (!String(path).includes('ask/stream')) return real(path, options);
    window.fetch = real;
    const event = (name, data) => new TextEncoder().encode(`event: ${name}\\ndata: ${JSON.stringify(data)}\\n\\n`);
    let go;
    window.cutNow = () => go();
    const gone = new Promise((resolve) => { go = resolve; });
    const body = new ReadableStream({ async start(stream) {
        stream.enqueue(event('retrieval', { ranked: [] }));
        stream.enqueue(new TextEncoder().encode(': still working\\n\\n'));
        stream.enqueue(event('claim', arguments_[0]));
        await gone;
        stream.error(new TypeError('network error'));
    } });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
};
"""
"""Makes the next answer break off after its first claim, once `cutNow()` is called."""


def slowly(model: tuple[FakeChat, str], seconds: float) -> None:
    """Let the chat model take its time before it fails."""
    model[0].delay_s = seconds


@pytest.fixture(autouse=True)
def _quick_again(model: tuple[FakeChat, str]) -> object:
    yield
    slowly(model, 0.0)


@contextmanager
def hurried(service: RunningService) -> Iterator[None]:
    """Others ask all the while from the same address: whatever a slow page takes to send, nothing is left for it."""
    refused, done = threading.Event(), threading.Event()

    def hurry() -> None:
        while not done.is_set():
            if httpx.post(service.address + "/api/v1/search", json={"question": ODD}, timeout=60).status_code == 429:
                refused.set()

    others = threading.Thread(target=hurry)
    others.start()
    try:
        assert refused.wait(60), "the service refuses nobody"
        yield
    finally:
        done.set()
        others.join()


def refused_in_the_end(browser: Chrome) -> str:
    """Ask until it is refused, since a question can arrive just as a place comes free; the words of the refusal."""
    for turn in range(1, 31):
        send(browser, ODD)
        until(browser, ".pq-turn:not([aria-busy])", count=turn)
        if halts := browser.find_elements(By.CSS_SELECTOR, ".pq-halt [role=alert]"):
            return str(halts[0].text)
    raise AssertionError("thirty questions were answered while nothing was left for them")


def first_claim(service: RunningService) -> dict[str, object]:
    """The first claim of the answer, as the stream gives it."""
    stream = httpx.post(service.address + "/api/v1/ask/stream", json={"question": QUESTION}, timeout=60).text
    data = re.search(r"^event: claim\ndata: (.*)$", stream, re.MULTILINE)
    assert data
    found: dict[str, object] = json.loads(data.group(1))
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_what_was_shown_stays_when_the_line_is_cut(browse: Browse, service: RunningService, shoot: Shoot, width: int) -> None:
    browser = browse(width=width, height=844)
    go(browser, service)
    claim = first_claim(service)
    browser.execute_script("const arguments_ = arguments;" + CUT, claim)
    send(browser, QUESTION)
    until(browser, ".pq-turn[aria-busy] .pq-chip")[0].click()
    assert until(browser, ".pq-side mark")
    press(browser, ".pq-close")
    browser.execute_script("window.cutNow()")
    halt = until(browser, ".pq-halt [role=alert]")[0]
    assert "连接中断" in halt.text
    assert words(browser, ".pq-status") == "回答不完整"
    assert str(claim["text"]) in words(browser, ".pq-is-incomplete .pq-list")
    shoot(browser, f"ask-{'phone' if width < 500 else 'desktop'}-light-9-cut")
    press(browser, ".pq-language")
    assert "connection was lost" in words(browser, ".pq-halt")
    assert str(claim["text"]) in words(browser, ".pq-is-incomplete .pq-list")
    press(browser, ".pq-again")
    until(browser, ".pq-turn:not([aria-busy]) .pq-tools")
    assert len(browser.find_elements(By.CSS_SELECTOR, ".pq-turn")) == 1


def test_an_answer_can_be_stopped_and_asked_again(browse: Browse, odd: RunningService, model: tuple[FakeChat, str], shoot: Shoot) -> None:
    browser = browse()
    go(browser, odd)
    slowly(model, 8)
    send(browser, ODD)
    until_true(browser, "return document.querySelector('.pq-wait')?.textContent === '正在核对…'")
    shoot(browser, "ask-desktop-light-10-waiting")
    press(browser, ".pq-stop:not([hidden])")
    assert words(browser, ".pq-halt p") == "已停止。"
    assert browser.find_element(By.CSS_SELECTOR, ".pq-send").is_displayed()
    slowly(model, 0)
    press(browser, ".pq-again")
    until(browser, ".pq-turn:not([aria-busy]) .pq-tools")
    assert len(browser.find_elements(By.CSS_SELECTOR, ".pq-turn")) == 1


def test_a_network_that_goes_away_is_noticed_while_the_answer_is_awaited(
    browse: Browse, odd: RunningService, model: tuple[FakeChat, str]
) -> None:
    browser = browse()
    go(browser, odd)
    slowly(model, 8)
    send(browser, ODD)
    until_true(browser, "return document.querySelector('.pq-wait')?.textContent === '正在核对…'")
    _network(browser, offline=True)
    started = time.monotonic()
    until(browser, ".pq-halt [role=alert]")
    assert time.monotonic() - started < 7, "noticed only once the answer was due"
    assert "连接中断" in words(browser, ".pq-halt")
    _network(browser, offline=False)
    slowly(model, 0)
    press(browser, ".pq-again")
    until(browser, ".pq-turn:not([aria-busy]) .pq-tools")


def _network(browser: Chrome, *, offline: bool) -> None:
    browser.execute_cdp_cmd("Network.enable", {})
    conditions = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_a_model_that_is_down_is_named_and_the_answer_comes_all_the_same(
    browse: Browse, odd: RunningService, shoot: Shoot, width: int, dark: bool
) -> None:
    browser = browse(width=width, height=844, dark=dark)
    go(browser, odd)
    ask(browser, ODD)
    banner = browser.find_element(By.CSS_SELECTOR, ".pq-body > .pq-notice:first-child")
    assert banner.is_displayed()
    assert banner.text == httpx.post(odd.address + "/api/v1/ask", json={"question": ODD}, timeout=60).json()["notices"][0]
    assert "10万元" in words(browser, ".pq-body")
    assert browser.find_elements(By.CSS_SELECTOR, ".pq-chip")
    shoot(browser, f"ask-{'phone' if width < 500 else 'desktop'}-{'dark' if dark else 'light'}-11-model-down")


def test_markup_is_text_on_every_page(browse: Browse, odd: RunningService, shoot: Shoot) -> None:
    browser = browse()
    go(browser, odd)
    attack = "<img src=x onerror=\"document.title='broken'\"> **粗** [1] 新开书店能得到多少补贴？<script>document.title='broken'</script>"
    ask(browser, attack)
    assert words(browser, ".pq-question").endswith(attack)
    ask(browser, ODD, turn=2)
    press(browser, ".pq-turn:last-child .pq-chip")
    until(browser, ".pq-side mark")
    assert "<script>" in words(browser, ".pq-side .pq-text")
    shoot(browser, "ask-desktop-light-12-markup")
    go(browser, odd, "/business")
    compare(browser, "开书店的企业<img src=x onerror=\"document.title='broken'\">，经营面积300平方米")
    press(browser, ".pq-conditions .pq-source")
    until(browser, ".pq-side mark")
    assert "<script>" in words(browser, ".pq-side .pq-text")
    shoot(browser, "business-desktop-markup")
    go(browser, odd, "/documents")
    until(browser, ".pq-in-measure")
    assert "<b>书店</b>" in words(browser, ".pq-title")
    shoot(browser, "documents-desktop-markup")
    assert not browser.find_elements(By.CSS_SELECTOR, ".pq img, .pq script, .pq b")
    assert browser.title != "broken"
    assert complaints(browser) == []


def test_haste_is_answered_with_the_time_to_wait(browse: Browse, odd: RunningService, shoot: Shoot) -> None:
    browser = browse()
    go(browser, odd)
    until(browser, ".pq-choice")
    with hurried(odd):
        halt = refused_in_the_end(browser)
    assert re.fullmatch(r"提问太频繁，请 \d+ 秒后再试。", halt)
    again = browser.find_element(By.CSS_SELECTOR, ".pq-again")
    assert not again.is_enabled()
    assert re.fullmatch(r"重新提问 \(\d+\)", again.text)
    shoot(browser, "ask-desktop-light-13-haste")
    until(browser, ".pq-again:enabled")[0].click()
    until(browser, ".pq-turn:last-child:not([aria-busy]) .pq-tools")


def test_without_documents_the_page_says_so_and_goes_on_once_there_are_some(
    browse: Browse, empty: tuple[RunningService, Path], policies: Path, shoot: Shoot
) -> None:
    service, folder = empty
    browser = browse()
    go(browser, service)
    assert "还没有收录任何文件" in until(browser, ".pq-examples .pq-trouble")[0].text
    shoot(browser, "ask-desktop-light-14-empty")
    send(browser, QUESTION)
    until(browser, ".pq-halt [role=alert]")
    go(browser, service, "/business")
    browser.find_element(By.CSS_SELECTOR, "textarea[name=description]").send_keys("开便利店")
    press(browser, ".pq-profile .pq-send")
    until(browser, ".pq-matrix .pq-halt")
    go(browser, service)
    first = next(policies.glob("*.txt"))
    (folder / first.name).write_bytes(first.read_bytes())
    until(browser, ".pq-choice", count=4, seconds=120)
    ask(browser, QUESTION)
    until(browser, ".pq-chip")


def test_the_waiting_page_and_the_starting_service_are_told_apart(browse: Browse, service: RunningService, shoot: Shoot) -> None:
    browser = browse(width=390, height=844, dark=True)
    go(browser, service)
    until(browser, ".pq-choice")
    starting = """const real = window.fetch; window.asked = 0;
        window.fetch = async (path, options) => {
            if (!/documents|readyz|stream/.test(path) || window.opened) return real(path, options);
            const told = { type: 'urn:policyqa:not-ready', detail: 'still starting', status: 503, desk: 'starting' };
            return new Response(JSON.stringify(told), { status: 503, headers: { 'Retry-After': '1' } });
        };"""
    browser.execute_script(starting)
    press(browser, ".pq-language")
    assert "starting" in until(browser, ".pq-examples [role=status]")[0].text
    shoot(browser, "ask-phone-dark-15-starting")
    send(browser, QUESTION)
    assert "starting" in until(browser, ".pq-halt")[0].text
    browser.execute_script("window.opened = true")
    until(browser, ".pq-again:enabled")[0].click()
    until(browser, ".pq-turn:last-child:not([aria-busy]) .pq-tools")
