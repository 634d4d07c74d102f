// Server-sent events over POST, which EventSource cannot do.

import { problem } from "./dom.js";

/** Ask; calls `on[event](data)` for each event. Rejects with a readable error, or with AbortError when stopped. */
export async function askStream(body, on, signal) {
  const response = await fetch("api/v1/ask/stream", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal,
  });
  if (!response.ok) throw await problem(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  let finished = false;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    buffer += value;
    const events = buffer.split("\n\n");
    buffer = events.pop();
    for (const event of events) {
      const name = event.match(/^event: (.*)$/m)?.[1];
      const data = event.match(/^data: (.*)$/m)?.[1];
      if (!name || data === undefined) continue;
      const value = JSON.parse(data);
      if (name === "error") throw Object.assign(new Error(value.detail), { status: value.status });
      finished ||= name === "done";
      on[name]?.(value);
    }
  }
  if (!finished) throw new TypeError("cut off");
}
