// The chat. The conversation lives in this tab's session storage and nowhere else.

import { drawn, getJSON, make } from "./dom.js";
import { render } from "./markdown.js";
import { loadDocument } from "./reader.js";
import { SidePane } from "./side.js";
import { askStream } from "./stream.js";
import { examples, furtherQuestions } from "./suggestions.js";
import { language, languageButton, say, spoken, translate } from "./words.js";

const KEPT = "policyqa.conversation";
const MOST_HISTORY = 10;

class Chat {
  constructor(root) {
    this.turns = root.querySelector(".pq-turns");
    this.scroll = root.querySelector(".pq-scroll");
    this.welcome = root.querySelector(".pq-welcome");
    this.box = root.querySelector("textarea");
    this.form = root.querySelector("form");
    this.send = root.querySelector(".pq-send");
    this.stop = root.querySelector(".pq-stop");
    this.news = root.querySelector(".pq-news");
    this.side = new SidePane(root.querySelector(".pq-side"), root);
    this.past = this.#kept();
    this.running = null;
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.ask(this.box.value); });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.form.requestSubmit(); }
    });
    this.box.addEventListener("input", () => this.#fit());
    this.stop.addEventListener("click", () => this.running?.abort());
    root.querySelector(".pq-clear").addEventListener("click", () => this.clear());
    this.redraw();
  }

  redraw() {
    this.turns.replaceChildren();
    for (const { question, answer } of this.past) this.#finish(this.#turn(question), question, answer, false);
    this.#mood();
  }

  clear() {
    this.running?.abort();
    this.past = [];
    this.#keep();
    if (!this.side.pane.hidden) this.side.close();
    history.replaceState(null, "", location.pathname);
    this.redraw();
    this.box.focus();
  }

  async ask(words) {
    const question = words.trim();
    if (!question || this.running) return;
    this.box.value = "";
    this.#fit();
    for (const old of this.turns.querySelectorAll(".pq-further")) old.remove();
    const turn = this.#turn(question);
    const wait = make("p", { class: "pq-quiet pq-wait" }, say("searching"));
    const claims = make("ul", { class: "pq-list" });
    turn.body.append(wait, claims);
    this.#mood();
    this.#toTop(turn);
    this.running = new AbortController();
    this.#busy(true);
    let answer = null;
    try {
      await askStream(
        { question, history: this.past.slice(-MOST_HISTORY).map((past) => past.question) },
        {
          retrieval: () => { wait.textContent = say("checking"); },
          claim: (claim) => claims.append(make("li", { dir: "auto" }, claim.text)),
          done: (whole) => { answer = whole; },
        },
        this.running.signal,
      );
      this.past.push({ question, answer });
      this.#keep();
      turn.body.replaceChildren();
      this.#finish(turn, question, answer, true);
    } catch (error) {
      wait.remove();
      this.#trouble(turn, question, error);
    } finally {
      this.running = null;
      this.#busy(false);
      turn.node.removeAttribute("aria-busy");
    }
  }

  /** Bring a turn to the top of the chat, as far as there is text below it. */
  #toTop(turn) {
    this.scroll.scrollTop += turn.node.getBoundingClientRect().top - this.scroll.getBoundingClientRect().top - 16;
  }

  #turn(question) {
    const body = make("div", { class: "pq-body" });
    const node = make("li", { class: "pq-turn", "aria-busy": "true" },
      make("p", { class: "pq-question", dir: "auto" }, make("span", { class: "pq-hidden" }, `${say("you")}: `), question),
      body);
    this.turns.append(node);
    return { node, body };
  }

  #finish(turn, question, answer, fresh) {
    const open = (position, button) => this.side.open(answer.citations[position], button);
    turn.node.removeAttribute("aria-busy");
    turn.node.classList.add(`pq-is-${answer.status}`);
    turn.body.lang = answer.language;
    if (answer.status !== "answered") turn.body.append(make("p", { class: "pq-status", lang: language() }, say(answer.status)));
    turn.body.append(...render(answer, open), this.#tools(question, answer));
    if (answer.status !== "answered") this.#linkRelated(turn, answer).catch(() => {});
    if (!fresh) return;
    this.#toTop(turn);
    this.news.textContent = `${say("answer")}: ${turn.body.querySelector("p, blockquote, li")?.textContent ?? ""}`;
    furtherQuestions(answer).then((questions) => this.#further(turn, questions), () => {});
  }

  /** Make the measures that a refusal names open in the policy text. */
  async #linkRelated(turn, answer) {
    const near = answer.ranked.filter((one) => one.measure !== null).slice(0, 5);
    for (const one of near) {
      const parsed = await loadDocument(one.document);
      const measure = parsed.measures[one.measure - 1];
      const item = [...turn.body.querySelectorAll(".pq-list > li")].find((li) => measure.title && !li.querySelector("button") && li.textContent.includes(measure.title));
      if (!item) continue;
      const citation = { ...measure, document: one.document, number: parsed.document.number };
      item.replaceChildren(make("button", { type: "button", class: "pq-source", onclick: (event) => this.side.open(citation, event.currentTarget) }, item.textContent));
    }
  }

  #tools(question, answer) {
    const button = (key, done, work) => make("button", { type: "button", class: "pq-tool", onclick: async (event) => {
      const pressed = event.currentTarget;
      await work();
      if (!done) return;
      pressed.textContent = say(done);
      setTimeout(() => { pressed.textContent = say(key); }, 1600);
    } }, say(key));
    const link = () => `${location.origin}${location.pathname}?q=${encodeURIComponent(question)}`;
    return make("div", { class: "pq-tools", lang: language() },
      button("copy", "copied", () => copy(asMarkdown(question, answer))),
      button("share", "shared", () => copy(link())),
      button("retry", null, () => this.ask(question)));
  }

  #further(turn, questions) {
    if (!questions.length || turn.node !== this.turns.lastElementChild) return;
    turn.body.append(make("div", { class: "pq-further", lang: language() },
      make("p", { class: "pq-quiet" }, say("further")),
      make("div", { class: "pq-choices", lang: spoken(turn.body.lang) }, ...questions.map((one) => this.#choice(one)))));
  }

  #choice(question) {
    return make("button", { type: "button", class: "pq-choice", dir: "auto", onclick: () => this.ask(question) }, question);
  }

  #trouble(turn, question, error) {
    const words = error.name === "AbortError" ? say("stopped") : error.status ? say("failed", { detail: error.message }) : say("lost");
    turn.body.append(
      make("p", { class: error.name === "AbortError" ? "pq-quiet" : "pq-trouble", role: "alert" }, words),
      make("div", { class: "pq-tools" }, make("button", { type: "button", class: "pq-tool", onclick: () => this.ask(question) }, say("retry"))));
  }

  #busy(busy) {
    this.send.hidden = busy;
    this.stop.hidden = !busy;
  }

  #mood() {
    this.welcome.hidden = this.turns.childElementCount > 0;
  }

  #fit() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 160)}px`;
  }

  #kept() {
    try { return JSON.parse(sessionStorage.getItem(KEPT)) || []; } catch { return []; }
  }

  #keep() {
    try { sessionStorage.setItem(KEPT, JSON.stringify(this.past)); } catch { /* storage refused: the conversation lasts until reload */ }
  }

  /** Example questions, once the documents are known. */
  async suggest() {
    const box = this.welcome.querySelector(".pq-examples");
    try {
      const { documents } = await getJSON("api/v1/documents");
      if (!documents.length) return void box.replaceChildren(make("p", { class: "pq-trouble" }, say("none")));
      const groups = examples(documents, await loadDocument(documents[0].id));
      box.replaceChildren(...Object.entries(groups).filter(([, questions]) => questions.length).map(([audience, questions]) =>
        make("section", {}, make("h3", {}, say(`audience_${audience}`)), make("div", { class: "pq-choices" }, ...questions.map((one) => this.#choice(one))))));
    } catch (error) {
      box.replaceChildren(make("p", { class: "pq-quiet", role: "status" }, error.status === 503 ? say("starting") : say("failed", { detail: error.message })));
      if (error.status === 503) setTimeout(() => this.suggest(), 1000);
    }
    return undefined;
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // without https only the old way works
    const area = make("textarea", { class: "pq-hidden", readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/** The answer as Markdown, each quote with its address. */
function asMarkdown(question, answer) {
  const quotes = answer.citations.map((citation, at) => {
    const where = [citation.number || citation.document, citation.path, citation.title].filter(Boolean).join(" ");
    return `[${at + 1}] ${where}\n> ${citation.quote.replace(/\s*\n\s*/g, " ")}`;
  });
  return [`**${say("question_from")}**: ${question}`, answer.text, ...quotes].join("\n\n") + "\n";
}

const root = await drawn("pq-ask");
translate(root);
const chat = new Chat(root);
languageButton(root.querySelector(".pq-language"), () => { chat.redraw(); chat.suggest(); });
chat.suggest();
const asked = new URLSearchParams(location.search).get("q");
if (asked && chat.past.at(-1)?.question !== asked.trim()) chat.ask(asked);
root.dataset.ready = "true";
