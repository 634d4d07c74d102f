// The short questions that a matrix leaves open: yes or no where a condition is asked for, words or numbers else.

import { make } from "./dom.js";
import { say } from "./words.js";

/** A field that names a place in a document asks whether its words apply. */
const isCondition = (field) => /:\d+-\d+$/.test(field);

/** `listed` are `{field, text, answer}`; `send` gets every field with its answer, empty where there is none. */
export function questionsForm(listed, send) {
  const ask = ({ field, text, answer }) => (isCondition(field) ? choice(field, text, answer) : line(field, text, answer));
  const submit = (event) => {
    event.preventDefault();
    const data = new FormData(event.target);
    send(Object.fromEntries(listed.map(({ field }) => [field, String(data.get(field) ?? "").trim()])));
  };
  return make("form", { class: "pq-body pq-asking", onsubmit: submit },
    ...listed.map(ask), make("div", {}, make("button", { type: "submit", class: "pq-stop" }, say("b_again"))));
}

function line(field, text, answer) {
  const input = make("input", { name: field, maxlength: 200 });
  input.value = answer || "";
  return make("label", {}, make("span", { dir: "auto" }, text), input);
}

function choice(field, text, answer) {
  const one = (value) => make("label", {}, make("input", { type: "radio", name: field, value, checked: answer === value }), make("span", {}, say(`answer_${value}`)));
  return make("fieldset", { class: "pq-choice-of" }, make("legend", { dir: "auto" }, text), make("div", { class: "pq-needs" }, one("yes"), one("no")));
}
