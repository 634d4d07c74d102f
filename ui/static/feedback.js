// Thumbs with a reason under an answer. The question leaves the tab again only when the person ticks that it may.

import { getJSON, make, problem } from "./dom.js";
import { isPrivate } from "./private.js";
import { language, say } from "./words.js";

const ADDRESS = "api/v1/feedback";
const offer = getJSON(ADDRESS).catch(() => ({ enabled: false }));
let forms = 0;

/** The element to put under a turn's answer; empty where feedback is not taken. */
export function feedback(turn) {
  const box = make("div", { class: "pq-feedback", lang: language(), dir: "ltr" });
  if (isPrivate(turn.answer)) box.append(make("p", { class: "pq-quiet" }, say("fb_private")));
  else offer.then((offered) => { if (offered.enabled) new Ballot(box, turn, offered).ask(); });
  return box;
}

class Ballot {
  constructor(box, turn, offered) {
    Object.assign(this, { box, turn, offered });
  }

  /** The thumbs, or the thanks where the answer has been rated. */
  ask(news = "") {
    if (this.turn.rated) return this.#thanked();
    const thumb = (verdict) => make("button", { type: "button", class: `pq-tool pq-thumb pq-thumb-${verdict}`, "aria-expanded": "false", onclick: () => this.#reasons(verdict) }, say(`fb_${verdict}`));
    this.box.replaceChildren(make("p", { class: "pq-quiet", role: news ? "status" : null }, news || say("fb_ask")), thumb("up"), thumb("down"));
    return undefined;
  }

  #reasons(verdict) {
    for (const one of ["up", "down"]) {
      const button = this.box.querySelector(`.pq-thumb-${one}`);
      button.setAttribute("aria-expanded", String(one === verdict));
      button.classList.toggle("pq-chosen", one === verdict);
    }
    this.box.querySelector("form")?.remove();
    const form = this.#form(verdict);
    this.box.append(form);
    form.querySelector("input").focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }

  #form(verdict) {
    const group = `pq-reason-${forms += 1}`;
    const reason = (name) => make("label", {}, make("input", { type: "radio", name: group, value: name, required: true }), make("span", {}, say(`r_${name}`)));
    const about = make("p", { class: "pq-quiet", id: `${group}-note` }, say("fb_personal"));
    const leans = Boolean(this.turn.answer.query?.history_used);
    const form = make("form", { class: "pq-why", onkeydown: (event) => { if (event.key === "Escape") this.#back(verdict); } },
      make("fieldset", {}, make("legend", {}, say(`fb_why_${verdict}`)), make("div", { class: "pq-needs" }, ...this.offered.reasons[verdict].map(reason))),
      make("label", { class: "pq-said" }, make("span", {}, say("fb_comment")), make("textarea", { rows: 2, maxlength: this.offered.max_comment, "aria-describedby": about.id })),
      about,
      make("label", { class: "pq-tick" }, make("input", { type: "checkbox" }), make("span", {}, say(leans ? "fb_questions" : "fb_question"))),
      make("p", { class: "pq-quiet" }, say("fb_kept")),
      make("div", { class: "pq-row" },
        make("button", { type: "submit", class: "pq-send" }, say("fb_send")),
        make("button", { type: "button", class: "pq-tool", onclick: () => this.#back(verdict) }, say("fb_cancel"))));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.#send(verdict, form, leans); });
    return form;
  }

  #back(verdict) {
    this.ask();
    this.box.querySelector(`.pq-thumb-${verdict}`).focus();
  }

  async #send(verdict, form, leans) {
    const { answer } = this.turn;
    const ticked = form.querySelector("[type=checkbox]").checked;
    const button = form.querySelector(".pq-send");
    button.disabled = true;
    try {
      await sent("POST", ADDRESS, {
        answer: answer.id, verdict, reason: form.querySelector("[type=radio]:checked").value, comment: form.querySelector("textarea").value.trim(),
        status: answer.status, language: answer.language, kind: answer.query?.kind ?? "", outcome: answer.query?.outcome ?? "",
        citations: answer.citations.map(({ document, measure, start, end }) => ({ document, measure, start, end })), receipt: answer.receipt,
        ...(ticked ? { question: answer.question, history: leans ? this.turn.chat.before(this.turn) : [] } : {}),
      });
      this.turn.rated = verdict;
      this.#thanked(true);
    } catch (error) {
      button.disabled = false;
      form.querySelector(".pq-trouble")?.remove();
      form.append(make("p", { class: "pq-trouble", role: "alert" }, failure(error)));
    }
  }

  #thanked(fresh = false) {
    const undo = make("button", { type: "button", class: "pq-tool", onclick: () => this.#undo() }, say("fb_undo"));
    this.box.replaceChildren(make("p", { class: "pq-quiet", role: "status" }, say("fb_thanks")), undo);
    if (fresh) undo.focus({ preventScroll: true });
  }

  async #undo() {
    try {
      await sent("DELETE", `${ADDRESS}/${encodeURIComponent(this.turn.answer.id)}`);
    } catch (error) {
      if (error.status !== 404) return void this.box.append(make("p", { class: "pq-trouble", role: "alert" }, failure(error)));
    }
    this.turn.rated = null;
    this.ask(say("fb_undone"));
    this.box.querySelector("button").focus({ preventScroll: true });
    return undefined;
  }
}

const failure = (error) => (error.kind === "answer-changed" || error.kind === "unknown-document" ? say("fb_changed") : say("fb_failed", { detail: error.status || "–" }));

async function sent(method, path, body) {
  const response = await fetch(path, { method, headers: body ? { "Content-Type": "application/json" } : {}, body: body && JSON.stringify(body) });
  if (!response.ok) throw await problem(response);
}
