"""Measures what a person waits for, in a real browser: ``python tests/browser/timings.py`` (``make timings``).

A service of its own, warm, answers without a chat model. Medians over several rounds, in milliseconds, beside the floors.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from running_service import Offline, RunningService
from steering import until

ROUNDS = 7
QUESTIONS = (
    "充电桩有哪些支持措施？",
    "快递员的社会保险怎么保障？",
    "直播电商有什么政策？",
    "老年人看病挂号有什么便利？",
    "Which department is in charge of online education?",
    "农产品冷藏保鲜有什么支持？",
    "智慧景区怎么建设？",
)
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage")

WHEN_DRAWN = "const drawn = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now()), 0));"
"""After the next frame has been painted."""
FIRST_WORD = (
    WHEN_DRAWN
    + """
const [question, done] = arguments;
const list = document.querySelector('.pq-turns');
const before = list.childElementCount;
const box = document.getElementById('pq-question');
box.value = question;
new MutationObserver((_, self) => {
    const turn = list.children[before];
    if (!turn?.querySelector('.pq-chip, .pq-status')) return;
    self.disconnect();
    drawn((end) => done(end - started));
}).observe(list, { childList: true, subtree: true });
const started = performance.now();
box.form.requestSubmit();
"""
)
HIGHLIGHT = (
    WHEN_DRAWN
    + """
const done = arguments[0];
const chip = document.querySelector('.pq-turn:last-child .pq-chip');
const body = document.querySelector('.pq-side .pq-text');
const seen = () => {
    const mark = body.querySelector('mark');
    const box = mark?.getBoundingClientRect();
    return Boolean(box?.height && box.top < innerHeight && box.bottom > 0);
};
const started = performance.now();
chip.click();
const look = () => (seen() ? drawn((end) => done(end - started)) : requestAnimationFrame(look));
look();
"""
)


def browser() -> Chrome:
    """Chromium with nothing in its cache."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in FLAGS:
        options.add_argument(flag)
    opened = Chrome(options=options, service=Service(shutil.which("chromedriver"), env={**os.environ, "LANGUAGE": "zh_CN"}))
    opened.set_script_timeout(60)
    return opened


def usable(page: Chrome, address: str) -> float:
    """From the request of the page until a question can be typed and the examples stand."""
    page.get("about:blank")
    started = time.perf_counter()
    page.get(address + "/")
    until(page, "[data-ready] .pq-choice")
    return (time.perf_counter() - started) * 1000


def measured(address: str) -> dict[str, tuple[list[float], int]]:
    """The times of each kind with its floor."""
    cold: list[float] = []
    first: list[float] = []
    opened: list[float] = []
    again: list[float] = []
    for number in range(ROUNDS):
        page = browser()
        try:
            cold.append(usable(page, address))
            first.append(_number(page.execute_async_script(FIRST_WORD, QUESTIONS[number % len(QUESTIONS)])))
            until(page, ".pq-turn:not([aria-busy]) .pq-chip")
            opened.append(_number(page.execute_async_script(HIGHLIGHT)))
            page.execute_script("document.querySelector('.pq-close').click()")
            again.append(_number(page.execute_async_script(HIGHLIGHT)))
        finally:
            page.quit()
    return {
        "page usable, cold browser": (cold, 3000),
        "first claim shown after asking": (first, 300),
        "highlight visible after the first press of a chip": (opened, 300),
        "highlight visible, text already open once": (again, 300),
    }


def _number(value: Any) -> float:
    return float(value)


def main() -> None:
    """Print the table; exit 1 where a median misses its floor."""
    with tempfile.TemporaryDirectory() as folder, RunningService(Offline(Path(folder))) as service:
        service.wait()
        warm = browser()
        try:
            usable(warm, service.address)
            for question in QUESTIONS:
                warm.execute_async_script(FIRST_WORD, question)
        finally:
            warm.quit()
        table = measured(service.address)
    missed = False
    sys.stdout.write(f"| what a person waits for | median ms | worst of {ROUNDS} | floor |\n|---|---|---|---|\n")
    for name, (times, floor) in table.items():
        median = statistics.median(times)
        missed |= median > floor
        sys.stdout.write(f"| {name} | {median:.0f} | {max(times):.0f} | {floor} |\n")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
