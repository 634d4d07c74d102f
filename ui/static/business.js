// The page for businesses: a profile in, the eligibility matrix out, every condition with its quote.

import { drawn, make, problem } from "./dom.js";
import { questionsForm } from "./questions.js";
import { SidePane } from "./side.js";
import { trouble } from "./trouble.js";
import { enumerated, language, languageButton, say, translate } from "./words.js";

const INSTRUMENTS = ["资金", "税费", "金融", "用地", "培训", "许可便利", "试点示范", "平台设施", "监管要求"];
const FORCES = ["commitment", "direction", "duty"];
const FILTERS = { instrument: [INSTRUMENTS, (value) => say(`need_${INSTRUMENTS.indexOf(value)}`)], force: [FORCES, (value) => say(value)] };
/** What kind of condition a cell is, as the service names it before a colon. */
const KINDS = ["对象", "地点", "门槛", "事项", "除外", "义务", "监管", "标准", "金额或标准"];
const ENDINGS = { markdown: "md", csv: "csv", html: "html" };
const FIELDS = ["description", "sector", "place", "size"];

/** The departments by role, those in charge first, each role named once. */
function contactLine(contacts) {
  const parts = ["lead", "responsible"].map((role) => [role, contacts.filter((contact) => contact.role === role).map((contact) => contact.name)]);
  return parts.filter(([, names]) => names.length).flatMap(([role, names], at) => {
    const [before, after] = say("in_role", { names: "\n", role: say(`${role}_role`) }).split("\n");
    return [at ? "; " : "", before, make("bdi", { lang: "zh" }, enumerated(names)), after];
  });
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
    this.matrix = null;
    this.error = null;
    this.#forget();
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#forget(); this.compare(); });
  }

  /** What was asked and answered belongs to the profile that was sent with it. */
  #forget() {
    this.answers = {};
    this.asked = new Map();
    this.unfolded = null;
    this.chosen = { instrument: "", force: "" };
  }

  profile() {
    const data = new FormData(this.form);
    const profile = { needs: data.getAll("needs"), activities: data.get("activities").split(/[、,，;；]/).map((one) => one.trim()).filter(Boolean) };
    for (const name of FIELDS) profile[name] = data.get(name).trim();
    return Object.keys(this.answers).length ? { ...profile, answers: this.answers } : profile;
  }

  async compare() {
    this.box.setAttribute("aria-busy", "true");
    if (!this.matrix) this.box.replaceChildren(make("p", { class: "pq-quiet", role: "status" }, say("checking")));
    try {
      this.matrix = await (await this.#asked()).json();
      this.error = null;
    } catch (error) {
      this.matrix = null;
      this.error = error;
    }
    this.box.removeAttribute("aria-busy");
    this.draw();
    this.box.scrollIntoView({ block: "start" });
    this.box.querySelector("h2")?.focus({ preventScroll: true });
  }

  /** In another language: at once what is there, then the questions that the service words. */
  async speak() {
    this.draw();
    if (!this.matrix?.questions.length) return;
    this.matrix = await (await this.#asked()).json();
    for (const { field, text } of this.matrix.questions) this.asked.set(field, text);
    this.draw();
  }

  #asked() {
    return post(`api/v1/eligibility?language=${language()}`, this.profile());
  }

  draw() {
    if (this.error) return void this.box.replaceChildren(trouble(this.error, () => this.compare()));
    if (!this.matrix) return undefined;
    this.count = make("h2", { tabindex: "-1" });
    this.cards = make("div", { class: "pq-cards" });
    const some = this.matrix.measures.length > 0;
    this.box.replaceChildren(this.count, ...(some ? [this.#bar()] : []), ...this.#questions(), this.cards);
    this.#list();
    return undefined;
  }

  /** The measures that pass the filters. */
  #list() {
    const { measures } = this.matrix;
    const shown = measures.filter((one) => Object.entries(this.chosen).every(([key, value]) => !value || one[key] === value));
    this.count.textContent = measures.length ? say("b_found", { n: shown.length }) : say("b_none");
    const none = measures.length && !shown.length ? [make("p", { class: "pq-quiet", role: "status" }, say("b_filtered"))] : [];
    this.cards.replaceChildren(...none, ...shown.map((one) => this.#card(one)));
  }

  #bar() {
    const select = ([key, [values, name]]) => {
      const number = (value) => this.matrix.measures.filter((one) => one[key] === value).length;
      return make("select", { "aria-label": say(key), onchange: (event) => { this.chosen[key] = event.target.value; this.#list(); } },
        make("option", { value: "" }, say("pair", { name: say(key), value: say("all") })),
        ...values.filter(number).map((value) => make("option", { value, selected: this.chosen[key] === value }, `${name(value)} (${number(value)})`)));
    };
    const button = (format) => make("button", { type: "button", class: "pq-tool", onclick: () => this.#export(format) }, say(`export_${format}`));
    return make("div", { class: "pq-filters" }, ...Object.entries(FILTERS).map(select),
      make("span", { class: "pq-exports", role: "group", "aria-label": say("export") }, ...Object.keys(ENDINGS).map(button)));
  }

  #questions() {
    for (const { field, text } of this.matrix.questions) if (!this.asked.has(field)) this.asked.set(field, text);
    const open = new Set(this.matrix.questions.map((one) => one.field));
    const listed = [...this.asked].filter(([field]) => open.has(field) || field in this.answers).map(([field, text]) => ({ field, text, answer: this.answers[field] }));
    if (!listed.length) return [];
    const form = questionsForm(listed, (answers) => this.#answer(answers));
    const unfolded = this.unfolded ?? open.size > 0;
    const details = make("details", { open: unfolded, ontoggle: (event) => { this.unfolded = event.target.open; } },
      make("summary", {}, `${say("b_ask")} (${open.size})`), form);
    return [details];
  }

  #answer(answers) {
    for (const [field, value] of Object.entries(answers)) {
      const own = FIELDS.includes(field) ? this.form.elements[field] : null;
      if (own && value) own.value = own.value ? `${own.value} ${value}` : value;
      else if (value) this.answers[field] = value;
      else delete this.answers[field];
    }
    this.compare();
  }

  #card(one) {
    return make("article", { class: "pq-body" },
      make("h3", { lang: "zh" }, [one.path, one.title].filter(Boolean).join(" ")),
      make("p", { class: "pq-quiet" }, `${FILTERS.instrument[1](one.instrument)} · ${say(one.force)} · `, make("span", { lang: "zh" }, one.document)),
      one.conditions.length ? make("ul", { class: "pq-conditions" }, ...one.conditions.map((condition) => this.#cell(one, condition))) : null,
      one.contacts.length ? make("p", {}, make("strong", {}, say("pair", { name: say("contacts"), value: "" })), ...contactLine(one.contacts)) : null);
  }

  #cell(one, condition) {
    const open = (event) => this.side.open({ ...condition, document: one.document, path: one.path, title: one.title }, event.currentTarget);
    const [kind, ...rest] = condition.text.split("：");
    const known = KINDS.indexOf(kind);
    const words = known < 0 ? condition.text : kind === "金额或标准" ? "" : rest.join("：");
    return make("li", {},
      make("span", { class: `pq-state pq-${condition.status}` }, say(condition.status)),
      make("span", { class: "pq-words" }, known < 0 ? null : make("strong", {}, words ? say("pair", { name: say(`kind_${known}`), value: "" }) : say(`kind_${known}`)), make("bdi", { lang: "zh" }, words)),
      condition.quote ? make("button", { type: "button", class: "pq-source", onclick: open }, say("quote")) : null);
  }

  async #export(format) {
    this.box.querySelector(".pq-filters + .pq-halt")?.remove();
    try {
      const content = await (await post(`api/v1/eligibility/export?format=${format}&language=${language()}`, this.profile())).blob();
      const link = make("a", { href: URL.createObjectURL(content), download: `policyqa.${ENDINGS[format]}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    } catch (error) {
      this.box.querySelector(".pq-filters").after(trouble(error, () => this.#export(format)));
    }
  }
}

const root = await drawn("pq-business");
translate(root);
const page = new Business(root);
languageButton(root.querySelector(".pq-language"), () => page.speak());
root.dataset.ready = "true";
