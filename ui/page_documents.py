"""The page 文件 / Documents: contents, search, who is responsible for what, and how the document was read; a document of one's own too."""

from __future__ import annotations

from ui.page_frame import head

ADDRESS = "documents"
"""Path of the page below the service's root."""

ENDINGS = ".txt,.md,.html,.htm,.pdf,.docx"
"""What the dialogue for files offers."""

HTML = f"""
<div class="pq" id="pq-documents">
{head("documents")}
<div class="pq-library">
  <div class="pq-bar">
    <select data-say-label="choose"></select>
    <input type="search" data-say-placeholder="find" data-say-label="find" maxlength="200">
    <span class="pq-count" role="status" aria-live="polite"></span>
    <button type="button" class="pq-previous" data-say="previous" disabled></button>
    <button type="button" class="pq-next" data-say="next" disabled></button>
    <button type="button" class="pq-upload" data-say="p_upload" hidden></button>
    <input type="file" class="pq-hidden pq-file" accept="{ENDINGS}" tabindex="-1" aria-hidden="true">
  </div>
  <div class="pq-private" hidden></div>
  <nav class="pq-column" data-say-label="contents" tabindex="0">
    <h2 data-say="contents"></h2>
    <ul class="pq-contents"></ul>
  </nav>
  <div class="pq-text" tabindex="0"></div>
  <div class="pq-column" tabindex="0">
    <section><h2 class="pq-title"></h2><dl class="pq-facts"></dl></section>
    <section><h2 data-say="departments"></h2><div class="pq-departments"></div></section>
    <section><h2 data-say="report"></h2><div class="pq-report"></div></section>
  </div>
</div>
</div>
"""
