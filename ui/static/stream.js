// Server-sent events over POST, which EventSource cannot do.

import { kindOf, problem } from "./dom.js";
import { privately } from "./private.js";

/** Silence after which the line is taken for cut: the service sends a sign of life far more often. */
const SILENT_MS = 60_000;

/** Ask; calls `on[event](data)` for each event. Rejects with a problem, a TypeError when the line is lost, or AbortError when stopped. */
export async function askStream(body, on, signal) {
  const line = new AbortController();
  const cut = () => line.abort();
  const check = () => fetch("healthz").catch(cut); // a service on this machine answers without a network
  signal.addEventListener("abort", cut);
  addEventListener("offline", check);
  const watch = watchdog(cut);
  try {
    const response = await fetch("api/v1/ask/stream", {
      method: "POST", headers: { "Content-Type": "application/json", ...privately() }, body: JSON.stringify(body), signal: line.signal,
    });
    if (!response.ok) throw await problem(response);
    await read(response, on, watch);
  } catch (error) {
    if (line.signal.aborted && !signal.aborted) throw new TypeError("the line is lost");
    throw error;
  } finally {
    watch.end();
    removeEventListener("offline", check);
    signal.removeEventListener("abort", cut);
  }
}

function watchdog(bark) {
  let timer = setTimeout(bark, SILENT_MS);
  return {
    fed: () => { clearTimeout(timer); timer = setTimeout(bark, SILENT_MS); },
    end: () => clearTimeout(timer),
  };
}

async function read(response, on, watch) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  let finished = false;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    watch.fed();
    buffer += value;
    const events = buffer.split("\n\n");
    buffer = events.pop();
    for (const event of events) {
      const name = event.match(/^event: (.*)$/m)?.[1];
      const data = event.match(/^data: (.*)$/m)?.[1];
      if (!name || data === undefined) continue; // a comment: only a sign of life
      const value = JSON.parse(data);
      if (name === "error") throw Object.assign(new Error(value.detail), { status: value.status, kind: kindOf(value) });
      finished ||= name === "done";
      on[name]?.(value);
    }
  }
  if (!finished) throw new TypeError("the line is lost");
}
