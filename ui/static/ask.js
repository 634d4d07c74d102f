// The chat. The conversation lives in this tab's session storage and nowhere else.

import { drawn, getJSON, make } from "./dom.js";
import { CONVERSATION, asksPrivate, chip, isPrivate, privately, session } from "./private.js";
import { loadDocument } from "./reader.js";
import { SidePane } from "./side.js";
import { askStream } from "./stream.js";
import { examples } from "./suggestions.js";
import { told } from "./trouble.js";
import { Turn } from "./turn.js";
import { languageButton, say, translate } from "./words.js";

const MOST_HISTORY = 10;
const AGAIN_MS = 1500;

class Chat {
  constructor(root) {
    this.list = root.querySelector(".pq-turns");
    this.scroll = root.querySelector(".pq-scroll");
    this.welcome = root.querySelector(".pq-welcome");
    this.box = root.querySelector("textarea");
    this.form = root.querySelector("form");
    this.send = root.querySelector(".pq-send");
    this.stop = root.querySelector(".pq-stop");
    this.news = root.querySelector(".pq-news");
    this.side = new SidePane(root.querySelector(".pq-side"), root);
    this.groups = {};
    this.running = null;
    this.turns = this.#kept();
    this.list.append(...this.turns.map((turn) => turn.node));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.ask(this.box.value); });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.form.requestSubmit(); }
    });
    this.box.addEventListener("input", () => this.#fit());
    this.stop.addEventListener("click", () => this.running?.abort());
    root.querySelector(".pq-clear").addEventListener("click", () => this.clear());
    this.redraw();
    if (this.turns.length) this.#toTop(this.turns.at(-1));
  }

  redraw() {
    for (const turn of this.turns) turn.draw();
    this.#lead(this.turns.at(-1));
    this.#mood();
  }

  clear() {
    this.running?.abort();
    this.turns = [];
    this.list.replaceChildren();
    this.#keep();
    if (!this.side.pane.hidden) this.side.close();
    history.replaceState(null, "", location.pathname);
    this.#mood();
    this.box.focus();
  }

  /** Ask again; a turn that came to nothing makes room for the new one. */
  retry(turn) {
    if (this.running) return;
    const before = this.turns.slice(0, this.turns.indexOf(turn));
    if (turn.error) this.#drop(turn);
    this.ask(turn.question, before);
  }

  /** Ask; `before` are the turns that the question follows on. */
  async ask(words, before = this.turns) {
    const question = words.trim();
    if (!question || this.running) return;
    this.box.value = "";
    this.#fit();
    for (const old of this.list.querySelectorAll(".pq-further")) old.remove();
    const answered = before.filter((past) => past.answer && isPrivate(past.answer) === asksPrivate()).slice(-MOST_HISTORY).map((past) => past.question);
    const turn = new Turn(question, this);
    this.turns.push(turn);
    this.list.append(turn.node);
    turn.draw();
    this.#mood();
    this.#toTop(turn);
    await this.#run(turn, answered);
  }

  /** The questions that a turn may lean on, oldest first. */
  before(turn) {
    const earlier = this.turns.slice(0, this.turns.indexOf(turn)).filter((past) => past.answer && !isPrivate(past.answer));
    return earlier.slice(-6).map((past) => past.question);
  }

  /** The private document was left, removed or has gone: with it goes what was said about it. */
  regroup(why) {
    if (!this.side.pane.hidden) this.side.close();
    if (why === "removed") for (const turn of this.turns.filter((past) => isPrivate(past.answer))) this.#drop(turn);
    this.#keep();
    this.#mood();
    this.suggest();
  }

  isLast(turn) {
    return this.turns.at(-1) === turn;
  }

  asked(question) {
    return this.turns.some((turn) => turn.question === question);
  }

  /** One example question of each audience. */
  examples() {
    return Object.values(this.groups).flatMap((questions) => questions.slice(0, 1));
  }

  async #run(turn, answered) {
    this.running = new AbortController();
    this.#busy(true);
    let answer = null;
    try {
      await askStream({ question: turn.question, history: answered }, {
        retrieval: () => turn.check(),
        claim: (claim) => turn.prove(claim),
        done: (whole) => { answer = whole; },
      }, this.running.signal);
      turn.answer = answer;
    } catch (error) {
      turn.error = error;
    }
    this.running = null;
    this.#busy(false);
    if (!this.turns.includes(turn)) return; // cleared meanwhile
    turn.draw();
    if (!turn.answer) return;
    this.#keep();
    this.news.textContent = `${say("answer")}: ${turn.body.querySelector("p, blockquote, li")?.textContent ?? ""}`;
    this.#lead(turn);
  }

  #lead(turn) {
    if (turn?.answer) turn.lead().catch(() => {}); // suggestions are an extra
  }

  #drop(turn) {
    this.turns = this.turns.filter((one) => one !== turn);
    turn.node.remove();
  }

  /** Bring a turn to the top of the chat. */
  #toTop(turn) {
    const above = parseFloat(getComputedStyle(this.scroll).paddingTop);
    this.scroll.scrollTop += turn.node.getBoundingClientRect().top - this.scroll.getBoundingClientRect().top - above;
  }

  /** Send and stop are one place: whoever stood there, or on a choice that has gone, stays there. */
  #busy(busy) {
    const lost = [document.body, this.send, this.stop].includes(document.activeElement);
    this.send.hidden = busy;
    this.stop.hidden = !busy;
    if (lost) (busy ? this.stop : this.send).focus({ preventScroll: true });
  }

  #mood() {
    this.welcome.hidden = this.turns.length > 0;
  }

  #fit() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 160)}px`;
  }

  #kept() {
    let kept = [];
    try { kept = JSON.parse(sessionStorage.getItem(CONVERSATION)) || []; } catch { /* nothing that could be read */ }
    return kept.map(({ question, answer }) => Object.assign(new Turn(question, this), { answer }));
  }

  #keep() {
    const kept = this.turns.filter((turn) => turn.answer && (session() || !isPrivate(turn.answer))).map(({ question, answer }) => ({ question, answer }));
    try { sessionStorage.setItem(CONVERSATION, JSON.stringify(kept)); } catch { /* storage refused: the conversation lasts until reload */ }
  }

  /** Example questions, once the documents are known. */
  async suggest() {
    clearTimeout(this.later);
    const box = this.welcome.querySelector(".pq-examples");
    const tell = (words, name = "pq-quiet") => box.replaceChildren(make("p", { class: name, role: "status" }, words));
    try {
      const { documents } = await getJSON("api/v1/documents", privately());
      if (!documents.length) return void tell(say("none"), "pq-trouble");
      this.groups = examples(documents, await loadDocument(documents[0].id));
      box.replaceChildren(...Object.entries(this.groups).filter(([, questions]) => questions.length).map(([audience, questions]) =>
        make("section", {}, make("h3", {}, say(`audience_${audience}`)), make("div", { class: "pq-choices" }, ...questions.map((one) => this.#choice(one))))));
    } catch (error) {
      const state = error.status === 503 ? await getJSON("readyz").catch((unready) => unready.told) : null;
      if (state?.desk === "failed") tell(say(state.reason === "index-missing" ? "none" : "closed"), "pq-trouble");
      else tell(error.kind === "not-ready" ? say("starting") : told(error));
      this.later = setTimeout(() => this.suggest(), AGAIN_MS);
    }
    return undefined;
  }

  #choice(question) {
    return make("button", { type: "button", class: "pq-choice", dir: "auto", onclick: () => this.ask(question) }, question);
  }
}

const root = await drawn("pq-ask");
translate(root);
const chat = new Chat(root);
const drawChip = chip(root.querySelector(".pq-ask"), (why) => chat.regroup(why));
languageButton(root.querySelector(".pq-language"), () => { chat.redraw(); chat.suggest(); drawChip(); });
chat.suggest();
const asked = new URLSearchParams(location.search).get("q");
if (asked && chat.turns.at(-1)?.question !== asked.trim()) chat.ask(asked);
root.dataset.ready = "true";
