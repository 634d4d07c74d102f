"""The page 问答 / Ask: a chat whose every statement opens the policy text at the quoted words.

Only the frame is here, its words named by key; ``static/ask.js`` fills it from the HTTP service with text nodes, so that no markup of a
question or a document is ever parsed.
"""

from __future__ import annotations

from ui.page_frame import head, side_pane

ADDRESS = ""
"""Path of the page below the service's root."""

HTML = f"""
<div class="pq" id="pq-ask">
<a class="pq-skip" href="#pq-question" data-say="skip"></a>
{head("ask")}
<div class="pq-columns">
  <div class="pq-chat">
    <div class="pq-scroll">
      <section class="pq-welcome">
        <h2 data-say="welcome"></h2>
        <p class="pq-quiet" data-say="lead"></p>
        <div class="pq-examples"></div>
      </section>
      <ol class="pq-turns"></ol>
      <p class="pq-hidden pq-news" role="status" aria-live="polite"></p>
    </div>
    <div class="pq-ask">
      <form class="pq-row">
        <textarea id="pq-question" rows="1" maxlength="4000" data-say-placeholder="placeholder" data-say-label="you"></textarea>
        <button type="submit" class="pq-send" data-say="send"></button>
        <button type="button" class="pq-stop" data-say="stop" hidden></button>
      </form>
      <div class="pq-foot"><span data-say="privacy"></span><button type="button" class="pq-clear" data-say="clear"></button></div>
    </div>
  </div>
  {side_pane()}
</div>
</div>
"""
