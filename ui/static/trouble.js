// What went wrong, in the words of the page, and a button that tries again.

import { make } from "./dom.js";
import { say } from "./words.js";

/** Kinds of problems that have words of their own; the service's own line is English and for programs. */
const KINDS = {
  "question-error": "t_question", "too-many-requests": "t_rate", "too-busy": "t_busy", "not-ready": "starting",
  "too-large": "t_large", "profile-error": "t_question", "unknown-document": "t_gone", "private-gone": "p_gone",
};

/** The trouble in one sentence. */
export function told(error) {
  if (error.name === "AbortError") return say("stopped");
  if (!error.status) return say("lost");
  const key = KINDS[error.kind] || (error.status === 429 ? "t_rate" : "failed");
  return say(key, { n: error.wait || 1, detail: error.status });
}

/** The trouble as an element; `again` is offered as a button, once the service takes questions again. */
export function trouble(error, again) {
  const words = make("p", { role: "alert" }, told(error));
  const stopped = error.name === "AbortError";
  return make("div", { class: stopped ? "pq-quiet pq-halt" : "pq-trouble pq-halt" }, words, again ? retry(error.wait || 0, again) : null);
}

function retry(seconds, again) {
  const button = make("button", { type: "button", class: "pq-tool pq-again", onclick: again }, say("retry"));
  const until = Date.now() + seconds * 1000;
  const count = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${say("retry")} (${left})` : say("retry");
    if (left > 0) setTimeout(count, 250);
  };
  if (seconds) count();
  return button;
}
