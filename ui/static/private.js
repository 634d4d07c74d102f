// The private document of this tab: its token lives in session storage and leaves it only as a header to this service.

import { getJSON, make, problem } from "./dom.js";
import { say } from "./words.js";

const KEPT = "policyqa.private";
/** Where the page of questions keeps the conversation. */
export const CONVERSATION = "policyqa.conversation";
const HEADER = "X-PolicyQA-Private";
const LIMITS = "api/v1/private";
const ADDRESS = "api/v1/private/documents";
const LOOK_MS = 20_000;

let held = kept();
const watchers = new Set();

function kept() {
  try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; }
}

function hold(session) {
  held = session;
  try {
    if (session) sessionStorage.setItem(KEPT, JSON.stringify(session));
    else sessionStorage.removeItem(KEPT);
  } catch { /* storage refused: the document lasts until the page is left */ }
}

function tell(why) {
  for (const watcher of watchers) watcher(why);
}

/** `watcher(why)` is called after each change: opened, asked, left, removed, gone, time. */
export const watch = (watcher) => watchers.add(watcher);

/** The private document: `{document, active, left}`, or null. `active`: questions go to it. */
export const session = () => held;

export const isPrivate = (answer) => answer?.receipt?.index === "private";

/** Whether questions go to the private document. */
export const asksPrivate = () => Boolean(held?.active);

/** What a request carries: for a document of this id, or for a question where no id is given. */
export function privately(id) {
  const meant = held && (id === undefined ? held.active : held.document.id === id);
  return meant ? { [HEADER]: held.token } : {};
}

/** Ask the private document from now on, or all documents again. */
export function askPrivately(active) {
  if (!held) return;
  hold({ ...held, active });
  tell(active ? "asked" : "left");
}

export const limits = () => getJSON(LIMITS);

/** Upload a file in place of the one before; resolves when it can be asked. */
export async function upload(file) {
  const form = new FormData();
  form.append("file", file);
  const response = await fetch(ADDRESS, { method: "POST", body: form });
  if (!response.ok) throw await problem(response);
  const { token, document, left_seconds: left } = await response.json();
  if (held) await forgotten();
  hold({ token, document, left, active: true });
  tell("opened");
}

/** Remove the document, and with it what was said about it in this tab. */
export async function remove() {
  await forgotten();
  hold(null);
  silence();
  tell("removed");
}

/** Take what was said about the document out of the conversation that the tab keeps. */
function silence() {
  try {
    const said = JSON.parse(sessionStorage.getItem(CONVERSATION)) || [];
    sessionStorage.setItem(CONVERSATION, JSON.stringify(said.filter(({ answer }) => !isPrivate(answer))));
  } catch { /* nothing is kept */ }
}

/** End the document before; where the service cannot be reached its time does it. */
async function forgotten() {
  await fetch(ADDRESS, { method: "DELETE", headers: { [HEADER]: held.token } }).catch(() => {});
}

function gone() {
  if (!held) return;
  hold(null);
  silence();
  tell("gone");
}

addEventListener("policyqa:private-gone", gone);

async function look() {
  if (!held || document.hidden) return;
  try {
    const { left_seconds: left } = await getJSON(ADDRESS, { [HEADER]: held.token });
    if (!held) return;
    hold({ ...held, left });
    tell("time");
  } catch { /* gone tells itself; a network that is away comes back */ }
}

setInterval(look, LOOK_MS);
document.addEventListener("visibilitychange", look);
look();

/** Minutes that it stays if nobody asks. */
export const minutes = () => Math.max(1, Math.round((held?.left ?? 0) / 60));

/** On the page of questions: which document is asked, and the way back; `changed` is called when that changes. */
export function chip(place, changed) {
  const box = make("div", { class: "pq-private-chip", hidden: true });
  place.prepend(box);
  const draw = (why) => {
    box.hidden = !held && why !== "gone";
    box.classList.toggle("pq-on", asksPrivate());
    if (why === "gone") box.replaceChildren(make("p", { role: "status" }, say("p_gone")));
    if (!held) return;
    if (why === "time" && box.hasChildNodes()) return;
    const { active } = held;
    box.replaceChildren(
      make("p", { role: "status" }, make("strong", {}, say(active ? "p_asking" : "p_held")), " ", make("span", { dir: "auto" }, held.document.title)),
      make("button", { type: "button", class: "pq-tool", onclick: () => { askPrivately(!active); box.querySelector("button").focus(); } }, say(active ? "p_back" : "p_again")));
  };
  watch((why) => { draw(why); if (why !== "time") changed(why); });
  draw();
  return draw;
}
