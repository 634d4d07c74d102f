"""The pages as one Gradio application."""

from __future__ import annotations

import warnings

import gradio as gr
from fastapi import FastAPI

from ui import page_ask, page_business, page_documents

FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "system-ui", "sans-serif"]


def build() -> gr.Blocks:
    """The pages: each a frame that its own script fills from the HTTP service."""
    blocks: gr.Blocks
    with gr.Blocks(title="政策问答 · Policy Q&A", analytics_enabled=False, fill_width=True) as blocks:
        gr.HTML(page_ask.HTML, apply_default_css=False, js_on_load=None)
    for name, page in (("Business", page_business), ("Documents", page_documents)):
        with blocks.route(name, f"/{page.ADDRESS}", show_in_navbar=False):
            gr.HTML(page.HTML, apply_default_css=False, js_on_load=None)
    return blocks


def mounted() -> FastAPI:
    """An application that serves the pages at its root; importing and building them takes seconds."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    theme = gr.themes.Base(font=FONTS, font_mono=["ui-monospace", "monospace"])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="SSR mode is not supported")  # nor asked for
        gr.mount_gradio_app(app, build(), path="/", theme=theme, footer_links=[], run_history=False, ssr_mode=False, show_error=False)
    return app
