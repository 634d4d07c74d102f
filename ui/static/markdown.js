// The small markdown of an answer as elements: paragraphs, quotes, lists, bold, emphasis, citation marks. Everything else is text.

import { make } from "./dom.js";
import { say } from "./words.js";

const INLINE = /\\(.)|\*\*(.+?)\*\*|\*([^*]+?)\*|\[(\d+)\]|&(amp|lt|gt);/g;
const ENTITIES = { amp: "&", lt: "<", gt: ">" };

const HAN = /\p{Script=Han}(?:[\p{Script=Han}\d〔〕（）《》、，。；：“”]|\(\p{Script=Han}+\))*/gu;

/** Keep Chinese names in one piece each where the line around them runs from right to left. */
function isolate(line) {
  line.normalize();
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const node of texts) {
    const parts = [];
    let last = 0;
    for (const match of node.data.matchAll(HAN)) {
      parts.push(node.data.slice(last, match.index), make("bdi", { lang: "zh" }, match[0]));
      last = match.index + match[0].length;
    }
    node.replaceWith(...parts, node.data.slice(last));
  }
}

/** A numbered button that opens a citation. */
function chip(number, open) {
  return make("button", { type: "button", class: "pq-chip", "aria-label": say("source", { n: number }), onclick: (event) => open(number - 1, event.currentTarget) }, String(number));
}

/** Put a chip behind the last word so that it never starts a line of its own. */
function hang(nodes, button) {
  const before = nodes.at(-1);
  if (before instanceof Element && before.classList.contains("pq-hang")) return before.append(button);
  const last = typeof before === "string" ? before.match(/(\S)\s*$/u) : null;
  if (last) nodes[nodes.length - 1] = before.slice(0, last.index);
  nodes.push(make("span", { class: "pq-hang" }, last ? `${last[1]}\u00a0` : "", button));
  return undefined;
}

function inline(text, answer, open) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > last) nodes.push(text.slice(last, match.index));
    last = match.index + match[0].length;
    const [whole, escaped, bold, emphasis, number, entity] = match;
    if (escaped) nodes.push(escaped);
    else if (bold) nodes.push(make("strong", {}, ...inline(bold, answer, open)));
    else if (emphasis) nodes.push(make("em", {}, ...inline(emphasis, answer, open)));
    else if (entity) nodes.push(ENTITIES[entity]);
    else if (number && Number(number) >= 1 && Number(number) <= answer.citations.length) hang(nodes, chip(Number(number), open));
    else nodes.push(whole);
  }
  nodes.push(text.slice(last));
  return nodes.filter((node) => node !== "");
}

function sourceItem(numbers, text, open) {
  const button = make("button", { type: "button", class: "pq-source", onclick: (event) => open(numbers[0] - 1, event.currentTarget) }, ...inline(text, { citations: [] }, open));
  return make("li", {}, ...numbers.map((number) => chip(number, open)), button);
}

function block(lines, answer, open) {
  const items = [];
  const out = [];
  const flush = () => {
    if (!items.length) return;
    const sources = items.every((item) => item.dataset.source);
    out.push(make("ul", { class: sources ? "pq-sources" : "pq-list" }, ...items.splice(0)));
  };
  for (const line of lines) {
    const source = line.match(/^- ((?:\[\d+\])+) (.*)$/);
    const numbers = source ? source[1].match(/\d+/g).map(Number) : [];
    if (source && numbers.every((number) => number >= 1 && number <= answer.citations.length)) {
      const item = sourceItem(numbers, source[2], open);
      item.dataset.source = "true";
      items.push(item);
    } else if (line.startsWith("- ")) items.push(make("li", { dir: "auto" }, ...inline(line.slice(2), answer, open)));
    else {
      flush();
      const quote = line.startsWith("> ");
      out.push(make(quote ? "blockquote" : "p", { dir: "auto" }, ...inline(quote ? line.slice(2) : line, answer, open)));
    }
  }
  flush();
  return out;
}

/** One proved statement with its numbers behind it. */
export function statement(text, numbers, open) {
  const nodes = [`${text} `];
  for (const number of numbers) hang(nodes, chip(number, open));
  return nodes;
}

/** The answer's text as elements, what it says of itself first. `open(position, button)` is called when a citation is pressed. */
export function render(answer, open, rightToLeft = false) {
  const blocks = answer.text.split(/\n{2,}/).map((lines) => lines.split("\n").filter((line) => line.trim()));
  const notices = answer.notices?.length ?? 0;
  const banners = blocks.splice(0, notices).map((lines) => make("p", { class: "pq-notice", role: "note", dir: "auto" }, ...inline(lines.join(" "), { citations: [] }, open)));
  const body = blocks.flatMap((lines) => block(lines, answer, open));
  if (rightToLeft) {
    for (const node of body) {
      const framed = node.matches("p") ? [node] : [...node.querySelectorAll(".pq-source, li:not(:has(.pq-chip))")];
      framed.forEach(isolate);
    }
  }
  return [...banners, ...body];
}
