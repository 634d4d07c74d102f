// A document of one's own on the page of documents: upload, what happens to it, and the way to be rid of it.

import { make } from "./dom.js";
import { askPrivately, limits, minutes, remove, session, upload, watch } from "./private.js";
import { told } from "./trouble.js";
import { say } from "./words.js";

const KINDS = {
  "unsupported-format": "p_unsupported", "damaged-document": "p_damaged", "document-error": "p_damaged", "scanned-document": "p_scanned",
  "document-too-large": "p_too_large", "too-large": "p_too_large", "too-slow": "p_too_slow", "too-many-private": "p_full", "private-off": "p_off",
};

export class Brought {
  constructor(root) {
    this.box = root.querySelector(".pq-private");
    this.button = root.querySelector(".pq-upload");
    this.file = root.querySelector(".pq-file");
    this.news = null;
    this.button.addEventListener("click", () => this.file.click());
    this.file.addEventListener("change", () => { if (this.file.files[0]) this.#bring(this.file.files[0]); });
    watch((why) => this.#changed(why));
    this.draw();
    limits().then((offered) => { this.limits = offered; this.draw(); }, () => {});
  }

  /** Draw it in the language of the page. */
  draw() {
    const offered = this.limits?.enabled;
    this.button.hidden = !offered;
    if (offered) this.button.title = say("p_hint", this.#sizes());
    const own = session();
    const news = this.news && make("p", { class: this.news.bad ? "pq-trouble" : "pq-quiet", role: this.news.bad ? "alert" : "status" }, this.news.words());
    this.box.hidden = !own && !news;
    this.box.classList.toggle("pq-on", Boolean(own));
    this.box.replaceChildren(...[own && this.#banner(own), news].filter(Boolean));
  }

  #banner(own) {
    return make("div", { class: "pq-own" },
      make("p", {}, make("strong", {}, say("p_title")), " ", make("span", { dir: "auto" }, own.document.title)),
      make("p", { class: "pq-quiet" }, say("p_banner", { n: minutes() })),
      make("div", { class: "pq-own-tools" },
        make("a", { class: "pq-send", href: "./", onclick: () => askPrivately(true) }, say("p_ask")),
        make("button", { type: "button", class: "pq-tool pq-remove", onclick: () => this.#remove() }, say("p_remove"))));
  }

  async #bring(file) {
    this.button.disabled = true;
    this.#tell(() => say("p_reading", { name: file.name }));
    try {
      if (this.limits && file.size > this.limits.max_bytes) throw Object.assign(new Error("too large"), { kind: "too-large" });
      await upload(file);
    } catch (error) {
      const key = KINDS[error.kind];
      this.#tell(() => (key ? say(key, this.#sizes()) : told(error)), true);
    } finally {
      this.file.value = "";
      this.button.disabled = false;
      this.button.focus({ preventScroll: true });
    }
  }

  async #remove() {
    await remove();
    this.button.focus({ preventScroll: true });
  }

  #changed(why) {
    if (why === "opened" || why === "asked") this.news = null;
    if (why === "removed" || why === "gone") this.news = { words: () => say(`p_${why}`), bad: false };
    if (why !== "time" || session()) this.draw();
  }

  #tell(words, bad = false) {
    this.news = { words, bad };
    this.draw();
  }

  #sizes() {
    const { max_bytes: bytes, max_characters: chars, max_measures: measures } = this.limits ?? {};
    return { mb: Math.round(bytes / 1e5) / 10, chars, measures };
  }
}
