// The page for businesses: a profile in, the eligibility matrix out, every condition with its quote.

import { drawn, make, problem } from "./dom.js";
import { SidePane } from "./side.js";
import { enumerated, language, languageButton, say, translate } from "./words.js";

const INSTRUMENTS = ["资金", "税费", "金融", "用地", "培训", "许可便利", "试点示范", "平台设施", "监管要求"];
const FORCES = ["commitment", "direction", "duty"];
/** The one condition whose words are the program's own and not the document's. */
const AMOUNT_NOT_SET = "金额或标准：文件未规定";
const ENDINGS = { markdown: "md", csv: "csv", html: "html" };

/** The departments by role, those in charge first, each role named once. */
function contactLine(contacts) {
  const named = (role) => contacts.filter((contact) => contact.role === role).map((contact) => contact.name);
  return ["lead", "responsible"].filter((role) => named(role).length).map((role) => `${enumerated(named(role))} (${say(`${role}_role`)})`).join("; ");
}

async function post(path, body) {
  const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!response.ok) throw await problem(response);
  return response;
}

class Business {
  constructor(root) {
    this.form = root.querySelector("form");
    this.box = root.querySelector(".pq-matrix");
    this.side = new SidePane(root.querySelector(".pq-side"), root);
    this.answers = {};
    this.chosen = { instrument: "", force: "" };
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.answers = {}; this.compare(); });
  }

  profile() {
    const data = new FormData(this.form);
    const profile = { needs: data.getAll("needs") };
    for (const name of ["description", "sector", "place", "size"]) profile[name] = data.get(name).trim();
    return Object.keys(this.answers).length ? { ...profile, answers: this.answers } : profile;
  }

  async compare() {
    this.box.replaceChildren(make("p", { class: "pq-quiet" }, say("checking")));
    try {
      this.matrix = await (await post("api/v1/eligibility", this.profile())).json();
      this.draw();
      this.box.scrollIntoView({ block: "start" });
    } catch (error) {
      this.matrix = null;
      this.box.replaceChildren(make("p", { class: "pq-trouble", role: "alert" }, error.status ? say("failed", { detail: error.message }) : say("lost")));
    }
  }

  draw() {
    if (!this.matrix) return;
    const { measures } = this.matrix;
    if (!measures.length) return void this.box.replaceChildren(make("p", { class: "pq-quiet" }, say("b_none")));
    const shown = measures.filter((one) => Object.entries(this.chosen).every(([key, value]) => !value || one[key] === value));
    this.box.replaceChildren(...[this.#bar(shown.length), this.#questions(), ...shown.map((one) => this.#card(one))].filter(Boolean));
  }

  #bar(count) {
    const select = (key, values, name) => make("select", { "aria-label": say(key), onchange: (event) => { this.chosen[key] = event.target.value; this.draw(); } },
      make("option", { value: "" }, `${say(key)}: ${say("all")}`),
      ...values.map((value) => make("option", { value, selected: this.chosen[key] === value }, name(value))));
    return make("div", { class: "pq-filters" },
      make("strong", {}, say("b_found", { n: count })),
      select("instrument", INSTRUMENTS, (value) => say(`need_${INSTRUMENTS.indexOf(value)}`)),
      select("force", FORCES, (value) => say(value)),
      ...Object.keys(ENDINGS).map((format) => make("button", { type: "button", class: "pq-tool", onclick: () => this.#export(format) }, say(`export_${format}`))));
  }

  #questions() {
    const seen = new Set();
    const questions = this.matrix.questions.filter((one) => !seen.has(one.field) && seen.add(one.field)).slice(0, 5);
    if (!questions.length) return null;
    const inputs = questions.map((one) => make("input", { name: one.field, maxlength: 200 }));
    const form = make("form", { class: "pq-body pq-asking", onsubmit: (event) => { event.preventDefault(); this.#answer(inputs); } },
      ...questions.map((one, at) => make("label", {}, make("span", { dir: "auto" }, one.text), inputs[at])),
      make("div", {}, make("button", { type: "submit", class: "pq-stop" }, say("b_again"))));
    return make("details", {}, make("summary", {}, `${say("b_ask")} (${questions.length})`), form);
  }

  #answer(inputs) {
    for (const input of inputs) {
      const value = input.value.trim();
      if (!value) continue;
      const field = this.form.elements[input.name];
      if (field && "value" in field && field.type !== "checkbox") field.value = field.value ? `${field.value} ${value}` : value;
      else this.answers[input.name] = value;
    }
    this.compare();
  }

  #card(one) {
    const open = (condition, button) => this.side.open({ ...condition, document: one.document, path: one.path, title: one.title }, button);
    return make("article", { class: "pq-body" },
      make("h3", {}, [one.path, one.title].filter(Boolean).join(" ")),
      make("p", { class: "pq-quiet" }, `${say(`need_${INSTRUMENTS.indexOf(one.instrument)}`)} · ${say(one.force)} · ${one.document}`),
      make("ul", { class: "pq-conditions" }, ...one.conditions.map((condition) => make("li", {},
        make("span", { class: `pq-state pq-${condition.status}` }, say(condition.status)),
        make("span", { dir: "auto" }, condition.text === AMOUNT_NOT_SET ? say("amount_not_set") : condition.text),
        condition.quote ? make("button", { type: "button", class: "pq-source", onclick: (event) => open(condition, event.currentTarget) }, say("quote")) : null))),
      one.contacts.length ? make("p", {}, make("strong", {}, `${say("contacts")}: `), contactLine(one.contacts)) : null);
  }

  async #export(format) {
    try {
      const content = await (await post(`api/v1/eligibility/export?format=${format}`, this.profile())).blob();
      const link = make("a", { href: URL.createObjectURL(content), download: `policyqa.${ENDINGS[format]}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    } catch (error) {
      this.box.prepend(make("p", { class: "pq-trouble", role: "alert" }, error.status ? say("failed", { detail: error.message }) : say("lost")));
    }
  }
}

const root = await drawn("pq-business");
translate(root);
const page = new Business(root);
languageButton(root.querySelector(".pq-language"), () => page.draw());
root.dataset.ready = language();
