// The page of documents: contents, search, departments, how it was read.

import { drawn, getJSON, make } from "./dom.js";
import { asksPrivate, session, watch } from "./private.js";
import { Brought } from "./private_banner.js";
import { loadDocument, occurrences, Reader } from "./reader.js";
import { told } from "./trouble.js";
import { enumerated, languageButton, say, translate } from "./words.js";

class DocumentPage {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`.pq-${name}`);
    this.choice = root.querySelector("select");
    this.find = root.querySelector("input[type=search]");
    this.choice.addEventListener("change", () => this.open(this.choice.value));
    this.find.addEventListener("input", () => this.search());
    this.find.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); this.step(event.shiftKey ? -1 : 1); } });
    this.part("previous").addEventListener("click", () => this.step(-1));
    this.part("next").addEventListener("click", () => this.step(1));
    this.found = [];
    this.at = 0;
    this.documents = [];
    this.brought = new Brought(root);
    watch((why) => { if (why !== "time") this.#changed(why); });
  }

  async start() {
    clearTimeout(this.later);
    try {
      this.documents = (await getJSON("api/v1/documents")).documents;
      await this.#arrange();
    } catch (error) {
      if (error.status === 503) this.#say("starting");
      else this.#tell(told(error));
      if (error.status === 503) this.later = setTimeout(() => this.start(), 1000);
    }
  }

  async open(id) {
    this.#say("loading");
    try {
      this.parsed = await loadDocument(id);
    } catch (error) {
      this.parsed = null;
      return this.#tell(told(error));
    }
    // The title of a private document stays out of addresses: they are kept, and sent.
    history.replaceState(null, "", id === session()?.document.id ? location.pathname : `?document=${encodeURIComponent(id)}`);
    this.choice.value = id;
    this.reader = new Reader(this.part("text"), this.parsed);
    this.draw();
    this.search();
    return undefined;
  }

  /** Offer what there is, and open what the address names, else the private document that is asked, else the first. */
  async #arrange(preferred = new URLSearchParams(location.search).get("document")) {
    const own = session()?.document;
    const option = (one) => make("option", { value: one.id }, one.title);
    this.choice.replaceChildren(...(own ? [make("optgroup", { label: say("p_title") }, option(own))] : []), ...this.documents.map(option));
    const known = [...(own ? [own] : []), ...this.documents].map((one) => one.id);
    if (!known.length) return this.#say("none");
    const id = known.includes(preferred) ? preferred : own && asksPrivate() ? own.id : this.documents[0]?.id ?? own.id;
    return this.open(id);
  }

  #changed(why) {
    if (why === "opened") this.#arrange(session().document.id);
    if (why === "removed" || why === "gone") this.#arrange();
  }

  draw() {
    if (!this.parsed) return;
    const { document: about, measures } = this.parsed;
    this.part("title").textContent = about.title;
    const facts = ["number", "issuer", "published", "effective", "expires"].filter((name) => about[name]);
    this.part("facts").replaceChildren(...facts.flatMap((name) => [make("dt", {}, say(name)), make("dd", {}, about[name])]),
      ...(about.basis.length ? [make("dt", {}, say("basis")), make("dd", {}, enumerated(about.basis))] : []));
    this.part("contents").replaceChildren(...this.#contents());
    this.part("departments").replaceChildren(this.#departments(measures));
    this.part("report").replaceChildren(...this.#report());
  }

  search() {
    if (!this.parsed) return;
    this.found = occurrences(this.parsed, this.find.value);
    this.at = 0;
    this.#shown();
  }

  step(by) {
    if (!this.found.length) return;
    this.at = (this.at + by + this.found.length) % this.found.length;
    this.#shown();
  }

  #shown() {
    const sought = this.find.value.trim();
    this.part("count").textContent = !sought ? "" : this.found.length ? `${this.at + 1} / ${this.found.length}` : say("notfound");
    for (const name of ["previous", "next"]) this.part(name).disabled = this.found.length < 2;
    this.reader.highlight(this.found, this.at);
  }

  #contents() {
    const entries = [
      ...this.parsed.sections.map((one) => ({ ...one, level: "section" })),
      ...this.parsed.measures.filter((one) => !this.parsed.sections.some((section) => section.start === one.start)).map((one) => ({ ...one, level: "measure" })),
    ].sort((a, b) => a.start - b.start);
    return entries.map((one) => make("li", { class: `pq-in-${one.level}` },
      this.#link(one.start, [one.label || one.path, one.title].filter(Boolean).join(" ") || one.text.slice(0, 24))));
  }

  #link(offset, ...words) {
    return make("button", { type: "button", class: "pq-link", onclick: () => this.reader.show(offset) }, ...words);
  }

  #departments(measures) {
    const index = new Map();
    for (const measure of measures) {
      for (const { name, canonical, role } of measure.departments) {
        const key = canonical || name;
        if (!index.has(key)) index.set(key, new Map());
        const known = index.get(key).get(measure.ordinal);
        if (!known || role === "lead") index.get(key).set(measure.ordinal, { measure, role });
      }
    }
    const rows = [...index].sort((a, b) => b[1].size - a[1].size || a[0].localeCompare(b[0], "zh"));
    return make("table", {},
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, say("department")), make("th", { scope: "col" }, say("measures")))),
      make("tbody", {}, ...rows.map(([name, duties]) => make("tr", {}, make("th", { scope: "row" }, name),
        make("td", {}, ...[...duties.values()].map(({ measure, role }) => make("span", { class: "pq-duty" },
          this.#link(measure.start, measure.label || measure.path), role === "lead" ? make("small", {}, say("lead_role")) : null)))))));
  }

  #report() {
    const { report } = this.parsed;
    const numbers = [["characters", report.characters], ["unassigned", report.unassigned], ["format", [report.format, report.encoding].filter(Boolean).join(", ")]];
    return [
      make("dl", {}, ...numbers.flatMap(([key, value]) => [make("dt", {}, say(key)), make("dd", {}, String(value))])),
      report.warnings.length ? make("ul", {}, ...report.warnings.map((warning) => make("li", {}, warning))) : make("p", { class: "pq-quiet" }, say("nowarnings")),
    ];
  }

  #say(key) {
    this.#tell(say(key));
  }

  #tell(words) {
    this.part("text").replaceChildren(make("p", { class: "pq-quiet", role: "status" }, words));
  }
}

const root = await drawn("pq-documents");
translate(root);
const page = new DocumentPage(root);
languageButton(root.querySelector(".pq-language"), () => { page.draw(); page.brought.draw(); });
await page.start();
root.dataset.ready = "true";
