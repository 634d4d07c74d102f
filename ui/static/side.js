// The policy text beside the chat; on a narrow screen a sheet over it.

import { make } from "./dom.js";
import { loadDocument, Reader } from "./reader.js";
import { told } from "./trouble.js";
import { say } from "./words.js";

const NARROW = matchMedia("(max-width: 899px)");

/** The pane that shows where a quote stands. */
export class SidePane {
  constructor(pane, shell) {
    this.pane = pane;
    this.shell = shell;
    this.heading = pane.querySelector("h2");
    this.place = pane.querySelector(".pq-place");
    this.body = pane.querySelector(".pq-text");
    this.opener = null;
    this.reader = null;
    this.shown = null;
    pane.querySelector(".pq-close").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Show the citation; `opener` gets the focus back on closing. */
  async open(citation, opener) {
    this.opener?.removeAttribute("aria-pressed");
    opener.setAttribute("aria-pressed", "true");
    this.opener = opener;
    this.pane.hidden = false;
    this.shell.classList.add("pq-with-side");
    if (NARROW.matches) this.pane.setAttribute("aria-modal", "true");
    else this.pane.removeAttribute("aria-modal");
    const where = [citation.number || citation.document, citation.path, citation.title].filter(Boolean).join(" · ");
    this.place.textContent = say("quoted", { where });
    if (this.shown !== citation.document) await this.#load(citation.document);
    if (this.shown === citation.document) this.reader.highlight([{ start: citation.start, end: citation.end }]);
    this.heading.focus({ preventScroll: true });
  }

  close() {
    this.pane.hidden = true;
    this.shell.classList.remove("pq-with-side");
    this.opener?.removeAttribute("aria-pressed");
    this.opener?.focus();
    this.opener = null;
  }

  async #load(id) {
    this.shown = null;
    this.body.replaceChildren(make("p", { class: "pq-quiet", role: "status" }, say("loading")));
    try {
      const parsed = await loadDocument(id);
      this.heading.textContent = parsed.document.title;
      this.reader = new Reader(this.body, parsed);
      this.shown = id;
    } catch (error) {
      this.body.replaceChildren(make("p", { class: "pq-trouble", role: "alert" }, told(error)));
    }
  }

  #key(event) {
    if (this.pane.hidden) return;
    if (event.key === "Escape") this.close();
    if (event.key !== "Tab" || !NARROW.matches) return;
    const stops = [...this.pane.querySelectorAll("button, [href], [tabindex='0']")];
    const first = stops[0];
    const last = stops[stops.length - 1];
    const leaving = event.shiftKey ? document.activeElement === first || document.activeElement === this.heading : document.activeElement === last;
    if (leaving) {
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }
  }
}
