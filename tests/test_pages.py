"""How the pages hang in the service: the waiting page, what leaves the frame, and the words of the interface."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from letter_search import LetterSearch, reading_room
from starlette.responses import HTMLResponse

from rag.settings import Settings
from ui.pages_mount import STATIC, PagesMount
from ui.service import create_app

PAGE = """<html><head><meta property="og:image" content="https://elsewhere.example/x.png" />
<link rel="preconnect" href="https://fonts.elsewhere.example" />
<script src="https://cdn.elsewhere.example/x.js"></script><script>window.x = 1</script>
<script type="module" src="./own.js"></script></head><body></body></html>"""


def small_pages() -> FastAPI:
    app = FastAPI()

    @app.get("/", response_class=HTMLResponse)
    def page() -> str:
        return PAGE

    @app.get("/static/data")
    def data() -> dict[str, str]:
        return {"script": "<script>"}

    @app.api_route("/gradio_api/upload", methods=["GET", "POST"])
    def upload() -> None:
        raise AssertionError("closed")

    return app


def test_until_the_pages_are_built_a_waiting_page_stands_in(policies: Path) -> None:
    from ui.pages_frame import inward

    go_on = threading.Event()

    def build() -> object:
        go_on.wait(timeout=20)
        return small_pages(), inward

    pages = PagesMount(build)  # type: ignore[arg-type]
    with TestClient(create_app(Settings(), lambda: reading_room(LetterSearch(policies)), pages)) as client:
        waiting = client.get("/")
        assert waiting.status_code == 503
        assert waiting.headers["retry-after"]
        assert "http-equiv" in waiting.text
        assert client.get("/pages/policyqa.css").status_code == 200
        assert client.get("/healthz").status_code == 200
        go_on.set()
        for _ in range(500):
            if pages.status == "ready":
                break
            threading.Event().wait(0.01)
        page = client.get("/")
        assert page.status_code == 200
        assert "elsewhere.example" not in page.text
        assert "./pages/policyqa.css" in page.text
        nonce = re.search(r"'nonce-([^']+)'", page.headers["content-security-policy"])
        assert nonce
        tags = re.findall(r"<script[^>]*>", page.text)
        assert len(tags) == 3
        assert all(f'nonce="{nonce.group(1)}"' in tag for tag in tags)
        assert client.get("/").headers["content-security-policy"] != page.headers["content-security-policy"]
        assert client.get("/static/data").json() == {"script": "<script>"}
        for method, path, status in (("POST", "/gradio_api/upload", 404), ("GET", "/gradio_api/upload", 404), ("POST", "/", 405)):
            refused = client.request(method, path)
            assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
        assert client.get("/pages/../service.py").status_code == 404
        assert client.get("/pages/%2e%2e/service.py").status_code == 404


def test_pages_that_cannot_be_built_leave_the_service_alone(policies: Path, caplog: pytest.LogCaptureFixture) -> None:
    def build() -> object:
        raise ZeroDivisionError

    pages = PagesMount(build)  # type: ignore[arg-type]
    with TestClient(create_app(Settings(), lambda: reading_room(LetterSearch(policies)), pages)) as client:
        for _ in range(500):
            if pages.status == "failed":
                break
            threading.Event().wait(0.01)
        assert client.get("/").status_code == 503
        assert client.post("/api/v1/ask", json={"question": "社区电商怎么发展？"}).status_code == 200
    assert "the pages could not be built" in caplog.text


def keys(words: str) -> dict[str, set[str]]:
    """Key to the places in braces of its words."""
    return {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in re.findall(r'(\w+): "((?:[^"\\]|\\.)*)"', words)}


def test_both_languages_say_the_same_things() -> None:
    chinese, english = (STATIC / "words.js").read_text(encoding="utf-8").split("  en: {")
    english = english.split("};")[0]
    assert keys(chinese) == keys(english)
    assert len(keys(english)) > 40


def test_every_key_that_a_page_names_has_words() -> None:
    known = keys((STATIC / "words.js").read_text(encoding="utf-8").split("  en: {")[1].split("};")[0])
    sources = [*STATIC.parent.glob("page_*.py"), *STATIC.glob("*.js")]
    for source in sources:
        text = source.read_text(encoding="utf-8")
        named = re.findall(r'data-say(?:-\w+)?="(\w+)"', text) + re.findall(r'\bsay\("(\w+)"', text)
        assert set(named) <= set(known), source.name


def test_own_scripts_parse_no_markup_and_name_no_other_host() -> None:
    for source in STATIC.iterdir():
        text = source.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), source.name
        assert "http://" not in text, source.name
        assert "https://" not in text, source.name
