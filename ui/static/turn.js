// One question with what became of it: claims as they are proved, then the whole answer; or what went wrong, beside what was shown.

import { copy, asMarkdown } from "./copying.js";
import { make } from "./dom.js";
import { feedback } from "./feedback.js";
import { render, statement } from "./markdown.js";
import { loadDocument } from "./reader.js";
import { furtherQuestions } from "./suggestions.js";
import { trouble } from "./trouble.js";
import { language, say, spoken } from "./words.js";

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

export class Turn {
  /** `chat` asks again, opens the policy text, and knows what else could be asked. */
  constructor(question, chat) {
    this.question = question;
    this.chat = chat;
    this.claims = [];
    this.found = false;
    this.answer = null;
    this.error = null;
    this.prefix = make("span", { class: "pq-hidden" });
    this.body = make("div", { class: "pq-body" });
    this.node = make("li", { class: "pq-turn" },
      make("p", { class: "pq-question" }, this.prefix, make("span", { dir: "auto" }, question)), this.body);
  }

  /** Draw it as it stands, in the language of the page. */
  draw() {
    this.prefix.textContent = `${say("you")}: `;
    this.body.replaceChildren();
    this.body.removeAttribute("lang");
    this.node.toggleAttribute("aria-busy", !this.answer && !this.error);
    this.node.classList.toggle("pq-is-incomplete", Boolean(this.error) && this.claims.length > 0);
    if (this.answer) this.#whole();
    else if (this.error) this.#halted();
    else this.#coming();
  }

  /** A claim has passed its proof: show it at once, its sources within reach. */
  prove(claim) {
    this.claims.push(claim);
    this.list.append(this.#claim(claim));
  }

  /** The measures are found and the answer is being written. */
  check() {
    this.found = true;
    this.wait.textContent = say("checking");
  }

  /** What the answer leads on to; only the last answer shows it. */
  async lead() {
    const refused = this.answer.status === "refused";
    const offered = refused ? this.chat.examples() : await furtherQuestions(this.answer);
    const questions = offered.filter((one) => !this.chat.asked(one));
    if (!questions.length || !this.chat.isLast(this) || this.body.querySelector(".pq-further")) return;
    this.body.append(make("div", { class: "pq-further", lang: language(), dir: "ltr" },
      make("p", { class: "pq-quiet" }, say(refused ? "examples" : "further")),
      make("div", { class: "pq-choices", lang: refused ? language() : spoken(this.answer.language) },
        ...questions.map((one) => make("button", { type: "button", class: "pq-choice", dir: "auto", onclick: () => this.chat.ask(one) }, one)))));
  }

  #claim(claim) {
    const open = (position, button) => this.chat.side.open(claim.cited[claim.citations.indexOf(position)], button);
    return make("li", { dir: "auto" }, ...statement(claim.text, claim.citations.map((position) => position + 1), open));
  }

  #coming() {
    this.wait = make("p", { class: "pq-quiet pq-wait", lang: language() }, say(this.found ? "checking" : "searching"));
    this.list = make("ul", { class: "pq-list" }, ...this.claims.map((one) => this.#claim(one)));
    this.body.append(this.wait, this.list);
  }

  #halted() {
    if (this.claims.length) {
      this.body.append(make("p", { class: "pq-status", lang: language() }, say("incomplete")),
        make("ul", { class: "pq-list" }, ...this.claims.map((one) => this.#claim(one))));
    }
    this.body.append(trouble(this.error, () => this.chat.retry(this)));
  }

  #whole() {
    const { answer } = this;
    const open = (position, button) => this.chat.side.open(answer.citations[position], button);
    this.node.classList.add(`pq-is-${answer.status}`);
    this.body.lang = answer.language;
    const rightToLeft = RIGHT_TO_LEFT.has(answer.language);
    this.body.dir = rightToLeft ? "rtl" : "ltr";
    if (answer.status !== "answered") this.body.append(make("p", { class: "pq-status", lang: language() }, say(answer.status)));
    this.body.append(...render(answer, open, rightToLeft), this.#tools(), feedback(this));
    if (answer.status !== "answered") this.#linkRelated().catch(() => {}); // the names stay as text
  }

  /** Make the measures that a refusal names open in the policy text. */
  async #linkRelated() {
    const near = this.answer.ranked.filter((one) => one.measure !== null).slice(0, 5);
    for (const one of near) {
      const parsed = await loadDocument(one.document);
      const measure = parsed.measures[one.measure - 1];
      const name = measure.title || measure.label || measure.path;
      const item = [...this.body.querySelectorAll(".pq-list > li")].find((li) => name && !li.querySelector("button") && li.textContent.includes(name));
      if (!item) continue;
      const citation = { ...measure, document: one.document, number: parsed.document.number };
      const open = (event) => this.chat.side.open(citation, event.currentTarget);
      item.replaceChildren(make("button", { type: "button", class: "pq-source", onclick: open }, ...item.childNodes));
    }
  }

  #tools() {
    const button = (key, done, work) => make("button", { type: "button", class: "pq-tool", onclick: async (event) => {
      const pressed = event.currentTarget;
      await work();
      if (!done) return;
      pressed.textContent = say(done);
      setTimeout(() => { pressed.textContent = say(key); }, 1600);
    } }, say(key));
    const link = () => `${location.origin}${location.pathname}?q=${encodeURIComponent(this.question)}`;
    return make("div", { class: "pq-tools", lang: language(), dir: "ltr" },
      button("copy", "copied", () => copy(asMarkdown(this.question, this.answer))),
      button("share", "shared", () => copy(link())),
      button("retry", null, () => this.chat.retry(this)));
  }
}
