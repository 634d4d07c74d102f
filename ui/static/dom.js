// Elements made from text only: no markup of a question or a document is ever parsed.

/** An element with attributes and children; strings become text nodes, `on…` attributes become listeners. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** The element with this id once the page has drawn it. */
export function drawn(id) {
  return new Promise((resolve) => {
    const look = () => {
      const node = document.getElementById(id);
      if (node) resolve(node);
      return Boolean(node);
    };
    if (look()) return;
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(document.documentElement, { childList: true, subtree: true });
  });
}

/** JSON from the service, or an error whose message a person can read. */
export async function getJSON(path, headers = {}) {
  const response = await fetch(path, { headers: { Accept: "application/json", ...headers } });
  if (!response.ok) throw await problem(response);
  return response.json();
}

/** The kind of a problem: `too-busy` of `urn:policyqa:too-busy`. */
export const kindOf = (told) => String(told.type || "").replace(/^urn:policyqa:/, "");

/** The problem details of a failed response as an error; `wait` is for how many seconds the service asks. */
export async function problem(response) {
  let told = {};
  try { told = await response.json(); } catch { /* not JSON: the status line has to do */ }
  if (kindOf(told) === "private-gone") dispatchEvent(new Event("policyqa:private-gone"));
  return Object.assign(new Error(told.detail || response.statusText), {
    status: response.status, kind: kindOf(told), told, wait: Number(response.headers.get("Retry-After")) || 0,
  });
}
