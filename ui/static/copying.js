// An answer for the clipboard.

import { say } from "./words.js";

/** Put text on the clipboard. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // without https only the old way works
    const area = document.createElement("textarea");
    area.className = "pq-hidden";
    area.readOnly = true;
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/** The answer as Markdown, each quote with its address. */
export function asMarkdown(question, answer) {
  const quotes = answer.citations.map((citation, at) => {
    const where = [citation.number || citation.document, citation.path, citation.title].filter(Boolean).join(" ");
    return `[${at + 1}] ${where}\n> ${citation.quote.replace(/\s*\n\s*/g, " ")}`;
  });
  return [`**${say("question_from")}**: ${question}`, answer.text, ...quotes].join("\n\n") + "\n";
}
