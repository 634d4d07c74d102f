// The text of a document as it stands, with words highlighted in it. Offsets are code points, as the service gives them.

import { getJSON, make } from "./dom.js";
import { privately } from "./private.js";

const documents = new Map();

/** A parsed document with its text as an array of code points; asked for once. */
export function loadDocument(id) {
  const headers = privately(id);
  const key = JSON.stringify([id, headers]);
  if (!documents.has(key)) {
    const coming = getJSON(`api/v1/documents/${encodeURIComponent(id)}`, headers).then((parsed) => ({ ...parsed, characters: Array.from(parsed.text) }));
    coming.catch(() => documents.delete(key));
    documents.set(key, coming);
  }
  return documents.get(key);
}

/** Where the needle occurs in the text, as code-point ranges. */
export function occurrences(parsed, needle) {
  const fold = (character) => { const lower = character.toLowerCase(); return lower.length === character.length ? lower : character; };
  const sought = Array.from(needle.trim(), fold);
  const found = [];
  if (!sought.length) return found;
  const hay = parsed.characters;
  for (let at = 0; at + sought.length <= hay.length; at += 1) {
    let same = 0;
    while (same < sought.length && fold(hay[at + same]) === sought[same]) same += 1;
    if (same === sought.length) { found.push({ start: at, end: at + same }); at += same - 1; }
  }
  return found;
}

function* ancestors(node) {
  for (let one = node.parentElement; one; one = one.parentElement) yield one;
}

/** A document drawn into `root`. */
export class Reader {
  constructor(root, parsed) {
    this.root = root;
    this.parsed = parsed;
    this.lines = [];
    this.marked = [];
    root.replaceChildren(...parsed.units.map((unit) => this.#unit(unit)));
  }

  /** Highlight the ranges and bring the one at `current` into view. */
  highlight(ranges, current = 0) {
    for (const line of this.marked) line.node.replaceChildren(this.#words(line.start, line.end));
    this.marked = [];
    let focus = null;
    for (const line of this.lines) {
      const here = ranges.map((range, number) => ({ ...range, number })).filter((range) => range.start < line.end && line.start < range.end);
      if (!here.length) continue;
      this.marked.push(line);
      const parts = [];
      let at = line.start;
      for (const range of here) {
        const start = Math.max(range.start, at);
        const end = Math.min(range.end, line.end);
        if (start >= end) continue;
        const mark = make("mark", { class: range.number === current ? "pq-current" : null }, this.#words(start, end));
        if (range.number === current && !focus) focus = mark;
        parts.push(this.#words(at, start), mark);
        at = end;
      }
      parts.push(this.#words(at, line.end));
      line.node.replaceChildren(...parts);
    }
    this.#bring(focus);
  }

  /** Bring the unit that holds this offset into view. */
  show(offset) {
    const line = this.lines.find((candidate) => offset < candidate.end);
    if (line) this.#bring(line.node, "start");
  }

  #bring(node, place = "center") {
    if (!node) return;
    const box = [this.root, ...ancestors(this.root)].find((one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowY));
    if (!box) return;
    const offset = node.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTo({ top: box.scrollTop + offset - (place === "start" ? 12 : box.clientHeight / 3) });
  }

  #words(start, end) {
    return this.parsed.characters.slice(start, end).join("");
  }

  #unit(unit) {
    const tag = unit.kind === "heading" ? "h3" : "div";
    const node = make(tag, { class: `pq-unit pq-${unit.kind}`, "data-measure": unit.measure });
    let start = unit.start;
    for (let at = unit.start; at <= unit.end; at += 1) {
      if (at !== unit.end && this.parsed.characters[at] !== "\n") continue;
      const line = this.#line(start, at, tag);
      if (line) node.append(line);
      start = at + 1;
    }
    return node;
  }

  #line(from, to, tag) {
    let start = from;
    let end = to;
    while (start < end && !this.parsed.characters[start].trim()) start += 1;
    while (end > start && !this.parsed.characters[end - 1].trim()) end -= 1;
    if (start === end) return null;
    const node = make(tag === "h3" ? "span" : "p", {}, this.#words(start, end));
    this.lines.push({ node, start, end });
    return node;
  }
}
